"""Rules on the attribution of an entry: its date, its paper, its heading, its link."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from flopwatch.audit.census.context import AuditContext
from flopwatch.audit.findings import Finding
from flopwatch.domain import Claim, PartialDate
from flopwatch.identity import fold_listed
from flopwatch.records import Record


def date_conflicts(evidence: AuditContext) -> Iterator[Finding]:
    """Find dates that exclude each other: neither is a more precise form of the other."""
    for record in evidence.records.values():
        dated = [
            (key, claim) for key, claim in record.claims.items() if claim.field == "published" and claim.relation == "="
        ]
        seen: set[tuple[str, str]] = set()
        for i, (key, claim) in enumerate(dated):
            for other_key, other in dated[i + 1 :]:
                a, b = PartialDate.from_iso(claim.value), PartialDate.from_iso(other.value)
                pair = (min(claim.value, other.value), max(claim.value, other.value))
                if a.contains(b) or b.contains(a) or pair in seen:
                    continue
                seen.add(pair)
                days = abs((a.plotted - b.plotted).days)
                late, early = (claim, other) if a > b else (other, claim)
                lead = _paper_month(record)
                fits = (
                    f" Its paper is from {lead}, which fits {early.value}."
                    if lead and early.value.startswith(lead)
                    else ""
                )
                yield Finding(
                    rule="date-conflict",
                    severity="medium" if days > 45 else "low",
                    model=record.id,
                    field="published",
                    source=late.source,
                    as_written=late.as_written,
                    message=f"{late.value} ({late.source}, {late.locator}) against {early.value} ({early.source}): "
                    f"{days} day{'s' * (days != 1)} apart.{fits}",
                    proposal=f"First published {early.value}." if days > 45 else "",
                    claims=(key, other_key),
                )


_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf)/([0-9]{2})([0-9]{2})\.([0-9]{4,5})")


def _paper_month(record: Record) -> str:
    for link in record.values("paper"):
        found = _ARXIV.search(link)
        if found:
            return f"20{found[1]}-{found[2]}"
    return ""


def shared_papers(evidence: AuditContext) -> Iterator[Finding]:
    """Find papers given for models of different developers. Models of one developer may truly share a paper."""
    by_paper: dict[str, list[Record]] = defaultdict(list)
    for record in evidence.records.values():
        for key in sorted({_paper_key(link) for link in record.values("paper")} - {""}):
            by_paper[key].append(record)
    for key, some in sorted(by_paper.items()):
        for i, a in enumerate(some):
            for b in some[i + 1 :]:
                if not a.values("developer") or not b.values("developer") or _share_a_developer(a, b):
                    continue
                owner, guest = _owner(a, b)
                stated = next(
                    (k, c) for k, c in guest.claims.items() if c.field == "paper" and _paper_key(c.value) == key
                )
                yield Finding(
                    rule="shared-paper",
                    severity="medium",
                    model=guest.id,
                    field="paper",
                    source=stated[1].source,
                    as_written=stated[1].as_written,
                    message=f"{guest.name} ({', '.join(guest.values('developer'))}) gives the paper {key}, "
                    "which is "
                    f"{owner.name}'s ({', '.join(owner.values('developer'))}).",
                    proposal=f"Find {guest.name}'s own paper; this one belongs to {owner.name}.",
                    claims=(stated[0],),
                )


def _share_a_developer(a: Record, b: Record) -> bool:
    """Return whether one developer's name is that of another, or part of it (a department, a longer form)."""
    ours, theirs = ({fold_listed(name) for name in one.values("developer")} for one in (a, b))
    return any(one in other or other in one for one in ours for other in theirs)


def _paper_key(link: str) -> str:
    found = _ARXIV.search(link)
    if found:
        return f"arXiv:{found[1]}{found[2]}.{found[3]}"
    return link.split("?")[0].rstrip("/").casefold() if link.endswith(".pdf") or "doi.org" in link else ""


def _owner(a: Record, b: Record) -> tuple[Record, Record]:
    """Return the paper's model first, then the other: dated nearer the paper's month, else earlier."""
    month = _paper_month(a) or _paper_month(b)

    def distance(record: Record) -> tuple[int, str]:
        date = record.value("published")
        if not date:
            return (10**6, record.id)
        origin = PartialDate.from_iso(month).plotted if month else PartialDate(1950).plotted
        return (abs((PartialDate.from_iso(date).plotted - origin).days), record.id)

    first, second = sorted((a, b), key=distance)
    return first, second


# The meaning of a section's heading: words of the heading, and the domains that belong in the section.
_SECTIONS: tuple[tuple[str, frozenset[str]], ...] = (
    ("language", frozenset({"language", "multimodal"})),
    ("vision", frozenset({"vision", "multimodal", "image-generation", "video", "3d"})),
    ("image", frozenset({"vision", "multimodal", "image-generation", "video", "3d"})),
    ("speech", frozenset({"speech", "audio"})),
    ("audio", frozenset({"speech", "audio"})),
    ("reinforcement", frozenset({"games", "robotics", "driving", "reinforcement-learning"})),
    ("science", frozenset({"biology", "physics", "earth-science", "mathematics"})),
    ("biology", frozenset({"biology"})),
    ("game", frozenset({"games"})),
    ("robot", frozenset({"robotics", "games", "reinforcement-learning"})),
)


def headings(evidence: AuditContext) -> Iterator[Finding]:
    """Find entries in the wrong section: of another domain, or of another organisation."""
    by_heading: dict[tuple[str, str], list[tuple[Record, str, Claim, str]]] = defaultdict(list)
    for record in evidence.records.values():
        for key, claim in record.claims.items():
            if claim.field == "listed_under" and claim.value:
                siblings = [
                    one for one in record.claims.values() if one.source == claim.source and one.entry == claim.entry
                ]
                by_heading[claim.source, claim.value].append(
                    (record, key, claim, _mismatch(claim.value, siblings, evidence))
                )
    for (source, heading), listed in sorted(by_heading.items()):
        wrong = [one for one in listed if one[3]]
        by_organisation = not any(word in heading.casefold() for word, _ in _SECTIONS)
        if by_organisation and len(wrong) > 3 and len(wrong) * 2 > len(listed):
            names = ", ".join(one[0].name for one in wrong[:4])
            yield Finding(
                rule="heading",
                severity="medium",
                model=wrong[0][0].id,
                field="listed_under",
                source=source,
                as_written=heading,
                message=f"{len(wrong)} of {len(listed)} entries under {heading!r} contradict it ({names}, …): "
                "the section looks spliced.",
                proposal="Take the organisation from each entry, never from this heading.",
                claims=tuple(one[1] for one in wrong),
            )
            continue
        for record, key, claim, why in wrong:
            yield Finding(
                rule="heading",
                severity="medium",
                model=record.id,
                field="listed_under",
                source=source,
                as_written=claim.value,
                message=f"{record.name} is listed under {heading!r}, but {why}.",
                proposal="Move the entry, or correct its domain or organisation.",
                claims=(key,),
            )


def _mismatch(heading: str, siblings: list[Claim], evidence: AuditContext) -> str:
    lowered = heading.casefold()
    domains = {one.value for one in siblings if one.field == "domain" and one.relation == "="}
    for word, allowed in _SECTIONS:
        if word in lowered:
            return f"its field is {', '.join(sorted(domains))}" if domains and not domains & allowed else ""
    stated = {fold_listed(one.value) for one in siblings if one.field == "developer"}
    known = evidence.organisations
    named = {fold_listed(part.strip()) for part in re.split(r",| and ", heading) if part.strip()}
    if stated and named & known and not any(a in b or b in a for a in named for b in stated):
        return f"its organisation is {', '.join(sorted(stated))}"
    return ""


def access_against_links(evidence: AuditContext) -> Iterator[Finding]:
    """Find closed models with a link to weights, and open models without a link."""
    for record in evidence.records.values():
        for source, picture, _ in evidence.pictures(record):
            access = picture.fields.get("access")
            if access is None:
                continue
            stated = picture.claims[access.claims[0]]
            links = [one for one in picture.values("weights") if re.search(r"huggingface\.co/|github\.com/", one)]
            if stated.value == "closed" and links:
                yield Finding(
                    rule="access-against-link",
                    severity="medium",
                    model=record.id,
                    field="access",
                    source=source,
                    as_written=stated.as_written,
                    message=f"marked closed, but links {links[0]}.",
                    proposal="Open the link: if the weights are there, the model is open.",
                    claims=access.claims,
                )
            elif (
                stated.value == "open-weights"
                and stated.as_written.endswith("]()")
                and not picture.values("source_code")
            ):
                yield Finding(
                    rule="access-against-link",
                    severity="low",
                    model=record.id,
                    field="access",
                    source=source,
                    as_written=stated.as_written,
                    message="marked open, but the link is empty.",
                    proposal="Give the link.",
                    claims=access.claims,
                )
