"""Every method held against recorded figures that it did not see."""

from flopwatch.validation.estimates import validate_estimates
from flopwatch.validation.list_rates import costs_by_list_rates, more_as_markdown, shares_of_peak, times_in_chip_hours
from flopwatch.validation.markdown import as_markdown

__all__ = [
    "as_markdown",
    "costs_by_list_rates",
    "more_as_markdown",
    "shares_of_peak",
    "times_in_chip_hours",
    "validate_estimates",
]
