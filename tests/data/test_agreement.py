"""Agreement with two later exports: worked out here, and docs/agreement.md may say nothing else."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.bundled import bundled_census, bundled_curated

from flopwatch.census import Census
from flopwatch.domain.decimals import exact
from flopwatch.identity import fold_name
from flopwatch.sources.curated.load import Curated

pytestmark = pytest.mark.shared
PAGE = Path(__file__).parents[2] / "docs/agreement.md"
# The export's date as the page's headings name it: its file, its source.
EXPORTS = {
    "June 2025": ("data/epoch-vintages/pcd_2025-06-20.csv", "epoch-ai-models-2025-06"),
    "March 2026": ("data/epoch-2026/all_ai_models_2026-03-30.csv", "epoch-ai-models-2026-03"),
}
# field: the export's column, the tolerance, the share that must agree
COMPARED = {
    "parameters": ("Parameters", 0.05, 0.98),
    "training_compute": ("Training compute (FLOP)", 0.10, 0.95),
}


@dataclass(frozen=True)
class Pair:
    """One field of one model: the census's value, the export's, and the source of the former."""

    model: str
    ours: float
    theirs: float
    source: str

    def agrees(self, tolerance: float) -> bool:
        return abs(self.ours / self.theirs - 1) <= tolerance


def matched(curated: Curated, rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """For each model of the base the row that its names mean; a name spelt exactly so goes before one that folds to
    it.
    """
    names = {name: model.id for model in curated.known_models for name in (model.name, *model.aliases)}
    folded = {fold_name(name): model for name, model in names.items()}
    found: dict[str, tuple[bool, dict[str, str]]] = {}
    for row in rows:
        name = " ".join(row["Model"].split())
        model = names.get(name) or folded.get(fold_name(name))
        if model and (model not in found or (name in names and not found[model][0])):
            found[model] = (name in names, row)
    return {model: row for model, (_, row) in found.items()}


@pytest.fixture(scope="module")
def compared(request: pytest.FixtureRequest) -> dict[str, dict[str, list[Pair]]]:
    shared: Path = request.getfixturevalue("shared")
    return {date: pairs_with(shared / file) for date, (file, _) in EXPORTS.items()}


def pairs_with(export: Path) -> dict[str, list[Pair]]:
    """Return, by field, the pairs of the census and one export."""
    curated = bundled_curated()
    census: Census = bundled_census()
    with export.open(encoding="utf-8-sig", newline="") as file:
        pairs = matched(curated, list(csv.DictReader(file)))
    assert len(pairs) > 250
    out: dict[str, list[Pair]] = {field: [] for field in COMPARED}
    for model, row in sorted(pairs.items()):
        record = census.records[census.redirects.get(model, model)]
        for field, (column, _, _) in COMPARED.items():
            value = record.fields.get(field)
            if row[column] and value is not None and value.relation in ("=", "≈"):
                source = record.claims[value.claims[0]].source
                out[field].append(Pair(model, float(exact(value.value)), float(row[column]), source))
    return out


def counts_of(pairs: dict[str, list[Pair]], source: str) -> list[list[str]]:
    """Return the rows of the page's table of counts."""
    found = []
    for field, (_, tolerance, _) in COMPARED.items():
        some = pairs[field]
        others = [pair for pair in some if pair.source != source]
        agree, of_others = (sum(pair.agrees(tolerance) for pair in part) for part in (some, others))
        share, name = f"{agree / len(some):.1%}", field.replace("_", " ")
        found.append([name, f"{tolerance:.0%}", str(len(some)), str(agree), share, f"{of_others} of {len(others)}"])
    return found


def exceptions_of(pairs: dict[str, list[Pair]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return both values of each disagreement, by field and model."""
    return {
        (field, pair.model): (f"{pair.ours:.4g}", f"{pair.theirs:.4g}")
        for field, (_, tolerance, _) in COMPARED.items()
        for pair in pairs[field]
        if not pair.agrees(tolerance)
    }


def table(date: str, heading: str) -> list[list[str]]:
    """Return the body of the table with that heading row, in the section on one export."""
    lines = PAGE.read_text(encoding="utf-8").partition(f"\n## The export of {date}\n")[2].splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(heading))
    body = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        body.append([cell.strip() for cell in line.strip("|").split("|")])
    return body


def test_the_base_agrees_with_the_export_of_march_2026(compared: dict[str, dict[str, list[Pair]]]) -> None:
    for field, (_, tolerance, needed) in COMPARED.items():
        pairs = compared["March 2026"][field]
        agree = sum(pair.agrees(tolerance) for pair in pairs)
        assert agree / len(pairs) >= needed, [pair for pair in pairs if not pair.agrees(tolerance)]


@pytest.mark.parametrize("date", sorted(EXPORTS))
def test_the_page_states_the_counts_that_are_found(compared: dict[str, dict[str, list[Pair]]], date: str) -> None:
    assert table(date, "| field | tolerance") == counts_of(compared[date], EXPORTS[date][1])


@pytest.mark.parametrize("date", sorted(EXPORTS))
def test_every_exception_is_explained_and_every_explanation_has_its_exception(
    compared: dict[str, dict[str, list[Pair]]], date: str
) -> None:
    rows = table(date, "| field | model")
    assert {(row[0], row[1]): (row[2], row[3]) for row in rows} == exceptions_of(compared[date])
    kinds = (
        r"Another size: |Re-estimated |Document 001's own value|The lists' slip: |Active against total: |Its developer "
    )
    for row in rows:
        assert re.match(kinds, row[4]), row
        assert len(row[4]) > 30, row
