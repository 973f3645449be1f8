"""Commands on changes and rival statements: diff, withdrawals, conflicts, explain."""

from __future__ import annotations

import enum
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from flopwatch import api
from flopwatch.cli.apps import app
from flopwatch.cli.options import (
    DEFAULT_LEDGER,
    DEFAULT_OUT,
    AsOfOption,
    DataOption,
    Format,
    FormatOption,
    JsonOption,
    KnownOnOption,
    LedgerOption,
    data_folder,
    day_asked,
    when_asked,
)
from flopwatch.cli.printing import say, show_json, show_rows, tell
from flopwatch.domain import counted, without_noise

if TYPE_CHECKING:
    from flopwatch.history import Change


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
    found = api.diff(data_folder(data), store, a, b, out=out, reader=reader)
    shown = [one for one in found.changes if every or one.kind != "other" or one.field in _ALWAYS]
    form = ChangeFormat.json if as_json else form
    if form is ChangeFormat.json:
        show_json(found)
    else:
        _show_changes(shown, form, f"Changes from {found.before} to {found.after}")
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
    say(f"{found.before} to {found.after}: {counted(len(found.changes) - hidden, 'change')}{more}.")


def _show_changes(changes: Sequence[Change], form: ChangeFormat, title: str) -> None:
    from flopwatch import exports

    if form is ChangeFormat.json:
        show_json(changes)
    elif form is ChangeFormat.csv:
        show_rows(changes, Format.csv, _COLUMNS)
    elif form is ChangeFormat.markdown:
        typer.echo(exports.changes_markdown(changes, title))
    elif form is ChangeFormat.atom:
        typer.echo(exports.changes_atom(changes, title), nl=False)
    elif changes:
        typer.echo(exports.changes_text(changes, min(shutil.get_terminal_size().columns, _WIDEST)))


@app.command()
def withdrawals(
    since: Annotated[str, typer.Option(help="Only changes of this day and later.", metavar="DATE")] = "",
    every: Annotated[bool, typer.Option("--all", help="Print re-estimates and moved dates too.")] = False,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    form: ChangeFormatOption = ChangeFormat.table,
    as_json: JsonOption = False,
) -> None:
    """List the values that a publisher withdrew: the last value, the thresholds and the laws that it touched.

    Example: flopwatch withdrawals --since 2026-07-01 --format atom
    """
    from flopwatch.history import KINDS

    day_asked(since, "since")
    census = api.take_census(data_folder(data), store, when_asked(as_of, known_on))
    found = sorted(api.withdrawals(census, since=since, every=every), key=lambda one: KINDS.index(one.kind))
    _show_changes(found, ChangeFormat.json if as_json else form, "Values that publishers withdrew")
    gone = sum(one.kind == "withdrawn" for one in found)
    say(f"{gone} values withdrawn" + (f", {len(found) - gone} stated otherwise later." if every else "."))


@app.command()
def conflicts(
    model: Annotated[str, typer.Argument(metavar="[MODEL]", help="Id or name of a model; all if empty.")] = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """List the fields on which independent sources differ, with the value used, the rule and its reason.

    Example: flopwatch conflicts "GPT-4" --json
    """
    rows = api.conflicts(api.take_census(data_folder(data), store, when_asked(as_of, known_on)), model)
    form = Format.json if as_json else form
    if form is not Format.table:
        show_rows(rows, form, ("model", "field", "value", "factor"))
        return
    for row in rows:
        crossed = f"; thresholds between: {', '.join(f'{one:.3g}' for one in row.crossed)}" if row.crossed else ""
        factor = f", {row.factor:.3g} times apart" if row.factor else ""
        slip = f" (a slip of scale? 10^{row.power_of_ten})" if row.power_of_ten else ""
        laws = f"; rules of law between: {'; '.join(row.laws)}" if row.laws else ""
        tell(f"{row.name}  {row.field}{factor}{slip}{crossed}{laws}")
        for one in row.values:
            mark = "*" if one.chosen else " "
            gives = (
                f" gives {one.compute_flop:.3g} FLOP" if one.compute_flop and row.field != "training_compute" else ""
            )
            tell(f"  {mark} {one.value} {one.unit}{gives}  {', '.join(one.groups)} ({', '.join(one.sources)})")
        tell(f"    {row.rule}")
    say(f"{counted(len(rows), 'conflict')}; * marks the value that is used.")


@app.command()
def explain(
    at: Annotated[str, typer.Option(help="Amount in FLOP, such as 1e25.")] = "1e25",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Explain each imported row at or above an amount, and each model whose class at it the imports changed.

    Example: flopwatch explain --at 1e25
    """
    found = api.explain_imports(data_folder(data), store, at=at, when=when_asked(as_of, known_on))
    form = Format.json if as_json else form
    if form is Format.json:
        show_json(found)
        return
    if form is Format.csv:
        show_rows(found.rows, form, ())
        return
    tell(f"Imported rows that state {at} FLOP or more ({len(found.rows)})")
    rows = [msgspec.structs.replace(one, flop=without_noise(one.flop)) for one in found.rows]
    show_rows(rows, form, ("name", "flop", "outcome", "reason", "compute_class", "source", "entry"))
    tell(f"\nModels whose class changed ({len(found.changed)})")
    show_rows(found.changed, form, ("name", "before", "after", "p50", "reason"))
    for words in found.quarantined:
        say(f"not read: {words}")
    for kind, one in (("without", found.before), ("with", found.after)):
        classes = ", ".join(f"{number} {name}" for name, number in one.items())
        say(f"Base models at {at} FLOP {kind} the imports: {classes}.")
