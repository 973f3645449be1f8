"""Heads of encoders, as a table: what each class has behind the last layer.

pool    a matrix of the width over the first position       words  logits over the vocabulary
dense   the same matrix, of the head itself                 label  one row per label, over the first position
each    one row per label, over every position              one    one row (multiple choice)
span    the same: two labels unless the config has more     ends   two rows whatever the labels, over every position
pair    two rows (which sentence follows)
"""

from __future__ import annotations

from collections.abc import Mapping

from flopwatch.architecture.config_reader import Keys
from flopwatch.architecture.families.heads import labels_of, named_class
from flopwatch.architecture.layers import Linear, Part

BERT: dict[str, str] = {
    "ForMaskedLM": "words",
    "Model": "pool",
    "LMHeadModel": "words",
    "ForCausalLM": "words",
    "ForPreTraining": "pool words pair",
    "ForSequenceClassification": "pool label",
    "ForTokenClassification": "each",
    "ForQuestionAnswering": "span",
    "ForMultipleChoice": "pool one",
    "ForNextSentencePrediction": "pool pair",
}
ALBERT: dict[str, str] = {
    "ForPreTraining": "pool words pair",
    "ForMaskedLM": "words",
    "Model": "pool",
    "ForSequenceClassification": "pool label",
    "ForTokenClassification": "each",
    "ForQuestionAnswering": "span",
    "ForMultipleChoice": "pool one",
}
ROBERTA: dict[str, str] = {
    "ForMaskedLM": "words",
    "ForCausalLM": "words",
    "Model": "pool",
    "ForSequenceClassification": "dense label",
    "ForTokenClassification": "each",
    "ForQuestionAnswering": "span",
    "ForMultipleChoice": "pool one",
}
ELECTRA: dict[str, str] = {
    "ForPreTraining": "dense one",
    "ForMaskedLM": "words",
    "ForCausalLM": "words",
    "Model": "",
    "ForSequenceClassification": "dense label",
    "ForTokenClassification": "each",
    "ForQuestionAnswering": "span",
    "ForMultipleChoice": "dense one",
}
DISTILBERT: dict[str, str] = {
    "ForMaskedLM": "words",
    "Model": "",
    "ForSequenceClassification": "dense label",
    "ForTokenClassification": "each",
    "ForQuestionAnswering": "ends",
    "ForMultipleChoice": "dense one",
}
DEBERTA: dict[str, str] = {
    "ForMaskedLM": "words",
    "Model": "",
    "ForSequenceClassification": "pool label",
    "ForTokenClassification": "each",
    "ForQuestionAnswering": "span",
}


def encoder_head(
    keys: Keys, stem: str, table: Mapping[str, str], width: int, words: tuple[Part, ...]
) -> tuple[str, tuple[Part, ...]]:
    """Return the class that `architectures` names, or the first of the table, and the parts it has.

    Args:
        keys: The config.
        stem: The family's name in its classes.
        table: Its heads.
        width: Width of the last layer.
        words: What writes logits over the vocabulary.

    Raises:
        BadInput: If the class is not in the table.
    """
    name = named_class(keys, tuple(f"{stem}{suffix}" for suffix in table))
    parts: list[Part] = []
    for word in table[name.removeprefix(stem)].split():
        if word == "words":
            parts += words
        elif word in ("pool", "dense"):
            parts.append(Linear(width, width, bias=True, positions=1))
        else:
            rows = {"one": 1, "pair": 2, "ends": 2}.get(word) or labels_of(keys)
            parts.append(Linear(width, rows, bias=True, positions=None if word in ("each", "span", "ends") else 1))
    return name, tuple(parts)
