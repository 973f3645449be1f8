"""Values for what is missing: what we do not know, what a reader left out, what it could not trust."""

from __future__ import annotations

import msgspec


class Unknown(msgspec.Struct, frozen=True):
    """A value nobody stated or that cannot be derived; `reason` says what was missing.

    Example:
        >>> Unknown("no token count and no chip count").reason
        'no token count and no chip count'
    """

    reason: str


class Skip(msgspec.Struct, frozen=True):
    """An entry that a reader left out on purpose; it is counted and listed, never dropped in silence."""

    item: str
    reason: str


class Quarantined(msgspec.Struct, frozen=True):
    """An entry that a reader could not trust; kept aside with the place and the reason, for a person to decide."""

    item: str
    reason: str
