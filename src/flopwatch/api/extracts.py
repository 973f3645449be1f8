"""Facts of running text, with the names that the vocabulary knows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flopwatch import sources
from flopwatch.domain import BadInput, NoSuchChoice, Quarantined, WrongUsage
from flopwatch.extraction import LANGUAGES, SCHEMA, TASK, Extraction, extract_facts, gazetteer_of, with_proposals

MAX_BYTES = 64 * 2**20  # of one text


def extract(text: str, data: Path, *, language: str = "", endpoint: sources.ModelEndpoint | None = None) -> Extraction:
    """Read the names and facts that a text states about models.

    Args:
        text: Running text or Markdown, in one of `extraction.LANGUAGES`.
        data: The curated folder, for the names of models and developers.
        language: Tag of the text's language; "" finds it from script and words.
        endpoint: A language model that proposes further facts; None asks none.

    Raises:
        WrongUsage: If the language has no lexicon, or the endpoint's address may not be used.
        BadInput: If the endpoint answered no question.
    """
    if language and language not in LANGUAGES:
        raise NoSuchChoice("language", language, LANGUAGES)
    found = extract_facts(text, language=language, known=gazetteer_of(*sources.load_names(data)))
    if endpoint is None:
        return found
    answers = list(sources.ask_about(text, endpoint, TASK, SCHEMA))
    held = tuple(one for one in answers if isinstance(one, Quarantined))
    read = [one for one in answers if isinstance(one, str)]
    if not read:
        raise BadInput(f"{held[0].reason} Leave out --model-endpoint to read with the grammar alone.")
    return with_proposals(text, replace(found, refused=held), read, endpoint.model)


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


def endpoint_of(url: str, model: str, *, allow_loopback: bool) -> sources.ModelEndpoint | None:
    """Return the language model that options name, or None if they name none.

    Raises:
        WrongUsage: If only one of address and name is given.
    """
    if bool(url) != bool(model):
        raise WrongUsage("--model-endpoint is the address, --model the language model's name there: give both.")
    return sources.ModelEndpoint(url, model, allow_loopback or None) if url else None
