"""Parameters and FLOP per token, exactly, from a Hugging Face config or the headers of weight files.

`FAMILIES` lists what can be read; each family is a function from config to layers, and two folds count what the layers hold and do.
"""

from flopwatch.architecture.counts import count_architecture

__all__ = [
    "count_architecture",
]
