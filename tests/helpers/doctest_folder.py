"""Run examples in docstrings, in the folder of this run, so that they leave no cache in the checkout."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from _pytest.doctest import DoctestItem, DoctestModule

from helpers.bundled import RUN_FOLDER


@pytest.fixture(autouse=True)
def _examples_write_elsewhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change to the folder of this run for an example; other tests stay where they are."""
    if isinstance(request.node, DoctestItem):
        monkeypatch.chdir(os.environ[RUN_FOLDER])


@pytest.hookimpl(wrapper=True)
def pytest_collect_file() -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Search for examples only where there is a prompt: three files of four have none."""
    found = yield
    return [one for one in found if not isinstance(one, DoctestModule) or b">>>" in one.path.read_bytes()]
