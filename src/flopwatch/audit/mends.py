"""Words proposed in place of doubted ones, in the style of the list that has them."""

from __future__ import annotations

import re
from decimal import Decimal

from flopwatch.audit.findings import Finding
from flopwatch.domain import Claim, PartialDate, canonical, exact, field, to_base

_SCALES = {"k": 3, "K": 3, "M": 6, "B": 9, "G": 9, "T": 12, "P": 15}
_LETTERS = ((12, "T"), (9, "B"), (6, "M"), (3, "K"))
_NUMBER = re.compile(
    r"(?P<digits>[0-9][0-9,]*(?:\.[0-9]+)?)(?:[eE](?P<power>[+-]?[0-9]{1,3}))?(?P<scale>\s?[kKMBGT](?![A-Za-z])|)"
)
_MONTH = re.compile(r"(?i)\b(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?")
_NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November")
_MONTHS = (*_NAMES, "December")
_NEAR_SLIP = 2.3  # factor between a slip of decimal places and the ratio seen
_AGREES = 1.5  # factor within which another source bears the doubted figure out
_REPLACED = ("parameters", "active_parameters", "dataset_size", "tokens_seen", "training_compute")


def mended_words(finding: Finding, claim: Claim, reference: str) -> str:
    """Return the words proposed for a claim's words, in their own style; "" if nothing definite is proposed.

    Args:
        finding: The finding.
        claim: The doubted claim, of the audited list.
        reference: The value that other sources state for the field, canonical and in its base unit; "" if none does.
    """
    if finding.words:
        return date_like(claim.as_written, finding.words) if claim.field == "published" else finding.words
    if field(claim.field).kind != "quantity" or not claim.value or finding.severity == "low":
        return ""
    value = to_base(exact(claim.value), claim.unit)[0] if claim.unit else exact(claim.value)
    if reference:
        return _towards(claim, value, exact(reference))
    return rescaled(claim.as_written, -finding.places) if finding.places and claim.field == finding.field else ""


def _towards(claim: Claim, value: Decimal, reference: Decimal) -> str:
    """Return the words with a slip of decimal places undone if that explains the difference, else the reference."""
    ratio = float(value / reference)
    if max(ratio, 1 / ratio) < _AGREES:
        return ""
    for places in (3, 1, 2, 6):
        for signed in (places, -places):
            tolerance = _NEAR_SLIP if places in (3, 6) else 1.2
            if max(ratio / 10.0**signed, 10.0**signed / ratio) <= tolerance:
                return rescaled(claim.as_written, -signed)
    # Costs and hours are worked out by several conventions: another source's figure does not replace them.
    return _like(claim.as_written, reference / value) if claim.field in _REPLACED else ""


def rescaled(words: str, places: int) -> str:
    """Return words with their first number multiplied by a power of ten.

    Example:
        >>> rescaled("93B", -3), rescaled("1750B", -1), rescaled("14.8B tokens", 3), rescaled("3.3e26 FLOP", -1)
        ('93M', '175B', '14.8T tokens', '3.3e25 FLOP')
    """
    return _like(words, Decimal(10) ** places)


def _like(words: str, factor: Decimal) -> str:
    """Return words with their first number multiplied by a factor, to three digits, in its own notation."""
    found = _NUMBER.search(words)
    if not found:
        return ""
    digits = Decimal(found["digits"].replace(",", ""))
    shift = _SCALES.get(found["scale"].strip(), 0)
    number = digits.scaleb(shift + int(found["power"] or 0)) * factor
    if found["power"]:
        power = number.adjusted()
        shown = f"{canonical(Decimal(f'{number.scaleb(-power):.3g}'))}e{power}"
        return words[: found.start("digits")] + shown + words[found.end() :]
    if not found["scale"].strip():
        return words[: found.start("digits")] + canonical(Decimal(f"{number:.3g}")) + words[found.end("digits") :]
    gap = " " if found["scale"][:1] == " " else ""
    same = number.scaleb(-shift)
    letter, exponent = found["scale"].strip(), shift
    if not 1 <= same < 10_000 or abs(factor.adjusted()) >= 3:
        exponent, letter = next(((at, one) for at, one in _LETTERS if number >= Decimal(10) ** at), (shift, letter))
        letter = letter.lower() if found["scale"].strip().islower() and letter == "K" else letter
    shown = canonical(Decimal(f"{number.scaleb(-exponent):.3g}"))
    return words[: found.start("digits")] + shown + gap + letter + words[found.end() :]


def date_like(words: str, iso: str) -> str:
    """Return a date in the style of the words; "" if their style is not known.

    Example:
        >>> date_like("Dec. 2022", "2021-12"), date_like("2022/12", "2021-12"), date_like("March 2023", "2022-02")
        ('Dec. 2021', '2021/12', 'February 2022')
    """
    date = PartialDate.from_iso(iso)
    year = re.search(r"(?:19|20)[0-9]{2}", words)
    if not year:
        return ""
    named = _MONTH.search(words)
    if named:
        month = _MONTHS[date.month - 1] if date.month else ""
        if not month:
            return words.replace(year[0], str(date.year), 1)
        short = month if len(month) <= 4 else f"{month[: 4 if month == 'September' else 3]}."
        cut = named[0].casefold() not in ("may", "june", "july") and "." not in named[0]  # as in `Oct 2019`
        style = month if len(named[0].rstrip(".")) > 4 else month[:3] if cut else short
        return words.replace(named[0], style, 1).replace(year[0], str(date.year), 1)
    numeric = re.fullmatch(r"((?:19|20)[0-9]{2})(?:([-/.])([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?", words.strip())
    if not numeric:
        return ""
    parts = [str(date.year)]
    parts += [f"{date.month:02}"] if numeric[3] and date.month else []
    parts += [f"{date.day:02}"] if numeric[4] and date.month and date.day else []
    return (numeric[2] or "-").join(parts)
