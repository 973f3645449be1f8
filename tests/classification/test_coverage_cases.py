"""What a legal rule may cover, whole: the counted amount in words, probabilities by hand, and the order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from flopwatch.classification.rules_of_law import RuleCoverage, cover
from flopwatch.classification.shared_errors import error_group, error_group_of
from flopwatch.domain import Claim, Rule, Unknown
from flopwatch.estimation import Estimate, Input, MethodResult
from flopwatch.records import FieldKey, FieldValue, Record
from flopwatch.statistics import LogNormal

DAY = dt.date(2026, 1, 1)
NOTHING = Unknown("no figure")


def rule(**changes: object) -> Rule:
    base = {"id": "r", "name": "", "jurisdiction": "", "meaning": "", "status": "", "source": "", "flop": "1e25"}
    return Rule(**{**base, "starts": "2025-08-02", **changes})


def model(
    key: str, base: str = "", units: str = "FLOP", claims: Sequence[Claim] = (), **fields: str | tuple[str, ...]
) -> Record:
    some = {name: (one,) if isinstance(one, str) else one for name, one in fields.items()}
    values = {name: FieldValue(FieldKey(name), one, units, "=", "", "", ()) for name, one in some.items()}
    ids = {f"c{at}": one for at, one in enumerate(claims)}
    for claim in claims:
        values[claim.field] = FieldValue(FieldKey(claim.field), (claim.value,), "", "=", "", "", tuple(ids))
    return Record(key, "model", key.upper(), (), values, {}, ids, base)


def estimate(median: float, sigma: float = 0.1, method: str = "operations") -> Estimate:
    value = LogNormal(median=median, sigma_dex=sigma)
    one = MethodResult(method, value, "6 × N × D", (Input("N", "n", value, ""),))
    return Estimate(value, (one,), "the rule", 1.0, "Likely", "", "", "")


def bound(value: str, relation: str = "≥") -> Claim:
    return Claim(
        subject="x",
        field="training_compute",
        value=value,
        unit="FLOP",
        relation=relation,
        source="s",
        locator="l",
        as_written=value,
    )


def covered(one: Rule, *some: tuple[Record, Estimate | Unknown], day: dt.date = DAY) -> tuple[RuleCoverage, ...]:
    return cover([one], {record.id: record for record, _ in some}, {record.id: found for record, found in some}, day)[
        "r"
    ]


def test_a_base_models_coverage_is_its_crossing_with_its_reason() -> None:
    (found,) = covered(rule(), (model("a"), estimate(1e25)))
    assert found == RuleCoverage("r", "a", True, 0.5, "likely", "6 × N × D; the rule")
    (early,) = covered(rule(), (model("a"), estimate(1e25)), day=dt.date(2025, 8, 1))
    assert early == RuleCoverage("r", "a", False, 0.5, "likely", "6 × N × D; the rule")


@pytest.mark.parametrize(
    ("field", "units", "words"),
    [
        ("finetune_compute", "FLOP", ", plus 2.5e+22 FLOP of its own"),
        ("post_training_compute", "FLOP", ", plus 2.5e+22 FLOP of its own"),
        ("finetune_compute", "USD", ""),
        ("tokens_seen", "FLOP", ""),
    ],
)
def test_a_cumulative_rule_counts_a_variant_with_its_base_and_names_its_own_part(
    field: str, units: str, words: str
) -> None:
    base, tuned = model("a"), model("b", "a", units, **{field: "2.5e22"})
    found = covered(rule(counts="cumulative"), (base, estimate(1e25)), (tuned, NOTHING))
    reason = f"counts with its base A{words}: 6 × N × D; the rule"
    assert found[1] == RuleCoverage("r", "b", True, 0.5, "likely", reason)


def test_a_fine_tunings_own_compute_is_read_before_its_post_trainings() -> None:
    tuned = model("b", "a", finetune_compute="1e22", post_training_compute="9e22")
    (_, found) = covered(rule(counts="cumulative"), (model("a"), estimate(1e25)), (tuned, NOTHING))
    assert ", plus 1e+22 FLOP of its own:" in found.reason


def test_a_variant_whose_base_is_not_in_the_census_is_not_counted() -> None:
    assert covered(rule(counts="cumulative"), (model("b", "gone"), estimate(9e26))) == ()
    assert covered(rule(counts="run"), (model("a"), NOTHING), (model("b", "a"), estimate(9e26))) == ()


def test_a_base_model_with_words_of_its_own_has_no_part_added() -> None:
    (found,) = covered(rule(counts="cumulative"), (model("a", finetune_compute="1e22"), estimate(1e25)))
    assert found.reason == "6 × N × D; the rule"


def test_without_a_reason_the_rule_of_classification_is_given() -> None:
    (found,) = covered(rule(), (model("a", claims=[bound("2e25")]), NOTHING))
    assert found == RuleCoverage("r", "a", True, None, "likely", "s: 2e25")


@pytest.mark.parametrize(
    ("domains", "kept"), [(("language",), True), (("games", "vision"), True), (("games",), False), ((), False)]
)
def test_a_rule_on_domains_takes_a_model_that_has_one_of_them(domains: tuple[str, ...], kept: bool) -> None:
    one = model("a", domain=domains) if domains else model("a")
    found = covered(rule(applies_to=("language", "vision")), (one, estimate(9e25)))
    assert bool(found) is kept
    assert covered(rule(), (one, estimate(9e25)))


# own 1e25 against a third of 3e25: the spread is the base's, 0.1 decades.
@pytest.mark.parametrize(
    ("own", "probability", "name"),
    [("1e25", 0.5, "likely"), ("1.2589254117941673e25", 0.8413447, "likely"), ("2e25", 0.9986951, "confirmed")],
)
def test_a_share_of_the_bases_compute_has_the_spread_of_the_base(own: str, probability: float, name: str) -> None:
    tuned = model("b", "a", finetune_compute=own)
    one = rule(flop="", share_of_base="1/3")
    (found,) = covered(one, (model("a"), estimate(3e25)), (tuned, NOTHING))
    assert found.probability == pytest.approx(probability, abs=1e-6)
    assert (found.rule, found.model, found.in_force, found.compute_class) == ("r", "b", True, name)
    shown = f"{float(own):.2g}".replace("e+", "e")
    assert found.reason == f"{shown} FLOP of its own against 1/3 of its base's 3e25"
    (ended,) = covered(
        rule(flop="", share_of_base="1/3", until="2025-12-31"), (model("a"), estimate(3e25)), (tuned, NOTHING)
    )
    assert not ended.in_force


def test_a_share_is_of_what_is_written_not_its_inverse() -> None:
    tuned = model("b", "a", finetune_compute="2.1e25")
    (found,) = covered(rule(flop="", share_of_base="2/3"), (model("a"), estimate(3e25, 0.01)), (tuned, NOTHING))
    assert found.compute_class == "confirmed"
    assert covered(rule(flop="", share_of_base="2/1"), (model("a"), estimate(3e25, 0.01)), (tuned, NOTHING)) == ()


@pytest.mark.parametrize(
    ("base", "tuned"),
    [
        (NOTHING, model("b", "a", finetune_compute="9e26")),
        (estimate(3e25), model("b", "a")),
        (estimate(3e25), model("b", "a", "USD", finetune_compute="9e26")),
        (estimate(3e25), model("b", "", finetune_compute="9e26")),
    ],
)
def test_a_share_needs_both_computes(base: Estimate | Unknown, tuned: Record) -> None:
    assert covered(rule(flop="", share_of_base="1/3"), (model("a"), base), (tuned, NOTHING)) == ()


def test_the_most_probable_come_first_then_those_without_a_number_then_by_id() -> None:
    found = covered(
        rule(),
        (model("z"), estimate(1.1e25)),
        (model("y"), estimate(1.2e25)),
        (model("x", claims=[bound("2e25")]), NOTHING),
        (model("w", claims=[bound("2e25")]), NOTHING),
        (model("v"), estimate(9e25)),
        (model("u"), estimate(8e24)),
        (model("t"), estimate(1.2e25)),
        (model("s"), estimate(1e23)),
        (model("q"), NOTHING),
    )
    assert [one.model for one in found] == ["v", "t", "y", "z", "w", "x", "u"]


def test_each_rule_has_its_own_models() -> None:
    one, two = rule(id="low", flop="1e24"), rule(id="high", flop="1e26")
    record = model("a")
    found = cover([one, two], {"a": record}, {"a": estimate(1e25)}, DAY)
    assert list(found) == ["low", "high"]
    assert ([each.model for each in found["low"]], found["high"]) == (["a"], ())


def test_figures_share_an_error_by_word_first_developer_and_method() -> None:
    record = model("a", developer=("Lab", "Other"), training_compute_method=("operations", "hardware"))
    assert error_group_of(record, estimate(1e25)) == "Likely|Lab|operations:"
    assert error_group_of(record, estimate(1e25, method="reported")) == "Likely|Lab|reported:hardware+operations"
    assert error_group_of(record, NOTHING) == error_group_of(record, None) == "|Lab|statement"
    assert error_group_of(model("b"), estimate(1e25)) == ""
    assert error_group("", "", "m") == ""
