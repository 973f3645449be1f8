"""Drawing: what a chart of trends shows, without the library that draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]  # a mark: its keys are the chart's own, and Vega-Lite reads them
Worked = tuple[str, str, list[Row], dict[str, Sequence[Row]]]  # a chart: title, what it is about, marks, lines


@dataclass(frozen=True)
class Drawing:
    """What a chart shows.

    Args:
        name: Word of the command.
        title: One sentence.
        about: Data, version, rule: the line under the title.
        rows: The marks, as plain rows; dates as ISO days.
        lines: Lines and other marks drawn beside them, by layer.
    """

    name: str
    title: str
    about: str
    rows: Sequence[Row]
    lines: dict[str, Sequence[Row]] = field(default_factory=dict)
