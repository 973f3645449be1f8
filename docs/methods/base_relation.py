"""Score the base relation on 100 rows of one table of Epoch AI's: python docs/methods/base_relation.py FOLDER.

The rows were drawn by a fixed seed (2026) from those of `all_ai_models_2026-03-30.csv` that state a base model or whose
words imply one, and labelled by reading each row, before any run (`tests/records/base_rows.jsonl`): the models whose
weights or calls the model is built on; none for an architecture or a teacher. A row is right if its model folds under,
or derives from, one of them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from flopwatch import records, sources
from flopwatch.identity import fold_name
from flopwatch.records import Record

TABLE = "epoch-2026/all_ai_models_2026-03-30.csv"
LABELS = Path(__file__).parents[2] / "tests/records/base_rows.jsonl"


class Labelled(msgspec.Struct, frozen=True):
    """One row: its number in the file, its name, and the models it is built on by its words."""

    row: int
    name: str
    bases: tuple[str, ...]
    why: str = ""


def models_of_rows(folder: Path) -> tuple[dict[int, Record], dict[str, Record]]:
    """Return the record of each row of the table by its number, and all records by id, after an import."""
    snapshot = sources.read_file("epoch-csv", str(folder / TABLE))[0]
    curated = sources.load_curated(sources.curated_folder())
    events = [*curated.events(), snapshot]
    known = {**curated.sources, **records.described(events)}
    found = records.resolve(records.fold(events), known, curated.developers, curated.known_models).records
    rows = {
        int(claim.entry.split()[1]): record
        for record in found.values()
        for claim in record.claims.values()
        if claim.source == snapshot.source and claim.entry.startswith("row ")
    }
    return rows, found


def is_right(record: Record, label: Labelled, found: dict[str, Record]) -> bool:
    """Return whether a model derives from one of the labelled bases, directly or through a chain."""
    wanted = {fold_name(one) for one in label.bases}
    base = found.get(record.base)
    names = [record.derived_from, *((base.name, *base.aliases) if base else ())]
    return bool(wanted & {fold_name(one) for one in names if one})


def main(folder: Path) -> None:
    """Print precision, recall, and every row on which label and record differ."""
    labels = [msgspec.json.decode(line, type=Labelled) for line in LABELS.read_bytes().splitlines()]
    rows, found = models_of_rows(folder)
    said = [one for one in labels if rows[one.row].is_variant]
    right = [one for one in said if is_right(rows[one.row], one, found)]
    due = [one for one in labels if one.bases]
    sys.stdout.write(
        f"precision {len(right)} of {len(said)}, recall {len(right)} of {len(due)}, of {len(labels)} rows\n"
    )
    for one in labels:
        record = rows[one.row]
        if bool(one.bases) != record.is_variant or (one.bases and one not in right):
            ours = record.base or record.derived_from or "none"
            sys.stdout.write(
                f"  row {one.row} {one.name}: labelled {', '.join(one.bases) or 'none'}; {record.id} says {ours}\n"
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
