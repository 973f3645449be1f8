"""Sentences in 16 languages: those labelled before the reader was written, and the laws that every language keeps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flopwatch.extraction import LANGUAGES, extract_facts, language_of, read_facts

FRESH = Path(__file__).parents[1] / "text/fresh/sentences.jsonl"
KINDS = ("params", "active_params", "tokens", "chip_count", "chip_hours", "days", "flop", "cost")
Pair = tuple[str, float]


def pairs_of(text: str, language: str) -> list[Pair]:
    facts = read_facts(text, language=language)
    return [(one.kind, float(one.value)) for one in facts if one.kind in KINDS]


def score(rows: list[dict]) -> tuple[float, float]:
    """Return (recall, precision) over pairs of kind and value."""
    wanted = found = wrong = 0
    for row in rows:
        left = [(kind, float(value)) for kind, value in row["facts"]]
        either = [(kind, float(value)) for kind, value in row.get("optional", ())]
        wanted += len(left)
        for pair in pairs_of(row["text"], row["lang"]):
            same = [one for one in left if one == pair]
            alike = [one for one in left if pair in either and one[0] == pair[0]]
            if same or alike:
                left.remove((same or alike)[0])
                found += 1
            elif pair not in either and pair not in [(kind, float(value)) for kind, value in row["facts"]]:
                wrong += 1
    return found / wanted, found / (found + wrong)


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    return [json.loads(line) for line in FRESH.read_text(encoding="utf-8").splitlines()]


def test_facts_of_the_fresh_sentences_are_found_and_are_right(rows):
    recall, precision = score(rows)
    assert recall >= 0.95
    assert precision >= 0.95


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_ten_fresh_sentences_or_more(rows, language):
    assert sum(row["lang"] == language for row in rows) >= 10


def test_the_language_is_known_from_script_and_words(rows):
    wrong = [row["text"] for row in rows if language_of(row["text"]) != row["lang"]]
    assert len(wrong) <= 0.02 * len(rows), wrong


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "该模型有{}个参数。"),
        ("ja", "このモデルのパラメータ数は{}だ。"),
        ("ko", "이 모델은 {}개의 파라미터를 갖췄다."),
        ("hi", "इस मॉडल में {} पैरामीटर हैं।"),
        ("es", "El modelo tiene {} de parámetros."),
        ("fr", "Le modèle compte {} de paramètres."),
        ("ar", "يضم النموذج {} معلمة."),
        ("bn", "মডেলটিতে {} প্যারামিটার রয়েছে।"),
        ("pt", "O modelo tem {} de parâmetros."),
        ("ru", "У модели {} параметров."),
        ("ur", "اس ماڈل میں {} پیرامیٹرز ہیں۔"),
        ("de", "Das Modell hat {} Parameter."),
        ("tr", "Model {} parametreye sahip."),
        ("fa", "این مدل {} پارامتر دارد."),
        ("he", "למודל יש {} פרמטרים."),
        ("en", "The model has {} parameters."),
    ],
)
def test_seventy_billion_is_one_value_in_every_language(language, text):
    written = {
        "zh": ("700亿", "七百亿", "**700** 亿", "７００亿"),
        "ja": ("700億", "七百億"),
        "ko": ("700억", "칠백억"),
        "hi": ("70 अरब", "७० अरब", "7,000 करोड़", "सत्तर अरब"),
        "es": ("70.000 millones", "70 mil millones", "setenta mil millones"),
        "fr": ("70 milliards", "70 000 millions", "70 Md"),
        "ar": ("70 مليار", "٧٠ مليار", "سبعين مليار"),
        "bn": ("৭০ বিলিয়ন", "7 হাজার কোটি", "৭ হাজার কোটি"),
        "pt": ("70 bilhões", "70 mil milhões", "setenta bilhões"),
        "ru": ("70 млрд", "70 миллиардов", "семьдесят миллиардов"),
        "ur": ("70 ارب", "۷۰ ارب", "ستر ارب"),
        "de": ("70 Milliarden", "70 Mrd.", "siebzig Milliarden"),
        "tr": ("70 milyar", "yetmiş milyar"),
        "fa": ("۷۰ میلیارد", "70 میلیارد", "هفتاد میلیارد"),
        "he": ("70 מיליארד", "שבעים מיליארד"),
        "en": ("70 billion", "70B", "seventy billion"),
    }
    for words in written[language]:
        pairs = pairs_of(text.format(words), language)
        assert pairs == [("params", 7e10)], (words, pairs)


@pytest.mark.parametrize(
    ("text", "total", "active"),
    [
        ("Only 11B of the model's 180B parameters are active for each token.", 180, 11),
        ("21B of its 236B parameters are activated per token.", 236, 21),
        ("The model has 236B parameters, of which 21B are active.", 236, 21),
    ],
)
def test_the_part_of_a_whole_is_what_is_active(text, total, active):
    found = {one.kind: float(one.value) for one in read_facts(text, language="en")}
    assert found == {"params": total * 1e9, "active_params": active * 1e9}


def test_letters_that_two_languages_share_decide_for_neither():
    assert language_of("Eğitim 512 H100 GPU üzerinde 28 gün sürdü.") == "tr"
    assert language_of("Die Übung dauerte 28 Tage auf 512 GPUs.") == "de"


@pytest.mark.parametrize("beside", ["5.88e23 FLOP", "3e3 steps", "GPT-4o", "o1", "lr 5e-5", "v1e3"])
def test_letters_next_to_a_digit_make_no_text_portuguese(beside: str) -> None:
    assert language_of(f"14,000B tokens | {beside}") == "en"
    facts = extract_facts(f"14,000B tokens | {beside}").facts
    assert [one.value for one in facts if one.kind == "tokens"] == ["1.4e13"]


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("Qwen3-Next-80B-A3B 总参数量高达80亿。", True),  # a real slip: 80B is 800亿
        ("Qwen3-Next-80B-A3B 总参数量高达800亿。", False),
        ("Qwen3-235B-A22B は2350億パラメータを持つ。", False),
        ("Qwen3-235B-A22B は235億パラメータを持つ。", True),
        ("Llama-3-8B was compared with a model of 70B parameters.", False),
    ],
)
def test_a_size_a_power_of_ten_from_the_name_is_flagged(text, flagged):
    (fact,) = [one for one in extract_facts(text).facts if one.kind == "params"]
    assert ("power-of-ten-from-name" in fact.flags) == flagged


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "平台为开发者提供每日10万的免费Token"),
        ("zh", "新用户可获得 5000 万免费 token"),
        ("en", "Free users get 500,000 tokens per day with a long context window."),
        ("en", "New accounts receive 50 million free tokens."),
        ("de", "Neue Nutzer erhalten 20 Millionen kostenlose Token."),
        ("fr", "La plateforme offre 30 millions de tokens gratuits."),
        ("ru", "Сервис ежедневно обрабатывает 2 трлн токенов."),
        ("ja", "新規ユーザーには毎日1億トークンを無料で提供する。"),
        ("ko", "신규 사용자에게 무료 5000만 토큰을 제공한다."),
    ],
)
def test_tokens_given_away_or_used_in_a_time_are_no_data_and_no_window(language, text):
    assert [one for one in read_facts(text, language=language) if one.kind in ("tokens", "context")] == []


@pytest.mark.parametrize(
    ("language", "text", "kind", "value"),
    [
        ("en", "The free model was trained on 15 trillion tokens.", "tokens", 15e12),
        ("en", "The free model has a context window of 128,000 tokens per request.", "context", 128_000),
        ("de", "Das kostenlose Modell wurde mit 15 Billionen Token trainiert.", "tokens", 15e12),
        ("zh", "免费开源的模型使用 14.8 万亿 token 训练", "tokens", 14.8e12),
    ],
)
def test_a_free_model_keeps_its_data_and_its_window(language, text, kind, value):
    assert (kind, value) in [(one.kind, float(one.value)) for one in read_facts(text, language=language)]


@pytest.mark.parametrize(
    "text",
    [
        "DeepSeek-V3 的总参数量为 6710 亿,激活参数 370 亿,在 14.8 万亿 token 上完成训练。",
        "总参数量 6710 亿，激活参数 370 亿，训练数据 14.8 万亿 token。",
        "該模型總參數量為 6710 億，激活參數 370 億，使用 14.8 萬億 token 訓練。",
    ],
)
def test_a_size_before_data_in_one_sentence_is_no_list_of_tokens(text):
    wanted = [("params", 671e9), ("active_params", 37e9), ("tokens", 14.8e12)]
    assert [(one.kind, float(one.value)) for one in read_facts(text, language="zh")] == wanted


def test_a_list_of_data_shares_its_noun():
    found = read_facts("The models were trained on 1.5T, 5T and 8T tokens.", language="en")
    assert [(one.kind, float(one.value)) for one in found] == [("tokens", 1.5e12), ("tokens", 5e12), ("tokens", 8e12)]
