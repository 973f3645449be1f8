"""The oracle itself, live: transformers on the meta device and torch's FlopCounterMode, in an interpreter that has
them.

    FLOPWATCH_ORACLE_PYTHON=/tmp/oracle/bin/python pytest -m oracle

torch is never a dependency of the project: the oracle is asked in a process of its own.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.architecture_cases import REAL, RECURRENT, SMALL
from helpers.architecture_variations import variations

from flopwatch.architecture.counts import count_architecture

pytestmark = pytest.mark.oracle
SCRIPT = Path(__file__).parent / "make_golden.py"
GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))
KEYS = ("parameters", "active_parameters", "non_embedding_parameters")


@pytest.fixture(scope="module")
def ask():
    """Ask the oracle for counts of configs; skipped, saying so, where there is none."""
    python = os.environ.get("FLOPWATCH_ORACLE_PYTHON", "")
    if not python and all(map(importlib.util.find_spec, ("torch", "transformers"))):
        python = sys.executable
    if not python:
        pytest.skip(
            "torch and transformers are not installed; set FLOPWATCH_ORACLE_PYTHON to an interpreter that has them"
        )

    def asked(questions):
        done = subprocess.run(
            [python, str(SCRIPT), "--stdin"],
            input=json.dumps(questions),
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    return asked


def test_the_committed_counts_are_those_the_oracle_gives(ask):
    names = list(REAL)[::4]
    stored = {row["name"]: row for row in GOLDEN["weights"]}
    for name, row in zip(names, ask([{"config": REAL[name]} for name in names]), strict=True):
        assert {key: stored[name][key] for key in (*KEYS, "class")} == row


def test_fresh_random_configs_are_counted_exactly(ask):
    configs = variations(seed=20, each=2)
    wrong = []
    for config, row in zip(configs, ask([{"config": config} for config in configs]), strict=True):
        counts = count_architecture(config)
        if any(getattr(counts, key) != row[key] for key in KEYS):
            wrong.append((config, row))
    assert not wrong


def test_operations_are_counted_exactly_as_executed(ask):
    some = {**SMALL, **RECURRENT}
    questions = [
        {"config": config, "context": context, "recurrent": name in RECURRENT}
        for name, (config, context) in some.items()
    ]
    stored = {row["name"]: row for row in (*GOLDEN["flop"], *GOLDEN["flop_outside_recurrence"])}
    for name, row in zip(some, ask(questions), strict=True):
        assert row["forward"] == stored[name]["forward"], name
