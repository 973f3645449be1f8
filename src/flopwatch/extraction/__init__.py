"""Facts about models in running text of 16 languages: sizes, data, chips, time, compute and cost, with their spans."""

from flopwatch.extraction.bases import is_of_weights, places_of_bases
from flopwatch.extraction.facts import KINDS, Fact, read_facts
from flopwatch.extraction.gate import DECISIVE, Gate
from flopwatch.extraction.languages import LANGUAGES, language_of
from flopwatch.extraction.names import Gazetteer, Mention, gazetteer_of, names_in
from flopwatch.extraction.proposals import SCHEMA, TASK, with_proposals
from flopwatch.extraction.reading import NOT_OF_THE_MODEL, Extraction, extract_facts

__all__ = [
    "DECISIVE",
    "KINDS",
    "LANGUAGES",
    "Extraction",
    "Fact",
    "Gate",
    "Gazetteer",
    "Mention",
    "NOT_OF_THE_MODEL",
    "SCHEMA",
    "TASK",
    "extract_facts",
    "gazetteer_of",
    "is_of_weights",
    "language_of",
    "names_in",
    "places_of_bases",
    "read_facts",
    "with_proposals",
]
