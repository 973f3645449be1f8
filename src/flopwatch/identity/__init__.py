"""Identity of models by name: whether two names denote one model, and every way of folding names for comparison."""

from flopwatch.identity.folding import (
    file_slug,
    fold_chip,
    fold_chip_of_rate,
    fold_chip_without_board,
    fold_listed,
    fold_name,
    fold_row,
    fold_vintage,
)
from flopwatch.identity.names import same, signature, slug

__all__ = [
    "file_slug",
    "fold_chip",
    "fold_chip_of_rate",
    "fold_chip_without_board",
    "fold_listed",
    "fold_name",
    "fold_row",
    "fold_vintage",
    "same",
    "signature",
    "slug",
]
