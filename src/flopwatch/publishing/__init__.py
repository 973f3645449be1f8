"""Tables, lists, charts, the static hub and the release manifest. It formats and lays out; it works nothing out."""

from flopwatch.publishing.cells import Cell, cells_of, check_cells
from flopwatch.publishing.manifest import FileEntry, Manifest
from flopwatch.publishing.release import publish
from flopwatch.publishing.site import CONTENT_POLICY

__all__ = ["CONTENT_POLICY", "Cell", "FileEntry", "Manifest", "cells_of", "check_cells", "publish"]
