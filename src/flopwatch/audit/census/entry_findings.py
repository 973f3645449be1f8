"""Findings about what one entry of a source states."""

from __future__ import annotations

from collections.abc import Sequence

from flopwatch.audit.census.context import Entry
from flopwatch.audit.findings import Finding
from flopwatch.estimation import Fact
from flopwatch.records import Record


def on_facts(
    rule: str,
    record: Record,
    entry: Entry,
    name: str,
    facts: Sequence[Fact],
    message: str,
    proposal: str,
    more: Sequence[str] = (),
    severity: str = "medium",
) -> Finding:
    """Return the finding on a field whose doubt follows from facts, the doubted one first, and `more` claims."""
    claims = tuple(dict.fromkeys((*(key for one in facts for key in one.claims), *more)))
    return Finding(
        rule=rule,
        severity=severity,
        model=record.id,
        field=name,
        source=entry.source,
        as_written=facts[0].as_written,
        message=message,
        proposal=proposal,
        claims=claims,
    )


def on_field(
    rule: str,
    record: Record,
    entry: Entry,
    name: str,
    message: str,
    proposal: str,
    more: Sequence[str] = (),
    words: str = "",
) -> Finding:
    """Return the finding on a field as the entry states it, with `more` claims involved."""
    claims = entry.record.fields[name].claims
    return Finding(
        rule=rule,
        severity="medium",
        model=record.id,
        field=name,
        source=entry.source,
        as_written=entry.record.claims[claims[0]].as_written,
        message=message,
        proposal=proposal,
        claims=(*claims, *more),
        words=words,
    )
