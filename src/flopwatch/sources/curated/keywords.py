"""The terms by which news is searched, by language: `keywords.toml`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from flopwatch.domain import BadInput
from flopwatch.sources.curated.toml_tables import rows_of

FILE = "keywords.toml"
LEAST, MOST = 3, 6  # terms of a language, as document 000 has it


class NewsLanguage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The search terms of one language.

    Args:
        tag: Its tag, as `extraction.LANGUAGES` has it.
        engine: The search engine most used for it, as SearXNG names it.
        gdelt: Its name at GDELT.
        terms: Native search terms, the most productive first.
    """

    tag: str
    engine: str
    gdelt: str
    terms: tuple[str, ...]


def load_keywords(folder: Path) -> tuple[NewsLanguage, ...]:
    """Return the languages of news with their terms, in the file's order.

    Raises:
        BadInput: Naming the file, the language and the correction to make.
        NotFound: If the file is not there.
    """
    place = folder / FILE
    found = tuple(rows_of(place, "language", NewsLanguage))
    for one in found:
        if not LEAST <= len(set(one.terms)) <= MOST or len(set(one.terms)) != len(one.terms):
            raise BadInput(
                f"{place}: language {one.tag!r} has {len(one.terms)} terms. Give {LEAST} to {MOST} different ones."
            )
    if len({one.tag for one in found}) != len(found):
        raise BadInput(f"{place}: a language is listed twice. Keep one entry for each tag.")
    return found
