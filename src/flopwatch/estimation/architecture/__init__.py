"""How large a model is and what it costs per token, exactly, from its Hugging Face config or the headers of its weight files.

`FAMILIES` lists what can be read; each family is a function from config to layers, and two folds count what the layers hold and do.
"""

from flopwatch.estimation.architecture.counts import Counts, count_architecture, read_config
from flopwatch.estimation.architecture.families import FAMILIES, WRAPPERS, Family
from flopwatch.estimation.architecture.keys import Keys
from flopwatch.estimation.architecture.model import (
    CONVENTIONS,
    DEFAULT_CONTEXT,
    Model,
    Operations,
    Parameters,
    Uncounted,
    count_operations,
    count_parameters,
)
from flopwatch.estimation.architecture.safetensors import StoredParameters, parameters_from_safetensors_header

__all__ = [
    "CONVENTIONS", "DEFAULT_CONTEXT", "FAMILIES", "WRAPPERS", "Counts", "Family", "Keys", "Model", "Operations", "Parameters",
    "StoredParameters", "Uncounted", "count_architecture", "count_operations", "count_parameters",
    "parameters_from_safetensors_header", "read_config",
]  # fmt: skip
