"""Printing of results: data to stdout, messages to stderr."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any
from unicodedata import combining, east_asian_width

import msgspec
import typer

from flopwatch.cli.options import Format
from flopwatch.domain import counted, disarmed, shown_safely


def say(words: str) -> None:
    """Print a message on stderr, without control marks: it may quote outside text."""
    typer.echo(shown_safely(words), err=True)


def say_some(lines: Sequence[str], *, most: int = 200, rest: str = "--json has them all.") -> None:
    """Print lines for people on stderr; of many the first `most`, how many more there are, and where they are."""
    for line in lines[:most]:
        say(line)
    if len(lines) > most:
        say(f"… and {len(lines) - most} more lines such as the last; {rest}")


def tell(words: str) -> None:
    """Print an answer on stdout, without control marks."""
    typer.echo(shown_safely(words))


def show_json(answer: object) -> None:
    """Print an answer as JSON on stdout."""
    plain = msgspec.json.decode(answer) if isinstance(answer, msgspec.Raw) else msgspec.to_builtins(answer)
    typer.echo(json.dumps(plain, ensure_ascii=False, indent=2))


def show_rows(answers: Sequence[object], form: Format, columns: Sequence[str], *, spare: Sequence[str] = ()) -> None:
    """Print rows as a table of the columns, as JSON with every key, or as CSV with every key.

    In a pipe, unless COLUMNS is set, tabs separate the table's columns and numbers have all digits.

    Args:
        answers: The rows.
        form: The format.
        columns: Columns of the table, in order.
        spare: Those that a narrow screen lacks, the first to go first; all but the first column by default, from the
            right.
    """
    rows: list[dict[str, Any]] = msgspec.to_builtins(answers)
    if form is Format.json:
        show_json(rows)
    elif form is Format.csv:
        _csv([_spread(row) for row in rows], columns)
    elif (screen := screen_width()) is None:
        _tsv([_spread({one: row.get(one) for one in columns}) for row in rows], columns)
    else:
        _table(rows, columns, spare or tuple(reversed(columns[1:])), screen)
    if form is Format.table:
        say(counted(len(rows), "row"))


def _csv(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    """Print rows as CSV, numbers with all digits."""
    keys = _keys(rows, columns)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(keys)
    writer.writerows([[_csv_cell(row.get(key)) for key in keys] for row in rows])


def _tsv(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    """Print rows as TSV, numbers with all digits; in cells blanks replace tabs and line breaks: TSV has no quotes."""
    keys = _keys(rows, columns)
    cells = ([_csv_cell(row.get(key)) for key in keys] for row in rows)
    lines: list[Sequence[object]] = [keys, *cells]
    for line in lines:
        typer.echo("\t".join("" if one is None else _printable(" ".join(str(one).split())) for one in line))


def _keys(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> list[str]:
    """Return the columns of all rows; an interval that some rows lack is its three columns only."""
    keys = list(dict.fromkeys(key for row in rows for key in row)) or list(columns)
    return [one for one in keys if f"{one}_{_QUANTILES[0]}" not in keys]


_QUANTILES = ("p5", "p50", "p95")


def _is_interval(value: object) -> bool:
    return isinstance(value, dict) and set(value) == set(_QUANTILES)


def _spread(row: dict[str, Any]) -> dict[str, Any]:
    """Replace each interval of a row by three columns: `_p5`, `_p50`, `_p95`."""
    out: dict[str, Any] = {}
    for key, value in row.items():
        if _is_interval(value):
            out |= {f"{key}_{p}": value[p] for p in _QUANTILES}
        else:
            out[key] = value
    return out


def _csv_cell(value: object) -> object:
    """Return a CSV value: numbers with all digits, and no text that a spreadsheet would run as a formula."""
    if value is None or isinstance(value, int | float):
        return value
    return disarmed(_text(value))


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[str], spare: Sequence[str], screen: int) -> None:
    """Print rows in columns as wide as their longest cell; columns that do not fit the screen are left out."""
    texts = {
        column: [column.replace("_", " "), *(_printable(cell(row.get(column))) for row in rows)] for column in columns
    }
    kept = _fitting(texts, spare, screen)
    widths = _widths([texts[one] for one in kept], screen)
    lines = zip(*(texts[one] for one in kept), strict=True)
    out = ["\n".join(_fold(line, widths)) for line in lines]
    typer.echo("\n".join([typer.style(out[0], bold=True), *out[1:]]))
    if hidden := [one.replace("_", " ") for one in columns if one not in kept]:
        say(f"{screen} columns of text leave no room for {', '.join(hidden)}: --format csv or --json has all.")


_GAP = "  "
_NEVER_WRAPPED = 20  # columns up to this width are not wrapped
_LONGEST_WORD = 32
_BREAK = re.compile(r"(?<=[^\W\d_][/-])(?=\S)|(?<=\s)(?=\S)")


def screen_width() -> int | None:
    """Return the width of the screen, in columns: COLUMNS if it is set, else the terminal's; None for a pipe."""
    if os.environ.get("COLUMNS", "").isdecimal() or sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return None


def _fitting(texts: dict[str, list[str]], spare: Sequence[str], screen: int) -> list[str]:
    """Return the columns that fit a screen without breaking a word, after leaving out spare ones."""
    kept = list(texts)
    least = {one: _least(some) for one, some in texts.items()}
    for one in spare:
        if sum(least[column] for column in kept) + len(_GAP) * (len(kept) - 1) <= screen:
            break
        if one in kept and len(kept) > 1:
            kept.remove(one)
    return kept


def _least(texts: Sequence[str]) -> int:
    """Return the least width of a column that breaks no word."""
    whole = max(map(_width, texts))
    if whole <= _NEVER_WRAPPED:
        return whole
    longest = max(_width(word.rstrip()) for text in texts for word in _BREAK.split(text))
    return min(max(longest, _NEVER_WRAPPED), _LONGEST_WORD)


def _widths(columns: Sequence[Sequence[str]], screen: int) -> list[int]:
    """Return the width of each column: that of its longest cell, less for the widest where the screen is narrow."""
    wanted, least = [max(map(_width, some)) for some in columns], [_least(some) for some in columns]
    room = screen - len(_GAP) * (len(columns) - 1)
    most = max(wanted, default=0)
    while most > _NEVER_WRAPPED and sum(_cut(wanted, least, most)) > room:
        most -= 1
    return _cut(wanted, least, most)


def _cut(wanted: Sequence[int], least: Sequence[int], most: int) -> list[int]:
    return [max(low, min(one, most)) for one, low in zip(wanted, least, strict=True)]


def _printable(text: str) -> str:
    """Replace control characters that steer a terminal: model names come from outside."""
    return text if text.isprintable() else shown_safely(text.replace("\n", "\ufffd"))


def _width(text: str) -> int:
    """Return the width of a text in terminal columns."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


def _fold(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Return the lines of one row, broken between words and after the marks of an id alone."""
    folded = [_wrapped(text, width) for text, width in zip(cells, widths, strict=True)]
    lines = []
    for parts in zip_longest(*folded, fillvalue=""):
        padded = (part + " " * (width - _width(part)) for part, width in zip(parts, widths, strict=True))
        lines.append(_GAP.join(padded).rstrip())
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    if _width(text) <= width:
        return [text]
    lines = [""]
    for word in _BREAK.split(text):
        if lines[-1] and _width(lines[-1] + word.rstrip()) > width:
            lines.append("")
        lines[-1] += word
        while _width(lines[-1].rstrip()) > width:  # longer than any word: an address
            fits = max(width * len(lines[-1]) // _width(lines[-1]), 1)
            lines[-1:] = [lines[-1][:fits], lines[-1][fits:]]
    return [line.rstrip() for line in lines]


def cell(value: object) -> str:
    """Format a value as one table cell: large numbers with four digits."""
    if isinstance(value, msgspec.Struct):
        return cell(msgspec.to_builtins(value))
    if value is None:
        return ""
    if isinstance(value, dict) and _is_interval(value):
        p5, p50, p95 = ("–" if value[p] is None else _rounded(value[p], 3) for p in _QUANTILES)
        return f"{p50} ({p5} to {p95})"
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >= 10**6):
        return _rounded(value, 4)
    return _text(value)


def _rounded(value: float, count: int) -> str:
    """Round a number to `count` significant digits; an exponent from a million on: 1240, 1.24e+06."""
    text = f"{value:.{count}g}"
    return f"{float(text):.0f}" if 1 <= abs(float(text)) < 1e6 and "e" in text else text
