"""Gate: the stretches of a text that may state a size, data, chips or compute, found by the words that each needs.

All words come from the lexicons, so the gate knows each word that the reader knows. It asks for less than the reader:
words of any language, anywhere in a line. It therefore finds every such fact, and many stretches without one; the
reader decides. RE2 searches for all words at once, in time linear in the text.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from flopwatch.domain import BadInput
from flopwatch.extraction.languages import LANGUAGES, lexicon_of
from flopwatch.text import (
    ENGLISH,
    FOREIGN_SCALES,
    FOREIGN_UNITS,
    LATIN,
    NATIVE_DIGITS,
    NEVER,
    UNREAD_MARKS,
    Lexicon,
    chip_words,
    folded_words,
)

# The kinds of facts that make a document worth keeping: a cost or a date alone says nothing about a model.
DECISIVE = frozenset(("params", "active_params", "tokens", "chip_count", "chip_hours", "flop"))
_NOUNS = frozenset(("parameters", "tokens", "flop", "chip", "brand"))
_COMPUTE, _TIMES = frozenset(("compute",)), frozenset(("hours", "days", "weeks", "months"))
# A number of any other kind of fact needs one of the first in its sentence, or one of the second and one of the third.
_OTHERS = frozenset(("context", "epochs", "utilisation"))
_SPENT, _SPENDING = _TIMES | {"money"}, frozenset(("compute", "training", "cost"))
_CURRENCIES = "[$€£¥￥₹₩₽]"
_SIZES = frozenset(("model", "data", "active", "total"))  # a scaled number may be a size in their sentence
_PARTS = "¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_RAISED = "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_DIGIT = f"[0-9{NATIVE_DIGITS}{_PARTS}{_RAISED}]"
_NEVER = r"[^\s\S]"
_CLOSERS = r"[)\]}*_`$]{0,6}"  # marks between a number and its suffix
_PARTED = rf"[{LATIN}]\*\*+[{LATIN}]|\\[a-z]"  # a word in two: `para**meters`
_CONTINUES = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789$(")  # begin a line of the same sentence
_ROW = re.compile(rb"[ \t]{0,8}\|")
_MEMORY = 256 * 2**20  # bytes that RE2 may use for one pattern

Span = tuple[int, int]


class Gate:
    """Finder of the stretches of texts that may state a decisive fact."""

    def __init__(self, tags: Sequence[str] = LANGUAGES) -> None:
        """Compile the words of languages.

        Raises:
            BadInput: If RE2 is not installed.
        """
        some = [lexicon_of(tag) for tag in tags]
        nouns, scaled, compute = _either(_nouns(some)), _scaled(some), _either(_role_words(some, _COMPUTE))
        self._any = _compiled(f"{nouns}|{scaled}|{compute}|{_PARTED}")
        self._noun = _compiled(nouns)
        self._parted = _compiled(_PARTED)
        self._scaled = _compiled(scaled)
        self._size = _compiled(_either(_role_words(some, _SIZES)))
        self._hours = _compiled(_either(_role_words(some, _TIMES)))
        self._compute = _compiled(compute)
        self._number = _compiled(f"{_DIGIT}|(?i:{_alternatives(_numerals(some))})")
        firsts = "".join(sorted({spelt[0] for word in _numerals(some) for spelt in _spellings(word)}))
        self._bracketed = _compiled(rf"[(（\[【]\s*(?:{_DIGIT}|(?i:[{re.escape(firsts)}]))")
        self._odd = _compiled(f"[{_odd()}]")
        other, spent = _either(_role_words(some, _OTHERS)), f"{_either(_role_words(some, _SPENT))}|{_CURRENCIES}"
        self._any_other = _compiled(f"{other}|{spent}")
        self._other = _compiled(other)
        self._spent = _compiled(spent)
        self._spending = _compiled(_either(_role_words(some, _SPENDING)))

    def places(self, text: str) -> list[Span]:
        """Return the spans of a text that may state a decisive fact, in order.

        Args:
            text: Any text.
        """
        return self._places(text, self._in_bytes)

    def places_of_numbers(self, text: str) -> list[Span]:
        """Return the spans of a text outside its tables that may state a number of any kind of fact, in order."""
        return self._places(text, self._numbers_in_bytes)

    def _places(self, text: str, search: Callable[[bytes], list[Span]]) -> list[Span]:
        raw = text.encode("utf-8", "surrogatepass")
        if len(raw) != len(text) and (self._odd.search(raw) or not unicodedata.is_normalized("NFC", text)):
            # Folding moves offsets, but no end of a line.
            folded = folded_words(text)
            raw = folded.encode("utf-8", "surrogatepass")
            return _in_lines_of(text, folded, _in_characters(raw, search(raw)))
        found = search(raw)
        return found if len(raw) == len(text) else list(_in_characters(raw, found))

    def _in_bytes(self, raw: bytes) -> list[Span]:
        found: list[Span] = []
        for start, end in _units_with(self._any, raw):
            unit = raw[start:end]
            if self._may_state(unit):
                found.append((start, end))
        if not found and b"<table" in raw.lower() and self._may_state(raw):
            return [(0, len(raw))]  # a heading and its numbers are lines apart
        return found

    def _numbers_in_bytes(self, raw: bytes) -> list[Span]:
        found = {span for span in _units_with(self._any, raw) if self._may_state(raw[slice(*span)])}
        found |= {span for span in _units_with(self._any_other, raw) if self._may_state_other(raw[slice(*span)])}
        return sorted(found)

    def _may_state_other(self, unit: bytes) -> bool:
        """Return whether a stretch has the words that a duration, a cost, a window, passes or a utilisation need."""
        if not self._number.search(unit):
            return False
        return bool(self._other.search(unit) or (self._spent.search(unit) and self._spending.search(unit)))

    def _may_state(self, unit: bytes) -> bool:
        """Return whether a stretch has the words that a fact needs, and a number."""
        if not self._number.search(unit):
            return False
        if self._noun.search(unit) or self._parted.search(unit):
            return True
        if self._compute.search(unit) and self._hours.search(unit):
            return True
        return bool(self._scaled.search(unit) and (self._size.search(unit) or self._bracketed.search(unit)))


def _units_with(words: Any, raw: bytes) -> Iterator[Span]:
    """Yield the stretches that have one of some words; the end of a line bounds the next word."""
    hit = words.search(raw)
    while hit:
        at = hit.start()
        start, end = _unit(raw, at + (raw[at] == 10))  # the character before a word may be the end of the line above
        yield start, end
        hit = words.search(raw, end)


def _unit(raw: bytes, at: int) -> Span:
    """Return the lines around an offset that may be one sentence or one table."""
    start = end = at
    while (start := raw.rfind(b"\n", 0, start)) >= 0 and _goes_on(raw, start + 1):
        pass
    while (end := raw.find(b"\n", end + 1)) >= 0 and _goes_on(raw, end + 1):
        pass
    return start + 1, end if end >= 0 else len(raw)


def _goes_on(raw: bytes, at: int) -> bool:
    """Return whether a line goes on from the one before it: as its sentence, or as a row of its table."""
    return at < len(raw) and (raw[at] in _CONTINUES or _ROW.match(raw, at) is not None)


def _in_characters(raw: bytes, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield spans of UTF-8 bytes as spans of characters."""
    done = characters = 0
    for start, end in spans:
        characters += len(raw[done:start].decode("utf-8", "surrogatepass"))
        begin = characters
        characters += len(raw[start:end].decode("utf-8", "surrogatepass"))
        done = end
        yield begin, characters


def _in_lines_of(text: str, folded: str, spans: Iterable[Span]) -> list[Span]:
    """Return spans of whole lines of a folded text as those of the text."""
    ends, here = ([m.start() for m in re.finditer("\n", one)] for one in (folded, text))
    begins, ends, stops = [0, *(end + 1 for end in here)], [*ends, len(folded)], [*here, len(text)]
    return [(begins[bisect_left(ends, start)], stops[bisect_left(ends, end)]) for start, end in spans]


def _compiled(pattern: str) -> Any:
    """Return a pattern of RE2 over UTF-8 bytes; the library has no types."""
    try:
        library = importlib.import_module("re2")
    except ImportError as error:
        raise BadInput(
            "mining needs libraries that are not installed. Install them with the extra: pip install "
            "'flopwatch[mine]', or uv sync --extra mine."
        ) from error
    options = library.Options()
    options.max_mem = _MEMORY
    return library.compile(pattern.encode(), options)


def _nouns(some: Sequence[Lexicon]) -> set[str]:
    """Return the patterns of the words that a decisive number counts: those of roles, chips' names, other units."""
    chips = {word for lexicon in some for word in chip_words(lexicon)}
    named = rf"(?:^|[^A-Za-z0-9_.]|[0-9][xX×])(?:{_alternatives(chips)})"
    return {named, *_role_words(some, _NOUNS)}


def _role_words(some: Sequence[Lexicon], roles: frozenset[str]) -> set[str]:
    """Return the patterns of the words of some roles."""
    found = set()
    for lexicon in some:
        duals = [(dual, lexicon.roles_by_word.get(one, "")) for dual, one in lexicon.duals]
        for word, role in (*lexicon.roles_by_word.items(), *duals):
            if role.partition(":")[0] in roles:
                found.add(_bounded(word, lexicon, whole=True))
        for word, role in lexicon.roles_by_stem.items():
            if role.partition(":")[0] in roles:
                found.add(_bounded(word, lexicon, whole=False))
    for words, english in FOREIGN_UNITS if ENGLISH in some else ():
        if any(ENGLISH.roles_by_word.get(word) in roles for word in english.lower().split()):
            found |= {_bounded(word, ENGLISH, whole=False) for word in words}
    return found


def _bounded(word: str, lexicon: Lexicon, *, whole: bool) -> str:
    """Return the pattern of a word; a Latin one begins, and if it is no stem ends, where the letters around it do."""
    pattern = f"(?i:{'|'.join(_escaped(spelt) for spelt in sorted(_spellings(word)))})"
    if re.search(f"[{LATIN}]", "".join(lexicon.prefixes)) or not re.fullmatch(f"[{LATIN} ]+", word):
        return pattern
    return rf"(?:^|[^{LATIN}]){pattern}{f'(?:$|[^{LATIN}])' if whole else ''}"


def _scaled(some: Sequence[Lexicon]) -> str:
    """Return the pattern of a scaled number: a scale word, a suffix, an exponent or a power of ten."""
    scales = {(word, lexicon) for lexicon in some for word in lexicon.scale_powers}
    scales |= {(word, ENGLISH) for word in (FOREIGN_SCALES if ENGLISH in some else ())}
    large = {_bounded(word.rstrip("*"), lexicon, whole=not word.endswith("*")) for word, lexicon in scales}
    suffixes = {letters for lexicon in some for letters, _, _ in lexicon.suffixes}
    spaced = {letters for lexicon in some for letters in lexicon.spaced_suffixes}
    raised = "|".join(one.raised_pattern for one in some if one.raised_pattern != NEVER) or _NEVER
    end = f"(?:$|[^{LATIN}])"
    return "|".join(
        (
            _either(large),
            f"{_DIGIT}{_CLOSERS}(?:{_alternatives(suffixes)}){end}",
            f"{_DIGIT}{_CLOSERS}[ ](?:{_alternatives(spaced)}){end}",
            rf"[0-9][eE][+-]?[0-9]|{_DIGIT}[ ]?[\^*<{_RAISED}]|{_DIGIT}[ ]?(?:{raised})",
        )
    )


def _numerals(some: Sequence[Lexicon]) -> set[str]:
    """Return the words that are numbers."""
    words = {word.rstrip("*") for one in some for word in (*one.numeral_words, *one.number_words, *one.singulars)}
    # Looked for anywhere: a word that holds another one adds nothing.
    return {word for word in words if not any(word[i:j] in words for i, j in _parts(len(word)))}


def _parts(length: int) -> Iterator[Span]:
    """Yield the bounds of all parts of a word but the whole."""
    for size in range(1, length):
        for start in range(length - size + 1):
            yield start, start + size


def _spellings(word: str) -> set[str]:
    """Return the spellings, in lower case, that fold to a word."""
    folded = unicodedata.normalize("NFC", word).lower()
    return {folded, folded.replace("ss", "ß")}


def _odd() -> str:
    """Return the characters that fold to letters of words, but not one to one."""
    odd = [
        character
        for character in map(chr, range(0x80, 0x10000))
        if not 0xD800 <= ord(character) < 0xE000
        and character not in "ßİ"
        and len(character.casefold()) > 1
        and re.search(f"[{LATIN}]", character.casefold())
    ]
    return UNREAD_MARKS + "".join(odd)


def _either(patterns: Iterable[str]) -> str:
    return "|".join(sorted(patterns)) or _NEVER


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted({_escaped(word) for word in words})) or _NEVER


def _escaped(word: str) -> str:
    return re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", word)
