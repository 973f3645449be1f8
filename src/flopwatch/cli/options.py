"""Options shared by several commands, and the parsing of their values."""

from __future__ import annotations

import datetime as dt
import enum
from pathlib import Path
from typing import Annotated

import typer

from flopwatch.bundled_data import curated_folder
from flopwatch.domain import PartialDate, When


class Format(enum.StrEnum):
    """Output format of records."""

    table = "table"
    json = "json"
    csv = "csv"


class BareYear(enum.StrEnum):
    """Reading of a date that states only a year."""

    jan1 = "jan1"
    july1 = "july1"
    drop = "drop"


class DateOrder(enum.StrEnum):
    """Order of day and month in numeric dates of a file."""

    auto = "auto"
    day_first = "day-first"
    month_first = "month-first"


class Cluster(enum.StrEnum):
    """Unit of resampling."""

    auto = "auto"
    organisation = "organisation"
    quarter = "quarter"
    row = "row"


class Method(enum.StrEnum):
    """Method of fitting a line."""

    ols = "ols"
    theil_sen = "theil-sen"
    huber = "huber"
    quantile = "quantile"


class Kind(enum.StrEnum):
    """Behaviour of the trend at a break."""

    any = "any"
    continuous = "continuous"
    discontinuous = "discontinuous"


DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Curated folder; the bundled one by default.", envvar="FLOPWATCH_DATA"),
]

LedgerOption = Annotated[
    str,
    typer.Option(
        "--ledger",
        help="Ledger: a file, sqlite:PATH or postgresql://…; absent means empty.",
        envvar="FLOPWATCH_LEDGER",
        metavar="ADDRESS",
    ),
]

JsonOption = Annotated[bool, typer.Option("--json", help="Short for --format json.")]

FormatOption = Annotated[Format, typer.Option("--format", help="table, json or csv.")]

AsOfOption = Annotated[
    str,
    typer.Option("--as-of", help="Only models published by this date, with figures as known.", metavar="DATE"),
]

KnownOnOption = Annotated[
    str,
    typer.Option("--as-known-on", help="Only what sources stated and people decided by this date.", metavar="DATE"),
]

DEFAULT_LEDGER = ".flopwatch/ledger.sqlite"

DEFAULT_OUT = Path(".flopwatch/release")


def data_folder(folder: Path | None) -> Path:
    """Return the requested curated folder, or the bundled one."""
    return folder or curated_folder()


def when_asked(as_of: str, known_on: str) -> When:
    """Parse `--as-of` and `--as-known-on`: the last day of a month or a year; no limit for ""."""
    return When(day_asked(as_of, "as-of", last=True), day_asked(known_on, "as-known-on", last=True))


def day_asked(text: str, option: str, *, last: bool = False) -> dt.date | None:
    """Parse the date of an option: the first day of a month or a year, or with `last` the last; None for ""."""
    if not text:
        return None
    try:
        date = PartialDate.from_iso(text)
    except ValueError as error:
        raise typer.BadParameter(f"--{option} {error}") from error
    return date.latest if last else date.earliest
