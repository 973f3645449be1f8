"""The documents' figures, each recomputed from data, with any difference explained in one line."""

from flopwatch.reproduce.documents import CENSUS_DATE, reproduce
from flopwatch.reproduce.statements import Reproduced

__all__ = [
    "CENSUS_DATE",
    "Reproduced",
    "reproduce",
]
