"""The audit rules: each a function from the context to findings. `RULES` lists them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from flopwatch.audit.census.against_notes import numbers_against_notes
from flopwatch.audit.census.arithmetic import (
    active_against_all,
    batch_against_data,
    compute_against_chips,
    compute_against_data,
    compute_of_nothing,
    data_as_if_words,
    data_beyond_frontier,
)
from flopwatch.audit.census.attribution import (
    bases_of_entries,
    countries_of_developers,
    dates_against_chips,
    dates_against_papers,
)
from flopwatch.audit.census.base_cycles import bases_in_a_cycle
from flopwatch.audit.census.context import AuditContext
from flopwatch.audit.census.entries import access_against_links, date_conflicts, headings, shared_papers
from flopwatch.audit.census.numbers import (
    bytes_per_token,
    comparisons,
    far_apart,
    hours_against_chips,
    implausible_numbers,
    lost_superscripts,
    missing_units,
    slips_of_size,
)
from flopwatch.audit.census.owners import owners, two_models
from flopwatch.audit.census.peers import beyond_domain, data_against_peers
from flopwatch.audit.findings import Finding
from flopwatch.catalogue import Catalogue
from flopwatch.domain import Developer, Source
from flopwatch.records import Record

RULES: tuple[Callable[[AuditContext], Iterator[Finding]], ...] = (
    implausible_numbers,
    slips_of_size,
    far_apart,
    date_conflicts,
    shared_papers,
    headings,
    lost_superscripts,
    missing_units,
    access_against_links,
    bytes_per_token,
    hours_against_chips,
    comparisons,
    owners,
    two_models,
    numbers_against_notes,
    compute_against_chips,
    compute_against_data,
    batch_against_data,
    active_against_all,
    data_beyond_frontier,
    data_against_peers,
    beyond_domain,
    data_as_if_words,
    compute_of_nothing,
    dates_against_papers,
    dates_against_chips,
    countries_of_developers,
    bases_of_entries,
    bases_in_a_cycle,
)


def _named(finding: Finding, evidence: AuditContext) -> Finding:
    """Return the finding with the name that the doubted source uses for the model, so that its readers recognise it."""
    record = evidence.records[finding.model]
    stated = [record.claims[key] for key in finding.claims if key in record.claims]
    mine = [one.subject for one in stated if one.source == finding.source] or [record.name]
    return msgspec.structs.replace(finding, name=mine[0])


_ORDER = {"high": 0, "medium": 1, "low": 2}


def audit(
    records: Mapping[str, Record],
    sources: Mapping[str, Source],
    carriers: Mapping[str, str],
    tables: Catalogue,
    developers: Sequence[Developer],
) -> tuple[Finding, ...]:
    """Return every finding of every rule, most severe first.

    Sources that copy each other repeat a statement word for word: findings of one rule on the same model, field and
    words are one.

    Args:
        records: Every record by id.
        sources: Every source by id.
        carriers: For each claim id, the id of the snapshot's source; claims of one snapshot are judged together.
        tables: The frontier by date, and the accelerators.
        developers: The developers of the vocabulary.
    """
    evidence = AuditContext.of(records, sources, carriers, tables.frontier, developers, tables.chips)
    found: dict[tuple[str, ...], Finding] = {}
    for rule in RULES:
        for finding in rule(evidence):
            same = (finding.rule, finding.model, finding.field, finding.as_written)
            found.setdefault(same, _named(finding, evidence))
    return tuple(
        sorted(
            found.values(),
            key=lambda one: (_ORDER[one.severity], one.rule, one.model, one.field, one.as_written),
        )
    )


__all__ = ["RULES", "AuditContext", "audit", "comparisons"]
