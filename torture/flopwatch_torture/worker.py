"""A process to be killed: it performs one operation after another, and prints each acknowledgement.

python -m flopwatch_torture.worker import|ledger-import|copy|release DATA FOLDER FIRST
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from flopwatch import api
from flopwatch.domain import Flag, FlopwatchError
from flopwatch.ledger import copy_ledger, export_text, import_text, open_store
from flopwatch_torture.bases import models_csv


def _import(data: Path, folder: Path, number: int) -> str:
    file = folder / "in" / f"made_x{number}.csv"
    file.write_bytes(models_csv(number))
    row = api.import_file("epoch-csv", str(file), data, str(folder / "ledger.sqlite"))
    return row.source


def _flags(number: int) -> list[Flag]:
    return [Flag(subject=f"event {number}.{i}", message="x" * 3_000) for i in range(40)]


def _ledger_import(_: Path, folder: Path, number: int) -> str:
    text = folder / "in" / f"{number}.jsonl"
    with open_store(folder / "in" / f"{number}.sqlite") as made:
        made.append(_flags(number))
    export_text(folder / "in" / f"{number}.sqlite", text)
    import_text(folder / "ledger.sqlite", text)
    return f"event {number}"


def _copy(_: Path, folder: Path, number: int) -> str:
    with open_store(folder / "in" / f"{number}.sqlite") as made:
        made.append(_flags(number))
    copy_ledger(folder / "in" / f"{number}.sqlite", folder / "ledger.sqlite")
    return f"event {number}"


def _release(data: Path, folder: Path, number: int) -> str:
    _import(data, folder, number)
    made = api.build(data, str(folder / "ledger.sqlite"), folder / "out", notes=f"number {number}")
    return f"release {made.release}"


ACTIONS: dict[str, Callable[[Path, Path, int], str]] = {
    "import": _import,
    "ledger-import": _ledger_import,
    "copy": _copy,
    "release": _release,
}


def main(action: str, data: str, folder: str, first: str) -> None:
    """Do the action with one number after another until somebody ends the process."""
    (Path(folder) / "in").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as warm:  # what is loaded once shall not take the time of the first
        (Path(warm) / "in").mkdir()
        ACTIONS[action](Path(data), Path(warm), 0)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for number in range(int(first), int(first) + 100_000):
        try:
            done = ACTIONS[action](Path(data), Path(folder), number)
        except FlopwatchError as error:
            sys.stdout.write(f"refused {number} {str(error)[:200]!r}\n")
        else:
            sys.stdout.write(f"done {number} {done}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
