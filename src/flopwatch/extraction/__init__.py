"""Facts about models in running text of 16 languages: sizes, data, chips, time, compute and cost, with their spans."""

from flopwatch.extraction.facts import KINDS, Fact, read_facts
from flopwatch.extraction.languages import language_of

__all__ = ["KINDS", "Fact", "language_of", "read_facts"]
