"""Types for reviewing the curated folder: each row with its place in the files, and the problems found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import msgspec

from flopwatch.domain.claims import Claim, Source
from flopwatch.domain.curated_rows import (
    Chip,
    Circumstance,
    Cluster,
    ComparedList,
    ComputeStock,
    Developer,
    FrontierPoint,
    KnownModel,
    LeftOutRow,
    Rule,
    Threshold,
)
from flopwatch.domain.events import Correct

T_co = TypeVar("T_co", covariant=True)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem in the curated folder that a reviewer would reject.

    Args:
        file: The file, relative to the folder.
        item: The place in it: an entry, a row, a line; "" for the file as a whole.
        rule: Name of the rule violated.
        message: The problem, with the value.
        proposal: The proposed fix.
    """

    file: str
    item: str
    rule: str
    message: str
    proposal: str


@dataclass(frozen=True)
class Placed(Generic[T_co]):
    """A row of a curated file with its place: the file relative to the folder, and the item in it."""

    file: str
    item: str
    row: T_co


@dataclass(frozen=True)
class CuratedRows:
    """Every row of the curated folder that satisfies the schema, with its place, in the order of the files.

    Args:
        claims: Claims; each carries the id that its file's path gives it.
        sources: Sources.
        developers: Organisations.
        models: The vocabulary of models.
        thresholds: Thresholds, as the file orders them.
        rules: Rules of law.
        frontier: Points of the frontier, as the file orders them.
        chips: Accelerators.
        corrections: Corrections.
        left_out: Rows of cited tables that are in no file of claims.
        clusters: Clusters of accelerators.
        stocks: Compute of developers at dates.
        compared: Outside lists, compared with the base.
        circumstances: Figures around models whose compute may be undisclosed.
        cited: The first place that cites each source id in the folder.
        unread: Files that could not be read at all.
        broken: File and id or name of each row that fails the schema, so that references to it do not count as unknown.
    """

    claims: tuple[Placed[Claim], ...] = ()
    sources: tuple[Placed[Source], ...] = ()
    developers: tuple[Placed[Developer], ...] = ()
    models: tuple[Placed[KnownModel], ...] = ()
    thresholds: tuple[Placed[Threshold], ...] = ()
    rules: tuple[Placed[Rule], ...] = ()
    frontier: tuple[Placed[FrontierPoint], ...] = ()
    chips: tuple[Placed[Chip], ...] = ()
    left_out: tuple[Placed[LeftOutRow], ...] = ()
    clusters: tuple[Placed[Cluster], ...] = ()
    stocks: tuple[Placed[ComputeStock], ...] = ()
    compared: tuple[Placed[ComparedList], ...] = ()
    circumstances: tuple[Placed[Circumstance], ...] = ()
    corrections: tuple[Placed[Correct], ...] = ()
    cited: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    broken: frozenset[tuple[str, str]] = frozenset()

    def stated(self, file: str, words: Iterable[str]) -> frozenset[str]:
        """Return the words plus the names of the file's broken rows: everything a reference to the file may name."""
        return frozenset(words) | {word for where, word in self.broken if where == file}
