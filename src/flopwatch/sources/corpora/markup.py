"""Text of HTML in one pass without a tree: blocks by lines, rows of tables as Markdown, no navigation."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape

# Elements whose content is no text of a page. A raw one hides all tags up to its end.
_RAW = frozenset("script style textarea title xmp iframe noembed noframes".split())
_ASIDE = frozenset("nav footer aside noscript template svg select button dialog".split())
_BLOCKS = frozenset(
    """address article blockquote body br caption center dd details div dl dt fieldset figcaption figure form h1 h2 h3
    h4 h5 h6 head header hr html legend li main menu ol option p pre section summary tfoot ul""".split()
)
_PLAIN, _BLOCK, _SKIPPED, _LINK, _CELL, _ROW, _COMMENT, _SIGN = range(8)
_KINDS: dict[str, int] = (
    dict.fromkeys((mark + name + end for name in _BLOCKS for mark in ("", "/") for end in ("", "/")), _BLOCK)
    | dict.fromkeys(("tr", "/tr", "table", "/table", "tbody", "/tbody", "thead", "/thead"), _ROW)
    | dict.fromkeys(_RAW | _ASIDE, _SKIPPED)
    | {"a": _LINK, "/a": _LINK, "td": _CELL, "th": _CELL, "!--": _COMMENT}
)
_LONGEST_NAME = 12  # characters of a tag's name
_MOST_LINKED = 0.5  # share of a block's characters; above it the block is a menu or a list of other pages
_LONGEST_CELL = 400  # characters; a table with longer cells is layout, its cells are blocks


class _Blocks:
    """The text so far: finished lines, the parts of the block that is being read, and the row of a table around it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.parts: list[str] = []
        self.linked = 0  # characters of the parts that are in links
        self._row: list[list[str]] = []

    def end_block(self) -> None:
        """Keep the block that was read, unless it is empty or mostly links."""
        whole = "".join(self.parts)
        menu = self.linked > _MOST_LINKED * len(whole)
        self.parts.clear()
        self.linked = 0
        if menu:
            return
        text = " ".join((unescape(whole) if "&" in whole else whole).split())
        if text:
            (self._row[-1] if self._row else self.lines).append(text)

    def begin_cell(self) -> None:
        self.end_block()
        self._row.append([])

    def end_row(self) -> None:
        """Keep a row as one line of Markdown; of a table that is layout, its cells as blocks."""
        self.end_block()
        row, self._row = self._row, []
        if sum(map(bool, row)) > 1 and all(len(cell) < 2 and len("".join(cell)) <= _LONGEST_CELL for cell in row):
            self.lines.append(f"| {' | '.join(''.join(cell).replace('|', '/') for cell in row)} |")
        else:
            self.lines += [text for cell in row for text in cell]


def text_of_markup(markup: str) -> str:
    """Return the text of a page's blocks, one a line, without scripts, menus and lists of links; time is linear.

    Args:
        markup: HTML, well formed or not.

    Example:
        >>> text_of_markup("<nav>Home</nav><p>It has <b>70</b>&nbsp;billion<br>parameters</p><a href=/b>More</a>")
        'It has 70 billion\\nparameters'
    """
    blocks = _Blocks()
    first, *pieces = markup.split("<")
    blocks.parts.append(first)
    shown: dict[str, int] = {}
    at = 0
    while (at := _read(pieces, at, _KINDS | shown, blocks)) < len(pieces):
        shown[_name_of(pieces[at])] = _BLOCK
    blocks.end_row()
    return "\n".join(blocks.lines)


def _read(pieces: Sequence[str], start: int, kinds: dict[str, int], blocks: _Blocks) -> int:
    """Read what follows each "<"; return the place of an element that hides the rest as it is never closed, or the end.

    A raw element hides the rest in a browser too.
    """
    parts, linked, until, hidden = blocks.parts, False, "", len(pieces)
    for at in range(start, len(pieces)):
        piece = pieces[at]
        if until:
            if until == "-->":
                if until not in piece:
                    continue
                piece = "b>" + piece.partition(until)[2]
            elif piece[:1] != "/" or piece[: len(until)].lower() != until:
                continue
            until, hidden = "", len(pieces)
        head, _, words = piece.partition(">")
        kind = kinds.get(head)
        if kind is None:
            kind = kinds[head] = _kind_of(head, kinds)
        if kind == _BLOCK:
            if parts:
                blocks.end_block()
        elif kind == _LINK:
            linked = head[:1] != "/"
        elif kind == _ROW:
            blocks.end_row()
        elif kind == _CELL:
            blocks.begin_cell()
        elif kind == _SIGN:
            words = f"<{piece}"
        elif kind == _COMMENT:
            words = piece.partition("-->")[2]
            until, hidden = ("", len(pieces)) if "-->" in piece else ("-->", at)
        elif kind == _SKIPPED:
            name = _name_of(head)
            until, hidden = f"/{name}", len(pieces) if name in _RAW else at
            continue
        if words and (parts or not words.isspace()):
            parts.append(words)
            if linked:
                blocks.linked += len(words)
    return hidden


def _kind_of(head: str, kinds: dict[str, int]) -> int:
    name = _name_of(head)
    if name == "a" and "href" not in head.lower():
        return _PLAIN  # a mark in the page, often without an end
    if not name[:1].isalpha() and name[:1] not in ("/", "!", "?"):
        return _SIGN
    return kinds.get(name, _PLAIN)


def _name_of(head: str) -> str:
    """Return the name of a tag; "!--" of a comment, "" of a sign of less."""
    if head.startswith("!--"):
        return "!--"
    return head[:_LONGEST_NAME].split(None, 1)[0].partition(">")[0].lower() if head[:1].strip() else ""
