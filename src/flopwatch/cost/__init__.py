"""Bills of training: dollars, energy, emissions."""

from flopwatch.cost.bill_of_run import BillLine, bill, purchase_price
from flopwatch.cost.energy import (
    USD_PER_KWH,
    average_draw,
    chip_to_server,
    facility_overhead,
    training_carbon,
    training_energy,
)
from flopwatch.cost.of_amount import AmountBill, bill_of_amount
from flopwatch.cost.of_model import ModelBill, bills_of
from flopwatch.cost.run_answers import BackwardAnswer, ForwardAnswer, answer_run

__all__ = [
    "AmountBill",
    "BackwardAnswer",
    "BillLine",
    "ForwardAnswer",
    "ModelBill",
    "USD_PER_KWH",
    "answer_run",
    "average_draw",
    "bill",
    "bill_of_amount",
    "bills_of",
    "chip_to_server",
    "facility_overhead",
    "purchase_price",
    "training_carbon",
    "training_energy",
]
