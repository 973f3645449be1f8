"""Text of a web page without its navigation, fast: for archives of millions of pages."""

from __future__ import annotations

import re
from typing import Any

from flopwatch.sources.corpora.extra import library_of

MAX_PAGE = 8 * 2**20  # bytes of one page
_SAMPLE = 65_536  # bytes of a page looked at for its encoding


_MANY_TAGS = 10_000  # up to which no page can be nested deeply enough to take long
_DEEPEST = 2_000  # elements inside one another; the time of the library grows with the square of their number
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
# Elements that hold nothing, or that the next one of their kind ends.
_FLAT = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option".split()
)


def _is_deep(raw: bytes) -> bool:
    """Return whether elements of a page are nested more than `_DEEPEST` deep."""
    if raw.count(b"<") <= _MANY_TAGS:
        return False
    depth = 0
    for tag in _TAG.finditer(raw):
        if tag[2].lower() not in _FLAT:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            if depth > _DEEPEST:
                return True
    return False


def text_of_page(raw: bytes, charset: str = "") -> str:
    """Return the main text of a page, paragraphs by lines.

    Args:
        raw: The page.
        charset: Its encoding as its server states it, or "".

    Raises:
        ValueError: If it is no page that can be read.
        BadInput: If the library that reads pages is not installed.
    """
    if b"\x00" in raw[:1_000]:
        raise ValueError("binary data, no page")
    if _is_deep(raw):
        raise ValueError(f"elements nested more than {_DEEPEST} deep")
    encoding: Any = library_of("resiliparse.parse.encoding")
    html: Any = library_of("resiliparse.extract.html2text")
    try:
        name = encoding.map_encoding_to_html5(charset) if charset else None
        name = name or encoding.detect_encoding(raw[:_SAMPLE], from_html_meta=True) or "utf-8"
        return str(html.extract_plain_text(encoding.bytes_to_str(raw, name), main_content=True))
    except (ValueError, RuntimeError, LookupError, UnicodeError) as error:
        raise ValueError(f"no page that can be read: {type(error).__name__}") from error
