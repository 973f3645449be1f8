"""Conflicts: independent sources, and pages of one developer in several languages."""

from __future__ import annotations

import pytest

from flopwatch.domain import Claim, Source
from flopwatch.records import ChoiceContext, FieldKey, language_of
from flopwatch.records.conflicts import conflicts_on

CHINESE = Source(id="zh", title="zai-org/GLM-4.5, README_zh.md", group="developer-zhipu", rank=1)
JAPANESE = Source(id="ja", title="GLM-4.5の発表", group="developer-zhipu", rank=1)
ENGLISH = Source(id="en", title="zai-org/GLM-4.5, README.md", group="developer-zhipu", rank=1)
LATER = Source(id="later", title="zai-org/GLM-4.5, paper", group="developer-zhipu", rank=1)
SOURCES = {one.id: one for one in (CHINESE, JAPANESE, ENGLISH, LATER)}
KEY = FieldKey("parameters")


def size(source: str, value: str, words: str) -> Claim:
    return Claim(
        subject="GLM-4.5",
        field="parameters",
        value=value,
        unit="parameters",
        source=source,
        locator="",
        as_written=words,
    )


def found(*claims: Claim) -> list:
    context = ChoiceContext(sources=SOURCES)
    return conflicts_on("zhipu/glm-4.5", KEY, {one.source: one for one in claims}, context)


def test_two_languages_of_one_developer_are_rivals() -> None:
    (conflict,) = found(size("ja", "35.5e9", "355億"), size("zh", "355e9", "3550亿"))
    assert [float(value) for value in conflict.values] == [35.5e9, 355e9]


def test_two_pages_of_one_developer_in_one_language_are_no_rivals() -> None:
    assert found(size("en", "355e9", "355B"), size("later", "106e9", "106B")) == []


def test_two_languages_that_agree_are_no_conflict() -> None:
    assert found(size("en", "355e9", "355B"), size("zh", "355e9", "3550亿")) == []


@pytest.mark.parametrize(
    ("source", "words", "language"),
    [(ENGLISH, "355B", "en"), (CHINESE, "355B", "zh"), (LATER, "3550亿", "zh"), (LATER, "355억 개", "ko")],
)
def test_the_page_or_a_scale_word_names_the_language(source: Source, words: str, language: str) -> None:
    assert language_of(size(source.id, "1", words), source) == language
