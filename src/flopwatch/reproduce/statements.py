"""Statement and Reproduced: a document's figure with its computation, and the comparison of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from flopwatch.domain import Source

VERDICTS: tuple[str, ...] = ("equal", "differs", "explained", "needs-data")
_Data = TypeVar("_Data")


class Reproduced(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of a document, compared with ours.

    Args:
        document: Number of the document: `000`, `001`, `002`.
        statement: The quantity, in our words.
        published: The figure as the document prints it, without blanks and thousands marks.
        computed: Ours, computed from the data, in the same form; "" if the data are lacking.
        verdict: `equal`, `differs`, `explained` (it differs, and `note` says why) or `needs-data`.
        note: The arithmetic, the reason, the data used, or the data needed.
    """

    document: str
    statement: str
    published: str
    computed: str
    verdict: str
    note: str = ""


@dataclass(frozen=True)
class ComputedFigure:
    """A computed figure.

    Args:
        computed: The figure, in the form the document prints it.
        note: The arithmetic or the reason, in a sentence.
        explains: Whether `note` explains a difference from the document's figure.
    """

    computed: str
    note: str = ""
    explains: bool = False


@dataclass(frozen=True)
class Statement(Generic[_Data]):
    """One figure of a document and the rule that computes it from data.

    Args:
        words: The quantity.
        published: The figure as printed.
        work_out: The rule: takes the data, returns a ComputedFigure.
    """

    words: str
    published: str
    work_out: Callable[[_Data], ComputedFigure]


def compare(document: str, statement: Statement[_Data], data: _Data, origin: str = "") -> Reproduced:
    """Compute a statement's figure and compare it with the printed one.

    Args:
        document: The document's number.
        statement: The figure and its rule.
        data: The input of the rule.
        origin: The origin of the data, appended to the note.
    """
    answer = statement.work_out(data)
    otherwise = "explained" if answer.explains else "differs"
    verdict = "equal" if answer.computed == statement.published else otherwise
    note = " ".join(filter(None, (answer.note, origin and f"[{origin}]")))
    return Reproduced(
        document=document,
        statement=statement.words,
        published=statement.published,
        computed=answer.computed,
        verdict=verdict,
        note=note,
    )


def lacking(document: str, statements: Sequence[Statement[_Data]], needs: str) -> list[Reproduced]:
    """Return the statements of a document whose data were not given, naming the files needed."""
    return [
        Reproduced(
            document=document,
            statement=statement.words,
            published=statement.published,
            computed="",
            verdict="needs-data",
            note=needs,
        )
        for statement in statements
    ]


def origin_of(source: Source) -> str:
    """Return a source's id and date, as notes cite it."""
    return f"{source.id} {source.date}".strip()
