"""The command line. Each command is one call of `flopwatch.api`; data goes to stdout, messages to stderr."""

from __future__ import annotations

import gc
import io
import logging
import os
import sys
import warnings
from collections.abc import Callable
from typing import NoReturn

import typer

# Every command imports these files. Imports that one command needs are inside it, so that the others start quickly.
# Each file registers its commands on `app`, in the order in which `--help` lists them.
from flopwatch.cli import releases  # isort: skip
from flopwatch.cli import models  # isort: skip
from flopwatch.cli import (
    accounts,
    agents,
    candidates,
    chip_owners,
    circumstances,
    discoveries,
    estimates,
    evidence,
    extracts,
    histories,
    identities,
    ledgers,
    lookups,
    minings,
    reviews,
    trend_breaks,
    trend_counts,
    trends,
)
from flopwatch.cli.apps import app, app_for
from flopwatch.cli.printing import say
from flopwatch.cli.progress import progress
from flopwatch.cli.usage import usage_fault
from flopwatch.domain import BadInput, FlopwatchError, WrongUsage

WRONG_USAGE = 2


def main(run: Callable[[], int | None] | None = None) -> None:
    """Run the command line: an error becomes its message and exit code 1 or 2, never a traceback."""
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
        with progress(sys.argv[1:]):
            ended = (run or _run)()
    except typer.TyperException as error:
        _refuse(usage_fault(error, sys.argv[1:]))
    except typer.Abort:
        sys.exit(1)
    except FlopwatchError as error:
        _refuse(error)
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
    if ended:
        sys.exit(ended)


def _run() -> int:
    """Run the command of the command line; return its exit code."""
    ended = app_for(sys.argv[1:])(standalone_mode=False)
    return ended if isinstance(ended, int) else 0


def _refuse(error: FlopwatchError) -> NoReturn:
    """Print an error and exit: 2 if the command line is wrong by itself, else 1."""
    say(f"flopwatch: {error}")
    sys.exit(WRONG_USAGE if isinstance(error, WrongUsage) else 1)


def _quieten() -> None:
    """Keep what libraries log or warn of off the screen, and let no odd character stop what is printed."""
    logging.getLogger().addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


__all__ = [
    "accounts",
    "agents",
    "app",
    "candidates",
    "chip_owners",
    "circumstances",
    "discoveries",
    "evidence",
    "extracts",
    "estimates",
    "histories",
    "ledgers",
    "identities",
    "lookups",
    "main",
    "minings",
    "models",
    "releases",
    "reviews",
    "trend_breaks",
    "trend_counts",
    "trends",
]
