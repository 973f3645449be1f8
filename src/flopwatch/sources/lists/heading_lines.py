"""Item lines of an awesome list: a name, and its developers, date, access and links."""

from __future__ import annotations

import re

from flopwatch.domain import clean_text, term_for
from flopwatch.sources.lists.fields import organisations, publication_dates
from flopwatch.sources.lists.yaml_blocks import Noted

_NAME = re.compile(r"\*\*(.{1,200}?)\*\*(?!\*)")
MARKED = "\\*"  # after a framework's name: it trains on many machines
_LINK = re.compile(r"\[{1,2}([^\[\]]{0,200})\]{1,2}\(\s*(\[[^\[\]]{0,40}\]\()?([^()\s]{0,1000})\)*")
_BARE_TAG = re.compile(r"\[(open|close|closed)\](?!\()", re.IGNORECASE)
_VENUE_YEAR = re.compile(r"[A-Z][A-Za-z-]{1,20}\s?'?[0-9]{2,4}|Nature|Science|JMLR.{0,6}")


def claims_of_heading_line(lines: list[str], kind: str) -> tuple[str, list[Noted]]:
    """Return the name in an item line, and the claims of the line and the words below it: developers, date, access,
    links, title, venue.

    Example:
        >>> line = "**BERT** [[Google]]() Oct. 2018 [[open]](https://github.com/g/bert)"
        >>> name, noted = claims_of_heading_line([line], "model")
        >>> name, [(n.field, n.value) for n in noted]  # doctest: +NORMALIZE_WHITESPACE
        ('BERT', [('developer', 'Google'), ('published', '2018-10'), ('access', 'open-weights'),
        ('weights', 'https://github.com/g/bert')])
    """
    first, rest = lines[0], " ".join(lines[1:])
    bold = _NAME.match(first)
    noted: list[Noted] = []
    if bold:
        name, tail = bold[1].replace(MARKED, "").replace("\\", ""), first[bold.end() :]
    elif first.startswith("["):
        link = _LINK.match(first)
        name, tail = (link[1], first[link.end() :]) if link else (first, "")
        if link and _is_link(link[3]):
            noted.append(Noted("paper" if "arxiv" in link[3] else "homepage", link[3], "", "link"))
    else:
        cut = re.search(r"\s*\[|\s+[–—-]\s|:\s|：|\s*[|｜]", first)
        name, tail = (first[: cut.start()], first[cut.start() :]) if cut else (first, "")
    marked = name.rstrip("*:： ")
    if kind == "framework" and MARKED in (bold[1] if bold else name):
        noted.append(Noted("distributed_training", "yes", "", "*", as_written=f"{marked}{MARKED}"))
    noted += _line_tags(tail, kind, organisation_first=kind != "survey")
    noted += _below(rest)
    return clean_text(marked), noted


def _line_tags(tail: str, kind: str, *, organisation_first: bool) -> list[Noted]:
    noted: list[Noted] = []
    expects_organisation = organisation_first
    for match in _LINK.finditer(tail):
        label, target = match[1].strip(), match[3]
        word = label.casefold().replace("\\", "")
        if word in ("open", "close", "closed"):
            noted.append(_access(kind, word, match[0][:200]))
            if _is_link(target):
                noted.append(Noted("weights" if kind == "model" else "source_code", target, "", f"[{word}]"))
        elif word == "</>":
            if _is_link(target):
                noted.append(Noted("source_code", target, "", "[</>]"))
        elif expects_organisation:
            noted += [Noted("developer", one, "", "developer", as_written=label) for one in organisations(label)]
            if _is_link(target):
                noted.append(Noted("homepage", target, "", "developer"))
        elif _is_link(target):
            noted.append(Noted("paper", target, "", f"[{label}]"))
        expects_organisation = False
    outside = _LINK.sub(" ", tail)
    for match in _BARE_TAG.finditer(outside):
        noted.append(_access(kind, match[1].casefold(), match[0]))
    bare = re.match(r"\s*\[([^\[\]]{1,100})\](?!\()", outside)
    if bare and not _BARE_TAG.match(bare[0].strip()) and not any(n.field == "developer" for n in noted):
        noted += [Noted("developer", one, "", "developer", as_written=bare[1]) for one in organisations(bare[1])]
    words = clean_text(_BARE_TAG.sub(" ", outside).replace("[", " ").replace("]", " "))
    if words:
        noted += publication_dates(words, "date")
    order = {"developer": 0, "homepage": 1, "published": 2}
    return sorted(noted, key=lambda one: order.get(one.field, 3))


def _access(kind: str, word: str, written: str) -> Noted:
    """Read `[open]`: after a model's name it means the weights, after a framework's the code."""
    if kind == "model":
        return Noted("access", term_for("access", word), "", f"[{word}]", as_written=written)
    term = "open-source" if word == "open" else "unreleased"
    return Noted("code_access", term, "", f"[{word}]", as_written=written)


def _below(words: str) -> list[Noted]:
    """Return title and paper links in the words under an item line."""
    noted: list[Noted] = []
    title = clean_text(re.sub(r"\s+", " ", _LINK.sub(lambda m: m[1] if not _is_venue(m[1]) else " ", words)))
    if title:
        noted.append(Noted("title", title.strip(" :"), "", "title"))
    for match in _LINK.finditer(words):
        label, target = match[1].strip(), match[3]
        if _is_link(target):
            noted.append(Noted("paper", target, "", f"[{label}]", as_written=target))
        if _is_venue(label):
            status = "preprint" if label.casefold() == "preprint" else "peer-reviewed"
            noted.append(Noted("publication_status", status, "", f"[{label}]", as_written=label))
            if status == "peer-reviewed":
                noted.append(Noted("venue", label, "", f"[{label}]"))
    return noted


def _is_venue(label: str) -> bool:
    return label.casefold() == "preprint" or bool(_VENUE_YEAR.match(label))


def _is_link(target: str) -> bool:
    return target.startswith(("http://", "https://"))
