"""Readers of numbers on the labelled sentences: text2num, cn2an, quantulum3 and Babel next to our grammar.

    uv pip install text2num cn2an quantulum3 babel
    python benchmarks/number_readers.py [FACTS.jsonl …]     # tests/text/fresh is always read

None of the four knows what a number counts. So only values are compared: of the values that a person labelled as
facts, how many are among the numbers that a reader gives for the sentence, in the languages that it says it knows (and
how many but for a scale word that it leaves to its caller); and how many of the numbers it gives are such values. What
a library does is called as its guide says, its numbers as it returns them; where it returns text, plain numbers in it
are read as Babel reads them.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cn2an
import text_to_num
from babel import Locale
from babel.numbers import NumberFormatError, parse_decimal
from quantulum3 import parser

from flopwatch.extraction import LANGUAGES, read_facts

FRESH = Path(__file__).parents[1] / "tests/text/fresh/sentences.jsonl"
_NUMBER = re.compile(r"\d(?:[\d.,\u00a0\u202f]*\d)?")


def _plain(text: str, language: str) -> Iterator[float]:
    """Yield the plain numbers of a text by Babel's marks of its language."""
    for match in _NUMBER.finditer(text):
        try:
            yield float(parse_decimal(match[0], locale=Locale.parse(language)))
        except (NumberFormatError, ValueError):
            continue


def _ours(text: str, language: str) -> list[float]:
    return [float(one.value) for one in read_facts(text, language=language) if one.value[:1].isdigit()]


def _text2num(text: str, language: str) -> list[float]:
    return list(_plain(text_to_num.alpha2digit(text, language), language))


def _cn2an(text: str, language: str) -> list[float]:
    return list(_plain(cn2an.transform(text, "cn2an"), language))


def _quantulum(text: str, language: str) -> list[float]:
    return [float(one.value) for one in parser.parse(text)]


def _babel(text: str, language: str) -> list[float]:
    return list(_plain(text, language))


READERS: tuple[tuple[str, Callable[[str, str], list[float]], tuple[str, ...]], ...] = (
    ("flopwatch", _ours, LANGUAGES),
    ("text2num", _text2num, ("en", "fr", "es", "pt", "de")),
    ("cn2an", _cn2an, ("zh",)),
    ("quantulum3", _quantulum, ("en",)),
    ("babel", _babel, LANGUAGES),
)


# What text2num, cn2an and quantulum3 raise on sentences they cannot read; anything else ends the run.
FAILURES = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)


def _values(row: dict[str, Any]) -> list[float]:
    facts = row["facts"]
    pairs = facts.items() if isinstance(facts, dict) else [(one[0], one[1]) for one in facts]
    return [float(value) for _, value in pairs if isinstance(value, (int, float))]


def _known(row: dict[str, Any]) -> list[float]:
    """Return values that are neither wanted nor wrong."""
    return [float(value) for _, value in row.get("optional", ())]


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * abs(other)


def _same_digits(one: float, other: float) -> bool:
    """Return whether a number is a value's figure before its scale word: 1.76 of 1.76 trillion."""
    powers = math.log10(other / one) if one > 0 and other > 0 else 0.5
    return round(powers) >= 0 and abs(powers - round(powers)) < 1e-6


def main(paths: list[Path]) -> None:
    """Print one table for each file."""
    print(", ".join(f"{name} {version(name)}" for name in ("text2num", "cn2an", "quantulum3", "babel")))
    for path in (FRESH, *paths):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        print(f"{path.name}: {len(rows)} sentences")
        for name, read, languages in READERS:
            print(f"  {name}: {_score(rows, read, languages)}")


def _score(rows: list[dict[str, Any]], read: Callable[[str, str], list[float]], languages: tuple[str, ...]) -> str:
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        wanted = _values(row)
        counts["all"] += len(wanted)
        if row["lang"] not in languages:
            continue
        counts["sentences"] += 1
        counts["wanted"] += len(wanted)
        try:
            given = read(row["text"], row["lang"])
        except FAILURES as error:  # a rival that fails on a sentence reads nothing in it
            counts[f"failed with {type(error).__name__}"] += 1
            continue
        counts["given"] += len(given)
        counts["found"] += sum(any(_same(one, value) for one in given) for value in wanted)
        counts["digits"] += sum(any(_same_digits(one, value) for one in given) for value in wanted)
        counts["right"] += sum(any(_same(one, value) for value in (*wanted, *_known(row))) for one in given)
    share = {key: counts[key] for key in ("sentences", "wanted", "found", "digits", "given", "right")}
    failed = {key: value for key, value in counts.items() if key.startswith("failed")}
    recall = counts["found"] / max(counts["wanted"], 1)
    return f"{share} recall {recall:.3f}, of all {counts['found'] / counts['all']:.3f} {failed or ''}"


if __name__ == "__main__":
    main([Path(one) for one in sys.argv[1:]])
