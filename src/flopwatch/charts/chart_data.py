"""Drawing: the content of a trend chart, independent of the library that draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]  # a mark: its keys are the chart's own, and Vega-Lite reads them
Worked = tuple[str, str, list[Row], dict[str, Sequence[Row]]]  # a chart: title, description, marks, lines


@dataclass(frozen=True)
class Drawing:
    """The content of a chart.

    Args:
        name: Word of the command.
        title: One sentence.
        about: Data, version, rule: the line below the title.
        rows: The marks, as plain rows; dates as ISO days.
        lines: Additional lines and marks, by layer.
    """

    name: str
    title: str
    about: str
    rows: Sequence[Row]
    lines: dict[str, Sequence[Row]] = field(default_factory=dict)
