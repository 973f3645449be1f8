"""The score of an audit on drawn rows: which spoilt cells were found, and what else was flagged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from flopwatch import audit as auditing
from flopwatch import pipeline, sources
from flopwatch.audit import Finding
from helpers.row_slips import Drawn

SOURCE = "audited/drawn"


@dataclass(frozen=True)
class Score:
    """Score of an audit's findings.

    Args:
        found: Indices of the spoilt rows whose slip was found.
        other_cells: Findings on other cells of spoilt rows, with the row's index.
        clean: Findings on unspoilt rows, with the row's index.
        right: Number of findings that name a slip.
    """

    found: frozenset[int]
    other_cells: list[tuple[int, Finding]]
    clean: list[tuple[int, Finding]]
    right: int


def audited(drawn: Drawn, data: Path, file: Path, *, only_drawn: bool = False, notes: bool = True) -> Score:
    """Write the drawn table to a file, audit it, and score the findings of severity high and medium."""
    entries = drawn.write(file, only_drawn=only_drawn, notes=notes)
    snapshot, reading, _ = sources.read_audited(str(file), source=SOURCE)
    known = pipeline.know(data, str(file.parent / "none.sqlite"), more=[snapshot])
    found = auditing.audit(known.found.records, known.sources, known.view.carriers, known.catalogue, known.developers)
    claims = {one.id_in(snapshot.source): one for one in snapshot.claims}
    by_row: dict[int, list[Finding]] = defaultdict(list)
    for one in found:
        for entry in {claims[key].entry for key in one.claims if key in claims} if one.severity != "low" else ():
            by_row[entries[entry]].append(one)
    for cell, one in zip(reading.set_aside, auditing.check_cells(reading.set_aside, SOURCE), strict=True):
        if one.severity != "low":
            by_row[entries[cell.locator.split(",")[0]]].append(one)
    hits: dict[int, list[Finding]] = {}
    for index, slip in drawn.spoilt.items():
        hits[index] = [
            one
            for one in by_row[index]
            if one.field == slip.field
            or any(
                claims[key].field == slip.field and entries[claims[key].entry] == index
                for key in one.claims
                if key in claims
            )
        ]
    return Score(
        found=frozenset(index for index, some in hits.items() if some),
        other_cells=[(index, one) for index in drawn.spoilt for one in by_row[index] if one not in hits[index]],
        clean=[(index, one) for index in drawn.clean for one in by_row[index]],
        right=sum(map(len, hits.values())),
    )
