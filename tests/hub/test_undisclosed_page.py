"""The page of undisclosed models, their part of a model's page, the table and the two counts."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from helpers.bundled import bundled_census
from helpers.sample_census import build_census
from helpers.some_pages import some_pages

from flopwatch.census import Census
from flopwatch.hub.pages.circumstances import write_undisclosed
from flopwatch.hub.pages.model import ModelPages
from flopwatch.products import headline_counts
from flopwatch.products.circumstances import undisclosed_frame
from flopwatch.undisclosed import Circumstances, Piece, Undisclosed

CLAIMED = "models/openai/sora.html"


@pytest.fixture(scope="module")
def census() -> Census:
    """The sample with one model estimated from circumstance, whose words and place are hostile."""
    pieces = (
        Piece("capacity", "<script>alert(1)</script>", ("table, row 2",), 0.4),
        Piece("cadence", "models of its date", (), 0.1),
    )
    one = Undisclosed(
        model="openai/sora",
        name="Sora",
        developer="OpenAI",
        published="2024-02-15",
        p5=1e24,
        p50=2e25,
        p95=1e26,
        above=(1.0, 0.95, 0.7, 0.05, 0.0),
        pieces=pieces,
        would_narrow="capability",
    )
    found = Circumstances(models={one.model: one}, known=20)
    return dataclasses.replace(build_census(), circumstances=found)


def test_the_page_and_the_models_page_name_the_evidence_and_run_nothing(census: Census, tmp_path: Path) -> None:
    with some_pages(census, tmp_path) as site:
        write_undisclosed(site, census)
        ModelPages(site, census).write(census.records["openai/sora"])
    page, model = (Path(tmp_path / one).read_text(encoding="utf-8") for one in ("undisclosed.html", CLAIMED))
    assert "1 model whose developer discloses no compute" in page
    assert 'href="models/openai/sora.html#circumstance"' in page
    part = model[model.index('id="circumstance"') :]
    assert "No disclosed figure" in part
    assert "table, row 2" in part
    assert "<script>alert" not in model
    assert "What would narrow it most:" in part


def test_a_model_without_circumstance_has_no_such_part(census: Census, tmp_path: Path) -> None:
    with some_pages(census, tmp_path) as site:
        ModelPages(site, census).write(census.records["openai/gpt-4"])
    assert 'id="circumstance"' not in (tmp_path / "models/openai/gpt-4.html").read_text(encoding="utf-8")


def test_the_table_has_the_class_and_the_evidence_as_json(census: Census) -> None:
    (row,) = undisclosed_frame(census).to_dicts()
    assert row["compute_class"] == "circumstance"
    assert (row["p_above_1e25"], row["p_above_1e26"]) == (0.7, 0.05)
    assert [one["kind"] for one in json.loads(row["evidence"])] == ["capacity", "cadence"]


def test_the_counts_add_circumstance_to_what_is_disclosed_and_count_no_model_twice() -> None:
    counts = headline_counts(bundled_census())
    assert counts is not None
    assert counts.disclosed >= 9
    assert counts.with_circumstance > counts.disclosed
    assert headline_counts(dataclasses.replace(bundled_census(), circumstances=Circumstances())) is None
