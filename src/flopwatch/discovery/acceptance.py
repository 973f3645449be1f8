"""Decisions on candidates as events of the ledger: a model's statements as snapshots, and the decision itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import msgspec

from flopwatch.discovery.queue import Candidate
from flopwatch.discovery.statements import Statement, number_text
from flopwatch.domain import (
    CANDIDATE,
    Accept,
    AnyEvent,
    BadClaim,
    Claim,
    Quarantined,
    Reject,
    Retract,
    Snapshot,
    Source,
    check_claim,
    clean_text,
    event_id,
    field,
    retracted_ids,
)
from flopwatch.identity import slug

READER, VERSION = "candidates", 1
HUB_KEY = "hub:"  # keys of candidates that are repositories
COUNTED = ("counted", "counted_headers", "counted_config", "listed_elements", "listed_total", "listed_gguf")


def decisions_on(events: Iterable[AnyEvent]) -> dict[str, Accept | Reject]:
    """Return the decision in force on each candidate, by its key; where ledgers disagree the acceptance."""
    events = list(events)
    gone = _retracted(events)
    found: dict[str, Accept | Reject] = {}
    for event in events:
        if isinstance(event, Accept | Reject) and event.claim.startswith(CANDIDATE) and event_id(event) not in gone:
            key = event.claim.removeprefix(CANDIDATE)
            if not isinstance(found.get(key), Accept):
                found[key] = event
    return found


def undone(key: str, events: Iterable[AnyEvent]) -> list[str]:
    """Return the ids of the events in force that a decision on a candidate made: what another decision takes back."""
    events = list(events)
    gone = _retracted(events)
    ending = f"/{_file(key)}"
    mine = (
        event_id(one)
        for one in events
        if (isinstance(one, Accept | Reject) and one.claim == CANDIDATE + key)
        or (isinstance(one, Snapshot) and one.reader == READER and one.source.endswith(ending))
    )
    return [one for one in mine if one not in gone]


def numbered_reason(key: str, reason: str, events: Iterable[AnyEvent]) -> str:
    """Return the reason of a decision, with its number where it is not the first on a candidate.

    An event is named by its content: without the number, a decision made again on one day would be the event that was
    taken back.
    """
    before = sum(isinstance(one, Accept | Reject) and one.claim == CANDIDATE + key for one in events)
    return f"{reason} (decision {before + 1} on this candidate)".strip() if before else reason


def accepted_snapshots(
    candidate: Candidate, identity: str, groups: dict[str, str], reason: str, by: str, on: str
) -> tuple[Snapshot, ...]:
    """Return a candidate's statements as one snapshot for each channel that made some.

    Args:
        candidate: The candidate.
        identity: Id of the model that it is from now on.
        groups: Independence groups by channel; a channel's name where it has none.
        reason: Why, in the person's words.
        by: Name of the person who accepts.
        on: ISO date of the decision.

    Raises:
        BadClaim: If nothing that it states is a claim.
    """
    found, refused = [], []
    statements = (*_of_hub(candidate), *candidate.statements)
    for channel in dict.fromkeys(one.channel for one in statements):
        mine = [one for one in statements if one.channel == channel]
        snapshot = _snapshot(candidate, channel, mine, identity, groups.get(channel) or channel)
        refused += [f"{one.item}: {one.reason}" for one in snapshot.quarantined]
        if snapshot.claims:
            found.append(msgspec.structs.replace(snapshot, reason=reason, by=by, on=on))
    if not found:
        why = f" ({'; '.join(refused)[:300]})" if refused else ""
        raise BadClaim(
            f"candidate {candidate.key}: no source states anything of it that the census keeps{why}. Write "
            f"data/claims/{identity}.toml with what {candidate.evidence[0].url if candidate.evidence else 'it'} says."
        )
    return tuple(found)


def _of_hub(candidate: Candidate) -> tuple[Statement, ...]:
    """Return what a hub states of its candidate: sizes that are counted or listed, not those read out of its name.

    They are worked out here, not when the queue is made: a hub lists millions of models.
    """
    if not candidate.key.startswith(HUB_KEY) or not candidate.evidence:
        return ()
    first, basis = candidate.evidence[0], str(candidate.facts.get("parameters_basis", ""))
    item = f"{candidate.developer}/{candidate.name}" if candidate.developer else candidate.name
    said = [("developer", candidate.developer, first.words), ("hugging_face_id", item, first.words)]
    said += [("weights", first.url, first.words), ("published", candidate.published, "date of the repository")]
    said.append(
        ("base_model", str(candidate.facts.get("base_model", "")), str(candidate.facts.get("tuning_words", "")))
    )
    active_basis = str(candidate.facts.get("active_parameters_basis", ""))
    for name, words in (("parameters", basis), ("active_parameters", active_basis)):
        count = candidate.facts.get(name)
        if isinstance(count, float) and words in COUNTED:
            said.append((name, number_text(count), f"{number_text(count)} parameters ({words})"))
    return tuple(
        Statement(
            channel=candidate.channels[0],
            field=name,
            value=value,
            words=words,
            url=first.url,
            seen=candidate.last_seen,
            relation="≈" if name == "published" else "=",
        )
        for name, value, words in said
        if value
    )


def _snapshot(
    candidate: Candidate, channel: str, statements: Sequence[Statement], identity: str, group: str
) -> Snapshot:
    source = f"candidates/{slug(channel)}/{_file(candidate.key)}"
    claims: list[Claim] = []
    held: list[Quarantined] = []
    for one in statements:
        try:
            claims.append(check_claim(_claim(candidate, one, source, identity)))
        except BadClaim as error:
            held.append(Quarantined(clean_text(f"{one.field} {one.value[:80]}"), clean_text(str(error))))
    about = Source(
        id=source,
        title=clean_text(f"{candidate.name}, found by {channel}"),
        url=statements[0].url,
        date=max(one.seen for one in statements),
        group=group,
        reader=READER,
    )
    return Snapshot(
        source=source,
        sha256=hashlib.sha256(msgspec.json.encode(list(statements))).hexdigest(),
        date=about.date,
        reader=READER,
        version=VERSION,
        claims=tuple(claims),
        read=len(statements),
        claimed=len(claims),
        about=about,
        quarantined=tuple(held),
    )


def _claim(candidate: Candidate, said: Statement, source: str, identity: str) -> Claim:
    about = field(said.field)
    return Claim(
        subject=clean_text(candidate.name),
        identity=identity,
        field=said.field,
        value=said.value if about.kind in ("quantity", "date") else clean_text(said.value),
        unit=about.units[0] if about.kind == "quantity" else "",
        relation=said.relation,
        source=source,
        locator=clean_text(said.url)[:2000] or "the file read",
        as_written=clean_text(said.words),
        recorded=said.seen,
    )


def _file(key: str) -> str:
    """Return a key as the last part of a source's id; the digest tells keys apart that differ in marks alone."""
    return f"{slug(key)[:80]}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def _retracted(events: Iterable[AnyEvent]) -> set[str]:
    return retracted_ids((one.event_id, event_id(one)) for one in events if isinstance(one, Retract))
