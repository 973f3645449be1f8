"""The size of a model as a list or paper words it: one total, other sizes it comes in, and the parts it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import pairwise

import msgspec

from flopwatch.domain import Quantity
from flopwatch.text.english import ENGLISH
from flopwatch.text.lexicon import Lexicon
from flopwatch.text.quantities import read_quantities


@dataclass(frozen=True)
class WrittenParameters:
    """Parameters as stated.

    Args:
        total: The largest stated size, or None.
        variants: Every size of a list of sizes, the largest too; empty where one size is stated.
        components: Labelled parts of the total (`540B LLM + 22B Vi`).
        tokens: Training data that stood in the same words.
        active: Parameters used for one token, where the words say so.
        reason: Why there is no total.
    """

    total: Quantity | None = None
    variants: tuple[Quantity, ...] = ()
    components: tuple[Quantity, ...] = ()
    tokens: tuple[Quantity, ...] = field(default=())
    active: Quantity | None = None
    reason: str = ""


def read_parameters(words: str, *, lexicon: Lexicon = ENGLISH) -> WrittenParameters:
    """Read a statement of parameters.

    A list of sizes gives variants, the largest of which is the total. A leading figure with parts in brackets or
    behind a plus is the total itself: it is what the sources name as the largest number of parameters.

    Args:
        words: `175B`, `65B, 33B, 13B, 7B`, `562B (540B LLM + 22B Vi)`, `20B (1T tokens)`, `671B (37B active)`, ….
        lexicon: The language of the words.

    Raises:
        BadInput: If the words are too long.

    Example:
        >>> sizes = read_parameters("562B (540B LLM + 22B Vi)")
        >>> sizes.total.value, [(part.value, part.label) for part in sizes.components]
        ('562000000000', [('540000000000', 'LLM'), ('22000000000', 'Vi')])
        >>> read_parameters("Same as GPT3").reason
        "no size is stated in 'Same as GPT3'"
    """
    found = read_quantities(words, default_unit="parameters", lexicon=lexicon)
    tokens = tuple(q for q in found if q.unit == "tokens")
    sizes = [q for q in found if q.unit == "parameters" and not _is_data(words, q, lexicon)]
    if not sizes:
        stated = words.strip()
        why = (
            "nothing is stated" if stated.lower() in lexicon.nothing_stated else f"no size is stated in {stated[:80]!r}"
        )
        return WrittenParameters(tokens=tokens, reason=why)
    active = next((q for q in sizes if q.label.lower().split(" ")[0] in lexicon.active_words), None)
    whole = [q for q in sizes if q is not active]
    if not whole:
        return WrittenParameters(tokens=tokens, active=active, reason="only active parameters are stated")
    leading, rest = whole[0], whole[1:]
    if rest and _is_list(words, whole):
        largest = max(whole, key=lambda q: Decimal(q.high or q.value))
        if "largest-of-list" not in largest.flags:
            largest = msgspec.structs.replace(largest, flags=(*largest.flags, "largest-of-list"))
        variants = tuple(largest if q.start == largest.start else q for q in whole)
        return WrittenParameters(largest, variants, tokens=tokens, active=active)
    flags = leading.flags
    behind_plus = any("+" in words[a.end : b.start] and not _in_brackets(words, b.start) for a, b in pairwise(whole))
    if behind_plus:
        # "3.5B diffusion model (…) + 1.5B …": the source's own largest number of parameters is 3.5B, not the sum.
        flags = (*flags, "leading-of-sum")
    total = msgspec.structs.replace(leading, flags=flags)
    return WrittenParameters(total, components=tuple(rest), tokens=tokens, active=active)


@cache
def _trained_on(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon.trained_on_pattern})[ ~≈]{{1,3}}$", re.IGNORECASE | re.ASCII)


def _is_data(words: str, q: Quantity, lexicon: Lexicon) -> bool:
    """Whether a number without a unit is the data's: `7B, trained on 2T`."""
    before = words[max(0, q.start - 24) : q.start]
    named = bool(lexicon.parameter_stem) and lexicon.parameter_stem in q.as_written.lower()
    return not named and _trained_on(lexicon).search(before) is not None


def _in_brackets(words: str, offset: int) -> bool:
    return words.count("(", 0, offset) > words.count(")", 0, offset)


def _is_list(words: str, sizes: list[Quantity]) -> bool:
    """Whether sizes stand side by side, rather than one being made of the others."""
    between = "".join(words[a.end : b.start] for a, b in pairwise(sizes))
    return "+" not in between and "(" not in between
