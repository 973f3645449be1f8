"""Commands on trends: growth and the frontier, with the options they share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
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
    Kind,
    KnownOnOption,
    LedgerOption,
    Method,
    data_folder,
    day_asked,
    when_asked,
)
from flopwatch.cli.printing import cell, say, show_json, show_rows
from flopwatch.domain import counted

if TYPE_CHECKING:
    from flopwatch.api.trends import Asked, Cited, FrontierAnswer, GrowthAnswer, LeftOut, NotFitted

SeriesFile = Annotated[str, typer.Argument(metavar="[FILE.csv]", help="Any CSV; the census by default.")]

XOption = Annotated[str, typer.Option("--x", help="Column of the dates.", metavar="COL")]

YOption = Annotated[str, typer.Option("--y", help="Column of the values.", metavar="COL")]

SinceOption = Annotated[str, typer.Option(help="First day included.", metavar="DATE")]

UntilOption = Annotated[str, typer.Option(help="Last day included.", metavar="DATE")]

BareYearOption = Annotated[BareYear, typer.Option(help="Reading of a date without month.")]

DateOrderOption = Annotated[
    DateOrder, typer.Option(help="Order of day and month in a file's dates; auto: by the column.")
]

ClusterOption = Annotated[Cluster, typer.Option(help="Unit of resampling; auto: organisation if known, else quarter.")]

MethodOption = Annotated[Method, typer.Option(help="Method of fitting the line.")]

DenseOption = Annotated[bool, typer.Option("--dense", help="Leave out mixtures of experts.")]

PositiveOption = Annotated[bool, typer.Option("--drop-nonpositive", help="Leave out values below 0; a 0 always is.")]

SplitOption = Annotated[bool, typer.Option("--split", help="Cells of --group list several groups.")]

OnlyOption = Annotated[list[str] | None, typer.Option(help="Only this group; repeatable.")]

CircumstanceOption = Annotated[
    bool, typer.Option("--circumstance", help="Add models of undisclosed compute, estimated from circumstance.")
]

SeedOption = Annotated[int | None, typer.Option(help="Seed of the resamples; fixed by default.", min=0)]


def asked(
    *,
    x: str,
    y: str,
    per: str = "",
    group: str = "",
    split: bool = False,
    only: Sequence[str] | None = None,
    since: str = "",
    until: str = "",
    bare_year: BareYear = BareYear.jan1,
    date_order: DateOrder = DateOrder.auto,
    cluster: Cluster = Cluster.auto,
    method: Method = Method.ols,
    dense: bool = False,
    drop_nonpositive: bool = False,
    circumstance: bool = False,
    seed: int | None = None,
) -> Asked:
    """Parse a command's options into those of a series. An option that a command lacks keeps its default."""
    from flopwatch.api import trends

    return trends.Asked(
        x=x,
        y=y,
        per=per,
        group=group,
        split=split,
        only=tuple(only or ()),
        bare_year=bare_year.value,
        date_order=date_order.value,
        since=day_asked(since, "since"),
        until=day_asked(until, "until", last=True),
        cluster=cluster.value,
        method=method.value,
        dense=dense,
        drop_nonpositive=drop_nonpositive,
        circumstance=circumstance,
        seed=trends.SEED if seed is None else seed,
    )


@trends_app.command(name="growth")
def trends_growth(
    file: SeriesFile = "",
    x: XOption = "published",
    y: YOption = "training_compute",
    per: Annotated[str, typer.Option(help="Divide the values by this column.", metavar="COL")] = "",
    group: Annotated[str, typer.Option(help="One fit for each value of this column.", metavar="COL")] = "",
    split: SplitOption = False,
    only: OnlyOption = None,
    breaks: Annotated[
        list[str] | None,
        typer.Option("--break", help="auto, none, or a date; repeatable.", metavar="auto|none|DATE"),
    ] = None,
    kind: Annotated[Kind, typer.Option(help="Kind of break: with or without a jump of the level.")] = Kind.any,
    most: Annotated[int, typer.Option(help="Largest number of breaks to search for.", min=0, max=3)] = 2,
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
    """Fit the growth of a quantity, in segments, with 90% intervals.

    Example: flopwatch trends growth notable.csv --x "Publication date" --y Parameters --break 2017 --json
    """
    from flopwatch.api import trends

    series = asked(
        x=x,
        y=y,
        per=per,
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
    found = trends.growth(
        file,
        lambda: api.take_census(data_folder(data), store, when_asked(as_of, known_on)),
        series,
        breaks=breaks or ["auto"],
        kind="" if kind is Kind.any else kind.value,
        most=most,
    )
    if as_json:
        show_json(found)
        return
    if not file:
        say("All models, in segments between breaks. Pages quote the growth of `flopwatch trends frontier`.")
    _show_segments(found)
    say_circumstance(found.data)
    say_left_out(found.unknown, found.excluded)


@trends_app.command(name="frontier")
def trends_frontier(
    file: SeriesFile = "",
    x: XOption = "published",
    y: YOption = "training_compute",
    top: Annotated[list[int] | None, typer.Option(help="Top n at release; repeatable.", min=1)] = None,
    group: Annotated[str, typer.Option(help="Column of the groups, for eras.", metavar="COL")] = "",
    each: Annotated[
        str, typer.Option(help="Fit the record-setters of each value of this column: domain.", metavar="COL")
    ] = "",
    split: SplitOption = False,
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
    as_json: JsonOption = False,
) -> None:
    """Find record-setters, the top n at release, the growth of both, and the lag of open models.

    Example: flopwatch trends frontier pcd.csv --x "Publication date" --y "Training compute (FLOP)" --since 2018
    """
    from flopwatch.api import trends

    series = asked(
        x=x,
        y=y,
        group=each or group,
        split=split,
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
    census = partial(api.take_census, data_folder(data), store)
    found = trends.frontier(file, census, series, top=top or [10], each=bool(each))
    if as_json:
        show_json(found)
        return
    if found.headline is not None:
        years = found.headline.growth_factor_per_year
        typer.echo(
            f"the frontier grows by {cell(years)} a year: top 10 at release since 2018, {found.headline.n} models. "
            "Other samples below are alternatives."
        )
    _show_segments(found)
    _show_frontier(found)
    say_circumstance(found.data)
    say_left_out(found.unknown, found.excluded)


def _show_segments(found: GrowthAnswer | FrontierAnswer) -> None:
    columns = ("group", "start", "end", "n", "clusters", "growth_factor_per_year", "doubling_months", "r2")
    show_rows(found.segments, Format.table, columns)
    for one in found.breaks:
        sure = "given" if one.given else f"90%: {one.date.p5} to {one.date.p95}"
        typer.echo(f"break, {one.group}: {one.date.p50} ({sure}), {one.kind}")


def _show_frontier(found: FrontierAnswer) -> None:
    for one in found.frontier:
        typer.echo(f"{one.date}  {one.value:.3g}  {one.name}{'  record' if one.record else ''}")
    for era in found.eras:
        names = ", ".join(record.name for record in era.records)
        typer.echo(f"{era.start} to {era.end}  {', '.join(era.groups)}: {names}")
    months, late = found.lag.months, getattr(found.lag, "unmatched", ())
    if months:
        reached = len(getattr(found.lag, "pairs", ()))
        shown = cell(months) if reached > 1 else cell(months.p50)  # one lag has no interval
        typer.echo(
            f"open models follow closed records after {shown} months ({counted(reached, 'record')} reached, "
            f"{len(late)} not yet)"
        )
    for group in found.behind:
        typer.echo(
            f"{group.group} models' own records came {cell(group.months)} months after the first as large (n {group.n})"
        )


def say_circumstance(data: Cited) -> None:
    """Print on stderr how many models are from circumstance, if they were asked for."""
    if data.from_circumstance:
        say(f"{counted(data.from_circumstance, 'model')} estimated from circumstance: no disclosed figures.")


MOST_REASONS = 6  # named in the one line about rows left out


def say_left_out(unknown: Sequence[NotFitted], excluded: Sequence[LeftOut] = ()) -> None:
    """Print on stderr the groups that could not be fitted, with reasons, and the rows left out, counted by reason."""
    for one in unknown:
        say(f"not fitted: {one.group}: {one.reason}")
    if excluded:
        counted = sorted(excluded, key=lambda one: -one.rows)
        named = [f"{one.rows} ({one.reason})" for one in counted[:MOST_REASONS]]
        if rest := counted[MOST_REASONS:]:
            named.append(f"{sum(one.rows for one in rest)} for {len(rest)} other reasons")
        rows = sum(one.rows for one in excluded)
        say(f"left out: {rows} row{'s' if rows > 1 else ''}: {', '.join(named)}. --json lists each reason and row.")
