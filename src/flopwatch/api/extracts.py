"""Facts of running text, with the names that the vocabulary knows."""

from __future__ import annotations

from pathlib import Path

from flopwatch import sources
from flopwatch.domain import BadInput, NoSuchChoice
from flopwatch.extraction import LANGUAGES, Extraction, extract_facts, gazetteer_of

MAX_BYTES = 64 * 2**20  # of one text


def extract(text: str, data: Path, *, language: str = "") -> Extraction:
    """Read the names and facts that a text states about models.

    Args:
        text: Running text or Markdown, in one of `extraction.LANGUAGES`.
        data: The curated folder, for the names of models and developers.
        language: Tag of the text's language; "" finds it from script and words.

    Raises:
        WrongUsage: If the language has no lexicon.
    """
    if language and language not in LANGUAGES:
        raise NoSuchChoice("language", language, LANGUAGES)
    return extract_facts(text, language=language, known=gazetteer_of(*sources.load_names(data)))


def decoded_text(raw: bytes, place: str) -> str:
    """Return the text of bytes in UTF-8.

    Raises:
        BadInput: If they are not UTF-8, or more than `MAX_BYTES`.
    """
    if len(raw) > MAX_BYTES:
        raise BadInput(f"{place} has more than {MAX_BYTES // 2**20} MB. Split it, or read its articles one by one.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{place}: byte {error.start} is not UTF-8. Save the text as UTF-8.") from error
