"""The page of coverage: which facts are known of how many models, and where sources disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwatch.analysis import Coverage, Disagreement
from flopwatch.census import Census, headline_threshold
from flopwatch.hub.views import ClaimView, claim_view

if TYPE_CHECKING:
    from flopwatch.hub.site import Site


def write_coverage(site: Site, census: Census) -> None:
    """Which facts are known of how many models, where sources disagree, and which models lack what."""
    found = census.insights.coverage
    levels = {t.flop: t for t in census.thresholds}
    lowest = census.thresholds[0] if census.thresholds else None
    site.page(
        "coverage.html",
        "coverage.html",
        coverage=found,
        levels=levels,
        lowest=lowest,
        ways=_ways(found),
        headline=headline_threshold(census),
        differing=[_differing(census, d) for d in found.disagreements],
    )


def _ways(found: Coverage) -> list[tuple[str, list[Any], list[int], list[Any]]]:
    """The tables of counts: the word for the way, its groups, how many models each holds, and the fields' shares by
    group.
    """
    ways = []
    for way in ("by_level", "by_class", "by_period"):
        groups = list(getattr(found.fields[0], way)) if found.fields else []
        sizes = [getattr(found.fields[0], way)[group].models for group in groups]
        ways.append((way, groups, sizes, [(f.name, list(getattr(f, way).values())) for f in found.fields]))
    return ways


def _differing(census: Census, one: Disagreement) -> tuple[Disagreement, list[list[ClaimView]]]:
    """A disagreement with the claims behind each of its values."""
    claims = census.claims
    return one, [[claim_view(census, key, claims[key]) for key in keys if key in claims] for _, keys in one.values]
