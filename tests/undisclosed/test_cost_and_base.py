"""Evidence from a stated cost, and from a base that a source calls likely."""

from __future__ import annotations

import dataclasses
import datetime as dt

import msgspec
import numpy as np
import pytest
from helpers.bundled import bundled_census
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwatch.domain import Circumstance
from flopwatch.sources.curated.checks import check_circumstance
from flopwatch.undisclosed import Traits
from flopwatch.undisclosed.densities import density_of, heavy_normal
from flopwatch.undisclosed.evidence import _by_rank
from flopwatch.undisclosed.stated_cost import read_cost
from flopwatch.undisclosed.statements import LIKELY_BASE, Compared, Rank, Said, read_likely_base

SONNET = "anthropic/claude-3.5-sonnet"


def traits(day: dt.date = dt.date(2024, 6, 20)) -> Traits:
    return Traits("lab/m", "M", "Lab", ("Lab",), day, is_language=True, is_open=False, is_small=False)


def said(mean: float, sigma: float, rank: Rank, trust: float = 0.95) -> Said:
    return Said("kind", "", (), heavy_normal(mean, sigma), rank, trust=trust)


def with_cost(**changes: str) -> tuple[Said | None, float]:
    """Return what is read of a record whose one sum in words is changed, and its median in decades."""
    census = bundled_census()
    record = census.records[SONNET]
    claims = {
        key: msgspec.structs.replace(one, **changes) if one.relation == "range" else one
        for key, one in record.claims.items()
        if one.field == "training_cost"
    }
    found = read_cost(dataclasses.replace(record, claims=claims), traits(), census.catalogue.offers)
    return found, density_of(found.likelihood).median if found else 0.0


@given(st.integers(5, 400))
@settings(max_examples=12, deadline=None)
def test_twice_the_sum_buys_twice_the_compute_and_never_surely(millions: int) -> None:
    one, first = with_cost(value=f"{millions}000000", high=f"{millions}000000")
    _, second = with_cost(value=f"{2 * millions}000000", high=f"{2 * millions}000000")
    assert second - first == pytest.approx(np.log10(2), abs=0.011)
    assert one is not None
    density = density_of(one.likelihood)
    assert density.quantile(0.95) - density.median >= 0.5
    assert density.median - density.quantile(0.05) >= 0.5


def test_a_sum_that_its_author_worked_out_from_compute_or_of_other_money_is_not_read() -> None:
    assert with_cost()[0] is not None
    assert with_cost(as_written="25870993.12")[0] is None
    assert with_cost(unit="EUR")[0] is None
    assert with_cost(relation="unknown")[0] is None
    record = bundled_census().records[SONNET]
    assert read_cost(record, traits(dt.date(2022, 1, 1)), bundled_census().catalogue.offers) is None


def test_a_cost_is_evidence_of_economy_and_named_with_its_claim() -> None:
    census = bundled_census()
    piece = next(one for one in census.circumstances.models[SONNET].pieces if one.kind == "economy")
    assert "stated cost of $20e6 to $90e6" in piece.words
    assert {census.records[SONNET].claims[key].field for key in piece.claims} == {"training_cost"}


@given(st.floats(24, 26), st.floats(24, 27), st.floats(0.2, 0.5))
def test_a_likely_base_decides_its_share_and_leaves_the_rest(base: float, other: float, sigma: float) -> None:
    stated, rest = said(base, 0.1, Rank.STATED, LIKELY_BASE), said(other, sigma, Rank.CIRCUMSTANCE)
    flat = heavy_normal(25.5, 2.0)
    found, without = _by_rank(flat, flat, [stated, rest]), _by_rank(flat, flat, [rest])
    alone = density_of(stated.likelihood)
    expected = LIKELY_BASE * alone.cumulative() + (1 - LIKELY_BASE) * without.cumulative()
    assert np.abs(found.cumulative() - expected).max() < 1e-9


def test_a_likely_base_is_the_least_of_its_candidates_and_unread_without_a_figure() -> None:
    row = Circumstance(model="lab/m", kind="base", name="likely built upon B", row=3, source="s", than="lab/b")
    assert read_likely_base(row, {}) is None
    found = read_likely_base(row, {"lab/b": Compared(25.0, 0.1, traits(), is_known=True)})
    assert found is not None
    density = density_of(found.likelihood)
    assert 25.0 < density.median < 25.6
    assert density.above(1e25) > 0.85


def test_a_reasoning_model_lies_at_or_above_its_likely_base() -> None:
    models = bundled_census().circumstances.models
    base = models["openai/gpt-4o"]
    for key in ("openai/o1", "openai/o3"):
        kind = next(one for one in models[key].pieces if one.kind == "kind")
        assert "likely built upon GPT-4o" in kind.words
        assert kind.claims[0].startswith("epoch-1e25")
        assert base.p50 < models[key].p50 < 4 * base.p50
        assert models[key].probability(1e26) < 0.35


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"value": "2"}, "a base has none"), ({"than": ""}, "the other model"), ({"kind": "multiple"}, "a base has none")],
)
def test_a_row_of_a_base_has_another_model_and_no_value(changes: dict[str, str], message: str) -> None:
    row = Circumstance(model="lab/m", kind="base", name="likely", row=3, source="s", than="lab/b")
    assert check_circumstance(row) is row
    with pytest.raises(ValueError, match=message):
        check_circumstance(msgspec.structs.replace(row, **changes))
