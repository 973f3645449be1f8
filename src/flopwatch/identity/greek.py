"""Greek letters in names, and the words for them."""

from __future__ import annotations

GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "σ": "sigma",
    "ς": "sigma",
    "π": "pi",
    "ω": "omega",
}


def spelled_out(text: str) -> str:
    """Return a text with its Greek letters as words."""
    for letter, word in GREEK.items():
        text = text.replace(letter, word)
    return text
