"""Slips between languages: a figure of one model that pages in two languages state a power of ten apart.

A scale word is easily mistaken in translation: 億 and 亿 with a digit lost, `Billion` for `billion`, млн for млрд. Two
pages are about the same event if they name the same model, or if their addresses differ in the language alone. A name
without a version (`Qwen`) is that of a family: it counts only on pages of one publisher.
"""

from __future__ import annotations

import io
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

import msgspec
import polars as pl

from flopwatch.extraction import DECISIVE, NOT_OF_THE_MODEL
from flopwatch.identity import fold_name
from flopwatch.ledger import write_whole

_MOST_POWERS = 6  # of ten: `trillion` in the long and in the short scale
_TOLERANCE = 0.002  # in powers of ten: roundings of half a percent
_MOST_VALUES = 60  # of one kind and model; more is a list of models
_TAG = (
    r"(?:zh(?:[-_](?:cn|tw|hans|hant))?|cn|en|jpn?|ja|kor?|es|fr|de|ru|pt|tr|ar|fa|he|hi|bn|ur|chinese|english"
    r"|japanese|korean)"
)
_LANGUAGE_MARK = re.compile(rf"[._-]{_TAG}(?![a-z])|(?<![a-z]){_TAG}(?:[._-]|(?![a-z]))")
_SEPARATORS = re.compile(r"[._/-]*([._/-])")


class Slip(msgspec.Struct, frozen=True):
    """One figure in two languages, a power of ten apart: a row of the output.

    Args:
        subject: The model, or the address without its language.
        kind: Kind of the fact.
        factor: Second value over the first, a power of ten.
        agreeing: Number of other facts that both pages state alike.
        document: The first page; then its language, value, words and their offsets.
        other_document: The second page, likewise.
    """

    subject: str
    kind: str
    factor: float
    agreeing: int
    document: str
    language: str
    value: str
    as_written: str
    start: int
    end: int
    other_document: str
    other_language: str
    other_value: str
    other_as_written: str
    other_start: int
    other_end: int


class _Said(msgspec.Struct, frozen=True, order=True):
    document: str
    language: str
    kind: str
    value: str
    start: int
    end: int
    as_written: str


def twin_address(document: str) -> str:
    """Return an address without what says its language; pages of one site in two languages have the same.

    Example:
        >>> twin_address("site/README_zh.md"), twin_address("site/README.md"), twin_address("https://zh.site.com/a")
        ('site/readme.md', 'site/readme.md', 'https:/site.com/a')
    """
    return _SEPARATORS.sub(r"\1", _LANGUAGE_MARK.sub("", document.casefold()))


def publisher_of(document: str) -> str:
    """Return the site of an address, or the first folder of a path; "" if it has none.

    Example:
        >>> publisher_of("https://zh.site.cn/a"), publisher_of("zhipu-ai/GLM-4.5/README.md"), publisher_of("a.md")
        ('site.cn', 'zhipu-ai', '')
    """
    scheme, found, rest = document.partition("://")
    if not found:
        return document.partition("/")[0] if "/" in document else ""
    return ".".join(rest.partition("/")[0].rsplit(".", 2)[-2:])


def slips_among(rows: Iterable[tuple[str, str, str, str, str, int, int, str, str]]) -> list[Slip]:
    """Return the figures that pages in two languages state a power of ten apart, those with most in common first.

    Args:
        rows: (document, language, kind, value, model, start, end, words, flags) of each fact.
    """
    stated: dict[str, set[tuple[str, str]]] = defaultdict(set)  # by document
    about: dict[tuple[bool, str], dict[tuple[str, str, str], _Said]] = defaultdict(dict)
    for document, language, kind, value, model, start, end, words, flags in rows:
        if kind not in DECISIVE:
            continue
        stated[document].add((kind, value))
        if NOT_OF_THE_MODEL.isdisjoint(flags.split()):
            said = _Said(document, language, kind, value, start, end, words)
            keys = [(False, twin_address(document))]
            keys += [(True, fold_name(model))] if model else []
            for key in keys:
                first = about[key].get((kind, language, value))
                about[key][kind, language, value] = min(said, first) if first else said
    found: dict[tuple[str, int, str, int], Slip] = {}
    for (is_model, subject), facts in sorted(about.items(), reverse=True):  # models before addresses
        is_family = is_model and not any(c.isdigit() for c in subject)
        for slip in _of_subject(subject, facts.values(), stated):
            publishers = {publisher_of(slip.document), publisher_of(slip.other_document)}
            if is_family and (len(publishers) > 1 or "" in publishers):
                continue
            found.setdefault((slip.document, slip.start, slip.other_document, slip.other_start), slip)
    return sorted(found.values(), key=lambda one: (-one.agreeing, one.subject, one.kind, one.document, one.start))


def _of_subject(subject: str, facts: Iterable[_Said], stated: dict[str, set[tuple[str, str]]]) -> Iterator[Slip]:
    by_kind: dict[str, list[_Said]] = defaultdict(list)
    for one in facts:
        by_kind[one.kind].append(one)
    for kind, some in by_kind.items():
        if len(some) > _MOST_VALUES:
            continue
        for one, other in combinations(sorted(some), 2):
            factor = _power_apart(one.value, other.value) if one.language != other.language else 0.0
            here, there = stated[one.document], stated[other.document]
            # A page that states both figures has two models.
            if factor and (kind, other.value) not in here and (kind, one.value) not in there:
                agreeing = len(here & there)
                yield Slip(
                    subject,
                    kind,
                    factor,
                    agreeing,
                    *(one.document, one.language, one.value, one.as_written, one.start, one.end),
                    *(other.document, other.language, other.value, other.as_written, other.start, other.end),
                )


def _power_apart(one: str, other: str) -> float:
    """Return the factor between two values if it is a power of ten other than one, or 0.

    Example:
        >>> _power_apart("8000000000", "80000000000"), _power_apart("7", "8")
        (10.0, 0.0)
    """
    low, high = float(one), float(other)
    if low <= 0 or high <= 0:
        return 0.0
    powers = math.log10(high / low)
    nearest = round(powers)
    return 10.0**nearest if 1 <= abs(nearest) <= _MOST_POWERS and abs(powers - nearest) <= _TOLERANCE else 0.0


_COLUMNS = ("document", "language", "kind", "value", "model", "start", "end", "as_written", "flags")


def write_slips(parts: Iterable[Path], path: Path) -> int:
    """Write the slips between languages among the facts of all shards; return their number.

    Args:
        parts: Files of facts.
        path: The file to write.
    """
    rows: set[tuple[str, str, str, str, str, int, int, str, str]] = set()
    for part in parts:
        facts = pl.read_parquet(part, columns=list(_COLUMNS)).select(_COLUMNS)
        rows.update(facts.filter(pl.col("kind").is_in(sorted(DECISIVE))).iter_rows())
    slips = slips_among(sorted(rows))
    types = {str: pl.String, int: pl.Int64, float: pl.Float64}
    fields = [(one.name, types[one.type]) for one in msgspec.structs.fields(Slip)]
    columns = {name: [getattr(one, name) for one in slips] for name, _ in fields}
    whole = io.BytesIO()
    pl.DataFrame(columns, schema=dict(fields)).write_parquet(whole, compression="zstd")
    write_whole(path, [whole.getvalue()])
    return len(slips)
