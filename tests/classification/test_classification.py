from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.classification.thresholds import (
    BARE_STATEMENT,
    CLASSES,
    Crossing,
    chance,
    class_of,
    classify,
    count_above,
    unconfirmed,
)
from flopwatch.domain.claims import Claim
from flopwatch.domain.curated_rows import Threshold
from flopwatch.domain.figures import chance as printed_chance
from flopwatch.domain.unknown import Unknown
from flopwatch.estimation.results import Doubted, Estimate, Input, MethodResult
from flopwatch.records.results import FieldKey, FieldValue, Record
from flopwatch.statistics.lognormal import LogNormal

T25 = (Threshold(flop="1e25", label="", meaning="", source=""),)


def record(identity="a/b", base="", claims=(), **fields):
    values = {
        name: FieldValue(FieldKey(name), (value,), unit, "=", "", "", ("c",)) for name, (value, unit) in fields.items()
    }
    stated = {f"c{i}" if i else "c": one for i, one in enumerate(claims)}
    for name in {one.field for one in stated.values()} - set(values):
        keys = tuple(key for key, one in stated.items() if one.field == name)
        values[name] = FieldValue(FieldKey(name), (stated[keys[0]].value,), "", "=", "", "", keys)
    return Record(identity, "model", identity, (), values, {}, stated, base)


def estimate(median, sigma=0.1):
    value = LogNormal(median=median, sigma_dex=sigma)
    one = MethodResult("operations", value, "6 × N × D", (Input("N", "n", value, ""),))
    return Estimate(value, (one,), "rule", 1.0, "", "", "", "")


def doubted(median, sigma=0.1):
    return Doubted("37 times the frontier", "doubted", estimate(median, sigma))


def crossing(some, found):
    return classify({some.id: some}, {some.id: found}, T25)[some.id][0]


def believed(stance="above", threshold="1e25", text="larger than its rival"):
    return Claim(
        subject="x",
        field="training_compute_believed",
        value=text,
        source="epoch-1e25",
        locator="row",
        as_written="w",
        qualifiers={"threshold_flop": threshold, "stance": stance},
    )


def test_a_printed_probability_is_in_the_class_of_its_model():
    for probability in (*(i / 20_000 for i in range(20, 19_981)), 0.0499999, 0.4999999, 0.9499999):
        printed = float(printed_chance(probability).removesuffix("%")) / 100
        assert class_of(printed) == class_of(probability), probability


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_probability_never_gives_a_lower_class(p, q):
    low, high = sorted((p, q))
    assert CLASSES.index(class_of(high)) <= CLASSES.index(class_of(low))


def test_a_median_at_the_threshold_is_likely():
    assert crossing(record(), estimate(1e25)).compute_class == "likely"


@given(st.floats(1e20, 1e30), st.floats(0, 2))
def test_a_doubted_number_counts_for_nothing(median, sigma):
    found = crossing(record(), doubted(median, sigma))
    assert (found.compute_class, found.probability) == ("unknown", None)
    assert "37 times the frontier" in found.rule
    assert chance(found) == 0


def test_a_bare_statement_is_likely_without_a_number_and_with_its_reason():
    found = crossing(record(claims=[believed()]), Unknown("nothing"))
    assert (found.compute_class, found.probability, found.confidence) == ("likely", None, "speculative")
    assert found.justification == "larger than its rival"


def test_a_bare_statement_about_a_lower_threshold_says_nothing_of_a_higher_one():
    assert crossing(record(claims=[believed(threshold="1e23")]), Unknown("nothing")).compute_class == "unknown"
    assert crossing(record(claims=[believed("cannot-rule-out")]), Unknown("nothing")).compute_class == "cannot-rule-out"
    assert crossing(record(claims=[believed("below")]), Unknown("nothing")).compute_class == "below"


@pytest.mark.parametrize(
    ("relation", "value", "expected"),
    [("≥", "2e25", "likely"), ("≤", "9e24", "below"), ("≤", "1e25", "below"), ("≥", "1e24", "unknown")],
)
def test_bounds_settle_the_class_where_they_can(relation, value, expected):
    bound = Claim(
        subject="x",
        field="training_compute",
        value=value,
        unit="FLOP",
        relation=relation,
        source="s",
        locator="l",
        as_written=value,
    )
    assert crossing(record(claims=[bound]), Unknown("nothing")).compute_class == expected


def simulate(probabilities, rng):
    draws = rng.random((20_000, len(probabilities))) < np.array(probabilities)
    return np.quantile(draws.sum(axis=1), [0.05, 0.5, 0.95], method="inverted_cdf")


@given(st.lists(st.floats(0, 1), min_size=1, max_size=25))
def test_counts_are_poisson_binomial(probabilities):
    rng = np.random.default_rng(7)
    some = {f"a/{i}": (Crossing(f"a/{i}", 1e25, "likely", p, "", "", ""),) for i, p in enumerate(probabilities)}
    ours = count_above(some, {key: record(key) for key in some}, 0)
    assert np.abs(np.array(ours) - simulate(probabilities, rng)).max() <= 1  # both are quantiles of a discrete law


def test_variants_and_unknown_models_do_not_count():
    sure = (Crossing("x", 1e25, "confirmed", 1.0, "", "", ""),)
    bare = (Crossing("y", 1e25, "likely", None, "speculative", "", ""),)
    none = (Crossing("z", 1e25, "unknown", None, "", "", ""),)
    some = {"a/1": sure, "a/2": sure, "a/3": none}
    assert count_above(some, {"a/1": record("a/1"), "a/2": record("a/2", base="a/1"), "a/3": record("a/3")}, 0) == (
        1,
        1,
        1,
    )
    assert 0.5 < BARE_STATEMENT < 0.95
    assert count_above({"b/1": bare}, {"b/1": record("b/1")}, 0) == (0, 1, 1)


def test_the_unconfirmed_list_follows_document_000s_rule():
    unknown = Unknown("nothing")
    cases = {
        "a/in": record("a/in", published=("2023", "")),
        "a/old": record("a/old", published=("2021-12", "")),
        "a/small": record("a/small", published=("2023", ""), parameters=("2900000000", "parameters")),
        "a/little-data": record("a/little-data", published=("2023", ""), dataset_size=("9000000000", "tokens")),
        "a/tuned": record("a/tuned", published=("2023", ""), base_model=("LLaMA", "")),
        "a/variant": record("a/variant", base="a/in", published=("2023", "")),
        "a/undated": record("a/undated"),
        "a/ruled-out": record("a/ruled-out", claims=[believed("below", "1e23")], published=("2023", "")),
        # A statement that places a model gives it a class: it is not listed a second time.
        "a/above": record("a/above", claims=[believed("above", "1e25")], published=("2023", "")),
        "a/possible": record("a/possible", claims=[believed("cannot-rule-out", "1e25")], published=("2023", "")),
    }
    assert unconfirmed(cases, dict.fromkeys(cases, unknown)) == ("a/in",)
    assert unconfirmed(cases, {"a/in": estimate(1e22)}) == ()


@pytest.mark.parametrize(("stance", "named"), [("above", "likely"), ("cannot-rule-out", "cannot-rule-out")])
def test_a_statement_on_a_threshold_holds_for_every_lower_one(stance: str, named: str) -> None:
    levels = tuple(Threshold(flop=flop, label="", meaning="", source="") for flop in ("1e23", "1e24", "1e25", "1e26"))
    one = record("a/b", claims=[believed(stance, "1e25")], published=("2023", ""))
    found = classify({"a/b": one}, {"a/b": Unknown("nothing")}, levels)["a/b"]
    assert [each.compute_class for each in found] == [named, named, named, "unknown"]
