"""Commands that look for models and for news of sources: discover, update."""

from __future__ import annotations

from typing import Annotated

import typer

from flopwatch import api
from flopwatch.cli.apps import app
from flopwatch.cli.candidates import CANDIDATE_COLUMNS, candidate_row
from flopwatch.cli.options import (
    DEFAULT_LEDGER,
    DataOption,
    Format,
    JsonOption,
    LedgerOption,
    data_folder,
)
from flopwatch.cli.printing import say, show_json, show_rows, tell
from flopwatch.domain import counted

_SHOWN = 20
_UPDATE_COLUMNS = ("source", "status", "read", "added", "changed", "withdrawn", "quarantined", "reason")


@app.command()
def discover(
    channel: Annotated[
        str,
        typer.Argument(
            help="huggingface; modelscope; arxiv, openalex, …: papers; feeds; github; a board or list that is a file; "
            "or a recipe: gpt-4-scale, large-scale."
        ),
    ],
    places: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders or addresses of a board or list; ids of papers.", metavar="[FILE]..."),
    ] = None,
    min_downloads: Annotated[float, typer.Option(help="Leave out models with so few downloads a month.", min=0)] = 100,
    most_read: Annotated[
        int, typer.Option(help="Models whose files, and fine-tunes whose cards, are read.", min=0)
    ] = 50,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Search a channel for models that the census lacks; `candidates` lists what waits for a decision.

    Example: flopwatch discover huggingface
    """
    found = api.discover(
        data_folder(data), store, channel, min_downloads=min_downloads, most_read=most_read, places=places or ()
    )
    if as_json:
        show_json(found)
    else:
        show_rows([candidate_row(one) for one in found.candidates[:_SHOWN]], Format.table, CANDIDATE_COLUMNS)
        repeated = " Nothing has changed since the search before." if found.repeated else ""
        say(
            f"{found.channel}: {counted(found.requests, 'request')}, {counted(found.read, 'item')} read: "
            f"{found.found} may be models, {len(found.skipped)} skipped, {len(found.held)} held. Repeated names are "
            f"one model: {found.known} are in the census, {len(found.candidates)} are candidates, "
            f"{found.new} of them new{_more(len(found.candidates))}.{repeated}"
        )
        for remark in found.remarks:
            say(remark)
        for board in found.large_boards[:_SHOWN]:
            say(f"newly past 100 evaluations: {board.board} ({board.evaluations}); the best model: {board.leader}")
        for one in found.held[:_SHOWN]:
            say(f"held: {one.item}: {one.reason}")
    if found.incomplete:
        say(f"{found.channel}: not searched to its end: {found.incomplete}")
        raise typer.Exit(1)
    if found.held and not found.found:
        raise typer.Exit(1)  # nothing could be read


@app.command()
def update(
    names: Annotated[
        list[str] | None, typer.Argument(help="Fetch these sources alone, due or not.", metavar="[SOURCE]...")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Fetch sources that are not due, too.")] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option(help="Keep the new state of this source although it is held.", metavar="SOURCE"),
    ] = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Fetch every source that is due, once; report what is new, changed, withdrawn or held, and why.

    Exit code 1 if a source failed or is held. The last good state of a source remains current.

    Example: flopwatch update
    """
    found = api.update(data_folder(data), store, every=every, accept=accept or (), only=names or ())
    if as_json:
        show_json(found)
    else:
        show_rows(found.sources, Format.table, _UPDATE_COLUMNS)
        for one in found.sources:
            for change in one.changes[:_SHOWN]:
                tell(f"{one.source}: {change}")
            if len(one.changes) > _SHOWN:
                tell(f"{one.source}: and {len(one.changes) - _SHOWN} more; --json has the first hundred")
    say(f"{counted(len(found.sources), 'source')} asked, {found.not_due} not due.")
    if any(one.status in ("held", "failed") for one in found.sources):
        raise typer.Exit(1)


def _more(count: int) -> str:
    return f"; the first {_SHOWN} are shown, `flopwatch candidates` lists all" if count > _SHOWN else ""
