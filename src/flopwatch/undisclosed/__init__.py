"""Training compute that nobody discloses: probabilities from the circumstances of a model, and their retrodiction."""

from flopwatch.undisclosed.evidence import KINDS, Piece
from flopwatch.undisclosed.from_records import (
    LEVELS,
    Circumstances,
    Efficiency,
    Undisclosed,
    is_undisclosed,
    undisclosed_models,
)
from flopwatch.undisclosed.known_compute import KnownCompute, Traits, known_models, scored_rows, why_not_known
from flopwatch.undisclosed.retrodiction import OURS, SPLITS, Given, Retrodicted, given_of, retrodict
from flopwatch.undisclosed.score_tables import scores_as_markdown
from flopwatch.undisclosed.scores import ScoreRow, score

__all__ = [
    "LEVELS",
    "Circumstances",
    "Efficiency",
    "Undisclosed",
    "is_undisclosed",
    "undisclosed_models",
    "KINDS",
    "OURS",
    "SPLITS",
    "scores_as_markdown",
    "Given",
    "KnownCompute",
    "Piece",
    "Retrodicted",
    "ScoreRow",
    "Traits",
    "given_of",
    "known_models",
    "retrodict",
    "score",
    "scored_rows",
    "why_not_known",
]
