"""Text of any language cut into tokens by its lexicon: figures with the marks and digits of the language, its words by
their stems, scripts without blanks by the longest known word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from flopwatch.text.chips import chip
from flopwatch.text.lexicon import NEVER, Lexicon
from flopwatch.text.tokens import Token
from flopwatch.text.worldwide import NATIVE_DIGITS, TO_ASCII

_MARKS_OF_WORDS = "\u0300-\u036f\u05b0-\u05c7\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0955-\u0957\u0962\u0963"
_MARKS_OF_WORDS += "\u0981-\u0983\u09bc-\u09cd\u09d7\u09e2\u09e3\u200c\u0640"
LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_UNSPACED = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # Han, kana, and Hangul with its particles
_LONGEST = 8  # characters of a known word in a script without blanks
_BLANKS = "\u00a0\u2009\u202f "


@cache
def _token(lexicon: Lexicon) -> re.Pattern[str]:
    digit = f"[0-9{NATIVE_DIGITS}]"
    groups = rf"|(?<![A-Za-z]){digit}{{1,3}}(?:[{_BLANKS}]{digit}{{3}}){{1,6}}(?!{digit})(?:[.,]{digit}{{1,9}})?"
    number = (
        rf"{digit}{{1,3}}(?:'{digit}{{3}}){{1,6}}(?!{digit})"
        rf"{groups if lexicon.blank_groups else ''}"
        rf"|{digit}{{1,40}}(?:[.,٫٬．]{digit}{{1,40}}){{0,8}}(?:[eE][+-]?[0-9]{{1,2}}(?![0-9A-Za-z]))?"
    )
    lead = "|".join(re.escape(prefix) for prefix in lexicon.prefixes if prefix) or NEVER
    one_chip = chip(lexicon).replace("(?P<chip>", "(?P<chip_name>")
    return re.compile(
        r"(?P<skip>(?i:https?://|www\.)[^\s<>\"]{1,2000}|\[[0-9]{1,3}\]|\]\([^()\s]{1,2000}\))"
        rf"|(?P<raised>10[ ]?(?:{lexicon.raised_pattern}))"
        rf"|(?P<chip>{one_chip})"
        rf"|(?P<number>{number})"
        r"|(?P<power>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})"
        r"|(?P<part>[¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
        rf"|(?P<lead>(?<![^\W0-9_])(?:{lead})[-־]?(?={digit}))"
        rf"|(?P<latin>[{LATIN}]{{1,60}})"
        rf"|(?P<unspaced>[{_UNSPACED}]{{1,60}})"
        rf"|(?P<word>(?:[^\W0-9_{LATIN}{_UNSPACED}{NATIVE_DIGITS}]|[{_MARKS_OF_WORDS}]){{1,60}})"
        r"|(?P<mark>\*{1,3}|_{1,3}|`{1,3})"
        r"|(?P<symbol>\S)"
    )


def segments(words: str, lexicon: Lexicon) -> list[Token]:
    """Cut words into tokens whose texts are those of the lexicon: numbers as 1234.5, known words by their stems."""
    found: list[Token] = []
    last = -1
    for match in _token(lexicon).finditer(words):
        kind, start, end = match.lastgroup or "symbol", match.start(), match.end()
        glued = start == last
        last = end
        if kind == "mark":
            continue  # emphasis inside a number or a phrase is not seen
        if kind == "number":
            before = found[-1] if found else None
            free = before is not None and before.kind == "word" and _is_unspaced(before.text[-1:])
            found.append(Token("number", plain_figures(match[0], lexicon), start, end, glued and not free))
        elif kind == "raised":
            exponent = next(group for group in re.findall("[0-9]+", match[0][2:]))
            found.append(Token("number", "10", start, start + 2, False))
            found.append(Token("power", exponent.translate(_RAISED), start + 2, end, True))
        elif kind == "unspaced":
            _cut(match[0], start, glued, found, lexicon)
        elif kind in ("latin", "word"):
            form = known_form(match[0], lexicon)
            one = lexicon.singulars.get(form)
            if one is not None and form not in lexicon.scale_powers:
                found.append(Token("number", "2", start, end, False))
                form, glued = one, False
            found.append(Token("word", form, start, end, glued))
        elif kind == "lead":
            found.append(Token("lead", match[0].rstrip("-־"), start, end, False))
            last = -1
        else:
            found.append(Token(kind, match[0], start, end, glued))
    return found


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain_figures(written: str, lexicon: Lexicon) -> str:
    """Return figures as 1234.5, whichever of comma, point and blank groups thousands and marks decimals.

    With both marks the last is the decimal one; one mark that repeats groups; one mark before exactly three digits
    groups if the language groups with it. Of a version (`4.40.2`) the first two parts are kept.
    """
    text = written.translate(TO_ASCII).replace("'", "")
    for blank in _BLANKS:
        text = text.replace(blank, "")
    points, commas = text.count("."), text.count(",")
    if points and commas:
        decimal = "." if text.rfind(".") > text.rfind(",") else ","
        if text.count(decimal) > 1:
            return text.replace(",", "").replace(".", "")
        return text.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    mark = "." if points else ","
    if points > 1 and any(len(group) != 3 for group in text.split(".")[1:]):
        return ".".join(text.split(".")[:2])  # a version such as 4.40.2 counts nothing
    if points + commas > 1:
        return text.replace(mark, "")
    if points + commas == 1:
        whole, _, rest = text.partition(mark)
        groups = mark == lexicon.group_mark and len(rest) == 3 and 0 < len(whole) <= 3 and whole != "0"
        return whole + rest if groups else f"{whole}.{rest}"
    return text


def _is_unspaced(letter: str) -> bool:
    return bool(letter) and ("\u3005" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af")


UNREAD_MARKS = "\u0640\u05b0-\u05bd\u05bf\u05c1\u05c2\u064b-\u0652\u0670"  # a long stroke, and vowel points
_UNREAD = re.compile(f"[{UNREAD_MARKS}]")


def folded_words(words: str) -> str:
    """Return words without case, vowel points of Arabic and Hebrew, and long strokes, as lexicons have them."""
    return _UNREAD.sub("", unicodedata.normalize("NFC", words).casefold())


def known_form(word: str, lexicon: Lexicon) -> str:
    """Return the lexicon's form of a word: itself in lower case, or the stem it begins with, after a particle or not.

    A word of no role comes back in lower case, a capital first letter kept.
    """
    folded = folded_words(word)
    for prefix in ("", *lexicon.prefixes):
        if prefix and (not folded.startswith(prefix) or len(folded) - len(prefix) < 2):
            continue
        rest = folded[len(prefix) :]
        if rest in lexicon.known_words:
            return rest
        for length in range(len(rest), 1, -1):
            if rest[:length] in lexicon.roles_by_stem or rest[:length] + "*" in lexicon.scale_powers:
                return rest[:length] if rest[:length] in lexicon.roles_by_stem else rest[:length] + "*"
    return folded if word[:1] == word[:1].lower() else folded[:1].upper() + folded[1:]


def _cut(run: str, start: int, glued: bool, found: list[Token], lexicon: Lexicon) -> None:
    """Cut a run of a script without blanks into the longest known words and what lies between them."""
    at, unknown = 0, 0
    follows_number = glued and bool(found) and found[-1].kind == "number"
    hangul = "\uac00" <= run[0] <= "\ud7af"

    def word(begin: int, end: int, known: bool) -> None:
        if begin < end:
            text = run[begin:end]
            # 만 after a counter is a particle, not ten thousand.
            kind = "word" if known or not _is_number_word(text, lexicon) else "particle"
            found.append(Token(kind, text, start + begin, start + end, follows_number and begin == 0))

    while at < len(run):
        # In Hangul a numeral is one only at the head of a word or after another: 구조 holds no 조.
        numeral = not hangul or at == 0 or (found and unknown == at and _is_numeral(found[-1], lexicon))
        for length in range(min(_LONGEST, len(run) - at), 0, -1):
            piece = run[at : at + length]
            if piece not in lexicon.known_words:
                continue
            if not numeral and _is_number_word(piece, lexicon):
                continue
            word(unknown, at, False)
            word(at, at + length, True)
            at += length
            unknown = at
            break
        else:
            at += 1
    word(unknown, len(run), False)


def _is_number_word(piece: str, lexicon: Lexicon) -> bool:
    return piece in lexicon.numeral_words


def _is_numeral(token: Token, lexicon: Lexicon) -> bool:
    return token.kind == "number" or _is_number_word(token.text, lexicon)
