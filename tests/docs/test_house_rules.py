"""House rules that no linter checks: length of files and functions, size of rooms, names at a room's door, plain words.

Each rule is a function over the text of `src/flopwatch`, so that a violation can be seeded in memory and seen caught.
"""

from __future__ import annotations

import ast
import functools
import re
from collections import Counter
from pathlib import Path
from typing import cast

import pytest

SRC = Path(__file__).resolve().parents[2] / "src/flopwatch"
LONGEST_FILE = 400  # lines
LONGEST_BODY = 50  # lines, without the docstring
LARGEST_ROOM = 0.14  # share of all lines of Python and JavaScript
# "None if …", "None before …", "else None", "if …, None".
NONE_CASE = re.compile(
    r"\bNone\b[^.]{0,60}\b(if|where|when|while|for|unless|until|before|beyond|of|after|with|without|at|means|outside|stays)\b"
    r"|\b(if|where|unless|without|below)\b[^.]{0,120}\bNone\b"
)
QUESTION_WORDS = ("what", "how", "which", "whether")
DETOUR = re.compile(r"\b(?:stands|told|taken down)\b|\bbeside(?= [a-z`]|[.;:]| *$)")  # `beside(` is a function's name
Defined = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
NOT_OURS = "vega-slim.js"  # the charts library, built from `frontend`


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The text of each Python and JavaScript file of ours, by its path below `src/flopwatch`."""
    paths = sorted(path for path in SRC.rglob("*") if path.suffix in (".py", ".js") and path.name != NOT_OURS)
    return {path.relative_to(SRC).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def lines_of(text: str) -> int:
    return len(text.splitlines())


def long_files(texts: dict[str, str]) -> list[str]:
    return [f"{file}: {lines_of(text)} lines" for file, text in texts.items() if lines_of(text) > LONGEST_FILE]


def share_of_rooms(texts: dict[str, str]) -> dict[str, float]:
    """Return each room's share of all lines; files outside any room count in the whole only."""
    lines: Counter[str] = Counter()
    for file, text in texts.items():
        room, slash, _ = file.partition("/")
        if slash:
            lines[room] += lines_of(text)
    whole = sum(map(lines_of, texts.values()))
    return {room: count / whole for room, count in lines.items()}


def large_rooms(texts: dict[str, str]) -> list[str]:
    return [f"{room}: {share:.1%}" for room, share in share_of_rooms(texts).items() if share > LARGEST_ROOM]


@functools.cache
def tree_of(text: str) -> ast.Module:
    """Parse a file once for all rules."""
    return ast.parse(text)


@functools.cache
def definitions(text: str) -> tuple[Defined, ...]:
    """Return a file's module, classes and functions; only statements are gone through, for none is in an expression."""
    found, todo = [], [cast("ast.AST", tree_of(text))]
    while todo:
        node = todo.pop()
        if isinstance(node, Defined):
            found.append(node)
        todo += [
            one for name in ("body", "orelse", "finalbody", "handlers", "cases") for one in getattr(node, name, ())
        ]
    return tuple(found)


def long_bodies(texts: dict[str, str]) -> dict[tuple[str, str], int]:
    """Return the lines of each Python function body that is too long, by file and function."""
    found = {}
    for file, text in texts.items():
        for node in definitions(text) if file.endswith(".py") else ():
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            if lines > LONGEST_BODY:
                found[file, node.name] = lines
    return found


def named_as_files(texts: dict[str, str]) -> set[tuple[str, str]]:
    """Return (room, name) for each exported name that equals a file or folder beside the door.

    A file that the door exports itself (`from flopwatch.cli import models`) is that file: no second meaning.
    """
    found = set()
    for file, text in texts.items():
        room, _, rest = file.partition("/")
        if rest != "__init__.py":
            continue
        beside = {other.split("/")[1].removesuffix(".py") for other in texts if other.startswith(f"{room}/")}
        tree = tree_of(text)
        files = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == f"flopwatch.{room}"
            for alias in node.names
        }
        found |= {(room, name) for name in exported(tree) - files if name in beside}
    return found


def question_openings(texts: dict[str, str]) -> list[str]:
    """Return the docstrings that open with what, how, which or whether instead of a verb or a noun."""
    found = []
    for file, text in texts.items():
        for node in definitions(text) if file.endswith(".py") else ():
            docstring = ast.get_docstring(node)
            if docstring and docstring.split()[0].lower().strip(",.:") in QUESTION_WORDS:
                found.append(f"{file}: {docstring.splitlines()[0]}")
    return found


def detours(texts: dict[str, str]) -> list[str]:
    """Return the lines of Python with a word that has a plainer one: next to, is, given, recorded on."""
    return [
        f"{file}:{number}: {line.strip()}"
        for file, text in texts.items()
        if file.endswith(".py") and DETOUR.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if DETOUR.search(line)
    ]


def unsaid_nones(texts: dict[str, str]) -> list[str]:
    """Return the public functions that may return None without a docstring that says when."""
    return [
        f"{file}: {node.name}: say when it returns None"
        for file, text in texts.items()
        for node in (definitions(text) if file.endswith(".py") else ())
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.returns is not None
        if ast.unparse(node.returns).endswith("| None")
        if (docstring := ast.get_docstring(node)) and not NONE_CASE.search(docstring)
    ]


def exported(door: ast.Module) -> set[str]:
    """Return the names in `__all__`; none if the door has none."""
    for node in door.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            return set(ast.literal_eval(node.value))
    return set()


def test_no_file_is_above_400_lines(texts: dict[str, str]) -> None:
    assert len(texts) > 300
    assert long_files(texts) == []


def test_no_room_holds_more_than_14_percent_of_the_lines(texts: dict[str, str]) -> None:
    assert {"hub", "sources", "estimation"} <= set(share_of_rooms(texts))
    assert large_rooms(texts) == []


def test_no_function_body_is_above_50_lines(texts: dict[str, str]) -> None:
    assert long_bodies(texts) == {}


def test_no_exported_name_is_the_name_of_a_file_of_its_room(texts: dict[str, str]) -> None:
    assert named_as_files(texts) == set()


def test_no_docstring_opens_with_a_question_word(texts: dict[str, str]) -> None:
    assert question_openings(texts) == []


def test_no_line_has_a_word_with_a_plainer_one(texts: dict[str, str]) -> None:
    assert detours(texts) == []


def test_a_docstring_says_when_the_result_is_none(texts: dict[str, str]) -> None:
    assert unsaid_nones(texts) == []


@pytest.mark.parametrize(
    ("words", "caught"), [("Return it, or None.", 1), ("Return it. None if there is none.", 0), ("Return it.", 1)]
)
def test_a_docstring_that_does_not_say_when_is_caught(words: str, caught: int) -> None:
    assert len(unsaid_nones({"a.py": f'def seeded() -> int | None:\n    """{words}"""\n'})) == caught


@pytest.mark.parametrize("head", ["", "class Seeded:\n    ", "def seeded():\n    ", "async def seeded():\n    "])
def test_a_docstring_that_opens_with_a_question_word_is_caught(head: str) -> None:
    assert question_openings({"a.py": f'{head}"""Whether it is one."""\n'}) == ["a.py: Whether it is one."]
    assert question_openings({"a.py": f'{head}"""Return whether it is one."""\n'}) == []


@pytest.mark.parametrize("line", ["# The unit stands after it.", '"""Write it beside the file."""', "# as told above"])
def test_a_word_with_a_plainer_one_is_caught(line: str) -> None:
    assert detours({"a.py": f"x = 1\n{line}\n"}) == [f"a.py:2: {line}"]
    assert detours({"a.py": 'folder = beside(address, "memory")\n'}) == []


@pytest.mark.parametrize("file", ["text/hardware.py", "hub/assets/compare.js"])
def test_a_file_of_401_lines_is_caught(texts: dict[str, str], file: str) -> None:
    room_left = LONGEST_FILE - lines_of(texts[file])
    assert long_files({**texts, file: texts[file] + "\n" * room_left}) == []
    assert long_files({**texts, file: texts[file] + "\n" * (room_left + 1)}) == [f"{file}: 401 lines"]


def test_a_room_above_14_percent_is_caught(texts: dict[str, str]) -> None:
    more = {f"text/more_{i}.js": "//\n" * LONGEST_FILE for i in range(30)}
    assert [one.partition(":")[0] for one in large_rooms({**texts, **more})] == ["text"]


@pytest.mark.parametrize("head", ["def seeded():", "async def seeded():", "class Seeded:\n    def seeded(self):"])
def test_a_body_of_51_lines_is_caught_and_a_docstring_is_not_counted(texts: dict[str, str], head: str) -> None:
    indent = " " * (8 if head.startswith("class") else 4)
    docstring = f'{indent}"""Do.\n' + "\n" * 60 + f'{indent}"""\n'
    file = "text/hardware.py"
    for count, caught in ((LONGEST_BODY, {}), (LONGEST_BODY + 1, {(file, "seeded"): LONGEST_BODY + 1})):
        seeded = f"\n\n{head}\n{docstring}" + f"{indent}x = 1\n" * count
        assert long_bodies({file: texts[file] + seeded}) == caught


def test_a_name_that_equals_a_file_is_caught(texts: dict[str, str]) -> None:
    door = texts["estimation/__init__.py"].replace("__all__ = [", '__all__ = [\n    "combination",')
    assert door != texts["estimation/__init__.py"]
    found = named_as_files({**texts, "estimation/__init__.py": door})
    assert found == {("estimation", "combination")}


def test_a_new_file_named_as_an_exported_name_is_caught(texts: dict[str, str]) -> None:
    found = named_as_files({**texts, "text/read_date.py": ""})
    assert found == {("text", "read_date")}
