"""Citations of a release: CITATION.cff and BibTeX, with the site's address, never that of a local server."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from flopwatch.census import Census
from flopwatch.wording import bibtex

TITLE = "flopwatch: a living, sourced census of AI models"
AUTHOR = "The flopwatch maintainers"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_LOOPBACK = ("localhost", "0.0.0.0", "::1")


def public_address(site: str) -> str:
    """Return the address of a site without its last slash; "" if it is that of a local server.

    Example:
        >>> public_address("https://example.org/models/"), public_address("http://127.0.0.1:8765")
        ('https://example.org/models', '')
    """
    host = urlsplit(site).hostname or ""
    return "" if host in _LOOPBACK or host.startswith("127.") else site.rstrip("/")


def citation_cff(census: Census, site: str) -> str:
    """Return the text of CITATION.cff for the data as of the census's date."""
    lines = [
        "cff-version: 1.2.0",
        "message: Please cite the data with their date; a value of a numbered release keeps its page for ever.",
        f"title: {_quoted(TITLE)}",
        "type: dataset",
        "authors:",
        f"  - name: {AUTHOR}",
        f"version: {_quoted(census.as_of.isoformat())}",
        f"date-released: {_quoted(census.as_of.isoformat())}",
        "license: CC-BY-4.0",
    ]
    if address := public_address(site):
        lines.append(f"url: {_quoted(address)}")
    return "\n".join(lines) + "\n"


def citation_bib(census: Census, site: str) -> str:
    """Return a BibTeX entry for the data as of the census's date."""
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{bibtex(TITLE)}}}",
        "year": str(census.as_of.year),
        "version": census.as_of.isoformat(),
        "note": f"{len(census.models())} models as of {census.as_of.isoformat()}, CC BY 4.0",
    }
    if address := public_address(site):
        fields["url"] = bibtex(address).replace(r"\_", "_")
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{flopwatch-{census.as_of.isoformat()},\n{body}\n}}\n"


def _quoted(text: str) -> str:
    # A JSON string is a YAML string.
    return msgspec.json.encode(text).decode()
