"""Fits as plain data: the rows that every command under `trends` prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flopwatch.analysis import Broken, Growth, Interval, Lag, date_of
from flopwatch.api.trends.series import Row
from flopwatch.domain import Skip, Unknown

Worked = tuple[str, str, list[Row], dict[str, Sequence[Row]]]  # a chart: title, what it is about, marks, lines


def number(value: float | None) -> float | None:
    """To six significant digits."""
    return None if value is None else float(f"{value:.6g}")


def interval_row(p5: float | None, p50: float | None, p95: float | None) -> Row:
    """An interval in the shape of every command, to six digits; null where a quantile does not exist."""
    return {"p5": number(p5), "p50": number(p50), "p95": number(p95)}


def interval_of(one: Interval) -> Row:
    """An interval as commands print it."""
    return interval_row(one.p5, one.p50, one.p95)


def segment_row(one: Growth) -> Row:
    """A fit as a segment."""
    return {
        "group": one.group,
        "start": str(date_of(one.start)),
        "end": str(date_of(one.end)),
        "n": one.n,
        "growth_factor_per_year": interval_of(one.growth_factor_per_year),
        "doubling_months": interval_row(*one.doubling_months),
        "r2": round(one.r2, 6),
        "oom_per_year": interval_of(one.oom_per_year),
        "value_at_start": number(10.0 ** min(max(one.level, -300.0), 300.0)),
        "clusters": one.clusters,
        "method": one.method,
        "formula": one.formula,
        "interval": one.drawn,
        "rows": list(one.rows),
    }


def break_rows(found: Broken) -> list[Row]:
    """The breaks of a fit, each with what was weighed."""
    weighed = [
        {
            "kind": one.kind,
            "breaks": [str(date_of(k)) for k in one.breaks],
            "bic": round(one.bic, 3),
            "error_left_out": number(one.cv) if one.cv == one.cv else None,
        }
        for one in found.candidates
    ]
    return [
        {
            "group": found.group,
            "date": {key: str(date_of(value)) for key, value in (("p5", one.p5), ("p50", one.p50), ("p95", one.p95))},
            "decimal_year": {"p5": round(one.p5, 4), "p50": round(one.p50, 4), "p95": round(one.p95, 4)},
            "kind": found.kind,
            "given": found.given,
            "rule": found.rule,
            "weighed": weighed,
        }
        for one in found.dates
    ]


def by_reason(skipped: Iterable[Skip]) -> list[Row]:
    """Skipped rows, counted by reason."""
    reasons: dict[str, list[str]] = {}
    for one in skipped:
        reasons.setdefault(one.reason, []).append(one.item)
    return [{"reason": reason, "rows": len(items), "first": items[:3]} for reason, items in reasons.items()]


def most_common(skipped: Sequence[Skip]) -> str:
    """The three commonest reasons, in words."""
    reasons = sorted(by_reason(skipped), key=lambda row: -row["rows"])
    return ", ".join(f"{row['rows']} with {row['reason']}" for row in reasons[:3])


def lag_row(found: Lag | Unknown) -> Row:
    """A lag as commands print it."""
    if isinstance(found, Unknown):
        return {"months": None, "unknown": f"closed or open models: {found.reason}"}
    return {
        "months": interval_row(*found.months) if found.months else None,
        "pairs": [
            {
                "leader": leader,
                "date": str(date_of(date)),
                "value": number(10.0**level),
                "follower": follower,
                "followed": str(date_of(later)),
                "months": round(12 * (later - date), 1),
            }
            for leader, date, level, follower, later in found.pairs
        ],
        "unmatched": [{"leader": name, "date": str(date_of(date))} for name, date in found.unmatched],
        "rule": found.rule + "; closed models' records, open models following",
    }
