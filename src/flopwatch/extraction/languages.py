"""The language of a text, from its script and its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from flopwatch.text import ENGLISH, LEXICONS, Lexicon

LANGUAGES: tuple[str, ...] = ("en", *LEXICONS)

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("ja", "[\u3040-\u30ff]"),
    ("ko", "[\uac00-\ud7af]"),
    ("zh", "[\u3400-\u9fff]"),
    ("hi", "[\u0900-\u097f]"),
    ("bn", "[\u0980-\u09ff]"),
    ("he", "[\u0590-\u05ff]"),
    ("ru", "[\u0400-\u04ff]"),
    ("ar", "[\u0600-\u06ff]"),
)
_SCRIPT = tuple((tag, re.compile(f"{pattern}+")) for tag, pattern in _SCRIPTS)
_OTHER_SCRIPT = re.compile("|".join(pattern for _, pattern in _SCRIPTS))
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_URDU = re.compile("[\u0679\u0688\u0691\u06ba\u06d2\u06be\u06c1]")  # letters that Persian and Arabic lack
_PERSIAN = re.compile("[\u067e\u0686\u0698\u06af\u06a9\u06cc]")
_ARABIC = re.compile("[\u0643\u064a\u0629\u0649\u0623\u0625]")
# Letters next to a digit are no word: the `e` of 5.88e23 and the `o` of GPT-4o are not Portuguese.
_WORD = re.compile("(?<![0-9a-z\u00df-\u024f])[a-z\u00df-\u024f]++(?![0-9])")
_SHARE = 0.12  # of the letters: names of models keep their Latin ones in every script
_MOST = 20_000  # characters looked at
# Words, and letters, that are common in one of the languages with Latin letters and rare in the others.
_LATIN_WORDS: dict[str, frozenset[str]] = {
    "es": frozenset(
        "el los las una y con del por según es fue que su más cuenta tiene entrenamiento modelo la".split()
    ),
    "fr": frozenset("le les des une et avec du dans sur aux est été selon qui plus son modèle la à il".split()),
    "pt": frozenset("os uma com do dos da das são pelo foi não mais segundo em o treinamento modelo um e ao".split()),
    "de": frozenset("der die das und mit für ist eine nicht auf dem den wurde hat von zu im das modell ein".split()),
    "tr": frozenset(
        "ve ile için bir olan daha yaklaşık model eğitim milyar bu şirket kadar yeni eğitildi sahip".split()
    ),
    "en": frozenset("the of and with for is are this that from by was to in on it has a model".split()),
}
_LETTERS: tuple[tuple[str, str], ...] = (
    ("tr", "ışğİöü"),
    ("de", "ßäöü"),
    ("es", "ñ¿¡"),
    ("pt", "ãõ"),
    ("fr", "èêœùî"),
)


def language_of(text: str) -> str:
    """Return the tag of the language a text is written in: one of the 15 languages of news, or `en`.

    Example:
        >>> language_of("Модель с 1,7 трлн параметров"), language_of("این مدل ۱۷۵ میلیارد پارامتر دارد")
        ('ru', 'fa')
    """
    sample = text[:_MOST]
    if sample.isascii() or not _OTHER_SCRIPT.search(sample):
        return _of_latin(sample)
    counts = {tag: _count(pattern, sample) for tag, pattern in _SCRIPT}
    letters = sum(counts.values()) + _count(_LATIN, sample)
    if counts["ja"] and counts["ja"] >= 0.1 * (counts["ja"] + counts["zh"]):
        counts["ja"] += counts["zh"]
    tag = max(counts, key=lambda one: counts[one])
    if letters and counts[tag] >= _SHARE * letters:
        return _of_arabic_script(sample) if tag == "ar" else tag
    return _of_latin(sample)


def _count(pattern: re.Pattern[str], sample: str) -> int:
    return sum(map(len, pattern.findall(sample)))


def _of_arabic_script(sample: str) -> str:
    if len(_URDU.findall(sample)) >= 2:
        return "ur"
    return "fa" if len(_PERSIAN.findall(sample)) > len(_ARABIC.findall(sample)) else "ar"


def _of_latin(sample: str) -> str:
    folded = sample.lower()
    words = Counter(_WORD.findall(folded))
    scores = dict.fromkeys(_LATIN_WORDS, 0.0)
    weights = _weights()
    for word, n in words.items():
        for tag, weight in weights.get(word, ()):
            scores[tag] += n * weight
    for tag, letters in _LETTERS:
        scores[tag] += sum(folded.count(letter) for letter in letters)
    best = max(scores, key=lambda one: scores[one])
    return best if scores[best] > scores["en"] else "en"


@cache
def _weights() -> dict[str, tuple[tuple[str, int], ...]]:
    """Return, for each word, the languages with Latin letters that it is a sign of, weighted."""
    found: dict[str, list[tuple[str, int]]] = {}
    for tag, common in _LATIN_WORDS.items():
        lexicon = lexicon_of(tag)
        known = {*lexicon.roles_by_word, *lexicon.scale_powers}
        for word in common | known:
            found.setdefault(word, []).append((tag, (word in common) + (word in known)))
    return {word: tuple(listed) for word, listed in found.items()}


def lexicon_of(tag: str) -> Lexicon:
    """Return the lexicon of a language tag.

    Raises:
        KeyError: If there is none.
    """
    return ENGLISH if tag == "en" else LEXICONS[tag]
