"""Training compute of a model: one file per method, and `combine`, which weighs them and keeps the working."""

from flopwatch.estimation.bounds import bounds_of
from flopwatch.estimation.calculator import calculate, chip_of, peak_of, price_of, utilization_given
from flopwatch.estimation.combination import combine, least_variance
from flopwatch.estimation.estimate import estimate_models, methods_for
from flopwatch.estimation.inputs import Given, Slot, read_input
from flopwatch.estimation.inverse import InverseAnswer, invert
from flopwatch.estimation.known_bases import Bases
from flopwatch.estimation.measured_errors import (
    DIFFERING_SLIPS,
    REPORTED_SLIPS,
    ROUTE_ERRORS,
    SMALL_FLOP,
    with_reported_errors,
)
from flopwatch.estimation.methods.base_model import OWN_SHARE_UNSTATED, compute_from_base
from flopwatch.estimation.methods.hardware import (
    OUTSIDE_LANGUAGE,
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
from flopwatch.estimation.methods.tokens_seen import NOT_TEXT, stated_text
from flopwatch.estimation.most_informative_fact import COUNTED, TIMED
from flopwatch.estimation.notes_in_prose import ON_DATA, ON_PARAMETERS, read_notes
from flopwatch.estimation.plausibility import (
    BEYOND_FRONTIER,
    FEWEST_PASSES,
    MOST_PASSES,
    TOKENS_PER_PARAMETER,
    Doubt,
    doubts_about,
    slip,
)
from flopwatch.estimation.questions import questions_about, questions_table
from flopwatch.estimation.receipt_lines import Line, Mark, ReceiptPart, scientific
from flopwatch.estimation.receipts import receipt, receipt_of
from flopwatch.estimation.reported_interval import AGREEMENT, CONFIRMING, SAME_ARITHMETIC, wrong_inputs_dex
from flopwatch.estimation.results import Doubted, Estimate, Input, MethodResult, why_unknown
from flopwatch.estimation.routes import (
    EPOCHS_OF_A_LARGE_CORPUS,
    EPOCHS_OF_A_SMALL_CORPUS,
    EXACT,
    PRIORS,
    ROUTES,
    SMALL_CORPUS_TOKENS,
    STATED_UTILIZATION,
    WALL_CLOCK,
)
from flopwatch.estimation.run_facts import Fact, RunFacts, facts_of, sizes_in_name
from flopwatch.estimation.run_given import LIMITS, SLOTS, WITHIN, Run, log_normal, read_run
from flopwatch.estimation.typed_again import TypedAgain, as_words, type_again
from flopwatch.estimation.working import WORTH_NAMING, sensitivities

__all__ = [
    "DIFFERING_SLIPS",
    "REPORTED_SLIPS",
    "ROUTE_ERRORS",
    "SMALL_FLOP",
    "with_reported_errors",
    "Doubt",
    "Doubted",
    "SAME_ARITHMETIC",
    "wrong_inputs_dex",
    "scientific",
    "Line",
    "AGREEMENT",
    "BEYOND_FRONTIER",
    "Bases",
    "CONFIRMING",
    "COUNTED",
    "DAYS_FROM_RELEASE_TO_PURCHASE",
    "DEFAULT_FACTOR",
    "DEPRECIATION_DEX_PER_YEAR",
    "EPOCHS_OF_A_LARGE_CORPUS",
    "EPOCHS_OF_A_SMALL_CORPUS",
    "EQUIVALENT_TPU_PRICE_USD",
    "EXACT",
    "Estimate",
    "Fact",
    "FACTOR_BY_CONFIDENCE",
    "FEWEST_PASSES",
    "FINAL_RUN_SHARE",
    "Given",
    "HOURS_PER_YEAR",
    "INTERCONNECT_SHARE",
    "Input",
    "LEAST_HALF_WIDTH_DEX",
    "LIMITS",
    "MOST_PASSES",
    "Mark",
    "MethodResult",
    "NOT_TEXT",
    "ON_DATA",
    "ON_PARAMETERS",
    "OUTSIDE_LANGUAGE",
    "OWN_SHARE_UNSTATED",
    "PRIORS",
    "PURCHASE_FACTOR",
    "ROUTES",
    "ReceiptPart",
    "RelativeTo",
    "Relatives",
    "Run",
    "RunFacts",
    "SLOTS",
    "SMALL_CORPUS_TOKENS",
    "STATED_FACTOR",
    "STATED_UTILIZATION",
    "Slot",
    "TIMED",
    "TOKENS_PER_PARAMETER",
    "TypedAgain",
    "UTILIZATION_SINCE_2020",
    "WALL_CLOCK",
    "WITHIN",
    "WORTH_NAMING",
    "acquisition_cost",
    "amortised_hourly_cost",
    "as_words",
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
    "InverseAnswer",
    "invert",
    "least_variance",
    "log_normal",
    "methods_for",
    "near_lognormal",
    "peak_of",
    "price_of",
    "prior_utilization",
    "questions_about",
    "questions_table",
    "read_input",
    "read_notes",
    "read_run",
    "receipt",
    "receipt_of",
    "sensitivities",
    "server_cost",
    "sizes_in_name",
    "slip",
    "stated_text",
    "type_again",
    "sum_moving_together",
    "utilization_given",
    "why_unknown",
]
