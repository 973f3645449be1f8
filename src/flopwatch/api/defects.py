"""Last error handler of every interface: an unexpected error becomes one line and a report file, not a traceback."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from importlib.metadata import version
from pathlib import Path

from flopwatch.domain import shown_safely

_LONGEST = 300  # characters of an error's own words in the line
_MOST_BYTES = 200_000  # of a report


def report_defect(error: BaseException, doing: str) -> str:
    """Write a report of an unexpected error to a file, and return the line that names it.

    Args:
        error: The error; its traceback goes into the file.
        doing: What was asked for, for the file: the command with its arguments, the address of a page.

    Returns:
        One line without control marks: what went wrong, where the report is, and the next step.
    """
    words = shown_safely(f"{type(error).__name__}: {error}")[:_LONGEST]
    place = _keep(error, doing)
    kept = (
        f"The details are in {shown_safely(place)}; please report it with that file." if place else "Please report it."
    )
    return f"this should not have happened ({words}). Nothing was half written. {kept}"


def _keep(error: BaseException, doing: str) -> str:
    """Write the report into the folder for temporary files; return its path, or "" where that cannot be written."""
    text = "\n".join(
        (
            f"flopwatch {version('flopwatch')}, Python {platform.python_version()}, {platform.system()}",
            doing,
            *traceback.format_exception(error, limit=-50, chain=True),
        )
    )
    try:
        handle, name = tempfile.mkstemp(prefix="flopwatch-report-", suffix=".txt")
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode(sys.getfilesystemencoding(), "backslashreplace")[:_MOST_BYTES])
    except OSError:
        return ""
    return str(Path(name))
