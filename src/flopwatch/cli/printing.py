"""How results are printed: data to stdout, words to stderr."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from typing import Any

import typer

from flopwatch.cli.options import Format


def say(words: str) -> None:
    """A line of words for people, on stderr."""
    typer.echo(words, err=True)


def show_json(value: object) -> None:
    """Plain data as JSON on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_rows(rows: Sequence[dict[str, Any]], form: Format, columns: Sequence[str]) -> None:
    """Rows as a table of the columns, as JSON with every key, or as CSV with every key."""
    if form is Format.json:
        show_json(list(rows))
    elif form is Format.csv:
        keys = list(dict.fromkeys(key for row in rows for key in row)) or list(columns)
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(keys)
        writer.writerows([[cell(row.get(key)) for key in keys] for row in rows])
    else:
        _table(rows, columns)


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    # Loaded only here: rich takes a tenth of a second that --json should not pay.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(row.get(column), guard=False)) for column in columns))
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    say(f"{len(rows)} rows")


def cell(value: object, *, guard: bool = True) -> str:
    """A value as one cell of a table; with `guard` no spreadsheet takes it for a formula."""
    if value is None:
        return ""
    if isinstance(value, dict) and set(value) == {"p5", "p50", "p95"}:
        p5, p50, p95 = ("–" if value[p] is None else f"{value[p]:.3g}" for p in ("p5", "p50", "p95"))
        return f"{p50} ({p5} to {p95})"
    if isinstance(value, (list, dict)):
        value = ", ".join(map(str, value)) if isinstance(value, list) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >= 10**6):
        return f"{value:.4g}"
    text = str(value)
    # A spreadsheet would run a cell that starts like a formula.
    return "'" + text if guard and text[:1] in ("=", "+", "-", "@", "\t") else text
