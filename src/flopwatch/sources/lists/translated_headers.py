"""Headers of tables of models in languages other than English, by what their column holds."""

from __future__ import annotations

# As `fold_key` gives them: French, Spanish, Portuguese, German, Russian, Japanese, Chinese, Korean.
TRANSLATED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "developer",
        ("développeur", "développeurs", "entreprise", "laboratoire", "desarrollador", "empresa", "organización")
        + ("desenvolvedor", "organização", "entwickler", "hersteller", "unternehmen", "разработчик", "компания")
        + (
            "организация",
            "開発元",
            "開発者",
            "開発企業",
            "機関",
            "組織",
            "开发者",
            "开发商",
            "开发机构",
            "机构",
            "组织",
        )
        + (
            "公司",
            "厂商",
            "单位",
            "发布机构",
            "研发机构",
            "研发单位",
            "團隊",
            "团队",
            "개발사",
            "개발자",
            "기관",
            "회사",
        ),
    ),
    (
        "params",
        ("paramètres", "nombre de paramètres", "taille", "taille du modèle", "parámetros", "número de parámetros")
        + ("tamaño", "tamaño del modelo", "parâmetros", "número de parâmetros", "tamanho", "parameterzahl")
        + ("parameteranzahl", "anzahl parameter", "größe", "modellgröße", "параметры", "число параметров")
        + ("количество параметров", "размер", "パラメータ", "パラメータ数", "パラメーター数", "サイズ", "モデルサイズ")
        + (
            "参数",
            "参数量",
            "参数数量",
            "参数规模",
            "参数大小",
            "模型参数大小",
            "模型参数",
            "模型参数量",
            "模型大小",
            "模型规模",
            "大小",
            "规模",
        )
        + ("參數量", "參數", "매개변수", "매개변수 수", "파라미터", "파라미터 수", "모델 크기", "크기"),
    ),
    ("active params", ("激活参数", "激活参数量", "活性化パラメータ", "アクティブパラメータ数", "활성 파라미터")),
    (
        "tokens",
        ("nombre de tokens", "tokens d'entraînement", "tokens de entrenamiento", "tokens de treinamento")
        + (
            "trainingstokens",
            "trainings tokens",
            "токены",
            "число токенов",
            "学習トークン数",
            "トークン数",
            "学習トークン",
        )
        + (
            "训练token数",
            "训练tokens",
            "训练 tokens",
            "训练token",
            "训练词元",
            "词元数",
            "token数",
            "학습 토큰",
            "학습 토큰 수",
        ),
    ),
    (
        "training data",
        ("données d'entraînement", "données d’entraînement", "corpus d'entraînement", "datos de entrenamiento")
        + ("dados de treinamento", "dados de treino", "trainingsdaten", "обучающие данные", "данные обучения")
        + (
            "学習テキスト",
            "学習コーパス",
            "学習データ",
            "学習データ量",
            "事前学習データ",
            "学習画像/テキスト",
            "訓練データ",
        )
        + (
            "训练数据",
            "训练数据量",
            "预训练数据",
            "训练语料",
            "训练集",
            "数据量",
            "訓練資料",
            "학습 데이터",
            "훈련 데이터",
        ),
    ),
    (
        "training compute",
        (
            "calcul d'entraînement",
            "cómputo de entrenamiento",
            "trainingsaufwand",
            "rechenaufwand",
            "学習計算量",
            "計算量",
        )
        + ("训练算力", "训练计算量", "计算量", "算力", "학습 연산량", "вычисления"),
    ),
    (
        "date",
        ("date de sortie", "date de publication", "année de sortie", "année", "fecha", "fecha de lanzamiento")
        + ("fecha de publicación", "año", "año de lanzamiento", "data de lançamento", "ano", "datum", "jahr")
        + ("veröffentlichung", "veröffentlichungsdatum", "erscheinungsdatum", "erscheinungsjahr", "дата", "год")
        + (
            "дата выпуска",
            "дата выхода",
            "год выпуска",
            "公開年",
            "公開日",
            "公開時期",
            "発表日",
            "リリース日",
            "リリース",
        )
        + (
            "发布时间",
            "发布日期",
            "发布年份",
            "发布",
            "时间",
            "日期",
            "年份",
            "發布時間",
            "공개일",
            "출시일",
            "발표일",
            "출시",
        ),
    ),
    ("field", ("domaine", "dominio", "domínio", "bereich", "область", "ドメイン", "分野", "领域", "模态", "분야")),
    (
        "license",
        ("licence / conditions d'utilisation", "licencia", "licença", "lizenz", "лицензия", "ライセンス")
        + ("ライセンス / 利用規約", "许可证", "许可", "协议", "开源协议", "許可證", "授权", "라이선스"),
    ),
    (
        "context length",
        ("longueur du contexte", "longueur de contexte", "longueur maximale du contexte", "contexte", "contexto")
        + ("longitud de contexto", "longitud del contexto", "comprimento de contexto", "kontextlänge", "kontext")
        + (
            "длина контекста",
            "контекст",
            "コンテキスト長",
            "コンテキスト",
            "最大コンテキスト長",
            "入出力で扱える トークン数",
        )
        + (
            "入力で扱えるトークン数",
            "上下文长度",
            "上下文",
            "上下文窗口",
            "最大长度",
            "训练最大长度",
            "컨텍스트 길이",
            "컨텍스트",
        ),
    ),
    (
        "architecture",
        (
            "arquitectura",
            "arquitetura",
            "architektur",
            "архитектура",
            "アーキテクチャ",
            "架构",
            "模型架构",
            "结构",
            "아키텍처",
        ),
    ),
    (
        "base model",
        ("modèle de base", "base du model", "base du modèle", "modelo base", "basismodell", "базовая модель")
        + (
            "ベースのllm",
            "ベースのvlm",
            "ベースモデル",
            "基座",
            "基座模型",
            "底座",
            "底座模型",
            "基础模型",
            "基底モデル",
        )
        + ("기반 모델", "베이스 모델"),
    ),
    (
        "link",
        ("lien", "liens", "enlace", "enlaces", "ссылка", "ссылки", "リンク", "链接", "地址", "项目地址", "论文", "링크")
        + ("论文链接", "項目地址", "模型地址", "主页"),
    ),
)
