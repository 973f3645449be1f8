"""A whole text read: its language, names, organisations, and every fact with the model it is stated of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from flopwatch.domain import Quarantined
from flopwatch.extraction.bases import is_of_weights, places_of_bases
from flopwatch.extraction.comparisons import OF_ANOTHER, comparisons_in, with_others
from flopwatch.extraction.facts import Fact, read_facts
from flopwatch.extraction.instructions import INSTRUCTION, SENTENCE_END, without_instructions
from flopwatch.extraction.languages import language_of, lexicon_of
from flopwatch.extraction.mentions import dates_in, licences_in
from flopwatch.extraction.names import Gazetteer, Mention, names_in, without_possessive

_NEAR = 600  # characters between a model's name and a fact of it
NOT_OF_THE_MODEL = frozenset((OF_ANOTHER, INSTRUCTION))  # flags of figures that are not of the model a text is about
NOTHING_KNOWN = Gazetteer({}, {})


@dataclass(frozen=True)
class Extraction:
    """Names and facts of a text.

    Args:
        language: Tag of its language, given or found.
        names: Models and organisations that it names, in order.
        facts: Its facts, in order.
        proposed: Further facts that a language model proposed, checked, for a person to decide.
        refused: Its proposals that failed a check.
    """

    language: str
    names: tuple[Mention, ...]
    facts: tuple[Fact, ...]
    proposed: tuple[Fact, ...] = ()
    refused: tuple[Quarantined, ...] = ()


def extract_facts(
    text: str,
    *,
    language: str = "",
    known: Gazetteer = NOTHING_KNOWN,
    numbers: Sequence[Fact] | None = None,
) -> Extraction:
    """Read the names and facts of a text.

    Args:
        text: Any length; its time is linear in it.
        language: Tag of its language; "" finds it from script and words.
        known: Names of models and organisations that are known.
        numbers: All that `read_facts` gives of the text, if it was read before; None reads it.

    Raises:
        KeyError: If the language has no lexicon.

    Example:
        >>> found = extract_facts("DeepSeek-V3 a 671 milliards de paramètres, dont 37 milliards actifs.")
        >>> found.language, [(one.kind, one.value, one.model) for one in found.facts]
        ('fr', [('params', '671000000000', 'DeepSeek-V3'), ('active_params', '37000000000', 'DeepSeek-V3')])
    """
    tag = language or language_of(text)
    names = names_in(text, known)
    stated = read_facts(text, language=tag) if numbers is None else numbers
    names = _without_amounts(text, names, stated)
    facts = [*stated, *_in_words(text, tag, names)]
    facts.sort(key=lambda one: (one.start, one.end))
    lexicon = lexicon_of(tag)
    models = [one for one in names if one.kind == "model"]
    facts, subjects = with_others(facts, models, comparisons_in(text, lexicon), lexicon, text)
    starts = [one.start for one in subjects]
    facts = [_doubted(_with_model(text, one, subjects, starts)) for one in facts]
    return Extraction(tag, names, tuple(without_instructions(text, facts, lexicon)))


def _without_amounts(text: str, names: Sequence[Mention], stated: Sequence[Fact]) -> tuple[Mention, ...]:
    """Return names without the amounts after them, and none of a word alone: `Dos 30` of `Dos 30 bilhões`."""
    starts = [one.start for one in stated]
    kept = []
    for name in names:
        after = bisect_left(starts, name.end)
        amount = stated[after - 1] if after else None
        if name.known or amount is None or not name.start < amount.start < name.end < amount.end:
            kept.append(name)
            continue
        words = without_possessive(text[name.start : amount.start].rstrip())
        if any(map(str.isdigit, words)):
            kept.append(replace(name, name=words, end=name.start + len(words)))
    return tuple(kept)


def _in_words(text: str, tag: str, names: tuple[Mention, ...]) -> list[Fact]:
    found = [
        Fact("date", value, "", start, end, text[start:end], "=", (flag,) if flag else ())
        for start, end, value, flag in dates_in(text, lexicon_of(tag))
        if text[start - 1 : start] != "/" and not _VERSIONED.search(text, max(0, start - 12), start)
    ]
    found += [Fact("licence", name, "", start, end, text[start:end], "=") for start, end, name in licences_in(text)]
    models = [one for one in names if one.kind == "model"]
    bases = places_of_bases(text, [one.start for one in models])
    found += [
        Fact("base_model", one.name, "", one.start, one.end, text[one.start : one.end], "=")
        for one in models
        if one.start in bases and is_of_weights(text, one.end)
    ]
    return found


_VERSIONED = re.compile(
    r"(?i:bench(?:mark)?|eval|arena)[ -]{0,2}\(?$"
)  # a date right after is that of a set of questions
_SIZE_IN_NAME = re.compile(r"(?<![A-Za-z0-9.])([0-9]{1,4}(?:\.[0-9]{1,3})?)[Bb](?![A-Za-z0-9])")
_SLIPS = frozenset(Decimal(10) ** power for power in (-3, -2, -1, 1, 2, 3))


def _doubted(fact: Fact) -> Fact:
    """Return a size flagged where it is a power of ten from the one in its model's name: 80亿 of a model of 80B."""
    if fact.kind != "params":
        return fact
    named = [Decimal(size[1]) * 10**9 for size in _SIZE_IN_NAME.finditer(fact.model)]
    value = Decimal(fact.value)
    slipped = value not in named and any(size and value / size in _SLIPS for size in named)
    return replace(fact, flags=(*fact.flags, "power-of-ten-from-name")) if slipped else fact


def _with_model(text: str, fact: Fact, models: list[Mention], starts: list[int]) -> Fact:
    """Return a fact with the model named last before it, or else first after it in the same sentence."""
    if OF_ANOTHER in fact.flags:
        return fact
    after = bisect_right(starts, fact.start)
    before = models[after - 1] if after else None
    if before is not None and fact.start - before.end <= _NEAR and "\n\n" not in text[before.end : fact.start]:
        return replace(fact, model=before.name)
    following = models[after] if after < len(models) else None
    if following is not None and following.start - fact.end <= _NEAR:
        return fact if SENTENCE_END.search(text, fact.end, following.start) else replace(fact, model=following.name)
    return fact
