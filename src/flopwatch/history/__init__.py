"""Changes between two states of the census."""

from flopwatch.history.comparison import (
    DATE,
    Crossed,
    Differences,
    MethodThen,
    ModelThen,
    StatedThen,
    Values,
    differences,
    model_change,
    shown,
)

__all__ = [
    "Crossed",
    "DATE",
    "Differences",
    "MethodThen",
    "ModelThen",
    "StatedThen",
    "Values",
    "differences",
    "model_change",
    "shown",
]
