"""Cut a Markdown list into its entries, by lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from flopwatch.domain import BadInput, clean_text

MAX_LINE = 20_000
_HEADING = re.compile(r"(#{1,6})[ \t]+(.{1,300})")
_ITEM = re.compile(r"([ \t]{0,12})[-*+][ \t]+(\S.*)")
_FENCE = re.compile(r"[ \t]{0,12}(`{3,}|~{3,})[ \t]*([A-Za-z0-9_-]{0,20})[ \t]*")
_SUMMARY = re.compile(r"<summary>(.{1,300}?)</summary>", re.IGNORECASE)
_NAMED = re.compile(r"(?:\*\*)?\[[^\[\]]{1,200}\]\((?!#)")  # an item that is the link of an entry
_LABEL = re.compile(r"[^\[\]()<>|]{1,60}")  # an item that can be the label of those below it
_PROSE = ("contents", "keys")
_LINK_DEFINITION = re.compile(r"\[[^\]]{1,100}\]:\s")


@dataclass
class ListEntry:
    """One entry of a list: its item line with the words below it, its block, and its line."""

    line: int
    headings: tuple[str, ...]
    kind: str
    words: list[str] = field(default_factory=list)
    block: list[str] | None = None

    @property
    def place(self) -> str:
        """The headings above it, outermost first, the list's own title left out."""
        return " / ".join(self.headings[1:] or self.headings)


def _kind_of_section(headings: tuple[str, ...]) -> str:
    """Return the kind of entries under these headings: `model`, `framework`, `survey`, `contents` or `keys`."""
    path = " / ".join(headings[1:]).casefold()
    if "contents" in path:
        return "contents"
    if "key" in path and "explanation" in path or "licen" in path or "contribut" in path:
        return "keys"
    if "framework" in path or "ecosystem" in path:
        return "framework"
    return "survey" if re.search(r"\bsurveys?\b", path) else "model"


class _Section:
    """The headings above a line, the outermost first."""

    def __init__(self) -> None:
        self._levels: list[tuple[int, str]] = []
        self.path: tuple[str, ...] = ()

    def enter(self, level: int, heading: str) -> None:
        """Enter a heading, which ends those of its level and below."""
        self._levels = [one for one in self._levels if one[0] < level] + [(level, heading)]
        self.path = tuple(name for _, name in self._levels)


def _closes(marks: str, words: str, fence: str) -> bool:
    """Return whether a line of fence marks ends the block that a fence began."""
    return marks.startswith(fence[0] * 3) and len(marks) >= len(fence) and not words


def _continues(line: str) -> bool:
    """Return whether a line goes on with the words of the item above: no quotation, HTML, or table of other models."""
    return bool(line.strip()) and not line.lstrip().startswith((">", "<")) and not line.startswith("|")


class _Scanner:
    """The state of a list while its lines are read."""

    def __init__(self) -> None:
        self.section = _Section()
        self.current: ListEntry | None = None
        self.fence = ""
        self.group = ""  # the label of the entries below: a `<summary>`, or an item with entries as its own items
        self.summarized = False  # whether the group is a `<summary>`, which holds to the end of its `<details>`
        self.indent = 0  # of the item that the current entry began with

    def take(self, number: int, line: str) -> Iterator[ListEntry]:
        """Take the next line; yield the entry that it ends."""
        opening = _FENCE.fullmatch(line)
        heading, item, summary = _HEADING.fullmatch(line), _ITEM.fullmatch(line), _SUMMARY.search(line)
        if self.fence:
            self._take_code(line, opening)
        elif opening:
            self.fence = opening[1]
            if self.current is None or self.current.block is not None or self.current.kind in _PROSE:
                yield from self._begin(ListEntry(number, self._path(), _kind_of_section(self.section.path)))
            if self.current is not None:
                self.current.block = []
        elif heading or summary or "</details>" in line:
            yield from self._begin(None)
            self.group, self.summarized = _plain(summary[1]) if summary else "", summary is not None
            if heading:
                self.section.enter(len(heading[1]), _plain(heading[2]))
        elif item and self._is_entry(item):
            yield from self._begin(
                ListEntry(number, self._path(), _kind_of_section(self.section.path), [item[2]]), len(item[1])
            )
        elif self.current is not None and self.current.block is None and _continues(line):
            self.current.words.append(line.strip())

    def _take_code(self, line: str, mark: re.Match[str] | None) -> None:
        if mark and _closes(mark[1], mark[2], self.fence):
            self.fence = ""
        elif self.current is not None and self.current.block is not None:
            self.current.block.append(line)

    def _begin(self, entry: ListEntry | None, indent: int = 0) -> Iterator[ListEntry]:
        if self.current is not None:
            yield self.current
        self.current, self.indent = entry, indent

    def _is_entry(self, item: re.Match[str]) -> bool:
        """Return whether an item is an entry: not indented, the first, level with the entry before, or one of a group.

        An item of plain words is the label of a group if the items below it are links.
        """
        indent, current = len(item[1]), self.current
        if not indent and not self.summarized:
            self.group = ""
        if not indent or current is None or current.kind in _PROSE:
            return True
        if current.block is not None:
            return False
        is_label = len(current.words) == 1 and _LABEL.fullmatch(current.words[0])
        if indent > self.indent and is_label and _NAMED.match(item[2]):
            self.group, self.summarized, self.current = _plain(current.words[0]).rstrip(":： "), False, None
            return True
        return indent == self.indent > 0

    def _path(self) -> tuple[str, ...]:
        return (*self.section.path, *([self.group] if self.group else []))


def _scan(text: str) -> Iterator[ListEntry]:
    """Cut the list into entries, by lines.

    Every fence belongs to the item above it unless that has one or a heading is between.
    """
    scanner = _Scanner()
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise BadInput(
                f"line {number} has {len(line)} characters; a list's line has at most {MAX_LINE}. Nothing was read. "
                "Is this a list?"
            )
        yield from scanner.take(number, line)
    if scanner.fence:
        raise BadInput(
            f"a code block opened with {scanner.fence!r} is never closed; nothing was read. Close it and try again."
        )
    if scanner.current is not None:
        yield scanner.current


def _plain(heading: str) -> str:
    """Return a heading's words without badges, tags of HTML and link targets."""
    words = re.sub(r"!\[[^\]]{0,200}\]\([^)]{0,500}\)|</?[a-zA-Z][^<>]{0,200}>", "", heading)
    words = re.sub(r"\[([^\[\]]{0,200})\]\([^)]{0,500}\)", r"\1", words)
    return clean_text(re.sub(r"[\[\]#*]", "", words))


def _is_entry(entry: ListEntry) -> bool:
    """Return whether this is an entry, not a table of contents or end matter."""
    return entry.kind != "contents" and not (entry.words and _LINK_DEFINITION.match(entry.words[0]))


def entries_in(text: str) -> Iterator[ListEntry]:
    """Yield the entries of a list, without its table of contents and end matter."""
    return filter(_is_entry, _scan(text.replace("\r\n", "\n").replace("\r", "\n")))


def title_of(text: str) -> str:
    """Return the first heading of a list without its marks, or ""."""
    headings = (_HEADING.fullmatch(line) for line in text.splitlines())
    return next((_plain(one[2]) for one in headings if one), "")
