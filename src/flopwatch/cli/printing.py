"""Printing of results: data to stdout, messages to stderr."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import Any
from unicodedata import combining, east_asian_width

import msgspec
import typer

from flopwatch.cli.options import Format
from flopwatch.domain import shown_safely


def say(words: str) -> None:
    """Print a message on stderr, without control marks: it may quote outside text."""
    typer.echo(shown_safely(words), err=True)


def tell(words: str) -> None:
    """Print an answer on stdout, without control marks."""
    typer.echo(shown_safely(words))


def show_json(answer: object) -> None:
    """Print an answer as JSON on stdout."""
    plain = msgspec.json.decode(answer) if isinstance(answer, msgspec.Raw) else msgspec.to_builtins(answer)
    typer.echo(json.dumps(plain, ensure_ascii=False, indent=2))


def show_rows(answers: Sequence[object], form: Format, columns: Sequence[str]) -> None:
    """Print rows as a table of the columns, as JSON with every key, or as CSV with every key."""
    rows: list[dict[str, Any]] = msgspec.to_builtins(answers)
    if form is Format.json:
        show_json(rows)
    elif form is Format.csv:
        rows = [_spread(row) for row in rows]
        keys = list(dict.fromkeys(key for row in rows for key in row)) or list(columns)
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(keys)
        writer.writerows([[_csv_cell(row.get(key)) for key in keys] for row in rows])
    else:
        _table(rows, columns)


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
    text = _text(value)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t")) else text


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    """Print rows in columns as wide as their longest cell; on a narrower screen, wrap the widest."""
    lines = [[column.replace("_", " ") for column in columns]]
    lines += [[_printable(cell(row.get(column))) for column in columns] for row in rows]
    wanted = [max(map(_width, some)) for some in zip(*lines, strict=True)]
    screen = shutil.get_terminal_size().columns if sys.stdout.isatty() else 160
    room = max(screen - len(_GAP) * (len(columns) - 1), len(columns))
    most = max(wanted, default=0)
    while most > 1 and sum(min(one, most) for one in wanted) > room:
        most -= 1
    widths = [min(one, most) for one in wanted]
    out = ["\n".join(_fold(one, widths)) for one in lines]
    typer.echo("\n".join([typer.style(out[0], bold=True), *out[1:]]))
    say(f"{len(rows)} rows")


_GAP = "  "


def _printable(text: str) -> str:
    """Replace control characters that steer a terminal: model names come from outside."""
    return text if text.isprintable() else shown_safely(text.replace("\n", "\ufffd"))


def _width(text: str) -> int:
    """Return the width of a text in terminal columns."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


def _fold(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Return the lines of one row."""
    folded = [
        [text] if (taken := _width(text)) <= width else wrap(text, max(width * len(text) // taken, 1))
        for text, width in zip(cells, widths, strict=True)
    ]
    lines = []
    for parts in zip_longest(*folded, fillvalue=""):
        padded = (part + " " * (width - _width(part)) for part, width in zip(parts, widths, strict=True))
        lines.append(_GAP.join(padded).rstrip())
    return lines


def cell(value: object) -> str:
    """Format a value as one table cell: large numbers with four digits."""
    if isinstance(value, msgspec.Struct):
        return cell(msgspec.to_builtins(value))
    if value is None:
        return ""
    if isinstance(value, dict) and _is_interval(value):
        p5, p50, p95 = ("–" if value[p] is None else f"{value[p]:.3g}" for p in _QUANTILES)
        return f"{p50} ({p5} to {p95})"
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >= 10**6):
        return f"{value:.4g}"
    return _text(value)
