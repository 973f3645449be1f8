"""Commands on one series: the breaks of its trend, and its power law on another quantity."""

from __future__ import annotations

from typing import Annotated

import typer

from flopwatch import api
from flopwatch.cli.apps import trends_app
from flopwatch.cli.options import (
    DEFAULT_LEDGER,
    AsOfOption,
    BareYear,
    Cluster,
    DataOption,
    DateOrder,
    Format,
    JsonOption,
    Kind,
    KnownOnOption,
    LedgerOption,
    Method,
    data_folder,
    when_asked,
)
from flopwatch.cli.printing import say, show_json, show_rows
from flopwatch.cli.trends import (
    BareYearOption,
    CircumstanceOption,
    ClusterOption,
    DateOrderOption,
    DenseOption,
    MethodOption,
    OnlyOption,
    PositiveOption,
    SeedOption,
    SeriesFile,
    SinceOption,
    SplitOption,
    UntilOption,
    XOption,
    YOption,
    asked,
    say_circumstance,
    say_left_out,
)

GroupOption = Annotated[str, typer.Option(help="One for each value of this column.", metavar="COL")]


@trends_app.command(name="breaks")
def trends_breaks(
    file: SeriesFile = "",
    x: XOption = "published",
    y: YOption = "training_compute",
    within: Annotated[
        list[str] | None,
        typer.Option(help="Window of dates to test; repeatable; anywhere if none.", metavar="START:END"),
    ] = None,
    group: GroupOption = "",
    split: SplitOption = False,
    only: OnlyOption = None,
    kind: Annotated[Kind, typer.Option(help="Kind of break: with or without a jump of the level.")] = Kind.any,
    most: Annotated[int, typer.Option(help="Largest number of breaks to search for.", min=0, max=3)] = 2,
    since: SinceOption = "",
    until: UntilOption = "",
    bare_year: BareYearOption = BareYear.jan1,
    date_order: DateOrderOption = DateOrder.auto,
    cluster: ClusterOption = Cluster.auto,
    circumstance: CircumstanceOption = False,
    seed: SeedOption = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    as_json: JsonOption = False,
) -> None:
    """Test whether a trend breaks, in a window of dates or anywhere; report jump, change of slope and BIC.

    Example: flopwatch trends breaks sheet.csv --x "Publication date" --y Parameters --within 2011:2012
    """
    from flopwatch.api import trends

    series = asked(
        x=x,
        y=y,
        group=group,
        split=split,
        only=only,
        since=since,
        until=until,
        bare_year=bare_year,
        date_order=date_order,
        cluster=cluster,
        circumstance=circumstance,
        seed=seed,
    )
    found = trends.breaks(
        file,
        lambda: api.take_census(data_folder(data), store, when_asked(as_of, known_on)),
        series,
        windows=within or [],
        kind="" if kind is Kind.any else kind.value,
        most=most,
    )
    if as_json:
        show_json(found)
        return
    if found.tests:
        columns = (
            "group",
            "within",
            "shown",
            "date",
            "jump_oom",
            "slope_change_oom_per_year",
            "bic_gain",
            "n",
        )
        show_rows(found.tests, Format.table, columns)
    for one in found.breaks:
        typer.echo(f"break, {one.group}: {one.date.p50} (90%: {one.date.p5} to {one.date.p95}), {one.kind}")
    for search in found.searched:
        say(f"{search.group}: {search.breaks} breaks. {search.rule}")
    say_circumstance(found.data)
    say_left_out(found.unknown, found.excluded)


@trends_app.command(name="across")
def trends_across(
    file: SeriesFile = "",
    against: Annotated[str, typer.Option(help="The other quantity.", metavar="COL")] = "parameters",
    x: XOption = "published",
    y: YOption = "training_compute",
    group: GroupOption = "",
    split: SplitOption = False,
    only: OnlyOption = None,
    since: SinceOption = "",
    until: UntilOption = "",
    bare_year: BareYearOption = BareYear.jan1,
    date_order: DateOrderOption = DateOrder.auto,
    cluster: ClusterOption = Cluster.auto,
    method: MethodOption = Method.ols,
    dense: DenseOption = False,
    drop_nonpositive: PositiveOption = False,
    circumstance: CircumstanceOption = False,
    seed: SeedOption = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    as_json: JsonOption = False,
) -> None:
    """Fit one quantity to another (parameters to data, compute to parameters): exponent, quotient, its growth.


    Example: flopwatch trends across pcd.csv --x "Publication date" --y Parameters --against "Training dataset size
    (datapoints)"
    """
    from flopwatch.api import trends

    series = asked(
        x=x,
        y=y,
        per=against,
        group=group,
        split=split,
        only=only,
        since=since,
        until=until,
        bare_year=bare_year,
        date_order=date_order,
        cluster=cluster,
        method=method,
        dense=dense,
        drop_nonpositive=drop_nonpositive,
        circumstance=circumstance,
        seed=seed,
    )
    found = trends.across(file, lambda: api.take_census(data_folder(data), store, when_asked(as_of, known_on)), series)
    if as_json:
        show_json(found)
        return
    columns = ("group", "n", "exponent", "exponent_reduced_major_axis", "r2", "quotient")
    show_rows(found.fits, Format.table, columns)
    for one in found.fits:
        if grown := one.quotient_growth:
            factor = grown.growth_factor_per_year
            typer.echo(
                f"{one.group}: {one.y} / {one.x} grows {factor.p50:.3g}x a year "
                f"(90%: {factor.p5:.3g} to {factor.p95:.3g})"
            )
    say_circumstance(found.data)
    say_left_out(found.unknown, found.excluded)
