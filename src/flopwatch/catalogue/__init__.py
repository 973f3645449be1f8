"""Look-up tables: accelerators, prices, the carbon intensity of electricity."""

from flopwatch.catalogue.catalogue import Catalogue
from flopwatch.catalogue.chips import TRAINING_FORMATS, Chips, Frontier, Limit
from flopwatch.catalogue.owners import Capacity, Owner, Owners, size_of
from flopwatch.catalogue.prices import PURCHASE, RENTS, Grid, Offer, Offers, years_between

__all__ = [
    "Capacity",
    "Catalogue",
    "Chips",
    "Frontier",
    "Grid",
    "Limit",
    "Offer",
    "Offers",
    "Owner",
    "Owners",
    "PURCHASE",
    "RENTS",
    "TRAINING_FORMATS",
    "size_of",
    "years_between",
]
