"""Compute imputed from benchmark scores: document 001's recipe, the effective-compute model, and when there is no imputation."""

from flopwatch.estimation.benchmarks.from_records import Remember, impute_models, models_of
from flopwatch.estimation.benchmarks.imputation import Imputed, Imputer, build_imputer, impute, imputed_result
from flopwatch.estimation.benchmarks.recipe import Scored, impute_by_recipe
from flopwatch.estimation.benchmarks.truth import TRUTH_RULES, Excluded, Model, gather

__all__ = [
    "TRUTH_RULES", "Excluded", "Imputed", "Imputer", "Model", "Scored", "build_imputer", "gather", "impute", "impute_by_recipe",
    "impute_models", "imputed_result", "models_of", "Remember",
]  # fmt: skip
