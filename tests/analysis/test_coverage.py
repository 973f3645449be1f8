"""Coverage: counts that add up, whatever the records; disagreements with the distance between them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.bundled import bundled_census
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.analysis.known_facts import COVERED, ESTIMATE, KnownShare, Period, coverage
from flopwatch.census import Census
from flopwatch.classification.thresholds import Crossing
from flopwatch.domain.claims import Claim
from flopwatch.domain.curated_rows import Threshold
from flopwatch.domain.decimals import exact
from flopwatch.domain.fields import field
from flopwatch.domain.unknown import Unknown
from flopwatch.estimation.results import Estimate
from flopwatch.records.results import Conflict, FieldKey, FieldValue, Record
from flopwatch.statistics.lognormal import LogNormal

THRESHOLDS = tuple(Threshold(flop=f"1e{n}", label="", meaning="", source="s") for n in (23, 24, 25))
CLASS = st.sampled_from(["confirmed", "likely", "cannot-rule-out", "below", "unknown"])


def made(identity: str, published: str, *names: str, kind: str = "model", **claims: Claim) -> Record:
    values = {name: FieldValue(FieldKey(name), ("x",), "", "=", "", "", ()) for name in names}
    if published:
        values["published"] = FieldValue(FieldKey("published"), (published,), "", "=", "", "", ())
    return Record(id=identity, kind=kind, name=identity, aliases=(), fields=values, unknown={}, claims=claims)


def crossed(model: str, *classes: str) -> tuple[Crossing, ...]:
    sizes = [float(exact(one.flop)) for one in THRESHOLDS]
    return tuple(Crossing(model, flop, name, None, "", "", "") for flop, name in zip(sizes, classes, strict=True))


def said(value: str, name: str = "parameters", relation: str = "=") -> Claim:
    unit = field(name).units[0] if field(name).units else ""
    return Claim(
        subject="m",
        field=name,
        value=value,
        unit=unit,
        source="s",
        locator="l",
        as_written=value,
        relation=relation,
    )


@pytest.fixture(scope="module")
def bundled() -> Census:
    return bundled_census()


def test_each_model_counts_once_under_its_class_its_level_and_its_year() -> None:
    records = {
        "a": made("a", "2019-05", "parameters", "chip"),
        "b": made("b", "2024", "parameters"),
        "c": made("c", "", "chip"),
        "f": made("f", "2024", "parameters", kind="framework"),
    }
    crossings = {
        "a": crossed("a", "confirmed", "likely", "cannot-rule-out"),
        "b": crossed("b", "below", "below", "below"),
        "c": crossed("c", "unknown", "unknown", "unknown"),
    }
    found = coverage(records, {}, crossings, THRESHOLDS, at=2, names=("parameters", "chip"))
    assert found.models == 3
    parameters, chip = found.fields
    assert parameters.total == KnownShare(2, 3)
    assert parameters.by_class == {
        "cannot-rule-out": KnownShare(1, 1),
        "below": KnownShare(1, 1),
        "unknown": KnownShare(0, 1),
    }
    assert parameters.by_level == {"1e24": KnownShare(1, 1), "below": KnownShare(1, 1), "unknown": KnownShare(0, 1)}
    assert parameters.by_year == {"2019": KnownShare(1, 1), "2024": KnownShare(1, 1), "undated": KnownShare(0, 1)}
    assert parameters.missing == ("c",)
    assert chip.missing == ("b",)
    assert chip.by_year["undated"] == KnownShare(1, 1)


def test_a_part_of_a_field_makes_it_known_and_an_unknown_does_not() -> None:
    part = FieldValue(FieldKey("dataset_size", unit="bytes"), ("1",), "bytes", "=", "", "", ())
    silent = said("", "training_compute", relation="unknown")
    record = replace(made("a", "2024", claim=silent), fields={"dataset_size (bytes)": part})
    found = coverage(
        {"a": record},
        {"a": Unknown("nothing")},
        {},
        THRESHOLDS,
        names=("dataset_size", "training_compute", ESTIMATE),
    )
    assert [one.total.known for one in found.fields] == [1, 0, 0]
    assert [one.said_unknown for one in found.fields] == [0, 1, 0]


def test_an_estimate_counts_as_one_whatever_it_rests_on() -> None:
    estimate = Estimate(LogNormal(median=1e24, sigma_dex=0.3), (), "", 1.0, "", "", "", "")
    found = coverage({"a": made("a", "2024")}, {"a": estimate}, {}, THRESHOLDS, names=(ESTIMATE,))
    assert found.fields[0].total == KnownShare(1, 1)


def test_a_field_that_does_not_apply_is_no_gap_and_a_derived_one_is_known() -> None:
    tokens = FieldValue(FieldKey("dataset_size"), ("1e9",), "tokens", "=", "", "", ())
    words = FieldValue(FieldKey("dataset_size"), ("1e9",), "words", "=", "", "", ())
    some = {
        "dense": made("dense", "2024", "epochs"),
        "moe": replace(
            made("moe", "2024"),
            fields={"architecture": FieldValue(FieldKey("architecture"), ("mixture-of-experts",), "", "=", "", "", ())},
        ),
        "tuned": replace(made("tuned", "2024", "active_parameters"), base="dense"),
    }
    some["dense"].fields["dataset_size"] = tokens
    some["tuned"].fields["dataset_size"] = words
    active, base, seen = coverage(
        some, {}, {}, THRESHOLDS, names=("active_parameters", "base_model", "tokens_seen")
    ).fields
    assert (active.total, active.not_applicable, active.missing) == (KnownShare(1, 2), 1, ("moe",))
    assert (base.total, base.not_applicable, base.missing) == (KnownShare(1, 1), 2, ())
    assert (seen.total, seen.missing) == (KnownShare(1, 3), ("moe", "tuned"))


def test_early_years_stand_together_and_no_model_is_lost() -> None:
    records = {str(year): made(str(year), str(year), "parameters") for year in range(1999, 2025)}
    (one,) = coverage(records, {}, {}, THRESHOLDS, names=("parameters",)).fields
    assert list(one.by_period)[0] == Period(2016, and_before=True)
    assert list(one.by_period)[1:] == [Period(year) for year in range(2017, 2025)]
    assert one.by_period[Period(2016, and_before=True)] == KnownShare(18, 18)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "1957", "2012-03", "2023-05-01"]),
            st.sets(st.sampled_from(["chip", "access", "paper"])),
            st.tuples(CLASS, CLASS, CLASS),
        ),
        max_size=12,
    )
)
def test_groups_add_up_to_the_whole(some: list[tuple[str, set[str], tuple[str, str, str]]]) -> None:
    records = {f"m{n}": made(f"m{n}", date, *sorted(names)) for n, (date, names, _) in enumerate(some)}
    crossings = {f"m{n}": crossed(f"m{n}", *classes) for n, (_, _, classes) in enumerate(some)}
    for one in coverage(records, {}, crossings, THRESHOLDS, names=("chip", "access", "paper", "published")).fields:
        assert one.total.known + len(one.missing) == one.total.models == len(records)
        assert one.not_applicable == 0
        for way in (one.by_class, one.by_level, one.by_year, one.by_period):
            assert sum(share.known for share in way.values()) == one.total.known
            assert sum(share.models for share in way.values()) == one.total.models
            assert all(0 < share.models >= share.known >= 0 for share in way.values())


def test_disagreements_tell_how_far_apart_and_the_farthest_comes_first() -> None:
    claims = {
        "small": said("1e9"),
        "large": said("1.5e9"),
        "huge": said("3e9"),
        "year": said("2020", "published"),
        "month": said("2020-05", "published"),
        "later": said("2020-06-11", "published"),
    }
    records = {name: made(name, "2020", **claims) for name in ("a", "b", "c", "d")}
    conflicts = [
        Conflict("a", FieldKey("published"), {"2020": ("year",), "2020-05": ("month",)}),
        Conflict("b", FieldKey("parameters"), {"1.5e+9": ("large",), "1e+9": ("small",)}),
        Conflict("c", FieldKey("parameters"), {"3e+9": ("huge",), "1e+9": ("small",)}),
        Conflict("d", FieldKey("published"), {"2020-06-11": ("later",), "2020-05": ("month",)}),
    ]
    found = coverage(records, {}, {}, THRESHOLDS, conflicts, names=())
    assert [(one.model, one.ratio, one.days) for one in found.disagreements] == [
        ("c", 3.0, 0),
        ("b", 1.5, 0),
        ("d", 0.0, 11),
        ("a", 0.0, 0),
    ]
    assert found.disagreements[0].values == (("1e+9", ("small",)), ("3e+9", ("huge",)))
    assert found.disagreements_by_field() == {"parameters": 2, "published": 2}


def test_the_bundled_base_is_counted_as_its_records_have_it(bundled: Census) -> None:
    found = coverage(bundled.records, bundled.estimates, bundled.crossings, bundled.thresholds, bundled.conflicts, at=3)
    fields = {one.name: one for one in found.fields}
    assert tuple(fields) == COVERED
    models = bundled.models()
    # A part counts too: a source may state the parameters without embeddings alone.
    sized = sum(any(value.field == "parameters" for value in one.fields.values()) for one in models)
    assert fields["parameters"].total == KnownShare(sized, len(models))
    assert fields[ESTIMATE].total.known == sum(isinstance(one, Estimate) for one in bundled.estimates.values())
    # The numbers of the tables by class are those of the start page and of the thresholds.
    sizes = {name: share.models for name, share in fields["chip"].by_class.items()}
    assert sizes == {name: count for name, count in bundled.class_counts(3).items() if count}
    assert len(found.disagreements) == len(bundled.conflicts)
