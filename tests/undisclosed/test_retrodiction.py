"""Retrodiction: the frozen rows, no leak of a row's own figures or of the future, and scores of known cases."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import functools
import math
from pathlib import Path

import numpy as np
import pytest
from helpers.bundled import bundled_census

from flopwatch import api
from flopwatch.domain import WrongUsage
from flopwatch.undisclosed import (
    OURS,
    Given,
    KnownCompute,
    Retrodicted,
    Traits,
    given_of,
    retrodict,
    score,
    scored_rows,
)
from flopwatch.undisclosed.densities import density_of, heavy_normal

FROZEN = Path(__file__).parents[2] / "docs/methods/undisclosed-rows.csv"


@functools.cache
def given() -> Given:
    census = bundled_census()
    return given_of(census.records, census.estimates, census.catalogue, census.benchmarks)


def test_the_rule_gives_the_frozen_rows() -> None:
    with FROZEN.open(encoding="utf-8", newline="") as lines:
        frozen = {row["id"]: float(row["training_compute_flop"]) for row in csv.DictReader(lines)}
    found = {one.traits.id: 10**one.log_compute for one in scored_rows(given().known)}
    assert len(frozen) == 100
    same = [key for key, flop in frozen.items() if key in found and math.isclose(found[key], flop, rel_tol=0.02)]
    assert len(same) >= 95, f"re-estimated since: {sorted(set(frozen) - set(same))}"


def test_nine_rows_are_at_or_above_1e25() -> None:
    assert sum(one.log_compute >= 25 for one in scored_rows(given().known)) == 9


def _first(split: str, model: str, whole: Given) -> Retrodicted:
    plain = dataclasses.replace(whole, scored={})  # without the imputation, which costs a second a row
    return next(one for one in retrodict(plain, [split]) if one.row.traits.id == model)


def test_a_rows_own_compute_does_not_move_its_estimate() -> None:
    whole, model = given(), "google/palm"
    moved = tuple(dataclasses.replace(one, log_compute=25.5) if one.traits.id == model else one for one in whole.known)
    before, after = (
        _first("forward", model, one).densities[OURS].values for one in (whole, dataclasses.replace(whole, known=moved))
    )
    assert np.array_equal(before, after)


def test_later_models_do_not_move_a_forward_estimate() -> None:
    whole, model = given(), "google/palm"
    until = tuple(one for one in whole.known if one.traits.day <= dt.date(2022, 4, 4))
    before, after = (
        _first("forward", model, one).densities[OURS].values for one in (whole, dataclasses.replace(whole, known=until))
    )
    assert np.array_equal(before, after)


def test_another_model_of_the_developer_moves_nothing_when_the_developer_is_left_out() -> None:
    whole = given()
    row = next(one for one in scored_rows(whole.known) if one.traits.id == "google/palm")
    moved = tuple(
        dataclasses.replace(one, log_compute=23.0 + (one.log_compute - 23.0) / 2)
        if one.traits.developer == row.traits.developer and one.traits.id != row.traits.id
        else one
        for one in whole.known
    )
    before, after = (
        _first("developer", row.traits.id, one).densities[OURS].values
        for one in (whole, dataclasses.replace(whole, known=moved))
    )
    assert any(a.log_compute != b.log_compute for a, b in zip(whole.known, moved, strict=True))
    assert np.array_equal(before, after)


def test_an_unknown_split_is_refused() -> None:
    with pytest.raises(WrongUsage, match="split 'sideways' is not one of forward, developer"):
        api.validate_undisclosed(bundled_census(), ["sideways"])


def _row(log_compute: float, developer: str, median: float) -> Retrodicted:
    traits = Traits(developer, developer, developer, (developer,), dt.date(2024, 1, 1), True, True, False)
    near, far = (density_of(heavy_normal(one, 0.3)) for one in (median, median - 1))
    return Retrodicted(
        KnownCompute(traits, log_compute, "operations"), "forward", {OURS: near, "far": far}, frozenset(), frozenset()
    )


def test_the_nearer_estimate_scores_better_with_an_interval_that_excludes_nought() -> None:
    rows = [_row(25.0 + shift, str(at), 25.0) for at, shift in enumerate((-0.2, -0.1, 0.0, 0.1, 0.2, 0.3))]
    ours, far = (
        next(one for one in score(rows) if one.method == name and one.subset == ">=1e24") for name in (OURS, "far")
    )
    assert (ours.covered, far.covered) == (6, 0)
    assert max(far.log_score_gain[2], far.crps_gain[2]) < 0
    assert ours.bias == pytest.approx(10**0.05, rel=0.02)
    assert ours.bias_interval[0] < 1.13 < ours.bias_interval[1]
