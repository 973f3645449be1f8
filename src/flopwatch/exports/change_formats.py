"""Changes between two states as a terminal's text, as Markdown and as an Atom feed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from textwrap import fill
from xml.sax.saxutils import escape, quoteattr

import msgspec

from flopwatch.domain import shown_safely
from flopwatch.history import Change
from flopwatch.wording import model_path

_NAMESPACE = uuid.UUID("6d9d3f0e-4f7b-5c1b-9a3c-2b1f0a7f0d11")  # of the ids of changes; never to be altered
_EPOCH = "2021-06-19"  # the date of a feed whose changes bear none
_NO_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


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
    lines = [f"# {_cell(title)}", ""]
    for kind, some in _by_kind(changes):
        lines += [f"## {kind} ({len(some)})", "", "| model | change | reason | date |", "|---|---|---|---|"]
        lines += [
            f"| {_cell(one.name)} | {_cell(change_words(one))} | {_cell(one.reason)} | {one.date} |" for one in some
        ]
        lines.append("")
    return "\n".join(lines)


_MARKS = str.maketrans({one: f"\\{one}" for one in "\\`*_[]|#~"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": " "})


def _cell(text: str) -> str:
    """Escape outside text, so that it is neither markup nor another cell."""
    return shown_safely(text).translate(_MARKS)


def changes_atom(changes: Iterable[Change], title: str, address: str = "", site: str = "") -> str:
    """Return an Atom 1.0 feed, one entry for each change; an id depends on the change alone, so readers meet it once.

    Args:
        changes: The changes.
        title: The feed's title.
        address: The feed's own address, or "".
        site: Address of the site whose pages of models the entries lead to, or "".
    """
    some = sorted(changes, key=lambda one: (one.date, one.name, one.field), reverse=True)
    newest = max((one.date for one in some if one.date), default=_EPOCH)
    link = f'  <link rel="self" href={quoteattr(address)}/>\n' if address else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"  <title>{_xml(title)}</title>\n  <id>urn:uuid:{uuid.uuid5(_NAMESPACE, title)}</id>\n{link}"
        f"  <updated>{_instant(newest)}</updated>\n  <author><name>flopwatch</name></author>\n"
        + "".join(_atom_entry(one, site) for one in some)
        + "</feed>\n"
    )


@lru_cache(maxsize=20_000)  # several feeds hold the same change
def _atom_entry(one: Change, site: str) -> str:
    body = ". ".join(filter(None, (change_words(one), one.reason)))
    # Not the reason: the words on a model's estimate change while the event is the same.
    key = msgspec.json.encode(msgspec.structs.replace(one, reason="", crossed=(), laws=()), order="sorted").decode()
    page = f"{site.rstrip('/')}/{model_path(one.model)}" if site and one.model else ""
    link = f'    <link rel="alternate" type="text/html" href={quoteattr(page)}/>\n' if page else ""
    return (
        f"  <entry>\n    <title>{_xml(f'{one.kind}: {one.name}')}</title>\n"
        f"    <id>urn:uuid:{uuid.uuid5(_NAMESPACE, key)}</id>\n{link}"
        f"    <updated>{_instant(one.date or _EPOCH)}</updated>\n"
        f'    <category term="{one.kind}"/>\n    <content type="text">{_xml(body)}</content>\n  </entry>\n'
    )


def _instant(date: str) -> str:
    """Return a date as the RFC 3339 time that Atom requires; a month or a year begins with its first day."""
    return f"{date}{'-01' * (2 - date.count('-'))}T00:00:00Z"


def _xml(text: str) -> str:
    return escape(shown_safely(text).translate(_NO_XML))
