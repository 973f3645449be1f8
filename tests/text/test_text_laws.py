"""Laws of every text: numbers come back exactly, offsets point at their words, nothing is slow or crashes."""

from __future__ import annotations

import contextlib
import re
from decimal import Decimal

import pytest
from helpers.tiers import tiered
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.domain.decimals import canonical, exact
from flopwatch.domain.errors import FlopwatchError
from flopwatch.domain.units import UNITS
from flopwatch.text import ENGLISH, tokens
from flopwatch.text.dates import read_date
from flopwatch.text.english.months import MONTHS
from flopwatch.text.english.numbers import SCALES, SUFFIXES
from flopwatch.text.english.relations import RELATIONS, RELATIONS_AFTER
from flopwatch.text.english.units import UNIT_SYMBOLS, UNIT_WORDS
from flopwatch.text.hardware import read_chip_use
from flopwatch.text.numerals import read_number
from flopwatch.text.quantities import read_quantities
from flopwatch.text.sizes import read_parameters
from flopwatch.text.tokens import MAX_CHARACTERS

_POWERS = {
    "k": 3,
    "K": 3,
    "M": 6,
    "B": 9,
    "T": 12,
    " thousand": 3,
    " million": 6,
    " billion": 9,
    " trillion": 12,
    "": 0,
}
_PIECES = st.sampled_from(
    [
        "1",
        "23",
        "1.5",
        "10",
        "1024",
        "1025",
        "1,000",
        "1e25",
        "10^",
        "²³",
        "½",
        "B",
        "M",
        "k",
        "T",
        "G",
        "x",
        " x ",
        "-",
        "–",
        " to ",
        " and ",
        "between ",
        "over ",
        "about ",
        "~",
        ">",
        "(",
        ")",
        ",",
        ", ",
        " + ",
        " ",
        "%",
        "$",
        " FLOP",
        " tokens",
        "GB",
        " A100",
        "80G-A100",
        " hours",
        " days",
        "GPU",
        "a ",
        "one ",
        "two hundred",
        " million",
        "half ",
        "of ",
        " third",
        ".",
        "/",
        ":",
        "=",
        "e",
        "TPUv3 ",
        "May ",
        "2023",
        "compute ",
        "per ",
        "year",
        "\n",
        "’s",
        "#",
        "_",
        "{",
        "}",
        "[",
        "]",
        "¼",
        "€",
        "−",
        "\u200b",
        "亿",
    ]
)


@given(
    st.integers(1, 99_999),
    st.integers(0, 4),
    st.sampled_from(sorted(_POWERS)),
    st.sampled_from(["", " tokens", " parameters"]),
)
def test_a_number_with_a_suffix_is_read_back_exactly(digits: int, places: int, suffix: str, unit: str) -> None:
    written = f"{Decimal(digits).scaleb(-places):f}"
    meant = Decimal(digits).scaleb(_POWERS[suffix] - places)
    (one,) = read_quantities(f"It has {written}{suffix}{unit}.")
    assert exact(one.value) == meant
    assert one.unit == unit.strip()
    assert one.as_written == written + suffix + unit


@given(st.integers(0, 10**30 - 1))  # thirty digits are the most that separators may group
def test_thousands_separators_change_nothing(number: int) -> None:
    assert read_number(f"{number:,}") == number
    (one,) = read_quantities(f"({number:,} tokens)")
    assert exact(one.value) == number


@given(st.floats(min_value=1e-90, max_value=1e90))
def test_a_float_printed_by_a_table_is_read_as_it_is_printed(number: float) -> None:
    assert read_number(repr(number)) == Decimal(repr(number))
    assert float(read_number(f"{number:.6E}")) == pytest.approx(number, rel=1e-6)


@given(st.integers(15, 29))
def test_a_lost_superscript_means_the_power_it_shows(exponent: int) -> None:
    superscript = str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    for written in (f"10{exponent}", f"10^{exponent}", f"10{superscript}", f"1e{exponent}"):
        (one,) = read_quantities(f"over {written} FLOP")
        assert exact(one.value) == 10**exponent
        assert ("lost-superscript" in one.flags) == (written == f"10{exponent}")


@given(st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=40).map("".join)))
def test_any_text_is_read_without_surprise_and_offsets_point_at_the_words(words: str) -> None:
    found = read_quantities(words)
    end = 0
    for q in found:
        assert words[q.start : q.end] == q.as_written
        assert q.start >= end
        end = q.end
        assert canonical(exact(q.value)) == q.value
        assert q.unit == "" or q.unit in UNITS
        assert (q.relation == "range") == bool(q.high)
        assert not q.high or exact(q.value) < exact(q.high)
    sizes = read_parameters(words)
    assert (sizes.total is None) == bool(sizes.reason)
    for use in read_chip_use(words):
        assert use.count or use.chip_hours
    for read in (read_date, read_number):
        with contextlib.suppress(ValueError):
            read(words)


@given(st.text(max_size=60))
def test_a_cell_is_one_number_or_refused(cell: str) -> None:
    if re.fullmatch(r"[ \t\r\n0-9.,+$%eE-]+", cell) is None:
        with pytest.raises(ValueError, match=re.escape(repr(cell.strip(" \t\r\n")[:60]))):
            read_number(cell)
    else:
        with contextlib.suppress(ValueError):
            assert read_number(cell).is_finite()


@pytest.mark.parametrize(
    "cell",
    [
        "NaN",
        "nan",
        "inf",
        "-Infinity",
        "1e999",
        "1_000",
        "0x10",
        "١٧٥",
        "１２",
        "10²³",
        "",
        "-",
        ".",
        "1,23",
        "1,2345",
        "1 000",
        "1e",
        "e5",
        "1.2.3",
        "--1",
        "5 B",
        "1e5%x",
        "½",
        "1" * 41,
        "1" + "0" * 120,
    ],
)
def test_what_is_not_one_plain_number_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(cell.strip()[:60]))):
        read_number(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("4.200000000001e+23", "4.200000000001e23"),
        ("1.24E+24", "1.24e24"),
        ("$6770000.00", "6770000"),
        ("1,234", "1234"),
        ("175,000,000,000", "175000000000"),
        ("77.0%", "0.77"),
        (" 12 ", "12"),
        ("-0.5", "-0.5"),
        (".5", "0.5"),
        ("0", "0"),
    ],
)
def test_a_table_cell_is_read_exactly(cell: str, value: str) -> None:
    assert canonical(read_number(cell)) == value


_NASTY = (
    *"0123456789.,-–x×*^(){}[]<>~≈$€%/:;+=_#@'\" \n\tkMBTGe¹²½⅓—…亿１K",
    "1,",
    "1.",
    "10^",
    "10^{",
    "10**",
    "10²",
    "1-",
    "1-2 ",
    "1 to ",
    "between 1 and ",
    "1B, ",
    "1 x ",
    "1 × 10",
    "1024 ",
    "over 1024 ",
    "over ",
    "the over ",
    "about ",
    "a ",
    "one ",
    "two hundred and ",
    "million ",
    "1 million ",
    "80G-",
    "80G-A100 ",
    "NVIDIA ",
    "1 A100 GPU hours ",
    "(1",
    "(1 x",
    "1)(",
    "http://a ",
    "10.1234/",
    "arxiv:",
    "2103.0",
    "$1/",
    "floating point ",
    "1 training training ",
    "1 active ",
    "1 (image, text",
    "compute 1023 ",
    "Jan 1, ",
    "1 Jan ",
    "2023-01-",
    "1/1/",
    "10<sup>2</sup>",
    "half a ",
    "a third of ",
    "1½",
    "1B (2B x, 3B y) + ",
    "1.2.3.4",
    "1 peta ",
    "$1 per ",
    "GPU hours: ",
    "1 A100; ",
    "\x00",
    "\ud800",
)


@pytest.mark.parametrize("piece", tiered(_NASTY, _NASTY[::6]), ids=[f"{n}-{ascii(p)}" for n, p in enumerate(_NASTY)])
def test_a_full_text_of_one_nasty_piece_is_finished(piece: str) -> None:
    # 20 000 characters of a piece that tempts a pattern to try again: a quadratic or worse pattern would never end.
    words = (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    found = read_quantities(words)
    assert len(found) <= MAX_CHARACTERS
    read_chip_use(words[:5000])
    read_parameters(words[:5000])
    for read in (read_date, read_number):
        with contextlib.suppress(ValueError):
            read(words)


def test_every_reader_of_words_caps_its_text() -> None:
    for read in (read_quantities, read_parameters, read_chip_use, read_date):
        with pytest.raises(FlopwatchError, match="longer than"):
            read("a" * (MAX_CHARACTERS + 1))


@given(st.lists(_PIECES, max_size=60).map("".join))
def test_tokens_cover_all_but_the_space_between_them(words: str) -> None:
    cut = tokens.tokens_of(words, ENGLISH)
    assert "".join(t.text for t in cut) == "".join(words.split())
    assert all(a.end <= b.start and (a.end == b.start) == b.glued for a, b in zip(cut, cut[1:], strict=False))


def test_the_words_of_a_language_are_data_without_contradiction() -> None:
    words = [word for group, _, _ in UNIT_WORDS for word in group]
    assert len(words) == len(set(words))
    assert {unit for _, unit, _ in UNIT_WORDS} | {unit for _, unit, _, _ in UNIT_SYMBOLS} <= set(UNITS)
    for table in (SCALES, SUFFIXES, UNIT_SYMBOLS, RELATIONS, MONTHS):
        keys = [row[0] for row in table]
        assert len(keys) == len(set(keys))
    assert {sign for _, sign in (*RELATIONS, *RELATIONS_AFTER)} == {"≥", "≤", "≈"}
