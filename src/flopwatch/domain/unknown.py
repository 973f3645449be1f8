"""Types for missing values: unknown values, skipped entries, quarantined entries."""

from __future__ import annotations

import msgspec

# Kinds of unknown that code distinguishes. `not-applicable`: the method does not apply to the model (it states no
# cost, is compared with no other model), so it is not listed among the missing values. `doubted`: every stated figure
# is implausible. `at-least`: only a lower end is known.
UNKNOWN_CODES = ("", "not-applicable", "doubted", "at-least")


class Unknown(msgspec.Struct, frozen=True):
    """A value that is neither stated nor derivable; `reason` says what was missing.

    Args:
        reason: The missing input, in a sentence for people. Code does not parse it.
        code: One of `UNKNOWN_CODES`, for code that handles one kind of unknown differently; "" otherwise.

    Example:
        >>> Unknown("no token count and no chip count").reason
        'no token count and no chip count'
    """

    reason: str
    code: str = ""

    def __post_init__(self) -> None:
        if self.code not in UNKNOWN_CODES:
            raise ValueError(f"code {self.code!r} is not one of {', '.join(UNKNOWN_CODES[1:])}")


class Skip(msgspec.Struct, frozen=True, omit_defaults=True):
    """An entry that a reader left out on purpose; it is counted and listed, never dropped silently.

    Args:
        item: Its name or place.
        reason: Why, in words that entries of one kind share, so that they can be counted together.
        detail: The part of the reason that holds for this entry alone, or "".
    """

    item: str
    reason: str
    detail: str = ""


class Quarantined(msgspec.Struct, frozen=True):
    """An entry that failed a reader's check; kept with its place and reason, for a person to decide."""

    item: str
    reason: str
