"""Addresses: where a page lies, and which outside addresses may become links."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import urlsplit

_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}")
_OTHER = re.compile(r"[^a-z0-9._-]")
MAX_URL = 2000
_SPACES = re.compile(r"[\s/]")
_UNSAFE = re.compile(r"[\s\x00-\x1f]")


@lru_cache(maxsize=50_000)
def slug(record_id: str) -> str:
    """The stable path of a record: the id itself, one folder per `/`, where its parts are plain file names.

    A part that is not plain is written with `-` and carries a hash of the part, so that two ids never share a page.

    Example:
        >>> slug("meta/llama-3.1-405b")
        'meta/llama-3.1-405b'
        >>> slug("../Évil?") == slug("../evil?"), slug("../Évil?").split("/")[0][:1]
        (False, 'x')
    """
    return "/".join(_part(part) for part in record_id.split("/"))


def _part(part: str) -> str:
    if _PLAIN.fullmatch(part) and ".." not in part:
        return part
    mark = hashlib.sha256(part.encode("utf-8", "replace")).hexdigest()[:8]
    return f"x{_OTHER.sub('-', part.lower())[:60].replace('..', '--')}-{mark}"


@lru_cache(maxsize=50_000)
def model_path(record_id: str) -> str:
    """The model's page, relative to the site's root."""
    return f"models/{slug(record_id)}.html"


def place_path(kind: str, key: str) -> str:
    """The page of an organisation, a country, a domain or an accelerator (`kind` is the folder), relative to the site's
    root.

    Example:
        >>> place_path("countries", "GB"), place_path("organisations", "OpenAI")
        ('countries/gb.html', 'organisations/openai.html')
    """
    return f"{kind}/{slug(_SPACES.sub('-', key.lower()))}.html"


def bibtex(text: str) -> str:
    r"""Text inside a BibTeX value: what would close it or start a command is taken out or escaped, and it stays on one
    line.

    Example:
        >>> print(bibtex("50% of {GPT}" + chr(10) + "#1"))
        50\% of GPT \#1
    """
    out = "".join("\\" + c if c in "%#&$_" else c for c in text if c not in "{}\\")
    return " ".join(out.split())


@lru_cache(maxsize=50_000)
def anchor(text: str) -> str:
    """A fragment for a place on a page."""
    return slug(text).replace("/", "--")


@lru_cache(maxsize=50_000)
def web_link(url: str) -> str:
    """The address, if it is one that a reader may be sent to; "" for anything but http(s) with a host.

    Example:
        >>> web_link("https://epoch.ai/blog"), web_link("javascript:alert(1)"), web_link("https://u:p@host/")
        ('https://epoch.ai/blog', '', '')
    """
    if not url or len(url) > MAX_URL or _UNSAFE.search(url) or "\\" in url:
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    # User names in addresses make one host look like another.
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return ""
    return url
