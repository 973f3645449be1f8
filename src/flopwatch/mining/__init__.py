"""Mining: facts about models out of many documents, exact, restartable, on one machine or on a cluster."""

from flopwatch.mining.mined_documents import Miner, StatedFact
from flopwatch.mining.runs import Mined, mine

__all__ = ["Mined", "Miner", "StatedFact", "mine"]
