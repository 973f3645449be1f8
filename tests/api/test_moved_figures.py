"""Figures that an import moves: factor, thresholds crossed, counts before and after."""

from __future__ import annotations

from flopwatch.api.moved_figures import moved_figures, stated_above
from flopwatch.records import FieldKey, FieldValue, Record


def record(compute: str = "", parameters: str = "", **more: str) -> Record:
    stated = {"training_compute": compute, "parameters": parameters}
    fields = {
        name: FieldValue(FieldKey(name), (value,), "", "=", "", "stated once", ())
        for name, value in stated.items()
        if value
    }
    return Record("lab/m", "model", "M", (), fields, {}, {}, **more)


def moves(old: Record, new: Record) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(one.field, one.old, one.new, one.crossed) for one in moved_figures({"m": old}, {"m": new})]


def test_a_figure_that_moves_little_within_a_class_is_not_listed():
    assert moves(record("1e24", "7e9"), record("1.9e24", "8e9")) == []


def test_a_threshold_crossed_is_listed_however_small_the_step():
    assert moves(record("9.9e24"), record("1.01e25")) == [("training_compute", "9.9e24", "1.01e25", ("1e25",))]


def test_a_factor_above_two_a_new_value_and_a_lost_value_are_listed():
    found = moves(record("1e26", "7e9"), record("", "7e10"))
    assert found == [("training_compute", "1e26", "", ("1e25",)), ("parameters", "7e9", "7e10", ())]
    assert moves(record(), record("3e24")) == [("training_compute", "", "3e24", ())]


def test_counts_leave_out_variants_and_new_models_count_after_alone():
    old = {"a": record("2e25"), "b": record("3e26", derivation="tune")}
    new = {**old, "c": record("2e26")}
    assert [(one.threshold_flop, one.before, one.after) for one in stated_above(old, new)] == [
        ("1e25", 1, 2),
        ("1e26", 0, 1),
    ]
