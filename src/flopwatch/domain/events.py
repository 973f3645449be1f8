"""Events: immutable, content-addressed records of the append-only ledger, as canonical JSON."""

from __future__ import annotations

import hashlib
from typing import TypeAlias

import msgspec

from flopwatch.domain.claims import Claim, Source
from flopwatch.domain.unknown import Quarantined, Skip

CANDIDATE = "candidate:"  # before the key of a candidate, where a decision is about one and not about a claim
PROPOSAL = "proposal:"  # before the id of a `Propose` event, where a decision is about that proposal


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag=str.lower):
    """The base class of events. `by` and `on` are informational; nothing is ordered by them."""

    by: str = ""
    on: str = ""
    reason: str = ""


class Snapshot(Event, frozen=True, kw_only=True, omit_defaults=True, tag="snapshot"):
    """One reading of one source: the SHA-256 of its bytes, the source's own date, the reader, and all its claims.

    `about` describes an imported source; curated files cite `sources.toml` instead. `follows` names, by their event
    ids, the snapshots of the same source that this one supersedes. `columns` and `names` are those of the reading.
    """

    source: str
    sha256: str
    date: str
    reader: str
    version: int
    claims: tuple[Claim, ...]
    read: int
    claimed: int
    about: Source | None = None
    skipped: tuple[Skip, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    counts: dict[str, int] = {}
    notes: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    names: dict[str, str] = {}


class ClaimEvent(Event, frozen=True, kw_only=True, omit_defaults=True, tag="claim"):
    """A person's single claim."""

    claim: Claim


class Accept(Event, frozen=True, kw_only=True, omit_defaults=True, tag="accept"):
    """A person's decision that this claim wins its field; two conflicting accepts make the field contested.

    With `CANDIDATE` and a key in place of a claim's id: that this candidate of discovery enters the census. With
    `PROPOSAL` and an event's id: that this proposal takes effect.
    """

    claim: str


class Reject(Event, frozen=True, kw_only=True, omit_defaults=True, tag="reject"):
    """A person's decision that this claim must not be used, or that this candidate or proposal stays out."""

    claim: str


class Retract(Event, frozen=True, kw_only=True, omit_defaults=True, tag="retract"):
    """The withdrawal of an earlier event, by id."""

    event_id: str


class SameAs(Event, frozen=True, kw_only=True, omit_defaults=True, tag="same-as"):
    """A decision that two names denote one model."""

    a: str
    b: str


class NotSameAs(Event, frozen=True, kw_only=True, omit_defaults=True, tag="not-same-as"):
    """A decision that two names denote different models."""

    a: str
    b: str


class Correct(Event, frozen=True, kw_only=True, omit_defaults=True, tag="correct"):
    """A correction that overrides a published number or strikes a claim; its guard ends it once the source is fixed.

    Args:
        model: Id of the model.
        field: The field.
        action: `override` (value and unit replace the field's value) or `strike` (claims of `source` are not used).
        value: For `override`: exact decimal or term.
        unit: For `override` of a quantity.
        source: For `strike`: the source whose claims are dropped.
        expect: The claim this corrects, by `source` and `value` as that source states it; the build fails if absent.
        status: Whether and when the error was reported to the source.
    """

    model: str
    field: str
    action: str
    value: str = ""
    unit: str = ""
    source: str = ""
    expect: dict[str, str] = {}
    status: str = ""


class Flag(Event, frozen=True, kw_only=True, omit_defaults=True, tag="flag"):
    """A person's report of an error."""

    subject: str
    message: str


class Erase(Event, frozen=True, kw_only=True, omit_defaults=True, tag="erase"):
    """An order to stop showing a claim (personal data, a legal demand)."""

    claim: str


class Propose(Event, frozen=True, kw_only=True, omit_defaults=True, tag="propose"):
    """A person's proposal. It changes no value until another event accepts it.

    Args:
        claims: Statements proposed about one model, the main one first; empty for a proposal about identity.
        about: The public source that the statements cite.
        evidence: The passage of the source as the person copied it.
        replaces: Id of the claim that the person holds to be wrong, or "".
        a: For a proposal about identity: one name.
        b: The other name.
        verdict: `same` or `not-same`.
    """

    claims: tuple[Claim, ...] = ()
    about: Source | None = None
    evidence: str = ""
    replaces: str = ""
    a: str = ""
    b: str = ""
    verdict: str = ""


class Note(Event, frozen=True, kw_only=True, omit_defaults=True, tag="note"):
    """A person's note on an item under review; a question leaves the item waiting for its author.

    Args:
        subject: `PROPOSAL` and an event's id, or `CANDIDATE` and a key.
        message: The note.
        asks: Whether it is a question.
    """

    subject: str
    message: str
    asks: bool = False


class Payout(Event, frozen=True, kw_only=True, omit_defaults=True, tag="payout"):
    """The reward for one accepted proposal.

    Args:
        proposal: Id of the `Propose` event.
        account: Name of the person who is paid.
        amount_usd: Exact decimal, in US dollars.
    """

    proposal: str
    account: str
    amount_usd: str


AnyEvent: TypeAlias = (
    Snapshot
    | ClaimEvent
    | Accept
    | Reject
    | Retract
    | SameAs
    | NotSameAs
    | Correct
    | Flag
    | Erase
    | Propose
    | Note
    | Payout
)

_decoder = msgspec.json.Decoder(AnyEvent)


def encode(event: AnyEvent) -> bytes:
    """Return the event's canonical JSON: keys sorted, no spaces, UTF-8, numbers as their original text."""
    return msgspec.json.encode(event, order="sorted")


def decode(line: bytes) -> AnyEvent:
    """Parse canonical JSON into an event.

    Raises:
        msgspec.ValidationError: If it is not a flopwatch event.
    """
    event: AnyEvent = _decoder.decode(line)
    return event


def event_id(event: AnyEvent) -> str:
    """Return the SHA-256 of the event's canonical JSON, in hex."""
    return hashlib.sha256(encode(event)).hexdigest()
