"""Developers' own documents: where each is, and whether a quoted line and its number are really there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec

from flopwatch.domain import FlopwatchError, exact, to_base
from flopwatch.identity import slug
from flopwatch.text import read_data, read_parameters, read_quantities

LINES = 4  # a sentence may be broken over so many lines
NEAR = 0.006  # relative difference of a number and its reading: 1.04e12 and "1T" are two
_HEDGE = re.compile(
    r"(?:[~∼≈]|\b(?:about|approximately|around|roughly|nearly|over|more than|some|up to|at most|at least)"
    r"|约|近|超过|高达|最多|至少)[ \\]{0,2}.?$",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[*_`]")


class Document(msgspec.Struct, frozen=True):
    """One line of the index: a file of a repository at a commit."""

    developer: str
    repo: str
    path: str
    commit: str
    date: str
    saved_as: str
    url: str
    models: tuple[str, ...] = ()
    path_last_changed: str = ""
    licence: str = ""
    repo_first_commit: str = ""

    @property
    def source(self) -> str:
        """Return the id of the document as a source."""
        return slug(f"github {self.repo} {self.path.removesuffix('.md')}")[:110]

    @property
    def dated(self) -> str:
        """Return the day of the file's last change."""
        return (self.path_last_changed or self.date)[:10]

    @property
    def stated_licence(self) -> str:
        """Return the licence as the repository states it."""
        return " ".join(self.licence.split())[:120] or "none stated: facts only"


class Fact(msgspec.Struct, frozen=True):
    """One statement of a document: the model, the kind of number, its value, the words and the line."""

    model: str
    developer: str
    kind: str
    value: float | str
    quote: str
    doc: str
    line: int
    unit: str = ""
    note: str = ""


@dataclass
class Library:
    """The folder of documents.

    Args:
        folder: It holds `index.jsonl`, `facts.jsonl` and the documents.
        more: Statements read beyond those of `facts.jsonl`.
    """

    folder: Path
    more: tuple[Fact, ...] = ()
    _lines: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Return the documents by the place where they are saved."""
        rows = [msgspec.json.decode(line, type=Document) for line in self._rows("index.jsonl")]
        return {one.saved_as: one for one in rows}

    @cached_property
    def facts(self) -> list[Fact]:
        """Return the statements, in the order of the file."""
        return [*(msgspec.json.decode(line, type=Fact) for line in self._rows("facts.jsonl")), *self.more]

    def _rows(self, name: str) -> list[str]:
        return [line for line in (self.folder / name).read_text(encoding="utf-8").splitlines() if line.strip()]

    def lines(self, saved_as: str) -> list[str]:
        """Return a document's lines."""
        if saved_as not in self._lines:
            text = (self.folder / saved_as).read_text(encoding="utf-8", errors="replace")
            self._lines[saved_as] = text.splitlines()
        return self._lines[saved_as]

    def says(self, saved_as: str, line: int, quote: str) -> bool:
        """Return whether a quote stands at a line of a document, blanks and emphasis aside."""
        near = " ".join(self.lines(saved_as)[line - 1 : line - 1 + LINES])
        return plain(quote) in plain(near)


def plain(text: str) -> str:
    """Return a text without emphasis, its blanks collapsed."""
    return " ".join(_MARKS.sub("", text).split())


def states(quote: str, kind: str, value: float) -> bool:
    """Return whether the grammar reads a number out of a quote.

    Example:
        >>> states("671B total, 37B activated", "active_params", 37e9), states("36T tokens", "tokens", 3e12)
        (True, False)
    """
    words = plain(quote)
    found: list[float] = []
    try:
        sizes = read_parameters(words)
        found += [float(exact(one.value)) for one in (sizes.total, sizes.active, *sizes.variants) if one]
        found += [float(exact(one.value)) for one in (*sizes.components, *sizes.tokens)]
        for one in (*read_data(words).amounts, *read_quantities(words)):
            found.append(float(exact(one.value)))
            if one.unit:
                found.append(float(to_base(exact(one.value), one.unit)[0]))
    except (FlopwatchError, ValueError):
        return False
    if kind == "mfu":
        found += [one / 100 for one in found]
    if kind == "days":
        found += [one / 24 for one in found]
    return any(abs(one / value - 1) <= NEAR for one in found if value)


def hedged(quote: str, value: float) -> bool:
    """Return whether the words call a number approximate or a bound: `~15 trillion`, `more than 35T`, `12T+`.

    Example:
        >>> hedged("1.6T parameters and ~48B activated", 48e9), hedged("1.6T parameters and ~48B activated", 1.6e12)
        (True, False)
    """
    words = plain(quote)
    try:
        found = read_quantities(words)
    except FlopwatchError:
        return False
    for one in found:
        size = float(exact(one.value))
        if value and abs(size / value - 1) <= NEAR:
            return bool(
                _HEDGE.search(words[max(0, one.start - 16) : one.start + 1]) or words[one.end : one.end + 1] == "+"
            )
    return False
