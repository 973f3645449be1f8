"""Bills of training: dollars, energy, emissions."""

from flopwatch.cost.bill import BillLine, amortised_with_energy, bill, purchase_price
from flopwatch.cost.energy import (
    USD_PER_KWH,
    average_draw,
    chip_to_server,
    facility_overhead,
    training_carbon,
    training_energy,
)
from flopwatch.cost.of_model import ModelBill, bills_of

__all__ = [
    "BillLine",
    "ModelBill",
    "USD_PER_KWH",
    "amortised_with_energy",
    "average_draw",
    "bill",
    "bills_of",
    "chip_to_server",
    "facility_overhead",
    "purchase_price",
    "training_carbon",
    "training_energy",
]
