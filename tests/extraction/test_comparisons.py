"""Sizes of other models: what a sentence only compares with is flagged and never given to the model it is about."""

from __future__ import annotations

import pytest

from flopwatch.extraction import extract_facts

OTHER = "of-another-model"
# Language, sentence, sizes of the model itself, sizes of another one.
SENTENCES = (
    ("en", "Zephon-8 outperforms the 405B model on every task.", (), ("405000000000",)),
    ("en", "Unlike the 70B model, Zephon-8 has 8 billion parameters.", ("8000000000",), ("70000000000",)),
    ("en", "Zephon-8 beats models of 13 billion and 70 billion parameters.", (), ("13000000000", "70000000000")),
    ("en", "Zephon-8 has more than 8 billion parameters.", ("8000000000",), ()),
    ("en", "Its size exceeds 8 billion parameters.", ("8000000000",), ()),
    ("en", "Zephon-8 beats GPT-4 with only 8 billion parameters.", ("8000000000",), ()),
    ("zh", "Zephon-8的推理速度是同系列32B模型的10倍以上。", (), ("32000000000",)),
    ("zh", "与传统的7B模型相比，Zephon-8拥有80亿参数。", ("8000000000",), ("7000000000",)),
    ("zh", "Zephon-8的参数量超过1000亿。", ("100000000000",), ()),
    ("fr", "Zephon-8 surpasse le modèle 70B et compte 8 milliards de paramètres.", ("8000000000",), ("70000000000",)),
    ("fr", "Zephon-8 dépasse 8 milliards de paramètres.", ("8000000000",), ()),
    ("de", "Zephon-8 mit 8 Milliarden Parametern übertrifft das 70B-Modell.", ("8000000000",), ("70000000000",)),
    ("de", "Im Vergleich zum 70B-Modell hat Zephon-8 nur 8 Milliarden Parameter.", ("8000000000",), ("70000000000",)),
    (
        "es",
        "Zephon-8, con 8 mil millones de parámetros, supera al modelo de 70 mil millones de parámetros.",
        ("8000000000",),
        ("70000000000",),
    ),
    ("es", "Zephon-8 supera los 8 mil millones de parámetros.", ("8000000000",), ()),
    (
        "pt",
        "O Zephon-8 tem 8 bilhões de parâmetros, é melhor do que o modelo de 70 bilhões de parâmetros.",
        ("8000000000",),
        ("70000000000",),
    ),
    ("ru", "Zephon-8 с 8 млрд параметров превосходит модель с 70 млрд параметров.", ("8000000000",), ("70000000000",)),
    ("ru", "Число параметров Zephon-8 превышает 8 млрд.", ("8000000000",), ()),
    ("ja", "80億パラメータのZephon-8は70Bモデルを上回る。", ("8000000000",), ("70000000000",)),
    ("ko", "80억 개 파라미터의 Zephon-8은 70B 모델보다 뛰어나다.", ("8000000000",), ("70000000000",)),
    ("en", "Our 8B model trails its larger siblings.", ("8000000000",), ()),
    ("ja", "80億パラメータのZephon-8はGPT-4を上回る。", ("8000000000",), ()),
    ("ko", "Zephon-8은 단 80억 개 파라미터로 GPT-4를 능가한다.", ("8000000000",), ()),
    ("tr", "Zephon-8, yalnızca 8 milyar parametreyle GPT-4'ü geride bırakıyor.", ("8000000000",), ()),
    ("hi", "Zephon-8 केवल 8 अरब पैरामीटर के साथ GPT-4 से बेहतर है।", ("8000000000",), ()),
    ("bn", "Zephon-8 মাত্র ৮০০ কোটি প্যারামিটার নিয়ে GPT-4-কে ছাড়িয়ে গেছে।", ("8000000000",), ()),
    ("ur", "Zephon-8 صرف 8 ارب پیرامیٹرز کے ساتھ GPT-4 سے بہتر ہے۔", ("8000000000",), ()),
    ("fa", "Zephon-8 با ۸ میلیارد پارامتر GPT-4 را پشت سر گذاشت.", ("8000000000",), ()),
    ("tr", "8 milyar parametreli Zephon-8, 70B modelden daha iyi.", ("8000000000",), ("70000000000",)),
    ("hi", "8 अरब पैरामीटर वाला Zephon-8, 70B मॉडल से बेहतर है।", ("8000000000",), ("70000000000",)),
    ("bn", "৮০০ কোটি প্যারামিটারের Zephon-8, 70B মডেলের তুলনায় ভালো।", ("8000000000",), ("70000000000",)),
    ("ur", "8 ارب پیرامیٹرز والا Zephon-8، 70B ماڈل سے بہتر ہے۔", ("8000000000",), ("70000000000",)),
    ("fa", "Zephon-8 با ۸ میلیارد پارامتر، بهتر از مدل ۷۰ میلیارد پارامتری است.", ("8000000000",), ("70000000000",)),
    (
        "ar",
        "يحتوي Zephon-8 على 8 مليارات معلمة، ويتفوق على نموذج من 70 مليار معلمة.",
        ("8000000000",),
        ("70000000000",),
    ),
    ("he", "ל-Zephon-8 יש 8 מיליארד פרמטרים, לעומת מודל של 70 מיליארד פרמטרים.", ("8000000000",), ("70000000000",)),
)


@pytest.mark.parametrize(("language", "sentence", "own", "other"), SENTENCES)
def test_sizes_of_other_models_are_flagged(
    language: str, sentence: str, own: tuple[str, ...], other: tuple[str, ...]
) -> None:
    """Each size is read as the model's own or as another one's."""
    facts = [one for one in extract_facts(sentence, language=language).facts if one.kind == "params"]
    assert tuple(one.value for one in facts if OTHER not in one.flags) == own
    assert tuple(one.value for one in facts if OTHER in one.flags) == other


@pytest.mark.parametrize(
    ("language", "sentence", "model"),
    [
        ("en", "Zephon-8 beats GPT-4 (70B parameters).", "GPT-4"),
        ("en", "Zephon-8 beats GPT-4, which has 70B parameters.", "GPT-4"),
        ("en", "Zephon-8 beats GPT-4 with 70B parameters.", ""),
        ("fr", "Zephon-8 surpasse GPT-4 avec 70 milliards de paramètres.", ""),
        ("ru", "Zephon-8 превосходит GPT-4 с 70 миллиардами параметров.", ""),
        ("ja", "Zephon-8は700億パラメータのGPT-4を上回る。", "GPT-4"),
        ("ko", "Zephon-8은 700억 개 파라미터의 GPT-4를 능가한다.", "GPT-4"),
        ("tr", "Zephon 8, 70 milyar parametreyle GPT-4'ü geride bırakıyor.", "Zephon 8"),
        ("en", "The rule is about models of 70B parameters. Zephon-8 is another one.", ""),
    ],
)
def test_a_size_goes_to_the_model_that_its_sentence_states_it_of_or_to_none(
    language: str, sentence: str, model: str
) -> None:
    """What a sentence leaves open stays open."""
    (size,) = (one for one in extract_facts(sentence, language=language).facts if one.kind == "params")
    assert size.model == model
