"""Run examples in docstrings in the folder of this run, so that they leave no cache in the checkout."""

from __future__ import annotations

import os

import pytest
from _pytest.doctest import DoctestItem

from helpers.bundled import RUN_FOLDER


@pytest.fixture(autouse=True)
def _examples_write_elsewhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change to the folder of this run for an example; other tests stay where they are."""
    if isinstance(request.node, DoctestItem):
        monkeypatch.chdir(os.environ[RUN_FOLDER])
