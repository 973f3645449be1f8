"""Languages of training data out of words: by name, with a share where one is stated, and counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.domain.errors import BadInput
from flopwatch.text import read_data_languages


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("2.6TB (Chinese 2.3TB, English 300GB)", {"zh": "0.885", "en": "0.115"}),
        ("1.5T tokens (English: 1.32T tokens, Japanese: 0.18T tokens)", {"en": "0.88", "ja": "0.12"}),
        ("370 billion tokens of which 330 billion were Arabic tokens", {"ar": "0.892"}),
        ("20T dataset: Including 14T English data, 4T Chinese data", {"en": "0.7", "zh": "0.2"}),
        ("over 400 billion text tokens (200B each for Chinese and English)", {"zh": "0.5", "en": "0.5"}),
        ("Code (10.8%), French (13.1%), English (30.3%)", {"code": "0.108", "fr": "0.131", "en": "0.303"}),
        ("The English data comprises 52.2%, the Chinese data accounts for 39.6%", {"en": "0.522", "zh": "0.396"}),
        ("about 60% of the training data being Japanese, combined with English", {"ja": "0.6", "en": ""}),
        (
            "2T tokens, including 87% code and 13% text in both English and Chinese",
            {"code": "0.87", "en": "", "zh": ""},
        ),
        ("roughly half English and half Chinese", {"en": "0.5", "zh": "0.5"}),
        ("65% of this data (or 438,000 hours) represents English-language audio", {"en": "0.65"}),
        # No share of one language follows from these.
        ("100B Chinese tokens and 20B English tokens", {"zh": "", "en": ""}),
        ("2T tokens of Chinese and English data", {"zh": "", "en": ""}),
        ("English and Chinese being predominant, constituting over 90%", {"en": "", "zh": ""}),
        ("6T tokens of primarily-English data", {"en": ""}),
        ("使用10万亿 Tokens中英文高质量语料进行训练", {"zh": "", "en": ""}),
        ("40% of the data is non-English", {}),
        ("we polish the code with English-to-code pairs", {"en": ""}),
    ],
)
def test_languages_have_the_share_that_the_words_state_of_them_alone(words: str, named: dict[str, str]) -> None:
    assert {one.language: one.share for one in read_data_languages(words).named} == named


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        ("(101 languages)", [("101", "=", "")]),
        ("more than 40 languages such as Chinese", [("40", "≥", "")]),
        ("up to 119 languages and dialects", [("119", "≤", "")]),
        ("46 natural languages and 13 programming languages", [("46", "=", ""), ("13", "=", "programming")]),
        ("100+ languages", [("100", "≥", "")]),
        ("41 kinds of natural language", [("41", "=", "")]),
        ("支持 100 多种语言和23种编程语言", [("100", "≥", ""), ("23", "=", "programming")]),
        ("27 additional languages besides English", []),
        ("5 trillion language tokens", []),
        ("English, as well as 15 multilingual languages", []),
    ],
)
def test_counts_keep_their_relation_and_part_programming_languages(
    words: str, counted: list[tuple[str, str, str]]
) -> None:
    assert [(one.value, one.relation, one.label) for one in read_data_languages(words).counted] == counted


@given(st.text(alphabet="Chinese English0123456789.%,;() TBGboth eachandhalf中英文", max_size=300))
def test_any_text_gives_fractions_and_positive_counts_or_a_refusal(words: str) -> None:
    try:
        found = read_data_languages(words)
    except BadInput:
        return
    assert all(not one.share or 0 <= float(one.share) <= 1 for one in found.named)
    assert all(float(one.value) >= 0 for one in found.counted)
