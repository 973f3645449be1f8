"""Changes between two states as a terminal's text and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from textwrap import fill

from flopwatch.domain import shown_safely
from flopwatch.history import Change


def change_words(change: Change) -> str:
    """Return what changed in one phrase, without the entry's name and the reason.

    Example:
        >>> change_words(Change(kind="withdrawn", name="A", field="training_compute", old="2.13e25", unit="FLOP",
        ...     crossed=(1e25,)))
        'training_compute: was 2.13e+25 FLOP, no value now; threshold 1e+25'
        >>> change_words(Change(kind="re-estimated", name="A", field="parameters", old="1e9", new="2e9", factor=2.0))
        'parameters: 1e9 -> 2e9 (x 2)'
    """
    old, new = _rounded(change.old, change.unit), _rounded(change.new, change.unit)
    unit = f" {change.unit}" if change.unit not in ("", "date", "count") else ""
    if change.kind == "renamed":
        return f"was {change.old_name}"
    parts = [f"{change.field}: "] if change.field else []
    if old and new:
        parts.append(f"{old} -> {new}{unit}")
    elif old:
        parts.append(f"was {old}{unit}, no value now" if change.field else f"{old}{unit}")
    elif new:
        parts.append(f"{new}{unit}")
    if change.factor:
        parts.append(f" (x {change.factor:.3g})")
    if change.crossed:
        several = "thresholds" if len(change.crossed) > 1 else "threshold"
        parts.append(f"; {several} {', '.join(f'{one:.3g}' for one in change.crossed)}")
    if change.laws:
        parts.append(f"; {', '.join(change.laws)}")
    return "".join(parts).removeprefix("; ")


def _rounded(text: str, unit: str) -> str:
    """Return a number with four digits; words, dates and ranges as they are."""
    try:
        return f"{float(text):.4g}" if unit not in ("", "date") else text
    except ValueError:
        return text


def changes_text(changes: Sequence[Change], width: int = 80) -> str:
    """Return the changes as text of that width: a heading for each kind, then each entry with its reason."""
    lines = []
    dated = len({one.date for one in changes}) > 1
    for kind, some in _by_kind(changes):
        lines.append(f"{kind} ({len(some)})")
        for one in some:
            known = f"  {one.date} {shown_safely(one.name)}" if dated else f"  {shown_safely(one.name)}"
            words = shown_safely(change_words(one))
            lines.append(_wrapped(f"{known}  {words}".rstrip(), width, "      "))
            if one.reason and len(lines[-1]) + len(one.reason) + 3 <= width and "\n" not in lines[-1]:
                lines[-1] += f" ({shown_safely(one.reason)})"
            elif one.reason:
                lines.append(_wrapped(f"      {shown_safely(one.reason)}", width, "      "))
        lines.append("")
    return "\n".join(lines).rstrip("\n")


def _by_kind(changes: Sequence[Change]) -> list[tuple[str, list[Change]]]:
    return [(kind, list(some)) for kind, some in groupby(changes, key=lambda one: one.kind)]


def _wrapped(text: str, width: int, indent: str) -> str:
    lead = text[: len(text) - len(text.lstrip())]
    return fill(text.strip(), width, initial_indent=lead, subsequent_indent=indent, break_on_hyphens=False)


def changes_markdown(changes: Sequence[Change], title: str) -> str:
    """Return the changes as Markdown: one table for each kind."""
    lines = [f"# {escape_markdown(title)}", ""]
    for kind, some in _by_kind(changes):
        lines += [f"## {kind} ({len(some)})", "", "| model | change | reason | date |", "|---|---|---|---|"]
        for one in some:
            cells = (one.name, change_words(one), one.reason)
            lines.append(f"| {' | '.join(map(escape_markdown, cells))} | {one.date} |")
        lines.append("")
    return "\n".join(lines)


_MARKS = str.maketrans({one: f"\\{one}" for one in "\\`*_[]|#~"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": " "})


def escape_markdown(text: str) -> str:
    """Escape outside text for Markdown, so that it is neither markup nor another cell of a table."""
    return shown_safely(text).translate(_MARKS)
