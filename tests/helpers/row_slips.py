"""Sixteen kinds of slips in rows of Epoch's tables, the halves of the rows, and the score of an audit.

The protocol is in docs/methods/audit.md.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import random
import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from flopwatch.identity import fold_listed

SEED = 20261129
PER_KIND = 15
UNSEEDED = 480
Row = dict[str, str]

NAME, ORGANIZATION, COUNTRY, DATE, LINK = (
    "Model",
    "Organization",
    "Country (of organization)",
    "Publication date",
    "Link",
)
N, D, C = "Parameters", "Training dataset size (total)", "Training compute (FLOP)"
CHIPS, HOURS, CHIP, CHIP_HOURS = (
    "Hardware quantity",
    "Training time (hours)",
    "Training hardware",
    "Training chip-hours",
)
MFU, HFU, BATCH, BASE = "Hardware utilization (MFU)", "Hardware utilization (HFU)", "Batch size", "Base model"
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf)/[0-9]{4}\.[0-9]{4,5}")
_DATED = re.compile(r"/(?:19|20)[0-9]{2}[/-][0-9]{2}(?![0-9])")
_ACTIVE = re.compile(
    r"(?<![0-9.])([0-9]{1,4}(?:\.[0-9]{1,3})?) ?(B|billion|M|million)\b[^.;\n]{0,25}?\bactiv"
    r"|activ\w{0,6}[^.;\n0-9]{0,25}([0-9]{1,4}(?:\.[0-9]{1,3})?) ?(B|billion|M|million)\b",
    re.IGNORECASE,
)
_ACTIVE_IN_NAME = re.compile(r"[- ]a([0-9]{1,3}(?:\.[0-9]{1,2})?)b\b", re.IGNORECASE)


@dataclass(frozen=True)
class Slip:
    """A kind of error.

    Args:
        kind: Its name.
        column: The spoilt column.
        field: The field of the census that the column becomes.
        fits: Whether a row has what the slip needs, and something that bears on the spoilt cell.
        spoil: Returns the new cell; None where this row gives none.
    """

    kind: str
    column: str
    field: str
    fits: Callable[[Row], bool]
    spoil: Callable[[Row, Sequence[Row], random.Random], str | None]


def number(row: Row, column: str) -> Decimal | None:
    """The number in a cell; None where it holds no positive number."""
    try:
        value = Decimal(row[column].strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and value > 0 else None


def has(*columns: str) -> Callable[[Row], bool]:
    """Return whether all these cells hold a positive number (names and links: anything)."""
    words = {NAME, ORGANIZATION, COUNTRY, DATE, LINK, CHIP, BASE}
    return lambda row: all(row[one].strip() if one in words else number(row, one) for one in columns)


def written(value: Decimal) -> str:
    return f"{float(value):.12g}"


def times(column: str, *factors: str) -> Callable[[Row, Sequence[Row], random.Random], str | None]:
    def spoil(row: Row, _: Sequence[Row], rng: random.Random) -> str | None:
        value = number(row, column)
        return written(value * Decimal(rng.choice(factors))) if value else None

    return spoil


def _speed(row: Row, _: Sequence[Row], __: random.Random) -> str | None:
    compute, hours = number(row, C), number(row, HOURS)
    return written(compute / (hours * 3600)) if compute and hours else None


def _sibling_date(row: Row, rows: Sequence[Row], rng: random.Random) -> str | None:
    mine = dt.date.fromisoformat(row[DATE])
    dates = {
        other[DATE]
        for other in rows
        if other[ORGANIZATION] == row[ORGANIZATION]
        and len(other[DATE]) == 10
        and abs((dt.date.fromisoformat(other[DATE]) - mine).days) > 90
    }
    return rng.choice(sorted(dates)) if dates else None


def _wrong_year(row: Row, _: Sequence[Row], rng: random.Random) -> str | None:
    year = int(row[DATE][:4]) + rng.choice((-1, 1))
    return f"{year}{row[DATE][4:]}" if row[DATE][5:] != "02-29" else None


def _swapped(row: Row, _: Sequence[Row], __: random.Random) -> str | None:
    year, month, day = row[DATE].split("-")
    return f"{year}-{day}-{month}" if int(day) <= 12 and day != month else None


def _other_country(row: Row, rows: Sequence[Row], rng: random.Random) -> str | None:
    known = set(row[COUNTRY].split(","))
    others = sorted({one[COUNTRY] for one in rows if one[COUNTRY] and "," not in one[COUNTRY]} - known)
    return rng.choice(others)


def _other_base(row: Row, rows: Sequence[Row], rng: random.Random) -> str | None:
    others = sorted({one[BASE] for one in rows if one[BASE].strip()} - {row[BASE]})
    return rng.choice(others)


def _batch(row: Row, _: Sequence[Row], __: random.Random) -> str | None:
    return row[BATCH] if number(row, BATCH) != number(row, D) else None


def active(row: Row) -> Decimal | None:
    """The parameters active for one token that the name or a note on parameters states; None where none does."""
    whole = number(row, N)
    if named := _ACTIVE_IN_NAME.search(row[NAME]):
        value = Decimal(named[1]) * 10**9
    elif found := _ACTIVE.search(row["Parameters notes"][:2000]) or _ACTIVE.search(row["Abstract"][:3000]):
        value = Decimal(found[1] or found[3]) * (10**9 if (found[2] or found[4])[0] in "bB" else 10**6)
    else:
        return None
    return value if whole and value * Decimal("1.5") < whole else None


def _active_for_total(row: Row, _: Sequence[Row], __: random.Random) -> str | None:
    value = active(row)
    return written(value) if value else None


def _total_for_active(row: Row, _: Sequence[Row], __: random.Random) -> str | None:
    value, whole, compute = active(row), number(row, N), number(row, C)
    return written(compute * whole / value) if value and whole and compute else None


def _copied_compute(row: Row, rows: Sequence[Row], rng: random.Random) -> str | None:
    mine = number(row, C)
    others = sorted({one[C] for one in rows if (value := number(one, C)) and mine and not mine / 3 < value < mine * 3})
    return rng.choice(others)


def _on_arxiv(row: Row) -> bool:
    return bool(_ARXIV.search(row[LINK])) and len(row[DATE]) == 10


def _dated_link(row: Row) -> bool:
    return len(row[DATE]) == 10 and bool(_ARXIV.search(row[LINK]) or _DATED.search(row[LINK]))


def _timed(row: Row) -> bool:
    return has(CHIPS, CHIP, HOURS)(row) and bool(number(row, C) or number(row, CHIP_HOURS))


def _text(row: Row) -> bool:
    return has(N, D, C)(row) and "Language" in row["Domain"]


def _measured(row: Row) -> bool:
    return has(N)(row) and bool(number(row, C) or number(row, D))


SLIPS: tuple[Slip, ...] = (
    Slip("compute by a thousand", C, "training_compute", has(C, N), times(C, "1000", "0.001")),
    Slip("parameters by a thousand", N, "parameters", _measured, times(N, "1000", "0.001")),
    Slip("data × 1000", D, "dataset_size", lambda row: has(D, N)(row) or has(D, C)(row), times(D, "1000")),
    Slip("FLOP/s for FLOP", C, "training_compute", lambda row: _timed(row) and has(C)(row), _speed),
    Slip("a sibling's date", DATE, "published", _dated_link, _sibling_date),
    Slip("another year than arXiv's", DATE, "published", _on_arxiv, _wrong_year),
    Slip("day and month swapped", DATE, "published", _on_arxiv, _swapped),
    Slip("wrong country", COUNTRY, "country", has(COUNTRY, ORGANIZATION), _other_country),
    Slip("wrong base", BASE, "base_model", has(BASE), _other_base),
    Slip("chips × 10", CHIPS, "chip_count", _timed, times(CHIPS, "10")),
    Slip("days in the column of hours", HOURS, "training_time", _timed, lambda r, _, __: _days(r)),
    Slip("utilisation as a percentage", MFU, "utilization", has(MFU), times(MFU, "100")),
    Slip("utilisation as a percentage", HFU, "hardware_utilization", has(HFU), times(HFU, "100")),
    Slip("batch for total", D, "dataset_size", has(BATCH, D), _batch),
    Slip("active and total", N, "parameters", lambda row: _measured(row) and bool(active(row)), _active_for_total),
    Slip("active and total", C, "training_compute", lambda row: has(C)(row) and bool(active(row)), _total_for_active),
    Slip("tokens × 4/3", D, "dataset_size", _text, lambda r, _, __: _as_tokens(r)),
    Slip("another row's compute", C, "training_compute", has(C, N), _copied_compute),
)


def _days(row: Row) -> str | None:
    hours = number(row, HOURS)
    return written(hours / 24) if hours else None


def _as_tokens(row: Row) -> str | None:
    data = number(row, D)
    return written(data * 4 / 3) if data else None


def is_scored(name: str) -> bool:
    """Return whether a model's rows are scored (once); the others are for developing rules."""
    return int(hashlib.sha256(fold_listed(name).encode()).hexdigest(), 16) % 2 == 1


@dataclass(frozen=True)
class Drawn:
    """Rows of a table, some spoilt.

    Args:
        header: The table's columns.
        rows: Every row of the table, spoilt where drawn for it.
        spoilt: For each index of a spoilt row its slip.
        clean: Indices of the drawn rows that were left as they are.
    """

    header: list[str]
    rows: list[Row]
    spoilt: dict[int, Slip]
    clean: list[int]

    def write(self, path: Path, *, only_drawn: bool = False, notes: bool = True) -> dict[str, int]:
        """Write the table; return the index of each row by its entry (`row 2` is the first)."""
        wanted = sorted({*self.spoilt, *self.clean}) if only_drawn else range(len(self.rows))
        blank = [] if notes else [one for one in self.header if one.endswith(" notes") or one == "Abstract"]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, self.header)
            writer.writeheader()
            writer.writerows({**self.rows[i], **dict.fromkeys(blank, "")} for i in wanted)
        return {f"row {place}": i for place, i in enumerate(wanted, 2)}


def read_rows(path: Path) -> tuple[list[str], list[Row]]:
    csv.field_size_limit(10**8)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)


def mark_of(name: str) -> str:
    """Eight digits of the SHA-256 of a folded name: how a committed list names a row without copying it."""
    return hashlib.sha256(fold_listed(name).encode()).hexdigest()[:8]


def _spoil(rows: Sequence[Row], pool: Sequence[int], stated: Sequence[int], rng: random.Random) -> dict[int, Slip]:
    """Spoil cells of drawn rows in place: the rarest kind chooses first, each row is drawn once."""
    spoilt: dict[int, Slip] = {}
    whole = [dict(row) for row in rows]
    for slip in sorted(SLIPS, key=lambda one: sum(one.fits(whole[i]) for i in pool)):
        able = [i for i in pool if i not in spoilt and slip.fits(whole[i])]
        spare = [i for i in stated if i not in spoilt and slip.fits(whole[i])]
        rng.shuffle(able)
        rng.shuffle(spare)
        taken = sum(one.kind == slip.kind for one in spoilt.values())
        for i in (*able, *spare):
            cell = slip.spoil(whole[i], whole, rng) if taken < PER_KIND else None
            if cell is not None:
                rows[i][slip.column], spoilt[i] = cell, slip
                taken += 1
    return spoilt


# Columns of older exports, by those of March 2026.
OLDER_COLUMNS = {
    NAME: ("System",),
    COUNTRY: ("Country (from Organization)",),
    D: ("Training dataset size (datapoints)",),
    MFU: ("Hardware utilization",),
}


def _in_columns(row: Row, header: Sequence[str]) -> Row:
    """Return a row of an older export in the columns of a newer one."""
    older = {one: next((row[old] for old in OLDER_COLUMNS.get(one, ()) if row.get(old)), "") for one in header}
    return {one: row.get(one) or older[one] for one in header}


def joined(paths: Sequence[Path]) -> tuple[list[str], list[Row]]:
    """Rows of the first table, then those of the others whose model it lacks, in its columns."""
    header, rows = read_rows(paths[0])
    seen = {fold_listed(row[NAME]) for row in rows}
    for path in paths[1:]:
        for row in read_rows(path)[1]:
            new = _in_columns(row, header)
            if (name := fold_listed(new[NAME])) and name not in seen:
                seen.add(name)
                rows.append(new)
    return header, rows


def draw_marked(
    paths: Sequence[Path], marks: Container[str], *, seed: int, left_as_they_are: Container[str] = ()
) -> Drawn:
    """Draw rows of a committed list from several tables, and spoil some; all others of the list are left as they are.

    Args:
        paths: Epoch's tables, the leading one first.
        marks: Marks of the rows that may be drawn.
        seed: Seed of the draw.
        left_as_they_are: Marks of rows that may be drawn but are not spoilt.
    """
    header, rows = joined(paths)
    names = [fold_listed(row[NAME]) for row in rows]
    pool = [i for i, name in enumerate(names) if name and names.count(name) == 1 and mark_of(name) in marks]
    rng = random.Random(seed)
    spoilt = _spoil(rows, pool, (), rng)
    more = [i for i, name in enumerate(names) if names.count(name) == 1 and mark_of(name) in left_as_they_are]
    rest = [*(i for i in pool if i not in spoilt), *more]
    return Drawn(header, rows, spoilt, sorted(rng.sample(rest, min(UNSEEDED, len(rest)))))


def draw(path: Path, known: Iterable[str], *, scored: bool, seed: int = SEED, without: Container[int] = ()) -> Drawn:
    """Draw rows of one half and spoil some: the rarest kind chooses first, each row is drawn once.

    Models that the base states are drawn only for a kind of which the others have too few.

    Args:
        path: Epoch's table.
        known: Names in the bundled base.
        scored: The half: to be scored, or for developing rules.
        seed: Seed of the draw.
        without: Indices of rows that are not drawn, such as those of an earlier draw.
    """
    header, rows = read_rows(path)
    base = {fold_listed(name) for name in known}
    names = [fold_listed(row[NAME]) for row in rows]
    half = [
        i
        for i, name in enumerate(names)
        if name and names.count(name) == 1 and is_scored(name) == scored and i not in without
    ]
    pool = [i for i in half if names[i] not in base]
    stated = [i for i in half if names[i] in base]
    rng = random.Random(seed)
    out = [dict(row) for row in rows]
    spoilt = _spoil(out, pool, stated, rng)
    rest = [i for i in pool if i not in spoilt]
    return Drawn(header, out, spoilt, sorted(rng.sample(rest, min(UNSEEDED, len(rest)))))
