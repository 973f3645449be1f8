"""The static hub: pages from templates, with relative links only and nothing loaded from other sites."""

from flopwatch.hub.build import write_site
from flopwatch.hub.site import CONTENT_POLICY

__all__ = [
    "CONTENT_POLICY",
    "write_site",
]
