"""Commands that write: serve, build, import, export, dossier, doctor, the ledger, the curated folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flopwatch import api
from flopwatch.cli.apps import app, data_app
from flopwatch.cli.options import (
    DEFAULT_LEDGER,
    DEFAULT_OUT,
    AsOfOption,
    DataOption,
    Format,
    JsonOption,
    KnownOnOption,
    LedgerOption,
    data_folder,
    when_asked,
)
from flopwatch.cli.printing import say, say_some, show_json, show_rows, tell
from flopwatch.domain import counted, without_noise

if TYPE_CHECKING:
    from flopwatch.api.imports import Imported
    from flopwatch.api.list_exports import WrittenList

# A literal: importing the list of readers would load every reader for every command.
READERS = "awesome-list, benchmark-scores, claims-toml, document, epoch-csv, one-e25-table, orkg, plain-table"


@app.command()
def serve(
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    out: Annotated[Path, typer.Option(help="Folder of the release.")] = DEFAULT_OUT,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; the next free one if it is taken.", min=0, max=65535)] = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="Host name to answer to as well, behind a proxy; may be repeated.")
    ] = None,
    two_people: Annotated[
        bool, typer.Option("--two-people", help="Decisions on identity and payouts need a second person.")
    ] = False,
    proxy: Annotated[
        str, typer.Option(help="Address of the proxy in front, whose X-Forwarded-For is believed, such as 127.0.0.1.")
    ] = "",
    locale: Annotated[str, typer.Option(help="Language of the pages of review.")] = "",
    oidc: Annotated[Path | None, typer.Option(help="TOML file with the settings of OpenID Connect.")] = None,
    https: Annotated[bool, typer.Option("--https", help="Readers reach it by https, through a proxy.")] = False,
    log: Annotated[
        bool, typer.Option("--log", help="Print a line of JSON for each request that changes something, or tries to.")
    ] = False,
) -> None:
    """Build if needed, serve the hub, open the browser.

    Example: flopwatch serve --port 9000 --no-browser
    """
    from flopwatch.server import ReviewSettings, read_oidc, serve_folder

    provider = read_oidc(oidc) if oidc else None
    built = api.build_if_needed(data_folder(data), store, out)
    say("Built the hub." if built else "The hub is up to date.")
    policy = api.Policy(two_people=two_people)
    review = ReviewSettings(
        data_folder(data), store, out, policy, secure=https, logged=log, early=True, oidc=provider, locale=locale
    )
    serve_folder(
        out / "site",
        host=host,
        port=port,
        open_browser=browser,
        allowed=allow_host or (),
        proxy=proxy,
        review=review,
    )


@app.command()
def build(
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    out: Annotated[
        Path, typer.Option(help="Folder; replaced except for earlier releases and files of others.")
    ] = DEFAULT_OUT,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
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
    notes: Annotated[str, typer.Option(help="Notes of the release, before those that are made from its changes.")] = "",
    feed: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=WHERE", help="A saved query that gets a feed; WHERE as for models. Repeatable."),
    ] = None,
    feeds: Annotated[Path | None, typer.Option(help="TOML file with a table [feeds] of such queries.")] = None,
    pictures: Annotated[
        bool,
        typer.Option("--pictures", help="Draw a picture of each model for sites that link to it; with --base-url."),
    ] = False,
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
        when=when_asked(as_of, known_on),
        base_url=base_url,
        locale=locale,
        notes=notes if release else None,
        feeds=api.read_queries(feed or [], feeds),
        pictures=pictures,
    )
    if as_json:
        show_json(row)
    else:
        say_some([f"event {key[:12]}… of the ledger is set aside: {why}" for key, why in row.set_aside.items()])
        say_some([f"{out / name}: kept, though flopwatch did not write it" for name in row.foreign])
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
    accept_shrink: Annotated[
        bool, typer.Option("--accept-shrink", help="Import it even if more than 10% of its models or rows disappear.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Import an outside file into the ledger, atomically, with every entry accounted for.

    Example: flopwatch import awesome-list awesome-huge-models.md --json
    """
    row = api.import_file(
        reader, place, data_folder(data), store, source=source, date=date, accept_shrink=accept_shrink
    )
    if as_json:
        show_json(row)
    else:
        for kind, entries in (("skipped", row.skipped), ("quarantined", row.quarantined)):
            say_some([f"{kind}: {one.item}: {one.reason}" for one in entries])
        say_some([f"note: {note}" for note in row.notes])
        say(
            f"{row.source}: {row.read} entries read, {row.claimed} claimed, {len(row.skipped)} skipped, "
            f"{len(row.quarantined)} quarantined; {row.claims} claims on {row.models_distinct} models, "
            f"{row.models_new} of them new."
        )
        _say_effect(row)
    if strict and row.quarantined:
        raise typer.Exit(1)


def _say_effect(row: Imported) -> None:
    """Print which stated figures an import moved, those across a threshold first, and the counts above thresholds."""
    for one in row.stated_above:
        counts = f"{one.before} before, {one.after} after"
        say(f"Base models with a stated figure above {one.threshold_flop} FLOP: {counts}.")
    if not row.moved:
        say("No stated figure of a known model moved by more than a factor of 2 or across 1e25 or 1e26 FLOP.")
    first = sorted(row.moved, key=lambda one: (not one.crossed, one.model, one.field))
    lines = [
        f"moved: {one.model} {one.field}: {without_noise(one.old) or 'none'} to {without_noise(one.new) or 'none'}"
        + (f", across {' and '.join(one.crossed)}" if one.crossed else "")
        + (f" ({one.source}: {one.rule})" if one.new else "")
        for one in first
    ]
    say_some(lines)


_TARGETS = "claims-toml, awesome, orkg"


@app.command()
def export(
    target: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of: {_TARGETS}.")],
    out: Annotated[Path, typer.Option(help="Folder to write into.")],
    only: Annotated[list[str] | None, typer.Option(help="Only claims of this source; repeatable.")] = None,
    recorded: Annotated[str, typer.Option(help="Date of recording for claims that have none.")] = "",
    style: Annotated[str, typer.Option(help="Of a list: blocks, summaries or clean.")] = "",
    against: Annotated[
        str, typer.Option(metavar="FILE", help="With awesome --only: list the differences from this list.")
    ] = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Export the census in another form: curated files (claims-toml), an awesome list, or an ORKG comparison.

    With --only, an awesome list has the claims of that source alone, in the style that they were read from.

    Example: flopwatch export awesome --style clean --out list
    """
    if target not in _TARGETS.split(", "):
        raise typer.BadParameter(f"{target!r} is not a format; there are: {_TARGETS}")
    if target != "awesome" and (style or against):
        raise typer.BadParameter("--style and --against are of the format awesome.")
    if target == "claims-toml":
        row = api.export_claims_toml(api.take_census(data_folder(data), store), out, only=only or [], recorded=recorded)
        if as_json:
            show_json(row)
        else:
            say(f"{row.files} files in {out}; {row.prose_left_out} statements of prose left out.")
        return
    written = _list_written(target, out, only or [], style, against, data_folder(data), store)
    if as_json:
        show_json(written)
        return
    for one in written.differences:
        tell(f"{one.place}: {one.key}: {one.was or '(none)'} -> {one.now or '(none)'} ({one.reason or 'unexplained'})")
    if against:
        unexplained = sum(not one.reason for one in written.differences)
        say(f"{counted(len(written.differences), 'difference')} from {against}, {unexplained} of them unexplained.")
    say(f"{', '.join(written.files)} in {out}: {written.entries} entries, {written.claims} claims read back.")


def _list_written(
    target: str, out: Path, only: list[str], style: str, against: str, data: Path, store: str
) -> WrittenList:
    if target == "orkg":
        if only:
            raise typer.BadParameter("--only is of the formats awesome and claims-toml.")
        return api.export_orkg(api.take_census(data, store), out)
    if len(only) > 1 or (only and style) or (against and not only):
        raise typer.BadParameter(
            "give either --style, or one --only for that list's own style; --against needs --only."
        )
    if only:
        return api.export_own_style(store, data, only[0], out, against=against)
    return api.export_awesome(api.take_census(data, store), out, style=style or "blocks")


@app.command()
def dossier(
    model: Annotated[str, typer.Argument(help="Id or name.")],
    out: Annotated[Path, typer.Option(help="Folder to write into.")],
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Write a model's dossier as JSON and CSV, CycloneDX and SPDX files, and a disclosure page for its developer.

    Example: flopwatch dossier GPT-4 --out dossier
    """
    row = api.write_dossier(api.take_census(data_folder(data), store), model, out)
    if as_json:
        show_json(row)
    else:
        say(f"{', '.join(row.files)} of {row.model} in {out}.")


@app.command()
def doctor(
    store: LedgerOption = DEFAULT_LEDGER,
    oidc: Annotated[Path | None, typer.Option(help="Settings of OpenID Connect; the provider is asked too.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Check the machine, the ledger and the accounts next to it, and list the problems.

    Example: flopwatch doctor
    """
    from flopwatch import ledger
    from flopwatch.server import check_accounts

    checks = [*ledger.doctor(store), *check_accounts(store, oidc)]
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
            tell(f"{': '.join(filter(None, (row.file, row.item)))}: {row.message}")
            tell(f"    {row.proposal} ({row.rule})")
        say(f"{folder}: {counted(len(rows), 'problem')}." if rows else f"{folder}: no problems.")
    if rows:
        raise typer.Exit(1)


@data_app.command(name="review")
def data_review(
    base: Annotated[str, typer.Argument(help="Earlier state: a folder, or a git revision.")],
    head: Annotated[str, typer.Argument(help="Later state: a folder, or a git revision.")],
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Review a change of the curated folder as a comment in Markdown: new problems, counts and values; exit 1 if it
    has problems.

    Example: flopwatch data review main HEAD
    """
    found = api.review_data(base, head, store)
    if as_json:
        show_json(found)
    else:
        for line in api.review_comment(found):
            tell(line)
    if found.problems or found.unreadable:
        raise typer.Exit(1)
