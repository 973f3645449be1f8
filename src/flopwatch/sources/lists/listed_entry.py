"""One entry of a list in the words it is written with, filled from claims or by an exporter."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class ListedEntry:
    """One entry of a list, in the words it is written with.

    Args:
        headings: The headings above it, the list's title left out.
        kind: `model`, `framework`, `survey`, or `chip` for a line that explains a price.
        name: Its name; for a chip the whole line.
        summary: Whether it is a structured summary, which names its own model, rather than an item with a block.
        distributed: Whether a framework is marked as one for distributed training.
        developers: The label of its developers, or "".
        homepage: Address of the developers' page, or "".
        link: Address that the name itself links, or "".
        date: Its date in words, or "".
        access: Words such as `[[open]](https://…)` or `[close]`, or "".
        title: Title of its paper, or "".
        links: Links by label, such as `Preprint`.
        pairs: Keys and values of its block, in order.
        lenient: Whether the block is no YAML, as its values hold what only quotes allow.
    """

    headings: tuple[str, ...]
    kind: str
    name: str
    summary: bool = False
    distributed: bool = False
    developers: str = ""
    homepage: str = ""
    link: str = ""
    date: str = ""
    access: str = ""
    title: str = ""
    links: tuple[tuple[str, str], ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    lenient: bool = False


def anchor_of(heading: str) -> str:
    """Return the anchor that code hosts give a heading.

    Example:
        >>> anchor_of("Pengcheng Lab, and Baidu")
        'pengcheng-lab-and-baidu'
    """
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading).strip()).lower()
