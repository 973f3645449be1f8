"""Each way to a class, whole: every field of a crossing, at, above and below the amount on which it turns."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.classification.thresholds import (
    Crossing,
    chance,
    class_of,
    classify,
    count_above,
    crossing_of,
    headline_index,
    largest_run,
    unconfirmed,
)
from flopwatch.domain import Claim, Threshold, Unknown
from flopwatch.estimation import AtLeast, Doubted, Estimate, Input, MethodResult
from flopwatch.records import FieldKey, FieldValue, Record
from flopwatch.statistics import LogNormal, count_quantiles

NOTHING = Unknown("no figure")


def said(field: str, value: str, relation: str = "=", *, source: str = "s", unit: str = "FLOP", **more: str) -> Claim:
    return Claim(
        subject="x",
        field=field,
        value=value,
        unit=unit,
        relation=relation,
        source=source,
        locator="l",
        as_written=f"“{value}”",
        qualifiers=more,
    )


def stated(value: str, relation: str = "=", **more: str) -> Claim:
    return said("training_compute", value, relation, **more)


def believed(stance: str | None, threshold: str, words: str = "its words", source: str = "s") -> Claim:
    named = {"threshold_flop": threshold} if threshold else {}
    held = {"stance": stance} if stance else {}
    return said("training_compute_believed", words, source=source, unit="", **named, **held)


def model(claims: Sequence[Claim] = (), base: str = "", key: str = "lab/m", **fields: str | tuple[str, ...]) -> Record:
    """A record; a field's last letters after two underscores are its unit."""
    values = {}
    for name, value in fields.items():
        field, _, unit = name.partition("__")
        some = (value,) if isinstance(value, str) else value
        values[field] = FieldValue(FieldKey(field), some, unit.replace("_", " "), "=", "", "", ())
    ids = {f"c{at}": one for at, one in enumerate(claims)}
    for name in dict.fromkeys(one.field for one in claims):
        keys = tuple(one for one, claim in ids.items() if claim.field == name)
        values[name] = FieldValue(FieldKey(name), (ids[keys[0]].value,), "", "=", "", "", keys)
    return Record(key, "model", key, (), values, {}, ids, base)


def figure(median: float, method: str = "operations", claims: tuple[str, ...] = ()) -> MethodResult:
    value = LogNormal(median=median, sigma_dex=0.1)
    return MethodResult(method, value, "6 × N × D", (Input("C", "compute", value, "FLOP", claims),))


def estimate(*methods: MethodResult, confidence: str = "") -> Estimate:
    return Estimate(methods[0].compute_flop, methods, "the rule", 1.0, confidence, "", "", "")


# ---------------------------------------------------------------- a figure


def test_a_counted_figure_gives_its_probability_its_formula_and_its_word() -> None:
    found = crossing_of(model(), estimate(figure(2e25), confidence="Likely"), 1e25)
    # log10 2 / 0.1 = 3.0103 standard deviations
    assert found.probability == pytest.approx(0.998695, abs=1e-6)
    assert dataclasses.replace(found, probability=None) == Crossing(
        "lab/m", 1e25, "confirmed", None, "Likely", "6 × N × D; the rule", "P(> 1e25) = 99.9%"
    )
    assert found.is_above


def test_an_amount_of_many_digits_is_named_with_six() -> None:
    assert crossing_of(model(), estimate(figure(1e25)), 1.23456789e25).rule.startswith("P(> 1.23457e25)")


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ((), "s states 3.35e25 FLOP"),
        (("reported",), "s states 3.35e25 FLOP, stated by the developer"),
        (("operations",), "s states 3.35e25 FLOP, estimated by operation counting"),
        (("operations", "hardware"), "s states 3.35e25 FLOP, estimated by operation counting and hardware"),
        (
            ("hardware", "reported"),
            "s states 3.35e25 FLOP, stated by the developer and estimated by hardware",
        ),
    ],
)
def test_a_reported_figure_names_its_source_and_how_that_got_it(named: tuple[str, ...], words: str) -> None:
    one = model([stated("3.3499999999999998e+25")], **({"training_compute_method": named} if named else {}))
    alone = figure(3.3499999999999998e25, "reported", ("c0",))
    assert crossing_of(one, estimate(alone), 1e25).justification == words
    two = crossing_of(one, estimate(alone, figure(3e25)), 1e25)
    assert two.justification == f"{words}; the rule"


def test_the_source_is_that_of_the_first_claim_of_the_first_method() -> None:
    one = model([stated("9e24", source="other"), stated("2e25", source="theirs")])
    found = crossing_of(one, estimate(figure(2e25, "reported", ("c1", "c0")), figure(9e24, "reported", ("c0",))), 1e25)
    assert found.justification == "theirs states 2e25 FLOP; the rule"


def test_a_figure_outranks_bounds_and_statements() -> None:
    one = model([stated("9e26", "≥"), believed("above", "1e27")])
    assert crossing_of(one, estimate(figure(1e22)), 1e25).compute_class == "below"


# ---------------------------------------------------------------- bounds


LOWER, UPPER = "training_compute_lower_bound", "training_compute_upper_bound"


@pytest.mark.parametrize(
    ("claim", "name"),
    [
        (stated("1.1e25", "≥"), "likely"),
        (stated("1e25", "≥"), "likely"),
        (stated("9.9e24", "≥"), "unknown"),
        (said(LOWER, "1.1e25"), "likely"),
        (said(LOWER, "1e25"), "likely"),
        (said(LOWER, "9.9e24"), "unknown"),
        (stated("9.9e24", "≤"), "below"),
        (stated("1e25", "≤"), "below"),
        (stated("1.1e25", "≤"), "unknown"),
        (said(UPPER, "9.9e24"), "below"),
        (said(UPPER, "1e25"), "below"),
        (said(UPPER, "1.1e25"), "unknown"),
        (stated("1.1e25"), "unknown"),  # no bound
        (stated("9e24"), "unknown"),
        (said("parameters", "9e26", "≥"), "unknown"),
        (stated("200", "≥", unit="petaFLOP/s-day"), "unknown"),  # 1.7e22
        (stated("200000000", "≥", unit="petaFLOP/s-day"), "likely"),  # 1.7e28
    ],
)
def test_a_bound_decides_on_its_side_of_the_threshold_and_at_it(claim: Claim, name: str) -> None:
    assert crossing_of(model([claim]), NOTHING, 1e25).compute_class == name


@pytest.mark.parametrize(
    ("claim", "name", "rule"),
    [
        (stated("2e25", "≥", confidence="Likely"), "likely", "a source states a lower bound"),
        (said(LOWER, "2e25", confidence="Likely"), "likely", "a source states a lower bound"),
        (stated("2e24", "≤", confidence="Likely"), "below", "a source states an upper bound"),
        (said(UPPER, "2e24", confidence="Likely"), "below", "a source states an upper bound"),
    ],
)
def test_a_bound_keeps_its_words_and_its_sources_word(claim: Claim, name: str, rule: str) -> None:
    words = f"s: {claim.as_written}"
    assert crossing_of(model([claim]), NOTHING, 1e25) == Crossing("lab/m", 1e25, name, None, "Likely", words, rule)
    plain = Claim(**{**{key: getattr(claim, key) for key in claim.__struct_fields__}, "qualifiers": {}})
    assert crossing_of(model([plain]), NOTHING, 1e25).confidence == ""


def test_of_several_bounds_the_first_that_decides_does_figures_before_fields_of_bounds() -> None:
    idle, unknown = stated("1e20", "≥", source="idle"), stated("", "unknown", source="unknown")
    lower, upper = said(LOWER, "3e25", source="lower"), said(UPPER, "3e24", source="upper")
    for claims, first in (
        ([unknown, idle, lower, upper], "lower"),
        ([idle, upper, lower], "lower"),  # lower bounds before upper ones, in whatever order they come
        ([upper, stated("2e25", "≥", source="figure")], "figure"),
        ([unknown, upper], "upper"),
    ):
        assert crossing_of(model(claims), NOTHING, 1e25).justification.partition(":")[0] == first


def test_an_unknown_amount_is_no_bound() -> None:
    assert crossing_of(model([stated("", "unknown")]), NOTHING, 1e25).compute_class == "unknown"


# ---------------------------------------------------------------- benchmark scores and statements

SCORES = AtLeast("by its scores", "at-least", 1e24, 1e26)


@pytest.mark.parametrize(
    ("threshold", "name"),
    [(9e23, "likely"), (1e24, "likely"), (1.1e24, "cannot-rule-out"), (1e26, "cannot-rule-out"), (1.1e26, "unknown")],
)
def test_scores_place_a_model_up_to_the_end_of_their_interval(threshold: float, name: str) -> None:
    found = crossing_of(model(confidence="Speculative"), SCORES, threshold)
    if name == "unknown":
        assert found == Crossing("lab/m", threshold, name, None, "Speculative", "", "no estimate: by its scores")
    else:
        rule = "benchmark scores give only a lower end"
        assert found == Crossing("lab/m", threshold, name, None, "", "by its scores", rule)


def test_scores_that_place_it_above_outrank_statements_and_others_do_not() -> None:
    one = model([believed("below", "1e23"), believed("above", "1e25")])
    above, possible = (crossing_of(model([believed("below", "1e23")]), SCORES, at) for at in (1e24, 1e25))
    assert (above.compute_class, above.rule) == ("likely", "benchmark scores give only a lower end")
    assert possible.compute_class == "below"
    assert crossing_of(one, SCORES, 1e25).justification == "its words"
    assert crossing_of(model([stated("2e27", "≥")]), SCORES, 1e27).compute_class == "likely"


@pytest.mark.parametrize(
    ("stance", "at", "name", "rule"),
    [
        ("above", 1e25, "likely", "s states it without a number"),
        (None, 1e25, "likely", "s states it without a number"),
        ("above", 9e24, "likely", "s states it without a number"),
        ("above", 1.1e25, "unknown", ""),
        ("cannot-rule-out", 1e25, "cannot-rule-out", "s cannot rule it out"),
        ("cannot-rule-out", 9e24, "cannot-rule-out", "s cannot rule it out"),
        ("cannot-rule-out", 1.1e25, "unknown", ""),
        ("below", 1e25, "below", "s states it without a number"),
        ("below", 1.1e25, "below", "s states it without a number"),
        ("below", 9e24, "unknown", ""),
        ("perhaps", 1e25, "unknown", ""),
    ],
)
def test_a_bare_statement_is_read_by_its_stance(stance: str | None, at: float, name: str, rule: str) -> None:
    found = crossing_of(model([believed(stance, "1e25")]), NOTHING, at)
    if name == "unknown":
        assert found == Crossing("lab/m", at, "unknown", None, "", "", "no estimate: no figure")
    else:
        assert found == Crossing("lab/m", at, name, None, "speculative", "its words", rule)


@pytest.mark.parametrize("first", [believed("above", ""), believed("above", "1e23"), believed("perhaps", "1e25")])
def test_a_statement_that_does_not_apply_does_not_hide_the_next(first: Claim) -> None:
    found = crossing_of(model([first, believed("below", "1e25", "theirs", "t")]), NOTHING, 1e25)
    assert (found.compute_class, found.justification) == ("below", "theirs")


def test_a_bound_outranks_a_statement() -> None:
    one = model([believed("above", "1e25"), said(UPPER, "1e24")])
    assert crossing_of(one, NOTHING, 1e25).compute_class == "below"


def test_classify_gives_each_threshold_in_its_order() -> None:
    levels = tuple(Threshold(flop=flop, label="", meaning="", source="") for flop in ("1e26", "1e23", "1e25"))
    one = model([believed("above", "1e25")])
    found = classify({"lab/m": one, "idle": model()}, {"lab/m": NOTHING}, levels)
    assert list(found) == ["lab/m"]
    assert [(each.threshold_flop, each.compute_class) for each in found["lab/m"]] == [
        (1e26, "unknown"),
        (1e23, "likely"),
        (1e25, "likely"),
    ]
    assert headline_index(levels) == 2
    assert headline_index(levels[:2]) == -1


# ---------------------------------------------------------------- classes and counts


@pytest.mark.parametrize(
    ("edge", "name", "under"),
    [(0.95, "confirmed", "likely"), (0.5, "likely", "cannot-rule-out"), (0.05, "cannot-rule-out", "below")],
)
def test_an_edge_belongs_to_the_class_above_it_up_to_rounding(edge: float, name: str, under: str) -> None:
    for value, found in ((edge, name), (edge - 0.9e-9, name), (edge - 1.1e-9, under), (edge + 1e-6, name)):
        assert class_of(value) == found
    assert (class_of(1.0), class_of(0.0)) == ("confirmed", "below")


@pytest.mark.parametrize(
    ("name", "weight"),
    [("confirmed", 1.0), ("likely", 0.725), ("cannot-rule-out", 0.275), ("below", 0.0), ("unknown", 0.0)],
)
def test_a_class_without_a_probability_counts_with_its_middle(name: str, weight: float) -> None:
    bare = Crossing("m", 1e25, name, None, "", "", "")
    assert chance(bare) == pytest.approx(weight)
    assert chance(dataclasses.replace(bare, probability=0.31)) == 0.31
    assert bare.is_above is (name in ("confirmed", "likely"))


def _many(n: int) -> tuple[dict[str, tuple[Crossing, Crossing]], dict[str, Record], dict[str, Estimate]]:
    keys = [f"m{at}" for at in range(n)]
    low, half = (Crossing("m", 1e25, "likely", one, "", "", "") for one in (0.0, 0.5))
    return (
        dict.fromkeys(keys, (low, half)),
        {key: model(key=key, developer="Lab") for key in keys},
        {key: estimate(figure(1e25)) for key in keys},
    )


def test_models_of_one_maker_method_and_word_share_a_quarter_of_their_error_in_a_count() -> None:
    some, records, estimates = _many(40)
    alone, shared = count_above(some, records, 1), count_above(some, records, 1, estimates)
    halves = np.full(40, 0.5)
    assert alone == count_quantiles(halves) == (15, 20, 25)
    assert shared == count_quantiles(halves, groups=["|Lab|operations:"] * 40, share=0.25)
    assert shared[2] - shared[0] > alone[2] - alone[0]
    assert count_above(some, records, 0) == (0, 0, 0)


def test_models_without_a_given_estimate_are_counted_and_variants_are_not() -> None:
    some, records, estimates = _many(3)
    sure = {key: (Crossing("m", 1e25, "confirmed", 1.0, "", "", ""),) for key in some}
    records["m1"] = dataclasses.replace(records["m1"], base="m0")
    assert count_above(sure, records, 0, {"m0": estimates["m0"]}) == (2, 2, 2)


def test_the_largest_run_is_of_a_base_model_with_a_figure() -> None:
    records = {"a": model(), "b": model(base="a"), "c": model(), "d": model()}
    figures = {"a": estimate(figure(1e24)), "b": estimate(figure(9e26)), "c": NOTHING, "d": estimate(figure(3e24))}
    assert largest_run(records, figures) == 3e24
    assert largest_run(records, {"b": figures["b"], "c": NOTHING}) is None


# ---------------------------------------------------------------- the unconfirmed list


@pytest.mark.parametrize(
    ("listed", "fields"),
    [
        (True, {"published": "2022"}),
        (True, {"published": "2022-01-01"}),
        (False, {"published": "2021-12-31"}),
        (False, {}),
        (True, {"published": "2023", "parameters__parameters": "3000000000"}),
        (False, {"published": "2023", "parameters__parameters": "2999999999"}),
        *((True, {"published": "2023", f"dataset_size__{unit}": "10000000000"}) for unit in ("tokens", "words")),
        *(
            (False, {"published": "2023", f"dataset_size__{unit}": "9999999999"})
            for unit in ("tokens", "words", "datapoints", "images", "image-text_pairs")
        ),
        (True, {"published": "2023", "dataset_size__hours": "5"}),
        (True, {"published": "2023", "dataset_size__bytes": "5"}),
        (False, {"published": "2023", "base_model": "LLaMA"}),
    ],
)
def test_the_unconfirmed_list_turns_at_its_stated_limits(listed: bool, fields: dict[str, str]) -> None:
    assert unconfirmed({"lab/m": model(**fields)}, {"lab/m": NOTHING}) == (("lab/m",) if listed else ())


def test_no_model_that_is_left_out_hides_those_after_it_and_the_list_is_sorted() -> None:
    kept = model(published="2023")
    left_out = {
        "a": (model(), NOTHING),
        "b": (model(published="2020"), NOTHING),
        "c": (model(published="2023", parameters__parameters="5"), NOTHING),
        "d": (model([believed("below", "1e22")], published="2023"), NOTHING),
        "e": (model([believed("above", "1e25")], published="2023"), NOTHING),
        "f": (model(published="2023"), estimate(figure(1e24))),
        "g": (model(published="2023"), Doubted("far too much", "doubted", estimate(figure(1e30)))),
        "h": (model(base="kept", published="2023"), NOTHING),
    }
    for key, (record, found) in left_out.items():
        records, figures = {"z": kept, key: record, "y": kept}, {"z": NOTHING, key: found, "y": NOTHING}
        assert unconfirmed(records, figures) == ("y", "z"), key


def test_a_person_excludes_a_model_at_whatever_amount_and_other_stances_do_not() -> None:
    def listed(*claims: Claim) -> bool:
        return bool(unconfirmed({"m": model(claims, published="2023")}, {"m": NOTHING}))

    assert not listed(believed("below", "1e30"))
    assert not listed(believed("perhaps", "1e30"), believed("below", "1e30"))
    assert listed(believed("perhaps", "1e30"))
    assert listed(believed("above", "1e22"))  # says nothing of 1e23
    assert not listed(believed("above", "1e23"))


@given(st.floats(1e22, 1e28), st.sampled_from(["≥", "≤"]), st.floats(1e22, 1e28), st.floats(1e22, 1e28))
def test_a_higher_threshold_never_has_a_higher_class_by_a_bound(
    bound: float, relation: str, one: float, other: float
) -> None:
    order = ("likely", "unknown", "below")
    low, high = sorted((one, other))
    record = model([stated(f"{bound:e}".replace("+", ""), relation)])
    places = [order.index(crossing_of(record, NOTHING, at).compute_class) for at in (low, high)]
    assert places == sorted(places)
