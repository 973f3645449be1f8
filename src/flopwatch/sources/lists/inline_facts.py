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
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\([^()]{0,1000}\)")


def claims_of_words(words: str) -> list[Noted]:
    """Return the numbers that an item's words state of its model; of several sizes the others are variants.

    Args:
        words: The words after the name, and those below it; sizes of other models, as the words say, are left out.

    Example:
        >>> [(one.field, one.value) for one in claims_of_words("| 671B | 14.8T tokens | 3.3e26 FLOP")]
        [('parameters', '671000000000'), ('dataset_size', '1.48e13'), ('training_compute', '3.3e26')]
    """
    plain = _LINK.sub(r"\1", words.replace("**", "").replace("`", ""))
    facts = [one for one in extract_facts(plain).facts if one.kind in _FIELDS and _LEFT_OUT.isdisjoint(one.flags)]
    noted = [] if any(one.kind == "params" for one in facts) else _lone_size(plain)
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
