"""Commands of the evidence archive: fetch the pages that proposals cite, look at them again, rot by site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flopwatch import api
from flopwatch.cli.apps import evidence_app
from flopwatch.cli.options import (
    DEFAULT_LEDGER,
    DataOption,
    Format,
    FormatOption,
    JsonOption,
    LedgerOption,
    data_folder,
)
from flopwatch.cli.printing import say, show_json, show_rows
from flopwatch.domain import counted

if TYPE_CHECKING:
    from flopwatch.api.evidence_archive import Looked

_COLUMNS = ("state", "url", "quote", "why", "key")
_ROT = ("site", "there", "moved", "gone", "dead", "unread", "never", "rot_rate")
_Limit = Annotated[int, typer.Option(help="Maximum number of pages in this run.", min=1)]


@evidence_app.command()
def fetch(
    limit: _Limit = 50,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Fetch the pages that proposals cite and nobody has looked at, keep them by hash, and look for the quoted words.

    Example: flopwatch evidence fetch --limit 20
    """
    _show(_look(data, store, limit, again=False), Format.json if as_json else form)


@evidence_app.command()
def recheck(
    limit: _Limit = 50,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Look again whether the pages still say the quoted words, those seen longest ago first.

    States: there, moved (the words are at another address now), gone (the page no longer says them), dead (no page),
    unread (forbidden by robots.txt, refused, or no text).

    Example: flopwatch evidence recheck --limit 20
    """
    _show(_look(data, store, limit, again=True), Format.json if as_json else form)


@evidence_app.command()
def rot(
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Print the rot rate of each site: the share of quoted words that are gone or whose page is dead.

    Example: flopwatch evidence rot
    """
    rows = api.rot_rates(api.cited_words(api.Desk(data_folder(data), store)))
    if as_json:
        return show_json(rows)
    return show_rows(rows, form, _ROT)


def _look(data: Path | None, store: str, limit: int, *, again: bool) -> Looked:
    return api.look_at_pages(api.Desk(data_folder(data), store), again=again, limit=limit)


def _show(looked: Looked, form: Format) -> None:
    if form is Format.json:
        return show_json(looked)
    show_rows(looked.looked, form, _COLUMNS)
    for words in looked.busy:
        say(words)
    return say(
        f"{counted(len(looked.looked), 'quotation')} looked for; {counted(looked.left, 'page')} left for later runs."
    )
