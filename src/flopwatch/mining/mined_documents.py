"""The mining function: one document in, its facts out, the same as reading the whole document gives."""

from __future__ import annotations

from functools import cache

import msgspec

from flopwatch.extraction import DECISIVE, Extraction, Gate, Gazetteer, extract_facts, language_of, read_facts


class StatedFact(msgspec.Struct, frozen=True):
    """One fact with the document that states it: a row of the output."""

    document: str
    language: str
    kind: str
    value: str
    unit: str
    relation: str
    model: str
    chip: str
    start: int
    end: int
    as_written: str
    flags: str


@cache
def _gate(*tags: str) -> Gate:
    """Return the gate of some languages, or of all; compiled once in each process."""
    return Gate(tags) if tags else Gate()


class Miner:
    """Reader of the facts of documents.

    A document is kept if it states a size, data, chips or compute (`DECISIVE`); then all its facts are. Most documents
    state none, so first one pass with the words of all languages finds the few that may; then the language's own words
    find the lines; then the grammar reads these lines.
    """

    def __init__(self, known: Gazetteer) -> None:
        """Keep the names that are known."""
        self._known = known

    def read(self, text: str) -> Extraction | None:
        """Return the facts of a document, those of `extract_facts`; None if it states no decisive one."""
        if not _gate().places(text):
            return None
        tag = language_of(text)
        gate = _gate(tag)
        places = gate.places(text)
        numbers = list(read_facts(text, language=tag, places=places)) if places else []
        if not any(one.kind in DECISIVE for one in numbers):
            return None
        if places != [(0, len(text))]:
            done = set(places)
            others = [place for place in gate.places_of_numbers(text) if place not in done]
            numbers += read_facts(text, language=tag, places=others, html_tables=False)
        return extract_facts(text, language=tag, known=self._known, numbers=numbers)


def rows_of(document: str, found: Extraction) -> list[StatedFact]:
    """Return the facts of a document as rows."""
    return [
        StatedFact(
            document,
            found.language,
            one.kind,
            one.value,
            one.unit,
            one.relation,
            one.model,
            one.chip,
            one.start,
            one.end,
            one.as_written,
            " ".join(one.flags),
        )
        for one in found.facts
    ]
