"""The command line. Each command is one call of `flopwatch.api`; data goes to stdout, messages to stderr."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable

# Every command imports these files. Imports that one command needs are inside it, so that the others start quickly.
# Each file registers its commands on `app`, in the order in which `--help` lists them.
from flopwatch.cli import releases  # isort: skip
from flopwatch.cli import models  # isort: skip
from flopwatch.cli import estimates, trend_breaks, trend_counts, trends
from flopwatch.cli.apps import app
from flopwatch.cli.printing import say
from flopwatch.domain import FlopwatchError


def main(run: Callable[[], None] | None = None) -> None:
    """Run the command line: a deliberate error becomes its message and exit code 1, never a traceback."""
    # A command creates several hundred thousand objects and keeps most to its end: a garbage collection after every 700
    # would take a tenth of its time.
    gc.set_threshold(50_000, 20, 50)
    try:
        (run or app)()
    except FlopwatchError as error:
        say(f"flopwatch: {error}")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output closed the pipe (`| head`): not our error, and Python must not complain at exit
        # either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        say(f"flopwatch: {error.filename or 'the system'}: {error.strerror or error}.")
        sys.exit(1)


__all__ = [
    "app",
    "estimates",
    "main",
    "models",
    "releases",
    "trend_breaks",
    "trend_counts",
    "trends",
]
