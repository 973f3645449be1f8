"""What a rule may look at."""

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
    """What a rule may look at.

    Args:
        records: The records of models by id.
        sources: Every source by id.
        carriers: For each claim id the snapshot that carries it: claims of one carrier are one source's picture.
        frontier: What nobody had exceeded, by date.
        organisations: Every name of every known developer, in lower case.
    """

    records: Mapping[str, Record]
    sources: Mapping[str, Source]
    carriers: Mapping[str, str]
    frontier: Frontier
    organisations: frozenset[str] = frozenset()
    # Several rules look at the same pictures; choosing the values of each anew would take most of the audit's time.
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
        """The context of a census; only models are audited by the rules on numbers, but every record is looked at."""
        names = frozenset(fold_listed(word) for one in developers for word in (one.name, *one.aliases))
        return cls(records, sources, carriers, frontier, names)

    def pictures(self, record: Record) -> tuple[tuple[str, Record, tuple[RunFacts, ...]], ...]:
        """Each source's own picture of a model: the source, the record as its claims alone would have it, and the facts
        of each of its entries, for one source can hold two entries on one model, each consistent in itself."""
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
    """The picture cut into the entries that it comes from."""
    entries: dict[str, list[str]] = defaultdict(list)
    for key, claim in picture.claims.items():
        entries[claim.entry].append(key)
    if len(entries) < 2:
        yield picture
        return
    for _, keys in sorted(entries.items()):
        yield narrow(picture, keys, sources)
