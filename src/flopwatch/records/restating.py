"""Restate one record: the values it would have with further claims and decisions, without resolving all others."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping

from flopwatch.domain import Claim
from flopwatch.records.choose import ChoiceContext, choose, split_field
from flopwatch.records.results import FieldValue, Record


def restate(record: Record, more: Mapping[str, Claim], context: ChoiceContext) -> Record:
    """Return the record with further claims; only fields that they state or that a decision names are chosen again.

    A value that a correction in force set is kept: the correction overrules any claim.

    Args:
        record: The record.
        more: Further claims about it, by id.
        context: Sources and decisions in force, the new ones included.
    """
    claims = dict(sorted({**record.claims, **more}.items()))
    decided = context.accepted | context.rejected
    touched = {one.field for key, one in claims.items() if key in more or key in decided}
    by_field: dict[str, dict[str, Claim]] = defaultdict(dict)
    for key, claim in claims.items():
        if claim.field in touched:
            by_field[claim.field][key] = claim
    fields = {label: one for label, one in record.fields.items() if one.field not in touched or one.corrected}
    for name, some in by_field.items():
        for key_of_part, part in split_field(name, some).items():
            value = choose(key_of_part, part, context)
            if value is not None and key_of_part.label not in fields:
                fields[key_of_part.label] = _named_as_before(value, record)
    unknown = {name: why for name, why in record.unknown.items() if name not in fields}
    subjects = {one.subject for one in more.values()}
    aliases = tuple(sorted({*record.aliases, *subjects} - {record.name}))
    return dataclasses.replace(
        record, claims=claims, fields=dict(sorted(fields.items())), unknown=unknown, aliases=aliases
    )


def _named_as_before(value: FieldValue, record: Record) -> FieldValue:
    """Keep the vocabulary's names of developers: claims hold them as written."""
    return record.fields["developer"] if value.field == "developer" and "developer" in record.fields else value


def new_record(identity: str, name: str) -> Record:
    """Return a record of a model about which nothing is stated yet."""
    return Record(id=identity, kind="model", name=name, aliases=(), fields={}, unknown={}, claims={})
