"""Statements that document 002 makes in words about its sheet of parameter counts, each checked against the sheet."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from decimal import Decimal

import numpy as np

from flopwatch.analysis import Observation, Points, eras, fit_growth, fit_power, gather, lead_developer
from flopwatch.domain import Unknown
from flopwatch.reproduce import parameter_counts
from flopwatch.reproduce.growth import SEED
from flopwatch.reproduce.rows import EpochRow, Rows, same_name
from flopwatch.reproduce.statements import ComputedFigure, Statement


def _points(rows: Rows, domain: str, since: int, value: Callable[[EpochRow], Decimal | None]) -> Points | Unknown:
    return gather(
        (
            Observation(
                row.name,
                row.published,
                float(number),
                organisation=lead_developer(row.developers[0]) if row.developers else "",
            )
            for row in rows
            if row.published is not None and (number := value(row)) and (not domain or domain in row.domains)
        ),
        since=dt.date(since, 1, 1),
        until=parameter_counts.PUBLISHED.latest,
    )


def _parameters(row: EpochRow) -> Decimal | None:
    return row.parameters


def _same_rhythm(rows: Rows) -> ComputedFigure:
    games, vision = (
        fit_growth(_points(rows, domain, 2010, _parameters), np.random.default_rng(SEED), group=domain)
        for domain in ("games", "vision")
    )
    if isinstance(games, Unknown) or isinstance(vision, Unknown):
        return ComputedFigure("none", "Too few parameter counts of games or of vision.")
    gap = games.oom_per_year.p50 - vision.oom_per_year.p50
    a, b = games.oom_per_year, vision.oom_per_year
    half = math.hypot((a.p95 - a.p5) / 2, (b.p95 - b.p5) / 2)
    return ComputedFigure(
        "similar" if abs(gap) < half else "not similar",
        f"Orders of magnitude a year since 2010: games {a.p50:.2f} ({a.p5:.2f} to {a.p95:.2f}, n {games.n}), vision "
        f"{b.p50:.2f} "
        f"({b.p5:.2f} to {b.p95:.2f}, n {vision.n}); the difference {gap:+.2f} ± {half:.2f}.",
    )


def _logs(rows: Rows, start: int, end: int, keep: Callable[[EpochRow], bool]) -> list[float]:
    return [
        math.log10(row.parameters)
        for row in rows
        if row.parameters
        and row.published
        and start <= row.published.year < end
        and row.by(parameter_counts.PUBLISHED)
        and keep(row)
    ]


def _median(rows: Rows, start: int, end: int, keep: Callable[[EpochRow], bool]) -> tuple[float, int]:
    logs = _logs(rows, start, end, keep)
    return (float(np.median(logs)), len(logs)) if logs else (math.nan, 0)


def _language_bigger(rows: Rows) -> ComputedFigure:
    """Compare sizes of language models with those of other domains over all pairs of one of each.

        share = (pairs with the larger language model + ties / 2) / (n m);  sigma = sqrt((n + m + 1) / (12 n m))

    Source:
        Mann and Whitney (1947), "On a Test of Whether one of Two Random Variables is Stochastically Larger".
    """
    language = np.array(_logs(rows, 2000, 2016, lambda r: "language" in r.domains))
    other = np.array(_logs(rows, 2000, 2016, lambda r: "language" not in r.domains))
    n, m = language.size, other.size
    if not n or not m:
        return ComputedFigure("none", "No parameter counts.")
    gaps = language[:, None] - other[None, :]
    share = float((gaps > 0).mean() + (gaps == 0).mean() / 2)
    half = 1.645 * math.sqrt((n + m + 1) / (12 * n * m))
    larger, smaller = share - half > 0.5, share + half < 0.5
    return ComputedFigure(
        "bigger" if larger else "smaller" if smaller else "not clearly bigger",
        f"Medians of 2000 to 2015: language {10 ** np.median(language):.1e} (n {n}), other domains "
        f"{10 ** np.median(other):.1e} (n {m}); of pairs of one of each the language model is the larger in "
        f"{share:.0%} ({max(share - half, 0):.0%} to {min(share + half, 1):.0%}).",
    )


def _far_surpass(rows: Rows) -> ComputedFigure:
    language, n = _median(rows, 2019, 2022, lambda r: "language" in r.domains)
    vision, m = _median(
        rows,
        2019,
        2022,
        lambda r: r.domains == {"vision"} or "vision" in r.domains and "language" not in r.domains,
    )
    if not n or not m:
        return ComputedFigure("none", "No parameter counts.")
    ratio = 10 ** (language - vision)
    return ComputedFigure(
        "far surpass" if ratio >= 10 else f"{ratio:.1f} times",
        f"Medians since 2019: language {10**language:.1e} (n {n}), vision {10**vision:.1e} (n {m}), {ratio:.0f} times.",
    )


def _early_giants(rows: Rows) -> ComputedFigure:
    words, ahead = [], []
    for name, year in (("Hiero", 2005), ("Word2Vec (large)", 2013)):
        row = next((r for r in rows if same_name(r.name, name) and r.parameters), None)
        if row is None:
            continue
        vision = [
            r.parameters
            for r in rows
            if r.parameters
            and r.published
            and r.published.year <= year
            and "vision" in r.domains
            and "language" not in r.domains
        ]
        most = max(vision, default=Decimal(0))
        words.append(
            f"{row.name} {float(row.parameters or 0):.1e} against {float(most):.1e}, the most of vision by {year}"
        )
        if (row.parameters or 0) >= most:
            ahead.append(name.split(" (")[0])
    return ComputedFigure(", ".join(ahead) or "none", f"{'; '.join(words) or 'no such rows'}.")


def _span(rows: Rows) -> ComputedFigure:
    years = [r.published.year for r in rows if r.parameters and r.published and r.by(parameter_counts.PUBLISHED)]
    if not years:
        return ComputedFigure("none")
    shown = f"{min(years)} to {max(years)}"
    return ComputedFigure(
        shown,
        "The first sentence says 1952 and 2021, the list of features 1952 to 2020, a caption 1954 and 2021.",
        explains=shown == "1952 to 2021",
    )


def _year_and_a_half(rows: Rows) -> ComputedFigure:
    months = []
    for year in (2016, 2017, 2018):
        points = _points(rows, "language", 2000, _parameters)
        found = fit_growth(
            points.between(end=float(year)) if isinstance(points, Points) else points,
            np.random.default_rng(SEED),
        )
        if not isinstance(found, Unknown) and (middle := found.doubling_months[1]) is not None:
            months.append(middle)
    if not months:
        return ComputedFigure("none")
    low, high = min(months) / 12, max(months) / 12
    return ComputedFigure(
        f"{low:.1f} to {high:.1f} years",
        "Language from 2000 to 2016, 2017 and 2018, by least squares on log10; elsewhere the document says 18 to 24 "
        "months for all domains.",
    )


def _alphazero(rows: Rows) -> ComputedFigure:
    zero = next((r for r in rows if same_name(r.name, "AlphaZero") and r.compute), None)
    lone = next((r for r in rows if same_name(r.name, "AlexNet") and r.compute and r.parameters), None)
    if zero is None or lone is None or not zero.compute or not lone.compute:
        return ComputedFigure("none", "No compute of AlphaZero or of AlexNet.")
    orders = math.log10(zero.compute / lone.compute)
    smaller = (
        ""
        if zero.parameters is None
        else f"; parameters {float(zero.parameters):.1e} against {float(lone.parameters or 0):.1e}"
    )
    return ComputedFigure(
        "almost 5" if 4.5 < orders < 5 else f"{orders:.1f}",
        f"{float(zero.compute):.1e} against {float(lone.compute):.1e} FLOP, {orders:.1f} orders of magnitude{smaller}.",
    )


def _one_to_one(rows: Rows) -> ComputedFigure:
    both = [r for r in rows if r.parameters and r.dataset_size and r.dataset_size > 0 and r.published]
    points = _points(both, "", 1950, _parameters)
    other = _points(both, "", 1950, lambda r: r.dataset_size)
    if isinstance(points, Unknown) or isinstance(other, Unknown):
        return ComputedFigure("none", "No row has parameters and data.")
    found = fit_power(points, other.y, np.random.default_rng(SEED))
    if isinstance(found, Unknown):
        return ComputedFigure("none", found.reason + ".")
    one = found.symmetric
    inside = one.contains(1.0)
    return ComputedFigure(
        "1:1" if inside else f"{one.p50:.2f}",
        f"Parameters as data to the power {one.p50:.2f} (90%: {one.p5:.2f} to {one.p95:.2f}, reduced major axis); by "
        f"least squares {found.exponent.p50:.2f}, R² {found.r2:.2f}, n {found.n}, data in each row's own unit. The "
        "comment names no data of its own.",
    )


_WINDOWS = ((2012, 2015), (2015, 2019), (2019, 2022))


def _moved(rows: Rows) -> ComputedFigure:
    held = []
    words = []
    for start, end in _WINDOWS:
        of_window = [
            r
            for r in rows
            if r.compute and r.published and start <= r.published.year < end and r.by(parameter_counts.PUBLISHED)
        ]
        points = _compute(of_window)
        if isinstance(points, Unknown):
            return ComputedFigure("none", f"{start} to {end - 1}: {points.reason}.")
        # The largest of the window; a model of language and another modality is counted as language.
        last = max(of_window, key=lambda r: r.compute or Decimal(0))
        domain = next((d for d in ("language", "games", "vision") if d in last.domains), "other")
        held.append(domain)
        found = eras(points, [tuple(sorted(r.domains)) for r in _ordered(of_window, points)])
        words.append(f"{start} to {end - 1}: {last.name} ({', '.join(sorted(last.domains))}), {len(found)} eras")
    return ComputedFigure(", ".join(held), f"Domain of the largest training run. {'; '.join(words)}.")


def _compute(rows: Rows) -> Points | Unknown:
    return gather(
        Observation(str(i), r.published, float(r.compute))
        for i, r in enumerate(rows)
        if r.published is not None and r.compute
    )


def _ordered(rows: Rows, points: Points) -> list[EpochRow]:
    return [rows[int(label)] for label in points.labels]


ON_SHEET: tuple[Statement[Rows], ...] = (
    Statement("Years the dataset spans (in its list of features)", "1952 to 2020", _span),
    Statement('Doubling time of language before the break ("~1.5 years")', "1.5 years", _year_and_a_half),
    Statement("Growth of games compared with vision", "similar", _same_rhythm),
    Statement("Language models compared with other domains, historically", "bigger", _language_bigger),
    Statement("Early language systems as large as anything in vision", "Hiero, Word2Vec", _early_giants),
    Statement("Parameters of language compared with vision today", "far surpass", _far_surpass),
    Statement("Compute of AlphaZero over AlexNet's, orders of magnitude (a comment)", "almost 5", _alphazero),
    Statement("Parameters against training data (a comment)", "1:1", _one_to_one),
    Statement(
        "Domain of the biggest experiments in 2012-14, 2015-18, 2019-21 (a comment)", "vision, games, language", _moved
    ),
)
