"""The static hub: pages out of templates, relative links only, nothing loaded from elsewhere."""

from flopwatch.hub.build import write_site
from flopwatch.hub.site import CONTENT_POLICY

__all__ = [
    "CONTENT_POLICY",
    "write_site",
]
