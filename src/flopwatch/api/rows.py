"""Results as plain data: intervals, exact numbers, rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwatch.domain import exact
from flopwatch.estimation import Estimate

if TYPE_CHECKING:
    pass


Row = dict[str, Any]


def interval(estimate: object) -> Row | None:
    """An estimate's interval as `{"p5", "p50", "p95"}`, in FLOP; None where it is unknown."""
    if not isinstance(estimate, Estimate):
        return None
    low, high = estimate.compute_flop.interval()
    return {"p5": rounded(low), "p50": rounded(estimate.compute_flop.median), "p95": rounded(high)}


def rounded(value: float) -> float:
    """Six significant digits: more would be noise of the last bits, which differ between machines."""
    return float(f"{value:.6g}")


def rounded_row(row: Row) -> Row:
    """A row with its floats to four significant digits."""
    return {key: float(f"{value:.4g}") if isinstance(value, float) else value for key, value in row.items()}


def number(text: str) -> int | float | None:
    """An exact decimal as a JSON number; "" as null."""
    if not text:
        return None
    value = exact(text)
    return int(value) if value == value.to_integral_value() else float(value)
