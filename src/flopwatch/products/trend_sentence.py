"""The sentence on the trend in the explorer's first view, in the same words that the browser writes."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from flopwatch.analysis import FittedLine, Observation, doubling_months, fit_line, gather
from flopwatch.domain import PartialDate
from flopwatch.products.explorer_table import QUANTITIES, PlottedQuantity
from flopwatch.wording import N_, gettext, say

if TYPE_CHECKING:
    import polars as pl

FIRST_YEAR = 2010  # the explorer's default start; explore-state.js has the same


def first_trend(frame: pl.DataFrame) -> tuple[str, str] | None:
    """Return the sentence on the trend in the explorer's first view, in two parts. None with too few models.

    The browser writes the same words from the same figures: the page can be read before its scripts run.
    """
    import polars as pl

    chosen = frame.filter(
        ~pl.col("variant") & ~pl.col("doubted") & pl.col("compute").is_not_null() & (pl.col("published") != "")
    )
    found = fit_line(
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
    return _sentence(found, QUANTITIES[0]) if isinstance(found, FittedLine) else None


def _sentence(line: FittedLine, about: PlottedQuantity) -> tuple[str, str]:
    factor = line.growth_factor
    slope = line.slope
    fast, middle, slow = doubling_months(slope.p95), doubling_months(slope.p50), doubling_months(slope.p5)
    count = say("n = %(models)s, R² = %(r2)s", models=f"{line.n:,}", r2=f"{line.r2:.2f}")
    if line.units != line.n:
        count = say(
            "n = %(models)s of %(organisations)s organisations, R² = %(r2)s",
            models=f"{line.n:,}",
            organisations=line.clusters,
            r2=f"{line.r2:.2f}",
        )
    ends = {"low": _digits(factor.p5), "high": _digits(factor.p95), "count": count}
    return (
        say(
            N_("%(what)s grows %(factor)s× per year")
            if slope.p50 >= 0
            else N_("%(what)s shrinks to %(factor)s× per year"),
            what=gettext(about.grows),
            factor=_digits(factor.p50),
        ),
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
