"""Events in, records out: which claims are about one model, which value wins and why, what conflicts."""

from flopwatch.records.choose import ChoiceContext, base_value, split_field, times_apart
from flopwatch.records.conflicts import ROUNDED_APART, language_of
from flopwatch.records.current import current_snapshots
from flopwatch.records.cycles import cycles_of
from flopwatch.records.derivation import DERIVED
from flopwatch.records.folding import View, as_known_on, described, fold, known_by
from flopwatch.records.identification import Decisions
from flopwatch.records.matching_facts import about_claims, about_entry
from flopwatch.records.past_statements import FOLLOWED
from flopwatch.records.provenance import date_of, group_of
from flopwatch.records.resolution import Resolved, id_of_new_model, narrow, resolve
from flopwatch.records.restating import new_record, restate
from flopwatch.records.results import Conflict, FieldKey, FieldValue, Record
from flopwatch.records.succession import succeed
from flopwatch.records.withdrawals import Withdrawal, withdrawals_in

__all__ = [
    "DERIVED",
    "FOLLOWED",
    "ROUNDED_APART",
    "ChoiceContext",
    "Conflict",
    "Decisions",
    "FieldKey",
    "FieldValue",
    "Record",
    "Resolved",
    "View",
    "Withdrawal",
    "about_claims",
    "about_entry",
    "as_known_on",
    "base_value",
    "current_snapshots",
    "cycles_of",
    "date_of",
    "described",
    "fold",
    "group_of",
    "id_of_new_model",
    "known_by",
    "language_of",
    "narrow",
    "new_record",
    "resolve",
    "restate",
    "split_field",
    "succeed",
    "times_apart",
    "withdrawals_in",
]
