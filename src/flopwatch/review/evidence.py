"""Evidence of a proposal: the passage with the quoted words marked, their reading, and reasons to doubt them.

A passage is text of strangers. It is compared and shown, and never followed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import msgspec

from flopwatch.domain import Claim, exact, field, unit
from flopwatch.extraction import Fact, language_of, read_facts
from flopwatch.records import base_value
from flopwatch.text import read_quantities

_ZERO_WIDTH = {0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD}
# Orders to a reader that a source of facts has no reason to hold.
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget)\s+(?:all|any|the|your|previous|prior)\b"
    r"|\bset\s+(?:the\s+)?(?:parameters|compute|value|tokens)\s+to\b"
    r"|\b(?:curator|reviewer|assistant|system)\s*:\s",
    re.IGNORECASE,
)
_KINDS = {"parameters": ("params",), "active_parameters": ("active_params", "params"), "training_compute": ("flop",)}


class Segment(msgspec.Struct, frozen=True):
    """A stretch of a passage, and whether it is the quoted words."""

    text: str
    marked: bool


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence ready to show.

    Args:
        segments: The passage in order, with the quoted words marked.
        language: Tag of its language.
        reading: Quantities that flopwatch reads in the quoted words, in English.
        doubts: Reasons to look twice, in words.
    """

    segments: tuple[Segment, ...]
    language: str
    reading: tuple[str, ...]
    doubts: tuple[str, ...]


def evidence_of(claim: Claim, passage: str) -> Evidence:
    """Return the evidence of one claim.

    Args:
        claim: The claim; its `as_written` are the quoted words.
        passage: The passage that holds them; the words alone if it is empty.
    """
    text = passage or claim.as_written
    facts = read_facts(claim.as_written)
    return Evidence(
        segments=tuple(_segments(text, claim.as_written)),
        language=language_of(text),
        reading=tuple(dict.fromkeys(_read(one) for one in facts)),
        doubts=tuple(_doubts(claim, text, facts)),
    )


def _segments(text: str, words: str) -> Iterator[Segment]:
    at = 0
    while words and (found := text.find(words, at)) >= 0:
        if found > at:
            yield Segment(text[at:found], False)
        yield Segment(words, True)
        at = found + len(words)
    if at < len(text):
        yield Segment(text[at:], False)


def _read(fact: Fact) -> str:
    return f"{fact.kind} {fact.relation} {fact.value} {fact.unit}".strip()


def _doubts(claim: Claim, text: str, facts: tuple[Fact, ...]) -> Iterator[str]:
    if claim.as_written not in text:
        yield "the quoted words are not in the passage"
    if _ORDERS.search(text):
        yield "the passage addresses its reader with orders; it is shown as text and nothing in it is followed"
    if "\ufffd" in text or any(ord(one) in _ZERO_WIDTH for one in text):
        yield "the passage held control, direction or zero-width marks"
    if _mixes_scripts(claim.subject):
        yield f"the name {claim.subject[:80]} mixes scripts"
    if field(claim.field).kind == "quantity" and not _states_number(claim, facts):
        yield "no number that flopwatch reads in the quoted words is the proposed value"


def _states_number(claim: Claim, facts: tuple[Fact, ...]) -> bool:
    wanted = base_value(claim)[0]
    for one in facts:
        if one.kind in ("date", "licence", "base_model", "chip"):
            continue
        try:
            value = base_value(msgspec.structs.replace(claim, value=one.value, high=""))[0]
            plain = value / unit(claim.unit).factor
        except ValueError:
            continue
        if wanted in (value, plain) or abs(plain - wanted) * 200 <= wanted:
            return True
    stated = read_quantities(claim.as_written, default_unit=claim.unit)
    return any(exact(one.value) in (wanted, exact(claim.value)) for one in stated)


def _mixes_scripts(name: str) -> bool:
    scripts = {unicodedata.name(one, "").split(" ")[0] for one in name if one.isalpha()}
    return len(scripts & {"LATIN", "CYRILLIC", "GREEK"}) > 1
