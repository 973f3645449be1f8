"""Addresses: the paths of pages, and the outside addresses that may become links."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import urlsplit

_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}")
_OTHER = re.compile(r"[^a-z0-9._-]")
# Windows opens a device under these names, whatever extension follows, and drops a final dot or space.
# Source: "Naming Files, Paths, and Namespaces", Win32 documentation.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?|.*\.")
MAX_URL = 2000
_SPACES = re.compile(r"[\s/]")
# What the host of an address never has: https://url.spec.whatwg.org/#forbidden-domain-code-point, and RFC 3987's own.
_NOT_IN_HOST = re.compile(r"""[\s"#%/<>?@\\^`{|}\x00-\x1f\x7f]""")
_UNSAFE = re.compile(r"[\s\x00-\x1f]")


@lru_cache(maxsize=50_000)
def slug(record_id: str) -> str:
    """Return the stable path of a record: the id itself, one folder per `/`, if its parts are plain file names.

    A part that is not plain, or a name that Windows reserves, is written with `-` and a hash of the part, so that two
    ids never share a page, whether or not the file system tells capitals apart.

    Example:
        >>> slug("meta/llama-3.1-405b"), slug("con/nul.b")
        ('meta/llama-3.1-405b', 'xcon-1143da2b/xnul.b-70e33af9')
        >>> slug("../Évil?") == slug("../evil?"), slug("../Évil?").split("/")[0][:1]
        (False, 'x')
    """
    return "/".join(_part(part) for part in record_id.split("/"))


def _part(part: str) -> str:
    if _PLAIN.fullmatch(part) and ".." not in part and not _RESERVED.fullmatch(part):
        return part
    mark = hashlib.sha256(part.encode("utf-8", "replace")).hexdigest()[:8]
    return f"x{_OTHER.sub('-', part.lower())[:60].replace('..', '--')}-{mark}"


@lru_cache(maxsize=50_000)
def model_path(record_id: str) -> str:
    """Return the path of a model's page, relative to the site's root."""
    return f"models/{slug(record_id)}.html"


def place_path(kind: str, key: str) -> str:
    """Return the path of the page of an organisation, country, domain or accelerator, relative to the site's root.

    `kind` is the folder.

    Example:
        >>> place_path("countries", "GB"), place_path("organisations", "OpenAI")
        ('countries/gb.html', 'organisations/openai.html')
    """
    return f"{kind}/{slug(_SPACES.sub('-', key.lower()))}.html"


def bibtex(text: str) -> str:
    r"""Return text for a BibTeX value: on one line, without the characters that would close it or start a command.

    Example:
        >>> print(bibtex("50% of {GPT}" + chr(10) + "#1"))
        50\% of GPT \#1
    """
    out = "".join("\\" + c if c in "%#&$_" else c for c in text if c not in "{}\\")
    return " ".join(out.split())


@lru_cache(maxsize=50_000)
def anchor(text: str) -> str:
    """Return a fragment identifier for a place on a page."""
    return slug(text).replace("/", "--")


@lru_cache(maxsize=50_000)
def web_link(url: str) -> str:
    """Return an address that a reader may follow, or "" for anything but http(s) with a host that can exist.

    Example:
        >>> web_link("https://epoch.ai/blog"), web_link("javascript:alert(1)"), web_link("https://u:p@host/")
        ('https://epoch.ai/blog', '', '')
    """
    if not url or len(url) > MAX_URL or _UNSAFE.search(url) or "\\" in url:
        return ""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:  # brackets that hold no address, or a port that is no number
        return ""
    # User names in addresses make one host look like another.
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or _NOT_IN_HOST.search(host):
        return ""
    return url
