"""The gate for YAML that strangers wrote: strings, lists and mappings of strings come through, and nothing
else.

docs/decisions/0003-yaml-gate.md says why no YAML loader is used.
"""

from __future__ import annotations

import re
from typing import NoReturn, Protocol, TypeAlias

import yaml
from yaml.events import (
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from flopwatch.domain import BadInput

YamlValue: TypeAlias = "str | list[YamlValue] | dict[str, YamlValue]"

# What YAML itself calls printable, less the two that only break lines (NEL, CR); escapes such as "\0" or
# "\ud800" can bring the others in through the back door.
_NO_TEXT = re.compile("[^\x09\x0a\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_SOURCE = re.compile("[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Errors other than its own that PyYAML's scanner raises on text that is not YAML. Seen: ValueError and
# OverflowError of chr() in "\UFFFFFFFF". The others are what its code could raise (reading past the end, a
# token that is None, an assertion), named one by one so that Ctrl-C or a fault of another kind is not taken
# for bad YAML.
_FOREIGN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)


def load_yaml(
    text: str | bytes,
    *,
    max_bytes: int = 1024 * 1024,
    max_depth: int = 16,
    max_nodes: int = 20_000,
    max_scalar: int = 64 * 1024,
    where: str = "YAML",
) -> YamlValue:
    """Read one YAML document as strings, lists and mappings of strings.

    Every scalar stays the text it was: `NO`, `1_000`, `.inf`, `12:30:45` and `2023-02-30` are not
    interpreted, and an empty value is the empty string. Refused are anchors, aliases, merge keys, tags,
    directives, repeated keys, keys that are not scalars, several documents, an empty document, control
    characters, and whatever exceeds a limit.

    Args:
        text: The document; bytes are UTF-8, with or without a byte order mark.
        max_bytes: Size of the whole document as UTF-8, looked at before anything is parsed.
        max_depth: Lists and mappings inside each other.
        max_nodes: Scalars, lists and mappings in all, keys included.
        max_scalar: Characters of one scalar.
        where: What to call the document in an error, such as its file.

    Returns:
        A mapping, a list or a string.

    Raises:
        BadInput: Naming line, column (both from 1) and what was refused. Nothing else is ever raised.

    Example:
        >>> load_yaml("model: {name: Example-70B, released: 2023-02-30, open: NO}")
        {'model': {'name': 'Example-70B', 'released': '2023-02-30', 'open': 'NO'}}
        >>> load_yaml("a: 1\\na: 2")
        Traceback (most recent call last):
        ...
        flopwatch.domain.errors.BadInput: YAML, line 2, column 1: key 'a' is at line 1 already; keep one
    """
    source = _checked_source(text, max_bytes, where)
    gate = _Gate(source, max_depth, max_nodes, max_scalar, where)
    try:
        return gate.value()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = ", ".join(filter(None, (error.context, error.problem)))
        raise _refusal(where, mark.line if mark else 0, mark.column if mark else 0, problem) from None
    except (yaml.YAMLError, *_FOREIGN) as error:
        raise _refusal(where, gate.line, gate.column, f"no YAML ({type(error).__name__}: {str(error)[:80]})") from None


def _checked_source(text: str | bytes, max_bytes: int, where: str) -> str:
    size = len(text)  # for str: characters, of which there are never more than bytes
    if size <= max_bytes and isinstance(text, str):
        size = len(text.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise _refusal(where, 0, 0, f"{size} bytes or more, above the limit of {max_bytes}; split it")
    if isinstance(text, bytes):
        raw = text
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line, column = _place(raw[: error.start].decode("utf-8"))
            kind = "UTF-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else f"byte {raw[error.start]:#04x}"
            raise _refusal(where, line, column, f"not UTF-8 ({kind}); save it as UTF-8") from None
    text = text.removeprefix("\ufeff")
    if found := _NO_SOURCE.search(text):
        line, column = _place(text[: found.start()])
        raise _refusal(where, line, column, f"{_named(found[0])} is refused; remove it")
    return text


def _place(before: str) -> tuple[int, int]:
    """Return line and column, from 0, of the position after this text."""
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def _named(character: str) -> str:
    code = ord(character)
    kind = "half a surrogate pair" if 0xD800 <= code <= 0xDFFF else "control or non-character"
    return f"{kind} U+{code:04X}"


def _refusal(where: str, line: int, column: int, why: str) -> BadInput:
    return BadInput(f"{where}, line {line + 1}, column {column + 1}: {why}")


class _Mark(Protocol):
    line: int
    column: int


class _Gate(Reader, Scanner, Parser):
    """PyYAML's pure Python scanner and parser, stopped at the first thing that we do not take.

    The C parser is not an option: it recurses, and 100 000 open brackets end the process. Nodes are never
    composed and objects never constructed, so there is no code that could expand an alias or guess a type.
    """

    def __init__(self, source: str, max_depth: int, max_nodes: int, max_scalar: int, where: str) -> None:
        self._limits = (max_depth, max_nodes, max_scalar)
        self._where = where
        Reader.__init__(self, source)
        Scanner.__init__(self)
        Parser.__init__(self)

    def _refuse(self, why: str, mark: _Mark | None = None) -> NoReturn:
        at: _Mark = mark or self.get_mark()
        raise _refusal(self._where, at.line, at.column, why)

    # The scanner calls these at the character itself, before the parser can do anything with it (an unknown
    # directive would not even reach the events).

    def fetch_directive(self) -> NoReturn:
        self._refuse("directives (%) are refused; remove the line")

    def fetch_anchor(self) -> NoReturn:
        self._refuse("anchors (&) are refused; write the value out, or quote it if it is text")

    def fetch_alias(self) -> NoReturn:
        self._refuse("aliases (*) are refused; write the value out, or quote it if it is text")

    def fetch_tag(self) -> NoReturn:
        self._refuse("tags (!) are refused; everything is text here. Quote it if it is text")

    def fetch_flow_collection_start(self, token_class: type) -> None:
        # The scanner looks up to 1 024 characters ahead of the events; a thousand brackets need not be looked
        # at.
        if self.flow_level >= self._limits[0]:
            self._refuse(f"nested deeper than {self._limits[0]}")
        super().fetch_flow_collection_start(token_class)

    # The events.

    def value(self) -> YamlValue:
        """Return the document's value."""
        builder = _Builder(self, *self._limits)
        documents = 0
        while self.check_event():
            event = self.get_event()  # type: ignore[no-untyped-call]
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse("a second document begins; one is allowed", event.start_mark)
            builder.take(event)
        if builder.root is None:
            self._refuse("the document is empty")
        return builder.root


class _Builder:
    """Builds the value out of events, with a stack of its own instead of recursion."""

    def __init__(self, gate: _Gate, max_depth: int, max_nodes: int, max_scalar: int) -> None:
        self._gate = gate
        self._max_depth, self._max_nodes, self._max_scalar = max_depth, max_nodes, max_scalar
        self._nodes = 0
        self._open: list[list[YamlValue] | dict[str, YamlValue]] = []
        self._keys: list[str | None] = []  # for each open mapping the key that waits for its value
        self._lines: list[dict[str, int]] = []  # for each open mapping the lines of its keys
        self.root: YamlValue | None = None

    def take(self, event: Event) -> None:
        """Take the next event."""
        if isinstance(event, ScalarEvent):
            self._count(event)
            self._scalar(event)
        elif isinstance(event, (SequenceStartEvent, MappingStartEvent)):
            self._count(event)
            if len(self._open) >= self._max_depth:
                self._gate._refuse(f"nested deeper than {self._max_depth}", event.start_mark)
            started: list[YamlValue] | dict[str, YamlValue] = [] if isinstance(event, SequenceStartEvent) else {}
            self._put(started, event)
            self._open.append(started)
            self._keys.append(None)
            self._lines.append({})
        elif isinstance(event, (SequenceEndEvent, MappingEndEvent)):
            self._open.pop()
            self._keys.pop()
            self._lines.pop()

    def _count(self, event: Event) -> None:
        self._nodes += 1
        if self._nodes > self._max_nodes:
            self._gate._refuse(f"more than {self._max_nodes} values; split the document", event.start_mark)

    def _scalar(self, event: ScalarEvent) -> None:
        text = event.value
        if len(text) > self._max_scalar:
            self._gate._refuse(
                f"a text of {len(text)} characters, above the limit of {self._max_scalar}", event.start_mark
            )
        if found := _NO_TEXT.search(text):
            self._gate._refuse(f"{_named(found[0])} in a quoted text is refused; remove the escape", event.start_mark)
        if not self._open and not text and event.style is None:
            self._gate._refuse("the document is empty", event.start_mark)
        self._put(text, event)

    def _put(self, value: YamlValue, event: Event) -> None:
        if not self._open:
            self.root = value
            return
        holder = self._open[-1]
        if isinstance(holder, list):
            holder.append(value)
        elif (key := self._keys[-1]) is not None:
            holder[key] = value
            self._keys[-1] = None
        else:
            self._key(value, event)

    def _key(self, key: YamlValue, event: Event) -> None:
        mark, lines = event.start_mark, self._lines[-1]
        if not isinstance(key, str):
            self._gate._refuse("a key that is a list or mapping is refused; keys are text", mark)
        if key == "<<":
            self._gate._refuse("merge keys (<<) are refused; write the entries out", mark)
        if key in lines:
            self._gate._refuse(f"key {key[:60]!r} is at line {lines[key] + 1} already; keep one", mark)
        lines[key] = mark.line if mark else 0
        self._keys[-1] = key
