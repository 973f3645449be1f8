"""Words that mean the same in names: other scripts, misspellings, abbreviations, organisation prefixes."""

from __future__ import annotations

import re

# A family's name in other scripts, misspelt or abbreviated, and the word or words its developer uses.
FAMILY_WORDS = {
    "文心一言": "ernie bot",
    "文心大模型": "ernie",
    "文心": "ernie",
    "盘古": "pangu",
    "盤古": "pangu",
    "悟道": "wudao",
    "通义千问": "qwen",
    "通義千問": "qwen",
    "千问": "qwen",
    "通义": "tongyi",
    "混元": "hunyuan",
    "豆包": "doubao",
    "紫东太初": "zidongtaichu",
    "智谱清言": "chatglm",
    "讯飞星火": "spark",
    "星火": "spark",
    "大语言模型": "",  # a large language model, a large model
    "大模型": "",
    "百川": "baichuan",
    "书生浦语": "internlm",
    "书生·浦语": "internlm",
    "书生": "intern",
    "源": "yuan",
    "日日新": "sensenova",
    "商量": "sensechat",
    "天工": "skywork",
    "玄元": "xuanyuan",
    "孟子": "mengzi",
    "言犀": "chatrhino",
    "雅意": "yayi",
    "封神榜": "fengshenbang",
    "姜子牙": "ziya",
    "太极": "taiji",
    "深度求索": "deepseek",
    "阶跃星辰": "step",
    "阶跃": "step",
    "月之暗面": "moonshot",
    "하이퍼클로바": "hyperclova",
    "하이퍼클로바x": "hyperclova x",
    "엑사원": "exaone",
    "솔라": "solar",
    "라마": "llama",
    "룰라": "llama",
    "믿음": "midm",
    "코지피티": "kogpt",
    "칼름": "calm",
    "りんな": "rinna",
    "ラマ": "llama",
    "リンナ": "rinna",
    "гигачат": "gigachat",
    "яндексgpt": "yandexgpt",
    "яlm": "yalm",
    "хиперклова": "hyperclova",
    "гиперклова": "hyperclova",
    "лама": "llama",
    "сайга": "saiga",
    "кандинский": "kandinsky",
    "腾讯": "tencent",  # makers, whose names ORGANISATIONS leave out
    "百度": "baidu",
    "华为": "huawei",
    "阿里巴巴": "alibaba",
    "阿里云": "alibaba",
    "阿里": "alibaba",
    "字节跳动": "bytedance",
    "字节": "bytedance",
    "智谱": "zhipu",
    "네이버": "naver",
    "카카오": "kakao",
    "сбер": "sber",
    "яндекс": "yandex",
    "cerabras": "cerebras",
    "stablelm": "stable lm",
}
# Phrases of several words, after marks are blanks. The longer ones first.
PHRASES = (
    (re.compile(r"\bmegatron turing(?: natural language generation| nlg)?\b"), "mt nlg"),
    (re.compile(r"\bmegatron nlg\b"), "mt nlg"),
    (re.compile(r"\bsdxl\b"), "stable diffusion xl"),
    (re.compile(r"\bsd ?(?=[1-3](?:\.[0-9])?\b)"), "stable diffusion "),
    (re.compile(r"\bgenerative pre ?trained transformer\b"), "gpt"),
    (re.compile(r"\bvision transformer\b"), "vit"),
    (re.compile(r"\bbig science large open science open access multilingual language model\b"), "bloom"),
    (re.compile(r"\bchat gpt\b"), "chatgpt"),
    (re.compile(r"\bmixture of experts\b"), "moe"),
    (re.compile(r"\bxlm r\b"), "xlm roberta"),
    (re.compile(r"\bwave2vec"), "wav2vec"),
    (re.compile(r"\bdalle(?=[0-9 ]|$)"), "dall e"),
    (re.compile(r"\bpenn tree ?bank\b"), "ptb"),
    (re.compile(r"\b(?:wikitext|wt) ?(?=(?:2|103)\b)"), "wt"),
    (re.compile(r"\bone billion words?(?: benchmark)?\b"), "1bw"),
    (re.compile(r"\btransformers\b"), "transformer"),
    (re.compile(r"(?<=\S )pre ?train(?:ed|ing)?\b"), "base"),
)
# Organisations whose name precedes a family's and is not part of it.
ORGANISATIONS = frozenset(
    "openai anthropic google deepmind meta facebook microsoft nvidia amazon ibm apple tencent baidu alibaba huawei "
    "bytedance cohere snowflake databricks salesforce samsung lg ai21 upstage mistralai moonshot zhipu eleutherai "
    "xai bigscience bigcode tiiuae stabilityai allenai rinna elyza cyberagent llm360 sakana "
    "c4ai cohereforai thudm arcee perplexity naver kakao sber yandex".split()
)
_LATIN_LOOKALIKES = str.maketrans("авекмнорстух", "abekmhopctyx")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_SINGLE_CYRILLIC = re.compile(r"(?<![\u0400-\u04ff])[авекмнорстух](?![\u0400-\u04ff])")
_WORDS_OF_SCRIPTS = re.compile("|".join(sorted(map(re.escape, FAMILY_WORDS), key=len, reverse=True)))


def spelled_in_latin(text: str) -> str:
    """Return a folded name with the family words of other scripts, misspelt or abbreviated, as their developer's word.

    Example:
        >>> spelled_in_latin("源1.0").split(), spelled_in_latin("문심") == "문심"
        (['yuan', '1.0'], True)
    """
    text = _WORDS_OF_SCRIPTS.sub(lambda found: f" {FAMILY_WORDS[found[0]]} ", text)
    if _CYRILLIC.search(text):  # a Cyrillic letter within Latin ones is a look-alike: `GРT-4`
        text = _SINGLE_CYRILLIC.sub(lambda found: found[0].translate(_LATIN_LOOKALIKES), text)
    return text


def with_phrases(text: str) -> str:
    """Return a name whose marks are blanks with its phrases replaced by their short forms.

    Example:
        >>> with_phrases("megatron turing nlg 530b")
        'mt nlg 530b'
    """
    for pattern, short in PHRASES:
        text = pattern.sub(short, text)
    return text
