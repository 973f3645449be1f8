"""Modification: the compute of a fine-tune as a share of its base's, where model cards state the tokens.

A fine-tune lies under its base. One that took more than a third of the base's compute is a model of its own: by the
European Commission's guidelines on general-purpose models its developer then is a provider (data/rules.toml).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping

import msgspec
import polars as pl

from flopwatch.discovery.basis import KnownModels
from flopwatch.discovery.hub_sizes import size_of
from flopwatch.domain import clean_text
from flopwatch.extraction import Fact, read_facts
from flopwatch.identity import active_parameters

OWN_MODEL = 1 / 3  # share of the base's compute above which a fine-tune is a model of its own
LONGEST_CARD = 60_000  # characters of a model card that are read
_MOST_WORDS = 300
_SENTENCE_END = re.compile(r"(?:[.!?]\s|[。！？]|\n\s*\n|\n\s*[-*#|])")
_ON_A_BASE = (
    r"(?:on top of|on the basis of|based (?:on|upon)|starting (?:from|with)|initiali[sz]ed (?:from|with)|基础上)"
)
# The word that says which training a count of tokens belongs to: that on top of a base, or the base's own.
_STAGE = re.compile(
    r"(?P<later>(?:continu\w{0,6}|further|mid)[- ](?:\w{1,12}[- ])?(?:pre-?)?train\w{0,4}|fine-?tun\w{0,4}"
    r"|(?:post|re)-?train\w{0,4}|instruction[- ]tun\w{0,4}|\bSFT\b|\bCPT\b"
    r"|(?:additional|further|extra|another)(?= ~?[0-9])"
    rf"|继续预训练|继续训练|增量预训练|微调|継続事前学習|(?:pre-?)?trained {_ON_A_BASE})"
    # `a pre-trained model` names a thing, no stage
    r"|(?P<first>pre-?train(?!ed (?:\w{1,20} )?(?:models?|checkpoints?|weights|base))\w{0,4}"
    r"|(?<!pre)(?<!pre-)train(?:ed|ing|s)\b|预训练|事前学習)",
    re.IGNORECASE,
)
_BASE_NEAR = re.compile(_ON_A_BASE, re.IGNORECASE)
_FROM_A_BASE = re.compile(r"(?:initiali[sz]ed|starting) (?:from|with)|continued from", re.IGNORECASE)
_RIGHT_AFTER = re.compile(r"[ ]?(?:tokens?)?[ ]?(?:of|for|during)?[ ]?", re.IGNORECASE)  # `840B tokens of fine-tuning`


class Modification(msgspec.Struct, frozen=True):
    """Tokens and compute of one fine-tune.

    Args:
        base: The repository it was tuned from.
        tokens: Tokens of the tuning, as its card states.
        share: Its compute in parts of the base's.
        words: The card's words.
        total_flop: Its base's compute and its own, in FLOP; None if the census lacks the base.
    """

    base: str
    tokens: float
    share: float
    words: str
    total_flop: float | None = None

    @property
    def is_own_model(self) -> bool:
        """Return whether the fine-tune is a model of its own (`OWN_MODEL`)."""
        return self.share > OWN_MODEL


def stated_tokens(card: str) -> dict[float, str]:
    """Return each count of tokens that a model card states, with its sentence."""
    text = card[:LONGEST_CARD]
    return {value: sentence for value, sentence, _ in _counts(text)}


def tuning_tokens(card: str, of_base: Mapping[float, str]) -> tuple[float, str] | None:
    """Return the tokens of the training on top of a base that a card states, and its words. None if it states none.

    Args:
        card: The fine-tune's model card.
        of_base: What the base's card states (`stated_tokens`): counts in it are the base's own.

    Example:
        >>> tuning_tokens("Atlas-Ja is Atlas-9B (trained on 8T tokens) continually pre-trained on 200B tokens.", {})
        (200000000000.0, 'Atlas-Ja is Atlas-9B (trained on 8T tokens) continually pre-trained on 200B tokens.')
        >>> tuning_tokens("Atlas-9B was pre-trained on 8T tokens and then fine-tuned.", {}) is None
        True
    """
    later = [(value, words) for value, words, is_later in _counts(card[:LONGEST_CARD]) if is_later]
    return max((one for one in later if one[0] not in of_base), default=None)


def _counts(text: str) -> list[tuple[float, str, bool]]:
    """Return each count of tokens of a text, its sentence, and whether it is of training on top of a base."""
    found = []
    ends = [0, *(one.end() for one in _SENTENCE_END.finditer(text)), len(text)]
    for fact in read_facts(text):
        if fact.kind == "tokens":
            start, stop = ends[bisect_right(ends, fact.start) - 1], ends[bisect_left(ends, fact.end)]
            found.append(
                (float(fact.value), clean_text(text[start:stop])[:_MOST_WORDS], _is_later(text, start, stop, fact))
            )
    return found


def _is_later(text: str, start: int, stop: int, fact: Fact) -> bool:
    """Return whether the nearest word of training before a count, else the first after it, is that of a later stage."""
    stages = list(_STAGE.finditer(text, start, stop))
    before = [one for one in stages if one.end() <= fact.start]
    after = next((one for one in stages if one.start() >= fact.end), None)
    if after is not None and after["later"] and _RIGHT_AFTER.fullmatch(text, fact.end, after.start()):
        return True
    nearest = before[-1] if before else after
    if nearest is None:
        return False
    if nearest["later"] or _FROM_A_BASE.search(text, start, nearest.start()) is not None:
        return True
    return nearest.end() <= fact.start and _BASE_NEAR.search(text, nearest.end(), fact.start) is not None


def modifications(listing: pl.DataFrame, known: KnownModels) -> dict[str, Modification]:
    """Return the fine-tunes of a listing whose share is known, by repository.

    share = 6 N D / C_base       D the tuning's tokens, N the parameters a token passes, C_base from the census
    share = D / D_base           where the census lacks the base and its card states D_base
    """
    found = {}
    for row in listing.filter(pl.col("tuning_tokens").is_not_null()).iter_rows(named=True):
        item, bases, tokens = row["item"], row["base_models"], row["tuning_tokens"]
        facts = {key: value for key, value in row.items() if isinstance(value, float)}
        passed = row["counted_active"] or active_parameters(item) or size_of(item, facts).parameters
        compute = known.compute_of(bases[0]) if bases else None
        if compute and passed:
            share = 6 * passed * tokens / compute
        elif row["base_tokens"]:
            share, compute = tokens / row["base_tokens"], None
        else:
            continue
        total = compute * (1 + share) if compute else None
        found[item] = Modification(bases[0], tokens, share, row["card_words"] or "", total)
    return found
