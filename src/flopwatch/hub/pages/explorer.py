"""The explorer's page, the frame that others embed, and the table behind both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from flopwatch.census import Census, headline_threshold
from flopwatch.charts import chart_of
from flopwatch.hub.views import ListedModel
from flopwatch.products import PRESETS, QUANTITIES, explorer_head, first_trend, write_explorer_data


def explorer_scripts(parts: Sequence[str]) -> list[str]:
    """The explorer's scripts in their order: what every chart needs, then the parts of a page, from the site's root.

    Example:
        >>> explorer_scripts(["table"])[-2:]
        ['assets/explore-table.js', 'assets/explore.js']
    """
    pieces = ("data", "stats", "state", "words", "model", "dom", "layout", "draw", "cells", *parts)
    return ["assets/vega-slim.js", *(f"assets/explore-{piece}.js" for piece in pieces), "assets/explore.js"]


class Pages(Protocol):
    """The folder being written: what the explorer needs of it."""

    folder: Path

    def page(self, path: str, template: str, **context: Any) -> None:
        """Render one page."""


def write_explorer(site: Pages, census: Census, rows: Sequence[ListedModel], frame: pl.DataFrame) -> None:
    """Write `explore.html`, `embed.html` and `assets/explore-data.js`.

    Args:
        site: The folder; its assets are there already.
        census: What to show.
        rows: The models as the start page has them: they say which legend entries there are.
        frame: As `explorer_frame` gives it.
    """
    write_explorer_data(site.folder / "assets", frame, explorer_head(census, frame))
    site.page(
        "explore.html",
        "explore.html",
        chart=chart_of(census),
        presets=PRESETS,
        quantities=QUANTITIES,
        group_counts=Counter(row.group.id for row in rows),
        sentence=first_trend(frame),
        headline=headline_threshold(census),
    )
    site.page("embed.html", "embed.html")
