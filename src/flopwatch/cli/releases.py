"""Commands that write: serve, build, import, export, doctor, the ledger, the curated folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flopwatch import api
from flopwatch.cli.apps import app, data_app, ledger_app
from flopwatch.cli.options import (
    DEFAULT_LEDGER,
    DEFAULT_OUT,
    AsOfOption,
    DataOption,
    Format,
    JsonOption,
    LedgerOption,
    data_folder,
    date_asked,
)
from flopwatch.cli.printing import say, show_json, show_rows

# A literal: importing the list of readers would load every reader for every command.
READERS = "awesome-list, benchmark-scores, claims-toml, document, epoch-csv, one-e25-table, orkg"


@app.command()
def serve(
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    out: Annotated[Path, typer.Option(help="Folder of the release.")] = DEFAULT_OUT,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; the next free one if it is taken.", min=0, max=65535)] = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Build if needed, serve the hub, open the browser.

    Example: flopwatch serve --port 9000 --no-browser
    """
    from flopwatch.server import serve_folder

    built = api.build_if_needed(data_folder(data), store, out)
    say("Built the hub." if built else "The hub is up to date.")
    serve_folder(out / "site", host=host, port=port, open_browser=browser)


@app.command()
def build(
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    out: Annotated[Path, typer.Option(help="Folder; replaced except for earlier releases.")] = DEFAULT_OUT,
    as_of: AsOfOption = "",
    base_url: Annotated[
        str, typer.Option(help="Address the hub will have, for citations and the column `Model URL`.")
    ] = "",
    locale: Annotated[
        str, typer.Option(help="Language of the pages, such as de; en-XA and ar-XB are pseudo-languages.")
    ] = "",
    release: Annotated[
        bool,
        typer.Option("--release", help="Give it the next number: later builds into the folder keep its values."),
    ] = False,
    notes: Annotated[str, typer.Option(help="Notes of the release.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Build the folder of tables, database, hub and manifest; releases that it holds are kept.

    Example: flopwatch build --out release --release --notes "Chips of 2026 added."
    """
    if notes and not release:
        raise typer.BadParameter("--notes needs --release.")
    row = api.build(
        data_folder(data),
        store,
        out,
        as_of=date_asked(as_of),
        base_url=base_url,
        locale=locale,
        notes=notes if release else None,
    )
    if as_json:
        show_json(row)
    else:
        say(
            f"Built {out}: {row.models} models, {row.claims} claims from {row.sources} sources, as of "
            f"{row.as_of}" + (f", release {row.release}." if row.release else ".")
        )
        typer.echo(row.sha256)


@app.command(name="import")
def import_(
    reader: Annotated[str, typer.Argument(help=f"One of: {READERS}.")],
    place: Annotated[str, typer.Argument(metavar="PATH_OR_URL", help="The file to read.")],
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    source: Annotated[str, typer.Option(help="Id of the source, if the reader's guess is wrong.")] = "",
    date: Annotated[str, typer.Option(help="The source's own date, if the file does not state it.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if anything was quarantined.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Import an outside file into the ledger, atomically, with every entry accounted for.

    Example: flopwatch import awesome-list awesome-huge-models.md --json
    """
    row = api.import_file(reader, place, data_folder(data), store, source=source, date=date)
    if as_json:
        show_json(row)
    else:
        for kind, entries in (("skipped", row.skipped), ("quarantined", row.quarantined)):
            for one in entries:
                say(f"{kind}: {one.item}: {one.reason}")
        for note in row.notes:
            say(f"note: {note}")
        say(
            f"{row.source}: {row.read} entries read, {row.claimed} claimed, {len(row.skipped)} skipped, "
            f"{len(row.quarantined)} quarantined; {row.claims} claims on {row.models_distinct} models, "
            f"{row.models_new} of them new."
        )
    if strict and row.quarantined:
        raise typer.Exit(1)


@app.command()
def export(
    target: Annotated[str, typer.Argument(metavar="FORMAT", help="claims-toml.")],
    out: Annotated[Path, typer.Option(help="Folder to write into.")],
    only: Annotated[list[str] | None, typer.Option(help="Only claims of this source; repeatable.")] = None,
    recorded: Annotated[str, typer.Option(help="Date of recording for claims that have none.")] = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Export the census in another form: claims-toml, the facts as curated files.

    Example: flopwatch export claims-toml --only awesome-llms --out drafts
    """
    if target != "claims-toml":
        raise typer.BadParameter(f"{target!r} is not a format; there is: claims-toml")
    row = api.export_claims_toml(api.take_census(data_folder(data), store), out, only=only or [], recorded=recorded)
    if as_json:
        show_json(row)
    else:
        say(f"{row.files} files in {out}; {row.prose_left_out} statements of prose left out.")


@app.command()
def doctor(store: LedgerOption = DEFAULT_LEDGER, as_json: JsonOption = False) -> None:
    """Check the machine and the ledger, and list the problems.

    Example: flopwatch doctor
    """
    from flopwatch import ledger

    checks = ledger.doctor(store)
    rows = [{"check": one.check, "ok": one.ok, "detail": one.detail} for one in checks]
    show_rows(rows, Format.json if as_json else Format.table, ("check", "ok", "detail"))
    if not all(one.ok for one in checks):
        raise typer.Exit(1)


@data_app.command(name="check")
def data_check(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Check the curated folder as a reviewer would, and list every problem; exit 1 if there is any.

    Example: flopwatch data check --data data --json
    """
    folder = data_folder(data)
    rows = api.check_data(folder)
    if as_json:
        show_json(rows)
    else:
        for row in rows:
            typer.echo(f"{': '.join(filter(None, (row.file, row.item)))}: {row.message}")
            typer.echo(f"    {row.proposal} ({row.rule})")
        say(f"{folder}: {len(rows)} problems." if rows else f"{folder}: no problems.")
    if rows:
        raise typer.Exit(1)


@ledger_app.command(name="export")
def ledger_export(
    out: Annotated[Path, typer.Argument(help="Text file to write.")], store: LedgerOption = DEFAULT_LEDGER
) -> None:
    """Write the ledger as sorted JSON Lines.

    Example: flopwatch ledger export ledger.jsonl
    """
    from flopwatch import ledger

    say(f"{ledger.export_text(store, out)} events written to {out}.")


@ledger_app.command(name="import")
def ledger_import(
    path: Annotated[Path, typer.Argument(help="Text file to read.")], store: LedgerOption = DEFAULT_LEDGER
) -> None:
    """Add the events of a text file to the ledger: set union, nothing is lost.

    Example: flopwatch ledger import ledger.jsonl
    """
    from flopwatch import ledger

    added = ledger.import_text(store, path)
    say(f"{added.new} events added, {added.known} already known.")


@ledger_app.command(name="copy")
def ledger_copy(
    target: Annotated[str, typer.Argument(help="Ledger to copy into: a file or sqlite:PATH.")],
    store: LedgerOption = DEFAULT_LEDGER,
) -> None:
    """Copy every event into another ledger.

    Example: flopwatch ledger copy backup.sqlite
    """
    from flopwatch import ledger

    added = ledger.copy_ledger(store, target)
    say(f"{added.new} events copied, {added.known} already known.")


@ledger_app.command(name="verify")
def ledger_verify(store: LedgerOption = DEFAULT_LEDGER) -> None:
    """Check every event against its hash, and the store's integrity.

    Example: flopwatch ledger verify
    """
    from flopwatch import ledger

    problems = ledger.verify(store)
    for problem in problems:
        typer.echo(problem)
    say("The ledger is sound." if not problems else f"{len(problems)} problems.")
    if problems:
        raise typer.Exit(1)
