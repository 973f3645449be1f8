"""The two dates of a view: `--as-of` (when models were published) and `--as-known-on` (when statements were known)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from helpers.bundled import bundled_known
from helpers.tiers import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwatch import pipeline
from flopwatch.census import Known
from flopwatch.domain import PartialDate, When

DATES = st.dates(dt.date(1950, 1, 1), dt.date(2030, 1, 1))
FAR = dt.date(2100, 1, 1)


@pytest.fixture(scope="module")
def known() -> Known:
    return bundled_known()


def models(known: Known) -> dict[str, str]:
    """Return the date of publication of each model."""
    return {one.id: one.value("published") for one in known.found.records.values() if one.kind == "model"}


@settings(max_examples=examples(15), deadline=None)
@given(DATES, DATES)
def test_an_earlier_date_keeps_fewer_models_and_changes_no_record(known: Known, a: dt.date, b: dt.date) -> None:
    early, late, every = (
        {key: (one.fields, one.claims, one.is_variant) for key, one in some.found.records.items()}
        for some in (*map(known.published_by, sorted((a, b))), known)
    )
    assert early.items() <= late.items() <= every.items()


@settings(max_examples=examples(15), deadline=None)
@given(DATES)
def test_no_model_leads_to_a_base_that_is_left_out(known: Known, day: dt.date) -> None:
    kept = known.published_by(day).found.records
    assert {one.base for one in kept.values()} - {""} <= kept.keys()
    lost = [key for key, one in kept.items() if known.found.records[key].base not in ("", *kept)]
    assert all(kept[key].derived_from and kept[key].is_variant for key in lost)


@settings(max_examples=examples(15), deadline=None)
@given(DATES)
def test_exactly_the_models_published_by_then_are_kept(known: Known, day: dt.date) -> None:
    kept, every = models(known.published_by(day)), models(known)
    assert kept.keys() == {key for key, date in every.items() if date and PartialDate.from_iso(date).earliest <= day}


def test_a_date_after_all_models_leaves_out_the_undated_only(known: Known) -> None:
    every = models(known)
    assert models(known.published_by(FAR)) == {key: date for key, date in every.items() if date}
    assert known.published_by(None) is known


def test_the_claims_of_later_models_are_left_out(known: Known) -> None:
    then = known.published_by(dt.date(2020, 1, 1))
    of_records = {key for one in then.found.records.values() for key in one.claims}
    assert of_records <= then.view.claims.keys() < known.view.claims.keys()
    assert not any(
        one.claims.keys() & then.view.claims.keys()
        for key, one in known.found.records.items()
        if key not in then.found.records
    )


def test_figures_are_as_known_and_the_dates_combine(few_models: Path) -> None:
    """What is published later changes no earlier model's figure; the limit of publication then cuts the known view."""
    store, day, knew = "/nonexistent/ledger.sqlite", dt.date(2022, 1, 1), dt.date(2025, 1, 30)
    now, then, known_then, both = (
        pipeline.take_census(few_models, store, when)
        for when in (When(), When(as_of=day), When(known_on=knew), When(day, knew))
    )
    assert now.estimates.items() > then.estimates.items()
    assert then.as_of == day
    assert known_then.estimates.items() >= both.estimates.items()
    cut = pipeline.know(few_models, store, knew).published_by(day)
    assert both.records == cut.found.records != then.records
    assert then.crossings.items() < now.crossings.items()
