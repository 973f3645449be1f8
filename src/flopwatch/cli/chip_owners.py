"""The command on clusters of accelerators and on the compute of developers."""

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
def clusters(
    owner: Annotated[str, typer.Option(help="Part of the owner's name; `none`: no owner is stated.")] = "",
    developer: Annotated[str, typer.Option(help="Name of a developer that owns or uses it.")] = "",
    country: Annotated[str, typer.Option(help="Part of the country's name.")] = "",
    chip: Annotated[str, typer.Option(help="Part of the accelerator's name.")] = "",
    status: Annotated[str, typer.Option(help="existing, planned or decommissioned.")] = "",
    certainty: Annotated[str, typer.Option(help="confirmed, likely or unlikely.")] = "",
    running: Annotated[bool, typer.Option("--running", help="Only those that run at the census's date.")] = False,
    least: Annotated[float, typer.Option(help="Least size, in H100-equivalents.")] = 0.0,
    capacity: Annotated[
        bool, typer.Option("--capacity", help="Instead: the compute that each developer could use at that date.")
    ] = False,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """List clusters of accelerators: owner, chips, size in H100-equivalents, power, dates, certainty.

    Example: flopwatch clusters --developer xAI --running --json
    """
    folder, when, form = data_folder(data), when_asked(as_of, known_on), Format.json if as_json else form
    if capacity:
        found = api.answer(folder, store, when, "capacities", api.capacities, list[api.CapacityRow])
        show_rows(found, form, ("developers", "h100_equivalents", "run_flop", "route", "rows"), spare=("rows",))
        return
    asked = [owner, developer, country, chip, status, certainty, running, least]
    rows = api.answer(
        folder,
        store,
        when,
        f"clusters {asked}",
        lambda census: api.clusters(
            census,
            owner=owner,
            developer=developer,
            country=country,
            chip=chip,
            status=status,
            certainty=certainty,
            running=running,
            least=least,
        ),
        list[api.ClusterRow],
    )
    columns = ("name", "owner", "chip", "chips", "h100_equivalents", "power_mw", "operational", "status", "certainty")
    show_rows(rows, form, columns, spare=("chip", "power_mw", "chips", "certainty", "status", "operational"))
    if unnamed := sum(one.owner is None for one in rows):
        say(f"{unnamed} of {len(rows)} without a stated owner.")
