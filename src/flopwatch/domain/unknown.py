"""Values for what is missing: what we do not know, what a reader left out, what it could not trust."""

from __future__ import annotations

import msgspec

# Kinds of unknown that code treats apart. `not-applicable`: the model gives no occasion for the method (it states no
# cost, is compared with no other model), so the method is not listed among what is missing.
UNKNOWN_CODES = ("", "not-applicable")


class Unknown(msgspec.Struct, frozen=True):
    """A value nobody stated or that cannot be derived; `reason` says what was missing.

    Args:
        reason: What was missing, in a sentence for people. No code looks into it.
        code: One of `UNKNOWN_CODES`, for code that treats one kind of unknown apart; "" otherwise.

    Example:
        >>> Unknown("no token count and no chip count").reason
        'no token count and no chip count'
    """

    reason: str
    code: str = ""

    def __post_init__(self) -> None:
        if self.code not in UNKNOWN_CODES:
            raise ValueError(f"code {self.code!r} is not one of {', '.join(UNKNOWN_CODES[1:])}")


class Skip(msgspec.Struct, frozen=True):
    """An entry that a reader left out on purpose; it is counted and listed, never dropped in silence."""

    item: str
    reason: str


class Quarantined(msgspec.Struct, frozen=True):
    """An entry that a reader could not trust; kept aside with the place and the reason, for a person to decide."""

    item: str
    reason: str
