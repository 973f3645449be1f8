"""The command that finds anything by its words."""

from __future__ import annotations

from typing import Annotated

import typer

from flopwatch import api
from flopwatch.cli.apps import app
from flopwatch.cli.options import (
    DEFAULT_LEDGER,
    AsOfOption,
    DataOption,
    Format,
    FormatOption,
    JsonOption,
    KnownOnOption,
    LedgerOption,
    data_folder,
    when_asked,
)
from flopwatch.cli.printing import say, show_rows


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Words of a name, in any script.")],
    limit: Annotated[int, typer.Option(help="Maximum number of rows.", min=1)] = 20,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Find models with their variants, organisations, chips, rules of law, terms and pages, as the hub's search does.

    Example: flopwatch search llama 405b --json
    """
    asked = " ".join(words)
    rows = api.answer(
        data_folder(data),
        store,
        when_asked(as_of, known_on),
        f"search {[asked]}",
        lambda census: api.search(census, asked),
        list[api.FoundItem],
    )
    columns = ("kind", "name", "about", "page")
    show_rows(rows[:limit], Format.json if as_json else form, columns, spare=("about", "page"))
    if len(rows) > limit:
        say(f"… and {len(rows) - limit} more; --limit {len(rows)} prints all.")
