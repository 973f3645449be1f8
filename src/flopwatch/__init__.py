"""flopwatch: a living, sourced census of AI models.

>>> import flopwatch as fw
>>> fw.LogNormal.from_interval(low=1e25, high=4e25).prob_above(1e25) > 0.94
True
"""

from flopwatch.domain.uncertainty import LogNormal

__version__ = "0.1.0"

__all__ = ["LogNormal", "__version__"]
