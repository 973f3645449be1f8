"""The static hub: pages from templates, with relative links only and nothing loaded from other sites."""

from flopwatch.hub.build import write_site
from flopwatch.hub.search_items import SearchItem, items_to_find
from flopwatch.hub.search_ranking import near_names, ranked
from flopwatch.hub.site import CONTENT_POLICY

__all__ = [
    "CONTENT_POLICY",
    "SearchItem",
    "near_names",
    "ranked",
    "items_to_find",
    "write_site",
]
