"""Blocks: the YAML under a name in a list. Strict where it is YAML; line by line, and marked, where it is not."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass

from flopwatch.domain import BadInput, clean_text
from flopwatch.sources.headers import fold_key
from flopwatch.sources.wire.safe_yaml import load_yaml

_LINE = re.compile(r"[ \t]{0,20}([A-Za-z][^:\n]{0,80}?)[ \t]*:(?:[ \t]+(.*))?")


@dataclass(frozen=True)
class Noted:
    """One value as a reader notes it, before it becomes a claim of an entry: field, value, unit and the key it was
    under.
    """

    field: str
    value: str
    unit: str
    key: str
    as_written: str = ""
    relation: str = "="
    high: str = ""
    qualifiers: dict[str, str] = dataclasses.field(default_factory=dict)
    flags: tuple[str, ...] = ()
    reported_from: str = ""


@dataclass(frozen=True)
class Block:
    """The keys and values of one block as written, in order; `lenient` where it had to be read line by line."""

    pairs: tuple[tuple[str, str], ...]
    lenient: bool
    problem: str = ""

    def items(self) -> Iterator[tuple[str, str]]:
        """Yield keys as written with their values, in order."""
        return iter(self.pairs)

    def get(self, key: str) -> str:
        """Return the value under a key (case, blanks and hyphens do not matter), or ""."""
        wanted = fold_key(key)
        return next((value for name, value in self.pairs if fold_key(name) == wanted), "")


def parse_block(text: str) -> Block:
    """Read one block.

    What is not a YAML mapping of plain values is read line by line as `key: value` and marked lenient.
    """
    try:
        loaded = load_yaml(text)
    except BadInput as error:
        return _by_lines(text, str(error))
    if not isinstance(loaded, dict):
        return _by_lines(text, "the block is not a mapping of keys to values")
    return Block(tuple((clean_text(key), _flat(value)) for key, value in loaded.items()), lenient=False)


def _flat(value: object) -> str:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return ", ".join(f"{clean_text(str(key))}: {_flat(inner)}" for key, inner in value.items())
    return ", ".join(_flat(inner) for inner in value) if isinstance(value, list) else ""


def _by_lines(text: str, problem: str) -> Block:
    pairs: list[tuple[str, str]] = []
    for line in text.split("\n"):
        match = _LINE.fullmatch(line.rstrip())
        if match:
            pairs.append((clean_text(match[1]), clean_text(match[2] or "")))
        elif line.strip() and pairs:
            key, value = pairs[-1]
            pairs[-1] = (key, clean_text(f"{value} {line}"))
    return Block(tuple(pairs), lenient=True, problem=problem)
