"""A second language is a second lexicon: it is used where it is passed, and English stays as it is."""

from __future__ import annotations

import re
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest

import flopwatch.text
from flopwatch.text import ENGLISH, Lexicon, read_chip_use, read_date, read_number, read_parameters, read_quantities

GERMAN = Lexicon(
    tag="de",
    group_mark=".",
    decimal_mark=",",
    scales=(("tausend", 3), ("millionen", 6), ("mio", 6), ("milliarden", 9), ("milliarde", 9), ("mrd", 9)),
    abbreviations=("mio", "mrd"),
    ones=(("zwei", 2), ("drei", 3)),
    relations=(("mehr als", "≥"), ("rund", "≈")),
    range_to=("bis",),
    unit_words=(
        (("parameter", "parametern"), "parameters", 0),
        (("wörter",), "words", 0),
        (("tage", "tagen"), "days", 0),
    ),
    parameter_stem="parameter",
    per_second_pattern="[ ]pro[ ]Sekunde",
    chip_times=((("stunden",), "chip-hours", 1),),
    months=(("januar", 1), ("märz", 3), ("mai", 5)),
    clause_breaks=("während",),
    nothing_stated=("keine angabe",),
)


@pytest.mark.parametrize(
    ("words", "value", "unit", "relation"),
    [
        ("1,5 Milliarden Parameter", "1500000000", "parameters", "="),
        ("rund 175 Mrd. Parameter", "175000000000", "parameters", "≈"),
        ("mehr als 1.234.567 Wörter", "1234567", "words", "≥"),
        ("drei Milliarden Parameter", "3000000000", "parameters", "="),
        ("312 teraFLOP pro Sekunde", "312", "teraFLOP/s", "="),
        ("3,8 × 10^25 FLOP", "3.8e25", "FLOP", "="),
    ],
)
def test_german_words_are_read_with_a_german_lexicon(words: str, value: str, unit: str, relation: str) -> None:
    (found,) = read_quantities(words, lexicon=GERMAN)
    assert (Decimal(found.value), found.unit, found.relation) == (Decimal(value), unit, relation)
    assert found.as_written in words
    assert read_quantities(words)[:1] != (found,)


def test_every_reader_takes_a_lexicon() -> None:
    assert read_number("1.234,5", lexicon=GERMAN) == Decimal("1234.5")
    assert str(read_date("12 März 2023", lexicon=GERMAN)) == "2023-03-12"
    sizes = read_parameters("7 Mrd. bis 13 Mrd. Parameter", lexicon=GERMAN)
    assert sizes.total is not None
    assert (sizes.total.value, sizes.total.high) == ("7000000000", "13000000000")
    assert read_parameters("keine Angabe", lexicon=GERMAN).reason == "nothing is stated"
    (use,) = read_chip_use("8 A100 während 1.000 Stunden, 5 Tage", lexicon=GERMAN)
    assert use.count is not None
    assert use.duration is not None
    assert (use.chip, use.count.value, use.duration.value) == ("A100", "8", "5")
    (time,) = read_quantities("1.000 A100 Stunden", lexicon=GERMAN)
    assert (time.value, time.unit) == ("1000", "chip-hours")


def test_english_is_untouched_by_another_lexicon() -> None:
    before = read_quantities("1,234 tokens and 1.5 billion parameters"), read_date("5 March 2023")
    read_quantities("1,5 Milliarden Parameter", lexicon=GERMAN)
    read_date("5 März 2023", lexicon=GERMAN)
    assert before == (read_quantities("1,234 tokens and 1.5 billion parameters"), read_date("5 March 2023"))
    assert [(q.value, q.unit) for q in before[0]] == [("1234", "tokens"), ("1500000000", "parameters")]
    assert [(q.value, q.unit) for q in read_quantities("3 Milliarden Stunden")] == [("3000000000", "hours")]
    assert read_date("5 März 2023") is None
    with pytest.raises(ValueError, match="no|not"):
        read_number("1.234,5")


def test_a_lexicon_without_words_reads_figures_and_symbols_only() -> None:
    bare = Lexicon(tag="und")
    words = "over 5 million tokens between 3 and 4, half of 1e24 FLOP in March 2023 on 8 A100"
    assert [(q.value, q.unit) for q in read_quantities(words, lexicon=bare)] == [
        ("5", ""),
        ("3", ""),
        ("4", ""),
        ("1e24", "FLOP"),
        ("2023", ""),
        ("8", "chips"),
    ]


def test_english_fills_every_field_but_abbreviations_and_sums_of_parts() -> None:
    empty = {one.name for one in fields(Lexicon) if getattr(ENGLISH, one.name) in ((), "", "(?!)")}
    sums_of_parts = {
        "teens",
        "values",
        "half_after",
        "parts_before",
        "number_and",
        "scale_of",
        "decimal_words",
        "duals",
        "solar_months",
        "many_scales",
        "raised_pattern",
        "prefixes",
        "long_or_short",
    }
    assert empty == {"abbreviations", *sums_of_parts}


def test_only_defaults_of_arguments_name_english() -> None:
    for path in Path(flopwatch.text.__file__).parent.glob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search(r"\bENGLISH\b", line):
                assert re.search(r"import .*ENGLISH|lexicon: Lexicon = ENGLISH|\"ENGLISH\"", line), (
                    f"{path.name}: {line}"
                )
