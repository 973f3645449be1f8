"""Tables, lists, charts, the static hub and the release manifest. It formats and lays out; it works nothing out."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flopwatch.publishing.background import Background, read_background
    from flopwatch.publishing.cells import Cell, cells_of, check_cells
    from flopwatch.publishing.manifest import FileEntry, Manifest
    from flopwatch.publishing.release import publish
    from flopwatch.publishing.site import CONTENT_POLICY

__all__ = [
    "CONTENT_POLICY", "Background", "Cell", "FileEntry", "Manifest", "cells_of", "check_cells", "publish", "read_background",
]  # fmt: skip

_HOMES = {
    "Background": "background", "read_background": "background", "CONTENT_POLICY": "site", "Cell": "cells", "FileEntry": "manifest", "Manifest": "manifest", "cells_of": "cells",
    "check_cells": "cells", "publish": "release",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    # Polars and Jinja take half a second to load, which only commands that publish should pay.
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
