from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.bundled import bundled_store
from helpers.slips import KINDS, as_list, clean_entries, spoil
from helpers.tiers import tiered

from flopwatch import api, sources
from flopwatch.identity.names import slug
from flopwatch.pipeline import take_census
from flopwatch.statistics.lognormal import LogNormal

TABLES = (
    "data/epoch-vintages/pcd_2024-10-16.csv",
    "data/epoch-all-2025-03/all_ai_models_2025-03-14.csv",
    "data/epoch-vintages/pcd_2025-06-20.csv",
)


NOTHING = LogNormal(median=1.0)
RAISING = tuple(one for one in KINDS if "heading" not in one)  # in the first tier by turns, in the second each on all


@pytest.fixture(scope="module")
def entries(request):
    shared: Path = request.getfixturevalue("shared")
    found = {slug(one.name): one for table in TABLES for one in clean_entries(shared / table)}
    # Under names that the base does not know, because it would state the right numbers next to the slips.
    return [replace(one, name=f"Unlisted {one.name}") for one in found.values()]


@pytest.mark.shared
@pytest.mark.parametrize("seed", tiered([1, 2], [1]))
def test_slips_seeded_into_clean_entries_are_found(entries, base, tmp_path, seed):
    rng = random.Random(seed)
    drawn = rng.sample(entries, 100)
    half = len(drawn) // 2
    spoiled = [spoil(one, KINDS[i % len(KINDS)], rng) if i < half else one for i, one in enumerate(drawn)]
    file = tmp_path / "list.md"
    file.write_text(as_list(spoiled), encoding="utf-8")

    store = str(tmp_path / "none.sqlite") if base != sources.curated_folder() else bundled_store()
    findings = api.audit(base, store, file=str(file))

    slipped = {slug(one.name): one.slip for one in spoiled if one.slip}
    named = {one.model.split("/")[1] for one in findings}
    missed = sorted(f"{name}: {kind}" for name, kind in slipped.items() if name not in named)
    false = sorted(named - set(slipped))
    recall = 1 - len(missed) / len(slipped)
    precision = 1 - len(false) / len(named)
    assert recall >= 0.9, missed
    assert precision >= 0.9, [(one.model, one.message) for one in findings if one.model.split("/")[1] in false]


@pytest.fixture(scope="module")
def clean(entries, few_models, tmp_path_factory):
    """Sixty entries and their classes as they are."""
    drawn = random.Random(4).sample(entries, 60)
    return drawn, _classes(few_models, tmp_path_factory.mktemp("clean"), drawn)


@pytest.mark.shared
@pytest.mark.parametrize("kinds", tiered([RAISING, *((one,) for one in RAISING)], [RAISING]), ids="|".join)
def test_no_slip_puts_a_model_above_a_threshold(clean, few_models, tmp_path, kinds):
    drawn, before = clean
    rng = random.Random(4)
    after = _classes(few_models, tmp_path, [spoil(one, kinds[at % len(kinds)], rng) for at, one in enumerate(drawn)])
    order = ("unknown", "below", "cannot-rule-out", "likely", "confirmed")
    above = order.index("likely")
    raised = {
        key: (old, after[key])
        for key, old in before.items()
        for at in old[1]
        if order.index(after[key][1][at]) >= above > order.index(old[1][at])
        # What the sound numbers alone give may lie higher; a slip must not lift it.
        and after[key][0] > 3 * old[0]
    }
    assert not raised


def _classes(data: Path, folder: Path, drawn) -> dict[str, tuple[float, dict[str, str]]]:
    file = folder / "list.md"
    file.write_text(as_list(drawn), encoding="utf-8")
    snapshot, _ = sources.read_file("awesome-list", str(file), source="somebody")
    census = take_census(data, folder / "none.sqlite", more=[snapshot])
    wanted = {slug(one.name) for one in drawn}
    return {
        row.id.split("/")[1]: (getattr(census.estimates[row.id], "compute_flop", NOTHING).median, row.compute_classes)
        for row in api.models(census)
        if row.id.split("/")[1] in wanted
    }
