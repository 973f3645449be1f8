"""Finds of a text: the models that it states a size, data or compute of, with its words as evidence."""

from __future__ import annotations

from collections.abc import Iterator

from flopwatch.extraction import Extraction, Fact
from flopwatch.sources.channels.contract import MOST_WORDS, Evidence, Find

_FIELDS = {
    "params": "parameters",
    "active_params": "active_parameters",
    "tokens": "tokens",
    "flop": "training_compute_flop",
}
_AROUND = 120  # characters of evidence on each side of a fact


def finds_in_text(address: str, text: str, found: Extraction, *, published: str = "") -> Iterator[Find]:
    """Yield a find for each model with a fact; the first statement of a kind holds.

    Args:
        address: Where the text is.
        text: The text.
        found: Its facts and names.
        published: ISO date of the text, or "".
    """
    by_model: dict[str, list[Fact]] = {}
    for fact in found.facts:
        if fact.model and fact.kind in _FIELDS:
            by_model.setdefault(fact.model, []).append(fact)
    organisation = next((one.name for one in found.names if one.kind == "organisation"), "")
    for name, facts in by_model.items():
        values: dict[str, float | str] = {}
        for fact in facts:
            values.setdefault(_FIELDS[fact.kind], float(fact.value))
        first = facts[0]
        words = text[max(0, first.start - _AROUND) : first.end + _AROUND]
        yield Find(
            item=f"{address} {name}"[:300],
            name=name,
            developer=organisation if len(by_model) == 1 else "",
            published=published,
            facts=values,
            evidence=Evidence(url=address, words=" ".join(words.split())[:MOST_WORDS], lang=found.language),
        )
