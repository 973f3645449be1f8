"""Facts in the words of a list's item: `DeepSeek-V3 | 671B | 14.8T tokens | 3.3e26 FLOP`."""

from __future__ import annotations

import re

from flopwatch.domain import unit
from flopwatch.extraction import NOT_OF_THE_MODEL, Fact, extract_facts
from flopwatch.sources.lists.fields import quantity, sizes
from flopwatch.sources.lists.yaml_blocks import Noted
from flopwatch.text import read_quantities

KEY = "words"  # of the locator of a claim that rests on an item's words
_FIELDS = {
    "params": ("parameters", "parameters"),
    "active_params": ("active_parameters", "parameters"),
    "tokens": ("dataset_size", "tokens"),
    "flop": ("training_compute", "FLOP"),
    "chip_count": ("chip_count", "chips"),
    "chip_hours": ("chip_hours", "chip-hours"),
    "days": ("training_time", "days"),
    "context": ("context_length", "tokens"),
}
_LEFT_OUT = NOT_OF_THE_MODEL | {"bare-scale"}  # an order of magnitude, such as `百亿`
_BETWEEN = re.compile(r"\s*[|｜;；]\s*|\s+[–—·•-]\s+|[,，、]\s+|[()（）]")
_LONE_SIZE = re.compile(r"~?[0-9]{1,5}(?:\.[0-9]{1,3})?[ ]?[BMTbmt](?:-A[0-9]{1,4}(?:\.[0-9]{1,3})?B)?")
_SIZE = r"[0-9]{1,5}(?:\.[0-9]{1,3})?[BMbm]"
_HAN = r"\u3040-\u30ff\u4e00-\u9fff"
_AFTER_HAN = re.compile(rf"(?<=[、：和（({_HAN}])[ ]?({_SIZE})(?=[、，。和)）/ {_HAN}])(?![ ]?[级級条数])")
_RELEASED = re.compile(r"(?:开源|发布|推出|包括|包含|大模型，如)((?:(?!基于|基於|支持|接入|覆盖|[。；\n]).){1,200})")
_STEM = re.compile(r"[A-Za-z][A-Za-z0-9.]{2,40}")  # what the names of a family begin with
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\([^()]{0,1000}\)")


def claims_of_words(words: str, name: str = "") -> list[Noted]:
    """Return the numbers that an item's words state of its model; of several sizes the others are variants.

    Args:
        words: The words after the name, and those below it; sizes of other models, as the words say, are left out.
        name: The name; `NAME-7B` in the words is one of its sizes.

    Example:
        >>> [(one.field, one.value) for one in claims_of_words("| 671B | 14.8T tokens | 3.3e26 FLOP")]
        [('parameters', '671000000000'), ('dataset_size', '1.48e13'), ('training_compute', '3.3e26')]
    """
    plain = _LINK.sub(r"\1", words.replace("**", "").replace("`", ""))
    facts = [one for one in extract_facts(plain).facts if one.kind in _FIELDS and _LEFT_OUT.isdisjoint(one.flags)]
    own = _own_sizes(plain, name)
    stated = [float(one.value) for one in facts if one.kind == "params"]
    if own and stated and max(stated) < max(float(one.value) for one in own):
        # In `CogVLM-17B 拥有 100 亿视觉参数` the words state a part of it.
        facts, stated = [one for one in facts if one.kind != "params"], []
    noted = [] if stated else own or _lone_size(plain) or _released_sizes(plain)
    counted: dict[str, Fact] = {}
    for one in facts:
        counted.setdefault(one.kind + one.value, one)
    largest = max((float(one.value) for one in facts if one.kind == "params"), default=0.0)
    taken: set[str] = set()
    for one in counted.values():
        field, unit_name = _FIELDS[one.kind]
        if one.kind == "params" and float(one.value) < largest:
            field = "variant_parameters"
        elif field in taken:
            continue  # the first statement holds
        taken.add(field)
        chip = {"chip": one.chip} if one.chip else {}
        noted.append(Noted(field, one.value, unit_name, KEY, one.as_written, one.relation, "", chip, one.flags))
    return noted if "training_compute" in taken else [*noted, *_lone_compute(plain)]


def _own_sizes(words: str, name: str) -> list[Noted]:
    """Return the sizes that follow the entry's own name in its words: `TigerBot-7B, TigerBot-180B`."""
    stem = _STEM.match(name)
    own = (
        re.compile(rf"(?<![A-Za-z0-9-]){re.escape(stem[0])}[A-Za-z0-9.-]{{0,40}}?-({_SIZE})(?![A-Za-z0-9])")
        if stem
        else None
    )
    return _all_sizes(own.findall(words) if own else [])


def _released_sizes(words: str) -> list[Noted]:
    """Return the sizes in Chinese or Japanese words that follow no name, `发布包含有7B、13B的Base`, else those of the
    names that are released: `开源了模型源2.0-102B，源2.0-51B`.
    """
    released = " ".join(_RELEASED.findall(words))
    return _all_sizes(_AFTER_HAN.findall(words) or re.findall(rf"-({_SIZE})(?![A-Za-z0-9])", released))


def _all_sizes(found: list[str]) -> list[Noted]:
    return sizes(KEY, ", ".join(dict.fromkeys(one.upper() for one in found))) if found else []


def _lone_compute(words: str) -> list[Noted]:
    """Return the compute of a part between marks that is nothing but an amount of it, however implausible."""
    for part in map(str.strip, _BETWEEN.split(words)):
        found = read_quantities(part[:60])
        if len(found) == 1 and found[0].as_written == part and found[0].unit and unit(found[0].unit).base == "FLOP":
            return [quantity("training_compute", KEY, found[0])]
    return []


def _lone_size(words: str) -> list[Noted]:
    """Return the size of a part between marks that is nothing but a size: `| 671B |`, `(70B)`."""
    part = next((one for one in map(str.strip, _BETWEEN.split(words)) if _LONE_SIZE.fullmatch(one)), "")
    return sizes(KEY, part) if part else []
