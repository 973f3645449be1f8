"""Workbooks (.xlsx) as tables: the first sheet that holds anything, as CSV, for the readers of tables.

A workbook is a zip archive of XML by strangers. Its sizes are looked at before any part is unpacked, a part that
declares a document type is refused, and a formula is read as its text: nothing in a workbook is computed.
"""

from __future__ import annotations

import csv
import datetime as dt
import importlib
import io
import zipfile
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flopwatch.domain import BadInput, clean_text

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

ZIP = b"PK\x03\x04"  # the first bytes of a zip archive
_BOOK = "xl/workbook.xml"
_MOST_PARTS = 2_000  # files in the archive
_MOST_BYTES = 64 * 2**20  # of all parts together, unpacked
_MOST_RATIO = 200  # unpacked ÷ packed; sheets of numbers have some 10
_RATIO_FROM = 2**20  # unpacked bytes below which the ratio says nothing
_MOST_ROWS, _MOST_COLUMNS, _MOST_CELLS = 100_000, 1_000, 2_000_000
_MARKUP = (".xml", ".rels")
_DAMAGED = (KeyError, OSError, ValueError, TypeError, AttributeError, IndexError, NotImplementedError, RuntimeError)
_NOTHING = "Nothing was read"


def is_workbook(data: bytes) -> bool:
    """Return whether these bytes are a zip archive with a workbook in it.

    Example:
        >>> is_workbook(b"Model,Parameters")
        False
    """
    if not data.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _BOOK in archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile):
        return False


def csv_of_workbook(data: bytes, place: str) -> tuple[bytes, list[str]]:
    """Return the first sheet of a workbook that holds anything as CSV in UTF-8, and notes on what was not read.

    Args:
        data: The workbook's bytes.
        place: What they came from, for messages.

    Raises:
        BadInput: If it is damaged, too large unpacked, declares a document type, or holds nothing, or if the library
            that reads it is not installed.
    """
    _check_archive(data, place)
    try:
        library = importlib.import_module("openpyxl")
    except ImportError as error:
        raise BadInput(
            "the reader of workbooks is not installed. Install it with the extra: pip install "
            "'flopwatch[spreadsheets]'; or save the sheet as CSV in UTF-8.",
            place=place,
        ) from error
    try:
        book = library.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            return _first_sheet(book, place)
        finally:
            book.close()
    except (*_DAMAGED, zipfile.BadZipFile, zlib.error, EOFError, SyntaxError) as error:  # XML's errors are SyntaxErrors
        if isinstance(error, BadInput):
            raise
        words = f"the workbook is damaged ({clean_text(str(error))[:100]}). {_NOTHING}; save the sheet as CSV in UTF-8."
        raise BadInput(words, place=place) from error


def _check_archive(data: bytes, place: str) -> None:
    """Refuse an archive by its list of contents, then by its markup, before it is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            total = sum(one.file_size for one in parts)
            if len(parts) > _MOST_PARTS or total > _MOST_BYTES:
                raise BadInput(
                    f"unpacked the workbook has {len(parts)} parts and {total} bytes; at most {_MOST_PARTS} and "
                    f"{_MOST_BYTES} are read. {_NOTHING}; save the sheet as CSV in UTF-8.",
                    place=place,
                )
            for one in parts:
                if one.file_size > max(_RATIO_FROM, _MOST_RATIO * one.compress_size):
                    raise BadInput(
                        f"{clean_text(one.filename)[:60]!r} in the workbook is {one.file_size} bytes packed into "
                        f"{one.compress_size}, as no sheet of facts is. {_NOTHING}; save the sheet as CSV in UTF-8.",
                        place=place,
                    )
                if one.filename.casefold().endswith(_MARKUP):
                    _refuse_document_type(archive.read(one), one.filename, place)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise BadInput(
            f"the workbook is damaged ({clean_text(str(error))[:100]}). {_NOTHING}; save it again.", place=place
        ) from error


def _refuse_document_type(markup: bytes, name: str, place: str) -> None:
    if b"<!" in markup.replace(b"\0", b"").replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        raise BadInput(
            f"{clean_text(name)[:60]!r} in the workbook declares a document type, which is not read. {_NOTHING}; "
            "save the sheet as CSV in UTF-8.",
            place=place,
        )


def _first_sheet(book: Workbook, place: str) -> tuple[bytes, list[str]]:
    read: bytes | None = None
    notes: list[str] = []
    for sheet in book.worksheets:
        if read is not None:
            notes.append(f"sheet not read: {clean_text(sheet.title)[:60]!r}")
            continue
        table, formulas = _table(sheet.iter_rows(max_row=_MOST_ROWS + 1, max_col=_MOST_COLUMNS + 1), place)
        if table:
            read = table
            notes.append(f"sheet read: {clean_text(sheet.title)[:60]!r}")
            if formulas:
                notes.append(
                    f"cells that hold a formula: {formulas}; they are read as its text, and nothing is computed"
                )
    if read is None:
        raise BadInput("no sheet of the workbook holds a cell. Give a table with a header row.", place=place)
    return read, notes


def _table(rows: Iterable[Iterable[object]], place: str) -> tuple[bytes, int]:
    """Return the rows as CSV, b"" if every cell is empty, and the number of formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    cells = formulas = 0
    filled = False
    for number, row in enumerate(rows, 1):
        texts = []
        for cell in row:
            formulas += getattr(cell, "data_type", "") == "f"
            texts.append(_text(getattr(cell, "value", None)))
        while texts and not texts[-1]:
            texts.pop()
        cells += len(texts)
        if number > _MOST_ROWS or len(texts) > _MOST_COLUMNS or cells > _MOST_CELLS:
            raise BadInput(
                f"row {number}: the sheet has more than {_MOST_ROWS} rows, {_MOST_COLUMNS} columns or {_MOST_CELLS} "
                f"cells. {_NOTHING}; split the file.",
                place=place,
            )
        filled = filled or bool(texts)
        writer.writerow(texts or [""])
    return (out.getvalue().encode() if filled else b""), formulas


def _text(value: object) -> str:
    """Return a cell as it would be written in CSV: a day as ISO date, a number by its shortest digits."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).upper()
    return "".join(mark for mark in str(getattr(value, "text", value)) if mark >= " " or mark in "\n\t").strip()
