"""The scores of `validate undisclosed` as Markdown tables."""

from __future__ import annotations

from collections.abc import Sequence

from flopwatch.undisclosed.scores import ScoreRow

_COLUMNS = (
    "estimate",
    "n",
    "abstained",
    "log score",
    "ours minus it",
    "CRPS",
    "ours minus it",
    "90% covers",
    "true ÷ median",
    "width ×/÷",
    "uncut: log score, CRPS",
)


def scores_as_markdown(rows: Sequence[ScoreRow]) -> list[str]:
    """Return one Markdown table for each split and subset."""
    lines: list[str] = []
    for split, subset in dict.fromkeys((one.split, one.subset) for one in rows):
        lines += [f"### {split}: {subset}", "", f"| {' | '.join(_COLUMNS)} |", f"|---|{'--:|' * (len(_COLUMNS) - 1)}"]
        lines += [_line(one) for one in rows if (one.split, one.subset) == (split, subset)]
        lines.append("")
    return lines


def _line(one: ScoreRow) -> str:
    cells = (
        one.method,
        one.n,
        one.abstained or "",
        f"{one.log_score:.3f}",
        _gain(one.log_score_gain),
        f"{one.crps:.3f}",
        _gain(one.crps_gain),
        f"{one.covered / one.n:.0%} ({one.coverage[0]:.0%} to {one.coverage[1]:.0%})",
        f"{one.bias:.2f} ({one.bias_interval[0]:.2f} to {one.bias_interval[1]:.2f})",
        f"{one.interval_factor:.1f}",
        f"{one.uncut_log_score:.3f}, {one.uncut_crps:.3f}",
    )
    return f"| {' | '.join(map(str, cells))} |"


def _gain(gain: tuple[float, float, float]) -> str:
    return f"{gain[0]:+.3f} ({gain[1]:+.3f} to {gain[2]:+.3f})" if any(gain) else ""
