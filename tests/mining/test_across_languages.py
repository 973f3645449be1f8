"""Pages in two languages: figures a power of ten apart are found with both places, figures that agree are not."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest
from helpers.commands import command
from helpers.operations import operations

from flopwatch.extraction import extract_facts
from flopwatch.mining.across_languages import slips_among
from flopwatch.mining.mined_documents import rows_of

PAIRS = [json.loads(line) for line in (Path(__file__).parent / "language_pairs.jsonl").read_text("utf-8").splitlines()]
FIELDS = ("document", "language", "kind", "value", "model", "start", "end", "as_written", "flags")


def rows(documents: dict[str, str]) -> list[tuple]:
    stated = [one for name, text in documents.items() for one in rows_of(name, extract_facts(text))]
    return [tuple(getattr(one, field) for field in FIELDS) for one in stated]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["id"])
def test_twenty_pairs_of_pages(pair) -> None:
    found = slips_among(rows({"a": pair["a"], "b": pair["b"]}))
    assert [[one.kind, one.value, one.other_value] for one in found] == ([pair["slip"]] if pair["slip"] else [])
    for one in found:
        assert pair["a"][one.start : one.end] == one.as_written
        assert pair["b"][one.other_start : one.other_end] == one.other_as_written


def test_pages_whose_addresses_differ_in_the_language_are_compared_without_a_name() -> None:
    texts = {"site/zh/4.html": "该模型拥有80亿参数。", "site/en/4.html": "The model has 80 billion parameters."}
    (slip,) = slips_among(rows(texts))
    assert (slip.subject, slip.factor) == ("site/4.html", 0.1)
    assert slips_among(rows({f"{at}{name}": text for at, (name, text) in enumerate(texts.items())})) == []


def test_a_family_is_compared_on_pages_of_one_publisher_only() -> None:
    texts = {"lab/a": "Zephon-X has 7 billion parameters.", "lab/b": "Zephon-X模型拥有700亿参数。"}
    facts = [(name, *rest[:3], "Zephon", *rest[4:]) for name, *rest in rows(texts)]
    assert len(slips_among(facts)) == 1
    assert slips_among([(name.replace("lab/b", "other/b"), *rest) for name, *rest in facts]) == []


def test_a_size_that_a_page_compares_with_is_no_slip() -> None:
    texts = {"a": "Zephon-4 has 7 billion parameters.", "b": "同系列70B模型不如拥有70亿参数的Zephon-4。"}
    assert slips_among(rows(texts)) == []


@pytest.mark.shared
@pytest.mark.skipif(not find_spec("re2"), reason="the extra `mine` is not installed")
def test_slips_of_one_project_between_its_languages(shared: Path, tmp_path: Path) -> None:
    """Zhipu's GLM-4.5, README in Japanese: 355億 and 32億 for 3550亿 and 320亿 in the Chinese and English ones."""
    done = command("mine", str(shared / "data/primary/docs/zhipu-ai/GLM-4.5"), "--out", str(tmp_path / "out"))
    assert "figures a power of ten apart between languages" in done.stderr
    found = pl.read_parquet(tmp_path / "out/slips.parquet")
    wrong = found.filter(pl.col("document").str.contains("ja") | pl.col("other_document").str.contains("ja"))
    assert wrong.height == found.height > 0
    assert {"355**億", "32**億"} <= {*found["as_written"], *found["other_as_written"]}


def test_time_grows_with_the_facts() -> None:
    def many(count: int) -> list[tuple]:
        return [
            (f"d{at}", ("en", "zh")[at % 2], "params", str(7 + at % 50), f"M{at // 9}", 0, 1, "7", "")
            for at in range(count)
        ]

    small, large = many(500), many(2000)
    assert operations(lambda: slips_among(large)) < 6 * operations(lambda: slips_among(small))
