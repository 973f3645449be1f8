"""What a reviewer of the curated folder works with: every row with its place, and the problems found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import msgspec

from flopwatch.domain.claims import Claim, Source
from flopwatch.domain.curated_rows import Chip, Developer, FrontierPoint, KnownModel, Rule, Threshold
from flopwatch.domain.events import Correct

T_co = TypeVar("T_co", covariant=True)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something in the curated folder that a reviewer would send back.

    Args:
        file: The file, relative to the folder.
        item: The place in it: an entry, a row, a line; "" for the file as a whole.
        rule: Name of the rule it breaks.
        message: What is wrong, with the value.
        proposal: What to do.
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
    """Every row of the curated folder that keeps the schema, with its place, in the order of the files.

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
        cited: For each id that stands as a `source` anywhere in the folder, the first place that cites it.
        unread: Files of which nothing could be read.
        broken: Ids and names, with their file, of rows that do not keep the schema: what refers to them is not lost.
    """

    claims: tuple[Placed[Claim], ...] = ()
    sources: tuple[Placed[Source], ...] = ()
    developers: tuple[Placed[Developer], ...] = ()
    models: tuple[Placed[KnownModel], ...] = ()
    thresholds: tuple[Placed[Threshold], ...] = ()
    rules: tuple[Placed[Rule], ...] = ()
    frontier: tuple[Placed[FrontierPoint], ...] = ()
    chips: tuple[Placed[Chip], ...] = ()
    corrections: tuple[Placed[Correct], ...] = ()
    cited: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    broken: frozenset[tuple[str, str]] = frozenset()

    def stated(self, file: str, words: Iterable[str]) -> frozenset[str]:
        """The words, and those of the file's broken rows: what may be referred to without being unknown."""
        return frozenset(words) | {word for where, word in self.broken if where == file}
