"""Look-up tables: accelerators, prices, the carbon intensity of electricity."""

from flopwatch.catalogue.catalogue import Catalogue
from flopwatch.catalogue.chips import TRAINING_FORMATS, Chips, Frontier, Limit
from flopwatch.catalogue.owners import (
    H100_FLOP_PER_S,
    LEAST_LISTED,
    RUN_DAYS,
    RUN_UTILIZATION,
    UNLISTED,
    Capacity,
    Owner,
    Owners,
    size_of,
)
from flopwatch.catalogue.prices import PURCHASE, RENTS, Grid, Offer, Offers, PriceAt, years_between

__all__ = [
    "Capacity",
    "Catalogue",
    "Chips",
    "Frontier",
    "Grid",
    "H100_FLOP_PER_S",
    "LEAST_LISTED",
    "RUN_UTILIZATION",
    "Limit",
    "Offer",
    "Offers",
    "PriceAt",
    "Owner",
    "Owners",
    "PURCHASE",
    "RENTS",
    "RUN_DAYS",
    "TRAINING_FORMATS",
    "UNLISTED",
    "size_of",
    "years_between",
]
