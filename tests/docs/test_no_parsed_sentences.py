"""No English as control flow: nothing in `src` decides on the words of a rule, a reason, a message or a receipt.

A fact that code needs is a field of its own: `FieldKey`, `Crossing.capped`, `NotFound.nearest`, `NoColumn.column`,
`OutOfRange`, `Unknown.code`, `Insight.kind`, `Period`. The patterns below are how the words were read before; each
place that may do so is in `ALLOWED` with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src/flopwatch"

_SENTENCE = r"(?:rule|reason|message|justification|sentence|doubted|receipt|working_text|proposal|formula|regime|hint)"
_READS = r"(?:startswith|endswith|split|rsplit|partition|rpartition|removeprefix|removesuffix|find|index|count)"
_READS_JS = r"(?:startsWith|endsWith|includes|indexOf|match|search|split)"
_ERROR = r"str\((?:error|exc|exception|wrong|refused|problem|failure|changed)\)"
PATTERNS = {
    "a word looked for in a sentence": rf"""["'] (?:not )?in (?:[\w.\[\]]+\.)?{_SENTENCE}\b(?![\w(])""",
    "a sentence taken apart": rf"\b{_SENTENCE}\.{_READS}\(",
    "a sentence taken apart in a page": rf"\b{_SENTENCE}\.{_READS_JS}\(",
    "an error's message taken apart": rf"{_ERROR}\.(?:{_READS}|replace)\(|{_ERROR}\[-?[0-9]+\]",
    "a word looked for in an error's message": rf"""["'] (?:not )?in {_ERROR}|\.args\[0\]\.{_READS}\(""",
    "a label split at its parenthesis": r"""split\(["'] \(["']\)""",
    "joined reasons split again": r"""split\(["'](?:; |\. )""",
    "a finding known by the start of its id": r"\b(?:fact|insight|finding|told)\.id\.(?:startswith|split|partition)\(",
    "a title or source in words taken apart": r"\b(?:title|item)\.(?:split|partition|startswith)\(",
    "a line of a receipt read by its marks": r"\b_SOURCE_LINE\.fullmatch\(",
    "a regular expression over a sentence": (
        rf"\.(?:match|fullmatch|search|findall|finditer|sub|split)\((?:[^()]*[ ,(])?(?:[\w.]+\.)?{_SENTENCE}\b"
    ),
}
# (file, text in the line, why it may)
ALLOWED: tuple[tuple[str, str, str], ...] = (
    ("estimation/calculator.py", "what_lacks(Run())", "an example shows the first sentence of a message"),
    ("reproduce/sheet_in_words.py", 'name.split(" (")[0]', "a model's name, as the document writes it"),
    ("sources/curated/checks.py", "rule.share_of_base", "a fraction of a rule of law, as its file writes it"),
    ("wording/languages.py", "_KEPT", "translates messages: tags and gaps are what it compares"),
    ("wording/languages.py", '("<" in message)', "translates messages: a translation may add no tag"),
)


def sources() -> Iterator[tuple[str, str]]:
    """Every file that holds code of ours: Python, templates, scripts; not the charts library."""
    for path in sorted(SRC.rglob("*")):
        if path.suffix in (".py", ".html", ".js") and path.name != "vega-slim.js":
            yield path.relative_to(SRC).as_posix(), path.read_text(encoding="utf-8")


def parsed(text: str) -> Iterator[tuple[int, str, str]]:
    """Each line that reads a sentence: its number, the line, the pattern's name."""
    for number, line in enumerate(text.split("\n"), 1):
        for name, pattern in PATTERNS.items():
            if re.search(pattern, line):
                yield number, line.strip(), name


def test_no_code_decides_on_the_words_of_a_sentence() -> None:
    found = [
        f"{file}:{number}: {name}: {line}"
        for file, text in sources()
        for number, line, name in parsed(text)
        if not any(file == where and words in line for where, words, _ in ALLOWED)
    ]
    assert found == []


def test_every_allowed_place_is_still_there_and_says_why() -> None:
    texts = dict(sources())
    for file, words, why in ALLOWED:
        assert why
        assert any(words in line for _, line, _ in parsed(texts[file])), f"{file}: {words!r} is gone; so goes its entry"


@pytest.mark.parametrize(
    "seeded",
    [
        'return LIKELY if "capped" in crossing.rule else 1.0',
        'if "is outside" in message:',
        'if one.reason.startswith("not imputed"):',
        'near = str(error).partition("Nearest: ")[2]',
        'reasons.append(str(error).split(". Columns")[0])',
        'rule = "file-name" if "path does not end" in str(error) else "not-toml"',
        'message = str(error).removeprefix(f"{name}: ")',
        'about = field(name.split(" (")[0])',
        'parts = reason.split("; ")',
        "key = next(prefix for prefix in WORDS if fact.id.startswith(prefix))",
        'y = log_axis("value", drawing.title.split(" grows ")[0], rows)',
        'row = one.item.split(",")[0]',
        '{% if c.rule and not c.rule.startswith("P(") %}',
        "if (row.reason.includes('no cost')) return;",
        "found = _MARK.search(estimate.rule)",
        "lines = receipt.split('\\n')",
    ],
)
def test_the_patterns_see_each_form_that_was_there(seeded: str) -> None:
    assert list(parsed(seeded)), seeded
