"""The gate for XML that strangers wrote: elements, attributes and text come through; no document type, no entities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from flopwatch.domain import BadInput

MAX_BYTES = 64 * 2**20
MAX_DEPTH = 64
MAX_NODES = 2_000_000
_MAX_TEXT = 1_000_000  # characters of one element


@dataclass
class Element:
    """One element. Names are without their prefix: who wrote `dc:title` or `title` differs from feed to feed.

    Args:
        name: Its name.
        attributes: Attributes by name, prefixes kept.
        text: Its own text and that of the elements inside, in order.
        children: The elements inside.
    """

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def first(self, *names: str) -> Element | None:
        """Return the first child of one of these names, in the order of the names; None if there is none."""
        return next((child for name in names for child in self.children if child.name == name), None)

    def every(self, name: str) -> list[Element]:
        """Return the children of that name."""
        return [child for child in self.children if child.name == name]

    def said(self, *names: str) -> str:
        """Return the text of the first child of one of these names that has any, blanks collapsed; "" if none has."""
        texts = (" ".join(child.text.split()) for name in names for child in self.every(name))
        return next((text for text in texts if text), "")

    def within(self, name: str) -> Iterator[Element]:
        """Yield every element of that name below this one, in order."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.within(name)


def load_xml(data: bytes, where: str, *, max_bytes: int = MAX_BYTES) -> Element:
    """Read a document; return its root.

    Raises:
        BadInput: If it is not well-formed, declares a document type (the way to entities that grow without end or
            name files of this machine), is nested deeper than `MAX_DEPTH`, or exceeds a limit.

    Example:
        >>> load_xml(b"<a><b x='1'>two <i>words</i></b></a>", "a.xml").said("b")
        'two words'
        >>> load_xml(b"<!DOCTYPE a><a/>", "a.xml")
        Traceback (most recent call last):
        ...
        flopwatch.domain.errors.BadInput: a.xml: declares a document type, which is not read. Nothing was read.
    """
    if len(data) > max_bytes:
        raise BadInput(f"{where}: {len(data)} bytes; XML of at most {max_bytes} is read. Nothing was read.")
    builder = _Builder(where)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.words
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise BadInput(
            f"{where}: not well-formed XML ({expat.ErrorString(error.code)}, line {error.lineno}). Nothing was read."
        ) from error
    except (ValueError, LookupError) as error:  # an encoding that there is not
        raise BadInput(f"{where}: not XML that can be decoded ({str(error)[:100]}). Nothing was read.") from error
    return builder.root


class _Builder:
    """Builds the elements with a stack of its own: expat calls it, nothing recurses."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._open: list[tuple[Element, list[str]]] = []
        self._nodes = 0
        self.root = Element("")

    def refuse(self, *_: object) -> None:
        raise BadInput(f"{self._where}: declares a document type, which is not read. Nothing was read.")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES or len(self._open) >= MAX_DEPTH:
            raise BadInput(
                f"{self._where}: more than {MAX_NODES} elements, or nested deeper than {MAX_DEPTH}. Nothing was read."
            )
        element = Element(name.rpartition(":")[2], attributes)
        if self._open:
            self._open[-1][0].children.append(element)
        else:
            self.root = element
        self._open.append((element, []))

    def words(self, text: str) -> None:
        self._open[-1][1].append(text)

    def end(self, _: str) -> None:
        element, parts = self._open.pop()
        element.text = "".join(parts)[:_MAX_TEXT]
        if self._open:
            self._open[-1][1].append(element.text)
