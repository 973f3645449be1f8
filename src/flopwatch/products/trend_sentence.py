"""The sentence on the trend in the explorer's first view, in the same words that the browser writes."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from flopwatch.analysis import FittedLine, Insight, Interval, Observation, doubling_months, fit_line, gather
from flopwatch.census import Census
from flopwatch.domain import PartialDate, Unknown
from flopwatch.products.explorer_views import QUANTITIES, PlottedQuantity
from flopwatch.wording import N_, gettext, say

if TYPE_CHECKING:
    import polars as pl

FIRST_YEAR = 2010  # the explorer's default start; explore-state.js has the same


def frontier_growth(census: Census) -> Insight | None:
    """Return the one growth that pages quote: of the largest models at release. None if it cannot be fitted."""
    return census.insights.overview.fact("frontier-growth")


def frontier_line(census: Census) -> dict[str, Any] | None:
    """Return the line and the band of the quoted growth, as the browser draws them. None if it cannot be fitted."""
    found = frontier_growth(census)
    if found is None:
        return None
    numbers = found.numbers
    factor: Interval = numbers["factor"]
    return {
        "top": numbers["top"],
        "since": numbers["since"],
        "n": found.n,
        "clusters": numbers["clusters"],
        "r2": numbers["r2"],
        "slope": [math.log10(one) for one in (factor.p5, factor.p50, factor.p95)],
        "band": [list(one) for one in numbers["band"]],
    }


def first_trend(census: Census, frame: pl.DataFrame) -> tuple[str, str] | None:
    """Return the sentence on the trend in the explorer's first view, in two parts. None with too few models.

    It is the growth of the frontier, or that of all models if the frontier cannot be fitted. The browser writes the
    same words from the same figures: the page can be read before its scripts run.
    """
    quantity = QUANTITIES[0]
    frontier = frontier_growth(census)
    if frontier is not None:
        numbers = frontier.numbers
        factor: Interval = numbers["factor"]
        sample = say(
            N_("top %(top)s at release since %(year)s, n = %(models)s of %(organisations)s organisations, R² = %(r2)s"),
            top=numbers["top"],
            year=int(numbers["since"]),
            models=f"{frontier.n:,}",
            organisations=numbers["clusters"],
            r2=f"{numbers['r2']:.2f}",
        )
        words = (
            N_("%(what)s at the frontier grows %(factor)s× per year"),
            N_("%(what)s at the frontier shrinks to %(factor)s× per year"),
        )
        slope = Interval(*(math.log10(one) for one in (factor.p5, factor.p50, factor.p95)))
        return _sentence(factor, slope, quantity, words, sample)
    line = _line_of_all(frame)
    return _of_all(line, quantity) if isinstance(line, FittedLine) else None


def _line_of_all(frame: pl.DataFrame) -> FittedLine | Unknown:
    import polars as pl

    chosen = frame.filter(
        ~pl.col("variant") & ~pl.col("doubted") & pl.col("compute").is_not_null() & (pl.col("published") != "")
    )
    return fit_line(
        gather(
            (
                Observation(i, PartialDate.from_iso(day), value, organisation=organisations[0] if organisations else "")
                for i, day, value, organisations in chosen.select(
                    "id", "published", "compute", "organisations"
                ).iter_rows()
            ),
            bare_year="july1",
            since=dt.date(FIRST_YEAR, 1, 1),
        )
    )


def _of_all(line: FittedLine, quantity: PlottedQuantity) -> tuple[str, str]:
    count = say("n = %(models)s, R² = %(r2)s", models=f"{line.n:,}", r2=f"{line.r2:.2f}")
    if line.units != line.n:
        count = say(
            "n = %(models)s of %(organisations)s organisations, R² = %(r2)s",
            models=f"{line.n:,}",
            organisations=line.clusters,
            r2=f"{line.r2:.2f}",
        )
    words = (
        N_("%(what)s of all models shown grows %(factor)s× per year"),
        N_("%(what)s of all models shown shrinks to %(factor)s× per year"),
    )
    return _sentence(line.growth_factor, line.slope, quantity, words, count)


def _sentence(
    factor: Interval, slope: Interval, about: PlottedQuantity, words: tuple[str, str], count: str
) -> tuple[str, str]:
    """Return the rate, and the rest: interval, doubling time, sample.

    Args:
        factor: Growth factor per year.
        slope: Its logarithm.
        about: The quantity.
        words: The message of a quantity that grows, and that of one that shrinks.
        count: The sample in words.
    """
    fast, middle, slow = doubling_months(slope.p95), doubling_months(slope.p50), doubling_months(slope.p5)
    ends = {"low": _digits(factor.p5), "high": _digits(factor.p95), "count": count}
    return (
        say(words[slope.p50 < 0], what=gettext(about.grows), factor=_digits(factor.p50)),
        say("(90%%: %(low)s to %(high)s); %(count)s.", **ends)
        if middle is None
        else say(
            "(90%%: %(low)s to %(high)s), doubling every %(time)s (%(between)s); %(count)s.",
            time=_months(middle),
            between=_between(fast, slow, middle),
            **ends,
        ),
    )


def _digits(value: float, significant: int = 2) -> str:
    if value >= 1e6:
        return f"{value:.{significant - 1}e}".replace("e+0", "e").replace("e+", "e")
    rounded = float(f"{value:.{significant - 1}e}")  # 9.96 is 10, not 10.0
    places = max(0, significant - 1 - math.floor(math.log10(abs(rounded) or 1)))
    return f"{rounded:.{min(places, 8)}f}"


YEARS_FROM = 36  # months: a longer time is said in years


def _months(months: float | None) -> str:
    if months is None:
        return gettext("never")
    if months >= YEARS_FROM:
        return say("%(number)s years", number=_digits(months / 12))
    return say("%(number)s months", number=_digits(months))


def _between(low: float | None, high: float | None, said: float) -> str:
    """Return `6.5 to 7.7` if the figure before it already has the unit, else both ends with their units."""
    alike = low is not None and high is not None and (low >= YEARS_FROM) == (high >= YEARS_FROM) == (said >= YEARS_FROM)
    unit = 12 if said >= YEARS_FROM else 1
    if low is not None and high is not None and alike:
        return say("%(low)s to %(high)s", low=_digits(low / unit), high=_digits(high / unit))
    return say("%(low)s to %(high)s", low=_months(low), high=_months(high))
