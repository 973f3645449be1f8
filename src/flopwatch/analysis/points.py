"""Points: the dated values of a fit, and the definition of a date as a number."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from flopwatch.domain import PartialDate, Skip, Unknown
from flopwatch.statistics import Z_90, Array, Indices

BARE_YEARS: tuple[str, ...] = ("jan1", "july1", "drop")
CLUSTERS: tuple[str, ...] = ("organisation", "quarter", "row")


@dataclass(frozen=True)
class Interval:
    """A figure with its central 90% interval. `p50` is the fit itself, not the middle of the resamples."""

    p5: float
    p50: float
    p95: float

    def contains(self, value: float) -> bool:
        """Return whether a value lies inside, ends included."""
        return self.p5 <= value <= self.p95


@dataclass(frozen=True)
class Observation:
    """One dated value, not yet checked for use in a fit.

    Args:
        label: Its name: a model's name, a row.
        date: As precise as the source states it, or a decimal year.
        value: In the unit of the series.
        low: 5% end of the value's own 90% interval, in the same unit; None for an exact value.
        high: 95% end of that interval.
        groups: Its groups (a model of two domains counts in both).
        organisation: Its cluster, whose members share errors; "" makes a cluster of its own.
        open: Whether its weights can be downloaded; None if no source states it.
        sparse: Whether it is a mixture of experts; None if no source states it.
    """

    label: str
    date: PartialDate | float
    value: float
    low: float | None = None
    high: float | None = None
    groups: tuple[str, ...] = ()
    organisation: str = ""
    open: bool | None = None
    sparse: bool | None = None


@dataclass(frozen=True, eq=False)
class Points:
    """Values that a fit can use, in order of date.

    Args:
        x: Decimal years, shape (n,), ascending.
        y: log10 of the values, shape (n,).
        sigma_dex: Standard deviation of each value's own uncertainty in decades, shape (n,); 0 for exact values.
        cluster: Index of each value's cluster, shape (n,), values 0 to `clusters` - 1.
        labels: The name of each value.
        clustered_by: `organisation`, `quarter` or `row`.
        data: The data set and its version, as a fit cites it.
        excluded: The values left out, each with its reason.
    """

    x: Array
    y: Array
    sigma_dex: Array
    cluster: Indices
    labels: tuple[str, ...]
    clustered_by: str = "row"
    data: str = ""
    excluded: tuple[Skip, ...] = ()

    @property
    def n(self) -> int:
        """The number of values."""
        return int(self.x.size)

    @property
    def clusters(self) -> int:
        """The number of clusters."""
        return int(self.cluster.max()) + 1 if self.n else 0

    def keep(self, mask: npt.NDArray[np.bool_]) -> Points:
        """Return the values selected by the mask, with clusters renumbered."""
        _, cluster = np.unique(self.cluster[mask], return_inverse=True)
        labels = tuple(label for label, kept in zip(self.labels, mask, strict=True) if kept)
        return Points(
            self.x[mask],
            self.y[mask],
            self.sigma_dex[mask],
            cluster.astype(np.intp),
            labels,
            self.clustered_by,
            self.data,
            self.excluded,
        )

    def between(self, start: float = -math.inf, end: float = math.inf) -> Points:
        """Return the values dated from `start` (included) to `end` (not included), in decimal years."""
        return self.keep((self.x >= start) & (self.x < end))


def decimal_year(date: dt.date) -> float:
    """Return a day as a decimal year: the year plus the fraction of it before the day begins.

        x = year + (day of the year - 1) / days in the year

    So 1 January is the whole number, and every calendar year is one unit long, leap years too.

    Example:
        >>> decimal_year(dt.date(2016, 1, 1)), decimal_year(dt.date(2015, 7, 2)), decimal_year(dt.date(2016, 7, 1))
        (2016.0, 2015.4986301369863, 2016.4972677595629)
    """
    return date.year + (date.timetuple().tm_yday - 1) / (366 if calendar.isleap(date.year) else 365)


def date_of(x: float) -> dt.date:
    """Return the day of a decimal year, the inverse of `decimal_year`.

    Example:
        >>> date_of(2016.0), date_of(decimal_year(dt.date(2021, 6, 19)))
        (datetime.date(2016, 1, 1), datetime.date(2021, 6, 19))
    """
    year = min(max(math.floor(x), 1), 9998)
    days = 366 if calendar.isleap(year) else 365
    # Adding a millionth of a day undoes the rounding of the division.
    day = min(max(math.floor((x - year) * days + 1e-6), 0), days - 1)
    return dt.date(year, 1, 1) + dt.timedelta(days=day)


def placed(date: PartialDate, bare_year: str = "jan1") -> float | None:
    """Return a date as a decimal year; None if `bare_year` says to drop it.

    `jan1` reads an open month or day as the first, as document 002's figures need; `july1` reads it as charts do
    (`PartialDate.plotted`: 1 July, the 15th); `drop` drops bare years and reads a month as its first day.

    Raises:
        ValueError: If `bare_year` is not one of these.

    Example:
        >>> year = PartialDate(2016)
        >>> placed(year), placed(year, "july1"), placed(year, "drop")
        (2016.0, 2016.4972677595629, None)
    """
    if bare_year not in BARE_YEARS:
        raise ValueError(f"bare year {bare_year!r} is not one of {', '.join(BARE_YEARS)}")
    if bare_year == "drop" and date.precision == "year":
        return None
    return decimal_year(date.plotted if bare_year == "july1" else date.earliest)


def gather(
    observations: Iterable[Observation],
    *,
    bare_year: str = "jan1",
    since: dt.date | None = None,
    until: dt.date | None = None,
    cluster: str = "organisation",
    dense_only: bool = False,
    drop_nonpositive: bool = False,
    data: str = "",
) -> Points | Unknown:
    """Convert observations to points, ordered by date, then label.

    Args:
        observations: In any order.
        bare_year: The reading of a date without day or month; see `placed`.
        since: The first day included.
        until: The last day included; a date less precise than a day is included if its first day is.
        cluster: The unit of shared errors: `organisation`, `quarter` (of the calendar) or `row`.
        dense_only: Leave out mixtures of experts.
        drop_nonpositive: Leave out values below 0 instead of rejecting the series; a 0 is always left out.
        data: The data set and its version.

    Returns:
        The points, or the reason why there are none: nothing left, or a value below 0.

    Example:
        >>> made = [Observation("a", PartialDate(2019, 2, 1), 1e9), Observation("b", 2020.5, 4e9)]
        >>> gather(made).n, gather(made, since=dt.date(2021, 1, 1)).reason
        (2, 'no value is left of 2: 2 dated before 2021-01-01')
    """
    if cluster not in CLUSTERS:
        raise ValueError(f"cluster {cluster!r} is not one of {', '.join(CLUSTERS)}")
    kept: list[tuple[float, Observation]] = []
    excluded: list[Skip] = []
    unfit: list[Observation] = []
    for one in observations:
        at = one.date if isinstance(one.date, float) else placed(one.date, bare_year)
        reason = ""
        if at is None:
            reason = "dated by a bare year"
        elif not math.isfinite(at):
            reason = "dated by no finite number"
        elif since and at < decimal_year(since):
            reason = f"dated before {since}"
        elif until and at >= decimal_year(until + dt.timedelta(days=1)):
            reason = f"dated after {until}"
        elif dense_only and one.sparse:
            reason = "a mixture of experts"
        elif one.value == 0:
            reason = "a value of 0, which means unknown"  # tables write 0.00E+00 for an unknown value
        elif not (one.value > 0 and math.isfinite(one.value)):
            reason = "a value that has no logarithm"
            unfit.append(one)
        if reason or at is None:
            excluded.append(Skip(one.label, reason))
        else:
            kept.append((at, one))
    if unfit and not drop_nonpositive:
        return Unknown(
            f"{len(unfit)} of {len(kept) + len(excluded)} values are below 0 (first: {unfit[0].label!r} = "
            f"{unfit[0].value:g}), and growth is fitted to logarithms. Correct them, or leave them out on request"
        )
    if not kept:
        return Unknown(f"no value is left of {len(excluded)}{_tally(excluded)}")
    kept.sort(key=lambda item: (item[0], item[1].label))
    return Points(
        x=np.array([at for at, _ in kept]),
        y=np.array([math.log10(one.value) for _, one in kept]),
        sigma_dex=np.array([_sigma(one) for _, one in kept]),
        cluster=_clusters(kept, cluster),
        labels=tuple(one.label for _, one in kept),
        clustered_by=cluster,
        data=data,
        excluded=tuple(excluded),
    )


def _tally(excluded: Sequence[Skip]) -> str:
    counts: dict[str, int] = {}
    for one in excluded:
        counts[one.reason] = counts.get(one.reason, 0) + 1
    return "".join(f"{', ' if i else ': '}{n} {reason}" for i, (reason, n) in enumerate(counts.items()))


def _sigma(one: Observation) -> float:
    if one.low is None or one.high is None or not 0 < one.low <= one.high or not math.isfinite(one.high):
        return 0.0
    return (math.log10(one.high) - math.log10(one.low)) / (2 * Z_90)


def _clusters(kept: Sequence[tuple[float, Observation]], by: str) -> Indices:
    if by == "quarter":
        keys = [f"{math.floor(at)}q{(date_of(at).month - 1) // 3}" for at, _ in kept]
    elif by == "organisation":
        keys = [one.organisation and f"o{one.organisation}" or f"r{i}" for i, (_, one) in enumerate(kept)]
    else:
        keys = [str(i) for i in range(len(kept))]
    _, found = np.unique(np.array(keys), return_inverse=True)
    return found.astype(np.intp)
