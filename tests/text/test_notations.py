"""Notations of numbers: the plain form of each, its place in the source, and that none of them is slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwatch.text import has_decimal_commas, read_amount, read_parameters, read_quantities
from flopwatch.text.notation import plainly

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


@pytest.mark.parametrize("kind", KINDS, ids=[ascii(kind) for kind in KINDS])
def test_100_kb_of_one_kind_is_rewritten_at_once(kind: str) -> None:
    # 0.01 to 0.1 s each on a machine at rest; one whose pattern tries again, or whose pieces cost more, takes seconds.
    words = (kind * 100_000).encode()[:100_000].decode(errors="ignore")
    begin = time.process_time()
    plainly(words)
    assert time.process_time() - begin < 0.5
    read_parameters(words[:2000])


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3).map("".join), st.integers(1, 40))
@settings(max_examples=40)
def test_what_is_rewritten_keeps_its_place(kind: str, many: int) -> None:
    words = kind * many
    plain = plainly(words)
    where = [plain.span(n, n + 1)[:2] for n in range(len(plain.words))]
    assert all(0 <= start <= end <= len(words) for start, end in where)
    assert where == sorted(where)
    assert plain.at or plain.words is words
    for at, start, end, flag in zip(plain.at, plain.starts, plain.ends, plain.flags, strict=True):
        assert flag is not None or plain.words[at : at + end - start] == words[start:end]
