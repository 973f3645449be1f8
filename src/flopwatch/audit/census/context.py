"""The input of the audit rules."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flopwatch.catalogue import Frontier
from flopwatch.domain import Developer, Source
from flopwatch.estimation import RunFacts, facts_of
from flopwatch.identity import fold_listed
from flopwatch.records import Record, narrow


@dataclass(frozen=True)
class AuditContext:
    """The input of the audit rules.

    Args:
        records: The records of models by id.
        sources: Every source by id.
        carriers: For each claim id the snapshot that contains it: claims of one snapshot are one source's view.
        frontier: The largest values reported, by date.
        organisations: Every name of every known developer, in lower case.
        developer_ids: Ids of developers by each of these names and by id.
        names_of_developers: Names of developers by id.
    """

    records: Mapping[str, Record]
    sources: Mapping[str, Source]
    carriers: Mapping[str, str]
    frontier: Frontier
    organisations: frozenset[str] = frozenset()
    developer_ids: Mapping[str, str] = dataclasses.field(default_factory=dict)
    names_of_developers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    # Several rules use the same per-source views; computing them for each rule would take most of the audit's time.
    _seen: dict[str, tuple[tuple[str, Record, tuple[RunFacts, ...]], ...]] = dataclasses.field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def of(
        cls,
        records: Mapping[str, Record],
        sources: Mapping[str, Source],
        carriers: Mapping[str, str],
        frontier: Frontier,
        developers: Sequence[Developer],
    ) -> AuditContext:
        """Return the context of a census; rules on numbers audit models only, other rules every record."""
        names = frozenset(fold_listed(word) for one in developers for word in (one.name, *one.aliases))
        ids = {fold_listed(word): one.id for one in developers for word in (one.id, one.name, *one.aliases)}
        shown = {one.id: one.name for one in developers}
        return cls(records, sources, carriers, frontier, names, ids, shown)

    def pictures(self, record: Record) -> tuple[tuple[str, Record, tuple[RunFacts, ...]], ...]:
        """Return each source's own view of a model: source, record resolved from its claims alone, facts of each entry.

        One source can hold two entries on one model, each consistent in itself.
        """
        if record.id not in self._seen:
            by_source: dict[tuple[str, str], list[str]] = defaultdict(list)
            for key, claim in record.claims.items():
                by_source[claim.source, "" if claim.identity else self.carriers.get(key, "")].append(key)
            found = ((source, narrow(record, keys, self.sources)) for (source, _), keys in sorted(by_source.items()))
            self._seen[record.id] = tuple(
                (source, picture, tuple(map(facts_of, _by_entry(picture, self.sources)))) for source, picture in found
            )
        return self._seen[record.id]


def _by_entry(picture: Record, sources: Mapping[str, Source]) -> Iterator[Record]:
    """Split a source's view of a model by the entries it comes from."""
    entries: dict[str, list[str]] = defaultdict(list)
    for key, claim in picture.claims.items():
        entries[claim.entry].append(key)
    if len(entries) < 2:
        yield picture
        return
    for _, keys in sorted(entries.items()):
        yield narrow(picture, keys, sources)
