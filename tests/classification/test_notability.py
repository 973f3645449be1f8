"""Notability as a rule: each criterion with its evidence, none without."""

from __future__ import annotations

from helpers.bundled import bundled_census

from flopwatch.census import Census
from flopwatch.classification import Reason, reasons_of


def reasons(census: Census, model: str) -> dict[str, Reason]:
    found = reasons_of(census.records[model], census.sources, census.catalogue.frontier)
    return {one.criterion: one for one in found}


def test_each_reason_has_its_evidence() -> None:
    census = bundled_census()
    gpt_3 = reasons(census, "openai/gpt-3")
    # Read off the export of 2026-08-19: 58,240 citations.
    assert gpt_3["highly-cited"].words == "58,240 citations as of 2026-08-19; the criterion is 1,000"
    assert "record" in reasons(census, "xai/grok-4")
    assert "in dollars of 2023" in reasons(census, "meta/llama-3.1-405b")["training-cost"].words
    assert reasons(census, "idsia/mitosis")["award"].words.startswith(
        "“ICPR 2012 mitosis detection competition winner”"
    )
    for record in census.models():
        for one in reasons_of(record, census.sources, census.catalogue.frontier):
            assert one.words
            assert all(key in record.claims for key in one.claims), record.id


def test_a_model_that_meets_no_criterion_has_no_reason() -> None:
    census = bundled_census()
    counted = [bool(reasons_of(one, census.sources, census.catalogue.frontier)) for one in census.models()]
    assert 0.4 < sum(counted) / len(counted) < 0.95
