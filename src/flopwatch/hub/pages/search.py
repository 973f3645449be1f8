"""The page of the search, and the list that the search box of every page loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from flopwatch.census import Census
from flopwatch.hub.search_items import SEARCH_KINDS, items_to_find
from flopwatch.wording import gettext

if TYPE_CHECKING:
    from flopwatch.hub.site import Site


def write_search(site: Site, census: Census) -> None:
    """Write `search.html` and `search-data.js`."""
    kinds = {key: gettext(words) for key, words in SEARCH_KINDS.items()}
    text = msgspec.json.encode({"kinds": kinds, "items": items_to_find(census)}).decode()
    (site.folder / "search-data.js").write_text(f"globalThis.flopwatchSearch = {text};\n", encoding="utf-8")
    site.page("search.html", "search.html")
