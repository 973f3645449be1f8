"""Who crosses what: thresholds, rules of law, and what is known of those models."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from flopwatch import sources
from flopwatch.api.rows import Row, number, rounded
from flopwatch.census import Census
from flopwatch.classification import CLASSES, Crossing, cover, crossing_of, in_force, largest_run
from flopwatch.domain import BadInput, NotFound, exact
from flopwatch.estimation import Estimate

if TYPE_CHECKING:
    pass


def threshold_index(census: Census, at: str) -> int:
    """The place of a threshold by its size (`1e25`, `10^25`, `1E25`).

    Raises:
        NotFound: Listing the thresholds there are.
    """
    wanted = re.sub(r"^10\^", "1e", at.strip().lower().replace("e+", "e"))
    for index, one in enumerate(census.thresholds):
        try:
            if exact(one.flop) == exact(wanted):
                return index
        except ValueError:
            break
    known = ", ".join(one.flop for one in census.thresholds)
    raise NotFound(f"no threshold {at!r}. Thresholds: {known} (data/thresholds.toml).")


def thresholds(census: Census, *, at: str = "", within: float | None = None, every: bool = False) -> list[Row]:
    """Who crosses what: base models that are confirmed, likely or cannot be ruled out, the surest first.

    Args:
        census: The census.
        at: One amount in FLOP, of `data/thresholds.toml` or your own; all of the file where empty.
        within: Instead of an amount: orders of magnitude below the largest run.
        every: Whether to list those below and unknown too.
    """
    rows = []
    for amount in _amounts(census, at, within):
        some = [
            crossing_of(census.records[key], estimate, amount)
            for key, estimate in census.estimates.items()
            if not census.records[key].base
        ]
        kept = [one for one in some if every or one.compute_class in CLASSES[:3]]
        kept.sort(key=lambda one: _surest_first(census, one))
        rows += [crossing_row(census, one) for one in kept]
    return rows


def _amounts(census: Census, at: str, within: float | None) -> list[float]:
    if within is not None:
        largest = largest_run(census.records, census.estimates)
        if at or largest is None or not 0 <= within <= 30:
            raise BadInput(f"--within {within} needs no --at, and 0 to 30 orders of magnitude below a known run.")
        return [largest / 10**within]
    if not at:
        return [float(one.flop) for one in census.thresholds]
    wanted = re.sub(r"^10\^", "1e", at.strip().lower().replace("e+", "e").replace(" flop", ""))
    try:
        amount = float(exact(wanted))
    except ValueError as error:
        raise BadInput(f"--at {at!r}: {error}. An amount in FLOP, such as 1e25 or 3.5e24.") from error
    if not 1 <= amount <= 1e40:
        raise BadInput(f"--at {at!r} is outside 1 to 1e40 FLOP. Was the exponent mistyped?")
    return [amount]


def rules(data: Path, census: Census, *, rule: str = "") -> list[Row]:
    """The rules of law that name an amount of compute, and the models each may cover, by the view's own date.

    Raises:
        NotFound: If there is no such rule.
    """
    known = sources.load_curated(data).rules
    if rule and rule not in {one.id for one in known}:
        raise NotFound(f"no rule {rule!r}. Rules: {', '.join(one.id for one in known)} (data/rules.toml).")
    covered = cover(known, census.records, census.estimates, census.as_of)
    return [
        {
            "rule": one.id,
            "name": one.name,
            "jurisdiction": one.jurisdiction,
            "status": one.status,
            "in_force": in_force(one, census.as_of),
            "from": one.starts or None,
            "until": one.until or None,
            "threshold_flop": number(one.flop),
            "share_of_base": one.share_of_base or None,
            "counts": one.counts,
            "confirmed": one.confirmed,
            "meaning": one.meaning,
            "source": one.source,
            "models": [
                {
                    "model": found.model,
                    "name": census.records[found.model].name,
                    "probability": None if found.probability is None else round(found.probability, 6),
                    "compute_class": found.compute_class,
                    "reason": found.reason,
                }
                for found in covered[one.id]
            ],
        }
        for one in known
        if rule in ("", one.id)
    ]


def _surest_first(census: Census, one: Crossing) -> tuple[object, ...]:
    estimate = census.estimates[one.model]
    median = estimate.compute_flop.median if isinstance(estimate, Estimate) else 0.0
    return (
        CLASSES.index(one.compute_class),
        one.probability is None,
        -(one.probability or 0),
        -median,
        one.model,
    )


def crossing_row(census: Census, one: Crossing) -> Row:
    """A model against a threshold, as every command prints it."""
    estimate = census.estimates.get(one.model)
    return {
        "model": one.model,
        "name": census.records[one.model].name,
        "developers": list(census.records[one.model].values("developer")),
        "threshold_flop": one.threshold_flop,
        "probability": None if one.probability is None else round(one.probability, 6),
        "compute_class": one.compute_class,
        "p50": rounded(estimate.compute_flop.median) if isinstance(estimate, Estimate) else None,
        "confidence": one.confidence or None,
        "justification": one.justification,
        "rule": one.rule,
    }


def coverage(census: Census, *, at: str = "1e25") -> list[Row]:
    """For each field for how many models it is known: in all, by class against one threshold, and by year of
    publication.
    """
    from flopwatch import analysis

    index = threshold_index(census, at)
    found = analysis.coverage(
        census.records, census.estimates, census.crossings, census.thresholds, census.conflicts, at=index
    )

    def counts(shares: Mapping[str, analysis.KnownShare]) -> Row:
        return {group: {"known": one.known, "models": one.models} for group, one in shares.items()}

    return [
        {
            "field": one.name,
            "known": one.total.known,
            "models": one.total.models,
            "share": round(one.total.share, 4),
            "said_unknown": one.said_unknown,
            "disagreements": found.disagreements_by_field().get(one.name, 0),
            "by_class": counts(one.by_class),
            "by_level": counts(one.by_level),
            "by_year": counts(one.by_year),
            "missing": list(one.missing),
        }
        for one in found.fields
    ]
