"""Text cut into tokens, once and from left to right, so that no number inside a name or an address is ever met."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from flopwatch.domain import BadInput
from flopwatch.text.chips import chip
from flopwatch.text.lexicon import Lexicon

MAX_CHARACTERS = 20_000  # of one call; the longest abstract of the Epoch exports has 9 000

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")

# Every alternative is bounded and the first that fits is taken, so the text is passed over once.
_SKIP = (
    r"(?P<skip>(?i:https?://|www\.)[^\s<>\"]{1,2000}"
    r"|(?<![0-9A-Za-z.])10\.[0-9]{4,9}/[^\s<>\"]{1,200}"  # a DOI
    r"|\[[0-9]{1,3}(?:[,–-][ ]?[0-9]{1,3}){0,20}\]"  # citations: [3], [2-26]
    r"|(?i:arxiv:)[ ]?[0-9a-z./-]{1,40}"
    # an arXiv id; before a unit it is a number with four decimals
    r"|(?<![0-9.,A-Za-z])[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}(?:v[0-9]{1,2})?(?![0-9A-Za-z%]|[ ](?:"
    r"(?:giga|tera|peta|exa|zetta|yotta|[GTPEZY])?(?:FLOP|flop)|[mbt]illion|parameters|tokens|words|GPU|TPU|hours|days)))"
)
_REST = (
    r"|(?P<power>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})"
    r"|(?P<part>[¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
    r"|(?P<times>(?<=[0-9])[xX](?=[0-9 ]{0,2}(?:NVIDIA|[ABHLPV][0-9]{2,3}|[0-9]{1,3}G|TPU|GPU)))"  # 8xA100
    r"|(?P<word>[^\W0-9_]{1,60})"  # letters, and digits that are not ASCII
    r"|(?P<symbol>\S)"
)


@cache
def _token(lexicon: Lexicon) -> re.Pattern[str]:
    group, point = re.escape(lexicon.group_mark), re.escape(lexicon.decimal_mark)
    grouped = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}}){{1,9}}(?![0-9])"
    indian = rf"[0-9]{{1,2}}(?:{group}[0-9]{{2}}){{1,4}}{group}[0-9]{{3}}(?![0-9])"
    number = (
        rf"(?P<number>(?:{grouped}|{indian}|[0-9]{{1,40}})"
        rf"(?:{point}[0-9]{{1,40}})?(?:[eE][+-]?[0-9]{{1,3}}(?![0-9]))?"
        rf"|(?<![0-9A-Za-z{point}]){point}[0-9]{{1,40}})"
    )
    one_chip = chip(lexicon).replace("(?P<chip>", "(?P<chip_name>")
    return re.compile(rf"{_SKIP}|(?P<chip>{one_chip})|{number}{_REST}")


class Token(NamedTuple):
    """A piece of text: its kind, words, offset, and whether it directly follows the one before."""

    kind: str
    text: str
    start: int
    end: int
    glued: bool


END = Token("end", "", -1, -1, False)


def capped(words: str) -> str:
    """Return the words unchanged if they are short enough to read.

    Raises:
        BadInput: If they are longer than `MAX_CHARACTERS`.
    """
    if len(words) > MAX_CHARACTERS:
        raise BadInput(
            f"text of {len(words)} characters, beginning {words[:40]!r}, is longer than {MAX_CHARACTERS}. "
            "Read it line by line or in paragraphs."
        )
    return words


def tokens_of(words: str, lexicon: Lexicon) -> list[Token]:
    """Cut words into tokens: `number`, `word`, `chip`, `power`, `part`, `times`, `symbol`, `skip` (addresses, ids,
    citations). The text of a number is 1,234.5 whatever marks it is written with.
    """
    found: list[Token] = []
    last = -1
    for match in _token(lexicon).finditer(words):
        kind = match.lastgroup or "symbol"  # the outermost group closes last
        text = lexicon.figures(match[0]) if kind == "number" else match[0]
        found.append(Token(kind, text, match.start(), match.end(), match.start() == last))
        last = match.end()
    return found


def without(tokens: list[Token], spans: list[tuple[int, int]]) -> list[Token]:
    """Return tokens with those in the spans replaced by marks that hold no number."""
    out: list[Token] = []
    n = 0
    for token in tokens:
        while n < len(spans) and spans[n][1] <= token.start:
            n += 1
        dated = n < len(spans) and spans[n][0] < token.end
        out.append(Token("date", token.text, token.start, token.end, token.glued) if dated else token)
    return out
