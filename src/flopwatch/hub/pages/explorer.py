"""The explorer's page, the page for embedding, and the table behind both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from flopwatch.census import Census, headline_threshold
from flopwatch.charts import chart_of
from flopwatch.hub.views import ListedModel
from flopwatch.products import PRESETS, QUANTITIES, explorer_files, explorer_head, first_trend


class Pages(Protocol):
    """The part of the site that the explorer needs."""

    folder: Path

    def page(self, path: str, template: str, **context: Any) -> None:
        """Render one page."""


def write_explorer(site: Pages, census: Census, rows: Sequence[ListedModel], frame: pl.DataFrame) -> None:
    """Write `explore.html`, `embed.html`, `card.html` and `assets/explore-data.js`.

    Args:
        site: The site; its assets already exist.
        census: The census to show.
        rows: The models as on the start page, for the legend entries.
        frame: The table, from `explorer_frame`.
    """
    for name, script in explorer_files(frame, explorer_head(census, frame)).items():
        (site.folder / "assets" / name).write_bytes(script)
    site.page(
        "explore.html",
        "explore.html",
        chart=chart_of(census),
        presets=PRESETS,
        quantities=QUANTITIES,
        group_counts=Counter(row.group.id for row in rows),
        sentence=first_trend(census, frame),
        headline=headline_threshold(census),
    )
    site.page("embed.html", "embed.html")
    site.page("card.html", "card.html")
