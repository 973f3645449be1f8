"""Entries of a list as they are written, from the claims that were read from one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from flopwatch.domain import Claim
from flopwatch.sources.headers import fold_key
from flopwatch.sources.lists.list_faults import spelt_key
from flopwatch.sources.lists.listed_entry import ListedEntry

HEADING = "the heading above"  # of the locator of a claim that rests on an entry's heading
WORDS = "listed_as"  # field of a claim that holds all the words under a key
MISSPELT, LENIENT = "misspelt-key", "lenient"
_NOT_OF_A_BLOCK = ("developer", "date", "title", "link", "*", "words", "name", HEADING)
_ROW = re.compile(r"row [0-9]+$")  # of a table between the items
_COPY = re.compile(r" \([0-9]{1,4}\)$")  # after the place of the second entry of a name


def entries_of_claims(claims: Iterable[Claim]) -> list[ListedEntry]:
    """Return the entries that a list's claims were read from, in the list's order, misspelt keys spelt right.

    Args:
        claims: The claims of one snapshot of the reader `awesome-list`, in its order.
    """
    grouped: dict[str, list[Claim]] = {}
    for one in claims:
        grouped.setdefault(one.entry, []).append(one)
    return [_entry(place, found) for place, found in grouped.items() if place and not _ROW.match(place)]


def _entry(place: str, claims: Sequence[Claim]) -> ListedEntry:
    first = claims[0]
    if first.kind == "chip":
        return ListedEntry(tuple(place.rpartition(": ")[0].split(" / ")), "chip", first.as_written)
    above = _COPY.sub("", place).removesuffix(first.subject).removesuffix(" / ")
    keyed: dict[str, list[Claim]] = {}
    for one in claims:
        keyed.setdefault(one.locator.removeprefix(f"{place}: "), []).append(one)
    block = {key: found for key, found in keyed.items() if key not in _NOT_OF_A_BLOCK and not key.startswith("[")}
    summary = any(fold_key(key) in ("date created", "model family", "research problem") for key in block) or (
        "Title" in keyed or "organization" in keyed
    )
    lenient = any(LENIENT in one.flags for found in block.values() for one in found)
    access = next((one.as_written for one in claims if one.field in ("access", "code_access") and _tag(one)), "")
    developers = keyed.get("developer", [])
    return ListedEntry(
        headings=tuple(above.split(" / ")) if above else (),
        kind=first.kind,
        name=first.subject,
        summary=summary,
        distributed="*" in keyed,
        developers=next((one.as_written for one in developers if one.field == "developer"), ""),
        homepage=next((one.value for one in developers if one.field == "homepage"), ""),
        link=next((one.value for one in keyed.get("link", ())), ""),
        date=next((one.as_written for one in keyed.get("date", ())), ""),
        access=access,
        title=next((one.value for one in keyed.get("title", ())), ""),
        links=tuple(_links(keyed, access)),
        pairs=tuple(_pair(key, found, summary=summary) for key, found in block.items()),
        lenient=lenient,
    )


def _tag(claim: Claim) -> bool:
    return claim.locator.endswith(("[open]", "[close]", "[closed]"))


def _links(keyed: dict[str, list[Claim]], access: str) -> Iterable[tuple[str, str]]:
    for key, found in keyed.items():
        if not key.startswith("["):
            continue
        links = [one.value for one in found if one.field in ("paper", "source_code", "weights")]
        label = key.strip("[]")
        if access and key.strip("[]") in ("open", "close", "closed"):
            continue  # the words of the access hold the link
        if links or not any(one.field == "access" for one in found):
            yield label, links[0] if links else ""


def _pair(key: str, claims: Sequence[Claim], *, summary: bool) -> tuple[str, str]:
    """Return a key as it is spelt right, and its value as the list writes it."""
    shown = spelt_key(key, summary=summary) if any(MISSPELT in one.flags for one in claims) else key
    words = next((one.value for one in claims if one.field == WORDS), "") or _joined([one.as_written for one in claims])
    return shown, "" if words == "(empty)" else words


def _joined(texts: Sequence[str]) -> str:
    """Return the text that holds all others, or all of them after commas."""
    longest = max(texts, key=len)
    return longest if all(one in longest for one in texts) else ", ".join(dict.fromkeys(texts))
