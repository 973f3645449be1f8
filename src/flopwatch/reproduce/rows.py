"""Rows of Epoch's tables as the documents count them, and the documents' counting rules, as small pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flopwatch.analysis import lead_developer
from flopwatch.domain import Claim, PartialDate, Reading, Source, exact, label_of, to_base
from flopwatch.identity import fold_row
from flopwatch.sources import without_epsilon

_LINKS = ("paper", "announcement", "weights", "source_code", "homepage")


@dataclass(frozen=True)
class EpochRow:
    """One row of a table of models.

    Args:
        name: The model's name as the table writes it.
        published: Its date, or None.
        compute: Training compute in FLOP, without manual rounding tails, or None if the table has no number.
        parameters: Parameters, or None.
        domains: Terms of the vocabulary `domain`.
        countries: ISO codes; `XX` is the tables' "Multinational".
        categories: Terms of the vocabulary `organization_category`.
        developers: Organisations, as written.
        access: Term of the vocabulary `access`, or "".
        links: Web addresses of the row.
        marks: The row's ticked marks (`excluded`, …).
        notability: The reason why it is counted as notable.
        dataset_size: Training data in the row's own unit, or None.
    """

    name: str
    published: PartialDate | None = None
    compute: Decimal | None = None
    parameters: Decimal | None = None
    domains: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    developers: tuple[str, ...] = ()
    access: str = ""
    links: tuple[str, ...] = ()
    marks: frozenset[str] = frozenset()
    notability: frozenset[str] = frozenset()
    dataset_size: Decimal | None = None

    def by(self, date: PartialDate) -> bool:
        """Return whether it was published by the end of that date; False if its date is unknown."""
        return self.published is not None and self.published.earliest <= date.latest


Rows = Sequence[EpochRow]


@dataclass(frozen=True)
class EpochTable:
    """The rows of one reading, and their source."""

    source: Source
    rows: tuple[EpochRow, ...]

    @property
    def newest(self) -> PartialDate | None:
        """The newest publication date, which dates the table's content regardless of the file name. None if no row has
        a date.
        """
        return max((row.published for row in self.rows if row.published), default=None)


def table_of(source: Source, reading: Reading) -> EpochTable:
    """Return the rows of a reading: the claims of one entry make one row, in the reading's order."""
    entries: dict[str, list[Claim]] = {}
    for claim in reading.claims:
        if claim.kind == "model" and claim.relation != "unknown":
            entries.setdefault(claim.entry, []).append(claim)
    return EpochTable(source, tuple(_row(claims) for claims in entries.values()))


def _row(claims: Sequence[Claim]) -> EpochRow:
    values: dict[str, list[str]] = {}
    numbers: dict[str, Decimal] = {}
    for claim in claims:
        values.setdefault(claim.field, []).append(claim.value)
        if claim.field in ("training_compute", "parameters", "dataset_size") and claim.field not in numbers:
            numbers[claim.field] = to_base(exact(claim.value), claim.unit)[0]
    date = values.get("published")
    compute = numbers.get("training_compute")
    return EpochRow(
        name=claims[0].subject,
        published=PartialDate.from_iso(date[0]) if date else None,
        compute=None if compute is None else without_epsilon(compute),
        parameters=numbers.get("parameters"),
        dataset_size=numbers.get("dataset_size"),
        domains=frozenset(values.get("domain", ())),
        countries=frozenset(values.get("country", ())),
        categories=frozenset(values.get("organization_category", ())),
        developers=tuple(values.get("developer", ())),
        access=values.get("access", [""])[0],
        links=tuple(link for name in _LINKS for link in values.get(name, ())),
        marks=frozenset(values.get("flagged", ())),
        notability=frozenset(values.get("notability", ())),
    )


def same_name(one: str, other: str) -> bool:
    """Return whether two names are equal except for case, blanks and dashes.

    Example:
        >>> same_name("Falcon 180B", "Falcon-180B"), same_name("Llama 3.1", "Llama 31")
        (True, False)
    """
    return fold_row(one) == fold_row(other)


def tally(words: Iterable[str]) -> list[tuple[str, int]]:
    """Count words; most frequent first, then alphabetically.

    Example:
        >>> tally(["b", "a", "b", "c"])
        [('b', 2), ('a', 1), ('c', 1)]
    """
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def developers_of(row: EpochRow) -> frozenset[str]:
    """Return the developers of a row, each once."""
    return frozenset(lead_developer(name) for name in row.developers)


def country_name(code: str) -> str:
    """Return a country's name for people."""
    return label_of("country", code)
