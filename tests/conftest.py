"""Fixtures for all tests: no network but loopback, the outside files where they exist."""

from __future__ import annotations

import functools
import gc
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from flopwatch_torture.bases import part_of_base, with_small_tables
from helpers.once import RUN_FOLDER
from helpers.tiers import MATRIX, examples
from hypothesis import settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from flopwatch.bundled_data import curated_folder

settings.register_profile("flopwatch", derandomize=True, deadline=None, max_examples=examples(100), print_blob=True)
settings.load_profile("flopwatch")
# Hypothesis draws constants from the source of every module loaded so far: a law would be tried with other values when
# its file is run alone, and parsing all files takes seconds in each process.
mock.patch.object(providers, "_get_local_constants", functools.cache(Constants)).start()

pytest_plugins = ["helpers.doctest_folder", "helpers.hub_fixtures", "helpers.kept_imputers", "helpers.postgres_server"]
SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_configure(config: pytest.Config) -> None:
    """Give the processes of this run a folder in common; let the collector pass over thousands of tests less often.

    Compiled modules are kept, whatever the environment says: else every command that a test starts compiles them all.
    """
    gc.set_threshold(50_000, 20, 50)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if not hasattr(config, "workerinput"):
        os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix="flopwatch-tests-")


def pytest_collection_finish() -> None:
    """Let the collector pass over the modules and tests that are loaded: they stay until the end."""
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove that folder."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ[RUN_FOLDER], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the matrix of themes and directions to the second tier."""
    if not MATRIX:
        for item in items:
            if item.get_closest_marker("matrix"):
                item.add_marker(pytest.mark.skip(reason="the second tier's: set FLOPWATCH_MATRIX"))


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """Refuse every connection that leaves the machine."""
    connect_anywhere = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else str(address)
        if self.family in (socket.AF_INET, socket.AF_INET6) and host not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {host}; tests use loopback only")
        connect_anywhere(self, address)

    with mock.patch.object(socket.socket, "connect", connect):
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of outside files; the test is skipped, saying so, where it is absent."""
    if not (SHARED / "data").is_dir():
        if os.environ.get("FLOPWATCH_REQUIRE_SHARED"):
            pytest.fail(f"{SHARED} is required here and absent")
        pytest.skip(f"the outside files are not at {SHARED}")
    return SHARED


# Models that tests name: every method of estimating, doubted ones, variants, unknowns, unconfirmed ones. Listed one
# by one, so that the tests' cost does not grow with the base.
FEW = {
    "anthropic/claude-sonnet-4.5",
    "cohere/command-r",
    "google/lamda",
    "google/v-moe",
    "meta/llama-2-13b",
    "meta/llama-2-70b",
    "meta/llama-2-7b",
    "midjourney/midjourney",
    "nvidia/megatron-bert",
    "nvidia/megatron-lm",
    "openai/gpt-1",
    "openai/gpt-2",
    "openai/gpt-3",
    "openai/gpt-3.5",
    "openai/gpt-4",
    "openai/gpt-4-turbo",
    "openai/gpt-4o",
    "openai/gpt-4o-mini",
    "openai/o1",
    "openai/o1-mini",
    "openai/o3",
    "openai/o3-mini",
    "openai/openai-five",
    "openai/sora",
    "you-com/youchat",
}


@pytest.fixture(scope="session")
def few_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled base with the claims of few models, for tests that start it often. Nobody writes into it."""
    folder = part_of_base(
        tmp_path_factory.mktemp("few") / "data", lambda name: name in FEW or name.startswith("chips/")
    )
    return with_small_tables(folder, {name.split("/")[0] for name in FEW})


@pytest.fixture(scope="session", params=["few", pytest.param("whole", marks=pytest.mark.matrix)])
def base(request: pytest.FixtureRequest, few_models: Path) -> Path:
    """The bundled base: few of its models in the first tier, all in the second too."""
    return few_models if request.param == "few" else curated_folder()
