"""Sizes and switches that a family's own code puts where a config leaves them out, and the classes a family has.

The tables are written by tests/architecture/make_defaults.py from the config classes of transformers.
"""

from __future__ import annotations

import json
from functools import cache

from flopwatch.architecture.defaults_a_to_k import FIRST
from flopwatch.architecture.defaults_l_to_z import SECOND
from flopwatch.architecture.model_classes import CLASSES


@cache
def defaults_of(model_type: str) -> dict[str, object]:
    """Return the defaults of a `model_type`: key to count, switch, word or short list; empty where none are listed."""
    return dict(_table().get(model_type, {}))


# What follows a family's stem in the names of its classes, by the letter that the table keeps for it.
SUFFIX_OF = {
    "M": "Model",
    "t": "TextModel",
    "v": "VisionModel",
    "e": "EncoderModel",
    "H": "LMHeadModel",
    "C": "ForCausalLM",
    "K": "ForMaskedLM",
    "P": "ForPreTraining",
    "G": "ForConditionalGeneration",
    "S": "ForSequenceClassification",
    "T": "ForTokenClassification",
    "Q": "ForQuestionAnswering",
    "c": "ForMultipleChoice",
    "N": "ForNextSentencePrediction",
    "I": "ForImageClassification",
    "A": "ForAudioClassification",
    "m": "MTModel",
    "p": "TextModelWithProjection",
    "q": "VisionModelWithProjection",
    "x": "ForCTC",
    "V": "ForVideoClassification",
    "W": "WithLMHeadModel",
}


@cache
def classes_of(model_type: str) -> tuple[str, frozenset[str]]:
    """Return the stem of a family's classes, and what follows it in their names (`Model`,
    `ForSequenceClassification`).
    """
    return _classes().get(model_type, ("", frozenset()))


@cache
def owners() -> dict[str, str]:
    """Return every known class, in lower case, with the `model_type` it is of."""
    return {
        f"{stem}{one}".casefold(): model_type
        for model_type, (stem, own) in _classes().items()
        for one in SUFFIX_OF.values()
        if one in own
    }


@cache
def _classes() -> dict[str, tuple[str, frozenset[str]]]:
    entries = (entry.split(":") for entry in CLASSES.split())
    return {own: (stem, frozenset(SUFFIX_OF[one] for one in letters)) for stem, own, letters in entries}


@cache
def _table() -> dict[str, dict[str, object]]:
    out: dict[str, dict[str, object]] = {}
    own: dict[str, object] = {}
    for line in f"{FIRST}\n{SECOND}".split("\n"):
        words = line.split()
        if words and not line.startswith(" "):
            own = out.setdefault(words.pop(0), {})
        for word in words:
            name, value = word.split("=", 1)
            own[name] = json.loads(value)
    return out
