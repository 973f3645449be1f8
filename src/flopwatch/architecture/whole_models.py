"""Whole models of text and images or sound: their language model, their towers and what joins them, counted."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from flopwatch.architecture.config_reader import Keys
from flopwatch.architecture.families.heads import named_class, stem_of
from flopwatch.architecture.families.registry import FAMILIES
from flopwatch.architecture.families.towers import TOWERS, Tower
from flopwatch.architecture.families.wrappers import Joint, Wrapper
from flopwatch.architecture.family_defaults import defaults_of
from flopwatch.architecture.network import Network, Stack, Uncounted, once
from flopwatch.domain import BadInput

_BY_TYPE = {one.model_type: one for one in FAMILIES}
_ASIDE = "runs once per image or sound: its weights are counted, its operations are not"
_SHOWN = 60


def describe_whole(config: Mapping[str, object], wrapper: Wrapper) -> tuple[Network, Keys]:
    """Return the network of a whole model, and its keys with the defaults that were used.

    Raises:
        BadInput: If a part is of no known family, or its keys are invalid.
    """
    top = Keys(config, wrapper.model_type)
    name = named_class(top, (wrapper.counted, f"{stem_of(wrapper.counted)}Model"))
    text, notes = _text(config, wrapper, top, headless=name != wrapper.counted)
    towers, parts, more_stacks, left_out = _towers(config, wrapper)
    width = _text_width(text[1])
    joint = Joint(top, towers, parts, width)
    stacks = [msgspec.structs.replace(one, part="text") for one in text[0].stacks]
    stacks += more_stacks
    joins = wrapper.joins(joint) if towers or wrapper.model_type == "gemma3n" else ()
    if joins:
        stacks.append(Stack((once(*joins),), part="projector", aside=True))
    for keys in (text[1], *parts.values()):
        top.defaults.update({f"{keys.place}.{key}": value for key, value in keys.defaults.items()})
    if more_stacks:
        notes = (*notes, *(f"{one.part} {_ASIDE}" for one in more_stacks))
    whole = Network(
        name,
        tuple(stacks),
        text[0].limit,
        text[0].usual,
        (*text[0].uncounted, *left_out),
        (*text[0].notes, *notes),
        text[0].token,
    )
    return whole, top


def _nested(config: Mapping[str, object], wrapper: Wrapper, name: str) -> tuple[Mapping[str, object], str] | None:
    """Return the values of a nested part and its type; None where an optional one is absent."""
    own = defaults_of(f"{wrapper.model_type}/{name}")
    stated = config.get(name)
    usual = str(own.get("model_type", ""))
    if stated is None:
        if own.get("optional") is True:
            return None
        return {key: value for key, value in own.items() if key not in ("model_type", "optional")}, usual
    if not isinstance(stated, Mapping):
        raise BadInput(f"{wrapper.model_type}: config.{name} is not an object with keys. Give the whole config.json.")
    kind = stated.get("model_type")
    if wrapper.fixed or kind is None or kind == wrapper.model_type or (kind == "kimi_k2" and usual == "deepseek_v3"):
        kind = usual
    if wrapper.model_type == "voxtral" and name == "text_config":
        stated = {**{key: value for key, value in own.items() if key not in ("model_type", "optional")}, **stated}
    return stated, kind if isinstance(kind, str) else repr(kind)


def _text(
    config: Mapping[str, object], wrapper: Wrapper, top: Keys, *, headless: bool
) -> tuple[tuple[Network, Keys], tuple[str, ...]]:
    notes: tuple[str, ...] = ()
    if config.get("text_config") is None and wrapper.flat and config.get("hidden_size") is not None:
        kind = str(defaults_of(f"{wrapper.model_type}/text_config").get("model_type", ""))
        values: Mapping[str, object] = config
    else:
        found = _nested(config, wrapper, "text_config")
        if found is None:
            raise top.missing("text_config", ())
        values, kind = found
        if config.get("text_config") is None:
            unread = sorted(key for key in ("hidden_size", "num_hidden_layers", "vocab_size") if key in config)
            unused = f"; {', '.join(unread)} at the top are not read by the family's code" if unread else ""
            notes = (f"no text_config: the family's own default language model is counted{unused}",)
    family = _BY_TYPE.get(kind)
    if family is None:
        raise BadInput(
            f"{wrapper.model_type}: text_config.model_type {kind[:_SHOWN]!r} is not counted, and a guess would look "
            f"like a count. {nearest(kind, list(_BY_TYPE))}"
        )
    tied = top.flag("tie_word_embeddings") or (wrapper.text_ties and values.get("tie_word_embeddings") is True)
    tied = tied and wrapper.ties
    keys = Keys({**values, "tie_word_embeddings": tied}, family.model_type, "text_config", True, headless)
    return (family.describe(keys), keys), notes


def _text_width(keys: Keys) -> int:
    return keys.size("hidden_size", "d_model") if keys.raw("hidden_size") is None else keys.size("hidden_size")


def _towers(
    config: Mapping[str, object], wrapper: Wrapper
) -> tuple[dict[str, Tower], dict[str, Keys], list[Stack], tuple[Uncounted, ...]]:
    towers: dict[str, Tower] = {}
    parts: dict[str, Keys] = {}
    stacks: list[Stack] = []
    left_out: list[Uncounted] = []
    for name in wrapper.towers:
        found = _nested(config, wrapper, name)
        if found is None:
            continue
        values, kind = found
        read = TOWERS.get(kind)
        if read is None and kind == "gemma3n_vision":
            left_out.append(Uncounted(name, "a network of the timm library (mobilenetv5_300m_enc), not described here"))
            continue
        if read is None:
            raise BadInput(
                f"{wrapper.model_type}: {name}.model_type {kind[:_SHOWN]!r} is not counted. "
                f"{nearest(kind, list(TOWERS))}"
            )
        keys = Keys(values, kind, name, nested=True)
        towers[name], parts[name] = read(keys), keys
        stacks.append(Stack(towers[name].groups, part=name.removesuffix("_config"), aside=True))
    return towers, parts, stacks, tuple(left_out)


def nearest(word: str, known: list[str]) -> str:
    """Return the nearest types that are counted, in words.

    Example:
        >>> nearest("qwen3_moee", ["llama", "qwen3", "qwen3_moe"])
        "Nearest that is counted: 'qwen3_moe', 'qwen3'."
    """
    found = sorted(known, key=lambda one: (-_likeness(word, one), one))[:3]
    close = [one for one in found if _likeness(word, one) >= 0.5]
    return f"Nearest that is counted: {', '.join(map(repr, close))}." if close else "No counted family has a like name."


def _likeness(one: str, other: str) -> float:
    """Return share of letter pairs two short words have in common."""
    first, second = ({word[i : i + 2] for i in range(len(word) - 1)} for word in (one[:_SHOWN], other))
    return 2 * len(first & second) / (len(first) + len(second) or 1)
