"""Records made of a few stated values, as the census would hold them."""

from __future__ import annotations

from flopwatch.domain import Claim
from flopwatch.records import FieldKey, FieldValue, Record

Stated = tuple[str, str, str, dict[str, str]]  # field, value, unit, qualifiers


def record(name: str, *claims: Stated) -> Record:
    """A record of one source with these claims, each the only one of its field."""
    by_key: dict[str, Claim] = {}
    fields: dict[str, FieldValue] = {}
    for number, (field, value, unit, qualifiers) in enumerate(claims):
        key = f"c{number}"
        by_key[key] = Claim(
            subject=name,
            field=field,
            value=value,
            source="s",
            locator="l",
            as_written=value,
            unit=unit,
            qualifiers=qualifiers,
        )
        if field != "notes":
            shown = FieldKey(field)
            fields[shown.label] = FieldValue(shown, (value,), unit, "=", "", "stated once", (key,))
    return Record("d/m", "model", name, (), fields, {}, by_key)


def note(column: str, words: str) -> Stated:
    """Make a claim of a column's note."""
    return ("notes", words, "", {"column": column})
