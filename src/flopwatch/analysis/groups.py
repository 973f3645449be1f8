"""Groups: the assignment of each model to one group, by the rules of document 000."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flopwatch.analysis.entries import NOT_STATED, Entry
from flopwatch.domain import has_open_weights

# Hosts of preprints and journals in Epoch's column Link.
ACADEMIC_HOSTS = (
    "arxiv.org",
    "biorxiv.org",
    "medrxiv.org",
    "researchgate.net",
    "openreview.net",
    "aclanthology.org",
    "nature.com",
    "science.org",
    "doi.org",
    "dl.acm.org",
    "ieeexplore.ieee.org",
    "proceedings.neurips.cc",
    "proceedings.mlr.press",
    "link.springer.com",
    "sciencedirect.com",
)

_SENSES = {"vision", "image-generation", "video", "3d", "speech", "audio"}


def domain_group(domains: Iterable[str]) -> str:
    """Return `vision-language`, `language` or `other`: the three groups of document 000, each model in one.

    A model with several kinds of input is vision-language: one that is called multimodal, or whose domains are language
    and images, video or sound. Otherwise one that handles language is a language model.

    Example:
        >>> domain_group({"language", "biology"}), domain_group({"multimodal"}), domain_group({"games"})
        ('language', 'vision-language', 'other')
    """
    found = set(domains)
    if "multimodal" in found or ("language" in found and found & _SENSES):
        return "vision-language"
    return "language" if "language" in found else "other"


def home_countries(countries: Iterable[str]) -> frozenset[str]:
    """Return the countries of a model: "Multinational" is dropped if another country is given, else it means the US.

    The tables write Google's and Hugging Face's country as "Multinational"; document 000 counts them as American.

    Example:
        >>> sorted(home_countries({"XX", "FR"})), sorted(home_countries({"XX"}))
        (['FR'], ['US'])
    """
    found = frozenset(countries)
    if not found:
        return found
    return found - {"XX"} or frozenset({"US"})


def country_group(countries: Iterable[str]) -> str:
    """Return `US`, `CN`, `GB`, `other` or `collaboration`; "" if no country is known.

    Example:
        >>> country_group({"US", "XX"}), country_group({"AT", "US"}), country_group({"FI"})
        ('US', 'collaboration', 'other')
    """
    found = home_countries(countries)
    if len(found) > 1:
        return "collaboration"
    only = next(iter(found), "")
    return only if only in ("", "US", "CN", "GB") else "other"


def developer_group(categories: Iterable[str]) -> str:
    """Return `industry`, `academia`, `collaboration` (of both) or `government`; "" if nothing is known.

    A research collective together with one of them does not make a collaboration.

    Example:
        >>> developer_group({"industry", "research-collective"}), developer_group({"industry", "academia"})
        ('industry', 'collaboration')
    """
    found = set(categories)
    if {"industry", "academia"} <= found:
        return "collaboration"
    return next((group for group in ("industry", "academia", "government") if group in found), "")


def is_academic(links: Iterable[str]) -> bool:
    """Return whether a link leads to a preprint server or a journal. A report on the developer's own site does not
    count.

    Example:
        >>> is_academic(["https://arxiv.org/abs/2303.08774"]), is_academic(["https://storage.googleapis.com/x/report.pdf"])
        (True, False)
    """
    for link in links:
        host = link.casefold().split("://", 1)[-1].partition("/")[0].split("@")[-1].split(":")[0]
        if any(host == known or host.endswith("." + known) for known in ACADEMIC_HOSTS):
            return True
    return False


def lead_developer(name: str) -> str:
    """Return the developer that an organisation is counted as: every Google team as Google, Facebook as Meta.

    DeepMind before the merger of 2023 is counted separately, as in footnote 4 of document 000.

    Example:
        >>> [lead_developer(name) for name in ("Google DeepMind", "DeepMind", "Facebook AI Research", "Meta AI")]
        ['Google', 'DeepMind', 'Meta', 'Meta']
    """
    first = name.split()[0].casefold() if name.split() else ""
    return {"google": "Google", "meta": "Meta", "facebook": "Meta"}.get(first, name)


def _of(way: str, rule: Callable[[tuple[str, ...]], str]) -> Callable[[Entry], str]:
    return lambda e: rule(e.groups.get(way, ())) or NOT_STATED


def _access(values: tuple[str, ...]) -> str:
    return {True: "downloadable", False: "not downloadable", None: ""}[has_open_weights(values[0] if values else "")]


SHARES: dict[str, Callable[[Entry], str]] = {
    "domain": _of("domain", lambda v: domain_group(v) if v else ""),
    "country": _of("country", country_group),
    "category": _of("category", developer_group),
    "access": _of("access", _access),
    "publication": _of("publication", lambda v: v[0] if v else ""),
}


def is_open(entry: Entry) -> bool | None:
    """Return whether an entry's weights can be downloaded; None if no source states it."""
    return has_open_weights(next(iter(entry.groups.get("access", ())), ""))


def leading(entry: Entry) -> tuple[str, ...]:
    """Return the organisations of an entry, each once: every Google team as Google."""
    return tuple(dict.fromkeys(lead_developer(name) for name in entry.groups.get("organisation", ())))
