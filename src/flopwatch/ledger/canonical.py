"""The one form in which an event is kept: canonical JSON, named by its own sha256. Whatever differs is
refused."""

from __future__ import annotations

import hashlib
import os.path
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from flopwatch.domain import AnyEvent, BadClaim, Event, check_event, decode, encode

# One event, as bytes. Without a cap, one line of a hostile text file could fill the memory. The same cap
# applies at `append`, since otherwise a ledger could be exported that cannot be imported again.
MAX_EVENT_BYTES = 64 * 1024 * 1024


class Sealed(NamedTuple):
    """An event as it is stored: its id, its kind, and its canonical JSON."""

    id: str
    kind: str
    body: bytes


def seal(event: AnyEvent) -> Sealed:
    """Return the event in the form in which it is stored.

    Raises:
        BadClaim: If it breaks the schema (Python accepts a number in place of text), holds a lone
            surrogate, is larger than `MAX_EVENT_BYTES`, or makes no sense.

    Example:
        >>> from flopwatch.domain.events import Accept
        >>> seal(Accept(claim="c1")).body
        b'{"claim":"c1","event":"accept"}'
    """
    sealed = seal_as_stored(event)
    check_event(event)
    return sealed


def seal_as_stored(event: AnyEvent) -> Sealed:
    """Return the event in its stored form without checking its sense: for a copy of a whole ledger."""
    if not isinstance(event, Event):
        raise BadClaim(f"{type(event).__name__} {str(event)[:60]!r} is not an event; see flopwatch.domain.events")
    kind = str(event.__struct_config__.tag)
    try:
        body = encode(event)
    except (TypeError, ValueError, RecursionError) as error:
        raise BadClaim(f"event {kind!r} cannot be written as JSON: {error}") from error
    try:
        unseal(body)
    except BadClaim as error:
        raise BadClaim(f"event {kind!r} breaks the schema: {error}") from error
    return Sealed(hashlib.sha256(body).hexdigest(), kind, body)


def sealed_batch(events: Iterable[AnyEvent], *, as_stored: bool) -> list[Sealed]:
    """Return the stored form of each distinct event, in the order given; nonsense is refused unless `as_stored`."""
    sealed = map(seal_as_stored if as_stored else seal, events)
    return list({one.id: one for one in sealed}.values())


def unseal(body: bytes) -> AnyEvent:
    """Decode the event of these bytes, which must be its canonical form.

    Decoding alone would let unknown keys, repeated keys, other spacing, other escapes and stated defaults
    pass, each of which gives one event two ids; so the event is written again and compared byte for byte.

    Raises:
        BadClaim: Saying why the bytes are not an event of ours, or where they depart from the canonical form.

    Example:
        >>> unseal(b'{"claim":"c1","event":"accept"}').claim
        'c1'
        >>> unseal(b'{"event":"accept","claim":"c1"}')
        Traceback (most recent call last):
        ...
        flopwatch.domain.errors.BadClaim: not canonical JSON: byte 2 is 'event":"ac', canonical 'claim":"c1'
    """
    if len(body) > MAX_EVENT_BYTES:
        raise BadClaim(f"{len(body)} bytes, more than the {MAX_EVENT_BYTES} one event may have")
    try:
        event = decode(body)
        again = encode(event)
    except UnicodeDecodeError as error:
        raise BadClaim(f"not UTF-8: {error.reason}") from error
    except msgspec.MsgspecError as error:
        raise BadClaim(f"no event of ours: {error}") from error
    except (RecursionError, ValueError) as error:
        raise BadClaim(f"no event of ours: {str(error)[:120]}") from error
    if again != body:
        at = len(os.path.commonprefix([again, body]))
        raise BadClaim(f"not canonical JSON: byte {at} is {_shown(body, at)}, canonical {_shown(again, at)}")
    return event


def _shown(body: bytes, at: int) -> str:
    return repr(body[at : at + 10].decode("utf-8", "replace")) if at < len(body) else "the end"
