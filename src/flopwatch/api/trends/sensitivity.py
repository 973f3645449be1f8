"""`trends sensitivity`: the change of a headline rate when one choice behind it changes."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np

from flopwatch.analysis import Growth, decimal_year, fit_frontier, fit_growth, top_at_release
from flopwatch.api.trends.series import Asked, Data, points_of, read
from flopwatch.api.trends.shapes import Cited, NotFitted, Quantiles, quantiles, quantiles_of
from flopwatch.census import Census
from flopwatch.domain import BadInput, NoColumn, NoSuchChoice, Unknown

HEADLINES = ("frontier", "growth")
NOTABILITY = ("Notability criteria", "Inclusion criteria")
_TOP = 10
_OUTLIER = 3.0  # robust standard deviations from the line
_MAD = 1.4826022185056018


class Variant(msgspec.Struct, frozen=True):
    """A headline rate with one choice changed."""

    what: str
    variant: str
    n: int
    growth_factor_per_year: Quantiles
    doubling_months: Quantiles
    ratio_to_base: float | None
    inside_base_interval: bool
    formula: str
    interval: str
    data: str


class GrowthRange(msgspec.Struct, frozen=True):
    """The smallest and the largest growth factor per year of all variants."""

    low: float
    high: float


class SensitivityAnswer(msgspec.Struct, frozen=True):
    """A headline rate, its variants, and their range."""

    headline: str
    base: Variant
    variants: tuple[Variant, ...]
    range: GrowthRange
    unknown: tuple[NotFitted, ...]
    data: Cited
    seed: int


def sensitivity(
    place: str,
    census: Callable[[dt.date | None], Census],
    asked: Asked,
    *,
    headline: str = "frontier",
    vintages: Sequence[str] = (),
    as_known_on: Sequence[dt.date] = (),
) -> SensitivityAnswer:
    """Recompute a headline rate of growth with each choice changed, one at a time.

    Args:
        place: A CSV, or "" for the census.
        census: Returns the census as known on a date, or as of now (None).
        asked: The series, as the base case.
        headline: `frontier` (top 10 at release) or `growth` (all rows).
        vintages: Other versions of the same file.
        as_known_on: For the census: dates as of which to repeat the fit.

    Returns:
        `base`, `variants` (each with its change, n, growth, doubling and the ratio to the base), `range`
        (smallest and largest growth), `unknown`, `data`.

    Raises:
        BadInput: If the base itself cannot be fitted.
    """
    if headline not in HEADLINES:
        raise NoSuchChoice("headline", headline, HEADLINES, option="--headline")
    data = read(place, lambda: census(None), asked)
    base = _fit(data, asked, headline, _TOP)
    if isinstance(base, Unknown):
        raise BadInput(f"{place or 'the census'}: the base cannot be fitted. {base.reason}.")
    variants: list[Variant] = []
    unknown: list[NotFitted] = []
    for what, variant, found in _variants(place, census, data, asked, headline, vintages, as_known_on):
        if isinstance(found, Unknown):
            unknown.append(NotFitted(f"{what}: {variant}", found.reason))
        else:
            variants.append(_variant(what, variant, found, base))
    factors = [
        base.growth_factor_per_year.p50,
        *(known for one in variants if (known := one.growth_factor_per_year.p50)),
    ]
    return SensitivityAnswer(
        headline=headline,
        base=_variant("base", _base_words(asked, headline), base, base),
        variants=tuple(variants),
        range=GrowthRange(min(factors), max(factors)),
        unknown=tuple(unknown),
        data=data.cited,
        seed=asked.seed,
    )


def _base_words(asked: Asked, headline: str) -> str:
    rows = f"top {_TOP} at release" if headline == "frontier" else "all rows"
    return f"{rows}, bare year {asked.bare_year}, {asked.method}, since {asked.since or 'the first'}"


def _fit(data: Data, asked: Asked, headline: str, top: int) -> Growth | Unknown:
    rng = np.random.default_rng([asked.seed, top])
    if headline == "growth":
        return fit_growth(points_of(data, data.observations, asked), rng, method=asked.method)
    points = points_of(data, data.observations, replace(asked, since=None))
    since = decimal_year(asked.since) if asked.since else None
    return fit_frontier(points, rng, top=top, since=since, method=asked.method)


def _variants(
    place: str,
    census: Callable[[dt.date | None], Census],
    data: Data,
    asked: Asked,
    headline: str,
    vintages: Sequence[str],
    dates: Sequence[dt.date],
) -> Iterator[tuple[str, str, Growth | Unknown]]:
    for one in vintages:
        yield "vintage", Path(one).name, _fit(read(one, lambda: census(None), asked), asked, headline, _TOP)
    for day in dates if not place else ():
        known = read("", lambda day=day: census(day), asked)  # type: ignore[misc]
        yield "as known on", str(day), _fit(known, asked, headline, _TOP)
    for word in ("jan1", "july1", "drop"):
        if word != asked.bare_year:
            yield "bare year", word, _fit(data, replace(asked, bare_year=word), headline, _TOP)
    for method in ("theil-sen", "huber"):
        if method != asked.method:
            yield "line", method, _fit(data, replace(asked, method=method), headline, _TOP)
    yield "outliers", f"rows beyond {_OUTLIER:g} robust deviations left out", _trimmed(data, asked, headline)
    if headline == "frontier":
        for top in (0, 1, 5, 20):
            name = f"top {top} at release" if top else "record-setters"
            yield "frontier", name, _fit(data, asked, headline, top)
    if asked.since:
        for years in (-2, 2):
            day = asked.since.replace(year=asked.since.year + years, day=min(asked.since.day, 28))
            yield "since", str(day), _fit(data, replace(asked, since=day), headline, _TOP)
    yield "mixtures of experts", "left out", _fit(data, replace(asked, dense=not asked.dense), headline, _TOP)
    for cluster in ("quarter", "row"):
        yield "cluster", cluster, _fit(data, replace(asked, cluster=cluster), headline, _TOP)
    if place and not asked.stated:
        yield "notability", "only rows with a stated reason", _notable(place, asked, headline)


def _notable(place: str, asked: Asked, headline: str) -> Growth | Unknown:
    reasons: list[str] = []
    for column in NOTABILITY:
        try:
            found = read(place, _no_census, replace(asked, stated=column))
        except NoColumn as error:
            reasons.append(f"{error.place}: no column {error.column!r}")
            continue
        except BadInput as error:
            reasons.append(str(error))
            continue
        return _fit(found, asked, headline, _TOP)
    return Unknown("; ".join(reasons))


def _no_census() -> Census:
    raise BadInput("the census was read although a file was given")


def _trimmed(data: Data, asked: Asked, headline: str) -> Growth | Unknown:
    """Refit the headline without the rows far from its line, as if they had never been listed."""
    points = points_of(data, data.observations, replace(asked, since=None))
    if isinstance(points, Unknown):
        return points
    since = decimal_year(asked.since) if asked.since else -math.inf
    chosen = points.x >= since
    if headline == "frontier":
        chosen &= top_at_release(points, _TOP)
    rows = points.keep(chosen)
    line = fit_growth(rows, np.random.default_rng(asked.seed), method="theil-sen", resamples=100)
    if isinstance(line, Unknown):
        return line
    residual = points.y - line.level - line.oom_per_year.p50 * (points.x - line.start)
    middle = float(np.median(residual[chosen]))
    spread = _MAD * float(np.median(np.abs(residual[chosen] - middle)))
    kept = points.keep(~(chosen & (np.abs(residual - middle) > _OUTLIER * spread)))
    rng = np.random.default_rng([asked.seed, _TOP])
    if headline == "growth":
        return fit_growth(kept.between(since), rng, method=asked.method)
    return fit_frontier(kept, rng, top=_TOP, since=None if asked.since is None else since, method=asked.method)


def _variant(what: str, variant: str, found: Growth, base: Growth) -> Variant:
    factor = found.growth_factor_per_year
    ratio = factor.p50 / base.growth_factor_per_year.p50
    return Variant(
        what=what,
        variant=variant,
        n=found.n,
        growth_factor_per_year=quantiles_of(factor),
        doubling_months=quantiles(*found.doubling_months),
        ratio_to_base=round(ratio, 4) if math.isfinite(ratio) else None,
        inside_base_interval=base.growth_factor_per_year.contains(factor.p50),
        formula=found.formula,
        interval=found.drawn,
        data=found.data,
    )
