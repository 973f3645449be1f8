"""The page of coverage: the number of models for which each fact is known, and disagreements between sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwatch.analysis import Coverage, Disagreement
from flopwatch.census import Census, headline_threshold
from flopwatch.hub.views import ClaimView, claim_view
from flopwatch.wording import model_path

if TYPE_CHECKING:
    from flopwatch.hub.site import Site


MOST_NAMES = 60  # of a list of models on the page itself; a longer one has its own page


def write_coverage(site: Site, census: Census) -> None:
    """Write `coverage.html`: known facts by field and group, disagreements between sources, missing facts by model."""
    found = census.insights.coverage
    levels = {t.flop: t for t in census.thresholds}
    lowest = census.thresholds[0] if census.thresholds else None
    pages = {one.name: f"coverage/{one.name}.html" for one in found.fields if len(one.missing) > MOST_NAMES}
    for one in found.fields:
        if one.name in pages:
            missing = [(model_path(key), site.common["name_of"](key)) for key in one.missing]
            site.page_of_data(pages[one.name], "missing.html", {"name": one.name, "missing": missing})
    site.page(
        "coverage.html",
        "coverage.html",
        coverage=found,
        pages=pages,
        levels=levels,
        lowest=lowest,
        missing_by_year=site.completeness.missing_by_year(),
        ways=_ways(found),
        headline=headline_threshold(census),
        differing=[_differing(census, d) for d in found.disagreements],
    )


def _ways(found: Coverage) -> list[tuple[str, list[Any], list[int], list[Any]]]:
    """Return the tables of counts: kind of group, groups, the number of models in each, and fields' shares by group."""
    ways = []
    for way in ("by_level", "by_class", "by_period"):
        groups = list(getattr(found.fields[0], way)) if found.fields else []
        # A field that applies to every model has the whole group as its number of models.
        sizes = [max(getattr(f, way)[group].models for f in found.fields) for group in groups]
        ways.append((way, groups, sizes, [(f.name, list(getattr(f, way).values())) for f in found.fields]))
    return ways


def _differing(census: Census, one: Disagreement) -> tuple[Disagreement, list[list[ClaimView]]]:
    """Return a disagreement with the claims behind each of its values."""
    claims = census.claims
    return one, [[claim_view(census, key, claims[key]) for key in keys if key in claims] for _, keys in one.values]
