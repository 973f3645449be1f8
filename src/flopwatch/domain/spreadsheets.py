"""Cells of published tables that a spreadsheet would run."""

from __future__ import annotations

# A spreadsheet reads a cell that begins with one of these as a formula; East Asian ones take the full-width signs too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def disarmed(text: str) -> str:
    """Return a text that no spreadsheet reads as a formula.

    Example:
        >>> disarmed("=HYPERLINK(1)"), disarmed("GPT-4")
        ("'=HYPERLINK(1)", 'GPT-4')
    """
    return "'" + text if text.startswith(_FORMULA) else text
