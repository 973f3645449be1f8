"""Commands on trends of the field: counts, projections, sensitivity, charts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    KnownOnOption,
    LedgerOption,
    Method,
    data_folder,
    day_asked,
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
    SeedOption,
    SeriesFile,
    SinceOption,
    SplitOption,
    UntilOption,
    XOption,
    YOption,
    asked,
    say_left_out,
)
from flopwatch.domain import When

if TYPE_CHECKING:
    from flopwatch.api.trends import GroupCount, YearCount
    from flopwatch.census import Census

TableFile = Annotated[str, typer.Argument(metavar="[TABLE.csv]", help="A table of Epoch's; the census by default.")]
AtOption = Annotated[list[str] | None, typer.Option("--at", help="Threshold in FLOP; repeatable.", metavar="FLOP")]
VintageOption = Annotated[
    list[str] | None,
    typer.Option("--vintage", help="The same table at another date; repeatable.", metavar="TABLE.csv"),
]


@trends_app.command(name="counts")
def trends_counts(
    file: TableFile = "",
    at: AtOption = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            help="domain, country, developer, category, access, publication or task; repeatable; all if none."
        ),
    ] = None,
    vintage: VintageOption = None,
    until: UntilOption = "",
    seed: SeedOption = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    as_json: JsonOption = False,
) -> None:
    """Count the models above each threshold by year and by group; with vintages, also models not yet reported.

    Example: flopwatch trends counts pcd_2025-06-20.csv --vintage pcd_2024-10-16.csv --vintage pcd_2024-04-02.csv --json
    """
    from flopwatch.api import trends

    found = trends.counts(
        file,
        lambda: api.take_census(data_folder(data), store, when_asked(as_of, known_on)),
        at=at or [],
        by=by or [],
        vintages=vintage or [],
        until=day_asked(until, "until", last=True),
        seed=trends.SEED if seed is None else seed,
    )
    if as_json:
        show_json(found)
        return
    columns = tuple(f"{t:.0e}" for t in found.thresholds_flop)
    for heading, counted in (
        ("published in the year", found.by_year),
        ("published by the end of the year", found.cumulative),
    ):
        typer.echo(f"Models above each threshold, {heading}")
        years = dict.fromkeys(row.year for row in counted)
        table = [{"year": year, **_cells([row for row in counted if row.year == year])} for year in years]
        show_rows(table, Format.table, ("year", *columns))
    for way, rows in found.by.items():
        typer.echo(f"By {way}")
        names = dict.fromkeys(row.group for row in rows)
        groups = [{way: name, **_cells([row for row in rows if row.group == name])} for name in list(names)[:12]]
        show_rows(groups, Format.table, (way, *columns))
    if found.shares:
        typer.echo("Shares of the models above 1e23 FLOP")
        shown = ("by", "group", "recorded", "share", "with_unconfirmed", "share_with_unconfirmed")
        show_rows(found.shares, Format.table, shown)
    for one in found.nowcast:
        if one.models:
            typer.echo(
                f"{one.start} to {one.end}, above {one.threshold_flop:.0e}: {one.recorded} recorded, "
                f"{one.models.p50:.0f} expected in the end (90%: {one.models.p5:.0f} to {one.models.p95:.0f})"
            )
    say(
        "each cell: models recorded above (more likely than not), the 90% interval of the true number, +k? of unknown "
        "compute. The interval can lie above the first number: it also counts, by their chance, models whose "
        "figure lies below or that only a statement places near the threshold."
    )
    say_left_out(found.unknown, found.excluded)


def _cells(rows: Sequence[YearCount | GroupCount]) -> dict[str, str]:
    out = {}
    for row in rows:
        models, more = row.models, f" +{row.unconfirmed}?" if row.unconfirmed else ""
        out[f"{row.threshold_flop:.0e}"] = f"{row.recorded} ({models.p5:.0f} to {models.p95:.0f}){more}"
    return out


@trends_app.command(name="projections")
def trends_projections(
    file: TableFile = "",
    at: AtOption = None,
    until: Annotated[int, typer.Option(help="Last year.", min=1950, max=2100)] = 2030,
    since: SinceOption = "2018",
    seed: SeedOption = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    as_json: JsonOption = False,
) -> None:
    """Project when the frontier crosses each threshold and how many models exceed it by year, with backtests.

    Example: flopwatch trends projections pcd_2025-06-20.csv --at 1e26 --until 2028 --json
    """
    from flopwatch.api import trends

    begin = day_asked(since, "since") or dt.date(2018, 1, 1)
    found = trends.projections(
        file,
        lambda: api.take_census(data_folder(data), store, when_asked(as_of, known_on)),
        at=at or [],
        until=until,
        since=begin.isoformat(),
        seed=trends.SEED if seed is None else seed,
    )
    if as_json:
        show_json(found)
        return
    for one in found.crossings:
        first = one.first_recorded
        words = f"; first recorded: {first.name}, {first.date}" if first else "; none recorded"
        dated = "the line reached it on" if one.passed else "projected for"
        typer.echo(
            f"{one.threshold_flop:.0e} FLOP, {one.frontier}: {dated} {one.date.p50} (90%: {one.date.p5} to "
            f"{one.date.p95}){words}"
        )
    show_rows(found.models, Format.table, ("model", "year", "threshold_flop", "models", "by_end_of_year"))
    for name, held in found.held.items():
        recorded = f"{held.held} of {held.of} intervals contain the recorded number"
        say(f"{name}, backtest: {recorded}, from {held.origins} starting years")
    say_left_out(found.unknown, found.excluded)


@trends_app.command(name="sensitivity")
def trends_sensitivity(
    file: SeriesFile = "",
    headline: Annotated[str, typer.Option(help="frontier (top 10 at release) or growth (all rows).")] = "frontier",
    x: XOption = "published",
    y: YOption = "training_compute",
    vintage: VintageOption = None,
    as_known_on: Annotated[
        list[str] | None, typer.Option(help="The census as known on this date; repeatable.", metavar="DATE")
    ] = None,
    since: SinceOption = "2018",
    until: UntilOption = "",
    bare_year: BareYearOption = BareYear.jan1,
    date_order: DateOrderOption = DateOrder.auto,
    cluster: ClusterOption = Cluster.auto,
    method: MethodOption = Method.ols,
    dense: DenseOption = False,
    seed: SeedOption = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Recompute a headline rate with one choice changed: vintage, dates, outliers, line, notability, frontier.


    Example: flopwatch trends sensitivity pcd_2025-06-20.csv --x "Publication date" --y "Training compute (FLOP)"
    """
    from flopwatch.api import trends

    series = asked(
        x=x,
        y=y,
        since=since,
        until=until,
        bare_year=bare_year,
        date_order=date_order,
        cluster=cluster,
        method=method,
        dense=dense,
        seed=seed,
    )

    def census(day: dt.date | None) -> Census:
        return api.take_census(data_folder(data), store, When(known_on=day))

    days = [day for one in as_known_on or [] if (day := day_asked(one, "as-known-on", last=True))]
    found = trends.sensitivity(file, census, series, headline=headline, vintages=vintage or [], as_known_on=days)
    if as_json:
        show_json(found)
        return
    columns = ("what", "variant", "n", "growth_factor_per_year", "doubling_months", "ratio_to_base")
    show_rows([found.base, *found.variants], Format.table, columns)
    say_left_out(found.unknown)


@trends_app.command(name="chart")
def trends_chart(
    name: Annotated[
        str,
        typer.Argument(
            help="frontier, thresholds, domains, countries, organisations, access, growth, parameters, "
            "parameters-since-2000 or projections, of a table of Epoch's; series, of any CSV."
        ),
    ],
    file: TableFile = "",
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("charts"),
    at: AtOption = None,
    x: Annotated[str, typer.Option("--x", help="Of series: column of the dates.", metavar="COL")] = "published",
    y: Annotated[str, typer.Option("--y", help="Of series: column of the values.", metavar="COL")] = "training_compute",
    group: Annotated[str, typer.Option(help="Of series: one line for each value of this column.", metavar="COL")] = "",
    split: SplitOption = False,
    only: OnlyOption = None,
    breaks: Annotated[
        list[str] | None, typer.Option("--break", help="Of series: auto, none, or a date; repeatable.")
    ] = None,
    since: Annotated[str, typer.Option(help="Of series: first day that counts.", metavar="DATE")] = "",
    until: UntilOption = "",
    circumstance: CircumstanceOption = False,
    seed: SeedOption = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    as_json: JsonOption = False,
) -> None:
    """Draw a chart as PNG and SVG, with the data behind it as CSV and its Vega-Lite specification.

    Example: flopwatch trends chart frontier pcd_2025-06-20.csv --out charts
    """
    from flopwatch.api import trends

    series = asked(
        x=x, y=y, group=group, split=split, only=only, since=since, until=until, circumstance=circumstance, seed=seed
    )
    found = trends.chart(
        name,
        file,
        lambda: api.take_census(data_folder(data), store, when_asked(as_of, known_on)),
        out,
        until=series.until,
        at=at or [],
        seed=series.seed,
        asked=series,
        breaks=breaks or ["none"],
    )
    if as_json:
        show_json(found)
        return
    say(found.title)
    for path in found.files:
        typer.echo(path)
