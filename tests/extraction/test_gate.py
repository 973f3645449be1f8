"""The law of the gate: a text that states a size, data, chips or compute has a place, and its places state the same."""

from __future__ import annotations

import json
import random
import unicodedata
from pathlib import Path

import pytest

from flopwatch.extraction import DECISIVE, LANGUAGES, Gate, language_of, read_facts
from flopwatch.text import ENGLISH, LEXICONS

pytest.importorskip("re2", reason="the extra `mine` is not installed")
FRESH = Path(__file__).parents[1] / "text/fresh/sentences.jsonl"
FILLER = "Das Wetter bleibt schön. It rained today.\n\n天气很好。\n"
TABLE = "| Model | Parameters |\n|---|---|\n| X-2 | 70,000,000,000 |\n"


@pytest.fixture(scope="module")
def union() -> Gate:
    return Gate()


@pytest.fixture(scope="module")
def own() -> dict[str, Gate]:
    return {tag: Gate((tag,)) for tag in LANGUAGES}


def decisive(text: str, language: str, places=None) -> list:
    return [one for one in read_facts(text, language=language, places=places) if one.kind in DECISIVE]


def lost(text: str, language: str, gates: tuple[Gate, ...]) -> list[str]:
    """Return the facts that the places of some gate do not state."""
    whole = decisive(text, language)
    return [
        f"{one.as_written} in {text!r}"
        for gate in gates
        for one in whole
        if one not in decisive(text, language, gate.places(text))
    ]


def numbers_lost(text: str, language: str, gate: Gate) -> list[str]:
    """Return the numbers of any kind that the places of a gate do not state."""
    left = set(read_facts(text, language=language, places=gate.places_of_numbers(text)))
    return [
        f"{one.kind} {one.as_written} in {text!r}" for one in read_facts(text, language=language) if one not in left
    ]


def test_nothing_labelled_is_lost_in_any_writing(union, own):
    missing = []
    for line in FRESH.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for text in (
            row["text"],
            FILLER + row["text"] + "\n" + FILLER,
            row["text"].upper(),
            unicodedata.normalize("NFD", row["text"]),
        ):
            missing += lost(text, row["lang"], (union, own[row["lang"]]))
        missing += numbers_lost(FILLER + row["text"] + "\n" + FILLER, row["lang"], own[row["lang"]])
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_made_of_the_words_of_a_lexicon_is_lost(union, own, language):
    """Any order of a language's own words, numbers and marks: most is no sentence, and nothing of it may be lost."""
    lexicon = ENGLISH if language == "en" else LEXICONS[language]
    roles = [*lexicon.roles_by_word, *lexicon.roles_by_stem]
    numbers = [*lexicon.values_by_word, *lexicon.scale_powers, *lexicon.number_words]
    numbers = [word.rstrip("*") for word in numbers]
    marks = [
        "7B",
        "70 B",
        "1.5T",
        "3,8",
        "405",
        "(253B)",
        "(",
        ")",
        "**",
        "\n",
        "10^25",
        "10²⁵",
        "1e25",
        "H100",
        "TPU v4",
        "٣٥",
    ]
    draw = random.Random(f"gate {language}")
    missing, stated = [], 0
    for _ in range(60):
        words = [draw.choice(draw.choice((roles, numbers, marks, marks))) for _ in range(draw.randint(3, 12))]
        text = "".join(word + draw.choice((" ", " ", "")) for word in words)
        stated += bool(decisive(text, language))
        missing += lost(text, language, (union, own[language]))
        missing += numbers_lost(text, language, own[language])
    assert missing == []
    assert stated >= 3  # the law is tried


def test_a_table_is_found_by_its_heading(union):
    (fact,) = decisive(TABLE, "en", union.places(TABLE))
    assert fact.value == "70000000000"


def test_a_word_in_two_and_a_line_that_goes_on_are_found(union):
    for text in ("It has 671000000000 para**meters**.", "It was trained on 14800000000000\ntokens of text."):
        assert len(decisive(text, "en", union.places(text))) == 1


def test_plain_news_has_no_place(union):
    text = "Die Stadt zahlt 5.000 Euro für 3 neue Bänke. The match on 4 May drew 20,000 fans, said the mayor (51).\n"
    assert union.places(text * 50) == []
    assert language_of(text) in ("de", "en")
