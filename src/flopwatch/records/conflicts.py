"""Conflicts: claims of independent sources, or of one developer in several languages, that differ on one value."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from flopwatch.domain import Claim, PartialDate, Source, canonical, exact, field
from flopwatch.records.choose import ChoiceContext, base_value, times_apart
from flopwatch.records.results import Conflict, FieldKey
from flopwatch.records.withdrawals import in_force
from flopwatch.text import LEXICONS

ROUNDED_APART = 1.05  # two digits round by up to 5% (1.0 for 1.05): within it two values are one
_TAGS = "|".join((*LEXICONS, "en"))
_PAGE_LANGUAGE = re.compile(rf"readme[._-]({_TAGS})(?![a-z])|/({_TAGS})(?:-[a-z]{{2}})?/", re.IGNORECASE)
# Scale words of other scripts, each with the languages that write numbers with it.
_SCALES = {
    word: {tag for tag, one in LEXICONS.items() if word in one.scale_powers}
    for lexicon in LEXICONS.values()
    for word in lexicon.scale_powers
    if not word.isascii()
}


def conflicts_on(model: str, name: FieldKey, claims: Mapping[str, Claim], context: ChoiceContext) -> list[Conflict]:
    """Return the values on which independent sources differ: numbers and dates of fields that have one value.

    Pages of one developer in two languages count as independent: a translated scale word is often wrong (`355億` for
    `3550亿`). Values that differ by rounding (at most `ROUNDED_APART`) or in precision are not a conflict.
    """
    about = field(name.name)
    if about.many or about.kind not in ("quantity", "date") or about.name == "variant_parameters":
        return []
    by_value: dict[str, list[str]] = defaultdict(list)
    witnesses: set[tuple[str, str]] = set()
    for key, claim in sorted(in_force(claims, context.sources, context.accepted, context.rejected).items()):
        if claim.relation not in ("=", "≈") or key in context.rejected:
            continue
        # Conversions add digits that no source stated: values equal to four digits agree.
        value = canonical(Decimal(f"{base_value(claim)[0]:.4g}")) if about.kind == "quantity" else claim.value
        by_value[value].append(key)
        witnesses.add((context.group(claim), language_of(claim, context.sources.get(claim.source))))
    if len(by_value) < 2 or len(witnesses) < 2:
        return []
    compared = [claims[key] for keys in by_value.values() for key in keys]
    if about.kind == "quantity" and 0 < times_apart(compared) <= ROUNDED_APART:
        return []
    if about.kind == "date" and _agree(PartialDate.from_iso(claim.value) for claim in compared):
        return []
    ordered = sorted(by_value, key=exact if about.kind == "quantity" else None)
    return [Conflict(model, name, {value: tuple(by_value[value]) for value in ordered})]


def language_of(claim: Claim, source: Source | None) -> str:
    """Return the tag of the language in which a claim was written, "en" where nothing says another one.

    By the name of its page (`README_zh.md`), else by the scale word of another script in its words (`3550亿`).
    """
    named = _PAGE_LANGUAGE.search(f"{source.title} {source.url}") if source else None
    if named:
        return (named[1] or named[2]).casefold()
    found = [tags for word, tags in _SCALES.items() if word in claim.as_written]
    return min(set.intersection(*found) or set.union(*found)) if found else "en"


def _agree(dates: Iterable[PartialDate]) -> bool:
    """Return whether one day fits every date: they differ in precision only (2021-08 and 2021-08-11)."""
    some = list(dates)
    return max(one.earliest for one in some) <= min(one.latest for one in some)
