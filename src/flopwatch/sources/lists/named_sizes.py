"""Sizes in the names of a list: `Mistral 7B`, `Qwen2.5-0.5B|1.5B|7B`, `Llama 3-8|70B`."""

from __future__ import annotations

import re

from flopwatch.sources.lists.fields import sizes
from flopwatch.sources.lists.yaml_blocks import Noted

KEY = "name"  # of the locator of a claim that rests on an entry's name
_NUMBER = r"[0-9]{1,5}(?:\.[0-9]{1,3})?"
_SIZE = rf"{_NUMBER}[BM](?:-A{_NUMBER}B)?"
# The 7B of 8x7B, b1.58 and 2B4T are no sizes of a model; 1M is a context.
_ALONE = re.compile(rf"(?<![A-Za-z0-9.])(?:{_SIZE})(?![A-Za-z0-9])", re.IGNORECASE)
_SEVERAL = re.compile(
    rf"[\s-]((?:{_NUMBER}[BM]?(?:-A{_NUMBER}B)?(?:-MoE)?\s?[|/,]\s?)+{_SIZE})(?![A-Za-z0-9])", re.IGNORECASE
)
_OF_A_NAME = re.compile(r"[A-Za-z0-9] $")
_EXACT = re.compile(rf"(?<![A-Za-z0-9.])[0-9x.]{{1,10}}[BM] ?\(({_SIZE})\)", re.IGNORECASE)
_ACTIVE = re.compile(rf"(?<=-)A{_NUMBER}B(?![A-Za-z0-9])", re.IGNORECASE)  # Kimi-VL-A3B
_CONTEXT = re.compile(r"[1-9]M", re.IGNORECASE)


def sizes_in_name(name: str) -> tuple[str, list[Noted]]:
    """Return a name without the sizes of a family at its end, and the parameters that the name states.

    A single size stays in the name, which may be that of one model; several follow the name of a family.

    Example:
        >>> sizes_in_name("Llama 3-8|70B")[0], [(one.field, one.value) for one in sizes_in_name("Llama 3-8|70B")[1]]
        ('Llama 3', [('parameters', '70000000000'), ('variant_parameters', '8000000000')])
        >>> [(one.field, one.value) for one in sizes_in_name("Mistral 7B")[1]], sizes_in_name("Mixtral-8x7B")[1]
        ([('parameters', '7000000000')], [])
    """
    several = _SEVERAL.search(name)
    if several:
        parts = [part.strip() for part in re.split(r"[|/,]", several[1])]
        written = ", ".join(_with_letter(part, parts[-1]) for part in parts)
        return name[: several.start()].strip(), _noted(written)
    alone = [one[0] for one in _ALONE.finditer(name) if not _CONTEXT.fullmatch(one[0])]
    if not alone and (active := _ACTIVE.search(name)):
        return name, [Noted("active_parameters", one.value, one.unit, KEY, active[0]) for one in _noted(active[0][1:])]
    return name, _noted(alone[0].upper()) if len({one.upper() for one in alone}) == 1 else []


def listed_sizes(words: str) -> list[Noted]:
    """Return all sizes in words that list nothing else, the exact one where two are given: `1b (1.4b), 7b (6.8b)`.

    Example:
        >>> [(one.field, one.value) for one in listed_sizes("small, 1b(1.4b), 7b(6.8b)-chat, 8x1.8b")]
        [('parameters', '6800000000'), ('variant_parameters', '1400000000')]
    """
    exact = _EXACT.sub(r"\1", words)
    # The 7B of `BERT (A-1 7B)` is another model's.
    named = [one[0] for one in _ALONE.finditer(exact) if not _OF_A_NAME.search(exact[: one.start()])]
    found = [one.upper() for one in named if not _CONTEXT.fullmatch(one)]
    return _noted(", ".join(dict.fromkeys(found))) if found else []


def _with_letter(part: str, last: str) -> str:
    """Return a size with its letter, the last one's if it has none: the 8 of `8|70B`."""
    size = re.match(_SIZE, part, re.IGNORECASE)
    letter = "" if size else "M" if last[-1] in "mM" else "B"
    return (size[0] if size else part).upper() + letter


def _noted(written: str) -> list[Noted]:
    return [one for one in sizes(KEY, written) if one.value and one.field != "dataset_size"]
