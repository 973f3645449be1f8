"""Events: what the ledger keeps. A grow-only set of small immutable records, content-addressed, canonical JSON."""

from __future__ import annotations

import hashlib
from typing import TypeAlias

import msgspec

from flopwatch.domain.claims import Claim, Source
from flopwatch.domain.unknown import Quarantined, Skip


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag=str.lower):
    """What all events share. `by` and `on` inform people; nothing is ordered by them."""

    by: str = ""
    on: str = ""
    reason: str = ""


class Snapshot(Event, frozen=True, kw_only=True, omit_defaults=True, tag="snapshot"):
    """One reading of one source: the bytes' hash, the source's own date, the reader, and every claim it gave.

    `about` describes an imported source; curated files cite `sources.toml` instead. `follows` names, by their event
    ids, the snapshots of the same source that this one supersedes.
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


class ClaimEvent(Event, frozen=True, kw_only=True, omit_defaults=True, tag="claim"):
    """A person's single claim."""

    claim: Claim


class Accept(Event, frozen=True, kw_only=True, omit_defaults=True, tag="accept"):
    """A person holds that this claim wins its field; two rival accepts make the field contested."""

    claim: str


class Reject(Event, frozen=True, kw_only=True, omit_defaults=True, tag="reject"):
    """A person holds that this claim must not be used."""

    claim: str


class Retract(Event, frozen=True, kw_only=True, omit_defaults=True, tag="retract"):
    """An earlier event (by id) is taken back."""

    event_id: str


class SameAs(Event, frozen=True, kw_only=True, omit_defaults=True, tag="same-as"):
    """Two names denote one model."""

    a: str
    b: str


class NotSameAs(Event, frozen=True, kw_only=True, omit_defaults=True, tag="not-same-as"):
    """Two names denote different models."""

    a: str
    b: str


class Correct(Event, frozen=True, kw_only=True, omit_defaults=True, tag="correct"):
    """A published number is overruled, or a claim struck, with a guard that ends the correction once the source caught
    up.

    Args:
        model: Id of the model.
        field: The field.
        action: `override` (value and unit replace the field's value) or `strike` (claims of `source` are not used).
        value: For `override`: exact decimal or term.
        unit: For `override` of a quantity.
        source: For `strike`: the source whose claims fall.
        expect: The claim this corrects, by `source` and `value` as that source states it; a build fails when absent.
        status: Whether the source was told, and when.
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
    """Somebody reports that something is wrong."""

    subject: str
    message: str


class Erase(Event, frozen=True, kw_only=True, omit_defaults=True, tag="erase"):
    """A claim that must not be shown any more (personal data, a legal demand)."""

    claim: str


AnyEvent: TypeAlias = Snapshot | ClaimEvent | Accept | Reject | Retract | SameAs | NotSameAs | Correct | Flag | Erase

_decoder = msgspec.json.Decoder(AnyEvent)


def encode(event: AnyEvent) -> bytes:
    """The event's canonical JSON: keys sorted, no spaces, UTF-8, numbers as the text they were."""
    return msgspec.json.encode(event, order="sorted")


def decode(line: bytes) -> AnyEvent:
    """The event that canonical JSON states.

    Raises:
        msgspec.ValidationError: If it is no event of ours.
    """
    event: AnyEvent = _decoder.decode(line)
    return event


def event_id(event: AnyEvent) -> str:
    """sha256 of the canonical JSON, in hex."""
    return hashlib.sha256(encode(event)).hexdigest()
