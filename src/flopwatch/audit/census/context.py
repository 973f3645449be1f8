"""The input of the audit rules."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from flopwatch.catalogue import Chips, Frontier
from flopwatch.domain import Developer, Source
from flopwatch.estimation import RunFacts, facts_of
from flopwatch.identity import fold_listed
from flopwatch.records import ChoiceContext, Record, narrow


@dataclass(frozen=True)
class Entry:
    """One entry of a source: the record resolved from its claims alone, and its facts."""

    source: str
    record: Record
    facts: RunFacts


# A source's own view of a model: the source, the record resolved from its claims alone, the facts of each entry.
Picture: TypeAlias = tuple[str, Record, tuple[RunFacts, ...]]


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
        chips: The accelerators.
        countries: For each organisation's folded name its countries, as the vocabulary or other entries state them.
    """

    records: Mapping[str, Record]
    sources: Mapping[str, Source]
    carriers: Mapping[str, str]
    frontier: Frontier
    organisations: frozenset[str] = frozenset()
    developer_ids: Mapping[str, str] = dataclasses.field(default_factory=dict)
    names_of_developers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    chips: Chips = dataclasses.field(default_factory=lambda: Chips(()))
    countries: Mapping[str, frozenset[str]] = dataclasses.field(default_factory=dict)
    # Several rules use the same per-source views; computing them for each rule would take most of the audit's time.
    _seen: dict[str, tuple[Picture, ...]] = dataclasses.field(default_factory=dict, repr=False, compare=False)
    _entries: dict[str, tuple[Entry, ...]] = dataclasses.field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        records: Mapping[str, Record],
        sources: Mapping[str, Source],
        carriers: Mapping[str, str],
        frontier: Frontier,
        developers: Sequence[Developer],
        chips: Chips | None = None,
    ) -> AuditContext:
        """Return the context of a census; rules on numbers audit models only, other rules every record."""
        known = {fold_listed(word): one for one in developers for word in (one.name, *one.aliases)}
        countries = {word: frozenset(one.countries) for word, one in known.items() if one.countries}
        return cls(
            records,
            sources,
            carriers,
            frontier,
            frozenset(known),
            {**{fold_listed(one.id): one.id for one in developers}, **{word: one.id for word, one in known.items()}},
            {one.id: one.name for one in developers},
            chips or Chips(()),
            _united(countries, countries_elsewhere(records)),
        )

    @functools.cached_property
    def standing(self) -> ChoiceContext:
        """The sources' ranks and groups; no decision of a person."""
        return ChoiceContext(self.sources)

    def pictures(self, record: Record) -> tuple[Picture, ...]:
        """Return each source's own view of a model: source, record resolved from its claims alone, facts of each entry.

        One source can hold two entries on one model, each consistent in itself.
        """
        if record.id not in self._seen:
            by_source: dict[tuple[str, str], list[str]] = defaultdict(list)
            for key, claim in record.claims.items():
                by_source[claim.source, "" if claim.identity else self.carriers.get(key, "")].append(key)
            pictures, entries = list[Picture](), list[Entry]()
            for (source, _), keys in sorted(by_source.items()):
                picture = narrow(record, keys, self.standing)
                some = [Entry(source, one, facts_of(one)) for one in _by_entry(picture, self.standing)]
                pictures.append((source, picture, tuple(one.facts for one in some)))
                entries += some
            self._seen[record.id], self._entries[record.id] = tuple(pictures), tuple(entries)
        return self._seen[record.id]

    def entries(self) -> Iterator[tuple[Record, Entry]]:
        """Yield every entry on a model of every source, with the record it belongs to."""
        for record in self.records.values():
            if record.kind != "model":
                continue
            self.pictures(record)
            for one in self._entries[record.id]:
                yield record, one


def _by_entry(picture: Record, standing: ChoiceContext) -> Iterator[Record]:
    """Split a source's view of a model by the entries it comes from."""
    entries: dict[str, list[str]] = defaultdict(list)
    for key, claim in picture.claims.items():
        entries[claim.entry].append(key)
    if len(entries) < 2:
        yield picture
        return
    for _, keys in sorted(entries.items()):
        yield narrow(picture, keys, standing)


# Entries that must agree on an organisation's country before another entry is held against them.
AGREEING = 2


def countries_elsewhere(records: Mapping[str, Record]) -> dict[str, frozenset[str]]:
    """Return each organisation's countries by its folded name, from models all of one country.

    A country counts if `AGREEING` models state it: a single wrong entry is not a witness.
    """
    stated: dict[str, list[str]] = defaultdict(list)
    for record in records.values():
        countries = {one.value for one in record.claims.values() if one.field == "country" and one.value}
        if len(countries) == 1:
            for name in {one.value for one in record.claims.values() if one.field == "developer" and one.value}:
                stated[fold_listed(name)] += countries
    found: dict[str, frozenset[str]] = {}
    for name, some in stated.items():
        found[name] = frozenset(country for country, times in Counter(some).items() if times >= AGREEING)
    return found


def _united(*some: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for one in some:
        for name, countries in one.items():
            found[name] = found.get(name, frozenset()) | countries
    return found


_N_GRAM = re.compile(r"\b(?:n|skip|[0-9])-?gram", re.IGNORECASE)
TABLES_BEFORE = "2018"  # later models only mention n-grams


def is_table_of_counts(record: Record) -> bool:
    """Return whether the model is a table of n-grams, whose entries are counted and follow another scale."""
    date = record.value("published")
    return (
        bool(date)
        and date < TABLES_BEFORE
        and any(
            one.field in ("notes", "title", "abstract") and _N_GRAM.search(one.value[:5_000])
            for one in record.claims.values()
        )
    )
