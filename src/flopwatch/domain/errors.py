"""The errors flopwatch raises on purpose. Each names the thing, the value, the place and the next step."""

from __future__ import annotations


class FlopwatchError(Exception):
    """What every deliberate error of flopwatch is; the command line prints it without a traceback."""


class BadInput(FlopwatchError):
    """An outside file cannot be read at all. Nothing of it was kept."""


class BadClaim(FlopwatchError):
    """A claim breaks the schema: an unknown field or unit, a value outside its range, text that is no text."""


class BadLedger(FlopwatchError):
    """The ledger's own store is damaged, locked or of another version."""


class OrphanCell(FlopwatchError):
    """A cell is about to be published that no claim stands behind."""


class BrokenRelease(FlopwatchError):
    """A release that a folder keeps is altered or incomplete. Nothing was written over it."""


class NotFound(FlopwatchError):
    """A model, threshold, reader or source that was asked for does not exist."""
