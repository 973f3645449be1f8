"""The command line. Each command is one call of `flopwatch.api`; data goes to stdout, messages to stderr."""

from __future__ import annotations

import gc
import io
import logging
import os
import sys
import warnings
from collections.abc import Callable

# Every command imports these files. Imports that one command needs are inside it, so that the others start quickly.
# Each file registers its commands on `app`, in the order in which `--help` lists them.
from flopwatch.cli import releases  # isort: skip
from flopwatch.cli import models  # isort: skip
from flopwatch.cli import discoveries, estimates, histories, identities, ledgers, trend_breaks, trend_counts, trends
from flopwatch.cli.apps import app
from flopwatch.cli.printing import say
from flopwatch.domain import BadInput, FlopwatchError


def main(run: Callable[[], None] | None = None) -> None:
    """Run the command line: an error becomes its message and exit code 1, never a traceback."""
    # A command creates several hundred thousand objects and keeps most to its end: a garbage collection after every 700
    # would take a tenth of its time.
    gc.set_threshold(5_000_000, 20, 50)
    _quieten()
    try:
        if sys.flags.optimize > 1:
            raise BadInput(
                "Python was started with -OO (or PYTHONOPTIMIZE=2), which strips the docstrings that the methods page "
                "is written from. Start it without."
            )
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
    except Exception as error:  # noqa: BLE001 - last handler: users never see a traceback
        from flopwatch import api

        say(f"flopwatch: {api.report_defect(error, ascii(sys.argv))}")
        sys.exit(1)


def _quieten() -> None:
    """Keep what libraries log or warn of off the screen, and let no odd character stop what is printed."""
    logging.getLogger().addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


__all__ = [
    "app",
    "discoveries",
    "estimates",
    "histories",
    "ledgers",
    "identities",
    "main",
    "models",
    "releases",
    "trend_breaks",
    "trend_counts",
    "trends",
]
