"""Imputers that several tests ask for: each is fitted once in a process, under everything it is fitted to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

import flopwatch.api.imputation
from flopwatch.imputation.ensemble import Imputer, build_imputer
from flopwatch.imputation.training_set import ScoredModel

_kept: dict[str, Imputer] = {}


def imputer_of(truth: Sequence[ScoredModel], chance: Mapping[str, float]) -> Imputer:
    """Return the imputer of these models, in this order; another number or floor anywhere is another imputer."""
    inputs = repr((list(truth), sorted(chance.items())))
    if inputs not in _kept:
        _kept[inputs] = build_imputer(truth, chance)
    return _kept[inputs]


@pytest.fixture
def kept_imputers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `impute` take a kept imputer."""
    monkeypatch.setattr(flopwatch.api.imputation, "build_imputer", imputer_of)
