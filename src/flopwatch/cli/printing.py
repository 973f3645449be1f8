"""How results are printed: data to stdout, words to stderr."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from typing import Any

import msgspec
import typer

from flopwatch.cli.options import Format


def say(words: str) -> None:
    """A line of words for people, on stderr."""
    typer.echo(words, err=True)


def show_json(answer: object) -> None:
    """An answer as JSON on stdout."""
    typer.echo(json.dumps(msgspec.to_builtins(answer), ensure_ascii=False, indent=2))


def show_rows(answers: Sequence[object], form: Format, columns: Sequence[str]) -> None:
    """Rows as a table of the columns, as JSON with every key, or as CSV with every key."""
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
    """Give each interval of a row three columns: `_p5`, `_p50`, `_p95`."""
    out: dict[str, Any] = {}
    for key, value in row.items():
        if _is_interval(value):
            out |= {f"{key}_{p}": value[p] for p in _QUANTILES}
        else:
            out[key] = value
    return out


def _csv_cell(value: object) -> object:
    """A value of a CSV: numbers with all their digits, and no text that a spreadsheet would run as a formula."""
    if value is None or isinstance(value, int | float):
        return value
    text = _text(value)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t")) else text


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    # Loaded only here: rich takes a tenth of a second that --json should not pay.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(row.get(column))) for column in columns))
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    say(f"{len(rows)} rows")


def cell(value: object) -> str:
    """A value as one cell of a table for people: four digits of a large number."""
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
