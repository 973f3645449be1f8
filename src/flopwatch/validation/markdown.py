"""The scores of `validate estimates` as Markdown tables: the command's output, kept in docs/methods."""

from __future__ import annotations

from collections.abc import Sequence

from flopwatch.validation.estimates import SUBSETS, MethodScore
from flopwatch.validation.miss_reasons import REASONS, Miss

_COLUMNS = (
    "n",
    "abstained",
    "median ×/÷",
    "geometric ×/÷",
    "within 2x",
    "within 3x",
    "90% covers",
    "(95% interval)",
    "width ×/÷",
    "beyond 20x",
    "covers the rest",
)


def estimates_as_markdown(rows: Sequence[MethodScore], misses: Sequence[Miss]) -> list[str]:
    """Format scores and misses as Markdown: a table for each split and subset, and one for combined misses by reason.


    Args:
        rows: The scores.
        misses: Every miss beyond a factor of 3.
    """
    lines: list[str] = []
    for split in dict.fromkeys(row.split for row in rows):
        for subset, _ in SUBSETS:
            lines += [
                f"### {split}: {subset}",
                "",
                f"| method | {' | '.join(_COLUMNS)} |",
                f"|---|{'--:|' * len(_COLUMNS)}",
            ]
            lines += [_line(row) for row in rows if row.split == split and row.subset == subset and row.n]
            lines.append("")
        some = [miss for miss in misses if miss.split == split and miss.method == "combined"]
        lines += [f"### {split}: combined estimates more than 3x off, by reason", "", *_by_reason(some), ""]
    return lines


def _line(row: MethodScore) -> str:
    cover = "" if row.coverage_90 is None else f"{row.coverage_90:.0%}"
    ends = "" if row.coverage_90 is None else f"{row.coverage_low:.0%} to {row.coverage_high:.0%}"
    width = "" if row.median_interval_factor is None else f"{row.median_interval_factor:.2f}"
    cells = (
        row.method,
        row.n,
        row.n_abstained,
        f"{row.median_error_factor:.2f}",
        f"{row.geometric_error_factor:.2f}",
        f"{row.within_2x:.0%}",
        f"{row.within_3x:.0%}",
        cover,
        ends,
        width,
        row.beyond_20x,
        "" if row.coverage_of_the_rest is None else f"{row.coverage_of_the_rest:.0%}",
    )
    return f"| {' | '.join(map(str, cells))} |"


def _by_reason(misses: Sequence[Miss]) -> list[str]:
    lines = [
        "| reason | misses | of them usable | inside their 90% | each, with estimate over recorded |",
        "|---|--:|--:|--:|---|",
    ]
    for reason in REASONS:
        some = [miss for miss in misses if miss.reason == reason]
        if not some:
            continue
        some.sort(key=lambda miss: -miss.factor)
        named = ", ".join(_named(miss) for miss in some)
        usable, inside = (
            sum(bool(miss.usable) for miss in some),
            sum(bool(miss.inside) for miss in some),
        )
        lines.append(f"| {reason} | {len(some)} | {usable} | {inside} | {named} |")
    return lines


def _named(miss: Miss) -> str:
    name = miss.model[:60].replace("|", " ")
    return f"{name} ({miss.estimate_flop / miss.recorded_flop:.2g})"
