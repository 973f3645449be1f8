"""Bases that the prose of a source states of a model: `a distilled version of Stable Diffusion 3.5 Large`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from flopwatch.domain import Claim
from flopwatch.extraction import Gazetteer, is_of_weights, names_in, places_of_bases
from flopwatch.identity import fold_name, same
from flopwatch.records.results import Record

_LONGEST = 2_000  # characters of a text that are read
_NAME = 60  # characters read of a base's name
_MOST_WORDS = 8  # of a base's name
_SHORT = 3  # characters of a name that several models bear: `S1`
_COLUMN = "Parameters notes"  # other notes speak of the models that an estimate was compared with
_NO_NAMES = Gazetteer({}, {})


def bases_in_prose(record: Record, is_known: Callable[[str], bool]) -> Iterator[tuple[str, Claim]]:
    """Yield each model that a sentence of a record's prose states as its base, with the claim that holds the prose.

    A name without a number and a capital is not read, since architectures and data sets have such names. A sentence
    that names the record itself as the base speaks of another model (`based on Qwen-72B, we release Qwen-72B-Chat`).

    Args:
        record: The model.
        is_known: Whether a model of the census has exactly this name.
    """
    own = [record.name, *record.aliases]
    for _, claim in sorted(record.claims.items()):
        if claim.field != "abstract" and claim.qualifiers.get("column") != _COLUMN:
            continue
        text = claim.value[:_LONGEST]
        for place in sorted(places_of_bases(text)):
            name = _name_at(text[place : place + _NAME], is_known)
            end = place + len(name)
            if name and is_of_weights(text, end) and not any(_is_own(name, one) for one in own):
                yield name, claim


def _name_at(text: str, is_known: Callable[[str], bool]) -> str:
    """Return the model's name with which a text begins: the longest known one, else one that looks like one, or ""."""
    ends = [one.end() for one in re.finditer(r"[^\s,;:()\"”]+(?=[\s,;:.()\"”]|$)", text)][:_MOST_WORDS]
    for end in reversed(ends):
        name = text[:end].rstrip(".")
        if len(name) > _SHORT and re.search(r"[0-9]", name) and re.search(r"[A-Z]", name) and is_known(name):
            return name
    first = next((one for one in names_in(text, _NO_NAMES) if one.kind == "model" and one.start == 0), None)
    return text[: first.end] if first else ""


def _is_own(base: str, name: str) -> bool:
    """Return whether a base is the model itself, or the stage of it before tuning (`-Base`)."""
    stripped = re.sub(r"[- ]base$", "", base, flags=re.IGNORECASE)
    return fold_name(stripped) == fold_name(name) or bool(same(stripped, name).same)
