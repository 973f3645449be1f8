"""Conflicts ranked by what they move."""

from __future__ import annotations

from flopwatch.analysis import rank_conflicts
from flopwatch.domain import Rule
from flopwatch.estimation import Estimate
from flopwatch.estimation.receipt_lines import Receipt
from flopwatch.estimation.results import Node
from flopwatch.records import Conflict, FieldKey, FieldValue, Record
from flopwatch.statistics import LogNormal

AMOUNTS = (1e24, 1e25)
LAW = Rule(
    id="a",
    name="A rule",
    jurisdiction="",
    meaning="",
    status="in force",
    source="",
    flop="1e24",
    starts="",
    until="",
)


def conflict(model: str, field: str, *values: str) -> Conflict:
    return Conflict(model, FieldKey(field), {value: (value,) for value in values})


def sized(claim: str) -> Record:
    value = FieldValue(FieldKey("parameters"), ("355e9",), "parameters", "=", "", "", (claim,))
    return Record("a/a", "model", "A", (), {"parameters": value}, {}, {})


def estimate(claim: str) -> Estimate:
    flop = LogNormal(median=4e24, sigma_dex=0.1)
    return Estimate(
        flop, (), "", 1.0, "", "", Receipt(()), "", (Node("n", "N", "parameters", flop, "", claims=(claim,)),)
    )


def test_those_on_both_sides_of_a_threshold_come_first_then_the_larger_factor() -> None:
    chosen = FieldValue(FieldKey("training_compute"), ("9e22",), "FLOP", "=", "", "epoch ranks before lists", ("9e22",))
    record = Record("b/b", "model", "B", (), {"training_compute": chosen}, {}, {})
    found = rank_conflicts(
        [
            conflict("a/a", "parameters", "1e9", "1e12"),
            conflict("b/b", "training_compute", "9e22", "2e23"),
            conflict("c/c", "published", "2023-01", "2024-01"),
        ],
        {"b/b": record},
        {},
        (1e23, 1e25),
    )
    assert [one.conflict.model for one in found] == ["b/b", "a/a", "c/c"]
    assert (found[0].crossed, found[0].chosen, found[0].rule) == ((1e23,), "9e22", "epoch ranks before lists")
    assert [one.factor for one in found[1:]] == [1000.0, None]


def test_a_conflict_that_the_figure_does_not_rest_on_moves_nothing() -> None:
    found = rank_conflicts(
        [conflict("a/a", "parameters", "35.5e9", "355e9")], {"a/a": sized("n")}, {"a/a": estimate("other")}, AMOUNTS
    )
    assert (found[0].crossed, dict(found[0].compute), found[0].power) == ((), {}, 1)


def test_another_size_gives_another_compute_and_may_cross_a_rule_of_law() -> None:
    found = rank_conflicts(
        [conflict("a/a", "parameters", "35.5e9", "355e9")], {"a/a": sized("n")}, {"a/a": estimate("n")}, AMOUNTS, [LAW]
    )
    assert {word: f"{flop:.1e}" for word, flop in found[0].compute.items()} == {"35.5e9": "4.0e+23", "355e9": "4.0e+24"}
    assert (found[0].crossed, found[0].laws, found[0].power) == ((1e24,), ("A rule",), 1)


def test_conflicts_that_move_compute_come_before_larger_ones_that_move_none() -> None:
    quiet, moving = conflict("b/b", "parameters", "1", "1e6"), conflict("a/a", "parameters", "355e9", "356e9")
    found = rank_conflicts([quiet, moving], {"a/a": sized("n")}, {"a/a": estimate("n")}, ())
    assert [one.conflict.model for one in found] == ["a/a", "b/b"]


def used(corrected: str, value: str) -> frozenset[str]:
    """Return the values of a conflict between 832,800 and 3,112,000 chip-hours that a record with both claims uses."""
    one = conflict("a/a", "chip_hours", "832800", "3112000")
    chosen = FieldValue(one.key, (value,), "chip-hours", "=", "", "", tuple(one.values), corrected=corrected)
    record = Record("a/a", "model", "A", (), {"chip_hours": chosen}, {}, {})
    return rank_conflicts([one], {"a/a": record}, {}, AMOUNTS)[0].used


def test_a_corrected_value_is_used_where_it_is_and_not_where_its_claims_are() -> None:
    assert used("The other chip's.", "3111930") == {"3112000"}
    assert used("Both are wrong.", "1e6") == frozenset()
    assert used("", "3111930") == {"832800", "3112000"}
