"""Tables in Epoch's form, written by hand, and what their reader makes of them."""

from __future__ import annotations

import csv
import io

from flopwatch.domain.claims import Claim, Reading
from flopwatch.sources.epoch.models_csv import EPOCH_CSV

DATED = "all_ai_models_2025-03-14.csv"


def table(*rows: dict[str, str]) -> bytes:
    """A CSV file with these rows; the header is every key in order of appearance."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def read(data: bytes, name: str = DATED) -> Reading:
    return EPOCH_CSV.read(data, EPOCH_CSV.describe(name, data))


def one(name: str = DATED, **cells: str) -> Reading:
    """The reading of one row, named M, with these cells."""
    return read(table({"Model": "M", "Domain": "", **cells}), name)


def stated(reading: Reading, field: str) -> list[Claim]:
    return [claim for claim in reading.claims if claim.field == field]


def values(reading: Reading, field: str) -> list[str]:
    return [claim.value for claim in stated(reading, field)]
