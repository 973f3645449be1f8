"""The size of a model as a list or paper words it: one total, what is active of it, other sizes, and its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import pairwise

import msgspec

from flopwatch.domain import Quantity
from flopwatch.text.english import ENGLISH
from flopwatch.text.in_source import as_in_source
from flopwatch.text.lexicon import Lexicon, either
from flopwatch.text.notation import plainly
from flopwatch.text.quantities import quantities_of
from flopwatch.text.rewriting import Plain
from flopwatch.text.tokens import capped

# The A22B of 235B-A22B, 30B(A3B) and 685B A37B: the sign before it is masked by as many blanks.
_ONE_SIZE = r"[0-9]{1,4}(?:\.[0-9]{1,3})?[KMBT](?![A-Za-z0-9])"
_ACTIVE_IN_NAME = re.compile(
    rf"(?<=[0-9][KMBT])(-|[ ]?[(]|[ ])A(?={_ONE_SIZE})|(?<![A-Za-z0-9_-])A(?={_ONE_SIZE}[ ]?(?:of|out of|/)[ ]?[0-9])"
)
_CLAUSE = re.compile(r"[,;，；、|/+()（）\n]|[ ](?:and|with|of which)[ ]")
_SLASH = re.compile(r"[ ]?/[ ]?")
_EXPERTS = re.compile(
    r"(?<![0-9A-Za-z.])[0-9]{1,4}[ ]?(?:experts?[ ]?)?(?:[x×X*]|of(?=[ ]))[ ]?[0-9]{1,4}(?:\.[0-9]{1,3})?"
    r"[KMBTkmbt](?![A-Za-z0-9])"
)
_FEW = Decimal(1000)  # a smaller bare number with a word behind it counts something else


@dataclass(frozen=True)
class WrittenParameters:
    """Parameters as stated.

    Args:
        total: The largest stated size, or None.
        variants: Every size of a list of sizes, the largest too; empty where one size is stated.
        components: Labelled parts of the total (`540B LLM + 22B Vi`).
        tokens: Training data stated in the same text.
        active: Parameters used for one token, where the words say so.
        reason: Why there is no total.
        code: The same as a code: `expert-product`, `only-active`, `unknown-scale`, `nothing-stated`, `no-size`.
    """

    total: Quantity | None = None
    variants: tuple[Quantity, ...] = ()
    components: tuple[Quantity, ...] = ()
    tokens: tuple[Quantity, ...] = field(default=())
    active: Quantity | None = None
    reason: str = ""
    code: str = ""


def read_parameters(words: str, *, lexicon: Lexicon = ENGLISH) -> WrittenParameters:
    """Read a statement of parameters.

    A list of sizes gives variants, the largest of which is the total. A leading figure with parts in brackets or
    behind a plus is the total itself: it is what the sources name as the largest number of parameters. A size is
    active where its own clause says so, where it is the A22B of `235B-A22B`, or where it is the second and smaller of
    two that one slash parts (`46.7B/12.9B`, flagged `slash-pair`). The factor of `8x22B` is not a size.

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
        >>> moe = read_parameters("8x22B (39B active)")
        >>> moe.total, moe.active.value
        (None, '39000000000')
    """
    plain = plainly(capped(words), lexicon)
    found = _read_plain(plain.words, lexicon)
    return _in_source(found, plain, words) if plain.at else found


def _read_plain(words: str, lexicon: Lexicon) -> WrittenParameters:
    named = {match.end() for match in _ACTIVE_IN_NAME.finditer(words)}
    masked = _ACTIVE_IN_NAME.sub(
        lambda match: ("," if match[1] in ("-", " ") else "(" if match[1] else "").ljust(len(match[0])), words
    )
    found = quantities_of(masked, "parameters", lexicon)
    tokens = tuple(q for q in found if q.unit == "tokens")
    sizes = [q for q in found if q.unit == "parameters" and _is_size(masked, q, lexicon)]
    by_words = _active_by_words(masked, sizes, lexicon)
    is_active = [q.start in named or n in by_words for n, q in enumerate(sizes)]
    active = [q for q, one in zip(sizes, is_active, strict=True) if one]
    whole = [q for q, one in zip(sizes, is_active, strict=True) if not one]
    if not active and _is_slash_pair(masked, whole):
        active = [_flagged(whole[1], "slash-pair")]
        whole = whole[:1]
    if not whole:
        one = active[0] if len(active) == 1 else None
        code, reason = _why_none(words, found, active, lexicon)
        return WrittenParameters(tokens=tokens, active=one, code=code, reason=reason)
    if len(whole) > 1 and _is_list(masked, whole):
        largest = max(whole, key=lambda q: Decimal(q.high or q.value))
        variants = tuple(_flagged(q, "largest-of-list") if q is largest else _unflagged(q) for q in whole)
        total = next(q for q in variants if q.start == largest.start)
        return WrittenParameters(total, variants, tokens=tokens, active=_active_of(total, whole, active))
    total = whole[0] if len(whole) > 1 else _unflagged(whole[0]) if active else whole[0]
    behind_plus = any("+" in words[a.end : b.start] and not _in_brackets(words, b.start) for a, b in pairwise(whole))
    if behind_plus:
        # "3.5B diffusion model (…) + 1.5B …": the source's own largest number of parameters is 3.5B, not the sum.
        total = _flagged(total, "leading-of-sum")
    return WrittenParameters(total, components=tuple(whole[1:]), tokens=tokens, active=_active_of(total, whole, active))


def _flagged(q: Quantity, flag: str) -> Quantity:
    return q if flag in q.flags else msgspec.structs.replace(q, flags=(*q.flags, flag))


def _unflagged(q: Quantity) -> Quantity:
    """Return a size of a list without the flag of the largest."""
    return msgspec.structs.replace(q, flags=tuple(f for f in q.flags if f != "largest-of-list"))


def _in_source(found: WrittenParameters, plain: Plain, words: str) -> WrittenParameters:
    def one(q: Quantity | None) -> Quantity | None:
        return None if q is None else as_in_source(q, plain, words)

    def each(many: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
        return tuple(as_in_source(q, plain, words) for q in many)

    return WrittenParameters(
        one(found.total),
        each(found.variants),
        each(found.components),
        each(found.tokens),
        one(found.active),
        found.reason,
        found.code,
    )


def _active_by_words(words: str, sizes: list[Quantity], lexicon: Lexicon) -> set[int]:
    """Return indices of sizes that their clause calls active: `37B activated`, `active: 37B`, `17B active of 109B`."""
    active: set[int] = set()
    taken = 0  # words before this offset belong to an earlier size
    for n, q in enumerate(sizes):
        stop = sizes[n + 1].start if n + 1 < len(sizes) else len(words)
        between = words[q.end : stop]
        after = _CLAUSE.split(between, maxsplit=1)[0]
        if n + 1 < len(sizes) and after == between and between.rstrip().endswith((":", "=")):
            after = ""  # a heading of the next size
        before = _CLAUSE.split(words[max(taken, q.start - 60) : q.start])[-1]
        own = _active_word(lexicon).search(f"{q.as_written} {after}")
        if own or _active_word(lexicon).search(before):
            active.add(n)
        taken = q.end + len(after)
    return active


@cache
def _active_word(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z-])(?:{either(lexicon.active_words)})(?![A-Za-z])", re.IGNORECASE)


def _is_slash_pair(words: str, sizes: list[Quantity]) -> bool:
    """Return whether one slash separates two sizes, the larger first: a total and its active parameters."""
    if len(sizes) != 2 or _SLASH.fullmatch(words[sizes[0].end : sizes[1].start]) is None:
        return False
    return Decimal(sizes[0].value) >= 2 * Decimal(sizes[1].value)


def _active_of(total: Quantity, whole: list[Quantity], active: list[Quantity]) -> Quantity | None:
    """Return the active size of the total: the only one, or the next after the total and before another size. None if
    none or several fit.
    """
    if len(whole) == 1:
        fitting = [q for q in active if Decimal(q.value) < Decimal(total.high or total.value)]
        return fitting[0] if len(fitting) == 1 else None
    following = min((q.start for q in whole if q.start > total.start), default=None)
    own = [q for q in active if q.start > total.start and (following is None or q.start < following)]
    return own[0] if len(own) == 1 else None


def _why_none(words: str, found: Sequence[Quantity], active: list[Quantity], lexicon: Lexicon) -> tuple[str, str]:
    """Return the code and the reason why no total is read."""
    stated = words.strip()
    if _EXPERTS.search(words):
        return "expert-product", f"{stated[:80]!r} multiplies experts; their product is not a total"
    if active:
        return "only-active", "only active parameters are stated"
    if any(q.unit == "parameters" for q in found):
        return "unknown-scale", f"a word in {stated[:80]!r} is not understood"
    if stated.lower() in lexicon.nothing_stated:
        return "nothing-stated", "nothing is stated"
    return "no-size", f"no size is stated in {stated[:80]!r}"


@cache
def _trained_on(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon.trained_on_pattern})[ ~≈]{{1,3}}$", re.IGNORECASE | re.ASCII)


def _is_size(words: str, q: Quantity, lexicon: Lexicon) -> bool:
    """Return whether a count is a model's parameters: not data (`7B, trained on 2T`), not 16.8 of an unknown scale."""
    if lexicon.parameter_stem and lexicon.parameter_stem in q.as_written.lower():
        return True
    behind = words[q.end : q.end + 2]
    word_follows = behind[:1] == " " and behind[1:].isalpha()
    is_cut = behind[:1] == "," and behind[1:].isdigit()  # the 1 of `1,4 zillion`
    if Decimal(q.value) < _FEW and q.as_written[-1:].isdigit() and (word_follows or is_cut):
        return False
    return _trained_on(lexicon).search(words[max(0, q.start - 24) : q.start]) is None


def _in_brackets(words: str, offset: int) -> bool:
    return words.count("(", 0, offset) > words.count(")", 0, offset)


def _is_list(words: str, sizes: list[Quantity]) -> bool:
    """Return whether sizes are a list of alternatives, not a total and its parts."""
    between = "".join(words[a.end : b.start] for a, b in pairwise(sizes))
    return "+" not in between and "(" not in between
