"""`trends chart`: the rows behind each chart, computed from a table or the census, and the files drawn from them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from flopwatch.analysis import (
    FRONTIER_FROM,
    FRONTIER_TOP,
    SHARES,
    Counter,
    Entry,
    Growth,
    Observation,
    Points,
    Population,
    counts_by_period,
    date_of,
    fit_frontier,
    fit_growth,
    gather,
    project,
    record_setters,
    top_at_release,
)
from flopwatch.api.trends.fields import field_of, thresholds_of
from flopwatch.api.trends.projections import frontier_points
from flopwatch.api.trends.series import SEED, Asked
from flopwatch.api.trends.series_chart_rows import series_drawing
from flopwatch.api.trends.share_chart_rows import AT, country_shares, domain_shares, organisation_counts
from flopwatch.census import Census
from flopwatch.charts import Drawing, Row, Worked
from flopwatch.domain import BadInput, NoSuchChoice, PartialDate, Unknown, WrongUsage
from flopwatch.ledger import write_whole
from flopwatch.products import group_for

NAMES: tuple[str, ...] = (
    "frontier",
    "thresholds",
    "domains",
    "countries",
    "organisations",
    "access",
    "growth",
    "parameters",
    "parameters-since-2000",
    "projections",
    "series",
)
_FROM = 2010.0  # first year of charts of compute: earlier models are few, and would compress the rest
_FEWEST_FOR_FIT = 8
_YEARS_FOR_FIT = 4


class ChartAnswer(msgspec.Struct, frozen=True):
    """A drawn chart: its title and description, its number of marks, and the files."""

    name: str
    title: str
    about: str
    rows: int
    files: tuple[str, ...]


def chart(
    name: str,
    place: str,
    census: Callable[[], Census],
    out: Path,
    *,
    until: dt.date | None = None,
    at: Sequence[str] = (),
    seed: int = SEED,
    asked: Asked | None = None,
    breaks: Sequence[str] = ("none",),
) -> ChartAnswer:
    """Draw one chart as PNG and SVG, and write the data behind it as CSV and the Vega-Lite specification.

    Args:
        name: Name of the chart.
        place: A table of Epoch's, or "" for the census.
        census: Returns the census; called only if needed.
        out: Folder for the files; created if it does not exist.
        until: Last date of publication that counts.
        at: Thresholds, for the charts that show several.
        seed: Seed of the resamples.
        asked: For the chart `series`, from any CSV: its columns.
        breaks: For the chart `series`: `auto`, `none`, or dates.

    Returns:
        `name`, `title`, `about`, `rows` (number of marks), `files`.

    Raises:
        BadInput: If the chart does not exist, or the data have no rows for it.
    """
    if asked is not None and asked.circumstance and name != "series":
        raise WrongUsage(f"--circumstance is of the chart series; {name} has disclosed figures only. Leave it out.")
    import json

    # Altair takes most of a second to import, so it is imported only here.
    from flopwatch.charts import png, spec, svg, table

    if name == "series":
        drawing = series_drawing(place, census, asked or Asked(until=until, seed=seed), breaks=breaks)
    else:
        drawing = drawing_of(name, place, census, until=until, at=at, seed=seed)
    out.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {
        f"{name}.png": png(drawing),
        f"{name}.svg": svg(drawing).encode(),
        f"{name}.csv": table(drawing).encode(),
        f"{name}.vl.json": (json.dumps(spec(drawing), indent=1, ensure_ascii=False) + "\n").encode(),
    }
    for path, content in files.items():
        write_whole(out / path, [content])
    return ChartAnswer(name, drawing.title, drawing.about, len(drawing.rows), tuple(str(out / path) for path in files))


def drawing_of(
    name: str,
    place: str,
    census: Callable[[], Census],
    *,
    until: dt.date | None = None,
    at: Sequence[str] = (),
    seed: int = SEED,
) -> Drawing:
    """Return the rows, title and lines of one chart; see `chart`."""
    if name not in _WORK:
        raise NoSuchChoice("chart", name, NAMES)
    wanted = thresholds_of(at or (("1e22", "1e23", "1e24") if name == "growth" else ()))
    field, _ = field_of(place, census, tuple(sorted({*wanted, AT})), until=until)
    title, about, rows, lines = _WORK[name](field, wanted, seed)
    if not rows:
        raise BadInput(f"{place or 'the census'}: nothing to draw for the chart {name}.")
    return Drawing(name, title, f"{about} Data: {field.data}.", rows, lines)


def _day(entry: Entry) -> str:
    assert entry.date is not None
    return str(entry.date.plotted)


def _with_compute(field: Population, since: float = _FROM) -> list[Entry]:
    first = PartialDate(int(since))
    return [e for e in field.entries if e.date is not None and e.median_flop and e.date >= first]


def _factor(found: Growth) -> str:
    factor = found.growth_factor_per_year
    return f"{factor.p50:.1f}x per year (90%: {factor.p5:.1f} to {factor.p95:.1f})"


def _frontier(field: Population, _: Sequence[float], seed: int) -> Worked:
    points = frontier_points(field)
    if isinstance(points, Unknown):
        raise BadInput(f"{field.data}: no frontier. {points.reason}.")
    found = fit_frontier(points, np.random.default_rng([seed, FRONTIER_TOP]), top=FRONTIER_TOP, since=FRONTIER_FROM)
    in_top = top_at_release(points, FRONTIER_TOP)
    setters = record_setters(points)
    frontier = {(points.labels[i], float(points.x[i])) for i in np.flatnonzero(in_top).tolist()}
    groups = {e.name: group_for(e.groups.get("domain", ())).label for e in field.entries}
    rows, labels = [], []
    for i in np.flatnonzero(points.x >= _FROM).tolist():
        name, at, value = points.labels[i], float(points.x[i]), 10.0 ** float(points.y[i])
        rows.append(
            {
                "name": name,
                "date": str(date_of(at)),
                "flop": value,
                "domain": groups.get(name, group_for(()).label),
                "frontier": (name, at) in frontier,
            }
        )
        if setters[i] and at >= 2012:
            labels.append({"name": name[:28], "date": str(date_of(at)), "flop": value})
    lines: dict[str, Sequence[Row]] = {"labels": _apart(labels)}
    title = "Training compute of AI models"
    about = f"Strong marks: among the {FRONTIER_TOP} models of most compute when published."
    if isinstance(found, Growth):
        title = f"The frontier of training compute grows {_factor(found)}"
        about += f" Line: least squares on log10 of the {found.n} of them since 2018; {found.drawn}."
        ends = (found.start, float(points.x[-1]))
        lines["fit"] = [
            {
                "date": str(date_of(x)),
                "flop": 10.0 ** (found.level + found.oom_per_year.p50 * (x - found.start)),
            }
            for x in ends
        ]
    return title, about, rows, lines


def _apart(labels: list[Row]) -> list[Row]:
    """Drop overlapping labels: of two closer than nine months and a third of a decade, keep the later."""
    out: list[Row] = []
    for one in reversed(labels):
        day = dt.date.fromisoformat(one["date"])
        near = any(
            abs((dt.date.fromisoformat(o["date"]) - day).days) < 420 and abs(math.log10(o["flop"] / one["flop"])) < 0.45
            for o in out
        )
        if not near:
            out.append(one)
    return out[::-1]


def _power(threshold: float) -> str:
    return f"{threshold:.0e} FLOP".replace("e+", "e")


def _thresholds(field: Population, wanted: Sequence[float], _: int) -> Worked:
    counter = Counter(field)
    rows = [
        {
            "year": year,
            "threshold": _power(one.threshold_flop),
            "models": one.recorded,
            "p5": one.p5,
            "p95": one.p95,
            "unconfirmed": one.unconfirmed,
        }
        for year, counts in counter.by_year().items()
        for one in counts
        if one.threshold_flop in wanted and year >= 2017
    ]
    last = max((int(str(row["year"])) for row in rows), default=0)
    title = "Models trained above each threshold, by year of publication"
    about = (
        "Bars: figures as recorded. Rules: 90% interval of the number above, each model being above with its own "
        "chance. "
        f"{last} up to the newest model, {date_of(field.newest)}."
    )
    return title, about, rows, {}


def _access(field: Population, _: Sequence[float], __: int) -> Worked:
    least = 1e22
    shown = [e for e in _with_compute(field, 2017) if (e.median_flop or 0) >= least]
    rows = [{"name": e.name, "date": _day(e), "flop": e.median_flop, "access": SHARES["access"](e)} for e in shown]
    records: list[Row] = []
    for access in ("downloadable", "not downloadable"):
        best = 0.0
        for row in sorted((r for r in rows if r["access"] == access), key=lambda r: str(r["date"])):
            if float(row["flop"] or 0) > best:
                best = float(row["flop"] or 0)
                records.append({"access": access, "date": row["date"], "flop": best, "name": row["name"]})
    at = field.thresholds.index(AT)
    large = [e for e in field.entries if e.recorded[at]]
    opened = [e for e in large if SHARES["access"](e) == "downloadable"]
    title = f"{len(opened)} of {len(large)} models above 1e23 FLOP are downloadable"
    if opened:
        biggest = max(opened, key=lambda e: e.median_flop or 0)
        title += f"; the largest is {biggest.name}, {biggest.median_flop:.2g} FLOP".replace("e+", "e")
    return (
        title,
        "Models from 1e22 FLOP on. Lines: the largest so far of each kind.",
        rows,
        {"records": records},
    )


def _growth(field: Population, wanted: Sequence[float], _: int) -> Worked:
    shown = _with_compute(field)
    x = np.array([_decimal(e) for e in shown])
    y = np.array([math.log10(e.median_flop or 1) for e in shown])
    levels = sorted(wanted)
    begin, numbers = counts_by_period(x, y, [math.log10(t) for t in levels], periods=12)
    rows = []
    for k, threshold in enumerate(levels):
        for start, n in zip(begin.tolist(), numbers[:, k].tolist(), strict=True):
            if start >= 2017 - 1e-9:
                end = min(date_of(start + 1 / 12), date_of(field.as_of))
                rows.append(
                    {
                        "date": str(end),
                        "threshold": _power(threshold),
                        "models": n,
                        "label": f"{n} above {_power(threshold)}",
                    }
                )
    last = {row["threshold"]: row["models"] for row in rows}
    words = ", ".join(f"{n} above {threshold}" for threshold, n in last.items())
    title = f"Models published by {date_of(field.as_of)}: {words}"
    return title, "Models published so far with recorded training compute above each threshold.", rows, {}


def _decimal(e: Entry) -> float:
    from flopwatch.analysis import placed

    assert e.date is not None
    return placed(e.date) or 0.0


def _sizes(since: int) -> Callable[[Population, Sequence[float], int], Worked]:
    def work(field: Population, _: Sequence[float], seed: int) -> Worked:
        rng = np.random.default_rng(seed)
        shown = [
            e
            for e in field.entries
            if e.date is not None and e.parameters and e.parameters > 0 and e.date.year >= since
        ]
        rows = [
            {
                "name": e.name,
                "date": str(e.date.earliest if e.date else ""),
                "parameters": e.parameters,
                "domain": group_for(e.groups.get("domain", ())).label,
            }
            for e in shown
        ]
        fits: list[Row] = []
        words: list[str] = []
        for domain in dict.fromkeys(str(row["domain"]) for row in rows):
            found = fit_growth(_of_domain(shown, domain, field.data), rng, group=domain)
            if isinstance(found, Unknown) or since < 2000 or domain == group_for(()).label:
                continue
            if found.n < _FEWEST_FOR_FIT or found.end - found.start < _YEARS_FOR_FIT:
                continue  # a line through a few systems of a few months is meaningless
            middle = found.doubling_months[1]
            words.append(f"{domain} {'never' if middle is None else f'{middle:.0f} months'} (n {found.n})")
            for at in (found.start, found.end):
                value = 10.0 ** (found.level + found.oom_per_year.p50 * (at - found.start))
                fits.append({"date": str(date_of(at)), "parameters": value, "domain": domain, "fit": domain})
        first = min((e.date.year for e in shown if e.date), default=since)
        last = max((e.date.year for e in shown if e.date), default=since)
        title = f"Trainable parameters of {len(shown)} systems published from {first} to {last}"
        about = "A bare year is drawn at 1 January."
        if words:
            about += f" Lines: least squares on log10 by domain. Doubling: {'; '.join(words)}."
        return title, about, rows, {"fits": fits}

    return work


def _of_domain(entries: Sequence[Entry], domain: str, data: str) -> Points | Unknown:
    return gather(
        (
            Observation(e.name, e.date, e.parameters, organisation=(e.groups.get("organisation") or ("",))[0])
            for e in entries
            if e.date is not None and e.parameters and group_for(e.groups.get("domain", ())).label == domain
        ),
        data=data,
    )


def _projections(field: Population, wanted: Sequence[float], seed: int) -> Worked:
    until = int(field.newest) + 5
    rows: list[Row] = []
    words = {"investment": "Compute is shared out as so far", "plain": "Numbers grow as so far, ever more slowly"}
    for found in project(field, seed, until=until).made.values():
        for one in [] if isinstance(found, Unknown) else found:
            if one.threshold_flop in wanted and one.threshold_flop >= 1e24:
                rows.append(
                    {
                        "model": words[one.model],
                        "year": one.year,
                        "threshold": _power(one.threshold_flop),
                        "p5": one.by_end.p5,
                        "p50": one.by_end.p50,
                        "p95": one.by_end.p95,
                    }
                )
    title = f"Models above each threshold by the end of each year to {until}, by two models"
    about = "Left: after Kumar and Manning (2025). Right: damped Poisson regression on five whole years. Bands: 90%."
    return title, about, rows, {}


_WORK: dict[str, Callable[[Population, Sequence[float], int], Worked]] = {
    "frontier": _frontier,
    "thresholds": _thresholds,
    "domains": domain_shares,
    "countries": country_shares,
    "organisations": organisation_counts,
    "access": _access,
    "growth": _growth,
    "parameters": _sizes(1),
    "parameters-since-2000": _sizes(2000),
    "projections": _projections,
}
