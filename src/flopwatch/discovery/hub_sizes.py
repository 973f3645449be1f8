"""Parameters of a hub's model from the figures there are: none of a listing is right in every case.

The order of trust: our own count of the tensor headers, the count from the config, the listing's elements, the GGUF
total, the name. Where the name states another size than the listing, the model is flagged and its files should be read,
unless it drafts tokens for another model: then the size in its name is that model's, and the listing's is its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec

from flopwatch.architecture import count_architecture, parameters_from_safetensors_header
from flopwatch.domain import BadInput
from flopwatch.identity import drafts_for_another, stated_parameters
from flopwatch.sources import TensorFiles

DISAGREE = 1.6  # times apart, of a size in a name and a count; names round to a digit
_COUNTS = ("counted_headers", "counted_config", "listed_elements", "listed_total", "listed_gguf")


class HubSize(msgspec.Struct, frozen=True):
    """The parameters of a model on a hub.

    Args:
        parameters: Total parameters, or None where nothing states them.
        basis: Where the figure is from: one of `_COUNTS`, "name", or "".
        flag: How name and listing disagree, or "".
    """

    parameters: float | None
    basis: str
    flag: str = ""


def size_of(name: str, facts: Mapping[str, float | str]) -> HubSize:
    """Return the most trusted size of a model, and how its name disagrees with the listing.

    Args:
        name: The repository's name.
        facts: What the listing states, and what was counted.

    Example:
        >>> size_of("Olmo-3-7B-Think", {"listed_elements": 528384.0})
        HubSize(parameters=7000000000.0, basis='name', flag='the name states 7B, the listing 528k')
        >>> size_of("gpt-oss-120b-Eagle3", {"listed_elements": 215_481_600.0}).parameters
        215481600.0
    """
    stated = stated_parameters(name)
    counted = {key: float(facts[key]) for key in _COUNTS if isinstance(facts.get(key), float) and facts[key]}
    own = next((key for key in _COUNTS[:2] if key in counted), "")
    listed = next((key for key in _COUNTS[2:] if key in counted), "")
    flag = _flag(stated, counted[listed]) if stated and listed else ""
    if own:
        return HubSize(counted[own], own, flag)
    if not listed or (flag and not drafts_for_another(name)):
        return HubSize(stated, "name" if stated else "", flag)
    return HubSize(counted[listed], listed, flag)


def needs_reading(size: HubSize) -> bool:
    """Return whether a model's files should be read: its size is unknown, or name and listing disagree."""
    return not size.basis or (bool(size.flag) and size.basis == "name")


def counted_facts(files: TensorFiles) -> tuple[dict[str, float | str], str]:
    """Count parameters from a model's files; return the facts, and why something could not be counted, or "".

    Returns:
        Facts `counted_headers`, `counted_active`, `counted_config` as far as they can be counted.
    """
    facts: dict[str, float | str] = {}
    why = [files.why_none] if files.why_none else []
    config = files.config
    if files.headers:
        try:
            found = parameters_from_safetensors_header(files.headers, config)
            facts["counted_headers"] = float(found.parameters)
            if found.active_parameters is not None:
                facts["counted_active"] = float(found.active_parameters)
        except BadInput as error:
            why.append(str(error)[:200])
    if config is not None:
        try:
            counts = count_architecture(config)
            facts["counted_config"] = float(counts.parameters)
            facts.setdefault("counted_active", float(counts.active_parameters))
        except BadInput as error:
            why.append(str(error)[:200])
    return facts, "; ".join(why)


def _flag(stated: float, counted: float) -> str:
    if abs(math.log(counted / stated)) <= math.log(DISAGREE):
        return ""
    return f"the name states {_short(stated)}, the listing {_short(counted)}"


def _short(count: float) -> str:
    for scale, mark in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if count >= scale:
            return f"{count / scale:.3g}{mark}"
    return f"{count:g}"
