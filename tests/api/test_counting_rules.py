"""Counting rules of a threshold: base models, and those of the documents 001 and 000."""

from __future__ import annotations

import pytest
from helpers.sample_census import build_census

from flopwatch import api
from flopwatch.domain import NotFound


def test_each_rule_counts_what_it_says() -> None:
    census = build_census()
    by_rule = {rule: api.thresholds(census, at="1e23", rule=rule) for rule in ("base-models", "001", "000")}
    assert not any(census.records[one.model].is_variant for one in by_rule["base-models"])
    assert all(one.p50 is not None and one.p50 >= 0.995e23 for one in by_rule["000"])
    believed = {one.model for one in by_rule["001"]} - {one.model for one in by_rule["000"]}
    assert all(
        one.p50 is None and one.compute_class in ("confirmed", "likely")
        for one in by_rule["001"]
        if one.model in believed
    )
    assert {one.model for one in by_rule["000"]} <= {one.model for one in by_rule["001"]}
    variants = {key for key, one in census.records.items() if one.is_variant and key in census.estimates}
    stated = {one.model for one in api.thresholds(census, at="1e23", rule="000", every=True)}
    assert variants <= stated


def test_an_unknown_rule_is_refused_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="no counting rule '002'.* Counting rules: base-models, 001, 000"):
        api.thresholds(build_census(), at="1e23", rule="002")
