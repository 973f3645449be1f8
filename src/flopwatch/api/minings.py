"""Facts out of many documents."""

from flopwatch.mining import Mined, mine

__all__ = ["Mined", "mine"]
