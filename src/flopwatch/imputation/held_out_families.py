"""The frozen split: families that no choice of the method may use, by a rule on their names only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from flopwatch.imputation.training_set import ScoredModel

FROZEN_BYTES = 51  # of 256 first bytes: one family in five


def is_frozen(family: str) -> bool:
    """Return whether a family belongs to the frozen fifth: the first byte of the SHA-256 of its name is below 51.

    The rule was set before any figure of the split was seen, and uses only the name: no score, date or compute.

    Example:
        >>> is_frozen("llama 3"), is_frozen("gemma 2")
        (False, True)
    """
    return hashlib.sha256(family.encode()).digest()[0] < FROZEN_BYTES


def cut(models: Iterable[ScoredModel]) -> tuple[list[ScoredModel], list[ScoredModel]]:
    """Split models into (models for fitting and choosing, models of the frozen families)."""
    every = list(models)
    return [m for m in every if not is_frozen(m.family)], [m for m in every if is_frozen(m.family)]
