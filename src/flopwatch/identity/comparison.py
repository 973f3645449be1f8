"""Compare two models part by part: each part gives a level, and the words for it. Weights are in `weights`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from flopwatch.identity.dates_in_names import date_against, dates_agree
from flopwatch.identity.folding import fold_name
from flopwatch.identity.model_name import TIERS, ModelName

FIRST_VERSIONS = frozenset({"", "1", "0.1"})  # a name without a version means the first
SAME_SIZE = 1.03  # two counts within this factor are one count, rounded: 1.5B and 1,542M
NEAR_SIZE = 1.06
NEAR_COUNT = 1.12  # stated counts: embeddings included or not
_BASE, _LARGE = TIERS["base"], TIERS["large"]


@dataclass(frozen=True, slots=True)
class About:
    """Facts about the model behind a name, besides the name. Empty if none is known.

    Args:
        identity: Id of the record with exactly this name, or "".
        parameters: Every count of its parameters that is stated, in ones.
        published: ISO date or part of one, or "".
        developers: Its developers, folded.
        domains: Its domains.
        keys: Folded addresses that name one model or paper: `arxiv:2302.13971`, `hub:tiiuae/falcon-180b`.
        members: Sizes of the members of its family and version, where the name states none and no record has it.
    """

    identity: str = ""
    parameters: tuple[float, ...] = ()
    published: str = ""
    developers: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    members: tuple[float, ...] = ()


NOTHING = About()


class Level(NamedTuple):
    """The result of comparing two models in one part: the level, and the words for it."""

    part: str
    level: str
    words: str


def compare(a: ModelName, b: ModelName, about_a: About = NOTHING, about_b: About = NOTHING) -> list[Level]:
    """Return the level of each part with information. Sizes, versions and stages come from the names."""
    named = [
        Level(part, level, words)
        for part, level, words in (
            _family(a, b, about_a, about_b),
            _version(a, b),
            _size(a, b, about_a.members or about_b.members),
            _active(a, b),
            _tier(a, b),
            _tuned(a, b),
            _variant(a, b),
            _format(a, b),
            _date(a, b),
            _pair("context", a.context, b.context, "context lengths"),
            _pair("scope", " ".join(sorted(a.scope)), " ".join(sorted(b.scope)), "data sets or tasks"),
        )
        if level
    ]
    levels = {one.level for one in named if one.part != "format"}
    if levels <= {"same", "spelling", "case", "first"}:
        first = "first" in levels and "0.1" not in (a.version, b.version)  # nothing precedes a version 0.1
        words = "neither name says anything that the other lacks" + (", but for a first version" if first else "")
        named.append(Level("whole", "first" if first else "same", words))
    known = (_stated_size(a, b, about_a, about_b), _published(a, b, about_a, about_b), *_known(about_a, about_b))
    return [*named, *(Level(*one) for one in known if one[1])]


_Found = tuple[str, str, str]


def _family(a: ModelName, b: ModelName, about_a: About, about_b: About) -> _Found:
    if a.family == b.family:
        if fold_name(a.written) == fold_name(b.written):
            return _spelling(a, b, about_a, about_b)
        return "family", "same", f"families are equal: {a.family}"
    if a.letters == b.letters or sorted(a.words) == sorted(b.words):  # `Llama 3.1 Shisa V2`, `shisa-v2-llama3.1`
        return "family", "same", f"families are equal: {a.letters}"
    if near_families(a.family, b.family):
        return "family", "near", f"families differ by a letter: {a.family} and {b.family}"
    return "family", "differ", f"families differ: {a.family or 'none'} and {b.family or 'none'}"


def _spelling(a: ModelName, b: ModelName, about_a: About, about_b: About) -> _Found:
    """Compare names that fold to one. Short words that differ in case alone may be two models: CALM and CaLM."""
    if not differ_in_case(a.written, b.written):
        return "family", "spelling", "the names are equal but for case, blanks and hyphens"
    words = f"{a.written} and {b.written} differ in case"
    if about_a.developers and about_b.developers:
        if about_a.developers & about_b.developers:
            return "family", "spelling", f"{words}; a developer agrees"
        return "family", "case-others", f"{words}; their developers differ"
    if about_a.domains & about_b.domains:
        return "family", "spelling", f"{words}; a domain agrees"
    return "family", "case", f"{words}; no developer or domain is known to agree"


def differ_in_case(a: str, b: str) -> bool:
    """Return whether two short words differ in the case of letters after the first, and neither is all lower case."""
    return a != b and len(a) < 7 and a.isalpha() and a.casefold() == b.casefold() and not (a.islower() or b.islower())


def near_families(a: str, b: str) -> bool:
    """Return whether two families of at least six letters differ by one letter added, dropped, changed or swapped.

    Another digit is no slip of a letter: it names another model.
    """
    if min(len(a), len(b)) < 6 or abs(len(a) - len(b)) > 1 or a == b or _digits(a) != _digits(b):
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    x, y = a[start:], b[start:]
    return x[1:] == y[1:] or x[1:] == y or x == y[1:] or (x[:2] == y[1::-1] and x[2:] == y[2:])


def _digits(family: str) -> str:
    return "".join(filter(str.isdigit, family))


def _version(a: ModelName, b: ModelName) -> _Found:
    if sorted(a.version.split("-")) == sorted(b.version.split("-")):
        return "version", "same" if a.version else "", f"versions are equal: {a.version}"
    words = f"versions differ: {a.version or 'none'} and {b.version or 'none'}"
    if a.version and b.version:
        return "version", "differ", words
    if a.version in FIRST_VERSIONS and b.version in FIRST_VERSIONS:
        return "version", "first", f"one name leaves out version {a.version or b.version}"
    return "version", "one", words


def counts_agree(some: tuple[float, ...], others: tuple[float, ...]) -> bool:
    """Return whether a count of parameters of one model agrees with one of another: within `NEAR_COUNT`.

    Any pair counts: a wrong count in one list must not separate a model from itself.
    """
    return any(_ratio(a, b) < NEAR_COUNT for a in some for b in others)


def _counts(some: tuple[float, ...]) -> str:
    return " or ".join(map(_shown, some[:3]))


def _ratio(a: float, b: float) -> float:
    return max(a, b) / min(a, b) if min(a, b) > 0 else float("inf")


def _shown(count: float) -> str:
    for scale, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
        if count >= scale:
            return f"{count / scale:.4g}{letter}"
    return f"{count:.4g}"


def _size(a: ModelName, b: ModelName, members: tuple[float, ...]) -> _Found:
    """Compare the sizes that names state. A bare name means the largest of the family's known members."""
    if not a.sizes and not b.sizes:
        return "size", "", ""
    if not a.sizes or not b.sizes:
        size, largest = (a.sizes or b.sizes)[-1], max(members, default=0.0)
        if largest > size * NEAR_SIZE:
            return "size", "sibling", f"only one name states a size, {_shown(size)}; the family has {_shown(largest)}"
        return "size", "one", f"only one name states a size: {_shown((a.sizes or b.sizes)[-1])}"
    ratio = _ratio(a.sizes[-1], b.sizes[-1])
    if ratio < SAME_SIZE:
        return "size", "same", f"sizes are equal: {_shown(a.sizes[-1])}"
    words = f"sizes differ: {_shown(a.sizes[-1])} and {_shown(b.sizes[-1])}"
    return "size", "near" if ratio < NEAR_SIZE else "differ", words


def _stated_size(a: ModelName, b: ModelName, about_a: About, about_b: About) -> _Found:
    """Compare the parameters of a record with those of the other, or with the size in the other name."""
    if about_a.parameters and about_b.parameters:
        agrees = counts_agree(about_a.parameters, about_b.parameters)
        words = f"{_counts(about_a.parameters)} and {_counts(about_b.parameters)} parameters are stated"
        return "stated size", "same" if agrees else "differ", words
    for bare, about, other in ((a, about_a, b), (b, about_b, a)):
        if about.parameters and other.sizes and not bare.sizes:
            agrees = counts_agree(other.sizes[-1:], about.parameters)
            words = f"{bare.written} has {_counts(about.parameters)} parameters, the other name says "
            return "stated size", "agrees" if agrees else "contradicts", words + _shown(other.sizes[-1])
    return "stated size", "", ""


def _active(a: ModelName, b: ModelName) -> _Found:
    if a.active is None and b.active is None:
        return "active size", "", ""
    if a.active is None or b.active is None:
        return "active size", "one", "only one name states an active size"
    same = _ratio(a.active, b.active) < SAME_SIZE
    words = f"{_shown(a.active)} and {_shown(b.active)}"
    return "active size", "same" if same else "differ", f"active sizes: {words}"


def _tier(a: ModelName, b: ModelName) -> _Found:
    if a.tier is None and b.tier is None:
        return "tier", "", ""
    if a.tier == b.tier:
        return "tier", "same", "words of size are equal"
    if a.tier is not None and b.tier is not None:
        return "tier", "differ", "words of size differ"
    rank = a.tier if a.tier is not None else b.tier
    if rank == _BASE:
        return "tier", "one-base", "only one name says base, which may be its size or its stage"
    if rank is not None and rank >= _LARGE:
        return "tier", "one-large", "only one name has a word of size, of a large member"
    return "tier", "one-small", "only one name has a word of size, of a smaller member"


def _tuned(a: ModelName, b: ModelName) -> _Found:
    if a.tuned == b.tuned:
        return "stage", "same" if a.tuned else "", f"later stages are equal: {_words(a.tuned)}"
    return "stage", "differ", f"one is a later stage: {_words(a.tuned ^ b.tuned)}"


def _variant(a: ModelName, b: ModelName) -> _Found:
    extra = (a.variants ^ b.variants) & {"base"} if a.letters == b.letters else a.variants ^ b.variants
    if a.sizes and a.sizes == b.sizes:
        extra -= {"moe"}  # an architecture: of one size, only one is named with it
    if not extra:
        return "variant", "same" if a.variants else "", f"variants are equal: {_words(a.variants)}"
    if extra == {"base"}:
        return "variant", "base", "only one name says that it is the base"
    return "variant", "differ", f"one is a variant: {_words(extra)}"


def _words(some: frozenset[str]) -> str:
    return ", ".join(sorted(some))


def _format(a: ModelName, b: ModelName) -> _Found:
    if a.formats == b.formats:
        return "format", "same" if a.formats else "", f"formats are equal: {_words(a.formats)}"
    return "format", "differ", f"one is a distribution of the same weights: {_words(a.formats ^ b.formats)}"


def _date(a: ModelName, b: ModelName) -> _Found:
    if not a.date and not b.date:
        return "date", "", ""
    if not a.date or not b.date:
        return "date", "one", f"only one name is dated: {a.date or b.date}"
    return "date", "same" if dates_agree(a.date, b.date) else "differ", f"dates: {a.date} and {b.date}"


def _published(a: ModelName, b: ModelName, about_a: About, about_b: About) -> _Found:
    """Compare the date of a record with that of the other, or with the date in the other name."""
    x, y = about_a.published, about_b.published
    for dated, published in ((a.date, y), (b.date, x)):
        level = date_against(dated, published) if dated and published and not (a.date and b.date) else ""
        if level:
            return "published", level, f"one name is dated {dated}; the other was published {published}"
    if not x or not y:
        return "published", "", ""
    level = "same" if dates_agree(x[:7], y[:7]) else "far" if abs(int(x[:4]) - int(y[:4])) > 1 else "near"
    return "published", level, f"published {x} and {y}"


def _pair(part: str, a: str, b: str, what: str) -> _Found:
    if a == b:
        return part, "same" if a else "", f"{what} are equal: {a}"
    if a and b:
        return part, "differ", f"{what} differ: {a} and {b}"
    return part, "one", f"only one name states {what}: {a or b}"


def _known(about_a: About, about_b: About) -> Iterator[_Found]:
    """Yield the levels of what is known besides the names: developers, domains, keys, records of these very names."""
    if about_a.developers and about_b.developers:
        shared = about_a.developers & about_b.developers
        words = f"developers: {_words(about_a.developers)} and {_words(about_b.developers)}"
        yield "developer", "same" if shared else "differ", words
    if about_a.domains and about_b.domains:
        shared = about_a.domains & about_b.domains
        if not shared:
            yield "domain", "differ", f"domains: {_words(about_a.domains)} and {_words(about_b.domains)}"
    keys = about_a.keys & about_b.keys
    if keys:
        yield "key", "same", f"both give {min(keys)}"
    if about_a.identity and about_b.identity:
        same = about_a.identity == about_b.identity
        words = f"the census knows the names as {about_a.identity}" + ("" if same else f" and {about_b.identity}")
        yield "census", "same" if same else "differ", words


__all__ = ["NOTHING", "About", "Level", "compare", "counts_agree", "differ_in_case", "near_families"]
