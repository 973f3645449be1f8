"""The command `validate imputation`: errors of the imputed compute for models of known compute."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.metadata import version

import msgspec

from flopwatch.api.held_out_by_document_001 import HeldOutModel, MeanFactor, held_out_models, mean_factors_of
from flopwatch.api.imputation import count_by_rule
from flopwatch.api.imputation_evidence import ImputationData, bytes_of
from flopwatch.domain import BadInput, rounded
from flopwatch.imputation import SPLITS, BiasRow, ErrorRow, RegimeRow, bias_by_band, is_frozen, regimes, table, trials

WORST = 12


class Miss(msgspec.Struct, frozen=True):
    """One held-out model with a large imputation error, in FLOP."""

    model: str
    method: str
    split: str
    recorded_flop: float
    imputed_flop: float
    error_factor: float


class Truths(msgspec.Struct, frozen=True):
    """Counts of the models of known compute: in all, above large thresholds, and by number of scores."""

    models: int
    at_least_1e23: int
    at_least_1e24: int
    benchmarks: int
    scores: int
    excluded: dict[str, int]


class ExcludedModel(msgspec.Struct, frozen=True):
    """A model excluded from the training set, with the rule and the reason."""

    model: str
    rule: str
    reason: str


class FrozenFamilies(msgspec.Struct, frozen=True):
    """The families held out in advance, and the rule that chose them."""

    rule: str
    models: int
    families: list[str]


class InputFile(msgspec.Struct, frozen=True):
    """An input file, with the SHA-256 of its bytes."""

    file: str
    sha256: str


class MadeWith(msgspec.Struct, frozen=True):
    """The version and the input files of a validation."""

    flopwatch: str
    inputs: list[InputFile]


class ImputationValidation(msgspec.Struct, frozen=True):
    """Errors of imputed compute on held-out models.

    Args:
        rows: Errors by method, split and subset.
        regimes: Errors by the information available about the model.
        bias: Signed errors by band of compute.
        misses: The largest errors.
        truth: The models of known compute.
        excluded: Models excluded from the training set.
        frozen: The families held out in advance.
        made_with: The package's version, and name and SHA-256 of each file of scores and of known compute.
        document_001: The leave-one-out table of "Over 20 AI models have been trained at the scale of GPT-4" (2025),
            recomputed by its recipe: a row per model (compute in FLOP, printed and ours), then the mean factors.
    """

    rows: list[ErrorRow]
    regimes: list[RegimeRow]
    bias: list[BiasRow]
    misses: list[Miss]
    truth: Truths
    excluded: list[ExcludedModel]
    frozen: FrozenFamilies
    made_with: MadeWith
    document_001: list[HeldOutModel | MeanFactor]


def validate_imputation(evidence: ImputationData, splits: Sequence[str] = ()) -> ImputationValidation:
    """Impute every model of known compute by fits that held it out, and return the errors.

    Args:
        evidence: Scores and known compute.
        splits: The splits to use; all if empty.

    Raises:
        BadInput: If a split is unknown or too few models have both compute and scores.
    """
    splits = splits or SPLITS
    if wrong := sorted(set(splits) - set(SPLITS)):
        raise BadInput(f"split {wrong[0]!r} is not one of {', '.join(SPLITS)}.")
    truth = evidence.truth()
    try:
        found = trials(truth, evidence.chance, splits)
    except ValueError as error:
        raise BadInput(f"{error}. Give more tables of scores, or --epoch with Epoch's table of models.") from error
    worst = sorted(found, key=lambda one: (-abs(one.imputed - one.truth), one.model))
    return ImputationValidation(
        rows=table(found),
        regimes=regimes(found),
        bias=bias_by_band(found),
        misses=[
            Miss(
                one.model,
                one.method,
                one.split,
                rounded(10**one.truth, 4),
                rounded(10**one.imputed, 4),
                rounded(10 ** abs(one.imputed - one.truth), 4),
            )
            for one in [w for w in worst if w.method != "recipe"][:WORST]
        ],
        truth=Truths(
            models=len(truth),
            at_least_1e23=sum((m.log_compute or 0) >= 23 for m in truth),
            at_least_1e24=sum((m.log_compute or 0) >= 24 for m in truth),
            benchmarks=len({b for m in truth for b, _ in m.scores}),
            scores=sum(len(m.scores) for m in truth),
            excluded=count_by_rule(evidence.excluded),
        ),
        excluded=[ExcludedModel(one.name, one.rule, one.reason) for one in evidence.excluded],
        frozen=FrozenFamilies(
            rule="families whose name's SHA-256 begins with a byte below 51",
            models=sum(is_frozen(m.family) for m in truth),
            families=sorted({m.family for m in truth if is_frozen(m.family)}),
        ),
        made_with=MadeWith(
            version("flopwatch"),
            [InputFile(path.name, hashlib.sha256(bytes_of(path)).hexdigest()) for path in evidence.files],
        ),
        document_001=[*(held := held_out_models(evidence)), *mean_factors_of(held)],
    )
