"""The document's figures worked out again: from the inputs, never from the figure itself."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import msgspec
import pytest
from helpers.bundled import bundled_census, bundled_curated

from flopwatch.catalogue.chips import Chips
from flopwatch.catalogue.prices import Offers
from flopwatch.validation.models_over_1e25 import NEAR, one_e25_as_markdown, recompute, summary

PAGE = Path(__file__).parents[2] / "docs/methods/one-e25.md"
# What the document says of each: from which the figure can, or cannot, be worked out again.
FROM_INPUTS = {
    "Aramco Metabrain AI": "operations",
    "Doubao-pro": "operations",
    "Llama 3.1-405B": "operations",
    "Nemotron-4 340B": "operations",
    "Gemini 1.0 Ultra": "hardware",
    "GPT-4": "hardware",
    "Grok-3": "hardware",
    "Mistral Large": "cost",
    "Grok-2": "relative",
    "Inflection-2.5": "relative",
}
NOT_FROM_INPUTS = {
    "Claude 3 Opus": "imputed",
    "Claude 3.5 Sonnet": "imputed",
    "Gemini 1.5 Pro": "imputed",
    "GLM-4-Plus": "imputed",
    "GLM-4 (0116)": "no parameter count",  # withdrawn by its publisher since
    "GPT-4 Turbo": "imputed",
    "GPT-4o": "imputed",
    "Inflection-2": "reported",
    "Mistral Large 2": "no chip-hours",
}


@pytest.fixture(scope="module")
def census(tmp_path_factory):
    return bundled_census()


@pytest.fixture(scope="module")
def tables():
    curated = bundled_curated()
    return Chips(curated.chips), Offers.of(curated.chips)


@pytest.fixture(scope="module")
def rows(census, tables):
    return {one.model: one for one in recompute(census.records, census.estimates, *tables, census.thresholds)}


def test_the_19_figures_are_worked_out_again_or_the_reason_is_said(rows):
    assert set(rows) == {*FROM_INPUTS, *NOT_FROM_INPUTS}
    assert {name: one.method for name, one in rows.items() if one.method} == FROM_INPUTS
    for name, words in NOT_FROM_INPUTS.items():
        assert words in rows[name].reason
        assert rows[name].compute_flop is None


def test_all_but_grok_lie_within_a_quarter_of_the_printed_figure(rows):
    """Grok-3 was re-estimated since (fewer chips, 3.5e26 FLOP), and Grok-2 is a fifteenth of it."""
    far = {name for name, one in rows.items() if one.near is False}
    assert far == {"Grok-2", "Grok-3"}
    assert rows["Grok-2"].factor < 1.5
    assert rows["Grok-3"].factor < 2.5
    assert "no source states the utilisation" in rows["Grok-3"].reason


def test_each_has_a_receipt_that_names_its_claims_and_no_reported_figure(rows):
    for name in FROM_INPUTS:
        lines = rows[name].receipt.splitlines()
        assert rows[name].formula in lines[1]
        assert any(line.startswith(("  [1] epoch", "  [1] github")) for line in lines)
        assert "reported" not in rows[name].receipt
        assert "Training compute (FLOP)" not in rows[name].receipt
        assert "Training FLOP estimate" not in rows[name].receipt


def test_a_printed_figure_a_hundred_times_too_high_does_not_move_what_its_inputs_give(census, tables, rows):
    """If the figure itself were used, it would follow."""
    changed = dict(census.records)
    for name in FROM_INPUTS:
        record = changed[rows[name].model_id]
        claims = {key: _slipped(one) for key, one in record.claims.items()}
        changed[record.id] = dataclasses.replace(record, claims=claims)
    again = recompute(changed, census.estimates, *tables, census.thresholds)
    for one in again:
        if one.method in ("operations", "hardware", "cost"):
            assert one.compute_flop == rows[one.model].compute_flop
            assert one.factor > 50 > NEAR * rows[one.model].factor


def _slipped(claim):
    """A claim on compute with its value a hundred times as large; any other as it is."""
    if claim.field != "training_compute" or not claim.value or "relative_to" in claim.qualifiers:
        return claim
    mantissa, _, exponent = claim.value.partition("e")
    return msgspec.structs.replace(claim, value=f"{mantissa}e{int(exponent) + 2}")


def test_the_page_holds_what_the_command_prints(rows):
    page = PAGE.read_text(encoding="utf-8")
    ordered = tuple(rows[name] for name in sorted(rows, key=str.casefold))
    assert one_e25_as_markdown(ordered) in page
    assert summary(ordered) in page
