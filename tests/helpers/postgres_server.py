"""A PostgreSQL server for the tests of this process: a fixture, skipped with the reason where there can be none."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

import pytest
from flopwatch_torture.cluster import Cluster, cluster, missing


class Server:
    """The server; each name of a ledger in a test has a schema of its own."""

    def __init__(self, running: Cluster) -> None:
        self.running = running
        self._test = itertools.count()
        self._prefix = ""

    def begin_test(self) -> None:
        """Forget the schemas of the test before."""
        self._prefix = f"test_{next(self._test)}_"

    def empty_schema(self, name: str) -> str:
        """Return the address of the schema that this test calls by a name."""
        return self.running.address(self._prefix + name)


@pytest.fixture(scope="session")
def _server() -> Iterator[Server]:
    if why := missing():
        if os.environ.get("FLOPWATCH_REQUIRE_POSTGRES") == "1":
            pytest.fail(f"PostgreSQL is required here: {why}")
        pytest.skip(why)
    with cluster() as running:
        yield Server(running)


@pytest.fixture
def server(_server: Server) -> Server:
    """The server, with no ledger of another test."""
    _server.begin_test()
    return _server
