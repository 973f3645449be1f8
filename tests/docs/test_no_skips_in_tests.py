"""No test decides within its body that it is skipped: a mark or a fixture does, so that a listing shows it.

A body that skips when its input is missing passes on the day when nothing makes that input any more.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
SKIPS = {"skip", "importorskip"}
# Without one of these words a file skips nothing, and is not parsed.
WORDS = re.compile(r"\bpytest\.(?:skip|importorskip)\b|from pytest import|\bSkipTest\b|import pytest as")


def skips(text: str) -> Iterator[tuple[int, str]]:
    """Each call in a test's body that skips it: its line, the test."""
    if not WORDS.search(text):
        return
    for test in ast.walk(ast.parse(text)):
        if not isinstance(test, ast.FunctionDef | ast.AsyncFunctionDef) or not test.name.startswith("test_"):
            continue
        for node in (found for statement in test.body for found in ast.walk(statement)):
            named = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            if named in SKIPS or named == "SkipTest":
                yield node.lineno, test.name


def test_no_body_skips_its_test() -> None:
    found = [
        f"{path.relative_to(TESTS)}:{line}: {test}"
        for path in sorted(TESTS.rglob("*.py"))
        for line, test in skips(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("seeded", "caught"),
    [
        ("import pytest\ndef test_it():\n    pytest.skip('absent')\n", 1),
        (
            "import pytest\nclass TestIt:\n    def test_it(self):\n        if 1:\n            pytest.skip('x')\n",
            1,
        ),
        ("import pytest as p\nasync def test_it():\n    p.importorskip('re2')\n", 1),
        ("from pytest import skip\ndef test_it():\n    skip('absent')\n", 1),
        ("import unittest\ndef test_it():\n    raise unittest.SkipTest\n", 1),
        ("import pytest\n@pytest.fixture\ndef lists():\n    pytest.skip('absent')\ndef test_it(lists): ...\n", 0),
        ("import pytest\npytest.importorskip('re2')\n@pytest.mark.skip\ndef test_it(): ...\n", 0),
    ],
)
def test_a_body_that_skips_is_caught(seeded: str, caught: int) -> None:
    assert len(list(skips(seeded))) == caught
