"""Rules on who made a model: the owner of its id and links, and entries of one record that describe two models."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from flopwatch.audit.census.context import AuditContext
from flopwatch.audit.findings import Finding
from flopwatch.domain import Claim
from flopwatch.identity import fold_listed
from flopwatch.records import Record

_OWNED = re.compile(
    r"(?:https?://)?(?:www\.)?(?:huggingface\.co|github\.com)/(?!papers|datasets|spaces)([\w.-]{2,60})/", re.ASCII
)
_INDIVIDUAL = "personal"  # the vocabulary's id for any person, whom tables list by an affiliation
_LINKS = frozenset({"paper", "homepage", "weights", "source_code", "announcement"})


def owners(evidence: AuditContext) -> Iterator[Finding]:
    """Find developers that a source states although the owner of the model's id or of its link is not among them."""
    for record in evidence.records.values():
        if record.kind != "model":
            continue
        owner = record.id.split("/")[0]
        stated = _developers_by_entry(record, evidence)
        named = {one for some in stated.values() for one, _, _ in some}
        for some in stated.values():
            ids = {one for one, _, _ in some}
            known = evidence.names_of_developers.get(owner) if owner != _INDIVIDUAL else None
            if known and owner not in ids and not _is_part_of(known, some):
                yield _finding(record, some, evidence, owner, f"the model is {evidence.names_of_developers[owner]}'s")
        for key, claim in record.claims.items():
            found = _OWNED.match(claim.value) if claim.field in _LINKS else None
            held = evidence.developer_ids.get(fold_listed(found[1])) if found else None
            if held and named and held not in named:
                message = (
                    f"{claim.value[:120]} belongs to {evidence.names_of_developers[held]}, which no source names as "
                )
                yield Finding(
                    rule="owner-not-developer",
                    severity="low",
                    model=record.id,
                    field="developer",
                    source=claim.source,
                    as_written=claim.as_written,
                    message=message + f"a developer ({', '.join(record.values('developer'))}).",
                    proposal=f"Add {evidence.names_of_developers[held]}, or find the developer's own link.",
                    claims=(key,),
                )


_Stated = list[tuple[str, str, Claim]]
_NO_LETTER = re.compile(r"[^\w]+")


def _is_part_of(name: str, some: _Stated) -> bool:
    """Return whether a stated developer's words contain a name's, or the name's theirs: "Z.ai (Zhipu AI)" is Zhipu AI,
    and an academy's institute is of the academy.
    """
    words = f" {_NO_LETTER.sub(' ', fold_listed(name)).strip()} "
    stated = [f" {_NO_LETTER.sub(' ', fold_listed(one.value)).strip()} " for _, _, one in some]
    return any(words in one or one in words for one in stated)


def _developers_by_entry(record: Record, evidence: AuditContext) -> Mapping[tuple[str, str], _Stated]:
    """Return the developers of each entry: their ids, with the claims and their keys. Unknown names are left out."""
    found: dict[tuple[str, str], _Stated] = defaultdict(list)
    for key, claim in sorted(record.claims.items()):
        if claim.field == "developer" and claim.relation != "unknown":
            identity = evidence.developer_ids.get(fold_listed(claim.value), claim.value)
            found[claim.source, claim.entry].append((identity, key, claim))
    return found


def _finding(record: Record, some: _Stated, evidence: AuditContext, owner: str, why: str) -> Finding:
    names = ", ".join(evidence.names_of_developers.get(one, one) for one, _, _ in some)
    claim = some[0][2]
    return Finding(
        rule="owner-not-developer",
        severity="medium",
        model=record.id,
        field="developer",
        source=claim.source,
        as_written=claim.as_written,
        message=f"{claim.source} gives {record.name} to {names}; {why}.",
        proposal=f"Developer {evidence.names_of_developers[owner]}.",
        claims=tuple(key for _, key, _ in some),
    )


def two_models(evidence: AuditContext) -> Iterator[Finding]:
    """Find records whose entries agree neither on developer nor on domain: two models under one name."""
    for record in evidence.records.values():
        if record.kind != "model":
            continue
        views = [view for view in _views(record, evidence).values() if all(view[:2])]
        for one, other in combinations(views, 2):
            if one[0] & other[0] or one[1] & other[1]:
                continue
            first, second = one[2], other[2]
            yield Finding(
                rule="two-models",
                severity="high",
                model=record.id,
                field="developer",
                source=second.source,
                as_written=second.as_written,
                message=f"{first.subject} of {', '.join(sorted(one[0]))} ({', '.join(sorted(one[1]))}) and "
                f"{second.subject} of {', '.join(sorted(other[0]))} ({', '.join(sorted(other[1]))}) are one record, "
                "though neither developer nor domain agrees.",
                proposal=f'flopwatch split "{first.subject}" "{second.subject}"',
                claims=tuple(key for key, claim in record.claims.items() if claim in (first, second)),
            )
            break


def _views(record: Record, evidence: AuditContext) -> Mapping[tuple[str, str], tuple[set[str], set[str], Claim]]:
    """Return developers, domains and one claim of each entry."""
    found: dict[tuple[str, str], tuple[set[str], set[str], Claim]] = {}
    for _, claim in sorted(record.claims.items()):
        if claim.field in ("developer", "domain") and claim.relation != "unknown":
            developers, domains, _ = found.setdefault((claim.source, claim.entry), (set(), set(), claim))
            if claim.field == "developer":
                developers.add(evidence.developer_ids.get(fold_listed(claim.value), claim.value))
            else:
                domains.add(claim.value)
    return found
