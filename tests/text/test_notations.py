"""Notations of numbers: the plain form of each, its place in the source, and that none of them is slow."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from helpers.operations import operations
from helpers.tiers import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwatch.text import ENGLISH, has_decimal_commas, read_amount, read_data, read_parameters, read_quantities
from flopwatch.text.notation import _AFTER_DIGIT, _RARE, _rules, plainly
from flopwatch.text.tokens import _token

_parser = importlib.import_module("re._parser")

KINDS = (
    *("1,", "1.5", "'", " 000", "1 000", "{", "{7,", "}B", "\\times", "$", "$^", "**", "1B^", "1B["),
    *("亿", "1亿", "٧", "в", "é", "0亿", "(\\", ",\\", "1²", "7B, ", "{7,13}B", "3,5 Mio ", "7/13/70B ", "1'000 "),
)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("3.8 \\times 10^{25} FLOP", "3.8e25"),
        ("$3.8\\times10^{25}$ FLOP", "3.8e25"),
        ("3.8 × 10<sup>25</sup> FLOP", "3.8e25"),
        ("\\(1.2 \\cdot 10^{24}\\) FLOP", "1.2e24"),
        ("3{,}8 \\times 10^{25} FLOP", "3.8e25"),
        ("3.8\\mathrm{e}25 FLOP", "3.8e25"),
        ("\\mathbf{3.8 \\times 10^{25}} FLOP", "3.8e25"),
        ("$\\sim 2.4 \\times 10^{17}$ FLOP", "2.4e17"),
    ],
)
def test_latex_is_the_number_it_sets(words: str, value: str) -> None:
    (one,) = read_quantities(words)
    assert (one.value, one.unit) == (value, "FLOP")
    assert words[one.start : one.end] == one.as_written


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("$405$B parameters", ["405000000000"]),
        ("$405\\mathrm{B}$ parameters", ["405000000000"]),
        ("1{,}024 GPUs", ["1024"]),
        ("7_241_732_096 parameters", ["7241732096"]),
        ("1.234.567,89 FLOP", ["1234567.89"]),
        ("(7|13|70)B parameters", ["7000000000", "13000000000", "70000000000"]),
        ("[7, 13, 70]B parameters", ["7000000000", "13000000000", "70000000000"]),
        ("7B (1)", ["7000000000"]),
        ("7B[^3]", ["7000000000"]),
        ("5e25[3] FLOP", ["5e25"]),
        ("2.0e22[3] FLOP", ["2e22"]),
        ("300[2] billion tokens", ["300000000000"]),
        ("540 Mds de paramètres", ["540000000000"]),
        ("1412.5375 exaFLOP", ["1412.5375"]),
        ("2301.1234 tokens", ["2301.1234"]),
        ("2301.12345 shows it", []),
        ("１７５億パラメータ", ["17500000000"]),
        ("１.５B parameters", ["1500000000"]),
        ("1.2万亿参数", ["1200000000000"]),
        ("7 lakh crore parameters", ["7000000000000"]),
        # an exponent is no number by itself
        ("10^{25.3} FLOP", []),
        ("batches of 2^11 sequences", []),
    ],
)
def test_further_notations_are_read_whole_or_not_at_all(words: str, values: list[str]) -> None:
    assert [one.value for one in read_quantities(words) if one.value not in ("2", "10")] == values


def test_thousands_of_chips_may_be_parted_by_a_full_stop() -> None:
    (one,) = read_quantities("10.000 H100")
    assert (one.value, one.unit, one.label) == ("10000", "chips", "H100")


def test_a_factor_counts_nothing_by_itself() -> None:
    found = read_quantities("8 × 22B parameters")
    assert all(one.unit != "parameters" for one in found)
    (active,) = read_quantities("6*5.1B active parameters")[1:]
    assert (active.value, active.unit, active.label) == ("5100000000", "parameters", "active")


def test_plain_words_come_back_as_they_are() -> None:
    words = "It has 70 billion parameters and saw 1,400,000,000,000 tokens in 2023."
    assert plainly(words).words is words


@pytest.mark.parametrize(
    ("cells", "comma"),
    [
        (["1,000e+18", "1,413e+18"], True),
        (["1.234", "5,6"], True),
        (["1,234", "5.6"], False),
        (["1,234", "5,678"], False),
        (["1.234.567"], True),
    ],
)
def test_the_marks_of_a_column_are_decided_by_all_of_it(cells: list[str], comma: bool) -> None:
    assert has_decimal_commas(cells) is comma


@pytest.mark.parametrize("cell", ["#REF!", "", "12 of 13", "1.5 or 2", "many", "1,2,3,4"])
def test_a_cell_that_is_not_understood_whole_is_no_amount(cell: str) -> None:
    with pytest.raises(ValueError, match="number"):
        read_amount(cell)


@pytest.mark.parametrize("kind", [*KINDS, "7B active ", "80B tokens × 3 ", "(1B + "], ids=ascii)
@pytest.mark.parametrize("read", [plainly, read_parameters, read_data])
def test_the_work_grows_as_the_text(read: Callable[[str], object], kind: str) -> None:
    read((kind * 99)[:99])  # what is made at the first call of all is not counted to the first stretch
    # A quadratic step costs more in the third stretch than in the second.
    first, second, third = (operations(partial(read, (kind * n)[:n])) for n in (240, 480, 720))
    assert third - second <= 1.1 * (second - first) + 20


@pytest.mark.parametrize("pattern", [_rules(True)[0], _rules(False)[0], _AFTER_DIGIT, _RARE, _token(ENGLISH)])
def test_no_pattern_tries_an_unbounded_stretch_at_each_place(pattern: re.Pattern[str]) -> None:
    assert list(_repeats(_parser.parse(pattern.pattern, pattern.flags)))
    assert max(_repeats(_parser.parse(pattern.pattern, pattern.flags))) <= 2000  # an address


def test_an_unbounded_repetition_is_seen() -> None:
    assert max(_repeats(_parser.parse("a(?:b|(?=c+))"))) > 2000


def _repeats(items: Any) -> Iterator[int]:
    """The most repetitions of each repeat of a parsed pattern, at any depth."""
    for item in items:
        if isinstance(item, tuple) and str(item[0]).endswith("_REPEAT"):
            yield int(item[1][1])
        if isinstance(item, (tuple, list, _parser.SubPattern)):
            yield from _repeats(item)


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3).map("".join), st.integers(1, 40))
@settings(max_examples=examples(40))
def test_what_is_rewritten_keeps_its_place(kind: str, many: int) -> None:
    words = kind * many
    plain = plainly(words)
    where = [plain.span(n, n + 1)[:2] for n in range(len(plain.words))]
    assert all(0 <= start <= end <= len(words) for start, end in where)
    assert where == sorted(where)
    assert plain.at or plain.words is words
    rewritten = {n for at, to in zip(plain.at, plain.to, strict=True) for n in range(at, to)}
    lists = {n for n in range(len(plain.words)) if plain.words[n - 1 : n + 1] == ", " or plain.words[n] == ","}
    for n in range(len(plain.words)):  # the joints of a list are set anew
        assert n in rewritten | lists or plain.words[n] == words[where[n][0]]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("6,7 Bn", "6700000000"),
        ("1,2 Trn", "1200000000000"),
        ("350,5 Mn", "350500000"),
        ("１７５Ｂ", "175000000000"),
        ("１．５Ｔ parameters", "1500000000000"),
        ("1 750億", "175000000000"),
    ],
)
def test_a_size_is_read_with_any_spelling_of_its_scale(words, value):
    assert read_parameters(words).total.value == value


@pytest.mark.parametrize("words", ["1,4 zillion", "7,5 foo"])
def test_the_digits_before_a_comma_are_no_size_of_their_own(words):
    found = read_parameters(words)
    assert (found.total, found.variants, found.code) == (None, (), "unknown-scale")


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("16 384 H100", ["16384"]),
        ("~3 640 petaflop/s-days", ["3640"]),
        ("1 234 GPU-hours", ["1234"]),
        ("Llama 3 405B", ["3", "405000000000"]),
        ("Llama 3 128 GPUs", ["3", "128"]),
    ],
)
def test_one_blank_groups_only_the_first_number_of_a_cell(words, values):
    assert [one.value for one in read_quantities(words)] == values
