"""Some pages of a hub, written without the others."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from flopwatch.census import Census
from flopwatch.hub.build import _write_assets
from flopwatch.hub.site import Site
from flopwatch.wording import speaking


@contextmanager
def some_pages(census: Census, folder: Path) -> Iterator[Site]:
    """Give a hub with its assets, to write pages into; they are in the folder afterwards."""
    with speaking(""), ThreadPoolExecutor(max_workers=1) as writer:
        site = Site(census, folder, "", writer, None)
        _write_assets(folder)
        yield site
        site.finish()
