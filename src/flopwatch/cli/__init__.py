"""The command line: words in, words out. Each command is one call of `flopwatch.commands`."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable

# Every command starts with these files. What one of them alone needs is imported inside it, so that the others start at
# once. Each hangs its commands onto `app`, in the order in which `--help` lists them.
from flopwatch.cli import releases  # isort: skip
from flopwatch.cli import models  # isort: skip
from flopwatch.cli import estimates, identities, trend_breaks, trend_counts, trends
from flopwatch.cli.apps import app
from flopwatch.cli.printing import say
from flopwatch.domain import FlopwatchError


def main(run: Callable[[], None] | None = None) -> None:
    """Run the command line: a deliberate error becomes its message and exit code 1, never a traceback."""
    # A command makes some hundred thousand objects and keeps most of them to its end: looking for garbage after every
    # 700 would take a tenth of its time.
    gc.set_threshold(50_000, 20, 50)
    try:
        (run or app)()
    except FlopwatchError as error:
        say(f"flopwatch: {error}")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not our error. Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        say(f"flopwatch: {error.filename or 'the system'}: {error.strerror or error}.")
        sys.exit(1)


__all__ = [
    "app",
    "estimates",
    "identities",
    "main",
    "models",
    "releases",
    "trend_breaks",
    "trend_counts",
    "trends",
]
