"""Stated numbers without the digits of a machine."""

from __future__ import annotations

import pytest

from flopwatch.domain import Rule, without_noise


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("29827341.92", "29827300"),
        ("3.810001e+25", "3.81e25"),
        ("5.0000000001e+25 FLOP", "5e25 FLOP"),
        ("0.19470000000000001", "0.1947"),
        ("46400244", "46400244"),
        ("405000000000", "405000000000"),
        ("2.1e+25", "2.1e+25"),
        ("3.8 × 10^25 FLOPs", "3.8 × 10^25 FLOPs"),
        ("nan", "nan"),
        ("", ""),
    ],
)
def test_digits_beyond_six_are_of_the_machine_and_counts_are_exact(written: str, shown: str) -> None:
    assert without_noise(written) == shown


def test_an_unchecked_reading_says_so_in_the_sentence_itself() -> None:
    rule = {
        "id": "r",
        "name": "R",
        "jurisdiction": "X",
        "status": "signed",
        "source": "s",
        "meaning": "More than 1e26.",
    }
    assert Rule(**rule).reading == "As we read it, not checked against the text: More than 1e26."
    assert Rule(**rule, confirmed=True).reading == "More than 1e26."
