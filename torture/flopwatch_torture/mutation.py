"""Mutation testing of one room by mutmut: changed lines that no test of the room notices.

python -m flopwatch_torture.mutation classification

The tree is copied to `.mutation/ROOM`, where mutmut keeps each mutant's outcome: a stopped run goes on where it was;
after an edit only the functions it touches are tried again. Figures and survivors go to docs/mutation.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/mutation.md"
# The code and the tests that must notice a change of it.
ROOMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "classification": ("src/flopwatch/classification/*", ("tests/classification",)),
    "combine": ("src/flopwatch/estimation/combination.py", ("tests/estimation",)),
    "fold": ("src/flopwatch/records/folding.py", ("tests/records", "tests/ledger/test_ledger_machine.py")),
    "gate": ("src/flopwatch/sources/wire/safe_yaml.py", ("tests/sources/test_yaml_gate.py",)),
    "ledger": ("src/flopwatch/ledger/*", ("tests/ledger",)),
    "quantities": ("src/flopwatch/text/quantities.py", ("tests/text",)),
    "releases": ("src/flopwatch/releases/*", ("tests/releases", "tests/build_folder")),
}
COPIED = ("src", "data", "docs", "tests", "benchmarks", "torture", "README.md", "CHANGELOG.md", "pyproject.toml")


def main(words: list[str] | None = None) -> int:
    """Run one room's mutants and write the page; return mutmut's exit code."""
    parser = argparse.ArgumentParser(prog="flopwatch_torture.mutation", description=__doc__)
    parser.add_argument("room", choices=sorted(ROOMS))
    parser.add_argument("--work", type=Path, default=ROOT / ".mutation", help="folder of the copies")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args(words)
    folder = asked.work / asked.room
    copy_tree(folder)
    (folder / "setup.cfg").write_text(settings(asked.room), encoding="utf-8")
    done = _mutmut(folder, "run", "--max-children", str(asked.processes))
    _mutmut(folder, "export-cicd-stats")
    counts = json.loads((folder / "mutants/mutmut-cicd-stats.json").read_text(encoding="utf-8"))
    listed = subprocess.run(
        [sys.executable, "-m", "mutmut", "results"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), asked.room, counts, listed), encoding="utf-8")
    return done


def _mutmut(folder: Path, *words: str) -> int:
    return subprocess.run([sys.executable, "-m", "mutmut", *words], cwd=folder, check=False).returncode


def copy_tree(folder: Path) -> None:
    """Make the copy equal to the tree; files that are equal stay untouched, so that mutmut sees only true edits."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in [path for name in COPIED for path in (folder / name).rglob("*.py")]:
        if not (ROOT / path.relative_to(folder)).exists():
            path.unlink()
    for name in COPIED:
        top = ROOT / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if not path.is_file() or "__pycache__" in path.parts:
                continue
            target = folder / path.relative_to(ROOT)
            if not target.exists() or target.read_bytes() != path.read_bytes():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)


def settings(room: str) -> str:
    """Return mutmut's settings for a room."""
    code, tests = ROOMS[room]
    lists = {
        "also_copy": [name for name in COPIED if name not in ("src", "tests", "pyproject.toml")],
        "pytest_add_cli_args": ["-n", "0", "-p", "no:cacheprovider", "-W", "ignore"],
        "pytest_add_cli_args_test_selection": list(tests),
    }
    # A busy machine is not an endless loop: a minute before a mutant counts as one.
    out = ["[mutmut]", "source_paths=src", "timeout_constant=60", f"only_mutate={code}"]
    for name, values in lists.items():
        out += [f"{name}=", *(f"    {value}" for value in values)]
    return "\n".join(out) + "\n"


def page_with(text: str, room: str, counts: dict[str, int], listed: str) -> str:
    """Return the page with the room's row and its survivors in place of the former ones."""
    tried = counts["killed"] + counts["survived"] + counts["timeout"] + counts["suspicious"]
    share = counts["killed"] / tried if tried else 0.0
    today = dt.datetime.now(tz=dt.UTC).date()
    row = f"| {room} | {counts['total']} | {counts['killed']} | {counts['survived']} | {counts['timeout']} | "
    row += f"{counts['no_tests']} | {share:.0%} | {today} |"
    survivors = Counter(re.findall(r"^\s*(\S+)__mutmut_\d+: survived$", listed, flags=re.MULTILINE))
    names = [f"* `{name.removeprefix('flopwatch.').replace('x_', '', 1)}`: {n}" for name, n in survivors.most_common()]
    section = "\n".join([f"## {room}", "", "Survivors by function:", "", *names, ""])
    text = re.sub(rf"^\| {room} \|.*\n", "", text, flags=re.MULTILINE)
    text = re.sub(rf"^## {room}\n(?:(?!## ).*\n?)*", "", text, flags=re.MULTILINE)
    head, rule, rest = text.partition("|---|---|---|---|---|---|---|---|\n")
    return head + rule + row + "\n" + rest.rstrip("\n") + "\n\n" + section


if __name__ == "__main__":
    sys.exit(main())
