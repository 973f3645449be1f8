"""The documents' figures beside ours: each worked out again from data, or the difference explained in one line."""

from flopwatch.reproduce.documents import reproduce
from flopwatch.reproduce.statements import Reproduced

__all__ = [
    "Reproduced",
    "reproduce",
]
