"""Counts: from a parsed config to the figures that are printed."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from flopwatch.architecture.config_reader import Keys
from flopwatch.architecture.families.diffusion import describe_diffuser
from flopwatch.architecture.families.registry import FAMILIES
from flopwatch.architecture.families.wrappers import WRAPPERS
from flopwatch.architecture.file_kinds import converted, kind_of
from flopwatch.architecture.layers import Experts
from flopwatch.architecture.network import (
    Network,
    Uncounted,
    context_caution,
    count_operations,
    count_parameters,
    default_context,
    parameters_by_part,
)
from flopwatch.architecture.whole_models import describe_whole, nearest
from flopwatch.domain import BadInput

_BY_TYPE = {one.model_type: one for one in FAMILIES}
_WRAPPED = {one.model_type: one for one in WRAPPERS}


class Counts(msgspec.Struct, frozen=True):
    """Parameters and FLOP of the model that a config describes.

    Args:
        model_type: The config's own word for its family.
        counted: Whose weights are counted: a class of transformers, or of the family's own code.
        parameters: All weights, tied matrices once.
        active_parameters: All but those of experts a token is not routed to.
        non_embedding_parameters: All but vocabulary tables (in and out) and position tables.
        context: The context the operations are counted at, in tokens.
        convention: `full` or `causal-half`.
        tokens: Positions of one sequence at that context, over encoder and decoder.
        forward_flop_per_sequence: FLOP of one forward pass over that sequence.
        forward_flop_per_token: The same per position.
        training_flop_per_token: Three times that.
        by_part: Weights of each part of a model of text and images or sound (`text`, `vision`, `audio`, `projector`);
            empty for a model of one part.
        token: Meaning of a token, if it is not a position of the context.
        defaults: Keys the config leaves out, with the value the family's own code puts.
        uncounted: Parts of the config that the figures leave out.
        notes: Further notes for readers.
    """

    model_type: str
    counted: str
    parameters: int
    active_parameters: int
    non_embedding_parameters: int
    context: int
    convention: str
    tokens: int
    forward_flop_per_sequence: int
    forward_flop_per_token: int | float
    training_flop_per_token: int | float
    by_part: dict[str, int] = {}
    token: str = ""
    defaults: dict[str, object] = {}
    uncounted: tuple[Uncounted, ...] = ()
    notes: tuple[str, ...] = ()


def read_config(config: Mapping[str, object]) -> tuple[str, Network, Keys]:
    """Return the model of a config: its `model_type`, the network, and the keys with the defaults that were used.

    Raises:
        BadInput: If `model_type` is missing or not known, or a key is missing or invalid.
    """
    if not isinstance(config, Mapping):
        raise BadInput(f"a config is an object with keys, not {type(config).__name__}. Is this a config.json?")
    model_type = config.get("model_type")
    diffuser = config.get("_class_name")
    if model_type is None and isinstance(diffuser, str) and not kind_of(config):
        keys = Keys(config, diffuser[:60])
        return diffuser[:60], describe_diffuser(diffuser, keys), keys
    if not isinstance(model_type, str) or not model_type:
        return _without_type(config)
    family = _BY_TYPE.get(model_type)
    if family is not None:
        keys = Keys(config, model_type)
        model = family.describe(keys)
        _refuse_unread_experts(model, keys)
        return model_type, model, keys
    if model_type in _WRAPPED:
        return model_type, *describe_whole(config, _WRAPPED[model_type])
    raise BadInput(
        f"model_type {model_type[:60]!r} is not supported: its layers are not described here, and a guess would look "
        f"like a count. {nearest(model_type, [*_BY_TYPE, *_WRAPPED])} "
        f"Supported: {supported()}."
    )


_EXPERT_KEYS = ("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts")


def _refuse_unread_experts(model: Network, keys: Keys) -> None:
    """Refuse a config that states experts which its family has none of: one of the two is wrong."""
    for name in _EXPERT_KEYS:
        stated = keys.raw(name)
        if type(stated) is not int or stated < 2 or keys.has_default(name) or keys.raw("enable_moe_block") is not None:
            continue
        if not any(isinstance(part, Experts) for stack in model.stacks for one in stack.groups for part in one.parts):
            raise BadInput(
                f"{keys.model_type}: config.{name} = {str(stated)[:20]} states experts, which {model.counted} has none "
                "of. Correct model_type or remove the key."
            )


def _without_type(config: Mapping[str, object]) -> tuple[str, Network, Keys]:
    """Read a file without `model_type`: a params.json is converted, any other kind is named in the error.

    Raises:
        BadInput: Naming the file, and what to give instead.
    """
    known = converted(config)
    if known is not None:
        values, note = known
        model_type, model, keys = read_config(values)
        return model_type, msgspec.structs.replace(model, notes=(*model.notes, note)), keys
    found = kind_of(config)
    if found:
        raise BadInput(f"config lacks 'model_type'. {found}")
    raise BadInput(
        f"config lacks 'model_type', which says how its other keys are to be read. Supported: {supported()}."
    )


def supported() -> str:
    """Return the model types that can be counted, as a list in words."""
    return ", ".join(sorted([*_BY_TYPE, *_WRAPPED]))


def count_architecture(config: Mapping[str, object], context: int | None = None, convention: str = "full") -> Counts:
    """Count the parameters and operations of a model from its Hugging Face config.

        forward  = Σ over layers of 2 × weights of matrices used + attention 2 × keys × H × (d_k + d_v), per token
        training = 3 × forward

    Args:
        config: The parsed `config.json`.
        context: Tokens per sequence; where None, 4096 or the model's own maximum if that is less.
        convention: `full` (every query meets every key in its window: PaLM, torch) or `causal-half` (half of that where
            attention is
            causal: Megatron-LM, DeepSeek).

    Raises:
        BadInput: If the family is not supported, a key is missing or invalid, or the context does not fit.

    Source:
        Chowdhery et al. (2022), "PaLM", appendix B; Narayanan et al. (2021), "Efficient Large-Scale Language Model
        Training on GPU Clusters", appendix; formulas in docs/methods/architecture.md.

    Example:
        >>> llama = {"model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32,
        ...          "num_key_value_heads": 8, "intermediate_size": 14336, "vocab_size": 128256}
        >>> count = count_architecture(llama, context=8192)
        >>> count.parameters, count.forward_flop_per_token
        (8030261248, 19304284160)
        >>> count_architecture(llama, 8192, "causal-half").forward_flop_per_token
        17156800512
    """
    model_type, model, keys = read_config(config)
    weights = count_parameters(model)
    length = default_context(model) if context is None else context
    work = count_operations(model, length, convention)
    return Counts(
        model_type=model_type,
        counted=model.counted,
        parameters=weights.total,
        active_parameters=weights.active,
        non_embedding_parameters=weights.non_embedding,
        context=length,
        convention=convention,
        tokens=work.tokens,
        forward_flop_per_sequence=work.forward,
        forward_flop_per_token=work.forward_per_token,
        training_flop_per_token=work.training_per_token,
        by_part=parameters_by_part(model),
        token=model.token,
        defaults=keys.defaults,
        uncounted=model.uncounted,
        notes=tuple(filter(None, (*model.notes, context_caution(model, length)))),
    )
