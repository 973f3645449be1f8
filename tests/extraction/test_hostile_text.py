"""Text made to be slow, cut in the middle, or of two directions: work grows with length, and nothing is raised."""

from __future__ import annotations

import pytest
from helpers.operations import operations

from flopwatch.extraction import extract_facts

PIECES = {
    "digits": "7",
    "digits with commas": "1,",
    "scale words": "亿",
    "number words": "三",
    "brackets": "(7B",
    "two directions": "مليار 7 billion 亿 ",
    "half words": "parame",
    "cells": "|7B",
    "a table": "|a|\n|7B|\n",
    "tags": "<table><tr><td>7B",
    "names": "Aa1-",
    "licences": "Model Open ",
    "quotes": "「ab」",
    "bases": "trained from the ",
    "words for active": "active 7B ",
    "emphasis": "**",
    "addresses": "http://",
    "marks of joined letters": "\u0640\u200c\u0301",
}


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_work_grows_no_faster_than_the_text(piece):
    short, long = (piece * (size // len(piece)) for size in (1_500, 6_000))
    extract_facts(short)  # patterns are compiled once
    assert operations(lambda: extract_facts(long)) <= 5 * operations(lambda: extract_facts(short)) + 2_000


def test_400_kb_of_digits_take_few_steps_and_state_nothing():
    text = "7" * 400_000
    found = []
    assert operations(lambda: found.append(extract_facts(text))) < len(text)
    assert found[0].facts == ()


@pytest.mark.parametrize(
    "text", ["", "\n", "\x00", "7", "亿", "7 b", "GPT-", "|", "|\n|", "<table", "\ud800", "7B (", "1e999 tokens"]
)
def test_fragments_state_nothing_and_raise_nothing(text):
    assert [one.kind for one in extract_facts(text).facts] == []


def test_every_span_holds_the_words_as_written():
    text = (
        "一二三 **GLM-5** 的总参数量为 **7440** 亿，激活参数 400 亿。\nIt was trained on 28.5T tokens.\n"
        "| Model | Params |\n|---|---|\n| X-2 | 70B |\n"
    )
    facts = extract_facts(text).facts
    assert {(one.kind, one.value) for one in facts} >= {
        ("params", "744000000000"),
        ("active_params", "40000000000"),
        ("params", "70000000000"),
    }
    assert all(text[one.start : one.end] == one.as_written for one in facts)
