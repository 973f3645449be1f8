"""Instructions: sentences that tell whoever reads to do something. A number in one states no fact about a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from flopwatch.extraction.facts import Fact
from flopwatch.text import ENGLISH, Lexicon

INSTRUCTION = "instruction"
SENTENCE_END = re.compile(r"[。！？।۔\n]|[.!?](?=\s|$)")
_BEFORE, _AFTER = 300, 120  # characters around a fact that are looked at


def without_instructions(text: str, facts: Sequence[Fact], lexicon: Lexicon) -> list[Fact]:
    """Return facts in which those of instructions are flagged and belong to no model.

    Args:
        text: The text.
        facts: Its facts.
        lexicon: The words of its language; English ones are looked for in every language.
    """
    return [
        replace(one, flags=(*one.flags, INSTRUCTION), model="")
        if INSTRUCTION not in one.flags and is_instruction(text, one.start, one.end, lexicon)
        else one
        for one in facts
    ]


def is_instruction(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether a span's sentence, or the one before it, tells its reader to do something."""
    begin = max(0, start - _BEFORE)
    stops = [mark.end() for mark in SENTENCE_END.finditer(text, begin, start)]
    if len(stops) > 1:
        begin = stops[-2]
    stop = SENTENCE_END.search(text, end, end + _AFTER)
    around = text[begin : stop.start() if stop else end + _AFTER]
    return any(one.instruction.search(around) is not None for one in dict.fromkeys((ENGLISH, lexicon)))
