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
from flopwatch.domain import Circumstance, ComputeStock, NotFound
from flopwatch.estimation import Estimate, facts_of
from flopwatch.sources.curated.checks import check_circumstance
from flopwatch.undisclosed import LEVELS, Circumstances, KnownCompute, Traits, is_undisclosed, undisclosed_models
from flopwatch.undisclosed.capacity import capacity_at, flagship_flop, read_capacity
from flopwatch.undisclosed.densities import GRID, STEP, below, density_of, fused, heavy_normal
from flopwatch.undisclosed.evidence import _by_rank
from flopwatch.undisclosed.frontier_runs import frontier_at
from flopwatch.undisclosed.hierarchical_lines import Priors, fit_line
from flopwatch.undisclosed.known_compute import known_models
from flopwatch.undisclosed.model_size import GROWTH_DEX, TOKENS_2024
from flopwatch.undisclosed.statements import Rank, Said, in_order


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


@pytest.mark.matrix
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


GRID_NORMALS = st.tuples(st.floats(23, 27), st.floats(0.2, 0.8))


def _said(rank: Rank, mean: float, sigma: float, bound: bool = False) -> Said:
    found = below(mean, sigma) if bound else heavy_normal(mean, sigma)
    return Said("statement", "w", (), found, rank, found if bound else None)


@given(st.floats(24, 26.5), st.floats(0.15, 0.4), st.lists(GRID_NORMALS, max_size=3), GRID_NORMALS)
def test_circumstance_does_not_move_what_is_stated_by_more_than_its_share_of_error(
    mean: float, sigma: float, others: list[tuple[float, float]], prior: tuple[float, float]
) -> None:
    stated = _said(Rank.STATED, mean, sigma)
    readings = [stated, *(_said(Rank.CIRCUMSTANCE, *one) for one in others), _said(Rank.SIZE, *prior)]
    found, alone = _by_rank(heavy_normal(*prior), heavy_normal(*prior), readings), density_of(stated.likelihood)
    assert np.abs(found.cumulative() - alone.cumulative()).max() <= 0.05 + 1e-9
    assert found.median == pytest.approx(mean, abs=0.07 * sigma + STEP)


@given(st.floats(24, 26), st.floats(0.2, 0.4), GRID_NORMALS)
def test_a_size_replaces_the_prior_and_is_still_moved_by_evidence(
    mean: float, sigma: float, prior: tuple[float, float]
) -> None:
    size, cadence = _said(Rank.SIZE, mean, sigma), heavy_normal(*prior)
    assert _by_rank(cadence, heavy_normal(25, 1), [size]).median == pytest.approx(mean, abs=0.1 * sigma + STEP)
    moved = _by_rank(cadence, heavy_normal(25, 1), [size, _said(Rank.CIRCUMSTANCE, mean + sigma, sigma)])
    assert mean + 0.3 * sigma < moved.median < mean + 0.7 * sigma


def test_a_bound_cuts_even_what_is_stated() -> None:
    stated, flat = _said(Rank.STATED, 26.0, 0.4), heavy_normal(26.0, 2.0)
    plain = _by_rank(flat, flat, [stated])
    cut = _by_rank(flat, flat, [stated, _said(Rank.CIRCUMSTANCE, 26.0, 0.1, bound=True)])
    assert plain.above(3e26) > 0.08
    assert cut.above(3e26) < 0.03
    assert cut.median < 26.0


def test_what_refers_to_a_model_is_worked_out_after_it_and_a_circle_last() -> None:
    order, circular = in_order({"a": {"b", "given"}, "b": {"c"}, "c": set(), "x": {"y"}, "y": {"x"}, "z": {"x"}})
    assert order == ["c", "b", "a"]
    assert circular == ["x", "y", "z"]


def test_a_multiple_of_an_undisclosed_model_is_that_of_its_own_estimate_and_a_circle_is_not_read() -> None:
    census = bundled_census()

    def multiple(model: str, than: str) -> Circumstance:
        return Circumstance(model=model, kind="multiple", value="4", name="four times", row=7, source="t", than=than)

    more = (
        multiple("openai/gpt-5", "xai/grok-4"),
        multiple("openai/o1", "openai/o3"),
        multiple("openai/o3", "openai/o1"),
    )
    tables = dataclasses.replace(census.catalogue, circumstances=(*census.catalogue.circumstances, *more))
    few = {"openai/gpt-4o", "openai/gpt-5", "openai/o1", "openai/o3", "xai/grok-4"}
    records = {key: one for key, one in census.records.items() if key in few or key not in census.circumstances.models}
    found = undisclosed_models(records, census.estimates, tables).models
    words = {one.kind: one.words for one in found["openai/gpt-5"].pieces}["statement"]
    assert "4 times Grok 4, itself estimated" in words
    assert found["openai/gpt-5"].p50 > 2 * found["xai/grok-4"].p50  # the fleet bounds it
    for key in ("openai/o1", "openai/o3"):
        assert found[key] == census.circumstances.models[key]


def test_a_stated_multiple_of_a_known_run_is_not_pulled_below_it() -> None:
    census = bundled_census()
    base, found = census.estimates["xai/grok-3"], census.circumstances.models
    assert isinstance(base, Estimate)
    assert found["xai/grok-4"].p50 > base.compute_flop.median
    assert found["openai/gpt-4.5"].probability(1e25) > 0.98
    # 3.8e26 by its cluster: a third party's figure, which nothing here reads
    assert found["openai/gpt-4.5"].p5 < 3.8e26 < found["openai/gpt-4.5"].p95


def test_stated_tokens_and_the_active_size_in_a_name_are_read() -> None:
    found = bundled_census().circumstances.models
    words = {one.kind: one.words for one in found["alibaba/qwen3-max"].pieces}["economy"]
    assert words == "90e9 parameters for a token; by what is stated its run saw 36e12 tokens"
    words = {one.kind: one.words for one in found["alibaba/qwen3.5-122b-a10b"].pieces}["economy"]
    assert words.startswith("10e9 parameters for a token")


def test_the_tokens_expected_of_a_date_are_those_of_known_models_within_the_stated_width() -> None:
    census = bundled_census()
    errors = []
    for one in known_models(census.records, census.estimates):
        size = facts_of(census.records[one.traits.id]).working_parameters
        if one.traits.is_language and one.traits.years >= -1 and size is not None:
            expected = TOKENS_2024.median * 10 ** (GROWTH_DEX * min(one.traits.years, 2.5))
            errors.append(one.log_compute - math.log10(6 * size.value * expected))
    assert len(errors) > 150
    assert abs(np.mean(errors)) < 0.15
    assert np.std(errors) == pytest.approx(TOKENS_2024.sigma_dex, abs=0.05)


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
    from flopwatch.domain import CuratedRows, Placed

    row = Circumstance(model="nobody/none", kind="price", value="1", name="N", row=1, source="t")
    (found,) = circumstances_resolve(
        CuratedRows(circumstances=(Placed("circumstances.toml", "[[circumstance]] no. 1", row),))
    )
    assert (found.rule, found.file) == ("unknown-model", "circumstances.toml")
