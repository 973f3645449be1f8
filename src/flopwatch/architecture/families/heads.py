"""Heads: which class a config is of, by `architectures`, and what that class has behind its last norm."""

from __future__ import annotations

from flopwatch.architecture.config_reader import Keys
from flopwatch.architecture.family_defaults import classes_of, owners
from flopwatch.architecture.layers import Head, Linear, Part
from flopwatch.domain import BadInput

MOST_CLASSES = 1_000_000
_SHOWN = 80

# Classes under other names in hub files: older code, or code stored with the weights.
ALIASES = {
    "chatglmmodel": "ChatGLMForConditionalGeneration",
    "decilmforcausallm": "DeciLMForCausalLM",
    "hunyuanforcausallm": "HunYuanMoEV1ForCausalLM",
    "hymoeforcausallm": "HunYuanMoEV1ForCausalLM",
    "kimik25forconditionalgeneration": "Kimi_K25ForConditionalGeneration",
    "longcatflashforcausallm": "LongcatFlashForCausalLM",
    "minimaxtext01forcausallm": "MiniMaxForCausalLM",
    "minimaxm1forcausallm": "MiniMaxForCausalLM",
    "rwforcausallm": "FalconForCausalLM",
    "step3p5forcausallm": "Step3p7ForCausalLM",
    "step3p7flashforcausallm": "Step3p7ForConditionalGeneration",
    "t5withlmheadmodel": "T5ForConditionalGeneration",
}

_CAUSAL = ("ForCausalLM", "LMHeadModel", "ForConditionalGeneration")


def stem_of(counted: str) -> str:
    """Return the class's name without the suffix of its head.

    Example:
        >>> stem_of("LlamaForCausalLM"), stem_of("GPT2LMHeadModel")
        ('Llama', 'GPT2')
    """
    for suffix in _CAUSAL:
        if counted.endswith(suffix):
            return counted.removesuffix(suffix)
    return counted.removesuffix("Model")


def named_class(keys: Keys, known: tuple[str, ...]) -> str:
    """Return the class whose weights are counted: the one in `architectures` or, if it names none, the first.

    Args:
        keys: The config.
        known: The classes that can be counted, the one the family was trained as first.

    Raises:
        BadInput: If it names a class of another family, or one that is not known.
    """
    stated = keys.raw("architectures")
    if stated is None or stated == [] or keys.nested:
        return known[0]
    name = stated[0] if isinstance(stated, (list, tuple)) else stated
    if not isinstance(name, str):
        raise keys.refused("architectures", stated, "is not the name of a class")
    if name in known:
        return name
    spelled = {one.casefold(): one for one in known}
    folded = name.casefold()
    found = spelled.get(folded) or spelled.get(ALIASES.get(folded, "").casefold())
    if found is not None:
        return found
    owner = owners().get(folded)
    if owner is not None and owner != keys.model_type:
        raise BadInput(
            f"{keys.model_type}: config.architectures = {name[:_SHOWN]!r} is a class of model_type {owner!r}, which "
            f"contradicts model_type {keys.model_type!r}. Correct whichever is wrong."
        )
    raise BadInput(
        f"{keys.model_type}: config.architectures = {name[:_SHOWN]!r} is not counted, and a count of another class "
        f"would look like a count of it. Classes of {keys.model_type} that are counted: {', '.join(known)}."
    )


def labels_of(keys: Keys, usual: int = 2) -> int:
    """Return a classifier's number of labels: of `id2label`, `num_labels`, or the family's own default."""
    labels = keys.raw("id2label")
    if isinstance(labels, dict) and 0 < len(labels) <= MOST_CLASSES:
        return len(labels)
    return keys.default(usual, "num_labels")


def decoder_classes(model_type: str, counted: str) -> tuple[str, ...]:
    """Return the classes of a decoder-only family that can be counted; the causal one first."""
    stem, own = classes_of(model_type)
    heads = ("Model", "TextModel", "ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering")
    # A family whose text is also part of a larger model keeps the plain `Model` for the whole.
    return (counted, *(f"{stem}{one}" for one in heads if one in own and not (one == "Model" and "TextModel" in own)))


def decoder_head(
    keys: Keys, counted: str, width: int, vocabulary: int, tied: bool, bias: bool
) -> tuple[str, tuple[Part, ...]]:
    """Return the class and its parts after the last norm: logits, a score, a label per token, or nothing.

    Args:
        keys: The config.
        counted: The class that writes the next token.
        width: Width of the last layer.
        vocabulary: Rows of the token table.
        tied: Whether the logits share the token table.
        bias: Whether the logits have a bias.
    """
    if keys.headless:
        return f"{stem_of(counted)}Model", ()
    logits = Head(width, vocabulary, tied, bias)
    if keys.nested or keys.raw("architectures") in (None, []):
        return counted, (logits,)
    name = named_class(keys, decoder_classes(keys.model_type, counted))
    if name.endswith("ForSequenceClassification"):
        return name, (Linear(width, labels_of(keys), positions=1),)
    if name.endswith("ForTokenClassification"):
        return name, (Linear(width, labels_of(keys), bias=True),)
    if name.endswith("ForQuestionAnswering"):
        return name, (Linear(width, 2, bias=True),)
    return name, () if name.endswith("Model") and not name.endswith("LMHeadModel") else (logits,)
