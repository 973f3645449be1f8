"""Libraries of the extra `mine`, loaded where they are used."""

from __future__ import annotations

import importlib
from typing import Any

from flopwatch.domain import BadInput


def library_of(name: str) -> Any:
    """Return a module of the extra `mine`.

    Raises:
        BadInput: If it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise BadInput(
            f"{name.partition('.')[0]} is not installed, which this needs. Install the extra: pip install "
            "'flopwatch[mine]', or uv sync --extra mine."
        ) from error
