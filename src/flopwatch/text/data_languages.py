"""Languages of training data, as stated with it: `2.6TB (Chinese 2.3TB, English 300GB)`, `101 languages`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flopwatch.domain import VOCABULARIES, Quantity, canonical, exact, to_base
from flopwatch.text.quantities import read_quantities

_CODE = "code"
_NAMES = {word: term.id for term in VOCABULARIES["language"] for word in (term.label, *term.words)}
_IN_ENGLISH = "|".join(re.escape(one) for one in sorted(_NAMES, key=len, reverse=True) if one.isascii())
_ELSEWHERE = "|".join(re.escape(one) for one in sorted(_NAMES, key=len, reverse=True) if not one.isascii())
# Names of languages are written with a capital; "polish the data" is no Polish. `中英文` names two.
_NAMED = re.compile(rf"(?<![A-Za-z])(?:{_IN_ENGLISH})(?![a-z])|{_ELSEWHERE}|中英(?:双语|文)?|中(?=、?英)")
_NOT = re.compile(r"(?:\bnon|\bnot|\bwithout|\bexcept|\bexcluding|非)[- ]?$", re.IGNORECASE)
# A parenthesis that holds one number alone is part of what it follows: "English (30.3%)".
_PARTED = re.compile(
    r"[;)）；:：]|[(（](?!(?:or )?[~≈]?[0-9][0-9.,]{0,9} ?[%A-Za-z]{0,9}(?: tokens| hours)?[)）])"
    r"|[,，、]|\b(?:and|of which)\b|和|与|以及"
    r"|,? ?\b(?:plus|combined with|as well as)\b"
)
_JOINS = frozenset((",", "，", "、", "and", "和", "与", "以及"))
_MOSTLY = re.compile(r"\b(?:primarily|mostly|mainly|predominantly|largely|majority)\b|主要", re.IGNORECASE)
_SHARED = re.compile(r"\b(?:both|each)\b", re.IGNORECASE)
_HALF = re.compile(r"\bhalf\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?<![0-9.,])(?P<number>[0-9][0-9,]{0,6})(?P<plus> ?\+)?"
    r"(?:[ -](?:kinds of )?(?P<words>(?:[A-Za-z][A-Za-z-]{1,20} ){0,2})"
    r"(?:languages\b|(?<=kinds of natural )language\b)|\s?多?种(?P<coding>编程)?语言)"
)
_NO_COUNT = frozenset("multilingual other additional further new more of the in to these target evaluation".split())
_CODING = frozenset("programming coding code computer".split())
_BEFORE = 30  # characters in which a count's relation is looked for
_LEAST_BARE = Decimal(1_000_000)  # a bare number as large counts tokens: "14T English data"
_SHARE_DIGITS = Decimal("0.001")


@dataclass(frozen=True)
class DataLanguage:
    """One language of training data.

    Args:
        language: Id of the vocabulary `language`.
        share: Its share of the data, a fraction, where the words state it or state both the part and the whole; or "".
        amount: The amount of it as written, or "".
        as_written: The words that name it, with its share or amount.
    """

    language: str
    share: str
    amount: str
    as_written: str


@dataclass(frozen=True)
class LanguagesOfData:
    """Languages of training data that words state: by name, and counted (`label` is `programming` for code)."""

    named: tuple[DataLanguage, ...] = ()
    counted: tuple[Quantity, ...] = ()


@dataclass(frozen=True)
class _Mention:
    """One language with the part of the words it is in, and the quantity that this part states of it alone."""

    language: str
    part: str
    quantity: Quantity | None
    half: bool = False


def read_data_languages(words: str) -> LanguagesOfData:
    """Read which languages training data are in, each with its share, and how many.

    A share is a stated percentage, or a part divided by the whole that the same words state. Of a share that several
    languages have together, none gets it.

    Raises:
        BadInput: If the words are too long.

    Example:
        >>> found = read_data_languages("2.6TB (Chinese 2.3TB, English 300GB)")
        >>> [(one.language, one.share, one.amount) for one in found.named]
        [('zh', '0.885', '2.3TB'), ('en', '0.115', '300GB')]
        >>> [(one.value, one.relation) for one in read_data_languages("more than 40 languages").counted]
        [('40', '≥')]
    """
    quantities = read_quantities(words)
    mentions = list(_mentions(words, quantities))
    stated = [one.quantity for one in mentions if one.quantity is not None]
    named: dict[str, DataLanguage] = {}
    for one in mentions:
        share, amount = "", ""
        if one.quantity is None:
            share = "0.5" if one.half else ""
        elif one.quantity.unit == "fraction":
            stated_of_it = one.quantity.relation in ("=", "≈") and exact(one.quantity.value) <= 1
            share = one.quantity.value if stated_of_it else ""
        else:
            amount = one.quantity.as_written
            share = _share(one.quantity, quantities, stated)
        if one.language != _CODE or share or amount:
            before = named.get(one.language)
            if before is None or not before.share:
                named[one.language] = DataLanguage(one.language, share, amount, one.part)
    return LanguagesOfData(tuple(named.values()), tuple(_counts(words)))


@dataclass(frozen=True)
class _Part:
    """A part of the words between two cuts: its text, the languages and sizes in it, and the cut before it."""

    text: str
    ids: tuple[str, ...]
    sizes: tuple[Quantity, ...]
    joined: bool
    number_first: bool


def _mentions(words: str, quantities: Sequence[Quantity]) -> list[_Mention]:
    """Return each language that the words name, part by part."""
    found: list[_Mention] = []
    shared: Quantity | None = None
    together = False
    parts = _parts(words, quantities)
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        mark = _SHARED.search(part.text)
        if mark:
            together = mark[0].casefold() == "both"
            shared = part.sizes[0] if mark[0].casefold() == "each" and len(part.sizes) == 1 else None
        elif part.sizes or not part.ids:
            together, shared = False, None
        fractions = [one for one in part.sizes if one.unit == "fraction"]
        sizes = fractions or part.sizes
        alone = len(sizes) == 1 and len(part.ids) == 1 and not together and not _MOSTLY.search(part.text)
        own = sizes[0] if alone and not _goes_on(part, after) else shared
        half = not part.sizes and bool(_HALF.search(part.text)) and len(part.ids) == 1
        found += [_Mention(one, part.text.strip(), own, half) for one in part.ids]
    return found


def _goes_on(part: _Part, after: _Part | None) -> bool:
    """Return whether a part's size is also that of the next languages: `2T tokens of Chinese and English`."""
    if after is None or not part.number_first:
        return False
    return after.joined and bool(after.ids) and not after.sizes


def _parts(words: str, quantities: Sequence[Quantity]) -> list[_Part]:
    cuts = [cut for cut in _PARTED.finditer(words) if not _inside(cut.start(), quantities)]
    opened = [cut.start() for cut in cuts if cut[0] in "(（"]
    closed = [words.find(")" if words[place] == "(" else "）", place) for place in opened]
    cuts = [cut for cut in cuts if cut[0] not in ")）" or cut.start() in closed]
    # "English: 1.3T tokens" is one part.
    cuts = [cut for cut in cuts if cut[0] not in ":：" or not _ends_with_name(words[: cut.start()])]
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(words)]
    joined = [False, *(cut[0].strip() in _JOINS for cut in cuts)]
    out = []
    for start, end, joins in zip(starts, ends, joined, strict=True):
        text = words[start:end]
        sizes = tuple(one for one in quantities if start <= one.start and one.end <= end and _is_size(one))
        name = _NAMED.search(text)
        first = bool(name and sizes and sizes[0].start < start + name.start())
        begins = joins and name is not None and not words[start : start + name.start()].strip()
        out.append(_Part(text, tuple(_ids(text)), sizes, begins, first))
    return out


def _ends_with_name(text: str) -> bool:
    tail = text[-24:]
    return any(name.end() == len(tail) for name in _NAMED.finditer(tail))


def _ids(part: str) -> list[str]:
    """Return the languages that a part names, without those it excludes."""
    ids: list[str] = []
    for name in _NAMED.finditer(part):
        if _NOT.search(part[max(0, name.start() - 10) : name.start()]):
            continue
        ids += [_NAMES[name[0]]] if name[0] in _NAMES else ["zh", "en"] if "英" in name[0] else ["zh"]
    return list(dict.fromkeys(ids))


def _inside(place: int, quantities: Sequence[Quantity]) -> bool:
    return any(one.start < place < one.end for one in quantities)


def _is_size(one: Quantity) -> bool:
    if one.unit == "fraction":
        return True
    return one.unit not in ("parameters", "languages") and (bool(one.unit) or exact(one.value) >= _LEAST_BARE)


def _size(one: Quantity) -> tuple[Decimal, str]:
    value, base = to_base(exact(one.value), one.unit) if one.unit else (exact(one.value), "tokens")
    return value, base


def _share(part: Quantity, quantities: Sequence[Quantity], stated: Sequence[Quantity]) -> str:
    """Return a part's share of the whole: the largest amount of no language that holds all the parts; "" if none."""
    value, base = _size(part)
    parts = [_size(one) for one in stated if one.unit != "fraction"]
    least = sum((size for size, counted in parts if counted == base), Decimal(0))
    rest = [one for one in quantities if one not in stated and one.unit != "fraction" and _is_size(one)]
    wholes = [size for size, counted in map(_size, rest) if counted == base and size >= least]
    return canonical((value / max(wholes)).quantize(_SHARE_DIGITS)) if wholes else ""


def _counts(words: str) -> list[Quantity]:
    """Return the counts of languages; `27 additional languages` counts only some of them."""
    found: dict[str, Quantity] = {}
    for one in _COUNTED.finditer(words):
        between = (one["words"] or "").casefold().split()
        if _NO_COUNT & set(between):
            continue
        # The grammar reads the relation: `more than 40`, `up to 119`, `100+`.
        first = max(0, one.start() - _BEFORE)
        plain = f"{words[first : one.end('number')]}{'+' if one['plus'] else ''} languages"
        read = next((count for count in read_quantities(plain) if count.start + first == one.start()), None)
        label = "programming" if one["coding"] or _CODING & set(between) else ""
        count = Quantity(
            value=read.value if read else canonical(exact(one["number"].replace(",", ""))),
            unit="languages",
            as_written=one[0],
            start=one.start(),
            end=one.end(),
            relation="≥" if "多" in one[0] else read.relation if read else "=",
            label=label,
        )
        found.setdefault(label, count)
    return list(found.values())
