"""The documents' rates of growth, recomputed: document 000's frontier, document 002's doubling times and breaks."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np

from flopwatch.analysis import (
    Discontinuity,
    Growth,
    Interval,
    Observation,
    Points,
    break_within,
    date_of,
    decimal_year,
    fit_broken,
    fit_frontier,
    fit_growth,
    gather,
    lead_developer,
)
from flopwatch.domain import PartialDate, Unknown
from flopwatch.reproduce import parameter_counts, tracking_2024
from flopwatch.reproduce.rows import EpochRow, EpochTable, tally
from flopwatch.reproduce.statements import ComputedFigure, Reproduced, Statement, compare, lacking, origin_of

SEED = 20210619  # of the resamples: the same figures every time
BREAKS = (2016, 2017, 2018)
GROWTH_PER_YEAR = 4  # as document 000 states it
NEEDS_WIDE = (
    "needs a state of Epoch's whole table from April 2024 or later, pcd_2024-04-02.csv or pcd_2025-06-20.csv "
    "(--epoch FILE)"
)
_FRONTIER_FROM = dt.date(2018, 1, 1)
_TOP = 10
Rows = Sequence[EpochRow]


def _rng() -> np.random.Generator:
    return np.random.default_rng(SEED)


def _series(
    rows: Rows,
    value: Callable[[EpochRow], Decimal | None],
    until: PartialDate,
    *,
    since: dt.date | None = None,
    bare_year: str = "jan1",
) -> Points | Unknown:
    observations = [
        Observation(
            row.name,
            row.published,
            float(number),
            groups=tuple(row.domains),
            organisation=lead_developer(row.developers[0]) if row.developers else "",
        )
        for row in rows
        if row.published is not None and (number := value(row)) is not None
    ]
    return gather(observations, bare_year=bare_year, since=since, until=until.latest)


def _parameters(row: EpochRow) -> Decimal | None:
    return row.parameters


def _of_domain(rows: Rows, domain: str) -> list[EpochRow]:
    return [row for row in rows if domain in row.domains]


# ---------------------------------------------------------------- document 002


def doubling(rows: Rows, start: int, end: int | None, *, domain: str = "", bare_year: str = "jan1") -> Growth | Unknown:
    """Fit the growth of parameter counts between two years by document 002's method.

    Systems with a parameter count up to the article's date, a bare year read as 1 January by default, OLS on
    log10.

    Args:
        rows: Rows of the sheet.
        start: First year.
        end: Year before which it ends, or None for the article's date.
        domain: Term of the vocabulary `domain`, or "" for all.
        bare_year: `jan1`, `july1` or `drop`.
    """
    chosen = _of_domain(rows, domain) if domain else list(rows)
    points = _series(chosen, _parameters, parameter_counts.PUBLISHED, since=dt.date(start, 1, 1), bare_year=bare_year)
    if isinstance(points, Points) and end is not None:
        points = points.between(end=float(end))
    return fit_growth(points, _rng(), group=domain or "all")


def _months(found: Growth | Unknown) -> float:
    months = found.doubling_months[1] if isinstance(found, Growth) else None
    return math.nan if months is None else months


def _doubling_words(found: Growth | Unknown) -> str:
    if isinstance(found, Unknown):
        return found.reason
    p5, p50, p95 = ("never" if m is None else f"{m:.1f}" for m in found.doubling_months)
    return f"{p50} months (90%: {p5} to {p95}; n {found.n}, R² {found.r2:.2f})"


def _span(values: Sequence[float]) -> str:
    if any(math.isnan(value) for value in values):
        return "none"
    return f"{min(values):.1f} to {max(values):.1f}"


def _before(rows: Rows) -> ComputedFigure:
    fits = {year: doubling(rows, 2000, year) for year in BREAKS}
    months = [_months(fit) for fit in fits.values()]
    dropped = _span([_months(doubling(rows, 2000, year, bare_year="drop")) for year in BREAKS])
    noted = [row for row in rows if row.notability]
    notable = _span([_months(doubling(noted, 2000, year)) for year in BREAKS])
    each = "; ".join(f"to {year}: {_doubling_words(fit)}" for year, fit in fits.items())
    inside = all(18 <= m <= 24 for m in months)
    return ComputedFigure(
        _span(months),
        f"{each}. {'Inside' if inside else 'Not inside'} the printed range, which was drawn by eye. Without rows "
        "dated by a "
        f"bare year {dropped}; only systems with a stated reason for inclusion {notable}.",
        explains=inside,
    )


def _language(low: float, high: float) -> Callable[[Rows], ComputedFigure]:
    def work_out(rows: Rows) -> ComputedFigure:
        fits = {year: doubling(rows, year, None, domain="language") for year in BREAKS}
        months = [_months(fit) for fit in fits.values()]
        each = "; ".join(f"from {year}: {_doubling_words(fit)}" for year, fit in fits.items())
        here = all(low <= m <= high for m in months)
        return ComputedFigure(
            _span(months),
            f"{each}. {'Inside' if here else 'Not inside'} this range; the document prints both 3 to 5 and 4 to 8 "
            "months for "
            "the same trend.",
            explains=here,
        )

    return work_out


def _no_break_2011(rows: Rows) -> ComputedFigure:
    shown: list[str] = []
    words: list[str] = []
    for domain in ("", *(name for name, count in _domains(rows) if count >= 16)):
        # Up to the break in language that the document reports, so that this break is not counted too.
        chosen = _of_domain(rows, domain) if domain else rows
        points = _series(chosen, _parameters, PartialDate(2015), since=dt.date(2000, 1, 1))
        found = break_within(points, _rng(), start=2011.0, end=2013.0)
        name = domain or "all"
        if isinstance(found, Discontinuity):
            words.append(f"{name}: jump {_dex(found.jump_dex)}, BIC gain {found.bic_gain:.1f}, n {found.n}")
            if found.shown:
                shown.append(name)
        else:
            words.append(f"{name}: {found.reason}")
    return ComputedFigure(
        ", ".join(shown) or "none",
        "Two lines against one in 2000 to 2015, best date in 2011-2012, jump in orders of magnitude. "
        f"{'; '.join(words)}.",
    )


def _domains(rows: Rows) -> list[tuple[str, int]]:
    return tally(d for row in rows if row.parameters and row.by(parameter_counts.PUBLISHED) for d in row.domains)


def _dex(one: Interval) -> str:
    return f"{one.p50:+.1f} ({one.p5:+.1f} to {one.p95:+.1f})"


def _language_break(rows: Rows) -> ComputedFigure:
    points = _series(_of_domain(rows, "language"), _parameters, parameter_counts.PUBLISHED, since=dt.date(2000, 1, 1))
    within = break_within(points, _rng(), start=2016.0, end=2019.0)
    if isinstance(within, Unknown):
        return ComputedFigure("none", within.reason + ".")
    found = fit_broken(points, _rng(), kind="discontinuous", most=1)
    free = "none is found"
    if not isinstance(found, Unknown) and found.dates:
        date = found.dates[0]
        free = f"{date_of(date.p50)} (90%: {date_of(date.p5)} to {date_of(date.p95)})"
    bends = not within.slope_change.contains(0.0)
    weak = (
        "The change of slope excludes 0, but by BIC two lines do not pay for their parameters. "
        if bends and not within.shown
        else ""
    )
    return ComputedFigure(
        "2016-2018" if within.shown else "change of slope alone" if bends else "none",
        f"{weak}Best date in the window {date_of(within.date)}: jump {_dex(within.jump_dex)} and change of slope "
        f"{_dex(within.slope_change)} orders of magnitude a year, BIC gain {within.bic_gain:.1f}, n {within.n}; "
        "searched "
        f"over all dates: {free}.",
    )


def _median(rows: Rows, domain: str) -> tuple[float, int]:
    logs = [
        math.log10(row.parameters)
        for row in _of_domain(rows, domain)
        if row.parameters and row.by(parameter_counts.PUBLISHED) and row.published and row.published.year >= 2010
    ]
    return (float(np.median(logs)), len(logs)) if logs else (math.nan, 0)


def _games_and_vision(rows: Rows) -> ComputedFigure:
    (games, of_games), (vision, of_vision) = _median(rows, "games"), _median(rows, "vision")
    if math.isnan(games) or math.isnan(vision):
        return ComputedFigure("none", "No parameter counts of games or of vision.")
    return ComputedFigure(
        "games below vision" if games < vision else "games above vision",
        f"Medians since 2010: games {10**games:.1e} (n {of_games}), vision {10**vision:.1e} (n {of_vision}).",
    )


def _largest_domains(rows: Rows) -> ComputedFigure:
    largest: dict[str, tuple[Decimal, str]] = {}
    for row in rows:
        if row.parameters and row.by(parameter_counts.PUBLISHED):
            for domain in row.domains:
                largest[domain] = max(largest.get(domain, (Decimal(0), "")), (row.parameters, row.name))
    ranked = sorted(largest, key=lambda d: (-largest[d][0], d))
    # The document does not count a multimodal system that handles language as a domain of its own.
    without = [d for d in ranked if d != "multimodal"][:2]
    listed = "; ".join(f"{d} {float(largest[d][0]):.1e} ({largest[d][1]})" for d in ranked[:4])
    return ComputedFigure(
        ", ".join(sorted(ranked[:2])),
        f"{listed}. Without the domain multimodal, which the document does not mention: {', '.join(sorted(without))}.",
        explains=sorted(without) == ["language", "recommendation"],
    )


def _first_year(rows: Rows) -> ComputedFigure:
    years = [row.published.year for row in rows if row.parameters and row.published]
    first = str(min(years)) if years else "none"
    return ComputedFigure(first, "A caption says 1954 where the text says 1952.", explains=first == "1952")


ON_SHEET: tuple[Statement[Rows], ...] = (
    Statement("Months in which parameters double, all domains, 2000 to 2016-2018", "18 to 24", _before),
    Statement("Months in which parameters double, language, from 2016-2018 (in a list)", "3 to 5", _language(3, 5)),
    Statement("Months in which parameters double, language, from 2016-2018", "4 to 8", _language(4, 8)),
    Statement("Domains with a discontinuity in 2011-2012", "none", _no_break_2011),
    Statement("Discontinuity in language", "2016-2018", _language_break),
    Statement("Parameters of games compared with vision", "games below vision", _games_and_vision),
    Statement("Domains of the largest systems", "language, recommendation", _largest_domains),
    Statement("Year of the first system (in a caption)", "1954", _first_year),
)


def reproduce_parameter_growth(tables: Sequence[EpochTable]) -> list[Reproduced]:
    """Compare the rates and breaks of document 002 with those from the given tables."""
    table = parameter_counts.sheet(tables)
    if table is None:
        return lacking(parameter_counts.DOCUMENT, ON_SHEET, parameter_counts.NEEDS)
    origin = origin_of(table.source)
    return [compare(parameter_counts.DOCUMENT, statement, table.rows, origin) for statement in ON_SHEET]


# ---------------------------------------------------------------- document 000


def wide_table(tables: Sequence[EpochTable]) -> EpochTable | None:
    """Return the whole table (many years, smaller models too) nearest to the article's date. None if no table given is
    such.
    """
    fitting = [
        table
        for table in tables
        if table.newest is not None
        and table.newest >= PartialDate(2024, 3, 1)
        and sum(row.compute is not None and row.compute < tracking_2024.THRESHOLD for row in table.rows) >= 50
    ]
    return min(fitting, key=lambda t: str(t.newest), default=None)


def frontier_growth(rows: Rows, until: PartialDate) -> Growth | Unknown:
    """Fit the growth of training compute of models in the top 10 at release, since 2018, up to a date."""
    points = _series(rows, lambda row: row.compute, until)
    return fit_frontier(points, _rng(), top=_TOP, since=decimal_year(_FRONTIER_FROM))


def _per_year(rows: Rows) -> ComputedFigure:
    found = frontier_growth(rows, tracking_2024.PUBLISHED)
    if isinstance(found, Unknown):
        return ComputedFigure("none", found.reason + ".")
    factor = found.growth_factor_per_year
    inside = factor.contains(GROWTH_PER_YEAR)
    return ComputedFigure(
        f"{factor.p50:.0f}x",
        f"{factor.p50:.1f}x (90%: {factor.p5:.1f} to {factor.p95:.1f}), which {'holds' if inside else 'leaves out'} 4; "
        f"the {found.n} models in the top {_TOP} at release since 2018, by least squares on log10; {found.drawn}.",
        explains=inside,
    )


def _passing(multiple_of: float) -> Callable[[Rows], ComputedFigure]:
    def work_out(rows: Rows) -> ComputedFigure:
        dated = [(row.compute, row.published, row.name) for row in rows if row.compute and row.published]
        if not dated:
            return ComputedFigure("none")
        compute, date, name = max(dated)
        years = math.log(multiple_of / float(compute)) / math.log(GROWTH_PER_YEAR)
        at = date_of(decimal_year(date.plotted) + years)
        return ComputedFigure(
            str(at.year),
            f"{name} has {float(compute):.2g} FLOP at {date}; times {GROWTH_PER_YEAR} a year that is "
            f"{multiple_of:.0e} FLOP "
            f"on {at}.",
        )

    return work_out


ON_WIDE: tuple[Statement[Rows], ...] = (
    Statement("Growth of training compute of the top models, per year", "4x", _per_year),
)
ON_LIST: tuple[Statement[Rows], ...] = (
    Statement("Year in which the top models pass 1e26 FLOP, at 4x per year", "2024", _passing(1e26)),
    Statement(
        "Year by which models of 1e24 FLOP are over 1000x smaller than the top, at 4x per year", "2026", _passing(1e27)
    ),
)


def reproduce_compute_growth(tables: Sequence[EpochTable]) -> list[Reproduced]:
    """Compare the rates of document 000 with those from the given tables."""
    document = tracking_2024.DOCUMENT
    wide, listed = wide_table(tables), tracking_2024.confirmed_list(tables)
    out = (
        lacking(document, ON_WIDE, NEEDS_WIDE)
        if wide is None
        else [compare(document, one, wide.rows, origin_of(wide.source)) for one in ON_WIDE]
    )
    if listed is None:
        return out + lacking(document, ON_LIST, tracking_2024.NEEDS_LIST)
    rows = tuple(filter(tracking_2024.is_large, listed.rows))
    return out + [compare(document, one, rows, origin_of(listed.source)) for one in ON_LIST]
