"""No test asserts time: files below `tests` read no clock, so that a slow machine fails nothing.

Work is counted instead (operations, bytes, requests), and a hang is ended by a timeout of what is waited for. Each
place that may read a clock is in `ALLOWED` with its reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
_COUNTERS = ("monotonic", "perf_counter", "process_time", "thread_time")
# Names that are clocks wherever they come from; `time` is one only as `time.time` or imported from `time`.
CLOCKS = {
    *(name + ending for name in _COUNTERS for ending in ("", "_ns")),
    *("time_ns", "clock_gettime", "clock_gettime_ns", "timeit", "default_timer", "getrusage"),
}
# Without one of these words a file names no clock, and is not parsed.
WORDS = re.compile(rf"\b(?:import time|from time|import [\w, ]+, time|{'|'.join(sorted(CLOCKS))})\b|\.times\b")
# (file, clock, why it may)
ALLOWED: tuple[tuple[str, str, str], ...] = (
    ("discovery/test_feeds.py", "time.time", "a server states the second from which it may be asked again"),
)


def clocks_read(text: str) -> Iterator[tuple[int, str]]:
    """Each name of a clock in a file: its line, the name."""
    if not WORDS.search(text):
        return
    tree = ast.parse(text)
    imported = {
        one.asname or one.name: one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for one in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in ("time", "timeit"):
            yield from ((node.lineno, one.name) for one in node.names if one.name in {*CLOCKS, "time"})
        elif isinstance(node, ast.Attribute):
            module = imported.get(node.value.id, "") if isinstance(node.value, ast.Name) else ""
            if node.attr in CLOCKS or f"{module}.{node.attr}" in ("time.time", "os.times", "timeit.repeat"):
                yield node.lineno, f"{module}.{node.attr}".lstrip(".")


def in_tests() -> Iterator[tuple[str, int, str]]:
    """Each name of a clock below `tests`: file, line, name."""
    for path in sorted(TESTS.rglob("*.py")):
        for line, clock in clocks_read(path.read_text(encoding="utf-8")):
            yield path.relative_to(TESTS).as_posix(), line, clock


def test_no_test_reads_a_clock() -> None:
    allowed = {(file, clock) for file, clock, _ in ALLOWED}
    found = list(in_tests())
    assert [f"{file}:{line}: {clock}" for file, line, clock in found if (file, clock) not in allowed] == []
    assert allowed <= {(file, clock) for file, _, clock in found}, "an exception that nothing needs any more"


@pytest.mark.parametrize(
    "seeded",
    [
        "import time\ndef test_quick():\n    begin = time.process_time()\n    assert time.process_time() - begin < 1\n",
        "import time as clock\ndef test_quick(work):\n    assert clock.perf_counter_ns() < work() + 10**9\n",
        "import time as clock\ndef test_quick():\n    assert clock.time() < 5\n",
        "from time import monotonic as now\ndef test_quick():\n    assert now() < 5\n",
        "from time import time\ndef test_quick():\n    assert time() < 5\n",
        "import time\ndef test_quick(begin):\n    if time.time() - begin > 5:\n        raise AssertionError\n",
        "import timeit\ndef test_quick():\n    assert timeit.timeit('1') < 5\n",
        "import resource\ndef test_quick():\n    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime < 5\n",
        "import os\ndef test_quick():\n    assert os.times().user < 5\n",
    ],
)
def test_a_test_that_asserts_time_is_caught(seeded: str) -> None:
    assert list(clocks_read(seeded)) != []


def test_a_timeout_a_pause_and_a_date_are_not_clocks() -> None:
    text = "import time\ntime.sleep(0.1)\nrun(timeout=60)\nat = dt.time(12)\nspent = row.time\n"
    assert list(clocks_read(text)) == []
