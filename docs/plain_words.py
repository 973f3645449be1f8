"""Count openings of docstrings, detours and messages in the source: python docs/plain_words.py [COMMIT ...].

Prints the table of plain-words.md: one column for each commit given, and one for the files as they are.
"""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOM = "src/flopwatch"
QUESTIONS = ("what", "how", "which", "whether")
DETOURS = ("beside", "stands", "told", "apart", "whoever")
_FEWEST_BLANKS = 3  # in a text that counts as a message


def texts_at(commit: str) -> dict[str, str]:
    """Return the Python files of the package at a commit; those on disk for ""."""
    if not commit:
        return {str(path): path.read_text(encoding="utf-8") for path in sorted((ROOT / ROOM).rglob("*.py"))}
    names = _git("ls-tree", "-r", "--name-only", commit, ROOM).splitlines()
    return {name: _git("show", f"{commit}:{name}") for name in names if name.endswith(".py")}


def counts(texts: Mapping[str, str]) -> dict[str, int]:
    """Return each count by its row of the table."""
    trees = [ast.parse(text) for text in texts.values()]
    docstrings = [words for tree in trees for words in _docstrings(tree)]
    opening = [words.split()[0].lower().strip(",.:") for words in docstrings if words.split()]
    rows = {"docstrings": len(docstrings)}
    rows |= {f"docstrings that open with “{word}”": opening.count(word) for word in QUESTIONS}
    lines = [line for text in texts.values() for line in text.splitlines()]
    rows |= {f"lines with “{word}”": sum(_has(word, line) for line in lines) for word in DETOURS}
    rows["texts of four words or more in code"] = sum(len(_messages(tree)) for tree in trees)
    return rows


def _has(word: str, line: str) -> bool:
    # `beside(` is a function's name, and `stands_apart` would be one.
    return re.search(rf"\b{word}\b(?![(_])", line, re.IGNORECASE) is not None


def _docstrings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def _messages(tree: ast.Module) -> list[str]:
    docstrings = set(_docstrings(tree))
    found = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [one for one in found if one.count(" ") >= _FEWEST_BLANKS and inspect.cleandoc(one) not in docstrings]


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def main(commits: Sequence[str]) -> None:
    """Print the table."""
    columns = [(commit or "now", counts(texts_at(commit))) for commit in (*commits, "")]
    lines = ["| | " + " | ".join(name for name, _ in columns) + " |", "|---|" + "--:|" * len(columns)]
    lines += [f"| {row} | " + " | ".join(f"{found[row]:,}" for _, found in columns) + " |" for row in columns[-1][1]]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
