from __future__ import annotations

import datetime as dt

import pytest
from helpers.bundled import bundled_curated

from flopwatch.classification.rules_of_law import cover, in_force
from flopwatch.classification.thresholds import largest_run
from flopwatch.domain.curated_rows import Rule
from flopwatch.domain.unknown import Unknown
from flopwatch.estimation.results import Doubted, Estimate, Input, MethodResult
from flopwatch.records.results import FieldKey, FieldValue, Record
from flopwatch.sources.curated.checks import check_rule
from flopwatch.statistics.lognormal import LogNormal


def record(identity, base="", domain="language", **fields):
    values = {name: FieldValue(FieldKey(name), (value,), "FLOP", "=", "", "", ("c",)) for name, value in fields.items()}
    values["domain"] = FieldValue(FieldKey("domain"), (domain,), "", "=", "", "", ("c",))
    return Record(identity, "model", identity, (), values, {}, {}, base)


def estimate(median, factor=1.5):
    value = LogNormal.from_factor(median=median, factor=factor)
    one = MethodResult("operations", value, "6 × N × D", (Input("N", "n", value, ""),))
    return Estimate(value, (one,), "rule", 1.0, "", "", "", "")


def doubted(median):
    return Doubted("37 times the frontier", "doubted", estimate(median))


def rule(**changes):
    base = {
        "id": "r",
        "name": "",
        "jurisdiction": "",
        "meaning": "",
        "status": "in force",
        "source": "s",
        "flop": "1e25",
        "starts": "2025-08-02",
    }
    return Rule(**{**base, **changes})


def covered(one, records, estimates, as_of=dt.date(2026, 1, 1)):
    found = cover(
        [one],
        {key.id: key for key in records},
        dict(zip((key.id for key in records), estimates, strict=True)),
        as_of,
    )
    return {coverage.model: coverage for coverage in found["r"]}


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2025-08-01", False), ("2025-08-02", True), ("2026-02-01", True), ("2027-01-01", False)],
)
def test_a_rule_holds_from_its_first_day_to_the_day_before_its_last(day, holds):
    assert in_force(rule(until="2027-01-01"), dt.date.fromisoformat(day)) is holds


def test_a_rule_without_a_date_does_not_hold():
    assert not in_force(rule(starts="", status="signed"), dt.date(2030, 1, 1))


def test_a_cumulative_rule_takes_a_variant_with_its_base_and_a_rule_on_runs_does_not():
    base, tuned = record("a/base"), record("a/tuned", base="a/base", finetune_compute="1e22")
    figures = [estimate(4e25), Unknown("tuned")]
    assert set(covered(rule(counts="cumulative"), [base, tuned], figures)) == {"a/base", "a/tuned"}
    assert "counts with its base" in covered(rule(counts="cumulative"), [base, tuned], figures)["a/tuned"].reason
    assert set(covered(rule(counts="run"), [base, tuned], figures)) == {"a/base"}


@pytest.mark.parametrize(("own", "expected"), [("2e25", "confirmed"), ("1e25", "likely"), ("1e23", None)])
def test_who_spends_a_third_of_the_originals_compute_becomes_its_provider(own, expected):
    base, tuned = record("a/base"), record("a/tuned", base="a/base", finetune_compute=own)
    found = covered(rule(flop="", share_of_base="1/3"), [base, tuned], [estimate(3e25), Unknown("x")])
    assert (found["a/tuned"].compute_class if found else None) == expected


def test_a_rule_limited_to_domains_leaves_others_out():
    language, games = record("a/l"), record("a/g", domain="games")
    assert set(covered(rule(applies_to=("language",)), [language, games], [estimate(9e25)] * 2)) == {"a/l"}


def test_no_rule_covers_a_model_by_a_doubted_number():
    assert covered(rule(), [record("a/x")], [doubted(9e26)]) == {}


def test_the_largest_run_is_a_base_model_nobody_doubts():
    some = [record("a/1"), record("a/2"), record("a/3", base="a/1")]
    figures = {"a/1": estimate(1e24), "a/2": doubted(1e27), "a/3": estimate(1e25)}
    assert largest_run({one.id: one for one in some}, figures) == pytest.approx(1e24)
    assert largest_run({}, {}) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"flop": ""}, "either flop or share"),
        ({"share_of_base": "1/3"}, "either flop or share"),
        ({"flop": "", "share_of_base": "0.33"}, "not a fraction"),
        ({"counts": "all"}, "neither run"),
        ({"applies_to": ("poetry",)}, "not a domain"),
        ({"starts": "2025-02-30"}, "no day 30"),
        ({"flop": "lots"}, "plain decimal"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        check_rule(rule(**changes))


def test_what_we_could_not_check_is_marked_and_what_is_bundled_loads():
    rules = {one.id: one for one in bundled_curated().rules}
    assert rules["eu-systemic-risk"].confirmed
    assert rules["eu-systemic-risk"].flop == "1e25"
    assert not rules["eu-modification"].confirmed
    assert not in_force(rules["us-eo-14110"], dt.date(2025, 6, 1))
    assert in_force(rules["california-sb-53"], dt.date(2026, 6, 1))
