"""Validation of every method against held-out recorded figures."""

from flopwatch.validation.calibration import Calibration, calibration_as_markdown
from flopwatch.validation.estimates import Validation, validate_estimates
from flopwatch.validation.fixed_rows import HeldOutRow, calibrate_held_out, held_out_rows
from flopwatch.validation.list_rates import (
    CostRow,
    ShareRow,
    costs_as_markdown,
    costs_by_list_rates,
    more_as_markdown,
    shares_of_peak,
    times_in_chip_hours,
)
from flopwatch.validation.markdown import estimates_as_markdown
from flopwatch.validation.models_over_1e25 import Recomputed, one_e25_as_markdown, recompute, summary

__all__ = [
    "Calibration",
    "HeldOutRow",
    "calibrate_held_out",
    "calibration_as_markdown",
    "held_out_rows",
    "CostRow",
    "Recomputed",
    "ShareRow",
    "Validation",
    "costs_as_markdown",
    "costs_by_list_rates",
    "estimates_as_markdown",
    "more_as_markdown",
    "one_e25_as_markdown",
    "recompute",
    "shares_of_peak",
    "summary",
    "times_in_chip_hours",
    "validate_estimates",
]
