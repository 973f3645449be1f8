"""Words proposed in place of doubted ones, in the style of the list that has them: only where the slip is certain."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from flopwatch.audit.findings import Finding
from flopwatch.domain import Claim, PartialDate, exact
from flopwatch.records import Record, base_value
from flopwatch.text import read_quantities

_LETTERS, _SCALE_WORDS = ("", "K", "M", "B", "T"), ("", "thousand", "million", "billion", "trillion")
_NUMBER = re.compile(
    r"(?P<digits>[0-9][0-9,]*(?:\.[0-9]+)?)"
    r"(?:(?:[eE]\+?|\s?[×x*·]\s?10(?:\^|\*\*)?\{?)(?P<power>-?[0-9]{1,3}|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
    r"|\s?(?P<scale>[kKMBGT](?![A-Za-z])|(?i:thousand|million|billion|trillion)\b)|)"
)
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_MONTH = re.compile(r"(?i)\b(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?")
_NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November")
_MONTHS = (*_NAMES, "December")
# Costs and hours follow several conventions and a context can be extended: there a factor of 10 is no slip.
_AMOUNTS = ("parameters", "active_parameters", "dataset_size", "tokens_seen", "training_compute")
_AGREES = 2  # factor within which another source confirms the doubted figure
_SLIPS = (3, -3, 6, -6, 1, -1, 2, -2)  # decimal places by which a figure is mistyped, units first


def mended_words(finding: Finding, claim: Claim, entry: Iterable[Claim], record: Record | None) -> str:
    """Return the words that replace a claim's words, in their own style; "" unless the slip is certain.

    A slip is certain if undoing it gives what another source states: a number its digits, with another power of ten;
    a date its month, in the year of the entry's own link. Two figures that only differ are left to a person.

    Args:
        finding: The finding.
        claim: The doubted claim, of the audited list.
        entry: All claims of its entry.
        record: The model that the entry was matched to; None if there is none.
    """
    if record is None or not claim.value:
        return ""
    if claim.field == "published":
        others = [one for one in record.claims.values() if one.field == "published" and one.source != claim.source]
        return date_like(claim.as_written, finding.words) if _is_stated(finding.words, others) else ""
    # A figure of an entry with several sizes may be that of another of its models.
    if claim.field not in _AMOUNTS or any(one.field == "variant_parameters" for one in entry):
        return ""
    places = _slipped_places(claim, record)
    return rescaled(claim.as_written, -places) if places else ""


def _is_stated(iso: str, claims: Iterable[Claim]) -> bool:
    """Return whether a claim states a date, at least to the month."""
    if not iso:
        return False
    date = PartialDate.from_iso(iso)
    stated = [PartialDate.from_iso(one.value) for one in claims if one.relation == "="]
    return any(bool(one.month) and (date.contains(one) or one.contains(date)) for one in stated)


def _slipped_places(claim: Claim, record: Record) -> int:
    """Return by how many decimal places a claim's number is too large (3) or too small (-3), going by the digits of the
    value in force; 0 if they differ, or if any other source confirms the number.
    """
    mine, unit = base_value(claim)
    found = _NUMBER.search(claim.as_written)
    values = [one for one in record.fields.values() if one.field == claim.field and one.unit == unit]
    stated = _stated_by_others(claim, record, [key for one in values for key in (*one.claims, *one.rivals)])
    in_force = _stated_by_others(claim, record, [key for one in values if not one.key.part for key in one.claims])
    if not found or mine <= 0 or any(mine / _AGREES < one < mine * _AGREES for one in stated):
        return 0
    digits = len(found["digits"].replace(",", "").replace(".", "").lstrip("0"))
    for places in _SLIPS:
        if places % 3 and digits < 2:
            continue  # one digit is easily the same by chance
        if any(_rounded(one, digits) == _rounded(mine.scaleb(-places), digits) for one in in_force):
            return places
    return 0


def _stated_by_others(claim: Claim, record: Record, keys: Iterable[str]) -> list[Decimal]:
    claims = [record.claims[key] for key in keys if key in record.claims]
    return [base_value(one)[0] for one in claims if one.source != claim.source]


def _rounded(value: Decimal, digits: int) -> Decimal:
    return Decimal(f"{value:.{max(digits, 1) - 1}e}")


def rescaled(words: str, places: int) -> str:
    """Return words with their first number multiplied by a power of ten, in its own digits and notation.

    Returns:
        The words; "" if they would not be read as that number.

    Example:
        >>> rescaled("93B", -3), rescaled("1750B", -1), rescaled("14.8 billion tokens", 3), rescaled("3.3e26 FLOP", -1)
        ('93M', '175B', '14.8 trillion tokens', '3.3e25 FLOP')
        >>> rescaled("1,750,000 hours", -1), rescaled("3.8 × 10²⁸", -3), rescaled("ten", 1)
        ('175,000 hours', '3.8 × 10²⁵', '')
    """
    found = _NUMBER.search(words)
    if not found:
        return ""
    now = _moved(words, found, places)
    was_read, now_read = read_quantities(words), read_quantities(now)
    right = was_read and now_read and exact(was_read[0].value).scaleb(places) == exact(now_read[0].value)
    return now if right else ""


def _moved(words: str, found: re.Match[str], places: int) -> str:
    if found["power"]:
        power = str(int(found["power"].translate(_LOWERED)) + places)
        power = power if found["power"].isascii() else power.translate(_RAISED)
        return words[: found.start("power")] + power + words[found.end("power") :]
    was = Decimal(found["digits"].replace(",", ""))
    number, scale = was.scaleb(places), found["scale"] or ""
    if scale:
        names = _LETTERS if len(scale) == 1 else _SCALE_WORDS
        at = names.index({"k": "K", "G": "B"}.get(scale, scale if len(scale) == 1 else scale.casefold()))
        steps = 0 if _thousands(number) == _thousands(was) else _thousands(number)
        if 0 < at + steps < len(names):
            number = number.scaleb(-3 * steps)
            scale = names[at + steps] if steps else scale
    shown = f"{number.normalize():,f}" if "," in found["digits"] else f"{number.normalize():f}"
    gap = words[found.end("digits") : found.start("scale")] if scale else ""
    return words[: found.start("digits")] + shown + gap + scale + words[found.end() :]


def _thousands(number: Decimal) -> int:
    """Return the power of 1000 that leaves 1 to 999 of a number: 1 for 14 800, -1 for 0.4."""
    return number.adjusted() // 3


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
