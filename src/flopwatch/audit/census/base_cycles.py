"""Rule on base models that lead back to the model itself."""

from __future__ import annotations

from collections.abc import Iterator

from flopwatch.audit.census.context import AuditContext
from flopwatch.audit.findings import Finding
from flopwatch.identity import fold_name
from flopwatch.records import Record, cycles_of

_MOST_SHOWN = 8


def bases_in_a_cycle(evidence: AuditContext) -> Iterator[Finding]:
    """Find cycles of base models: models built upon one another, or upon themselves."""
    by_name: dict[str, str] = {}
    for key, record in evidence.records.items():
        for name in (record.name, *record.aliases):
            by_name.setdefault(fold_name(name), key)
    bases = {
        key: [
            one
            for name in record.values("base_model")
            if (one := by_name.get(fold_name(name))) and (one != key or _names_itself(record))
        ]
        for key, record in evidence.records.items()
    }
    for cycle in cycles_of(bases):
        record = evidence.records[cycle[0]]
        claims = tuple(key for key, claim in record.claims.items() if claim.field == "base_model")
        names = [evidence.records[key].name[:80] for key in (*cycle[:_MOST_SHOWN], cycle[0])]
        if len(cycle) > _MOST_SHOWN:
            names.insert(-1, f"{len(cycle) - _MOST_SHOWN} more")
        yield Finding(
            rule="base-circle",
            severity="high",
            model=cycle[0],
            field="base_model",
            source=record.claims[claims[0]].source,
            as_written=record.claims[claims[0]].as_written,
            message=f"Each is built upon the next: {' → '.join(names)}; none can be the first.",
            proposal="One of these base models is wrong.",
            claims=claims,
        )


def _names_itself(record: Record) -> bool:
    """Return whether an entry gives its own name as its base; a merge of entries may make one record of two."""
    stated = (claim for claim in record.claims.values() if claim.field == "base_model")
    return any(fold_name(claim.subject) == fold_name(claim.value) for claim in stated)
