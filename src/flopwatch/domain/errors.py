"""The errors flopwatch raises on purpose. Each names the thing, the value, the place and the next step.

The words are for people. Code must use the class of an error, or its attributes.
"""

from __future__ import annotations

from collections.abc import Sequence

from flopwatch.domain.suggestions import did_you_mean


def shown_safely(text: str) -> str:
    """Make any text safe to print: replace terminal control, hidden and bidi marks by `�`; keep line breaks.

    Example:
        >>> shown_safely("a\x1b]0;title\x07b")
        'a�]0;title�b'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(one if one.isprintable() or one == "\n" else "�" for one in text)


class FlopwatchError(Exception):
    """The base class of all deliberate errors of flopwatch; the command line prints them without a traceback.

    Args:
        words: The problem and the next step.
        place: The file or address of the problem, printed before the words; "" if the words name it.
        slot: The calculator's input at fault, by its name, or "".

    Example:
        >>> error = BadInput("not TOML.", place="chips.toml")
        >>> str(error), error.words
        ('chips.toml: not TOML.', 'not TOML.')
    """

    def __init__(self, words: str = "", *, place: str = "", slot: str = "") -> None:
        words, place = shown_safely(words), shown_safely(place)  # they may quote what came from outside
        super().__init__(f"{place}: {words}" if place else words)
        self.words, self.place, self.slot = words, place, slot

    def name_place(self, place: str) -> None:
        """Name the file as the caller wrote it, instead of a reader's id of it.

        Example:
            >>> error = BadInput("the file is empty.", place="epoch/m")
            >>> error.name_place("tables/m.csv")
            >>> str(error)
            'tables/m.csv: the file is empty.'
        """
        self.place = shown_safely(place)
        self.args = (f"{self.place}: {self.words}",)


class BadInput(FlopwatchError):
    """An outside file cannot be read. Nothing of it was kept."""


class WrongUsage(BadInput):
    """An argument or option is wrong by itself, whatever the files and the census hold; the exit code is 2."""


class NoColumn(BadInput):
    """A table lacks a requested column.

    Args:
        column: The column asked for.
        columns: The table's columns, as the message lists them.
        place: The table.
    """

    def __init__(self, column: str, columns: str, *, place: str) -> None:
        super().__init__(f"no column {column!r}. Columns: {columns}.", place=place)
        self.column = column


class BadClaim(FlopwatchError):
    """A claim violates the schema: an unknown field or unit, a value out of range, invalid text.

    Args:
        words: The problem and the next step.
        cited: Source and locator of the claim, printed after the words in parentheses; "" if there is none.
    """

    def __init__(self, words: str = "", *, cited: str = "") -> None:
        super().__init__(f"{words} ({cited})" if cited else words)
        self.words = shown_safely(words)


class OutOfRange(BadClaim):
    """A number outside the range of its field."""


class BadLedger(FlopwatchError):
    """The ledger's store is damaged, locked or of another version."""


class BusyLedger(BadLedger):
    """Another process is writing the ledger, and did not finish within the time that was waited."""


class ForeignLedger(BadLedger):
    """The store is whole, but another program's, or written by a newer flopwatch; it must not be replaced."""


class Shrunken(FlopwatchError):
    """A source has become so much smaller that its import waits until somebody confirms it. Nothing was written.

    Args:
        words: How much smaller, and the next step.
        gone: Names of the models that it no longer has.
        place: As for every error.
    """

    def __init__(self, words: str = "", *, gone: tuple[str, ...] = (), place: str = "") -> None:
        super().__init__(words, place=place)
        self.gone = gone


class OrphanCell(FlopwatchError):
    """A cell about to be published has no claim as its source."""


class BrokenRelease(FlopwatchError):
    """A release kept in a folder is altered or incomplete. Nothing was overwritten."""


class NotFound(FlopwatchError):
    """A requested model, threshold, reader or source does not exist.

    Args:
        words: The missing name, and the next step.
        place: As for every error.
        nearest: The closest existing names, closest first.
        slot: As for every error.
    """

    def __init__(self, words: str = "", *, place: str = "", nearest: tuple[str, ...] = (), slot: str = "") -> None:
        super().__init__(words, place=place, slot=slot)
        self.nearest = nearest


class NoSuchChoice(WrongUsage, NotFound):
    """An argument is none of the accepted words.

    Args:
        what: The kind of word, singular: `reader`.
        word: The word given.
        choices: The accepted words, as the message lists them.
        option: The option it was given for, such as `--by`; "" if the kind says enough.
        hint: Words after the list: the file that holds the choices, the next step.
        slot: As for every error.

    Example:
        >>> str(NoSuchChoice("reader", "orgk", ["document", "orkg"]))
        "no reader 'orgk'. Did you mean 'orkg'? Readers: document, orkg."
    """

    def __init__(
        self, what: str, word: str, choices: Sequence[str], *, option: str = "", hint: str = "", slot: str = ""
    ) -> None:
        named = f"{option} {word[:80]!r}: no such {what}" if option else f"no {what} {word[:80]!r}"
        plural = what[0].upper() + what[1:] + "s"
        after = f" {hint}" if hint else ""
        words = f"{named}.{did_you_mean(word, choices)} {plural}: {', '.join(choices)}.{after}"
        NotFound.__init__(self, words, slot=slot)
