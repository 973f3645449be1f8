"""Text of a web page without its navigation, fast: for archives of millions of pages."""

from __future__ import annotations

from typing import Any

from flopwatch.sources.corpora.extra import library_of
from flopwatch.sources.corpora.markup import text_of_markup

MAX_PAGE = 8 * 2**20  # bytes of one page
_SAMPLE = 65_536  # bytes of a page looked at for its encoding


def text_of_page(raw: bytes, charset: str = "") -> str:
    """Return the text of a page without its navigation, blocks by lines.

    Args:
        raw: The page.
        charset: Its encoding as its server states it, or "".

    Raises:
        ValueError: If it is no page that can be read.
        BadInput: If the library that reads pages is not installed.
    """
    if b"\x00" in raw[:1_000]:
        raise ValueError("binary data, no page")
    encoding: Any = library_of("resiliparse.parse.encoding")
    try:
        name = encoding.map_encoding_to_html5(charset) if charset else None
        name = name or encoding.detect_encoding(raw[:_SAMPLE], from_html_meta=True) or "utf-8"
        return text_of_markup(encoding.bytes_to_str(raw, name))
    except (ValueError, RuntimeError, LookupError, UnicodeError) as error:
        raise ValueError(f"no page that can be read: {type(error).__name__}") from error
