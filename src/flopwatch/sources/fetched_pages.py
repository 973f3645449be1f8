"""Text of a fetched page, to look for quoted words in it."""

from __future__ import annotations

from email.message import Message

from flopwatch.domain import BadInput
from flopwatch.sources.corpora.markup import text_of_markup
from flopwatch.sources.wire.answers import Answer

_MOST_BYTES = 16 * 2**20
_MARKUP = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")
_PLAIN = ("application/json", "application/x-ndjson")


def page_text(answer: Answer) -> str:
    """Return the text of an answer: of a page without scripts and menus, of other text as it is.

    Raises:
        BadInput: If it is no text, such as a PDF, or too large.
    """
    kind = Message()
    kind["content-type"] = answer.headers.get("content-type", "text/html")
    name = kind.get_content_type()
    if name not in (*_MARKUP, *_PLAIN) and not name.startswith("text/"):
        raise BadInput(f"the page is {name[:60]}, which is not read as text. Look at it by hand.")
    if len(answer.body) > _MOST_BYTES:
        raise BadInput(f"the page has {len(answer.body)} bytes, more than {_MOST_BYTES}. Look at it by hand.")
    try:
        text = answer.body.decode(kind.get_content_charset("utf-8"), "replace")
    except LookupError:  # a character set that there is not
        text = answer.body.decode("utf-8", "replace")
    return text_of_markup(text) if name in _MARKUP else text
