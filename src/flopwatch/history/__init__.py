"""Changes between two states of the census."""

from flopwatch.history.changes import KINDS, Change, Compared, compare_states
from flopwatch.history.comparison import (
    DATE,
    MOST_WORDS,
    Crossed,
    Differences,
    FieldChange,
    MethodThen,
    ModelChange,
    ModelThen,
    Reason,
    StatedThen,
    Values,
    differences,
    model_change,
    shown,
)
from flopwatch.history.drift import signs_of_drift
from flopwatch.history.restatements import changes_of, publisher_changes
from flopwatch.history.row_matching import match_rows
from flopwatch.history.stated_values import stated_by_day
from flopwatch.history.states import ESTIMATE, Entry, State, state_of_snapshot, state_of_values

__all__ = [
    "Change",
    "Compared",
    "Crossed",
    "DATE",
    "Differences",
    "ESTIMATE",
    "Entry",
    "FieldChange",
    "KINDS",
    "MOST_WORDS",
    "MethodThen",
    "ModelChange",
    "ModelThen",
    "Reason",
    "State",
    "StatedThen",
    "Values",
    "changes_of",
    "compare_states",
    "differences",
    "match_rows",
    "model_change",
    "publisher_changes",
    "shown",
    "signs_of_drift",
    "state_of_snapshot",
    "stated_by_day",
    "state_of_values",
]
