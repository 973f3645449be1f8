"""Terms of Turtle: quoted texts, escaped addresses, and the names of models."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from flopwatch.domain import shown_safely
from flopwatch.wording import model_path

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
# What may not stand in a part of an address as it is, RFC 3987; a percent sign only before two hex digits.
_NOT_IN_IRI = re.compile(
    r"[^a-zA-Z0-9._~!$&'()*+,;=:@/?%\[\]\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef-]|%(?![0-9A-Fa-f]{2})"
)
_BRACKETS = re.compile(r"[\[\]]")  # only around the digits of a host


def resource(record_id: str) -> str:
    """Return the name of a model in the graph: the same wherever the site is."""
    return f"urn:flopwatch:model:{model_path(record_id).removeprefix('models/').removesuffix('.html')}"


def quoted(text: str) -> str:
    """Return a text as a quoted literal."""
    if text.isprintable() and '"' not in text and "\\" not in text:  # most texts: nothing to escape
        return f'"{text}"'
    return f'"{shown_safely(text).translate(_ESCAPES)}"'


def iri(link: str) -> str:
    """Return an address as an IRI: what RFC 3987 does not allow in its parts is percent-encoded."""
    scheme, host, path, query, fragment = urlsplit(link)
    rest = [_BRACKETS.sub(_encoded, _NOT_IN_IRI.sub(_encoded, part)) for part in (path, query, fragment)]
    return urlunsplit((scheme, _NOT_IN_IRI.sub(_encoded, host), *rest))


def _encoded(found: re.Match[str]) -> str:
    return quote(found[0], safe="", errors="replace")
