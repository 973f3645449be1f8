"""Identity of models by name: whether two names denote one model, and every way of folding names for comparison."""

from flopwatch.identity.clusters import contradiction, contradictions
from flopwatch.identity.comparison import About, compare, counts_agree, differ_in_case, near_families
from flopwatch.identity.folding import (
    file_slug,
    fold_chip,
    fold_chip_of_rate,
    fold_chip_without_board,
    fold_chip_without_memory,
    fold_listed,
    fold_name,
    fold_row,
    fold_vintage,
)
from flopwatch.identity.later_stages import later_stage
from flopwatch.identity.matching import Candidate, NameIndex, member_sizes
from flopwatch.identity.model_name import ModelName, read_name
from flopwatch.identity.names import signature, slug
from flopwatch.identity.sameness import Reason, Sameness, same
from flopwatch.identity.weight_keys import (
    active_parameters,
    base_key,
    drafts_for_another,
    stated_parameters,
    weights_key,
)

__all__ = [
    "About",
    "Candidate",
    "ModelName",
    "NameIndex",
    "Reason",
    "Sameness",
    "active_parameters",
    "base_key",
    "compare",
    "contradiction",
    "contradictions",
    "counts_agree",
    "differ_in_case",
    "drafts_for_another",
    "file_slug",
    "fold_chip",
    "fold_chip_of_rate",
    "fold_chip_without_board",
    "fold_chip_without_memory",
    "fold_listed",
    "fold_name",
    "fold_row",
    "fold_vintage",
    "later_stage",
    "member_sizes",
    "near_families",
    "read_name",
    "same",
    "signature",
    "slug",
    "stated_parameters",
    "weights_key",
]
