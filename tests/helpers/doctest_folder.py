"""Run examples in docstrings, in the folder of this run, so that they leave no cache in the checkout."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator

import pytest
from _pytest.doctest import DoctestItem, DoctestModule

from helpers.once import RUN_FOLDER


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Run an example in the folder of this run; other tests stay where they are."""
    if not isinstance(item, DoctestItem):
        return (yield)
    with contextlib.chdir(os.environ[RUN_FOLDER]):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file() -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Search for examples only where there is a prompt: three files of four have none."""
    found = yield
    return [one for one in found if not isinstance(one, DoctestModule) or b">>>" in one.path.read_bytes()]
