"""The page of models whose developers disclose no compute: probabilities from circumstance, with the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwatch.analysis import DISCLOSED, disclosure_by_developer
from flopwatch.census import Census
from flopwatch.products import headline_counts
from flopwatch.wording import place_path, term_words

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

PATH = "undisclosed.html"
FIRST_YEAR = 2018  # of the charts and the table of disclosure: before it few models were large
MOST_DEVELOPERS = 12  # of the table of disclosure: those with most base models
_WIDTH, _HEIGHT, _LEFT, _TOP = 320, 150, 34, 10  # of a chart, in units of its view box


def _disclosure(census: Census) -> list[dict[str, object]]:
    """Return the developers with most models, their disclosure by year, and the points of each chart."""
    recent = [one for one in census.models() if (one.value("published") or "") >= str(FIRST_YEAR)]
    found = [one for one in disclosure_by_developer(recent) if len(one.years) > 1][:MOST_DEVELOPERS]
    span = max(1, max((one.years[-1].year for one in found), default=1) - FIRST_YEAR)
    wide, high = _WIDTH - _LEFT - 10, _HEIGHT - _TOP - 24
    return [
        {
            "name": term_words("developer", one.developer),
            "path": place_path("organisations", one.developer),
            "models": one.models,
            "change": one.change,
            "years": one.years,
            "ends": (FIRST_YEAR, FIRST_YEAR + span),
            "points": [
                (
                    round(_LEFT + wide * (year.year - FIRST_YEAR) / span, 1),
                    round(_TOP + high * (1 - year.score), 1),
                    year,
                )
                for year in one.years
            ],
        }
        for one in found
    ]


def write_undisclosed(site: Site, census: Census) -> None:
    """Write `undisclosed.html`."""
    found = census.circumstances
    site.page(
        PATH,
        "undisclosed.html",
        models=sorted(found.models.values(), key=lambda one: (-one.probability(1e25), -one.p50, one.model)),
        counts=headline_counts(census),
        known=found.known,
        efficiency=found.efficiency,
        disclosure=_disclosure(census),
        facts=DISCLOSED,
    )
