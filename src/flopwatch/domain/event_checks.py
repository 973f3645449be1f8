"""Checks of an event's meaning, made when it is sealed and whenever it is read.

The schema alone lets nonsense pass: a date of `soon`, a correction of a field that does not exist. Such an event would
stop everything that is computed from the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from flopwatch.domain.claims import MAX_NAME, Claim, Source, check_claim, check_date, check_text
from flopwatch.domain.decimals import exact
from flopwatch.domain.errors import BadClaim
from flopwatch.domain.events import (
    Accept,
    AnyEvent,
    ClaimEvent,
    Correct,
    Erase,
    Flag,
    Note,
    NotSameAs,
    Payout,
    Propose,
    Reject,
    Retract,
    SameAs,
    Snapshot,
)
from flopwatch.domain.fields import field

_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST = 10**12  # of anything that a reader counts
_ACTIONS = ("override", "strike")
_VERDICTS = ("same", "not-same")
_HIGHEST_PAYOUT = 10_000  # US dollars for one proposal
_GUARDS = frozenset({"source", "value"})


def check_event(event: AnyEvent) -> AnyEvent:
    """Return the event if it makes sense by itself, whatever else a ledger holds.

    Raises:
        BadClaim: Naming the kind of event, the part, its value and what is wrong with it.

    Example:
        >>> check_event(Accept(claim="c1")).claim
        'c1'
        >>> check_event(Retract(event_id="the last one"))
        Traceback (most recent call last):
        ...
        flopwatch.domain.errors.BadClaim: retract: event_id 'the last one' is not an event id (64 hex digits)
    """
    kind = str(event.__struct_config__.tag)
    try:
        for part, text in (("by", event.by), ("on", event.on), ("reason", event.reason)):
            check_text(part, text)
        check_date("on", event.on)
        _check_content(event)
    except BadClaim as error:
        raise BadClaim(f"{kind}: {error}") from error
    except ValueError as error:
        raise BadClaim(f"{kind}: {error}") from error
    return event


def event_fault(event: AnyEvent) -> str:
    """Return why an event makes no sense, or "" where it does."""
    try:
        check_event(event)
    except BadClaim as error:
        return str(error)
    return ""


def _check_content(event: AnyEvent) -> None:
    if isinstance(event, Snapshot):
        _check_snapshot(event)
    elif isinstance(event, ClaimEvent):
        check_claim(event.claim)
    elif isinstance(event, Accept | Reject | Erase):
        _check_name("claim", event.claim)
    elif isinstance(event, Retract):
        _check_id("event_id", event.event_id)
    elif isinstance(event, SameAs | NotSameAs):
        _check_name("a", event.a)
        _check_name("b", event.b)
    elif isinstance(event, Correct):
        _check_correction(event)
    elif isinstance(event, Flag):
        _check_name("subject", event.subject)
        check_text("message", event.message)
    elif isinstance(event, Propose):
        _check_proposal(event)
    elif isinstance(event, Note):
        _check_name("subject", event.subject)
        _require("message", event.message)
    elif isinstance(event, Payout):
        _check_payout(event)


def _check_id(part: str, digits: str) -> None:
    if not _SHA256.fullmatch(digits):
        raise BadClaim(f"{part} {digits[:80]!r} is not an event id (64 hex digits)")


def _check_name(part: str, text: str) -> None:
    if not text.strip():
        raise BadClaim(f"{part} is empty")
    if len(text) > MAX_NAME:
        raise BadClaim(f"{part} {text[:40]!r}… has {len(text)} characters, more than {MAX_NAME}")


def _check_snapshot(event: Snapshot) -> None:
    _check_name("source", event.source)
    _check_name("reader", event.reader)
    if event.sha256 and not _SHA256.fullmatch(event.sha256):
        raise BadClaim(f"sha256 {event.sha256[:80]!r} is not one (64 hex digits)")
    check_date("date", event.date)
    counts = {"version": event.version, "read": event.read, "claimed": event.claimed, **event.counts}
    for name, count in counts.items():
        if not 0 <= count <= _MOST:
            raise BadClaim(f"{name} {str(count)[:40]} is not a count")
    if event.read != event.claimed + len(event.skipped) + len(event.quarantined):
        raise BadClaim(
            f"entries do not balance: {event.read} read, {event.claimed} claimed, {len(event.skipped)} skipped, "
            f"{len(event.quarantined)} quarantined"
        )
    if wrong := next((one for one in event.follows if not _SHA256.fullmatch(one)), ""):
        raise BadClaim(f"follows names {wrong[:80]!r}, which is not an event id (64 hex digits)")
    if event.about is not None:
        _check_source(event.about, event.source)
    for name in event.counts:
        check_text("counts", name)
    for item, reason in [(one.item, one.reason) for one in event.skipped] + [
        (one.item, one.reason) for one in event.quarantined
    ]:
        check_text("item", item)
        check_text("reason", reason)
    for note in (*event.notes, *event.columns, *event.names, *event.names.values()):
        check_text("note, column or name", note)
    _check_claims(event.claims)


def _check_claims(claims: Iterable[Claim]) -> None:
    for number, claim in enumerate(claims, 1):
        try:
            check_claim(claim)
        except BadClaim as error:
            raise BadClaim(f"claim {number}: {error}") from error


def _check_source(about: Source, source: str) -> None:
    if about.id != source:
        raise BadClaim(f"about describes {about.id[:80]!r}, but the snapshot is of {source[:80]!r}")
    for part, text in (("title", about.title), ("url", about.url), ("licence", about.licence), ("note", about.note)):
        check_text(f"about.{part}", text)
    for part, text in (("group", about.group), ("reader", about.reader), ("address", about.address)):
        check_text(f"about.{part}", text)
    for part, text in (("table", about.table), ("selection", about.selection)):
        check_text(f"about.{part}", text)
    check_date("about.date", about.date)
    if not 0 <= about.rank <= _MOST or not 0 <= (about.cadence_days or 0) <= _MOST:
        raise BadClaim(f"about.rank {str(about.rank)[:40]} or about.cadence_days is not a count")


def _check_proposal(event: Propose) -> None:
    check_text("evidence", event.evidence)
    check_text("replaces", event.replaces)
    if bool(event.claims) == bool(event.verdict):
        raise BadClaim("it proposes either statements or a verdict on two names, and not both")
    if event.verdict:
        if event.verdict not in _VERDICTS:
            raise BadClaim(f"verdict {event.verdict[:80]!r} is not one of {', '.join(_VERDICTS)}")
        _check_name("a", event.a)
        return _check_name("b", event.b)
    if event.about is None:
        raise BadClaim("its statements cite no source")
    if len(identities := {one.identity for one in event.claims}) != 1 or "" in identities:
        raise BadClaim("its statements are not all about one model, named by its id")
    _check_source(event.about, event.about.id)
    if other := next((one.source for one in event.claims if one.source != event.about.id), ""):
        raise BadClaim(f"a statement cites {other[:80]!r}, but the source described is {event.about.id[:80]!r}")
    return _check_claims(event.claims)


def _check_payout(event: Payout) -> None:
    _check_id("proposal", event.proposal)
    _check_name("account", event.account)
    if not 0 < exact(event.amount_usd) <= _HIGHEST_PAYOUT:
        raise BadClaim(f"amount_usd {event.amount_usd[:40]} is not above 0 and at most {_HIGHEST_PAYOUT}")


def _require(part: str, text: str) -> None:
    if not text:
        raise BadClaim(f"{part} is empty")
    check_text(part, text)


def _check_correction(event: Correct) -> None:
    _check_name("model", event.model)
    about = field(event.field)
    if event.action not in _ACTIONS:
        raise BadClaim(f"action {event.action[:80]!r} is not one of {', '.join(_ACTIONS)}")
    if unknown := sorted(event.expect.keys() - _GUARDS):
        raise BadClaim(f"expect names {unknown[0][:80]!r}; it may name {' and '.join(sorted(_GUARDS))}")
    for text in (event.status, event.source, *event.expect.values()):
        check_text("expect, source or status", text)
    if event.action == "strike":
        return _check_name("source", event.source)
    # An override replaces a claim, so it must be valid as one.
    check_claim(
        Claim(
            subject=event.model,
            kind=about.subjects[0],
            field=event.field,
            value=event.value,
            unit=event.unit,
            source="correction",
            locator="correction",
            as_written=event.value,
        )
    )
    return None
