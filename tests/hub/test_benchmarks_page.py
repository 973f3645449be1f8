"""The hub's page of benchmarks: the stored validation as it was printed, and curves of the census itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.bundled import bundled_census

from flopwatch.api.held_out_by_document_001 import PRINTED
from flopwatch.hub.pages.benchmarks import HEIGHT, WIDTH, panels, tables, validation


@pytest.mark.matrix
def test_the_page_shows_every_row_of_the_stored_validation(site: Path) -> None:
    text = re.sub(r"<[^>]+>", "", (site / "benchmarks.html").read_text())
    for row in validation()["rows"]:
        assert f"{row['geometric_error_factor']:.2f} (" in text
    assert len([row for _, _, rows in tables() for row in rows]) == len(validation()["rows"])


def test_the_page_needs_no_script_of_its_own_and_loads_nothing_from_elsewhere(site: Path) -> None:
    page = (site / "benchmarks.html").read_text()
    assert re.findall(r"<script[^>]*>", page) == [
        '<script src="assets/theme.js">',
        '<script src="assets/words.js" defer>',
        '<script src="assets/search.js" defer>',
        '<script src="assets/copy.js" defer>',
        '<script src="assets/tables.js" defer>',
    ]
    assert " style=" not in page
    assert not re.findall(r"<(?:img|link|script|iframe)[^>]+(?:src|href)=\"https?:", page)


def test_the_document_s_own_rows_stand_beside_ours(site: Path) -> None:
    stored = [row for row in validation()["document_001"] if row.get("model")]
    assert [(r["held_out"], r["model"], r["recorded_flop"], r["printed_flop"]) for r in stored] == list(PRINTED)
    assert "DeepSeek-V2" in (site / "benchmarks.html").read_text()


def test_the_stored_validation_says_what_made_it() -> None:
    made = validation()["made_with"]
    assert made["flopwatch"]
    assert made["commit_of_the_method"]
    assert all(re.fullmatch(r"[0-9a-f]{64}", one["sha256"]) for one in made["inputs"])
    assert {row["split"] for row in validation()["rows"]} == {"frozen", "family", "forward", "model"}


def test_no_row_loses_to_the_prototype_beyond_its_interval() -> None:
    """Geometric errors of the prototype for unseen families and for the future; a later run that is worse must be
    explained.
    """
    rows = {(r["method"], r["split"], r["subset"]): r for r in validation()["rows"]}
    for key, figure in {
        ("scores", "family", "all"): 2.41,
        ("scores+parameters", "family", "all"): 1.66,
        ("scores+parameters", "family", ">=1e23"): 1.54,
        ("scores+parameters", "forward", "all"): 1.72,
        ("scores+parameters", "forward", ">=1e23"): 1.59,
    }.items():
        assert rows[key]["geometric_error_interval"]["p5"] <= figure


def test_in_every_row_the_coverage_s_interval_holds_90_percent() -> None:
    off = {
        (r["method"], r["split"], r["subset"])
        for r in validation()["rows"]
        if r["coverage_interval"] and not r["coverage_interval"]["p5"] <= 0.9 <= r["coverage_interval"]["p95"]
    }
    assert off == set()


def test_in_every_regime_the_coverage_s_interval_holds_90_percent() -> None:
    found = {(r["parameters_known"], r["family_known"], r["band"]): r for r in validation()["regimes"]}
    assert len(found) == 12
    for regime, row in found.items():
        assert row["coverage_interval"]["p5"] <= 0.9 <= row["coverage_interval"]["p95"], regime


def test_a_census_without_scores_says_so(site: Path, census) -> None:
    if not census.benchmarks:
        assert "Too few models of known compute" in (site / "benchmarks.html").read_text()
    assert panels(census) == [] or all(panel.dots for panel in panels(census))


@pytest.mark.parametrize("place", range(3))
def test_curves_of_the_bundled_base_stay_within_their_drawing(base_panels, place) -> None:
    panel = base_panels[place]
    assert len(panel.dots) > 10
    for x, y in re.findall(r"([0-9.]+),([0-9.]+)", panel.path):
        assert 0 <= float(x) <= WIDTH
        assert 0 <= float(y) <= HEIGHT
    heights = [float(y) for _, y in re.findall(r"([0-9.]+),([0-9.]+)", panel.path)]
    assert heights == sorted(heights, reverse=True)  # more compute never means a lower score
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in panel.dots)


@pytest.fixture(scope="module")
def base_panels(tmp_path_factory):
    from flopwatch.hub.pages.benchmarks import imputed_rows

    census = bundled_census()
    rows = {row.record.id: row for row in imputed_rows(census)}
    # Document 001's figures lie in the intervals of the scores, of which only the lower end is published.
    for model, flop in {
        "openai/gpt-4o": 3.8e25,
        "google-deepmind/gemini-1.5-pro": 1.6e25,
        "openai/gpt-4-turbo": 2.2e25,
        "anthropic/claude-3-opus": 1.6e25,
    }.items():
        low, high = rows[model].figure.compute_flop.interval()
        assert low <= flop <= high, model
        assert rows[model].at_least == pytest.approx(low)
        assert rows[model].published is None
    assert "meta/llama-3.1-405b" not in rows  # known compute teaches; it is not imputed
    return panels(census)
