"""Events in, records out: which claims are about one model, which value wins and why, what conflicts."""

from flopwatch.records.choose import Standing, apart, base_value
from flopwatch.records.fold import View, as_known_on, described, fold
from flopwatch.records.identity import Sameness, Signature, fold_name, same, signature, slug
from flopwatch.records.resolve import OF_INTEREST, Names, Resolved, narrow, resolve
from flopwatch.records.results import Conflict, FieldValue, Record

__all__ = [
    "OF_INTEREST", "Conflict", "FieldValue", "Names", "Record", "Resolved", "Sameness", "Signature", "Standing", "View", "apart", "as_known_on", "base_value",
    "described", "fold", "fold_name", "narrow", "resolve", "same", "signature", "slug",
]  # fmt: skip
