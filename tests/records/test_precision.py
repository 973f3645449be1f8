"""Roundings: the digits behind a rounded statement are shown, whoever rounds; nothing else changes the choice."""

from __future__ import annotations

import pytest
from helpers.operations import operations

from flopwatch.domain import Claim, Source
from flopwatch.records.choose import ChoiceContext, choose
from flopwatch.records.results import FieldKey, FieldValue

SOURCES = {one: Source(id=one, title="", rank=rank) for rank, one in enumerate(("developer", "table", "list"), 1)}
PARAMETERS = FieldKey("parameters")


def said(value: str, words: str, source: str, **more: object) -> Claim:
    stated = {"subject": "BLOOM", "field": "parameters", "unit": "parameters", "locator": "l", **more}
    return Claim(value=value, as_written=words, source=source, **stated)  # type: ignore[arg-type]


def chosen(*claims: Claim) -> FieldValue:
    found = choose(PARAMETERS, {f"c{i}": one for i, one in enumerate(claims)}, ChoiceContext(SOURCES))
    assert found is not None
    return found


def test_a_rounded_statement_gives_way_to_the_digits_it_rounds() -> None:
    # BLOOM's model card: "176 billion parameters"; its table of layers: 176,247,271,424.
    found = chosen(
        said("176000000000", "176 billion parameters", "developer"),
        said("176247271424", "176247271424.0", "table"),
        said("175000000000", "175B", "list"),
    )
    assert found.value == "176247271424"
    assert found.rule == "developer ranks before table; table states the digits that developer rounds"
    assert found.claims == ("c1", "c0")  # both state it
    assert found.rivals == ("c2",)


@pytest.mark.parametrize(
    ("value", "words", "other", "more"),
    [
        ("176000000000", "176B", "176600000000", {}),  # rounds to 177
        ("70000000000", "70.0B", "70300000000", {}),  # three digits were written
        ("70000000000", "70,000,000,000", "70000000001", {}),  # all digits were written
        ("176000000000", "176B", "176247271424", {"relation": "\u2248"}),
        ("176000000000", "176B", "176247271424", {"relation": "\u2265"}),
        ("176000000000", "176B", "176247271424", {"flags": ("lenient",)}),
        ("176000000000", "of another size", "176247271424", {}),  # the words do not state the number
    ],
)
def test_what_is_no_rounding_or_no_plain_statement_changes_nothing(
    value: str, words: str, other: str, more: dict[str, object]
) -> None:
    assert chosen(said(value, words, "developer"), said(other, other, "table", **more)).value == value


def test_digits_count_in_any_unit_and_the_longest_form_is_shown() -> None:
    found = chosen(
        said("7e9", "7B", "developer"), said("6.7e9", "6.7B", "list"), said("6738415616", "6,738,415,616", "table")
    )
    assert found.value == "6738415616"
    hours = choose(
        FieldKey("chip_hours"),
        {
            "c0": said("61000", "61k GPU-days", "developer", field="chip_hours", unit="chip-days"),
            "c1": said("1456000", "1456000", "table", field="chip_hours", unit="chip-hours"),
        },
        ChoiceContext(SOURCES),
    )
    assert hours is not None
    assert hours.value == "1456000"


def test_twice_the_claims_cost_about_twice_as_much() -> None:
    def many(count: int) -> list[Claim]:
        return [said(str(176 * 10**9 + i), f"{176 * 10**9 + i}", "list") for i in range(count)]

    small, large = ([said("176000000000", "176B", "developer"), *many(count)] for count in (200, 400))
    chosen(*small)  # what is cached once is not counted
    once, twice = (operations(lambda claims=claims: chosen(*claims)) for claims in (small, large))  # type: ignore[misc]
    assert twice <= 2.3 * once
