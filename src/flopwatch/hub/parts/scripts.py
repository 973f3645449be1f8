"""Scripts of pages that read the table of models."""

from __future__ import annotations

from collections.abc import Sequence

_TABLE = ("data", "stats", "frontier", "state", "words", "model", "dom")  # what reads the table of models


def card_scripts() -> list[str]:
    """Return the scripts of a model's card, from the site's root."""
    return [*map(_explorer_piece, _TABLE), "assets/card.js"]


def explorer_scripts(parts: Sequence[str]) -> list[str]:
    """Return the explorer's scripts in order: those of every chart, then the parts of a page, from the site's root.

    Example:
        >>> explorer_scripts(["table"])[-2:]
        ['assets/explore-table.js', 'assets/explore.js']
    """
    pieces = (*_TABLE, "layout", "draw", "cells", *parts)
    return ["assets/vega-slim.js", *map(_explorer_piece, pieces), "assets/explore.js"]


def _explorer_piece(name: str) -> str:
    return f"assets/explore-{name}.js"
