"""The table of undisclosed models, and the two headline counts: disclosed, and with circumstance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from flopwatch.census import Census, base_crossings, headline_threshold
from flopwatch.domain import HEADLINE_FLOP
from flopwatch.undisclosed import LEVELS

if TYPE_CHECKING:
    import polars as pl

CLASS = "circumstance"
_COLUMNS = {
    "model": str,
    "name": str,
    "developer": str,
    "published": str,
    "compute_class": str,
    "compute_flop_p5": float,
    "compute_flop_p50": float,
    "compute_flop_p95": float,
    **{f"p_above_{level:.0e}".replace("+", ""): float for level in LEVELS},
    "strongest": str,
    "weakest": str,
    "would_narrow": str,
    "evidence": str,
}


@dataclass(frozen=True)
class HeadlineCounts:
    """Base models above the headline threshold.

    Args:
        disclosed: Confirmed or likely, from what was disclosed.
        with_circumstance: These, and the undisclosed ones with P of at least one half.
        undisclosed: Models estimated from circumstance in all.
    """

    disclosed: int
    with_circumstance: int
    undisclosed: int


def headline_counts(census: Census) -> HeadlineCounts | None:
    """Return the two counts; None if nothing is estimated from circumstance, or 1e25 FLOP is no threshold."""
    found, threshold = census.circumstances.models, headline_threshold(census)
    if not found or threshold is None or threshold.flop != HEADLINE_FLOP:
        return None
    index = census.thresholds.index(threshold)
    known = [
        one
        for one in base_crossings(census, index)
        if one.compute_class in ("confirmed", "likely") and one.probability is not None and one.model not in found
    ]
    likely = sum(one.probability(float(HEADLINE_FLOP)) >= 0.5 for one in found.values())
    return HeadlineCounts(len(known), len(known) + likely, len(found))


def undisclosed_frame(census: Census) -> pl.DataFrame:
    """Return one row per model estimated from circumstance, by id; the evidence as JSON."""
    import polars as pl

    rows = [
        (
            one.model,
            one.name,
            one.developer,
            one.published,
            CLASS,
            one.p5,
            one.p50,
            one.p95,
            *one.above,
            one.pieces[0].kind,
            one.pieces[-1].kind,
            one.would_narrow or None,
            msgspec.json.encode(one.pieces).decode(),
        )
        for _, one in sorted(census.circumstances.models.items())
    ]
    return pl.DataFrame(rows, schema=_COLUMNS, orient="row")
