"""Bases in running text: where a sentence names the weights that a model was made from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_BEFORE, _AFTER = 60, 70  # characters read before and after the name of a base
_ADJECTIVE = (
    rf"(?:{'|'.join(f'(?<={word} )' for word in 'from the of a with using on our existing'.split())})pre-?trained"
)
_CHANGED = (
    r"initiali[sz]ed|based|fine-?tuned|tuned|atop|on top of|basis|derived|extension"
    rf"|(?:continued?|continual(?:ly)?) pre-?train(?:ed|ing)|{_ADJECTIVE}"
)
_MADE = (
    r"trained|pre-?trained|built|developed|distilled"  # what follows is the model itself, unless after `from` or `on`
)
_FROM = (
    r"from|on|upon|based on|of|with|the|an?|top|intermediate|checkpoints?|existing|pre-?existing|dense|our"
    r"|pre-?trained|text|LLM|like|open-source|versions?|variants?"
)
# "use X as the initial policy", "took X as our base model"; not "shouldn't use X as the base".
_TAKEN = (
    r"(?<!n't )(?<!not )(?<!never )\b(?:us(?:e[ds]?|ing)|takes?|took|taking|adopt(?:s|ed|ing)?) (?:the |an? |our )?"
    r"(?=[^.;,\n]{2,60} as (?:the|our|its|their|an?) (?:initial|base|backbone|starting|foundation)\b)"
)
_FOLLOWED = rf"(?=(?: (?:{_FROM})){{0,7}} (?:from|on|upon|based on|of|with)\b)"
_BASE = re.compile(
    rf"(?i:(?:{_CHANGED}|(?:{_MADE}){_FOLLOWED})(?: (?:{_FROM})){{0,8}})[ ]\[?\**|(?i:{_TAKEN})|基于[ ]?"
)
# A hedge, a denial, the words that name training data, or what was made instead of what it was made from.
_NO_BASE = re.compile(
    r"\b(?:seems?|likely|probably|possibly|perhaps|presumably|maybe|may be|might|similar|like|not|unlike"
    r"|than|outperform\w*|surpass\w*|compared)\b|n't\b|\?"
    r"|train\w{0,4} (?:on|with) (?:the )?$"
    r"|\b(?:initiali[sz]ed|(?:fine-?)?tuned|derived) $",
    re.IGNORECASE,
)
# The name is that of an architecture, a part, a method or data, and not of weights.
_OTHER_THING = re.compile(
    r"[\w ()-]{0,45}\b(?:architectur\w*|encoders?|decoder-only|tokeni[sz]er|design|data(?:set|base)?s?|corpus|framework"
    r"|library|algorithm|method|outputs?|generations?)\b",
    re.IGNORECASE,
)


def places_of_bases(text: str, at: Iterable[int] | None = None) -> frozenset[int]:
    """Return the offsets at which the text states what a model was made from, if a model's name is there.

    Hedged and denied statements, and training data, are left out.

    Args:
        text: The text.
        at: Offsets of names, in order: only their lines are read. None reads all lines.
    """
    lines = ((0, len(text)),) if at is None else _lines_of(text, at)
    ends = {match.end() for line in lines for match in _BASE.finditer(text, *line)}
    return frozenset(end for end in ends if not _NO_BASE.search(text[max(0, end - _BEFORE) : end]))


def _lines_of(text: str, at: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the span of each line that has one of some offsets."""
    end = -1
    for offset in at:
        if offset > end:
            end = text.find("\n", offset)
            end = len(text) if end < 0 else end
            yield text.rfind("\n", 0, offset) + 1, end


def is_of_weights(text: str, end: int) -> bool:
    """Return whether a name that ends at `end` is that of weights, not of an architecture, method or data set."""
    return not _OTHER_THING.match(text, end, end + _AFTER)
