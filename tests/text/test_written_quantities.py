"""The quantities that the source lists and documents write, and what each of them says."""

from __future__ import annotations

import pytest

from flopwatch.text import read_quantities

# (words, default unit, [(value, unit, label)])
LISTED: tuple[tuple[str, str, list[tuple[str, str, str]]], ...] = (
    ("1.4B", "", [("1400000000", "", "")]),
    ("290k", "", [("290000", "", "")]),
    ("16M", "petaFLOP", [("16000000", "petaFLOP", "")]),
    ("2.5B", "petaFLOP", [("2500000000", "petaFLOP", "")]),
    ("petaFLOPs 2.5B", "", [("2500000000", "petaFLOP", "")]),
    ("1.2T", "parameters", [("1200000000000", "parameters", "")]),
    ("1.5t tokens", "", [("1500000000000", "tokens", "")]),
    ("4TB (1.4T tokens)", "", [("4", "TB", ""), ("1400000000000", "tokens", "")]),
    ("(371B tokens)", "", [("371000000000", "tokens", "")]),
    ("174 GB", "", [("174", "GB", "")]),
    ("525GiB", "", [("525", "GiB", "")]),
    ("12,000,000 hours", "", [("12000000", "hours", "")]),
    ("60,000 hours", "", [("60000", "hours", "")]),
    ("(1.56T words)", "", [("1560000000000", "words", "")]),
    ("400M text-image pairs", "", [("400000000", "image-text pairs", "")]),
    ("(250M text-images pairs)", "", [("250000000", "image-text pairs", "")]),
    ("WIT (WebImageText) - 400 million text,image pairs", "", [("400000000", "image-text pairs", "")]),
    ("400 million (image, text) pairs", "", [("400000000", "image-text pairs", "")]),
    ("(3B images)", "", [("3000000000", "images", "")]),
    ("70M", "", [("70000000", "", "")]),
    ("(1.4B samples, Chinese)", "", [("1400000000", "samples", "")]),
    ("2.6TB (Chinese 2.3TB, English 300GB)", "", [("2.6", "TB", ""), ("2.3", "TB", "Chinese"), ("300", "GB", "English")]),
    ("1GB (7k books)", "", [("1", "GB", ""), ("7000", "books", "")]),
    ("40GB (8M web pages)", "", [("40", "GB", ""), ("8000000", "pages", "")]),
    ("(604 Tasks)", "", [("604", "tasks", "")]),
    ("(101 languages)", "", [("101", "languages", "")]),
    ("(147M conversation)", "", [("147000000", "conversations", "")]),
    ("5TB (180B tokens, Chinese)", "", [("5", "TB", ""), ("180000000000", "tokens", "Chinese")]),
    ("48 million", "", [("48000000", "", "")]),
    ("1 trillion", "", [("1000000000000", "", "")]),
    ("$4.6M", "", [("4600000", "USD", "")]),
    ("$43k", "", [("43000", "USD", "")]),
    ("449 MWh", "", [("449", "MWh", "")]),
    ("84k", "tokens", [("84000", "tokens", "")]),
    ("562B (540B LLM + 22B Vi)", "", [("562000000000", "", ""), ("540000000000", "", "LLM"), ("22000000000", "", "Vi")]),
)  # fmt: skip


@pytest.mark.parametrize(("words", "default", "expected"), LISTED, ids=[row[0] for row in LISTED])
def test_what_the_lists_write_is_read_as_they_mean_it(
    words: str, default: str, expected: list[tuple[str, str, str]]
) -> None:
    found = read_quantities(words, default_unit=default)
    assert [(q.value, q.unit, q.label) for q in found] == expected
    assert all(words[q.start : q.end] == q.as_written for q in found)
