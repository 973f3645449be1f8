"""Training compute imputed from benchmark scores: document 001's recipe and the effective-compute model.

Unknown, with the reason, where no imputation is valid.
"""

from flopwatch.imputation.benchmark_curves import BenchmarkCurve, FittedModel, fit_benchmark_curves
from flopwatch.imputation.cross_validation import SPLITS, ErrorRow, RegimeRow, regimes, table, trials
from flopwatch.imputation.document_001 import (
    EACH_ALONE,
    RECIPE,
    Scored,
    impute_by_recipe,
    is_llama_3,
    mean_factors,
)
from flopwatch.imputation.ensemble import FEWEST_BENCHMARKS, Imputed, Imputer, build_imputer, impute, why_at_least
from flopwatch.imputation.from_records import impute_models, models_of
from flopwatch.imputation.held_out_families import is_frozen
from flopwatch.imputation.signed_bias import BiasRow, bias_by_band
from flopwatch.imputation.training_set import Excluded, ScoredModel, gather, model_key

__all__ = [
    "BenchmarkCurve",
    "BiasRow",
    "ErrorRow",
    "Imputer",
    "RegimeRow",
    "EACH_ALONE",
    "Excluded",
    "FEWEST_BENCHMARKS",
    "FittedModel",
    "Imputed",
    "RECIPE",
    "SPLITS",
    "Scored",
    "ScoredModel",
    "bias_by_band",
    "build_imputer",
    "fit_benchmark_curves",
    "gather",
    "impute",
    "impute_by_recipe",
    "impute_models",
    "is_frozen",
    "is_llama_3",
    "mean_factors",
    "model_key",
    "models_of",
    "regimes",
    "table",
    "trials",
    "why_at_least",
]
