"""Columns of a table of models: what a header means, and the scale it states for bare numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flopwatch.domain import clean_text
from flopwatch.sources.headers import NAME_HEADERS, closest_key, name_column
from flopwatch.sources.lists.translated_headers import TRANSLATED
from flopwatch.text import Order, order_of

NAME, DATE, LINK, TOKENS, SIZES, CHECKPOINTS = "name", "date", "link", "tokens", "sizes", "checkpoints"
# What a column holds: its name, a date, a link, an amount of text, or a key of an awesome list; and its headers as
# `fold_key` gives them, the preferred ones first.
HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (NAME, NAME_HEADERS),
    (
        "developer",
        ("organization", "organisation", "org", "developer", "developers", "company", "lab", "creator", "vendor")
        + ("maker", "provider", "author organization", "organizations", "developed by", "institution"),
    ),
    (
        "params",
        ("parameters", "params", "size", "model size", "parameter count", "number of parameters", "# parameters")
        + ("# params", "total parameters", "total params", "param count", "n params"),
    ),
    ("active params", ("active parameters", "active params", "activated parameters", "activated params")),
    (TOKENS, ("tokens", "training tokens", "tokens trained", "trained tokens", "token count", "number of tokens")),
    ("training data", ("training data", "data", "dataset size", "training dataset size", "data size")),
    (
        "training compute",
        ("training compute", "compute", "flop", "flops", "training flop", "training flops", "training computation"),
    ),
    (
        DATE,
        (
            "publication date",
            "release date",
            "release year",
            "release",
            "date",
            "released",
            "published",
            "announced",
            "launch date",
            "day",
            "year",
        ),
    ),
    ("training cost", ("training cost", "cost", "hardware", "training hardware", "gpus", "accelerators")),
    ("training time", ("training time", "duration")),
    ("field", ("domain", "modality", "field")),
    ("license", ("license", "licence", "license / terms of use")),
    ("context length", ("context length", "max context length", "context", "context window", "ctx")),
    ("architecture", ("architecture", "type")),
    ("base model", ("base model", "based on")),
    (CHECKPOINTS, ("checkpoints", "checkpoint", "huggingface", "hugging face", "weights", "model weights", "download")),
    (LINK, ("link", "url", "paper", "links", "source", "reference", "website", "announcement")),
)
_MEANINGS = {header: meaning for meaning, headers in (*HEADERS, *TRANSLATED) for header in headers}
_MARKS = re.compile(r"<br\s{0,3}/?>|\*{1,3}|`|\[\^[^\]]{1,20}\]")  # line breaks, emphasis, footnotes
_SIZED = ("params", TOKENS, "training data", "training compute", "context length")
_UNIT = re.compile(r"(.{1,60}?)[ ]?[(\[（]([^()\[\]（）]{1,20})[)\]）]")
# Units that a header states for its bare numbers.
_SCALES = {
    **dict.fromkeys(("b", "bn", "billion", "billions", "in billions", "billion parameters"), "B"),
    **dict.fromkeys(("milliards", "milliarden", "mrd", "mrd.", "mil millones", "bilhões", "млрд", "十亿", "10億"), "B"),
    **dict.fromkeys(("亿", "億", "억"), "亿"),
    **dict.fromkeys(("m", "million", "millions", "in millions", "millones", "mio.", "млн", "百万"), "M"),
    **dict.fromkeys(("t", "trillion", "trillions", "in trillions", "trillion tokens"), "T"),
    **dict.fromkeys(("k", "thousand", "thousands"), "K"),
    **dict.fromkeys(("flop", "flops"), " FLOP"),
    **dict.fromkeys(("petaflop", "petaflops", "pflop"), " petaFLOP"),
    **dict.fromkeys(("usd", "$", "us$"), " USD"),
    **dict.fromkeys(("days",), " days"),
    **dict.fromkeys(("hours", "h"), " hours"),
}


@dataclass(frozen=True)
class Column:
    """One column that is read: its place, its header, its meaning, the scale of its bare numbers, and its order of
    day and month."""

    index: int
    header: str
    meaning: str
    scale: str = ""
    order: Order = "day-first"


def columns_of(row: Sequence[str]) -> tuple[list[Column], list[str]]:
    """Return the columns that are read and the headers of the others: one column of names, the best by its header, and
    the first of those under one header.
    """
    columns: list[Column] = []
    unread: list[str] = []
    headers = [clean_text(cell[:80]) for cell in row]
    meanings = [meaning_of(header) for header in headers]
    named = name_column([one if meaning == NAME else "" for one, (meaning, _) in zip(headers, meanings, strict=True)])
    if named is None and headers and not headers[0] and sum(meaning != "" for meaning, _ in meanings) > 1:
        named, meanings[0] = 0, (NAME, "")  # the corner above the names is often left empty
    if named is None and meanings and meanings[0][0] == "base model" and sum(one in _SIZED for one, _ in meanings) > 1:
        named, meanings[0] = 0, (NAME, "")  # a table of bases
    for index, (header, (meaning, scale)) in enumerate(zip(headers, meanings, strict=True)):
        doubled = header.casefold() in {one.casefold() for one in headers[:index]}
        second = index != named if meaning == NAME else meaning == DATE and any(c.meaning == DATE for c in columns)
        if meaning and not second and not doubled:
            columns.append(Column(index, header, meaning, scale))
        elif header:
            unread.append(f"{header} (a second column of this header)" if doubled else header)
    return columns, unread


def meaning_of(header: str) -> tuple[str, str]:
    """Return what a header means and the scale it states; ("", "") if it is not known."""
    header = clean_text(_MARKS.sub(" ", header))
    match = _UNIT.fullmatch(header)
    scale = _SCALES.get(match[2].strip().casefold(), "") if match else ""
    named = match[1] if match and scale else header
    known, _ = closest_key(named, _MEANINGS)
    return (_MEANINGS[known], scale) if known else ("", "")


def ordered(column: Column, below: Sequence[tuple[int, Sequence[str]]]) -> Column:
    """Return a column of dates with the order of day and month that its unmistakable dates have."""
    if column.meaning != DATE:
        return column
    order = order_of(row[column.index] for _, row in below if column.index < len(row))
    return Column(column.index, column.header, DATE, "", "month-first" if order == "month-first" else "day-first")
