"""Commands on what changed: diff."""

from __future__ import annotations

import enum
import shutil
from pathlib import Path
from typing import Annotated

import typer

from flopwatch import api
from flopwatch.cli.apps import app
from flopwatch.cli.options import DEFAULT_LEDGER, DEFAULT_OUT, DataOption, Format, JsonOption, LedgerOption, data_folder
from flopwatch.cli.printing import say, show_json, show_rows


class ChangeFormat(enum.StrEnum):
    """Output format of changes."""

    table = "table"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    atom = "atom"


ChangeFormatOption = Annotated[ChangeFormat, typer.Option("--format", help="table, json, csv, markdown or atom.")]
_COLUMNS = ("kind", "name", "field", "old", "new", "factor", "reason", "date")
_ALWAYS = ("training_compute", "compute_estimate", "parameters")  # fields whose changes of any kind are printed
_WIDEST = 100  # columns of a terminal that text fills


@app.command()
def diff(
    a: Annotated[str, typer.Argument(help="Earlier state: a file, a release (number or folder) or a date.")],
    b: Annotated[str, typer.Argument(help="Later state, of the same kind.")],
    reader: Annotated[str, typer.Option(help="Format of the files; recognised if empty.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Print the changes of kind other too.")] = False,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    out: Annotated[Path, typer.Option(help="Folder of the releases that numbers name.")] = DEFAULT_OUT,
    form: ChangeFormatOption = ChangeFormat.table,
    as_json: JsonOption = False,
) -> None:
    """List the changes between two files, releases or dates: added, removed, renamed, withdrawn, re-estimated, dated.

    Example: flopwatch diff notable_2026-07-19.csv notable_2026-07-22.csv
    """
    from flopwatch import exports

    found = api.diff(data_folder(data), store, a, b, out=out, reader=reader)
    shown = [one for one in found.changes if every or one.kind != "other" or one.field in _ALWAYS]
    if as_json or form is ChangeFormat.json:
        show_json(found)
    elif form is ChangeFormat.csv:
        show_rows(shown, Format.csv, _COLUMNS)
    elif form is ChangeFormat.markdown:
        typer.echo(exports.changes_markdown(shown, f"{found.before} to {found.after}"))
    elif form is ChangeFormat.atom:
        typer.echo(exports.changes_atom(shown, f"Changes from {found.before} to {found.after}"), nl=False)
    elif shown:
        typer.echo(exports.changes_text(shown, min(shutil.get_terminal_size().columns, _WIDEST)))
    for words in found.unread:
        say(f"quarantined: {words}")
    _say_counts(found, len(found.changes) - len(shown))


def _say_counts(found: api.Diff, hidden: int) -> None:
    for word, columns in (("added", found.schema.added), ("removed", found.schema.removed)):
        if columns:
            say(f"columns {word}: {', '.join(columns)}")
    if found.absent:
        say(f"{len(found.absent)} entries of the earlier state are missing: {found.absent_because}.")
    more = f"; {hidden} of kind other, which --all prints" if hidden else ""
    say(f"{found.before} to {found.after}: {len(found.changes) - hidden} changes{more}.")
