"""Pages by place, comparison, bills, lineage, history: what they show is what the census holds, and every number
leads to its source.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from helpers.bundled import bundled_census, bundled_store
from helpers.some_pages import some_pages
from markupsafe import escape

import flopwatch as fw
from flopwatch import sources
from flopwatch.build_folder import publish
from flopwatch.census import Census
from flopwatch.cost.of_model import ModelBill
from flopwatch.domain.unknown import Unknown
from flopwatch.hub.pages.calculator import Recalculation
from flopwatch.hub.pages.compare import FIELDS
from flopwatch.hub.pages.model import ModelPages
from flopwatch.statistics.lognormal import LogNormal
from flopwatch.wording.links import bibtex, place_path


@pytest.fixture(scope="module")
def base() -> Census:
    """The census of the bundled base."""
    return bundled_census()


def write_models(census: Census, keys: Iterable[str], folder: Path) -> None:
    """Write the pages of some models alone."""
    with some_pages(census, folder) as site:
        pages = ModelPages(site, census)
        for key in keys:
            pages.write(census.records[key])


def test_an_organisations_page_holds_its_models_and_no_others(site: Path, census: Census) -> None:
    for model in census.models():
        for developer in model.values("developer"):
            page = (site / place_path("organisations", developer)).read_text(encoding="utf-8")
            others = [one for one in census.models() if developer not in one.values("developer")]
            assert f"models/{model.id}.html" in page
            assert not [one.id for one in others if f"models/{one.id}.html" in page]


def test_counts_of_the_index_are_those_of_the_census(site: Path, census: Census) -> None:
    page = (site / "countries.html").read_text(encoding="utf-8")
    rows = re.findall(
        r'<a href="countries/([a-z]{2})\.html" dir="auto">.*?#models">([0-9]+)</a></td><td class="num opt">([0-9]+)<',
        page,
        re.S,
    )
    assert len(rows) == len({c for m in census.models() for c in m.values("country")})
    for country, models, figures in rows:
        bases = [m for m in census.models() if not m.base and country.upper() in m.values("country")]
        known = [m for m in bases if not isinstance(census.estimates[m.id], Unknown)]
        assert (int(models), int(figures)) == (len(bases), len(known)), country


def test_each_row_of_a_place_that_shows_compute_links_to_its_receipt(site: Path) -> None:
    for name in (
        "organisations/openai.html",
        "countries/us.html",
        "domains/language.html",
        "hardware/nvidia-a100.html",
    ):
        html = (site / name).read_text(encoding="utf-8")
        body = html[html.index("<tbody>") :]
        for row in body.split("<tr")[1:]:
            if "× 10" in row and "models/" in row:
                assert 'html#compute">' in row, (name, row[:200])


def test_hardware_pages_name_the_source_of_each_peak(site: Path) -> None:
    known = sources.load_tables(sources.curated_folder())
    for chip in known.chips:
        page = (site / place_path("hardware", chip.id)).read_text(encoding="utf-8")
        assert str(escape(known.sources[chip.source].title)) in page, chip.id
        assert all(f'<th scope="row">{one}</th>' in page for one in chip.peak_flop_per_s)


def test_the_comparisons_data_hold_every_field_and_figure_of_a_model(site: Path, census: Census) -> None:
    text = (site / "compare-data.js").read_text(encoding="utf-8")
    data = json.loads(text.removeprefix("globalThis.flopwatchCompare = ").removesuffix(";\n"))
    assert set(data["models"]) == {one.id for one in census.models()}
    llama, record = data["models"]["meta/llama-3.1-405b"], census.records["meta/llama-3.1-405b"]
    cells = {
        key: (data["texts"][text], llama.get("places", {}).get(str(at), place))
        for at, ((key, _, place), text) in enumerate(zip(data["lines"], llama["cells"], strict=False))
        if text >= 0
    }
    assert {name for name in FIELDS if name in record.fields} <= set(cells)
    assert cells["parameters"][1] == "f-parameters"
    estimate = census.estimates[record.id]
    assert not isinstance(estimate, Unknown)
    assert llama["v"][1] == pytest.approx(estimate.compute_flop.median, rel=1e-3)
    assert cells["compute"][0] == "3.8 × 10²⁵"


def test_the_calculators_query_gives_back_the_models_own_figure(base: Census) -> None:
    record = base.records["meta/llama-3.1-405b"]
    query = {name: one[0] for name, one in parse_qs(urlsplit(Recalculation(base).query(record)).query).items()}
    assert query["parameters"] == "405000000000"
    given: dict[str, Any] = {name: value for name, value in query.items() if name != "compute"}
    found = fw.estimate(ledger=bundled_store(), **given)
    assert {one["method"] for one in found["methods"]} == {"operations", "hardware"}
    assert found["compute_flop"]["p50"] == pytest.approx(3.8e25, rel=0.25)


def test_a_models_bill_rests_on_what_is_stated_or_says_that_it_follows_from_the_compute(
    base: Census,
) -> None:
    bills = base.bills
    llama = bills["meta/llama-3.1-405b"]
    assert isinstance(llama, ModelBill)
    assert not llama.from_compute
    hours = next(line.value for line in llama.lines if line.quantity == "chip-hours")
    assert isinstance(hours, LogNormal)
    assert hours.median == pytest.approx(30_840_000, rel=1e-6)  # as its developer states
    made = [one for one in bills.values() if isinstance(one, ModelBill) and one.from_compute]
    assert made
    for one in made:
        line = next(line for line in one.lines if line.quantity == "chip-hours")
        assert "÷" in line.formula
    nothing = [one.reason for one in bills.values() if isinstance(one, Unknown)]
    assert all(nothing)


def test_lineage_shows_both_ways_and_history_tells_what_each_source_said(base: Census, tmp_path: Path) -> None:
    kept = ("deepseek/deepseek-r1", "deepseek/deepseek-v3")
    census = dataclasses.replace(
        base,
        records={key: base.records[key] for key in kept},
        findings=(),
        conflicts=(),
        unconfirmed=(),
        redirects={},
        estimates={key: base.estimates[key] for key in kept},
        crossings={key: base.crossings[key] for key in kept},
    )
    write_models(census, kept, tmp_path / "site")
    site = tmp_path / "site/models"
    tuned, first = (site / f"deepseek/deepseek-{name}.html" for name in ("r1", "v3"))
    assert re.search(r'Built upon</dt><dd><a href="\.\./\.\./models/deepseek/deepseek-v3\.html"', tuned.read_text())
    assert re.search(r'Models built upon it</dt><dd>.*models/deepseek/deepseek-r1\.html"', first.read_text())
    history = first.read_text().partition('id="history-title"')[2].partition("</section>")[0]
    dates = re.findall(r'<time datetime="([0-9-]+)">', history)
    assert dates == sorted(dates)
    assert dates[-1] == census.as_of.isoformat()
    assert 'href="#f-training_compute"' in history
    assert "</span> Training compute: " in history, "its publisher stated another value later"


def test_scores_are_shown_as_written_with_their_place(base: Census, tmp_path: Path) -> None:
    key = "01-ai/yi-34b"
    census = dataclasses.replace(
        base,
        records={key: base.records[key]},
        findings=(),
        conflicts=(),
        unconfirmed=(),
        redirects={},
        estimates={key: base.estimates[key]},
        crossings={key: base.crossings[key]},
    )
    write_models(census, [key], tmp_path / "site")
    page = (tmp_path / f"site/models/{key}.html").read_text(encoding="utf-8")
    section = page.partition('id="scores-title"')[2].partition("</section>")[0]
    scores = [claim for claim in base.records[key].claims.values() if claim.field == "benchmark_score"]
    assert len(scores) >= 5
    for claim in scores:
        assert claim.as_written in section
        assert str(escape(claim.locator)) in section


def test_a_hub_without_background_still_has_every_page(census: Census, tmp_path: Path) -> None:
    publish(census, tmp_path / "out")
    assert (tmp_path / "out/site/hardware.html").is_file()
    assert (tmp_path / "out/site/calculator.html").is_file()


def test_a_name_cannot_leave_its_bibtex_value() -> None:
    assert bibtex("a} , note = {b\\input{x}\n%") == "a , note = binputx \\%"
