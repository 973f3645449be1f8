from __future__ import annotations

import math

import pytest
from helpers.bundled import bundled_census
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.audit.census.context import AuditContext
from flopwatch.audit.census.numbers import comparisons
from flopwatch.catalogue import Catalogue, Frontier
from flopwatch.domain.claims import Claim, Source
from flopwatch.domain.events import Snapshot
from flopwatch.domain.unknown import Unknown
from flopwatch.estimation.bounds import Bounds, bounds_of
from flopwatch.estimation.estimate import estimate_models
from flopwatch.estimation.methods.relative import (
    Relatives,
    RelativeTo,
    comparisons_of,
    compute_from_relatives,
    prob_exceeds,
)
from flopwatch.estimation.results import Estimate, MethodResult
from flopwatch.records.folding import fold
from flopwatch.records.resolution import resolve
from flopwatch.statistics.lognormal import LogNormal

SOURCES = {"s": Source(id="s", title="S", group="s", rank=1)}


def at(value, factor=1.0):
    return LogNormal.from_factor(median=value, factor=factor)


def to(name, factor, flop, *, relation="=", spread=5.0, of=1.15):
    return RelativeTo(f"lab/{name}", name, relation, at(factor, of), at(flop, spread))


def claim(subject, field, value="", **more):
    more.setdefault(
        "unit",
        {"training_compute_ratio": "scale", "published": "", "quality_against": "", "domain": ""}.get(field, "FLOP"),
    )
    written = more.pop("as_written", value or "?")
    return Claim(subject=subject, field=field, value=value, source="s", locator="x", as_written=written, **more)


def known(*claims):
    snapshot = Snapshot(
        source="s",
        sha256="0" * 64,
        date="2025-01-01",
        reader="r",
        version=1,
        claims=claims,
        read=len(claims),
        claimed=len(claims),
    )
    return resolve(fold([snapshot]), SOURCES, (), ()).records


def estimated(*claims):
    records = known(*claims)
    return records, estimate_models(records, Catalogue())


def by_name(records, estimates, name):
    return estimates[next(key for key, one in records.items() if one.name == name)]


# ------------------------------------------------------------------ the method


def test_inflection_2_5_is_40_percent_of_gpt_4_raised_to_its_predecessor():
    # Epoch AI (2025), "Over 20 AI models …", row Inflection-2.5: 40% of 2.1e25 is 8.4e24, raised to Inflection-2's
    # 1e25.
    relative = compute_from_relatives([to("GPT-4", 0.4, 2.1e25)])
    assert relative.compute_flop.median == pytest.approx(8.4e24)
    raised = compute_from_relatives(
        [to("GPT-4", 0.4, 2.1e25), to("Inflection-2", 1, 1e25, relation="≥", spread=2, of=1)]
    )
    assert raised.compute_flop.median == pytest.approx(1e25)
    assert raised.compute_flop.interval()[0] >= relative.compute_flop.interval()[0]


def test_the_census_gives_inflection_2_5_its_published_figure_by_this_method():
    estimate = bundled_census().estimates["inflection/inflection-2.5"]
    found = next(one for one in estimate.methods if one.method == "relative")
    assert found.compute_flop.median == pytest.approx(1e25, rel=0.01)
    assert found.formula == "max(0.4 × 2.1e25 (GPT-4), 1.001e25 (Inflection-2))"


@given(st.floats(0.01, 100), st.floats(1e18, 1e26), st.floats(1, 30), st.floats(1, 3))
def test_a_factor_carries_the_references_whole_distribution(factor, flop, spread, of):
    found = compute_from_relatives([to("x", factor, flop, spread=spread, of=of)])
    assert found.compute_flop.median == pytest.approx(factor * flop)
    assert math.log10(found.compute_flop.factor) == pytest.approx(
        math.hypot(math.log10(spread), math.log10(of)), abs=1e-9
    )


@given(st.floats(1e20, 1e26), st.floats(1, 10), st.floats(1e20, 1e26), st.floats(1, 10), st.sampled_from("≥≤"))
def test_a_bound_moves_every_quantile_its_way_and_none_past_both(flop, spread, bound, width, relation):
    value = compute_from_relatives([to("x", 1, flop, spread=spread, of=1)]).compute_flop
    found = compute_from_relatives(
        [to("x", 1, flop, spread=spread, of=1), to("y", 1, bound, relation=relation, spread=width, of=1)]
    ).compute_flop
    pick = max if relation == "≥" else min
    assert found.median == pytest.approx(pick(flop, bound))
    width_dex = math.log10(found.interval()[1] / found.interval()[0])
    ends = [math.log10(pick(a, b)) for a, b in zip(value.interval(), at(bound, width).interval(), strict=True)]
    assert width_dex == pytest.approx(ends[1] - ends[0], abs=1e-9)


def test_bounds_alone_are_no_value():
    assert isinstance(compute_from_relatives([to("x", 1, 1e25, relation="≥")]), Unknown)
    assert isinstance(compute_from_relatives([]), Unknown)


def test_what_shares_a_reference_is_compared_without_its_error():
    gpt_4 = LogNormal.from_factor(median=2.1e25, factor=10)

    def share(f):
        return compute_from_relatives([RelativeTo("openai/gpt-4", "GPT-4", "=", at(f, 1.1), gpt_4)])

    assert prob_exceeds(share(0.4), share(0.2)) > 0.999
    alone = MethodResult("operations", share(0.2).compute_flop, "", ())
    assert prob_exceeds(share(0.4), alone) < 0.75
    assert prob_exceeds(share(0.4), share(0.4)) == pytest.approx(0.5)


# ------------------------------------------------------------------ claims


def test_a_ratio_is_read_from_a_claim_and_estimated_after_its_reference():
    # "Aardvark" comes before "Zebra" in every order but that of their comparison.
    records, estimates = estimated(
        claim(
            "Aardvark",
            "training_compute_ratio",
            "0.2",
            qualifiers={"relative_to": "Zebra"},
            as_written="roughly 1/5 of Zebra",
            relation="≈",
        ),
        claim("Zebra", "training_compute", "1e24"),
    )
    found = by_name(records, estimates, "Aardvark")
    assert isinstance(found, Estimate)
    assert found.compute_flop.median == pytest.approx(2e23)
    assert found.compute_flop.sigma_dex > by_name(records, estimates, "Zebra").compute_flop.sigma_dex
    assert "Zebra" in found.receipt.text


def test_chains_of_comparisons_are_followed_to_their_end():
    chain = [claim(f"M{n}", "training_compute_ratio", "2", qualifiers={"relative_to": f"M{n + 1}"}) for n in range(30)]
    records, estimates = estimated(*chain, claim("M30", "training_compute", "1e15"))
    assert by_name(records, estimates, "M0").compute_flop.median == pytest.approx(1e15 * 2**30)


def test_an_order_of_magnitude_can_carry_its_own_width_and_a_range():
    records, estimates = estimated(
        claim(
            "A",
            "training_compute",
            "2e26",
            qualifiers={"relative_to": "Z", "factor": "10 ×/÷ 2"},
            relation="≈",
        ),
        claim(
            "B",
            "training_compute_ratio",
            "0.3",
            high="0.5",
            relation="range",
            qualifiers={"relative_to": "Z"},
        ),
        claim("Z", "training_compute", "2e25", qualifiers={"confidence": "High-precision"}),
    )
    a, b = (by_name(records, estimates, name) for name in "AB")
    assert a.compute_flop.median == pytest.approx(2e26)
    assert a.compute_flop.factor == pytest.approx(10 ** math.hypot(math.log10(2), math.log10(2)))
    # the number next to the comparison is the source's own working of it: it is not counted a second time
    assert [one.method for one in a.methods] == ["relative"]
    assert b.compute_flop.median == pytest.approx(2e25 * math.sqrt(0.15))


def test_a_circle_of_comparisons_gives_no_number_and_is_a_finding():
    records, estimates = estimated(
        claim("A", "training_compute_ratio", "2", qualifiers={"relative_to": "B"}),
        claim("B", "training_compute_ratio", "3", qualifiers={"relative_to": "C"}),
        claim("C", "training_compute_ratio", "0.5", qualifiers={"relative_to": "A"}),
        claim("D", "training_compute_ratio", "2", qualifiers={"relative_to": "A"}),
    )
    assert all(isinstance(one, Unknown) for one in estimates.values())
    assert "cycle" in by_name(records, estimates, "A").reason
    found = list(comparisons(AuditContext.of(records, SOURCES, {}, Frontier(()), ())))
    assert [one.rule for one in found] == ["compared-in-a-circle"]
    assert len(found[0].claims) == 3
    assert "A → B → C → A" in found[0].message


def test_a_model_compared_with_itself_is_a_circle_too():
    records, estimates = estimated(claim("A", "training_compute_ratio", "2", qualifiers={"relative_to": "A"}))
    assert isinstance(by_name(records, estimates, "A"), Unknown)
    assert len(Relatives(records).cycles) == 1


@pytest.mark.parametrize(
    ("qualifiers", "says"),
    [
        ({}, "no other model"),
        ({"relative_to": "Nobody"}, "Nobody"),
        ({"relative_to": "Z", "factor": "a lot"}, "a lot"),
    ],
)
def test_a_comparison_that_cannot_be_read_is_a_finding_by_name(qualifiers, says):
    field, value = ("training_compute", "1e24") if "factor" in qualifiers else ("training_compute_ratio", "2")
    records = known(claim("A", field, value, qualifiers=qualifiers), claim("Z", "training_compute", "1e24"))
    found = list(comparisons(AuditContext.of(records, SOURCES, {}, Frontier(()), ())))
    assert [one.rule for one in found] == ["comparison-unreadable"]
    assert says in found[0].message


def test_a_plain_claim_is_no_comparison():
    records = known(claim("Z", "training_compute", "1e24"))
    assert comparisons_of(next(iter(records.values()))) == ([], [])


def test_an_imputed_figure_takes_its_place_beside_the_others():
    records = known(claim("A", "published", "2024-01-01"))
    given = {key: MethodResult("imputed", at(1e24, 5), "from 9 benchmarks", ()) for key in records}
    found = estimate_models(records, Catalogue(), given)
    assert next(iter(found.values())).methods[0].method == "imputed"


# ------------------------------------------------------------------ bounds

MOVIE = (
    claim("Movie Gen", "training_compute", "1e24", qualifiers={"confidence": "High-precision"}),
    claim("Movie Gen", "published", "2024-10-04"),
)


def bounds(*claims, name="X"):
    records, estimates = estimated(*MOVIE, *claims)
    return bounds_of(next(one for one in records.values() if one.name == name), records, estimates, Relatives(records))


def quality(value, date="2024-02-15", **qualifiers):
    return (
        claim("X", "quality_against", value, qualifiers={"relative_to": "Movie Gen", **qualifiers}),
        claim("X", "published", date),
    )


def test_a_worse_model_of_the_year_took_at_most_the_references_compute():
    found = bounds(*quality("worse"))
    assert (found.low, found.high) == (None, pytest.approx(2e24))


def test_a_better_model_is_a_lower_bound_only_with_more_resources():
    assert bounds(*quality("better", resources="greater")).low == pytest.approx(5e23)
    assert isinstance(bounds(*quality("better")), Unknown)


def test_an_equal_model_lies_around_the_reference():
    found = bounds(*quality("equal"))
    assert found.low < 1e24 < found.high


@pytest.mark.parametrize(
    ("date", "counts"),
    [("2023-10-05", True), ("2025-10-03", True), ("2023-09", False), ("2026-01-01", False)],
)
def test_models_more_than_a_year_apart_are_not_compared(date, counts):
    assert isinstance(bounds(*quality("worse", date)), Bounds if counts else Unknown)


def test_stated_bounds_count_and_a_contradiction_is_said():
    found = bounds(claim("X", "training_compute", "3e24", relation="≥"), *quality("worse"))
    assert found.low == pytest.approx(3e24)
    assert found.high == pytest.approx(2e24)
    assert "cannot both hold" in found.contradiction


def test_the_census_bounds_sora_and_kling_and_gives_no_point():
    census = bundled_census()
    relatives = Relatives(census.records)
    for name in ("openai/sora", "kuaishou/kling-1.5"):
        found = bounds_of(census.records[name], census.records, census.estimates, relatives)
        assert isinstance(found, Bounds)
        assert isinstance(census.estimates[name], Unknown)
        assert all(one.reference == "meta/movie-gen" for one in found.bounds)
