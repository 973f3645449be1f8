"""The frame of Epoch's tables: bytes to rows, and a header row to a plan of what each column becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flopwatch.domain import MAX_NAME, BadInput, Source, clean_text
from flopwatch.sources.epoch.headers import COLUMNS, EpochColumn, column_for, folded
from flopwatch.sources.tables import open_table

_BLANK = "\N{OPEN BOX}"  # shown for a blank that would not be seen
_SHEET_OF_2022 = {"organization(s)", "author(s)"}


@dataclass
class Plan:
    """Mapping of each column of one file to a field or a reason for leaving it out.

    Args:
        names: Places of the columns that name the model, the preferred one first.
        titles: Places and headers of the columns of papers' titles.
        columns: Each column that is read, with the places and headers it has in this file.
        width: Cells in the header row.
        modified: Place of the column that dates each row's last change, or -1.
        by_title: Whether the file is of the generation that names many systems by their paper alone.
        unknown: Unknown headers.
        left: Headers of columns left out, by reason.
        twice: Headers met a second time.
        headers: Every header of the file, in order.
    """

    names: list[int]
    titles: list[tuple[int, str]]
    columns: list[tuple[EpochColumn, list[tuple[int, str]]]]
    width: int
    modified: int
    by_title: bool
    unknown: list[str] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    headers: tuple[str, ...] = ()


def records_of(data: bytes, source: Source, separator: str = "") -> list[list[str]]:
    """Return the rows of a table's file, as `open_table` reads them.

    Raises:
        BadInput: If the bytes are too many, no UTF-8, or no table; the message names the byte or the line.
    """
    return open_table(data, source.id, separator=separator)


def plan_of(header: Sequence[str], source: Source) -> Plan:
    """Map each column of a file, by its header row.

    Raises:
        BadInput: If no column holds names, or no other column is known; the message lists the headers there are.
    """
    plan = Plan([], [], [], len(header), -1, False, headers=tuple(clean_text(raw[:300]) for raw in header))
    groups: dict[int, tuple[EpochColumn, list[tuple[int, int, str]]]] = {}
    met: set[str] = set()
    for index, raw in enumerate(header):
        name, key = clean_text(raw), folded(raw)
        found = column_for(raw[:300])
        if key in met and key:
            plan.twice.append(name[:80])
        elif found is None:
            plan.unknown.append(name[:80] or f"(column {index + 1} has no header)")
        elif found[0].how == "left":
            plan.left.setdefault(found[0].reason, []).append(name)
            if key == "last modified":
                plan.modified = index
        else:
            groups.setdefault(id(found[0]), (found[0], []))[1].append((found[1], index, name))
        met.add(key)
    plan.by_title = bool(met & _SHEET_OF_2022)
    for column, places in groups.values():
        ordered = [(index, name) for _, index, name in sorted(places)]
        if column.how == "name":
            plan.names = [index for index, _ in ordered]
            continue
        if column.how == "title":
            plan.titles = ordered
        plan.columns.append((column, ordered))
    # Notes alone do not make a table of models: many a list has a column of that name.
    if not plan.names or all(column.how == "note" for column, _ in plan.columns):
        wanted = " or ".join(COLUMNS[0].headers[:2])
        wanted += " (the name)" if not plan.names else " and at least one of Training compute (FLOP), Parameters, …"
        has = ", ".join(repr(clean_text(name[:120])[:60]) for name in header[:12])
        more = f" and {len(header) - 12} more" if len(header) > 12 else ""
        raise BadInput(f"no column {wanted} among its headers {has}{more}. Is it a table of models?", place=source.id)
    # A year is only used together with the date, so it comes after it, in whatever order the file has them.
    plan.columns.sort(key=lambda item: item[0].how == "year")
    return plan


def name_as_written(cells: Sequence[str], plan: Plan) -> str:
    """Return a row's name as its cell has it, with line ends, tabs and other control characters as escapes.

    A name that differs in blanks alone is a change that readers of the table notice: programs look names up.

    Example:
        >>> plan = plan_of(["Model", "Parameters"], Source(id="epoch/models", title=""))
        >>> name_as_written(["Solar Open 100B\\n", "1e11"], plan) == "Solar Open 100B" + "\\\\n"
        True
    """
    places = [*plan.names, *(index for index, _ in plan.titles)]
    raw = next((cells[index] for index in places if clean_text(cells[index][:MAX_NAME])), "")[:MAX_NAME]
    return clean_text(
        "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in _shown(raw))
    )


def _shown(raw: str) -> str:
    """Show blanks that `clean_text` would take away: at either end, and more than one in a row."""
    inner = raw.strip(" ")
    lead, tail = raw[: len(raw) - len(raw.lstrip(" "))], raw[len(raw.rstrip(" ")) :] if inner else ""
    return lead.replace(" ", _BLANK) + inner.replace("  ", _BLANK * 2) + tail.replace(" ", _BLANK)
