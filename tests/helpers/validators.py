"""Validators that others wrote, of the group `validators`: a test is skipped where one is absent, with the reason."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def needs(module: str) -> pytest.MarkDecorator:
    """Skip a test where a validator is not installed; with FLOPWATCH_REQUIRE_VALIDATORS=1 it runs and fails."""
    absent = importlib.util.find_spec(module) is None and os.environ.get("FLOPWATCH_REQUIRE_VALIDATORS") != "1"
    return pytest.mark.skipif(absent, reason=f"{module} is not installed: uv sync --group validators")


AWESOME_LINT = Path(__file__).parents[2] / ".ci/node/node_modules/.bin/awesome-lint"


def needs_awesome_lint() -> pytest.MarkDecorator:
    """Skip a test where the linter of lists is not installed; with FLOPWATCH_REQUIRE_VALIDATORS=1 it runs if npm is."""
    wanted = os.environ.get("FLOPWATCH_REQUIRE_VALIDATORS") == "1" and shutil.which("npm")
    reason = "awesome-lint is not installed: npm install --prefix .ci/node awesome-lint@2.3.0"
    return pytest.mark.skipif(not AWESOME_LINT.is_file() and not wanted, reason=reason)


def run_tool(*words: str, folder: Path) -> str:
    """Run a validator's own command in a folder and return all that it printed; fail the test if it exits non-zero."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name(words[0])), *words[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout + done.stderr
