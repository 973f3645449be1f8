"""Numbers that are sums of scaled parts, by the lexicon of each language."""

from __future__ import annotations

import pytest

from flopwatch.extraction import read_facts
from flopwatch.text import LEXICONS, cut


@pytest.mark.parametrize(
    ("language", "words", "value"),
    [
        ("ko", "1조 7600억", "1760000000000"),
        ("ko", "557만6000", "5576000"),
        ("zh", "三千五百亿", "350000000000"),
        ("zh", "十万亿", "10000000000000"),
        ("zh", "1.76万亿", "1760000000000"),
        ("zh", "10的25次方", "1E+25"),
        ("ja", "2兆1000億", "2100000000000"),
        ("hi", "27 लाख 88 हजार", "2788000"),
        ("hi", "17 हजार 500 करोड़", "175000000000"),
        ("hi", "एक लाख करोड़", "1000000000000"),
        ("hi", "डेढ़ अरब", "1500000000"),
        ("bn", "২ হাজার ৪৮", "2048"),
        ("ur", "ایک لاکھ 28 ہزار", "128000"),
        ("fr", "mille six cents milliards", "1600000000000"),
        ("fr", "1 082 990", "1082990"),
        ("es", "setenta mil millones", "70000000000"),
        ("es", "1.082.990", "1082990"),
        ("pt", "16 mil", "16000"),
        ("de", "7,5 Mrd.", "7500000000"),
        ("tr", "2 buçuk milyar", "2500000000"),
        ("ru", "полтора миллиарда", "1500000000"),
        ("ru", "сто тысяч", "100000"),
        ("ar", "ستة عشر ألف", "16000"),
        ("ar", "١٫٧٦ تريليون", "1760000000000"),
        ("fa", "یک میلیارد و دویست میلیون", "1200000000"),
        ("he", "שבעה מיליארד", "7000000000"),
    ],
)
def test_parts_are_added_and_scales_multiply(language, words, value):
    found = cut(words, LEXICONS[language], [])
    assert [f"{float(one.value):.10g}" for one in found.numbers.values()] == [f"{float(value):.10g}"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "昇腾910B"),
        ("zh", "通义千问"),
        ("en", "MI300X"),
        ("ko", "구조와 세계"),
        ("es", "millones de personas"),
        ("hi", "सैकड़ों"),
    ],
)
def test_names_and_indefinite_amounts_are_no_numbers(language, words):
    assert [one.kind for one in read_facts(f"{words}.", language=language) if one.kind != "chip"] == []
