"""Statement and Reproduced: what a document prints, how it is worked out again, and the two beside each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from flopwatch.domain import Source

VERDICTS: tuple[str, ...] = ("equal", "differs", "explained", "needs-data")
_Data = TypeVar("_Data")


class Reproduced(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of a document beside ours.

    Args:
        document: Number of the document: `000`, `001`, `002`.
        statement: What the figure counts, in our words.
        published: The figure as the document prints it, blanks and thousands marks aside.
        computed: Ours, worked out from the data, in the same form; "" where the data are lacking.
        verdict: `equal`, `differs`, `explained` (it differs, and `note` says why) or `needs-data`.
        note: The arithmetic, the reason, the data it was worked out from, or the data it would take.
    """

    document: str
    statement: str
    published: str
    computed: str
    verdict: str
    note: str = ""


@dataclass(frozen=True)
class ComputedFigure:
    """A figure worked out.

    Args:
        computed: The figure, in the form the document prints it.
        note: The arithmetic or the reason, in a sentence.
        explains: Whether `note` says why the figure differs from the document's, if it does.
    """

    computed: str
    note: str = ""
    explains: bool = False


@dataclass(frozen=True)
class Statement(Generic[_Data]):
    """One figure of a document and the rule by which data give it.

    Args:
        words: What the figure counts.
        published: The figure as printed.
        work_out: The rule: data in, Answer out.
    """

    words: str
    published: str
    work_out: Callable[[_Data], ComputedFigure]


def compare(document: str, statement: Statement[_Data], data: _Data, origin: str = "") -> Reproduced:
    """Work a statement out and set it beside what is printed.

    Args:
        document: The document's number.
        statement: The figure and its rule.
        data: What the rule takes.
        origin: Where the data come from, appended to the note.
    """
    answer = statement.work_out(data)
    apart = "explained" if answer.explains else "differs"
    verdict = "equal" if answer.computed == statement.published else apart
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
    """The statements of a document whose data were not given, with what would serve."""
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
    """A source's id and date, as notes cite it."""
    return f"{source.id} {source.date}".strip()
