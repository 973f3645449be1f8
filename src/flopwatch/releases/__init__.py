"""Numbered releases kept in a folder, so that values quoted from one stay readable."""

from flopwatch.releases.citable_values import values_of
from flopwatch.releases.history import Kept, ReleaseRecord, Releases, gather, kept_in, path_at_release, write_kept
from flopwatch.releases.manifest import FORMAT, FileEntry, Manifest, manifest_in
from flopwatch.releases.notes import ABOVE, Crossing, ReleaseNotes, is_gone, notes_of

__all__ = [
    "ABOVE",
    "Crossing",
    "FORMAT",
    "FileEntry",
    "Kept",
    "Manifest",
    "ReleaseRecord",
    "ReleaseNotes",
    "Releases",
    "gather",
    "is_gone",
    "kept_in",
    "manifest_in",
    "notes_of",
    "path_at_release",
    "values_of",
    "write_kept",
]
