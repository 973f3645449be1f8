"""Thresholds, inclusion rules and legal rules, with probabilities."""

from flopwatch.classification.notability import Reason, reasons_of
from flopwatch.classification.rules_of_law import RuleCoverage, cover, in_force
from flopwatch.classification.shared_errors import SHARED_ERROR, error_group, error_group_of
from flopwatch.classification.thresholds import (
    CLASSES,
    Crossing,
    chance,
    class_of,
    classify,
    count_above,
    crossing_of,
    headline_index,
    largest_run,
    unconfirmed,
)

__all__ = [
    "CLASSES",
    "Crossing",
    "Reason",
    "RuleCoverage",
    "SHARED_ERROR",
    "chance",
    "class_of",
    "classify",
    "count_above",
    "cover",
    "crossing_of",
    "error_group",
    "error_group_of",
    "headline_index",
    "in_force",
    "largest_run",
    "reasons_of",
    "unconfirmed",
]
