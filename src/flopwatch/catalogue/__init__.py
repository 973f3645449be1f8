"""The tables that others look up: accelerators, prices, the carbon intensity of electricity."""

from flopwatch.catalogue.catalogue import Catalogue
from flopwatch.catalogue.chips import Chips, Frontier, TRAINING_FORMATS
from flopwatch.catalogue.prices import Grid, Offers, PURCHASE, RENTS, years_between

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
