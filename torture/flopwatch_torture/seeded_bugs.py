"""Bugs put in one at a time, each into a copy of the code: the tests named must fail, or the bug survives.

python -m flopwatch_torture.seeded_bugs [WORD_OF_A_NAME]...

`torture/seeded_bugs.toml` lists them. If all ran, the table of docs/seeded-bugs.md is written anew.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[2]
LISTED = ROOT / "torture/seeded_bugs.toml"
PAGE = ROOT / "docs/seeded-bugs.md"
_HEAD = "| bug | file | caught by |\n|---|---|---|\n"
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
_LONGEST = 900.0  # seconds for one bug; tests that hang have noticed


class Bug(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One bug.

    Args:
        name: The bug, in words.
        file: The file it is put into, below `src/flopwatch`.
        old: The text there, exactly once.
        new: What it is replaced by.
        tests: The tests that must fail.
    """

    name: str
    file: str
    old: str
    new: str
    tests: list[str]

    def seeded(self, text: str) -> str:
        """Return the text of the file with the bug.

        Raises:
            ValueError: If the text has been changed since, so that the bug has no place any more.
        """
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: {self.file} has {self.old!r} {text.count(self.old)} times, not once")
        return text.replace(self.old, self.new)


def bugs() -> list[Bug]:
    """Return the bugs listed."""
    return msgspec.convert(tomllib.loads(LISTED.read_text(encoding="utf-8"))["bug"], list[Bug])


def copied(folder: Path) -> Path:
    """Make a copy of the tree below `folder`: the code, and links to all else."""
    for path in ROOT.iterdir():
        if path.name == "src":
            shutil.copytree(path, folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
        elif not path.name.startswith("."):
            (folder / path.name).symlink_to(path)
    return folder


def run_tests(folder: Path, tests: Sequence[str], tier: str = "", longest: float = _LONGEST) -> str:
    """Return the first test that fails, `no end` if they hang, or "" if all pass.

    Args:
        folder: The copy.
        tests: Files and tests.
        tier: "1" for both tiers, "" for the first.
        longest: Seconds after which the tests hang.
    """
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "FLOPWATCH_MATRIX": tier}
    words = [sys.executable, "-B", "-m", "pytest", "-n", "0", "-x", "-p", "no:cacheprovider", "-rfE", *tests]
    try:
        done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=longest)
    except subprocess.TimeoutExpired:
        return "no end"
    found = _FAILED.search(done.stdout)
    return found[1] if found else "" if done.returncode == 0 else f"exit {done.returncode}"


def try_bug(bug: Bug, folder: Path) -> str:
    """Put one bug into the copy, run its tests, and take it out; return what caught it, or ""."""
    path = folder / "src/flopwatch" / bug.file
    sound = path.read_text(encoding="utf-8")
    path.write_text(bug.seeded(sound), encoding="utf-8")
    try:
        return run_tests(folder, bug.tests) or run_tests(folder, bug.tests, "1")
    finally:
        path.write_text(sound, encoding="utf-8")


def main(words: list[str] | None = None) -> int:
    """Try the bugs and print what caught each; return 0 if none survived."""
    parser = argparse.ArgumentParser(prog="flopwatch_torture.seeded_bugs", description=__doc__)
    parser.add_argument("words", nargs="*", help="only bugs whose name has one of these words")
    asked = parser.parse_args(words)
    some = [one for one in bugs() if not asked.words or any(word in one.name for word in asked.words)]
    caught: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as work:
        folder = copied(Path(work))
        if failed := run_tests(folder, sorted({test for bug in some for test in bug.tests}), longest=7200):
            sys.stdout.write(f"without any bug, {failed} fails: nothing can be said\n")
            return 1
        for bug in some:
            begin = time.monotonic()
            caught[bug.name] = try_bug(bug, folder)
            sys.stdout.write(f"{bug.name}: {caught[bug.name] or 'SURVIVED'} ({time.monotonic() - begin:.0f} s)\n")
            sys.stdout.flush()
    if not asked.words:
        lines = [f"| {one.name} | `{one.file}` | {_shown(caught[one.name])} |" for one in some]
        text = PAGE.read_text(encoding="utf-8").partition(_HEAD)[0]
        PAGE.write_text(text + _HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return 0 if all(caught.values()) else 1


def _shown(test: str) -> str:
    return f"`{test.partition('[')[0].rpartition('::')[2]}`" if test else "**survived**"


if __name__ == "__main__":
    sys.exit(main())
