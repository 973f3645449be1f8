"""The tables that Epoch AI publishes, by the names that their files have had. A table's states follow each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TableLine:
    """One table through all its states.

    Args:
        id: Its id.
        selection: Which models it lists; "" if all.
        stems: Names that its files have had, without date and ending.
    """

    id: str
    selection: str
    stems: tuple[str, ...]


LINES: tuple[TableLine, ...] = (
    TableLine("epoch/all", "", ("all_ai_models", "ai_models", "database", "pcd", "epochdb", "epoch_all_ai_models")),
    TableLine(
        "epoch/notable",
        "models that meet a criterion of notability",
        ("notable", "notable_ai_models", "notable_systems", "notable_ai_systems", "epoch_notable_ai_models"),
    ),
    TableLine(
        "epoch/large-scale",
        "models of at least 1e23 FLOP",
        ("large_scale_ai_models", "large_scale_models", "compute_intensive_systems", "epoch_large_scale_ai_models"),
    ),
    TableLine(
        "epoch/frontier",
        "models among the ten largest runs when published",
        ("frontier_ai_models", "frontier_models", "epoch_frontier_ai_models"),
    ),
)
_BY_STEM = {stem: line for line in LINES for stem in line.stems}


def line_of(stem: str) -> TableLine:
    """Return the table of which a file of that name is a state; an unknown name is a table of its own.

    Example:
        >>> line_of("pcd").id == line_of("all_ai_models").id, line_of("mine").id
        (True, 'epoch/mine')
    """
    return _BY_STEM.get(stem) or TableLine(f"epoch/{stem}", "", (stem,))
