"""Models that titles and texts announce: the name in a title, the largest figures of a text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flopwatch.domain import clean_text
from flopwatch.extraction import read_facts
from flopwatch.sources.channels.contract import MOST_WORDS
from flopwatch.text import MAX_CHARACTERS

LARGE = {"parameters": 1e9, "tokens": 1e11, "training_compute_flop": 1e21}  # of a model that a text may announce
_LARGEST = {"parameters": 1e16, "tokens": 1e18, "training_compute_flop": 1e30}
_FIELDS = {"params": "parameters", "tokens": "tokens", "flop": "training_compute_flop"}
_MOST_WORDS_OF_A_NAME = 5
_BEFORE = re.compile(r"(?:introducing|announcing|presenting|meet|releasing|launching|unveiling|the)\s+", re.IGNORECASE)
_AFTER = re.compile(
    r"\s+(?:(?:technical|research|tech)\s+report|report|(?:system|model)\s+card|is\s+(?:now\s+)?(?:here|available|out)"
    r"|(?:now\s+)?(?:released|available|open[- ]sourced)|releases?|preview)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_END = re.compile(r"\s*(?:[:!?]|\s[-–—|]\s).*", re.DOTALL)
_NAME_LIKE = re.compile(r"[0-9]|[A-Z].*[A-Z]|^[^\x00-\x7f]+$")
_ABOUT_MODELS = re.compile(
    r"\b(?:models?|LLMs?|pre-?train(?:ed|ing)?|transformers?|mixture[- ]of[- ]experts|MoE|parameters?)\b|模型",
    re.IGNORECASE,
)
_NO_NAMES = frozenset(
    "a an the on in of for to from with and or is are what why how when towards toward survey review benchmark "
    "training scaling learning using evaluating understanding improving exploring "
    "attention position rethinking beyond".split()
)


def model_named(title: str) -> str:
    """Return the model that a title announces, or "" if it announces none.

    A model is announced before a colon or dash, before "Technical Report" and the like, or after "Introducing".

    Example:
        >>> [model_named(one) for one in (
        ...     "LLaMA: Open and Efficient Foundation Language Models", "GPT-4 Technical Report",
        ...     "Introducing Atlas 3.5 Pro", "Galactica: A Large Language Model for Science")]
        ['LLaMA', 'GPT-4', 'Atlas 3.5 Pro', 'Galactica']
        >>> [model_named(one) for one in (
        ...     "Scaling Laws: A Survey of Language Models", "Attention Is All You Need", "On GPT-4: A Study")]
        ['', '', '']
    """
    title = clean_text(title[:500]).rstrip(".")
    head = _END.sub("", title)
    bare = _AFTER.sub("", _BEFORE.sub("", head, count=1) if _BEFORE.match(head) else head)
    marked = bare != title
    words = bare.split()
    if (
        not marked
        or not 1 <= len(words) <= _MOST_WORDS_OF_A_NAME
        or any(word.casefold() in _NO_NAMES for word in words)
    ):
        return ""
    if any(_NAME_LIKE.search(word) for word in words):
        return bare
    is_name = len(words) == 1 and bare[:1].isupper() and _ABOUT_MODELS.search(title[len(head) :])
    return bare if is_name else ""


def figures_in(text: str) -> dict[str, float | str]:
    """Return the largest parameters, tokens and training compute that a text states, rates and factors left out.

    Example:
        >>> figures_in("We train models of 7B, 13B and 65B parameters on 1.4 trillion tokens.")
        {'parameters': 65000000000.0, 'tokens': 1400000000000.0}
    """
    found: dict[str, float | str] = {}
    for fact, value, _ in _stated(text):
        if value > float(found.get(fact, 0.0)):
            found[fact] = value
    return found


def snippet(text: str) -> str:
    """Return the words around the first figure of a text, at most `MOST_WORDS` characters; else its beginning."""
    starts = [at for _, _, at in _stated(text)]
    start = max(0, starts[0] - MOST_WORDS // 2) if starts else 0
    return clean_text(text[start : start + MOST_WORDS])


def is_large(facts: Mapping[str, float | str]) -> bool:
    """Return whether a fact is that of a large model (`LARGE`)."""
    return any(float(facts.get(name, 0.0)) >= least for name, least in LARGE.items())


def _stated(text: str) -> list[tuple[str, float, int]]:
    """Return the figures of a text in order: the fact, its value and its offset."""
    found = []
    for one in read_facts(text[:MAX_CHARACTERS]):
        fact = _FIELDS.get(one.kind, "")
        if fact and "lost-superscript" not in one.flags and 1 <= (value := float(one.value)) <= _LARGEST[fact]:
            found.append((fact, value, one.start))
    return found
