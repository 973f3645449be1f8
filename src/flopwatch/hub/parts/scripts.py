"""Scripts of a page with an explorer."""

from __future__ import annotations

from collections.abc import Sequence


def explorer_scripts(parts: Sequence[str]) -> list[str]:
    """Return the explorer's scripts in order: those of every chart, then the parts of a page, from the site's root.

    Example:
        >>> explorer_scripts(["table"])[-2:]
        ['assets/explore-table.js', 'assets/explore.js']
    """
    pieces = ("data", "stats", "frontier", "state", "words", "model", "dom", "layout", "draw", "cells", *parts)
    return ["assets/vega-slim.js", *(f"assets/explore-{piece}.js" for piece in pieces), "assets/explore.js"]
