"""Conflicts ranked by what they move."""

from __future__ import annotations

from flopwatch.analysis import rank_conflicts
from flopwatch.records import Conflict, FieldKey, FieldValue, Record


def conflict(model: str, field: str, *values: str) -> Conflict:
    return Conflict(model, FieldKey(field), {value: (value,) for value in values})


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
