"""A process to be killed. On each line of input it forks a writer that appends batches and acknowledges each.

Started in `tests` as `python -m helpers.writer_process LEDGER_CLASS`; a line of input is
`PATH BATCH_SIZE FIRST_BATCH BATCHES LIMIT`. It answers `pid N`, then for each batch `ack B` or `busy B` or
`refused B`, then `dead`. LIMIT is the largest size in bytes that any file may reach (0: none); it is lifted after the
first refusal, as if somebody had freed space.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from flopwatch.domain.errors import BadLedger
from flopwatch.ledger.sqlite_store import Ledger
from helpers import faulty_ledgers
from helpers.made_events import flag


def say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


def write(ledger_class: type[Ledger], path: Path, size: int, first: int, batches: int, limit: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    with ledger_class.open(path, wait_seconds=0.2 if limit else 20) as ledger:
        for batch in range(first, first + batches):
            try:
                ledger.append([flag(number, batch) for number in range(size)])
                say(f"ack {batch}")
            except BadLedger as error:
                say(f"{'busy' if 'in use by' in str(error) else 'refused'} {batch} {error}")
                resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def main() -> None:
    ledger_class = getattr(faulty_ledgers, sys.argv[1])
    for line in sys.stdin:
        path, *numbers = line.rsplit(maxsplit=4)
        pid = os.fork()
        if pid == 0:
            try:
                write(ledger_class, Path(path), *map(int, numbers))
            finally:
                os._exit(0)
        say(f"pid {pid}")
        os.waitpid(pid, 0)
        say("dead")


if __name__ == "__main__":
    main()
