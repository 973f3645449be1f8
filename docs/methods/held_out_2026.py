"""Fix and score the rows that only Epoch's tables of 2026 hold.

python docs/methods/held_out_2026.py FOLDER list       writes held-out-2026.csv
python docs/methods/held_out_2026.py FOLDER choosing   prints the scores on one half
python docs/methods/held_out_2026.py FOLDER scored     the same for the other; once for each frozen method
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from flopwatch import sources
from flopwatch.catalogue import Chips, Frontier
from flopwatch.validation import HeldOutRow, calibrate_held_out, calibration_as_markdown, held_out_rows

LIST = Path(__file__).with_name("held-out-2026.csv")
OLDER = (
    "epoch-vintages/pcd_2023-12-14.csv",
    "epoch-vintages/pcd_2024-04-02.csv",
    "epoch-vintages/pcd_2024-10-16.csv",
    "epoch-all-2025-03/all_ai_models_2025-03-14.csv",
    "epoch-vintages/pcd_2025-06-20.csv",
)
NEWER = (
    "epoch-2026/all_ai_models_2026-03-30.csv",
    "epoch-2026/notable_ai_models_2026-08-19.csv",
    "epoch-2026/large_scale_ai_models_2026-08-19.csv",
    "epoch-2026/large_scale_ai_models_2026-03-30.csv",
    "epoch-2026/frontier_ai_models_2026-03-30.csv",
    "epoch-2026/large_scale_ai_models_2025-12.csv",
)


def main(folder: Path, task: str) -> None:
    """Write the list, or print the scores on one half of it."""
    newer, older = (
        [table for name in names for table in sources.read_epoch_tables([str(folder / name)])]
        for names in (NEWER, OLDER)
    )
    if task == "list":
        with LIST.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HeldOutRow.__struct_fields__)
            writer.writerows((row.name, row.table, row.half) for row in held_out_rows(newer, older))
        return
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = [HeldOutRow(**row) for row in csv.DictReader(file)]
    curated = sources.load_curated(sources.curated_folder())
    chips, frontier = Chips(curated.chips), Frontier(curated.frontier)
    sys.stdout.write(
        "\n".join(calibration_as_markdown(calibrate_held_out(newer, older, rows, task, chips, frontier))) + "\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
