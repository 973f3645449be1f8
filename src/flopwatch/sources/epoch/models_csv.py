"""Epoch AI's tables of models as CSV, every header generation from the sheet of 2022 to the exports of 2026."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

from flopwatch.domain import (
    MAX_NAME,
    BadInput,
    Claim,
    PartialDate,
    Quarantined,
    Reading,
    SetAside,
    Skip,
    Source,
    clean_text,
)
from flopwatch.identity import fold_listed
from flopwatch.sources.claim_caps import refuse_too_many
from flopwatch.sources.contract import Reader
from flopwatch.sources.epoch.cells import day_comes_first
from flopwatch.sources.epoch.model_rows import ModelRow, TableDates, claim_cells
from flopwatch.sources.epoch.table import Plan, name_as_written, plan_of, records_of
from flopwatch.sources.epoch.table_lines import line_of

# Generations of tables up to 2026 are known; in undated tables reject later dates.
LATEST_UNDATED = dt.date(2027, 12, 31)
_DAY = dt.timedelta(days=1)  # the developer's day may begin before the table's


def read_epoch_csv(data: bytes, source: Source) -> Reading:
    """Read one of Epoch's tables of models: each row an entry, each filled cell one claim or (in lists) several.

    Numbers are kept digit for digit. A cell that is not valid (`2023-02-30`, `NaN`, a date later than the file) is set
    aside in `notes` with its place, while the row's other cells are kept. A row without a name is quarantined.
    In the sheet of 2022 many systems have no name of their own; the paper's title names them, flagged `named-by-title`.

    Args:
        data: The file's bytes: UTF-8, with or without a byte order mark.
        source: Where they come from; its date, if any, is the latest valid date of a row.

    Returns:
        The claims, and `notes` for single cells, unknown columns, columns left out and names met twice. `counts` has
        `entries_model`, `models_distinct`, `columns`, `columns_unknown`, `columns_left_out`, `cells_set_aside`,
        `names_twice`.

    Raises:
        BadInput: If the bytes are no such table: too large, not UTF-8, a quote never closed, no column of names.

    Source:
        https://epoch.ai/data/ai-models-documentation and the headers of the exports of 2022 to 2026.

    Example:
        >>> data = b"Model,Training compute (FLOP)\\nExample-1,3.8e+25\\n"
        >>> reading = read_epoch_csv(data, describe_epoch_csv("all_ai_models_2025-03-14.csv", data))
        >>> [(c.subject, c.field, c.value, c.unit, c.locator) for c in reading.claims]
        [('Example-1', 'training_compute', '3.8e25', 'FLOP', 'row 2, Training compute (FLOP)')]
    """
    plan, body = _planned(records_of(data, source), source)
    dates = _dates_of(source, plan, body)
    claims: list[Claim] = []
    skipped: list[Skip] = []
    quarantined: list[Quarantined] = []
    notes: list[str] = []
    aside: list[SetAside] = []
    named: dict[str, list[int]] = {}
    written: dict[str, str] = {}
    for number, cells in body:
        entry = f"row {number}"
        if not any(cell.strip() for cell in cells):
            skipped.append(Skip(entry, "every cell is empty"))
            continue
        subject, flags, trouble = _subject(cells, plan)
        if trouble:
            quarantined.append(Quarantined(f"{entry} {subject[:80]}".strip(), trouble))
            continue
        row = ModelRow(subject, entry, source.id, flags, "", [], [], [])
        claim_cells(row, cells, plan, dates)
        refuse_too_many(len(claims) + len(row.claims), source.id)
        notes += row.notes
        aside += row.aside
        if not row.claims:
            skipped.append(Skip(f"{entry} {subject[:80]}", "states nothing but its name"))
            continue
        claims += row.claims
        if (name := name_as_written(cells, plan)) != subject:
            written[entry] = name
        named.setdefault(fold_listed(subject), []).append(number)
    twice, claimed = _notes_on_names(named), sum(map(len, named.values()))
    return Reading(
        claims=claims,
        read=claimed + len(skipped) + len(quarantined),
        claimed=claimed,
        skipped=skipped,
        quarantined=quarantined,
        counts={
            "entries_model": claimed,
            "models_distinct": len(named),
            **_counts_of_columns(plan),
            "cells_set_aside": len(notes),
            "names_twice": len(twice),
        },
        notes=[*notes, *twice, *_notes_on_columns(plan)],
        set_aside=aside,
        columns=plan.headers,
        names=written,
    )


def _planned(rows: list[list[str]], source: Source) -> tuple[Plan, list[tuple[int, list[str]]]]:
    """Return the plan of the columns, and the numbered rows below the header."""
    header_at = next((i for i, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if header_at is None:
        raise BadInput("the file is empty. Was the download cut off?", place=source.id)
    return plan_of(rows[header_at], source), [(i + 1, row) for i, row in enumerate(rows) if i > header_at and row]


def describe_epoch_csv(name: str, data: bytes) -> Source:
    """Return the source of a file with that name: the id without the date, and the date if the name has one.

    Args:
        name: File name, path or address.
        data: The file's bytes: where the name has no date, the latest `Last modified` of a row dates the file.

    Example:
        >>> source = describe_epoch_csv("data/large_scale_ai_models_2024-07-16.csv", b"")
        >>> source.id, source.date, source.group
        ('epoch/large_scale_ai_models', '2024-07-16', 'epoch')
    """
    stem = re.split(r"[/\\]", re.split(r"[?#]", name[:2_000])[0].rstrip("/\\"))[-1].casefold()
    stem = re.sub(r"(\.(csv|txt))+$", "", stem)
    date = ""
    for found in re.finditer(
        r"(?<![0-9])(?:19|20)[0-9]{2}(?:[-_]?(?:0[1-9]|1[0-2])(?:[-_]?[0-3][0-9])?)?(?![0-9])", stem
    ):
        digits = re.sub(r"[^0-9]", "", found[0])
        try:
            date = str(PartialDate.from_iso("-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))))
        except ValueError:
            continue
        stem = stem[: found.start()] + stem[found.end() :]
        break
    stem = re.sub(r"[^a-z0-9.]+", "_", stem).strip("_.") or "models"
    date = date or _last_change(data)
    line = line_of(stem[:80])
    return Source(
        id=f"epoch/{stem[:80]}",
        title=f"Epoch AI, {stem[:80].replace('_', ' ')}",
        url="https://epoch.ai/data/ai-models",
        licence="CC BY 4.0",
        date=date,
        group="epoch",
        table=line.id,
        selection=line.selection,
    )


def _dates_of(source: Source, plan: Plan, body: Sequence[tuple[int, list[str]]]) -> TableDates:
    """Return the file's date conventions: day-month order, and the last plausible day (with one day of grace)."""
    places = [index for column, found in plan.columns if column.how == "date" for index, _ in found]
    day_first = day_comes_first(row[index] for _, row in body for index in places if index < len(row))
    try:
        last = PartialDate.from_iso(source.date).latest
        return TableDates(day_first, last + _DAY, f"the table itself ({last})")
    except ValueError:
        pass  # a file need not have a date in its name
    changed = _latest_stamp((row for _, row in body), plan.modified)
    if changed:
        return TableDates(day_first, changed + _DAY, f"the last change of any row ({changed})")
    return TableDates(
        day_first,
        LATEST_UNDATED,
        f"{LATEST_UNDATED}, the horizon for a table without a date; put the table's date in its file name",
    )


def _last_change(data: bytes) -> str:
    """Return the latest `Last modified` of a table's rows as an ISO date; "" where it has none or is not a table."""
    source = Source(id="table", title="")
    try:
        rows = records_of(data, source)
        header_at = next((i for i, row in enumerate(rows) if any(cell.strip() for cell in row)), len(rows))
        plan = plan_of(rows[header_at], source) if header_at < len(rows) else None
    except BadInput:
        return ""  # said, with the file's name, when it is read
    latest = _latest_stamp(rows[header_at + 1 :], plan.modified) if plan else None
    return latest.isoformat() if latest and latest <= LATEST_UNDATED else ""


def _latest_stamp(rows: Iterable[Sequence[str]], column: int) -> dt.date | None:
    stamps = (stamp for row in rows if 0 <= column < len(row) if (stamp := _stamp(row[column])))
    return max(stamps, default=None)


def _stamp(cell: str) -> dt.date | None:
    try:
        return PartialDate.from_iso(cell.strip()[:10]).latest
    except ValueError:
        return None  # only an aid to judging dates: the column itself is left out


def _subject(cells: Sequence[str], plan: Plan) -> tuple[str, tuple[str, ...], str]:
    """Return the row's name, its flags, and its problem ("" if none)."""
    first = plan.names[0]
    if len(cells) < plan.width or any(cell.strip() for cell in cells[plan.width :]):
        name = clean_text(cells[first][:200]) if first < len(cells) else ""
        return (
            name,
            (),
            f"has {len(cells)} cells where the header has {plan.width}: a comma or quote is astray",
        )
    name = next((text for index in plan.names if (text := clean_text(cells[index]))), "")
    flags: tuple[str, ...] = ()
    if not name and plan.by_title:
        name = next((text for index, _ in plan.titles if (text := clean_text(cells[index]))), "")
        flags = ("named-by-title",)
    if not name:
        return "", (), "has no name"
    if len(name) > MAX_NAME:
        return name, (), f"has a name of {len(name)} characters, more than {MAX_NAME}"
    return name, flags, ""


def _notes_on_names(named: Mapping[str, Sequence[int]]) -> list[str]:
    """Return one note for each name met in several rows; `named` gives the rows of each."""
    return [
        f"rows {', '.join(map(str, places))}: the name {name[:80]!r} appears more than once; all are kept"
        for name, places in named.items()
        if len(places) > 1
    ]


def _counts_of_columns(plan: Plan) -> dict[str, int]:
    """Count the columns: all, those not known, those left out."""
    return {
        "columns": plan.width,
        "columns_unknown": len(plan.unknown),
        "columns_left_out": sum(map(len, plan.left.values())),
    }


def _notes_on_columns(plan: Plan) -> list[str]:
    notes = [f"column {name!r} is not known; its cells were not read" for name in plan.unknown]
    notes += [f"column {name!r} appears twice; the first is read" for name in plan.twice]
    notes += [f"left out ({reason}): {', '.join(names)}" for reason, names in plan.left.items()]
    return notes


EPOCH_CSV = Reader(
    name="epoch-csv",
    version=3,
    summary="Epoch AI's tables of models (CSV, header generations of 2022 to 2026)",
    read=read_epoch_csv,
    describe=describe_epoch_csv,
)
