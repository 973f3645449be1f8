"""Training compute that nobody discloses: probabilities from the circumstances of a model, and their retrodiction."""

from flopwatch.undisclosed.evidence import KINDS, Piece
from flopwatch.undisclosed.known_compute import KnownCompute, Traits, known_models, scored_rows, why_not_known
from flopwatch.undisclosed.retrodiction import OURS, Given, Retrodicted, given_of, retrodict
from flopwatch.undisclosed.scores import ScoreRow, score

__all__ = [
    "KINDS",
    "OURS",
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
