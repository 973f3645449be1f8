"""A term of a vocabulary: its id, its label for people, and the words that sources use for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One term of a vocabulary, its label for people, and the words that sources use for it."""

    id: str
    label: str
    words: tuple[str, ...] = ()


def terms(*rows: str) -> tuple[Term, ...]:
    """Parse rows of the form `id = Label | word | word`."""
    out = []
    for row in rows:
        name, _, rest = row.partition(" = ")
        label, *words = [part.strip() for part in rest.split("|")]
        out.append(Term(name, label or name, tuple(words)))
    return tuple(out)
