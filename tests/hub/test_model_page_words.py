"""Model pages as their reader meets them: numbers in words, one place for each claim, and what may exceed a
threshold said.
"""

from __future__ import annotations

import dataclasses
import html
import re
from pathlib import Path

import msgspec
import pytest

from flopwatch import pipeline
from flopwatch.census import Census
from flopwatch.charts.static import Bar, IntervalFigure
from flopwatch.domain.decimals import exact
from flopwatch.domain.fields import field
from flopwatch.estimation.results import Estimate
from flopwatch.hub.pages.model import ModelPages
from flopwatch.hub.parts.workings import forest_html
from flopwatch.hub.site import Site
from flopwatch.releases.citable_values import values_of
from flopwatch.releases.history import Releases
from flopwatch.statistics.lognormal import LogNormal
from flopwatch.wording.links import model_path


def written(census: Census, folder: Path) -> dict[str, str]:
    """Every model's page by the model's id."""
    pages = ModelPages(Site(census, folder, ""), census)
    for record in census.models():
        pages.write(record)
    return {one.id: (folder / model_path(one.id)).read_text(encoding="utf-8") for one in census.models()}


@pytest.fixture(scope="module")
def known(few_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Census:
    return pipeline.take_census(few_models, tmp_path_factory.mktemp("none") / "ledger.sqlite")


@pytest.fixture(scope="module")
def shown(known: Census, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return written(known, tmp_path_factory.mktemp("models"))


def test_a_claim_stands_in_full_once_and_is_linked_from_the_other_fields_it_gives(
    shown: dict[str, str],
) -> None:
    repeated = 0
    for page in shown.values():
        places = re.findall(r'<div class="claim [a-z]+"(?: id="(c-[^"]+)")?>', page)
        assert all(places)
        assert len(places) == len(set(places))
        above = re.findall(r"Stated above: (.*?)</p>", page)
        linked = [target for line in above for target in re.findall(r'href="#(c-[^"]+)"', line)]
        assert set(linked) <= set(places)
        repeated += len(linked)
    assert repeated > len(shown), "a developer's claim gives the country too"


def test_inputs_are_written_as_one_reads_them(shown: dict[str, str]) -> None:
    cells = [
        html.unescape(re.sub(r"<[^>]*>", "", cell))
        for page in shown.values()
        for cell in re.findall(r'<td class="num nowrap">(.*?)</td>', page)
    ]
    assert any("billion parameters" in cell for cell in cells)
    assert [cell for cell in cells if re.search(r"[0-9]{7}|[0-9]e[0-9]", cell)] == []


def test_titles_hold_no_row_of_digits(shown: dict[str, str]) -> None:
    titles = [t for page in shown.values() for t in re.findall(r'<svg class="forest"[^>]*aria-label="([^"]*)"', page)]
    assert titles
    assert [one for one in titles if re.search(r"[0-9]{6}", one)] == []


def test_a_conflicts_values_are_in_one_unit_and_the_least_comes_first(known: Census, shown: dict[str, str]) -> None:
    sized = [one for one in known.conflicts if field(one.key.name).kind == "quantity"]
    assert sized
    for one in sized:
        values = [exact(value) for value in one.values]
        assert values == sorted(values)
    dated = [one for one in known.conflicts if one.key.name == "published" and one.model in shown]
    assert dated
    for one in dated:
        told = shown[one.model].split("<strong>Published</strong>: independent sources differ.")[1].split("</ul>")[0]
        assert not re.search(r"<li>[0-9]{4}-", told)


def test_a_page_says_of_an_unconfirmed_model_that_it_may_exceed_the_threshold_and_of_no_other(
    known: Census, shown: dict[str, str]
) -> None:
    said = {key for key, page in shown.items() if "unconfirmed.html#unconfirmed" in page}
    assert said == set(known.unconfirmed)
    assert said


def test_tens_of_operations_are_written_in_digits(known: Census, tmp_path: Path) -> None:
    estimate = known.estimates["openai/gpt-4"]
    assert isinstance(estimate, Estimate)
    tiny = dataclasses.replace(estimate, compute_flop=LogNormal(median=40.0, sigma_dex=0.3), agreement=100_667.7)
    page = written(dataclasses.replace(known, estimates={**known.estimates, "openai/gpt-4": tiny}), tmp_path)[
        "openai/gpt-4"
    ]
    assert '<p class="figure">40 <span class="unit">FLOP</span></p>' in page
    assert "90% interval 13 to 120" in page
    assert "100,000×" in page


def test_thresholds_names_leave_each_other_room(known: Census) -> None:
    bar = Bar("Published", 5, 40, 91, 1.5e10, 3.9e16, 9.8e22, published=True)
    near = IntervalFigure((bar,), (), tuple(zip(known.thresholds[:3], (60.0, 92.0, 97.0), strict=True)))
    drawn = str(forest_html(near))
    assert drawn.count('class="law"') == 3
    assert re.findall(r'class="law-name" x="([0-9.]+)%"', drawn) == ["60.00", "92.00"]


def test_a_page_that_cannot_be_made_names_its_model(known: Census, tmp_path: Path) -> None:
    record = known.records["openai/gpt-4"]
    broken = msgspec.structs.replace(record.fields["parameters"], values=("many",))
    seeded = dataclasses.replace(record, fields={**record.fields, "parameters": broken})
    census = dataclasses.replace(known, records={**known.records, record.id: seeded})
    with pytest.raises(Exception, match="many") as caught:
        values_of(census)
    assert caught.value.__notes__ == ["While the values of openai/gpt-4 were gathered."]
    pages = ModelPages(Site(census, tmp_path, "", releases=Releases((), values_of(known))), census)
    with pytest.raises(Exception, match="many") as caught:
        pages.write(seeded)
    assert caught.value.__notes__ == ["While the page of openai/gpt-4 was written."]
