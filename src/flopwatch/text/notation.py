"""Notation: rewrite numbers of other notations in the plain English one, and keep their offsets.

The grammar of `quantities` knows one notation: `1,234.5`, `7B`, `3.8 × 10^{25}`, `70 billion parameters`. This module
rewrites the others (decimal commas, thousands marks, scale words of other languages, LaTeX, footnote marks, lists that
share a suffix) and keeps each piece's offsets in the source, so that a quantity's words stay those of the source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from flopwatch.text.english import ENGLISH
from flopwatch.text.lexicon import Lexicon, either
from flopwatch.text.rewriting import SHARED_JOINT, SHARED_SUFFIX, Plain, Rewrite, rewritten
from flopwatch.text.worldwide import LONG_SCALE, NATIVE_DIGITS, SCALE_WORDS, TO_ASCII, UNIT_NAMES

DECIMAL_COMMA = "decimal-comma"

_SPACES = "\u00a0\u2007\u2009\u202f"
_SUFFIX = r"(?:[KMBTkmbt]|[BbMmTt]n|[BbMm]ln|[Tt]rn)(?![A-Za-z0-9])"
_ENGLISH_SCALE = r"(?i:thousand|million|billion|trillion)(?![A-Za-z])"
_CHIP = r"[ ](?:[A-Z]{1,3}[0-9]{2,4}[A-Z]?|GPUs?|TPUs?|NPUs?)(?![A-Za-z0-9])"
_POWER = r"[ ]?(?:[eE][+-]?[0-9]|(?:[×xX·⋅*]|\{?\\times\}?|\\cdot)[ ]?10[\^⁰¹²³⁴-⁹<*])"


def _spellings(word: str) -> set[str]:
    """Return both Unicode spellings of a word, composed and decomposed: `करोड़` has two that look alike."""
    joined = unicodedata.normalize("NFD", word)
    for separate, one in _JOINED.items():
        joined = joined.replace(separate, one)
    return {word, joined, unicodedata.normalize("NFC", word), unicodedata.normalize("NFD", word)}


# Letters that Unicode never composes: with a dot below in Devanagari and Bengali.
_JOINED = {"ड\u093c": "\u095c", "ढ\u093c": "\u095d", "ড\u09bc": "\u09dc", "ঢ\u09bc": "\u09dd", "য\u09bc": "\u09df"}
_COMMA_WORDS = tuple(word for word, _, comma in SCALE_WORDS if comma)
_SCALE_POWER = {spelt: power for word, power, _ in SCALE_WORDS for spelt in _spellings(word)}
_LONG_POWER = {word: power for word, power, _ in LONG_SCALE}
_ENGLISH = {spelt: english for words, english in UNIT_NAMES for word in words for spelt in _spellings(word)}
_NO_MARKS = str.maketrans("", "", f". ,'’_{{}}{_SPACES}")
_FOREIGN = tuple(word for word in (*_SCALE_POWER, *_ENGLISH) if not word.isascii())


def _joined(match: re.Match[str]) -> str:
    """Return digits without their thousands marks."""
    return match[0].translate(_NO_MARKS)


def _with_point(match: re.Match[str]) -> str:
    """Return a number with its decimal comma as a point; full stops and blanks before it only group."""
    whole, _, part = match[0].rpartition(",")
    return f"{whole if whole.isdigit() else whole.translate(_NO_MARKS)}.{part}"


def _tex_point(match: re.Match[str]) -> str:
    return match[0].replace("{,}", ".")


def _inner(name: str) -> Rewrite:
    """Keep the text of a group, without the marks around it."""
    return lambda match: match[name]


def _scale(match: re.Match[str]) -> str:
    """Return a scale word as a power of ten after its number, with a blank before a word glued to it."""
    end = match.end()
    blank = "" if match.string[end : end + 1] in ("", " ") else " "
    return f"e{_SCALE_POWER[match['scale'].lower()]}{blank}"


def _long_scale(match: re.Match[str]) -> str:
    return f"e{_LONG_POWER[match['long'].lower()]}"


def _short_scale(match: re.Match[str]) -> str:
    return match["short"].lower()


def _unit(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    left, right = ("" if before in ("", " ") else " "), ("" if after in ("", " ") else " ")
    return f"{left}{_ENGLISH[match['unit'].lower()]}{right}"


def _native(match: re.Match[str]) -> str:
    return match[0].translate(TO_ASCII)


# Families of notations: the condition that must hold at a place before the family is tried, and its members as
# (name, pattern, rewriting).
_Family = tuple[str, tuple[tuple[str, str, Rewrite], ...]]
_FLAGS = {
    **dict.fromkeys(("comma", "comma_last", "tex_comma"), DECIMAL_COMMA),
    **dict.fromkeys(("braces", "slashes", "list"), SHARED_SUFFIX),  # each of their numbers is a piece of its own
    "longer": "long-scale",
}
_NOT_IN_NUMBER = r"(?<![0-9A-Za-z_.,/-])"
_ONE = r"[0-9]{1,4}(?:\.[0-9]{1,3})?"
_ONE_SUFFIX = r"[KMBT](?![A-Za-z0-9])"

_TEX: _Family = (
    r"(?=[\\{$*}\[(])",
    (
        ("tex_times", r"\{?\\times\}?", " × "),
        ("tex_dot", r"\\cdot", " · "),
        ("tex_about", r"\\(?:sim|approx)(?![A-Za-z])[ ]?", "~"),
        ("tex_percent", r"\\%", "%"),
        ("tex_blank", r"\\[,;:!()]", " "),
        # `3.8\mathrm{e}25`, `405\text{B}`: what only another typeface sets apart.
        (
            "letters",
            r"\\(?:mathrm|mathbf|mathit|text|textrm|textbf|rm)\{(?P<set>[A-Za-z0-9., ]{1,16})\}",
            _inner("set"),
        ),
        ("face", r"\\(?:mathrm|mathbf|mathit|text|textbf|boldsymbol|bm)\{(?=[~≈]?[0-9])", ""),
        ("face_end", r"(?<=\})\}", ""),
        ("alone", r"\$(?P<one>[0-9]{1,4}(?:\.[0-9]{1,3})?)\$", _inner("one")),
        ("tex_open", r"\${1,2}(?=[^$\n]{1,40}[\\^][^$\n]{1,40}\$)", ""),
        ("tex_close", r"(?<=\})\${1,2}", ""),
        (
            "braces",
            rf"[{{\[(](?P<braces_numbers>[ ]?{_ONE}(?:[ ]?[,/;|][ ]?{_ONE}){{1,20}})[ ]?[}}\])][ ]?"
            rf"(?P<braces_scale>{_ONE_SUFFIX}|{_ENGLISH_SCALE})",
            SHARED_JOINT,
        ),
        ("bold", r"(?<![0-9*])\*\*(?=[~≈]?[0-9])|(?<=[0-9][KMBT])\*\*(?![0-9*])", ""),
    ),
)
_MARKS: _Family = (
    r"(?<=[0-9][KMBTkmbt])(?=[\^<[( \\*†‡§¶⁰¹²³⁴-⁹])",
    (
        (
            "mark",
            r"(?:\^\{?[0-9a-z*†‡]{1,3}\}?|<sup>[^<>\n]{1,8}</sup>|[ ]?\[\^?[0-9a-z]{1,3}\]|[ ]?\([0-9]{1,2}\)"
            r"|\\?\*|[†‡§¶]|[⁰¹²³⁴-⁹]{1,2}){1,4}(?![ ]?[0-9(A-Za-z])",
            "",
        ),
    ),
)
_SAID_TWICE: _Family = (
    r"(?<=illion)(?=[ ]\()",
    (("said_twice", r"[ ]\([0-9]{1,4}(?:\.[0-9]{1,3})?[MBT]\)(?=[ ][a-z])", ""),),
)


_JOINTS: _Family = (
    r"(?<=[0-9KMBT亿億万])(?=[、和及与と])",
    (("joint", r"[、和及与と](?=[ ]?[0-9])", ", "),),
)


def _first(words: Iterable[str]) -> str:
    """Return the initial letters of words, in both cases, for a character class that skips other text."""
    letters = {letter for word in words for letter in (word[0], word[0].upper())}
    return "".join(sorted(letters))


def _gaps() -> _Family:
    """Insert a blank before a scaled number glued to a word in scripts without blanks: `消耗278.8万`."""
    words = [word for word in _SCALE_POWER if word[0] >= "\u0530"]
    others, ends = either(words), "".join(sorted({word[-1] for word in words}))
    return (
        # A scale word that is read has its blank already.
        rf"(?<=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])(?<![0-9][{ends}])(?=[0-9])",
        (("gap", rf"(?=[0-9][0-9.,]{{0,14}}[ ]?(?:{others}|{_ONE_SUFFIX}))", " "),),
    )


def _figures() -> _Family:
    """Return the family of digits with marks: lists that share a suffix, decimal commas, thousands."""
    foreign = rf"[ {_SPACES}]?(?i:{either(_COMMA_WORDS)})"
    return (
        rf"{_NOT_IN_NUMBER}(?=[0-9]{{1,4}}[.,/'’_{{ {_SPACES}])",
        (
            (
                "slashes",
                rf"(?P<slashes_numbers>{_ONE}(?:/{_ONE}){{1,12}})(?P<slashes_scale>{_ONE_SUFFIX})",
                SHARED_JOINT,
            ),
            (
                "list",
                rf"(?P<list_numbers>{_ONE}(?:,[ ]{_ONE}){{1,12}},?[ ](?:and|or)[ ]{_ONE})[ ]?"
                rf"(?P<list_scale>{_ONE_SUFFIX}|{_ENGLISH_SCALE})",
                SHARED_JOINT,
            ),
            # decimal commas before thousands marks: `1.234,5 Mio`
            (
                "comma",
                rf"[0-9]{{1,3}}(?:[. {_SPACES}][0-9]{{3}}){{0,6}},[0-9]{{1,2}}"
                rf"(?=[ {_SPACES}]?{_SUFFIX}|[ ]?%|{_POWER}|[ ]?{_ENGLISH_SCALE})"
                rf"|[0-9]{{1,3}}(?:\.[0-9]{{3}}){{0,6}},[0-9]{{1,12}}(?={foreign}|{_POWER})",
                _with_point,
            ),
            # full stops and then one comma: no other notation writes it
            ("comma_last", r"[0-9]{1,3}(?:\.[0-9]{3}){1,6},(?:[0-9]{1,2}|[0-9]{4,9})(?![0-9.,])", _with_point),
            (
                "marked",
                rf"[0-9]{{1,3}}(?:(?:['’][0-9]{{3}}){{1,9}}|(?:[{_SPACES}][0-9]{{3}}){{1,9}}|(?:_[0-9]{{3}}){{2,9}})"
                r"(?![0-9_])",
                _joined,
            ),
            # `1{,}024` and `3{,}8`: a comma that TeX sets without a blank
            ("tex_groups", r"[0-9]{1,3}(?:\{,\}[0-9]{3}){1,9}(?![0-9{])", _joined),
            ("tex_comma", r"[0-9]{1,4}\{,\}[0-9]{1,2}(?![0-9{])", _tex_point),
            (
                "blanks",
                r"(?<![0-9.,][ ])[0-9]{1,3}(?:(?:[ ][0-9]{3}){2,5}|[ ]0[0-9]{2})(?![0-9.,]|[ ][0-9])",
                _joined,
            ),
            # one blank groups only in a cell's first number: `Llama 3 405B` names a version
            (
                "blank_first",
                rf"(?:\A|(?<=\A[~≈]))[0-9]{{1,3}}[ ][0-9]{{3}}"
                rf"(?=[ ]?(?i:{either(_SCALE_POWER)})|{_CHIP}|[ ](?:[GTN]PU-|FLOP|(?i:peta|exa)[Ff]|PF))",
                _joined,
            ),
            ("stops", r"[0-9]{1,3}(?:\.[0-9]{3}){2,9}(?![0-9]|\.[0-9])", _joined),
            ("stop", rf"[0-9]{{1,3}}\.[0-9]{{3}}(?={foreign}|{_CHIP})", _joined),
        ),
    )


def _scales() -> _Family:
    """Return the family of scale words after a number. Scripts without blanks run on: `20万GPU`."""
    latin = [word for word in _SCALE_POWER if word[0] < "\u0530"]
    others = [word for word in _SCALE_POWER if word[0] >= "\u0530"]
    long = "|".join(rf"(?i:{word})(?=[ ](?i:{either(after)}))" for word, _, after in LONG_SCALE)
    return (
        rf"(?<=[0-9{NATIVE_DIGITS}])(?=[ {_SPACES}-]?[{_first((*_SCALE_POWER, *_LONG_POWER, 'bmt'))}])",
        (
            ("short_scale", r"[ ](?P<short>[Bb]n|[Mm]n|[Bb]ln|[Mm]ln|[Tt]rn)(?![A-Za-z0-9])", _short_scale),
            ("longer", rf"[ ](?P<long>{long})", _long_scale),
            (
                "scaled",
                rf"[ {_SPACES}-]?(?P<scale>{either(others)}|(?i:{either(latin)})(?![A-Za-zÀ-ÿа-я]))(?:\.(?![0-9]))?",
                _scale,
            ),
        ),
    )


def _words() -> _Family:
    """Return the family of other scripts' digits and words for units, tried only if a text has any."""
    native = rf"(?<![{NATIVE_DIGITS}])[{NATIVE_DIGITS}]{{1,20}}+(?:[٫٬.．，][{NATIVE_DIGITS}]{{1,20}}+){{0,4}}+"
    return (
        rf"(?<![A-Za-zÀ-ÿа-я])(?=[{NATIVE_DIGITS}{_first(_ENGLISH)}])",
        (
            (
                "native",
                rf"{native}(?:[ＫＭＢＴ](?![A-Za-z0-9Ａ-Ｚａ-ｚ])"
                rf"|(?=[ {_SPACES}-]?(?:{either(_FOREIGN)})|{_ONE_SUFFIX}))",
                _native,
            ),
            ("unit_word", rf"(?P<unit>(?i:{either(_ENGLISH)}))(?![a-zà-ÿа-я])", _unit),
        ),
    )


@cache
def _rules(foreign: bool) -> tuple[re.Pattern[str], dict[str, tuple[Rewrite, str]]]:
    """Return one pattern of all notations, and the rewrite and the flag of each by name.

    An empty group after each pattern names it: a group around it would be entered before its first letter is compared.
    """
    plain = (_TEX, _MARKS, _SAID_TWICE, _figures(), _scales())
    families = (_gaps(), *plain, _JOINTS, _words()) if foreign else plain
    named = [
        guard + "(?:" + "|".join(f"(?:{pattern})(?P<{name}>)" for name, pattern, _ in members) + ")"
        for guard, members in families
    ]
    rewrites = {name: (rewrite, _FLAGS.get(name, "")) for _, members in families for name, _, rewrite in members}
    return re.compile("|".join(named)), rewrites


# Starts of these notations: searches that skip plain prose, and the words of other languages.
_AFTER_DIGIT = re.compile(
    r"[0-9](?:,[0-9]{1,2}(?![0-9])|,[0-9]{3,12}[ ]?[eE×x*·\\]|['_][0-9]{3}|[ ][0-9]{3}(?![0-9])|\.[0-9]{3}(?![0-9])"
    r"|[/}{]|[ ]?[KMBTkmbt](?:[\[*<^(]|[ ][\[(][0-9^])|,[ ][0-9]|[ ](?:[BbMm]l?n|[Tt]rn)(?![a-z])"
    r"|[)\]$][ ]?[A-Za-z])"
)
_RARE = re.compile(
    f"[{_SPACES}’†‡§¶⁰¹²³⁴-⁹]"
    r"|\\(?:times|cdot|sim|approx|math|text|rm|bold|bm|[%,;:!()*])|\$[^$\n]{1,40}[\\^]|\*\*(?=[~≈]?[0-9])|illion[ ]\("
)
_OTHER_SCRIPT = re.compile(
    "[À-ÖØ-öø-ÿ\u0104-\u017f\u0400-\u04ff\u0590-\u06ff\u0900-\u09ff\u0e50-\u0e59\u1ea0-\u1eff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\uff10-\uff19]"
)
_ASCII_WORD = re.compile(r"[a-z]{3,}")
_ASCII_WORDS = frozenset(word.rsplit(" ", 1)[-1] for word in (*_SCALE_POWER, *_LONG_POWER, *_ENGLISH) if word.isascii())


def _is_foreign(words: str) -> bool:
    """Return whether a text may contain words or digits of other languages."""
    if not words.isascii() and _OTHER_SCRIPT.search(words):
        return True
    return not _ASCII_WORDS.isdisjoint(_ASCII_WORD.findall(words.lower()))


def plainly(words: str, lexicon: Lexicon = ENGLISH) -> Plain:
    """Rewrite the numbers of a text in the notation of the grammar; words without any come back as they are.

    A lexicon whose marks are not the English ones defines its own notation: nothing is rewritten.

    Example:
        >>> plainly("70,5 milliards").words, plainly("{7,13}B").words, plainly("70 billion").words
        ('70.5e9', '7B, 13B', '70 billion')
    """
    if lexicon.decimal_mark != "." or not lexicon.scales:
        return Plain(words)
    foreign = _is_foreign(words)
    if not foreign and not _AFTER_DIGIT.search(words) and not _RARE.search(words):
        return Plain(words)
    return rewritten(words, *_rules(foreign))
