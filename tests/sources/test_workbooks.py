"""Workbooks: the cells of the first filled sheet as a table; formulas are text; hostile archives are refused."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from flopwatch import sources
from flopwatch.domain import BadInput
from flopwatch.sources import workbooks
from flopwatch.sources.workbooks import csv_of_workbook, is_workbook

ROWS = (
    ("Model", "Organization", "Parameters", "Mood"),
    ("Atlas-1", "Acme", 7e9, "good"),
    ("Atlas-2", "Acme", "70B", ""),
)


def workbook(*sheets: Iterable[Iterable[object]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    book.save(out)
    return out.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return an archive with some of its parts replaced, or more of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *parts)):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return out.getvalue()


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_of_workbook(data, "a.xlsx")[0].decode())))


def test_a_workbook_gives_the_claims_of_the_same_table_as_csv_and_names_the_sheets_not_read():
    table = "\n".join(",".join("7000000000" if one == 7e9 else str(one) for one in row) for row in ROWS).encode()
    plain = sources.read_bytes("plain-table", "a.csv", table)
    book = sources.read_bytes("plain-table", "a.xlsx", workbook([], ROWS, [["notes"]]))
    assert [(one.subject, one.field, one.value) for one in book.claims] == [
        (one.subject, one.field, one.value) for one in plain.claims
    ]
    assert (book.read, book.claimed, book.source) == (plain.read, plain.claimed, plain.source)
    assert book.notes == (*plain.notes, "sheet read: 'Sheet1'", "sheet not read: 'Sheet2'")


def test_a_formula_is_text_and_states_no_number():
    book = workbook([("Model", "Parameters", "Training compute (FLOP)"), ("Atlas-1", "7B", "=6*7e9*2e12")])
    assert rows_of(book)[1] == ["Atlas-1", "7B", "=6*7e9*2e12"]
    read = sources.read_bytes("plain-table", "a.xlsx", book)
    assert [one.field for one in read.claims] == ["parameters"]
    assert any("'=6*7e9*2e12' is set aside: a formula is not computed" in one for one in read.notes)
    assert "cells that hold a formula: 1; they are read as its text, and nothing is computed" in read.notes
    read = sources.read_bytes(
        "plain-table", "a.csv", b'Model,Parameters\n"=HYPERLINK(""http://x"",""y"")",7B\nAtlas,=B2*2\n'
    )
    assert (read.claims, read.quarantined[0].reason[:33]) == ((), "has a formula for its name, which")


def test_days_truths_and_gaps_are_written_as_in_csv():
    assert rows_of(workbook([("a", None, dt.date(2026, 3, 2), True, 3.8e25, 0.1), (), ("x\ny", 5)])) == [
        ["a", "", "2026-03-02", "TRUE", "3.8e+25", "0.1"],
        [""],
        ["x\ny", "5"],
    ]


PLAIN = workbook(ROWS)
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({SHEET: b"<a>" + b" " * 3_000_000 + b"</a>"}, "packed into"),
        ({f"x{n}.bin": bytes(1) for n in range(2001)}, "parts and"),
        ({SHEET: b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "document type"),
        (
            {"xl/workbook.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")},
            "document type",
        ),
        ({SHEET: b"<worksheet><sheetData><row"}, "damaged"),
        ({"xl/workbook.xml": b"no markup"}, "damaged"),
        ({"[Content_Types].xml": b"<Types/>"}, "damaged|no sheet"),
        ({SHEET: b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'}, "no sheet"),
    ],
)
def test_a_hostile_or_damaged_workbook_is_refused_with_the_next_step(parts, words):
    with pytest.raises(BadInput, match=words) as refused:
        csv_of_workbook(with_parts(PLAIN, parts), "a.xlsx")
    assert str(refused.value).startswith("a.xlsx")


def test_a_row_far_below_ends_the_reading_at_the_cap(monkeypatch):
    monkeypatch.setattr(workbooks, "_MOST_ROWS", 50)
    row = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        far = archive.read(SHEET).replace(b"</sheetData>", row)
    with pytest.raises(BadInput, match="row 51: the sheet has more than 50 rows"):
        csv_of_workbook(with_parts(PLAIN, {SHEET: far}), "a.xlsx")


@settings(max_examples=25)
@given(st.integers(0, len(PLAIN) - 1), st.integers(1, 255))
def test_a_flipped_byte_never_ends_in_another_error(at, flip):
    data = bytearray(PLAIN)
    data[at] ^= flip
    try:
        if is_workbook(bytes(data)):
            csv_of_workbook(bytes(data), "a.xlsx")
    except BadInput:
        pass
