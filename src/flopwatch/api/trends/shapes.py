"""Structs shared by the answers of `trends`: intervals, segments, breaks, and rows left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from flopwatch.analysis import Broken, Growth, Interval, Lag, date_of
from flopwatch.domain import Skip, Unknown, counted


class Quantiles(msgspec.Struct, frozen=True):
    """The 5%, 50% and 95% quantiles; None for one that does not exist."""

    p5: float | None
    p50: float | None
    p95: float | None


class Dates(msgspec.Struct, frozen=True):
    """The quantiles of a date."""

    p5: str
    p50: str
    p95: str


class Cited(msgspec.Struct, frozen=True, omit_defaults=True):
    """The data behind an answer: a file with its hash, or the census with its date; counts are numbers of models.

    `from_circumstance` counts the models whose compute nobody discloses, where they were asked for.
    """

    source: str
    sha256: str = ""
    models: int = 0
    as_of: str = ""
    from_circumstance: int = 0

    def words(self) -> str:
        """Return source, version and models from circumstance in one line."""
        some = self.from_circumstance
        added = f"with {counted(some, 'model')} estimated from circumstance" if some else ""
        return " ".join(filter(None, (self.source, self.sha256 or self.as_of, added)))


class NotFitted(msgspec.Struct, frozen=True):
    """A group without a result, and the reason."""

    group: str
    reason: str


class LeftOut(msgspec.Struct, frozen=True, omit_defaults=True):
    """The number of rows left out for one reason, the first of them, and what is particular to each."""

    reason: str
    rows: int
    first: tuple[str, ...]
    details: dict[str, str] = {}


class Segment(msgspec.Struct, frozen=True):
    """A line fitted to log10 of the values between two dates."""

    group: str
    start: str
    end: str
    n: int
    growth_factor_per_year: Quantiles
    doubling_months: Quantiles
    r2: float
    oom_per_year: Quantiles
    value_at_start: float | None
    clusters: int
    method: str
    formula: str
    interval: str
    rows: tuple[str, ...]


class WeighedBreaks(msgspec.Struct, frozen=True):
    """One choice of breaks that was compared, with its BIC and its error on held-out rows."""

    kind: str
    breaks: tuple[str, ...]
    bic: float
    error_left_out: float | None


class Break(msgspec.Struct, frozen=True):
    """A date at which a trend breaks, and the alternatives compared."""

    group: str
    date: Dates
    decimal_year: Quantiles
    kind: str
    given: bool
    rule: str
    weighed: tuple[WeighedBreaks, ...]


class FollowedRecord(msgspec.Struct, frozen=True):
    """A record of a closed model, and the first open model to reach it."""

    leader: str
    date: str
    value: float | None
    follower: str
    followed: str
    months: float


class UnmatchedRecord(msgspec.Struct, frozen=True):
    """A record of a closed model that no open model has reached."""

    leader: str
    date: str


class Following(msgspec.Struct, frozen=True):
    """The months by which open models follow closed models' records."""

    months: Quantiles | None
    pairs: tuple[FollowedRecord, ...]
    unmatched: tuple[UnmatchedRecord, ...]
    rule: str


class NotFollowing(msgspec.Struct, frozen=True):
    """The reason why no lag can be measured."""

    months: None
    unknown: str


def number(value: float | None) -> float | None:
    """Round to six significant digits. None stays None, for an unknown value."""
    return None if value is None else float(f"{value:.6g}")


def quantiles(p5: float | None, p50: float | None, p95: float | None) -> Quantiles:
    """Round three quantiles to six digits; None for one that does not exist."""
    return Quantiles(number(p5), number(p50), number(p95))


def quantiles_of(one: Interval) -> Quantiles:
    """Round the quantiles of an interval."""
    return quantiles(one.p5, one.p50, one.p95)


def dates_of(one: Interval) -> Dates:
    """Return the quantiles of a decimal year as days."""
    return Dates(*(str(date_of(year)) for year in (one.p5, one.p50, one.p95)))


def segment_of(one: Growth) -> Segment:
    """Return a fit as a segment."""
    return Segment(
        group=one.group,
        start=str(date_of(one.start)),
        end=str(date_of(one.end)),
        n=one.n,
        growth_factor_per_year=quantiles_of(one.growth_factor_per_year),
        doubling_months=quantiles(*one.doubling_months),
        r2=round(one.r2, 6),
        oom_per_year=quantiles_of(one.oom_per_year),
        value_at_start=number(10.0 ** min(max(one.level, -300.0), 300.0)),
        clusters=one.clusters,
        method=one.method,
        formula=one.formula,
        interval=one.drawn,
        rows=tuple(one.rows),
    )


def breaks_of(found: Broken) -> list[Break]:
    """Return the breaks of a fit, each with the alternatives compared."""
    weighed = tuple(
        WeighedBreaks(
            one.kind,
            tuple(str(date_of(k)) for k in one.breaks),
            round(one.bic, 3),
            number(one.cv) if one.cv == one.cv else None,
        )
        for one in found.candidates
    )
    return [
        Break(
            group=found.group,
            date=dates_of(one),
            decimal_year=Quantiles(*(round(year, 4) for year in (one.p5, one.p50, one.p95))),
            kind=found.kind,
            given=found.given,
            rule=found.rule,
            weighed=weighed,
        )
        for one in found.dates
    ]


def by_reason(skipped: Iterable[Skip]) -> tuple[LeftOut, ...]:
    """Count skipped rows by reason."""
    reasons: dict[str, list[Skip]] = {}
    for one in skipped:
        reasons.setdefault(one.reason, []).append(one)
    return tuple(
        LeftOut(
            reason, len(some), tuple(one.item for one in some[:3]), {one.item: one.detail for one in some if one.detail}
        )
        for reason, some in reasons.items()
    )


def most_common(skipped: Sequence[Skip]) -> str:
    """Return the three commonest reasons in words."""
    reasons = sorted(by_reason(skipped), key=lambda one: -one.rows)
    return ", ".join(f"{one.rows} with {one.reason}" for one in reasons[:3])


def reasons_of(unknown: Iterable[NotFitted], otherwise: str) -> str:
    """Return each group's reason in words, or `otherwise` if there is no group."""
    return "; ".join(f"{one.group}: {one.reason}" for one in unknown) or otherwise


def following_of(found: Lag | Unknown) -> Following | NotFollowing:
    """Return a lag with the records that it was measured on."""
    if isinstance(found, Unknown):
        return NotFollowing(None, f"closed or open models: {found.reason}")
    return Following(
        months=quantiles(*found.months) if found.months else None,
        pairs=tuple(
            FollowedRecord(
                leader=leader,
                date=str(date_of(date)),
                value=number(10.0**level),
                follower=follower,
                followed=str(date_of(later)),
                months=round(12 * (later - date), 1),
            )
            for leader, date, level, follower, later in found.pairs
        ),
        unmatched=tuple(UnmatchedRecord(name, str(date_of(date))) for name, date in found.unmatched),
        rule=found.rule + "; closed models' records, open models following",
    )
