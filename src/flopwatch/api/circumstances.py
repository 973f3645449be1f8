"""Compute that nobody discloses, from circumstance; and the test of such estimates on models of known compute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from flopwatch.api.cached_rows import CrossingRow, EvidenceRow, UndisclosedRow
from flopwatch.api.lookups import find
from flopwatch.domain import Interval, NotFound, WrongUsage

if TYPE_CHECKING:
    from flopwatch.census import Census
    from flopwatch.undisclosed import ScoreRow, Undisclosed

CLASS = "circumstance"
LEAST_PROBABILITY = 0.05  # as of the class cannot-rule-out


class UndisclosedValidation(msgspec.Struct, frozen=True):
    """Scores of the retrodiction.

    Args:
        rows: Scores by split, subset and method.
        markdown: The same as Markdown tables.
    """

    rows: tuple[ScoreRow, ...]
    markdown: tuple[str, ...]


def undisclosed(census: Census, model: str = "") -> list[UndisclosedRow]:
    """List the models whose compute nobody discloses, the most probable above 1e25 FLOP first; or one of them.

    Args:
        census: The census.
        model: Name or id of a model; "" for all.

    Raises:
        NotFound: If there is no such model, or it is not one of them; the message says what it is instead.
    """
    found = census.circumstances.models
    if model:
        record = find(census, model)
        if record.id not in found:
            known = "its compute is disclosed, or derived from what is" if record.id in census.estimates else ""
            raise NotFound(
                f"{record.name} has no estimate from circumstance: {known or 'nothing around it is known'}. "
                f"flopwatch show {record.id!r} has what there is."
            )
        return [_row(found[record.id])]
    return [_row(one) for one in sorted(found.values(), key=lambda one: (-one.probability(1e25), -one.p50, one.model))]


def rows_from_circumstance(census: Census, amount: float) -> list[CrossingRow]:
    """Return the models that circumstance puts above an amount with P of at least 0.05, the most probable first.

    Args:
        census: The census.
        amount: In FLOP; none are given for an amount without probabilities, such as 3e25.
    """
    from flopwatch.undisclosed import LEVELS

    if amount not in LEVELS:
        return []
    found = [one for one in census.circumstances.models.values() if one.probability(amount) >= LEAST_PROBABILITY]
    return [
        CrossingRow(
            model=one.model,
            name=one.name,
            developers=tuple(census.records[one.model].values("developer")),
            threshold_flop=amount,
            probability=one.probability(amount),
            compute_class=CLASS,
            p50=one.p50,
            confidence=None,
            justification=f"estimated from circumstance, most of all from its {one.pieces[0].kind}",
            rule=CLASS,
        )
        for one in sorted(found, key=lambda one: (-one.probability(amount), -one.p50, one.model))
    ]


def validate_undisclosed(census: Census, splits: Sequence[str] = ()) -> UndisclosedValidation:
    """Estimate every model of known compute from circumstance, with what it disclosed hidden, and score it.

    Args:
        census: The census.
        splits: `forward` or `developer`; both by default.

    Raises:
        WrongUsage: If a split is neither.
    """
    from flopwatch.undisclosed import SPLITS, given_of, retrodict, score, scores_as_markdown

    if unknown := [one for one in splits if one not in SPLITS]:
        raise WrongUsage(f"split {unknown[0][:40]!r} is not one of {', '.join(SPLITS)}.")
    given = given_of(census.records, census.estimates, census.catalogue, census.benchmarks)
    rows = score(tuple(retrodict(given, splits or SPLITS)))
    return UndisclosedValidation(rows, tuple(scores_as_markdown(rows)))


def _row(one: Undisclosed) -> UndisclosedRow:
    from flopwatch.undisclosed import LEVELS

    return UndisclosedRow(
        model=one.model,
        name=one.name,
        developer=one.developer,
        published=one.published,
        compute_class=CLASS,
        compute_flop=Interval(one.p5, one.p50, one.p95),
        p_above={f"{level:.0e}".replace("e+", "e"): p for level, p in zip(LEVELS, one.above, strict=True)},
        evidence=tuple(EvidenceRow(p.kind, p.words, "; ".join(p.claims), p.weight) for p in one.pieces),
        would_narrow=one.would_narrow,
    )
