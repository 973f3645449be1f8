"""The tiers of the tests: `uv run pytest` runs the first, `.ci/run` the second with it."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable
from typing import Any

import pytest

MATRIX = bool(os.environ.get("FLOPWATCH_MATRIX"))


def tiered(values: Iterable[object], first: Container[object]) -> list[Any]:
    """Return the values as a test's parameters: those not among the first are of the second tier."""
    return [value if value in first else pytest.param(value, marks=pytest.mark.matrix) for value in values]


def examples(count: int) -> int:
    """Return how many examples a law is tried with: a third of them in the first tier."""
    return count if MATRIX else -(-count // 3)
