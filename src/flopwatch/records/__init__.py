"""Events in, records out: which claims are about one model, which value wins and why, what conflicts."""

from flopwatch.records.choose import ChoiceContext, base_value, times_apart
from flopwatch.records.folding import View, as_known_on, described, fold
from flopwatch.records.resolution import ROUNDED_APART, Resolved, narrow, resolve
from flopwatch.records.results import Conflict, FieldKey, FieldValue, Record

__all__ = [
    "ROUNDED_APART",
    "ChoiceContext",
    "Conflict",
    "FieldKey",
    "FieldValue",
    "Record",
    "Resolved",
    "View",
    "as_known_on",
    "base_value",
    "described",
    "fold",
    "narrow",
    "resolve",
    "times_apart",
]
