"""Files that browsers and search engines ask a host for: the page of absent addresses, `robots.txt`, `sitemap.xml`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

_LEFT_OUT = ("404.html", "card.html", "embed.html", "charts/", "search.html", "releases/")  # not for search engines
_MOST = 50_000  # addresses in one sitemap, by its standard


def write_web_files(site: Site) -> None:
    """Write `404.html` and `robots.txt`, and `sitemap.xml` if the site's address is known: it needs whole addresses."""
    # A host answers any absent address with this page: its links begin at the site's root, not at the address asked.
    site.page_at_root("404.html", "404.html", doors=site.doors)
    lines = ["User-agent: *", "Allow: /"]
    if site.base_url:
        lines.append(f"Sitemap: {site.base_url}/sitemap.xml")
        found = [one for one in sorted(site.paths) if not one.startswith(_LEFT_OUT)][:_MOST]
        urls = "".join(f"<url><loc>{escape(f'{site.base_url}/{one}')}</loc></url>\n" for one in found)
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
        )
        (site.folder / "sitemap.xml").write_bytes(text.encode())
    (site.folder / "robots.txt").write_bytes(("\n".join(lines) + "\n").encode())
