"""Training compute imputed from benchmark scores: document 001's recipe and the effective-compute model.

Unknown, with the reason, where no imputation is valid.
"""

from flopwatch.imputation.cross_validation import SPLITS, ErrorRow, RegimeRow, regimes, table, trials
from flopwatch.imputation.document_001 import (
    EACH_ALONE,
    FEWEST,
    RECIPE,
    Scored,
    curves_of,
    impute_by_recipe,
    is_llama_3,
    mean_factors,
)
from flopwatch.imputation.ensemble import FEWEST_BENCHMARKS, Imputed, Imputer, build_imputer, impute
from flopwatch.imputation.from_records import impute_models, models_of
from flopwatch.imputation.held_out_families import is_frozen
from flopwatch.imputation.sigmoids import COARSE, Curve
from flopwatch.imputation.training_set import Excluded, ScoredModel, gather, model_key

__all__ = [
    "ErrorRow",
    "Imputer",
    "RegimeRow",
    "COARSE",
    "Curve",
    "EACH_ALONE",
    "Excluded",
    "FEWEST",
    "FEWEST_BENCHMARKS",
    "Imputed",
    "RECIPE",
    "SPLITS",
    "Scored",
    "ScoredModel",
    "build_imputer",
    "curves_of",
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
]
