"""Evidence from circumstance: densities, the regression with developers, fleets, words, and the census's models."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import Any

import msgspec
import numpy as np
import pytest
from helpers.bundled import bundled_census
from hypothesis import given
from hypothesis import strategies as st

from flopwatch import api
from flopwatch.catalogue import Owners
from flopwatch.domain import ComputeStock, NotFound
from flopwatch.estimation import Estimate
from flopwatch.sources.curated.checks import check_circumstance
from flopwatch.undisclosed import LEVELS, Circumstances, KnownCompute, Traits, is_undisclosed, undisclosed_models
from flopwatch.undisclosed.capacity import capacity_at, flagship_flop, read_capacity
from flopwatch.undisclosed.densities import GRID, STEP, below, density_of, fused, heavy_normal
from flopwatch.undisclosed.frontier_runs import frontier_at
from flopwatch.undisclosed.hierarchical_lines import Priors, fit_line


def traits(developer: str = "Lab", **more: Any) -> Traits:
    day = more.pop("day", dt.date(2025, 2, 27))
    kind = {"is_language": True, "is_open": False, "is_small": False, **more}
    return Traits("lab/m", "M", developer, (developer,), day, **kind)


@given(st.floats(23, 26.5), st.floats(0.1, 0.6))
def test_a_density_integrates_to_one_and_is_centred(mean: float, sigma: float) -> None:
    found = density_of(heavy_normal(mean, sigma))
    assert float(found.values.sum()) * STEP == pytest.approx(1)
    assert found.median == pytest.approx(mean, abs=0.01)


def test_the_crps_of_a_normal_is_that_of_its_closed_form() -> None:
    # Gneiting and Raftery (2007): CRPS(N(0, s), 0) = s (√2 - 1) / √π
    values = np.exp(-0.5 * ((GRID - 25) / 0.5) ** 2)
    assert density_of(values).crps(25.0) == pytest.approx(0.5 * (math.sqrt(2) - 1) / math.sqrt(math.pi), abs=0.003)


def test_two_equal_normals_fuse_to_one_narrower_by_the_square_root_of_two() -> None:
    one = np.exp(-0.5 * ((GRID - 25) / 0.4) ** 2)
    both = density_of(one * one)
    half = both.quantile(0.95) - both.median
    assert half == pytest.approx(1.645 * 0.4 / math.sqrt(2), abs=0.01)


def test_evidence_that_contradicts_leaves_a_density() -> None:
    far = [heavy_normal(21.0, 0.05), heavy_normal(28.0, 0.05), below(22.0, 0.05)]
    found = fused(heavy_normal(25.0, 0.2), far, heavy_normal(25.0, 0.4))
    assert np.isfinite(found.values).all()


def test_a_regression_gets_growth_and_developers_back() -> None:
    rng = np.random.default_rng(1)
    names = [f"d{at % 12}" for at in range(120)]
    effects = {name: rng.normal(0, 0.5) for name in dict.fromkeys(names)}
    years = rng.uniform(0, 4, 120)
    values = 23 + 0.6 * years + np.array([effects[one] for one in names]) + rng.normal(0, 0.1, 120)
    priors = Priors((20, 0), (10, 2), (0.1, 0.5, 1.0), (0.1, 0.3))
    line = fit_line([[1, t] for t in years], list(values), names, list(years), priors)
    mean, spread = line.coefficients()
    assert mean[1] == pytest.approx(0.6, abs=3 * math.sqrt(spread[1, 1]))
    assert (line.developer_sigma, line.error_sigma) == (0.5, 0.1)
    known, new = line.predict([1, 2], "d0", 2.0), line.predict([1, 2], "nobody", 2.0)
    assert known[1] < new[1]


def test_leaving_out_in_closed_form_is_leaving_out() -> None:
    rows, values = [[1.0, float(t)] for t in range(6)], [1.0, 2.2, 2.9, 4.1, 5.3, 5.8]
    priors = Priors((0, 0), (10, 10), (0.3,), (0.2,))
    line = fit_line(rows, values, ["a", "b"] * 3, list(range(6)), priors)
    without = fit_line(rows[1:], values[1:], ["b", "a", "b", "a", "b"], list(range(1, 6)), priors)
    mean, sigma = without.predict(rows[0], "a", 0.0)
    assert line.left_out()[0] == pytest.approx((values[0] - mean) / sigma)


def _owners() -> Owners:
    stock = ComputeStock(
        name="Lab", row=2, developers=("Lab",), date="2024-08-31", p5="200000", p50="250000", p95="310000", source="t"
    )
    return Owners((), (stock,))


def test_a_flagship_of_the_running_example() -> None:
    found = capacity_at(traits(), _owners())
    assert found is not None
    # 250e3 × 989.4e12 FLOP/s × 90 × 86,400 s × 0.173 × 0.341 = 1.1e26, docs/methods/undisclosed.md
    assert flagship_flop(found).median == pytest.approx(1.13e26, rel=0.03)


def test_a_fleet_bounds_a_small_model_from_above_only() -> None:
    found = capacity_at(traits(), _owners())
    assert found is not None
    small, large = (density_of(read_capacity(traits(is_small=one), found)) for one in (True, False))
    assert small.above(1e25) < large.above(1e25)
    assert small.above(1e28) < 0.02


def test_a_developer_without_chips_has_no_capacity() -> None:
    assert capacity_at(traits("Nobody"), _owners()) is None


def test_a_circumstance_of_an_unknown_kind_is_refused() -> None:
    from flopwatch.domain import Circumstance

    row = Circumstance(model="a/b", kind="speed", value="3", name="B", row=2, source="t")
    with pytest.raises(ValueError, match="kind 'speed' is not one of capability, price, multiple"):
        check_circumstance(row)


def test_every_undisclosed_model_has_evidence_with_its_place_and_no_class_but_circumstance() -> None:
    rows = api.undisclosed(bundled_census())
    assert len(rows) >= 150
    for row in rows:
        assert row.compute_class == "circumstance"
        assert row.evidence
        assert list(row.p_above.values()) == sorted(row.p_above.values(), reverse=True)
        assert all(one.claim for one in row.evidence if one.kind in ("capacity", "capability", "statement"))
        assert row.compute_flop.p5 < row.compute_flop.p50 < row.compute_flop.p95


def test_no_disclosed_model_is_estimated_from_circumstance() -> None:
    census = bundled_census()
    for key in census.circumstances.models:
        assert is_undisclosed(census.records[key], census.estimates.get(key))
        found = census.estimates.get(key)
        if isinstance(found, Estimate):
            assert not {"operations", "hardware"} & {one.method for one in found.methods}


def test_the_same_inputs_give_the_same_bytes_and_the_cache_returns_them() -> None:
    census, kept = bundled_census(), {}

    def remember(kind: str, key: str, make: Any) -> bytes:
        if (kind, key) not in kept:
            kept[kind, key] = make()
        return kept[kind, key]

    args = census.records, census.estimates, census.catalogue
    first, again = undisclosed_models(*args, remember), undisclosed_models(*args, remember)
    assert first == again == census.circumstances
    assert len(kept) == 1


def test_a_corrected_value_is_worked_out_anew() -> None:
    census, asked = bundled_census(), []

    def remember(kind: str, key: str, make: Any) -> bytes:
        asked.append(key)
        return msgspec.json.encode(Circumstances())

    key = next(one for one in census.circumstances.models if "parameters" in census.records[one].fields)
    record = census.records[key]
    size = msgspec.structs.replace(record.fields["parameters"], values=("12345678901",))  # of the same claims
    moved = dataclasses.replace(record, fields=record.fields | {"parameters": size})
    for records in (census.records, census.records | {key: moved}):
        undisclosed_models(records, census.estimates, census.catalogue, remember)
    assert len(set(asked)) == 2


def test_a_disclosed_model_says_why_it_is_not_listed() -> None:
    with pytest.raises(NotFound, match=r"Llama 3.1-405B has no estimate from circumstance: its compute is disclosed"):
        api.undisclosed(bundled_census(), "Llama 3.1-405B")


def test_levels_are_those_of_the_thresholds() -> None:
    assert {float(one.flop) for one in bundled_census().thresholds} & set(LEVELS) >= {1e25, 1e26}


def test_a_setting_of_a_model_is_not_counted_as_another() -> None:
    census = bundled_census()
    names = {one.name for one in census.circumstances.models.values()}
    assert {"GPT-5", "GPT-5.1", "Qwen3-Max", "o1", "Claude 3 Opus", "GPT-4.5"} <= names
    assert names.isdisjoint({"GPT-5 Pro", "GPT-5.1-Codex-Max", "GPT-5.1 Instant", "o1-pro", "Grok 4 Heavy"})


def test_a_developers_comparison_is_evidence_with_its_row() -> None:
    (found,) = api.undisclosed(bundled_census(), "GPT-4.5")
    said = {one.kind: one for one in found.evidence}["statement"]
    assert said.claim.startswith("epoch-notable-2026-08, row ")
    assert "10 times GPT-4" in said.words


def test_nothing_is_sure_above_1e26_from_circumstance() -> None:
    assert all(one.probability(1e26) < 0.95 for one in bundled_census().circumstances.models.values())


def test_a_flagship_of_a_fleet_is_expected_near_the_largest_runs() -> None:
    known = [KnownCompute(traits(day=dt.date(2024, 2, 27)), 25.0, "operations") for _ in range(5)]
    with_fleet, without = (frontier_at(traits(), known, size) for size in (100_000.0, None))
    assert with_fleet is not None
    assert without is not None
    assert with_fleet.log_compute == pytest.approx(25.65, abs=0.01)  # a year later, 4.5 times
    assert with_fleet.weight > without.weight
    assert frontier_at(traits(), known[:4], None) is None


def test_thresholds_add_circumstance_only_where_asked() -> None:
    census = bundled_census()
    plain, asked = (api.thresholds(census, at="1e25", circumstance=one) for one in (False, True))
    added = asked[len(plain) :]
    assert asked[: len(plain)] == plain
    assert {one.compute_class for one in added} == {"circumstance"}
    assert all(one.probability is not None and one.probability >= 0.05 for one in added)
    assert "circumstance" not in {one.compute_class for one in plain}


def test_a_circumstance_of_a_model_that_is_not_in_the_vocabulary_is_a_problem() -> None:
    from flopwatch.audit.curated.names import circumstances_resolve
    from flopwatch.domain import Circumstance, CuratedRows, Placed

    row = Circumstance(model="nobody/none", kind="price", value="1", name="N", row=1, source="t")
    (found,) = circumstances_resolve(
        CuratedRows(circumstances=(Placed("circumstances.toml", "[[circumstance]] no. 1", row),))
    )
    assert (found.rule, found.file) == ("unknown-model", "circumstances.toml")
