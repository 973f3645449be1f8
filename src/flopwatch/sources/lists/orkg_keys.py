"""Property labels of the Open Research Knowledge Graph's summaries of language models: one table for the reader of
lists and comparisons, and for the exporter.
"""

from __future__ import annotations

from dataclasses import dataclass

from flopwatch.sources.headers import fold_key

NAME, MILLIONS = "name", "parameters_million"


@dataclass(frozen=True)
class OrkgKey:
    """One property of a summary.

    Args:
        label: Its label in the graph.
        field: The field of a claim that it states; `NAME` or `MILLIONS` for what is no field of its own.
        only_read: Whether comparisons use it but summaries do not, so that it is read and not written.
    """

    label: str
    field: str
    only_read: bool = False


ORKG_KEYS: tuple[OrkgKey, ...] = (
    OrkgKey("Title", "title"),
    OrkgKey("has model", NAME),
    OrkgKey("model family", "family"),
    OrkgKey("date created", "published"),
    OrkgKey("organization", "developer"),
    OrkgKey("innovation", "innovation"),
    OrkgKey("pretraining architecture", "architecture"),
    OrkgKey("pretraining task", "objective"),
    OrkgKey("fine-tuning task", "finetuning_task"),
    OrkgKey("training corpus", "dataset"),
    OrkgKey("optimizer", "optimizer"),
    OrkgKey("tokenization", "tokenization"),
    OrkgKey("number of parameters", "parameters"),
    OrkgKey("maximum number of parameters (in million)", MILLIONS),
    OrkgKey("hardware used", "chip"),
    OrkgKey("hardware information", "hardware_information"),
    OrkgKey("extension", "extension"),
    OrkgKey("application", "application"),
    OrkgKey("has source code", "source_code"),
    OrkgKey("blog post", "announcement"),
    OrkgKey("license", "license"),
    OrkgKey("research problem", "research_problem"),
    OrkgKey("context length", "context_length"),
    OrkgKey("url", "paper"),
    OrkgKey("model", NAME, only_read=True),
    OrkgKey("doi", "paper", only_read=True),
    OrkgKey("carbon emitted (tCO2eq)", "notes", only_read=True),
)
WRITTEN_KEYS: tuple[OrkgKey, ...] = tuple(one for one in ORKG_KEYS if not one.only_read)
FIELD_OF_LABEL: dict[str, str] = {fold_key(one.label): one.field for one in ORKG_KEYS}
