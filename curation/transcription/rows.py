"""Rows of one of Epoch's tables as claims with the place and words of their cells."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from flopwatch.domain import Claim, Source, exact
from flopwatch.identity import fold_vintage
from flopwatch.sources.epoch.models_csv import EPOCH_CSV
from flopwatch.text import read_data, read_parameters

LARGE_FLOP = 1e23
# Fields that are copied; prose, and what follows from the developers, is not.
COPIED = frozenset(
    "developer published domain task notability paper announcement weights homepage source_code citations parameters "
    "dataset_size epochs hidden_layers training_compute finetune_compute post_training_compute "
    "training_compute_lower_bound training_compute_upper_bound training_compute_method training_time chip_hours "
    "chip_count chip utilization hardware_utilization training_power training_cost number_format base_model access "
    "confidence flagged".split()
)
MARKS = frozenset({"possibly over 1e23 FLOP", "frontier model", "foundation model"})
_LINKS = frozenset("paper announcement weights homepage source_code".split())
LONGEST_QUOTE = 120  # characters
_WORDS = 12  # of a quote out of notes
_EXPERTS = re.compile(r"\b(?:moe|mixture[- ]of[- ]experts|experts?)\b", re.IGNORECASE)
_WITHDRAWN = re.compile(r"compute (?:estimated|imputed) (?:to be )?([0-9.]+e\+?[0-9]{2}) FLOP from benchmark scores")


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table: its file under the folder of outside data, its source, the label of its places, and the rows taken."""

    file: str
    source: str
    label: str
    rows: tuple[str, ...]
    unconfirmed: bool = False


@dataclass
class Row:
    """One row of a table.

    Args:
        table: Its table.
        name: The model's name, or the title of its paper if the table gives no name.
        cells: Its cells by header, blanks collapsed.
        claims: Its claims, each with the place and words of a cell.
        titled: Whether the name is a title.
        category: Kind of its only organisation, or "".
        country: Country of its only organisation, or "".
    """

    table: Table
    name: str
    cells: dict[str, str]
    claims: list[Claim] = field(default_factory=list)
    titled: bool = False
    category: str = ""
    country: str = ""

    def value(self, name: str) -> str:
        """Return the first value claimed for a field, or ""."""
        return next((one.value for one in self.claims if one.field == name), "")

    def values(self, name: str) -> list[str]:
        """Return every value claimed for a field."""
        return [one.value for one in self.claims if one.field == name and one.value]

    @property
    def compute(self) -> float:
        """Training compute in FLOP, or 0."""
        return float(self.value("training_compute") or 0)


def read_rows(table: Table, folder: Path, date: str, recorded: str) -> list[Row]:
    """Read a table's rows as claims, in the order of the file."""
    data = (folder / table.file).read_bytes()
    reading = EPOCH_CSV.read(data, Source(id=table.source, title="", date=date))
    by_row: dict[int, list[Claim]] = defaultdict(list)
    for claim in reading.claims:
        by_row[int(claim.entry.removeprefix("row "))].append(claim)
    cells = dict(enumerate(csv.reader(io.StringIO(data.decode("utf-8-sig"))), 1))
    header = cells[1]
    out = []
    for number, claims in sorted(by_row.items()):
        stated = {name: " ".join(cell.split()) for name, cell in zip(header, cells[number], strict=True)}
        subject, titled = claims[0].subject, "named-by-title" in claims[0].flags
        row = Row(table, subject, stated, titled=titled)
        row.category = next((one.value for one in claims if one.field == "organization_category"), "")
        row.country = next((one.value for one in claims if one.field == "country"), "")
        entry = f"{table.label}, row {subject}"
        row.claims = list(_placed(claims, entry, stated, recorded))
        row.claims += _from_notes(row, entry, recorded)
        out.append(row)
    return out


def _placed(claims: Iterable[Claim], entry: str, cells: dict[str, str], recorded: str) -> Iterator[Claim]:
    """Return a row's facts with their place by name instead of number, and without the row's prose."""
    linked = False
    for claim in claims:
        if claim.field not in COPIED or (claim.field == "flagged" and claim.value not in MARKS):
            continue
        if claim.field in _LINKS:
            if linked:
                continue
            linked = True
        header = claim.locator.partition(", ")[2]
        written = claim.as_written
        if (len(written) > LONGEST_QUOTE and claim.field not in _LINKS) or (
            claim.value == "0" and claim.field != "citations"
        ):
            continue
        if claim.field == "training_cost" and "usd_year" not in claim.qualifiers:
            continue  # money of no stated year
        qualifiers = {} if claim.field == "dataset_size" else dict(claim.qualifiers)
        if claim.field == "training_compute" and cells.get("Confidence"):
            qualifiers["confidence"] = cells["Confidence"]
        unit, where = claim.unit, f"{entry}: {header}"
        if claim.field == "dataset_size":
            if claim.unit == "datapoints":
                unit, why = _data_unit(claim, cells)
                where += f"; {why}" if why else ""
            if "(total)" in header or "(gradients)" in header:
                qualifiers = {}
        yield msgspec.structs.replace(
            claim,
            locator=where,
            entry=entry,
            recorded=recorded,
            qualifiers=qualifiers,
            unit=unit,
            reported_from="",
            flags=tuple(one for one in claim.flags if one != "named-by-title"),
        )


def _data_unit(claim: Claim, cells: dict[str, str]) -> tuple[str, str]:
    """Return the unit of a count of data, and why: tokens or words if the notes say so, else data points."""
    notes = cells.get("Dataset size notes", "")[:2_000]
    size = float(exact(claim.value))
    for one in read_data(notes).amounts:
        if one.unit in ("tokens", "words") and abs(float(exact(one.value)) / size - 1) < 0.02:
            return one.unit, f"{one.unit} by its notes"
    parameters, compute = cells.get("Parameters", ""), cells.get("Training compute (FLOP)", "")
    active = read_parameters(cells.get("Parameters notes", "")[:2_000]).active
    if "token" in notes.casefold() and parameters and compute:
        used = float(exact(active.value)) if active else float(parameters)
        if 0.9 < 6 * used * size / float(compute) < 1.1:
            return "tokens", "tokens, as 6ND agrees with its compute"
    return claim.unit, ""


def _from_notes(row: Row, entry: str, recorded: str) -> Iterator[Claim]:
    """Return what a row's notes state beyond its cells: active parameters, experts, a figure taken back."""

    def claim(name: str, value: str, header: str, quote: str, **more: object) -> Claim:
        base = Claim(
            subject=row.name,
            field=name,
            value=value,
            source=row.table.source,
            locator=f"{entry}: {header}",
            as_written=quote,
            entry=entry,
            recorded=recorded,
        )
        return msgspec.structs.replace(base, **more)

    notes, total = row.cells.get("Parameters notes", "")[:2_000], row.value("parameters")
    active = read_parameters(notes).active
    if active is not None and total and float(exact(active.value)) * 1.2 < float(total):
        quote = " ".join(notes[active.start :].split()[:_WORDS])[:LONGEST_QUOTE].strip()
        yield claim("active_parameters", active.value, "Parameters notes", quote, unit="parameters")
        if _EXPERTS.search(notes):
            word = _EXPERTS.search(notes)
            assert word is not None
            yield claim("architecture", "mixture-of-experts", "Parameters notes", word[0])
    header = "Training compute notes"
    taken_back = _WITHDRAWN.search(row.cells.get(header, ""))
    if taken_back and not row.compute:
        power = f"{float(taken_back[1]):.0e}".partition("e+")[2]
        yield claim(
            "training_compute_believed",
            f"estimated at {taken_back[1]} FLOP from benchmark scores; its publisher no longer gives it as the compute",
            header,
            taken_back[0],
            qualifiers={"threshold_flop": f"1e{power}", "stance": "cannot-rule-out"},
        )
    elif row.table.unconfirmed and not row.compute:
        yield claim(
            "training_compute_believed",
            "listed among large-scale models without a figure of compute",
            "Model" if "Model" in row.cells else "System",
            row.name,
            qualifiers={"threshold_flop": "1e23", "stance": "cannot-rule-out"},
        )


def taken(row: Row, titles_of_2022: frozenset[str]) -> bool:
    """Return whether a row is one of those that its table's tests take."""
    tests = {
        "all": True,
        "large": row.compute >= LARGE_FLOP,
        "possibly-large": "possibly over 1e23 FLOP" in row.values("flagged"),
        "frontier": "frontier model" in row.values("flagged"),
        "in-sheet-of-2022": bool(
            titles_of_2022 & {fold_vintage(row.name), fold_vintage(row.cells.get("Reference", ""))}
        ),
        "counted": bool(row.value("parameters") or row.compute) and row.value("published") < "2022",
    }
    return any(tests[one] for one in row.table.rows)


def titles_of(rows: Iterable[Row]) -> frozenset[str]:
    """Return the folded names and titles of a table's rows."""
    words = [word for row in rows for word in (row.name, row.cells.get("Reference", ""))]
    return frozenset(folded for word in words if len(folded := fold_vintage(word)) > 3)
