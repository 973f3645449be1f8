"""The training set: stated compute valid for fitting and testing, exclusion rules, and names of the same model."""

from __future__ import annotations

import datetime as dt
import math
import re
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from flopwatch.domain import PartialDate, Score, StatedCompute
from flopwatch.identity import signature

APART = 3.0  # sources that differ by more do not state the same thing
MOST_TOKENS_PER_PARAMETER = 1e5  # small models of 2025 have 6e4
SMALLEST = 1e20  # FLOP; blind guessing in document 001's own table
EPOCH_YEAR = 2023.5  # dates are counted in years from the middle of 2023, near most of the truth
# Instruction tuning adds next to nothing to the compute; a number format or a cleaned corpus nothing.
_SAME_RUN = frozenset({"instruct", "chat", "it", "base", "v", "hf"})
_MAKERS = frozenset({"meta", "deduped", "early", "alpha"})
_REASONING = re.compile(
    r"(?:^|[\s/-])(?:o[1345]|r1|qwq|s1)(?:$|[\s_-])|thinking|reasoning|gpt-oss|magistral|qwen-?3|_[0-9]{1,3}k$"
)
# Tunes of a developer's model by others, which tables list with that model's compute.
_TUNES = re.compile(
    r"dolphin|blossom|sauerkraut|orca|vicuna|wizardlm|openhermes|dolly|koala|guanaco|openchat|lemur|oasst|raven|alpaca"
    r"|tulu|hermes"
)
_GLUED_SIZE = re.compile(r"(?<![0-9a-z])([0-9]{1,3})b([0-9])(?![0-9a-z])")  # `1b1` is 1.1b
# Suffixes of organisations' names that some tables write and others leave out.
_ORGANIZATION_ENDS = re.compile(r" (?:ai|deepmind|research|systems|inc\.?|labs?)$")
_VISION = frozenset({"vl", "vision", "video", "image", "omni", "audio"})
_BENCHMARK_TUNED = re.compile(r"(?:^|[\s/-])(?:flan|t0|t5|ext5)(?:$|[\s_-])")
_DISTILLED = re.compile(r"distill|minitron|phi-|sheared|pruned")


@dataclass(frozen=True)
class ScoredModel:
    """One model with its scores, as input of the imputation.

    Args:
        key: The common part of its names.
        name: The name in the source that states its compute, or the first.
        family: Family and main version: `llama 3` holds 3, 3.1 and 3.3 at every size.
        organization: Its developer, or "".
        years: Date of publication, in years from EPOCH_YEAR.
        log_compute: log10 FLOP, or None.
        log_parameters: log10 of the parameters that work on a token, or None.
        scores: By (benchmark, harness).
        sources: The sources of compute and scores.
        distilled: The place that says it learnt from a larger model, or "".
    """

    key: str
    name: str
    family: str
    organization: str
    years: float
    log_compute: float | None
    log_parameters: float | None
    scores: Mapping[tuple[str, str], float]
    sources: tuple[str, ...] = ()
    distilled: str = ""


@dataclass(frozen=True)
class Excluded:
    """A model excluded from the truth, with the rule and the reason."""

    name: str
    rule: str
    reason: str


# Each rule: its id, the reason, and whether it excludes a statement. The first that applies is named.
TRUTH_RULES: tuple[tuple[str, str, Callable[[StatedCompute], bool]], ...] = (
    (
        "circular",
        "its compute was itself imputed from benchmarks or from other models",
        lambda row: any(word in row.method.casefold() for word in ("benchmark", "comparison")),
    ),
    ("flagged", "the source itself excludes the row", lambda row: row.flagged),
    (
        "base-left-out",
        "it is built on another model, and the stated compute may exclude that model's",
        lambda row: bool(row.base_model),
    ),
    (
        "unsure",
        "the source calls the figure speculative",
        lambda row: row.confidence in ("Speculative", "Unknown", "Wrong", "Unverified"),
    ),
    (
        "not-language",
        "it is not a language model",
        lambda row: bool(row.domain) and "language" not in row.domain.casefold(),
    ),
    (
        "reasoning",
        "it was trained to reason, so its scores also depend on inference compute",
        lambda row: is_reasoning(row.model),
    ),
    ("distilled", "it was distilled, pruned or trained on another model's text", lambda row: is_distilled(row.model)),
    (
        "benchmark-tuned",
        "it was trained on the questions of benchmarks",
        lambda row: is_benchmark_tuned(row.model),
    ),
    ("tune", "it is a tune of another developer's model", lambda row: is_tune(row.model)),
    (
        "adapter",
        "the figure is that of an adapter for images or sound",
        lambda row: bool(_VISION & signature(row.model).variants),
    ),
    (
        "total-parameters",
        "a mixture of experts whose figure multiplies all its parameters",
        lambda row: not row.confidence and "moe" in signature(row.model).variants,
    ),
    ("too-small", "below 1e20 FLOP benchmarks are at chance", lambda row: (row.compute_flop or SMALLEST) < SMALLEST),
    (
        "tuning-only",
        "fewer than five tokens per parameter since 2023: the figure is of tuning alone",
        lambda row: (
            row.date >= "2023"
            and not row.sparse
            and bool(row.parameters)
            and (row.compute_flop or 0) / (6 * (row.parameters or 1) ** 2) < 5
        ),
    ),
    (
        "token-slip",
        "more than 100,000 tokens per parameter: probably a wrong unit",
        lambda row: bool(row.parameters) and (row.tokens or 0) / (row.parameters or 1) > MOST_TOKENS_PER_PARAMETER,
    ),
    ("arithmetic", "6 × its own parameters × its own tokens gives another figure", lambda row: _is_slip(row)),
)


def is_reasoning(name: str) -> bool:
    """Return whether a name is that of a model trained to reason at length.

    Example:
        >>> is_reasoning("o1-mini"), is_reasoning("claude-3-7-sonnet-20250219_16K"), is_reasoning("Falcon 40B")
        (True, True, False)
    """
    return bool(_REASONING.search(name.casefold()[:200]))


def is_distilled(name: str) -> bool:
    """Return whether a name says, or is known to mean, that the model learnt from a larger one or from its text."""
    return bool(_DISTILLED.search(name.casefold()[:200].replace(" ", "-")))


def is_tune(name: str) -> bool:
    """Return whether a name is a tune of a developer's model by others: its scores show the compute of that model."""
    return bool(_TUNES.search(name.casefold()[:200]))


def is_benchmark_tuned(name: str) -> bool:
    """Return whether a name is of a family trained on the training questions of benchmarks: Flan's mixture, T5's
    supervised one.

    Example:
        >>> is_benchmark_tuned("Flan-T5-XL"), is_benchmark_tuned("T5-Base"), is_benchmark_tuned("mT5-XXL")
        (True, True, False)
    """
    return bool(_BENCHMARK_TUNED.search(name.casefold()[:200]))


def model_key(name: str) -> tuple[str, str]:
    """Return (the common part of all names of one training run, its family and main version).

    Example:
        >>> model_key("meta-llama/Meta-Llama-3.1-70B-Instruct"), model_key("Llama 3.1-70B")
        (('llama 3.1 70b', 'llama 3'), ('llama 3.1 70b', 'llama 3'))
    """
    parts = signature(_GLUED_SIZE.sub(r"\1.\2b", name.casefold()[:200]))
    words = [word for word in parts.family.split() if word not in _MAKERS]
    family = "".join(words) or parts.family
    version = parts.version if parts.version and not parts.version.startswith("0.") else "1"
    variants = sorted(parts.variants - _SAME_RUN)
    key = " ".join([family, version, *parts.sizes, *([parts.active] if parts.active else []), *variants])
    return key, f"{words[0] if words else family} {version.split('.')[0]}"


def gather(
    scores: Iterable[Score],
    computes: Iterable[StatedCompute],
    names: Mapping[str, str],
    distilled: Mapping[str, str] | None = None,
) -> tuple[list[ScoredModel], list[Excluded]]:
    """Join scores and statements into models; those with a `log_compute` are the truth. Row order does not matter.

    Args:
        scores: Scores of any tables; several of one model on one benchmark by one harness are replaced by their median.
        computes: Statements of compute, parameters, dates.
        names: Other names, each with the model that it means.
        distilled: Names of models that learnt from a larger one, each with the place that says so.

    Returns:
        The models in order of key, and every model with stated compute excluded from the truth, with the reason.
    """
    gathered, titles, families = _by_model(scores, names)
    stated: dict[str, list[StatedCompute]] = defaultdict(list)
    catalogue: dict[str, str] = {}
    for row in computes:
        key, family = _key_of(row.model, names)
        if row.date and _is_catalogue(row):
            catalogue[_release(key)] = min(row.date, catalogue.get(_release(key), row.date))
        if key in gathered:
            stated[key].append(row)
            families[key] = family
    taught = {_key_of(name, names)[0]: where for name, where in sorted((distilled or {}).items())}
    makers = _makers(stated, families)
    models, excluded = [], []
    for key in sorted(gathered):
        rows = sorted(stated[key], key=lambda row: (_rank(row), row.source, row.locator, row.model))
        date = _date_of(rows, catalogue.get(_release(key), ""))
        figures = [row for row in rows if row.compute_flop is not None]
        why = _why_not(figures, titles[key], date)
        if figures and not why and key in taught:
            why = "distilled", f"it learnt from a larger model: {taught[key]}"
        if figures and why:
            excluded.append(Excluded(figures[0].model, *why))
        if not date:
            continue
        figure = _judged(figures)[0] if figures and not why else None
        models.append(
            ScoredModel(
                key,
                figure.model if figure else min(titles[key]),
                families[key],
                _organization(rows) or makers.get(families[key], ""),
                years_of(date),
                math.log10(figure.compute_flop) if figure and figure.compute_flop else None,
                _parameters(rows),
                {where: statistics.median(values) for where, values in sorted(gathered[key].items())},
                tuple(sorted({row.source for row in rows})),
                taught.get(key, ""),
            )
        )
    return models, excluded


def _by_model(
    scores: Iterable[Score], names: Mapping[str, str]
) -> tuple[dict[str, dict[tuple[str, str], list[float]]], dict[str, set[str]], dict[str, str]]:
    """Return, by key, the scores by (benchmark, harness), the names in the tables, and the family."""
    gathered: dict[str, dict[tuple[str, str], list[float]]] = defaultdict(lambda: defaultdict(list))
    titles: dict[str, set[str]] = defaultdict(set)
    families: dict[str, str] = {}
    every = [(*_key_of(score.model, names), score) for score in scores]
    plain = {key for key, _, score in every if not is_reasoning(score.model)}
    for key, family, score in every:
        families[key] = family
        if key in plain and is_reasoning(score.model):
            continue  # a setting with long reasoning: those scores also depend on inference compute
        gathered[key][(score.benchmark, score.harness)].append(score.value)
        titles[key].add(score.model)
    return gathered, titles, families


def _date_of(rows: Iterable[StatedCompute], release: str) -> str:
    """Return a model's date: of the model or its release in a table of models, else in a table of scores.

    A table of scores dates a row by its upload, often years late.
    """
    dated = [row for row in rows if row.date]
    own = min((row.date for row in dated if _is_catalogue(row)), default="")
    return own or release or min((row.date for row in dated), default="")


def _release(key: str) -> str:
    return " ".join(key.split()[:2])


def _is_catalogue(row: StatedCompute) -> bool:
    return bool(row.confidence or row.organization) or (row.compute_flop is None and row.parameters is None)


def _judged(figures: list[StatedCompute]) -> list[StatedCompute]:
    """Return the statements with a confidence word, or all statements if none has one."""
    return [row for row in figures if row.confidence] or figures


def _key_of(name: str, names: Mapping[str, str]) -> tuple[str, str]:
    return model_key(names.get(name, name))


def _why_not(figures: list[StatedCompute], titles: Iterable[str], date: str) -> tuple[str, str] | None:
    if not figures:
        return None
    for rule, reason, holds in TRUTH_RULES:
        if any(holds(row) for row in _judged(figures)):
            return rule, reason
    if any(is_reasoning(name) for name in titles) and all(is_reasoning(name) for name in titles):
        return "reasoning", "its scores are of a version that was trained to reason"
    values = [row.compute_flop for row in figures if row.compute_flop]
    if max(values) / min(values) > APART:
        return "disputed", f"sources state {min(values):.2g} and {max(values):.2g} FLOP"
    if not date:
        return "undated", "no source dates it"
    return None


def _rank(row: StatedCompute) -> int:
    return {"Confident": 0, "Likely": 1}.get(row.confidence, 2 if not row.confidence else 3)


def _is_slip(row: StatedCompute) -> bool:
    if row.confidence or row.compute_flop is None or row.parameters is None or row.tokens is None:
        return False
    counted = 6 * row.parameters * row.tokens
    return not 1 / APART <= row.compute_flop / counted <= APART


def _organization(rows: list[StatedCompute]) -> str:
    first = next((row.organization for row in rows if row.organization), "").split(",")[0].strip().casefold()
    return _ORGANIZATION_ENDS.sub("", first[:200])


def _makers(stated: Mapping[str, list[StatedCompute]], families: Mapping[str, str]) -> dict[str, str]:
    """Return each family's developer, that of most of its models: a table of scores names no organisation."""
    votes: dict[str, list[str]] = defaultdict(list)
    for key in sorted(stated):
        if maker := _organization(stated[key]):
            votes[families[key]].append(maker)
    return {family: max(sorted(set(found)), key=found.count) for family, found in votes.items()}


def _parameters(rows: list[StatedCompute]) -> float | None:
    """Return the working parameters: those stated as active, or all of a model that no source calls sparse. None if
    neither is stated.
    """
    active = [row.active for row in rows if row.active and row.parameters and row.active < 0.9 * row.parameters]
    if active:
        return math.log10(active[0])
    if any(row.sparse or re.search(r"moe|[0-9]x[0-9]|-a[0-9]", row.model.casefold()) for row in rows):
        return None
    everything = next((row.parameters for row in rows if row.parameters), None)
    return math.log10(everything) if everything else None


def years_of(date: str) -> float:
    """Return an ISO date in years from EPOCH_YEAR.

    Example:
        >>> round(years_of("2024-07-01"), 3)
        0.998
    """
    day = PartialDate.from_iso(date).plotted
    start = dt.date(day.year, 1, 1)
    return day.year + (day - start).days / 365.25 - EPOCH_YEAR
