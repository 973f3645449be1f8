"""Numbered releases that a folder keeps, so that what was quoted from one can be read for ever."""

from flopwatch.publishing.releases.pages import write_releases
from flopwatch.publishing.releases.store import Entry, Kept, Releases, gather, read_kept
from flopwatch.publishing.releases.values import values_of

__all__ = ["Entry", "Kept", "Releases", "gather", "read_kept", "values_of", "write_releases"]
