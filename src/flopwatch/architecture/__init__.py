"""Parameters and FLOP per token, exactly, from a Hugging Face config or the headers of weight files.

`FAMILIES` lists what can be read. Each family is a function from config to layers; two folds count what the layers
hold and do.
"""

from flopwatch.architecture.counts import Counts, count_architecture, read_config
from flopwatch.architecture.families.registry import FAMILIES
from flopwatch.architecture.families.wrappers import WRAPPERS
from flopwatch.architecture.gguf import GgufParameters, parameters_from_gguf_header
from flopwatch.architecture.safetensors import parameters_from_safetensors_header

__all__ = [
    "Counts",
    "FAMILIES",
    "GgufParameters",
    "WRAPPERS",
    "count_architecture",
    "parameters_from_gguf_header",
    "parameters_from_safetensors_header",
    "read_config",
]
