"""The start page: the sentence on the highest threshold, the chart, and the table of the latest models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwatch.census import Census, base_crossings, headline_threshold
from flopwatch.charts import chart_of
from flopwatch.domain import Threshold
from flopwatch.hub.pages.news import write_news
from flopwatch.hub.views import ListedModel, by_probability, sources_words
from flopwatch.products import GROUPS, PRESETS, headline_counts, released_claims

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

FIRST_ROWS = 120  # rows in the page itself, which must open on a phone; its script adds the others


def _headline(census: Census) -> tuple[Threshold, dict[str, int], tuple[int, int, int]] | None:
    """Return the threshold of the first sentence, its base models by class, and the quantiles of the number above. None
    if the census has no threshold.
    """
    threshold = headline_threshold(census)
    if threshold is None:
        return None
    index = census.thresholds.index(threshold)
    return threshold, census.class_counts(index), census.expected_above[index]


def write_start_page(site: Site, census: Census, rows: list[ListedModel], sentence: tuple[str, str] | None) -> None:
    """Write `index.html`, and its chart as `chart.svg`.

    Args:
        site: The site.
        census: The census to show.
        rows: All models, the newest first.
        sentence: The sentence on the chart's trend, from `first_trend`.
    """
    chart = chart_of(census)
    headline = _headline(census)
    believed = []
    if headline:
        index = census.thresholds.index(headline[0])
        believed = [
            c
            for c in base_crossings(census, index)
            if c.probability is None and c.compute_class not in ("unknown", "below")
        ]
    site.page(
        "index.html",
        "index.html",
        rows=rows[:FIRST_ROWS],
        total=len(rows),
        chart=chart,
        headline=headline,
        counts=headline_counts(census),
        believed=by_probability(believed),
        sentence=sentence,
        presets=PRESETS,
        news=write_news(site, census, rows),
        claims=len(released_claims(census)),
        sources=sources_words(census),
        group_counts={g.id: sum(r.group.id == g.id for r in rows) for g in GROUPS},
    )
    if chart:
        (site.folder / "chart.svg").write_bytes(site.render("chart-file.svg", chart=chart).encode())
