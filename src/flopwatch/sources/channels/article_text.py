"""Text of an article's page: its title, body and date, without navigation, advertisements and scripts."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass

from flopwatch.domain import BadInput, FlopwatchError
from flopwatch.sources.channels.cells import date_in

MAX_BYTES = 8 * 2**20  # of one page
MAX_CHARACTERS = 400_000  # of its text


@dataclass(frozen=True)
class Article:
    """The text of one page.

    Args:
        title: Its title, or "".
        text: Title and body, paragraphs by lines.
        published: ISO date, or "".
    """

    title: str
    text: str
    published: str


def article_of(page: bytes, place: str) -> Article:
    """Return the article of a page.

    Raises:
        BadInput: If the page is too large, holds no article, or the library that reads it is not installed.
    """
    if len(page) > MAX_BYTES:
        raise BadInput(f"{place}: a page of {len(page)} bytes, more than the {MAX_BYTES} that are read.")
    try:
        library = importlib.import_module("trafilatura")
    except ImportError as error:
        raise BadInput(
            "the reader of articles is not installed. Install it with the extra: pip install 'flopwatch[news]', or "
            "uv sync --extra news."
        ) from error
    try:
        found = library.extract(page, output_format="json", with_metadata=True, include_comments=False, fast=True)
    except (ValueError, TypeError, RecursionError, LookupError) as error:
        raise BadInput(f"{place}: no page that can be read: {str(error)[:100]}.") from error
    values = json.loads(found) if found else {}
    title, body = str(values.get("title") or ""), str(values.get("text") or "")
    if not body:
        raise BadInput(f"{place}: no article found in the page.")
    return Article(title[:300], f"{title}\n{body}"[:MAX_CHARACTERS], _day(str(values.get("date") or "")))


def _day(written: str) -> str:
    try:
        return date_in(written)
    except FlopwatchError:
        return ""
