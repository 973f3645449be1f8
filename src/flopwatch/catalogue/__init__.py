"""Look-up tables: accelerators, prices, the carbon intensity of electricity."""

from flopwatch.catalogue.catalogue import Catalogue
from flopwatch.catalogue.chips import TRAINING_FORMATS, Chips, Frontier
from flopwatch.catalogue.prices import PURCHASE, RENTS, Grid, Offers, years_between

__all__ = [
    "Catalogue",
    "Chips",
    "Frontier",
    "Grid",
    "Offers",
    "PURCHASE",
    "RENTS",
    "TRAINING_FORMATS",
    "years_between",
]
