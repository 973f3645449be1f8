"""Open a text table (CSV, TSV, `;`): decode it, find its separator, cap its size. Every reader uses this.

Cells are counted while rows are read, padding included, so that a small file cannot become gigabytes: one wide row
would pad every other row to its width.
"""

from __future__ import annotations

import csv
import html
import io
import re
import threading
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from flopwatch.domain import BadInput, clean_text

SEPARATORS = (",", ";", "\t", "|")
SPREADSHEET = "sep="  # a spreadsheet's own first line: sep=;
_SAMPLE = 65_536  # characters in which the separator is looked for
_SAMPLE_ROWS = 20
_MOST_WORKBOOK = 1_000_000  # bytes of a workbook's list of sheets
_SHEET = re.compile(r"""<sheet [^<>]{0,500}?name="([^"<>]{1,200})\"""")
_BOM = b"\xef\xbb\xbf"
_csv_limit = threading.Lock()  # the csv module keeps one limit for the whole process


@dataclass(frozen=True)
class Caps:
    """The largest table that is read.

    Args:
        size: Of the file, in bytes; the largest export seen has 4 MB.
        rows: Rows.
        columns: Cells of one row.
        cells: Cells in all; where a table is turned, rows × its widest row.
    """

    size: int = 64 * 2**20
    rows: int = 500_000
    columns: int = 10_000
    cells: int = 4_000_000


DEFAULT = Caps()


def open_table(data: bytes, place: str, caps: Caps | None = None, *, separator: str = "") -> list[list[str]]:
    """Read the rows of a table, blank lines as empty rows.

    Args:
        data: The file's bytes: UTF-8, with or without a byte order mark.
        place: What they came from, for messages.
        caps: The largest table that is read; None for `DEFAULT`.
        separator: What separates the cells; "" to find it.

    Raises:
        BadInput: If the bytes are too many, no UTF-8, no table, or a table above the caps; the message names the byte,
            the line or the cap.

    Example:
        >>> open_table(b"Model;Parameters\\nExample-1;7e9\\n", "a.csv")
        [['Model', 'Parameters'], ['Example-1', '7e9']]
    """
    caps = caps or DEFAULT
    text = _text(data, place, caps)
    separator = separator or separator_of(text)
    rows: list[list[str]] = []
    cells = 0
    with _csv_limit:
        previous = csv.field_size_limit(caps.size)
        try:
            # strict: without it a quote that is never closed would swallow the rest of the file in silence
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
            line = 1
            for row in reader:
                rows.append(row)
                cells += len(row)
                if why := _too_much(len(rows), len(row), cells, caps, line):
                    raise BadInput(f"{why} Nothing was read.", place=place)
                line = reader.line_num + 1
        except csv.Error as error:
            raise BadInput(
                f"the row that starts at line {line} is not CSV ({error}). Is a quote left open there?", place=place
            ) from error
        finally:
            csv.field_size_limit(previous)
    return rows


def text_of(data: bytes, place: str) -> str:
    """Return the text of a file that should hold a table.

    Raises:
        BadInput: If the bytes are too many or no UTF-8.
    """
    return _text(data, place, DEFAULT)


def separator_in(data: bytes, place: str, wanted: Sequence[str] = ()) -> str:
    """Return what separates the cells of a file, as `separator_of` finds it.

    Raises:
        BadInput: If the bytes are too many or no UTF-8.
    """
    return separator_of(_text(data, place, DEFAULT), wanted)


def separator_of(text: str, wanted: Sequence[str] = ()) -> str:
    """Return what separates the cells: the mark by which one of the first rows holds every header asked for; else a
    comma, unless most rows of the beginning have one width by another mark alone.

    Args:
        text: The table.
        wanted: Headers, in any case; none to go by the widths alone.

    Example:
        >>> separator_of("Model\\tSize\\nExample-1\\t7,5\\n"), separator_of("Model,Size; notes\\nExample-1,7\\n")
        ('\\t', ',')
    """
    sample = text[:_SAMPLE]
    stated = sample[len(SPREADSHEET) :][:1] if sample.startswith(SPREADSHEET) else ""
    names = {clean_text(name[:300]).casefold() for name in wanted}
    for mark in sorted(SEPARATORS, key=lambda one: one != stated) if names else ():
        if any(names <= {clean_text(cell[:300]).casefold() for cell in row} for row in _first_rows(sample, mark)):
            return mark
    if stated in SEPARATORS:
        return stated
    shapes = {mark: _shape(sample, mark) for mark in SEPARATORS}
    width, share = shapes[","]
    if width > 1 and share >= 0.5:
        return ","
    best = max(SEPARATORS, key=lambda mark: (shapes[mark][0] > 1, shapes[mark][1], shapes[mark][0], mark == ","))
    return best if shapes[best][0] > 1 else ","


def _shape(sample: str, mark: str) -> tuple[int, float]:
    """Return the width of the first row by a mark, and the share of the rows after it that are as wide."""
    header, *below = [len(row) for row in _first_rows(sample, mark)] or [0]
    return header, below.count(header) / len(below) if below else 1.0


def _first_rows(sample: str, mark: str) -> list[list[str]]:
    """Return the first filled rows of a sample by a mark."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=mark):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) > _SAMPLE_ROWS:
                break
    except csv.Error:
        pass  # the sample may end inside a quote, or hold a longer cell than a sample needs
    return rows


def _too_much(rows: int, width: int, cells: int, caps: Caps, line: int) -> str:
    """Return which cap a table is above, in words, or ""."""
    if rows > caps.rows:
        return f"more than {caps.rows} rows. Split the file."
    if width > caps.columns:
        return f"the row at line {line} has {width} cells, more than {caps.columns}."
    if cells > caps.cells:
        return f"more than {caps.cells} cells by line {line}. Split the file."
    return ""


def turned(rows: Sequence[Sequence[str]], place: str, caps: Caps = DEFAULT) -> list[list[str]]:
    """Return a table with its columns as rows; short rows are filled with empty cells.

    Raises:
        BadInput: If filled up it would have more cells than the caps allow; nothing is built then.
    """
    width = max((len(row) for row in rows), default=0)
    if len(rows) * width > caps.cells:
        raise BadInput(
            f"{len(rows)} rows × {width} columns are more than the {caps.cells} cells a table may have. "
            "Nothing was read; split the file.",
            place=place,
        )
    return [[row[i] if i < len(row) else "" for row in rows] for i in range(width)]


def _text(data: bytes, place: str, caps: Caps) -> str:
    if len(data) > caps.size:
        raise BadInput(f"{len(data)} bytes are more than the {caps.size} a table may have.", place=place)
    if data.startswith(b"PK\x03\x04"):
        words = f"is not CSV but {_archive(data)}. Nothing was read; save the sheet as CSV in UTF-8."
        raise BadInput(words, place=place)
    body = data.removeprefix(_BOM)
    if (at := body.find(0)) >= 0:
        raise BadInput(f"byte {at} is zero: a binary file or UTF-16. Save it as CSV in UTF-8.", place=place)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + len(data) - len(body)
        raise BadInput(
            f"byte {at} ({data[at]:#04x}) is not UTF-8. Save the file as CSV in UTF-8.", place=place
        ) from error


def _archive(data: bytes) -> str:
    """Return what a zip archive is, in words: a workbook with the names of its sheets, as far as they can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("xl/workbook.xml") as file:
            text = file.read(_MOST_WORKBOOK).decode("utf-8", "replace")
    except (KeyError, OSError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return "a zip archive"
    names = [clean_text(html.unescape(one))[:40] for one in _SHEET.findall(text)]
    shown = ", ".join(repr(one) for one in names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
    return f"a workbook of {len(names)} sheets ({shown})"
