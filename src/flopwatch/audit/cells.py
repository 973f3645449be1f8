"""Findings on cells of an outside file that were read but rejected, because their value is impossible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from flopwatch.audit.findings import Finding
from flopwatch.domain import SetAside, canonical, exact, field

AS_FRACTION = 100  # a percentage in the column of a fraction


def check_cells(cells: Iterable[SetAside], source: str) -> Iterator[Finding]:
    """Yield a finding for each rejected cell: medium if its value is impossible, low if it is 0 or unreadable."""
    for one in cells:
        yield Finding(
            rule="cell-set-aside",
            severity="medium" if one.impossible and not _is_zero(one.as_written) else "low",
            model=one.subject,
            name=one.subject,
            field=one.field,
            source=source,
            as_written=one.as_written,
            message=f"{one.locator}: {one.as_written!r} {one.reason}",
            proposal=_as_fraction(one),
        )


def _is_zero(cell: str) -> bool:
    """Return whether a cell holds 0, by which tables also mean "none"."""
    try:
        return exact(cell) == 0
    except ValueError:
        return False


def _as_fraction(cell: SetAside) -> str:
    if not cell.impossible or "fraction" not in field(cell.field).units:
        return ""
    try:
        value = exact(cell.as_written)
    except ValueError:
        return ""
    return f"{canonical(value / AS_FRACTION)}, if it is a percentage." if Decimal(1) < value <= AS_FRACTION else ""
