"""Groups of domains, each with one colour and one shape, so that colour is never the only mark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flopwatch.analysis import domain_group
from flopwatch.records import Record


@dataclass(frozen=True)
class AccessGroup:
    """A group of domains as charts show it.

    Args:
        id: Its word in addresses and style sheets.
        label: Its name.
        domains: The terms of the vocabulary `domain` it holds.
        light: Colour on a light page; at least 3:1 against white, the pairs searched for three kinds of colour
            blindness.
        dark: Colour on a dark page.
        shape: Vega's name for the symbol, or its path if Vega has none.
        path: The same symbol as an SVG path around (0, 0).
    """

    id: str
    label: str
    domains: tuple[str, ...]
    light: str
    dark: str
    shape: str
    path: str


# Vega has no star: a path in the square from -1 to 1.
_STAR = "M0,-1.1L.27,-.36L1.05,-.34L.43,.14L.65,.89L0,.44L-.65,.89L-.43,.14L-1.05,-.34L-.27,-.36Z"
GROUPS: tuple[AccessGroup, ...] = (
    AccessGroup(
        "language", "Language", ("language",), "#1d479d", "#4f72bd", "circle", "M5,0A5,5,0,1,1,-5,0A5,5,0,1,1,5,0Z"
    ),
    AccessGroup("multimodal", "Multimodal", ("multimodal",), "#8e0061", "#bd466f", "diamond", "M0,-6L5,0L0,6L-5,0Z"),
    AccessGroup("vision", "Vision", ("vision",), "#995729", "#fa9e00", "square", "M-4.4,-4.4H4.4V4.4H-4.4Z"),
    AccessGroup(
        "image-video",
        "Image & video",
        ("image-generation", "video", "3d"),
        "#a79213",
        "#7b7a0c",
        "triangle-up",
        "M0,-5.4L5.4,4.2H-5.4Z",
    ),
    AccessGroup(
        "speech-audio",
        "Speech & audio",
        ("speech", "audio"),
        "#0da1ba",
        "#77fdf6",
        "triangle-down",
        "M0,5.4L5.4,-4.2H-5.4Z",
    ),
    AccessGroup(
        "biology",
        "Biology",
        ("biology",),
        "#41875a",
        "#c6eea9",
        "cross",
        "M-1.9,-5.4H1.9V-1.9H5.4V1.9H1.9V5.4H-1.9V1.9H-5.4V-1.9H-1.9Z",
    ),
    AccessGroup("games", "Games", ("games",), "#906cf0", "#cf9afc", "triangle-right", "M5.4,0L-4.2,5.4V-5.4Z"),
    AccessGroup(
        "recommendation",
        "Recommendation",
        ("recommendation",),
        "#3c0f00",
        "#b41eff",
        _STAR,
        "M0,-6.2L1.5,-2L5.9,-1.9L2.4,0.8L3.6,5L0,2.5L-3.6,5L-2.4,0.8L-5.9,-1.9L-1.5,-2Z",
    ),
    AccessGroup("other", "Other or not stated", (), "#7b8491", "#8b95a3", "triangle-left", "M-5.4,0L4.2,5.4V-5.4Z"),
)

_GROUP_OF = {domain: group for group in GROUPS for domain in group.domains}
_BY_ID = {group.id: group for group in GROUPS}


def group_of(record: Record) -> AccessGroup:
    """Return the group in which a model is drawn."""
    return group_for(record.values("domain"))


def group_for(domains: Iterable[str]) -> AccessGroup:
    """Return the group of a list of domains: as `domain_group` counts language and multimodal models, else that of the
    first domain.

    Example:
        >>> [group_for(one).id for one in (["search", "language"], ["language", "speech"], ["games", "robotics"], [])]
        ['language', 'multimodal', 'games', 'other']
    """
    stated = list(domains)
    counted = {"language": "language", "vision-language": "multimodal"}.get(domain_group(stated))
    return _BY_ID[counted] if counted else _GROUP_OF.get(next(iter(stated), ""), _BY_ID["other"])
