"""Estimates from circumstance without any cache: CPU seconds within a build, and the same bytes from two processes.

    python benchmarks/undisclosed.py

Each of two processes, with hash seeds of its own, takes the census of the bundled data with a ledger and a cache of its
own, works out the estimates from circumstance, and hashes what is published of them: undisclosed.parquet, the rows of
`flopwatch undisclosed --json`, and the receipts. CPU seconds are of that one step, the best of three.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


def measure(folder: Path) -> dict[str, str | float | int]:
    """Return the hashes, the counts of models, and the CPU seconds of one process."""
    from flopwatch import api, pipeline
    from flopwatch.api import to_plain
    from flopwatch.cli.circumstances import receipt_lines
    from flopwatch.products.circumstances import undisclosed_frame
    from flopwatch.undisclosed import undisclosed_models

    begun = time.process_time()
    census = pipeline.take_census(DATA, str(folder / "ledger.sqlite"))
    whole, seconds = time.process_time() - begun, []
    for _ in range(3):
        begun = time.process_time()
        found = undisclosed_models(census.records, census.estimates, census.catalogue)
        seconds.append(time.process_time() - begun)
    assert found == census.circumstances
    rows = api.undisclosed(census)
    table = BytesIO()
    undisclosed_frame(census).write_parquet(table)
    made = {
        "undisclosed.parquet": table.getvalue(),
        "undisclosed --json": json.dumps(to_plain(rows)).encode(),
        "receipts": "\n".join(line for one in rows for line in receipt_lines(one)).encode(),
    }
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}
    models = sum(not one.is_variant for one in census.models())
    return {**hashes, "models": models, "estimated": len(rows), "step": min(seconds), "census": whole}


def main() -> None:
    """Print the table."""
    runs = []
    for seed in ("1", "2"):
        with tempfile.TemporaryDirectory() as folder:
            made = subprocess.run(
                [sys.executable, __file__, folder],
                env={**os.environ, "PYTHONHASHSEED": seed},
                check=True,
                capture_output=True,
                text=True,
            )
            runs.append(json.loads(made.stdout))
    first, second = runs
    print("| what | first process | second process | equal |\n|---|---|---|---|")
    for name in ("undisclosed.parquet", "undisclosed --json", "receipts"):
        equal = "yes" if first[name] == second[name] else "NO"
        print(f"| {name} | {first[name][:12]} | {second[name][:12]} | {equal} |")
    print(
        f"\n{first['estimated']} of {first['models']} base models from circumstance: {first['step']:.2f} and "
        f"{second['step']:.2f} s of CPU time, uncached, of {first['census']:.1f} and {second['census']:.1f} s of the "
        "whole census."
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[1]))))
    else:
        main()
