"""How much compute trained a model: one file per method, and `combine`, which weighs them and keeps the working."""

from flopwatch.estimation.bounds import bounds_of
from flopwatch.estimation.calculator import (
    COUNT_ROUNDING,
    LIMITS,
    ROUNDING,
    SLOTS,
    TIME_ROUNDING,
    Run,
    calculate,
    chip_of,
    invert,
    nothing_stated,
    peak_of,
    price_of,
    read_run,
    utilization_of,
)
from flopwatch.estimation.combine import AGREEMENT, COMMON_ERROR_DEX, ROUTES, combine
from flopwatch.estimation.estimate import estimate_models, methods_for
from flopwatch.estimation.inputs import Given, Slot, read_input
from flopwatch.estimation.known_bases import Bases
from flopwatch.estimation.methods.base_model import compute_from_base
from flopwatch.estimation.methods.hardware import (
    STATED_UTILIZATION,
    UTILIZATION_SINCE_2020,
    compute_from_hardware,
    prior_utilization,
)
from flopwatch.estimation.methods.money import (
    DAYS_FROM_RELEASE_TO_PURCHASE,
    DEPRECIATION_DEX_PER_YEAR,
    EQUIVALENT_TPU_PRICE_USD,
    FINAL_RUN_SHARE,
    HOURS_PER_YEAR,
    INTERCONNECT_SHARE,
    LEAST_HALF_WIDTH_DEX,
    PURCHASE_FACTOR,
    acquisition_cost,
    amortised_hourly_cost,
    chip_hours_for,
    cloud_cost,
    compute_from_cost,
    compute_from_stated_cost,
    near_lognormal,
    server_cost,
    sum_moving_together,
)
from flopwatch.estimation.methods.operations import compute_from_operations
from flopwatch.estimation.methods.relative import (
    STATED_FACTOR,
    Relatives,
    RelativeTo,
    comparisons_of,
    compute_from_relatives,
)
from flopwatch.estimation.methods.reported import DEFAULT_FACTOR, FACTOR_BY_CONFIDENCE, compute_reported
from flopwatch.estimation.methods.tokens_seen import NOT_TEXT
from flopwatch.estimation.most_informative_fact import routes_not_taken
from flopwatch.estimation.notes_in_prose import ON_DATA, ON_PARAMETERS
from flopwatch.estimation.plausibility import doubts_about, slip
from flopwatch.estimation.receipt import receipt
from flopwatch.estimation.results import Estimate, Input, MethodResult, receipt_of, why_unknown
from flopwatch.estimation.run_facts import RunFacts, facts_of
from flopwatch.estimation.working import WORTH_NAMING, sensitivities

__all__ = [
    "AGREEMENT",
    "Bases",
    "COMMON_ERROR_DEX",
    "COUNT_ROUNDING",
    "DAYS_FROM_RELEASE_TO_PURCHASE",
    "DEFAULT_FACTOR",
    "DEPRECIATION_DEX_PER_YEAR",
    "EQUIVALENT_TPU_PRICE_USD",
    "Estimate",
    "FACTOR_BY_CONFIDENCE",
    "FINAL_RUN_SHARE",
    "Given",
    "HOURS_PER_YEAR",
    "INTERCONNECT_SHARE",
    "Input",
    "LEAST_HALF_WIDTH_DEX",
    "LIMITS",
    "MethodResult",
    "NOT_TEXT",
    "ON_DATA",
    "ON_PARAMETERS",
    "PURCHASE_FACTOR",
    "ROUNDING",
    "ROUTES",
    "RelativeTo",
    "Relatives",
    "Run",
    "RunFacts",
    "SLOTS",
    "STATED_FACTOR",
    "STATED_UTILIZATION",
    "Slot",
    "TIME_ROUNDING",
    "UTILIZATION_SINCE_2020",
    "WORTH_NAMING",
    "acquisition_cost",
    "amortised_hourly_cost",
    "bounds_of",
    "calculate",
    "chip_hours_for",
    "chip_of",
    "cloud_cost",
    "combine",
    "comparisons_of",
    "compute_from_base",
    "compute_from_cost",
    "compute_from_hardware",
    "compute_from_operations",
    "compute_from_relatives",
    "compute_from_stated_cost",
    "compute_reported",
    "doubts_about",
    "estimate_models",
    "facts_of",
    "invert",
    "methods_for",
    "near_lognormal",
    "nothing_stated",
    "peak_of",
    "price_of",
    "prior_utilization",
    "read_input",
    "read_run",
    "receipt",
    "receipt_of",
    "routes_not_taken",
    "sensitivities",
    "server_cost",
    "slip",
    "sum_moving_together",
    "utilization_of",
    "why_unknown",
]
