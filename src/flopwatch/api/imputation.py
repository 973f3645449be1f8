"""The command `impute`: the compute of one model from its benchmark scores, as plain data and in lines for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flopwatch.api.imputation_evidence import ImputationData, key_of
from flopwatch.domain import BadInput, Unknown
from flopwatch.imputation import Excluded, Imputed, ScoredModel, build_imputer, impute
from flopwatch.sources import ScoreReading

Row = dict[str, Any]


def impute_model(name: str, evidence: ImputationData) -> Row:
    """Impute one model; its own stated compute is held out, and shown beside.

    Raises:
        NotFound: If no score is of that model; the message names the nearest.
        BadInput: If too few models have both compute and scores.
    """
    target = evidence.find(name)
    truth = [m for m in evidence.truth() if m.key != target.key]
    try:
        imputer = build_imputer(truth, evidence.chance)
    except ValueError as error:
        raise BadInput(f"{error}. Give more tables of scores, or --epoch with Epoch's table of models.") from error
    found = impute(target, imputer)
    row: Row = {
        "model": target.name,
        "compute_flop": None,
        "lower_bound_flop": None,
        "reason": "",
        "regime": "",
        "expected_flop": None,
        "expected_from": "",
        "recorded_flop": rounded(evidence.recorded_flop[target.key]) if target.key in evidence.recorded_flop else None,
        "benchmarks": [],
        "members": {},
        "weights": {},
        "neighbours": [],
        "truth": {"models": len(truth), "excluded": count_by_rule(evidence.excluded)},
        "refused": _refused(target, evidence.reading),
        "quarantined": len(evidence.reading.quarantined),
        "skipped": len(evidence.reading.skipped),
    }
    if isinstance(found, Unknown):
        row["reason"] = found.reason
    else:
        row |= _working(found)
    implied = {} if isinstance(found, Unknown) else found.implied_flop
    with_curve = imputer.members.fitted.curves
    row["benchmarks"] = [
        {
            "benchmark": key[0],
            "harness": key[1],
            "score": rounded(value),
            "median_of": _measured(target, key, evidence.reading),
            "implied_flop": rounded(implied[key]) if key in implied else None,
            "has_curve": key in with_curve,
            "developers_train_for_it": evidence.reading.optimized.get(key[0]),
        }
        for key, value in target.scores.items()
    ]
    return row


def _working(found: Imputed) -> Row:
    low, high = found.compute_flop.interval()
    row: Row = {
        "members": {name: rounded(value) for name, value in sorted(found.said_flop.items())},
        "weights": {name: rounded(value) for name, value in sorted(found.weights.items())},
        "regime": found.regime,
        "expected_flop": rounded(10**found.guess.expected),
        "expected_from": "date and working parameters" if found.guess.with_parameters else "date",
        "neighbours": [
            {"model": other, "compute_flop": rounded(flop), "distance": rounded(apart)}
            for other, flop, apart in found.neighbours
        ],
    }
    if found.is_lower_bound:
        bound = "beyond 0.5 decades above the largest known compute: only a lower bound"
        return row | {"lower_bound_flop": rounded(low), "reason": bound}
    return row | {"compute_flop": {"p5": rounded(low), "p50": rounded(found.best_flop), "p95": rounded(high)}}


def _measured(target: ScoredModel, key: tuple[str, str], reading: ScoreReading) -> list[float]:
    """The different scores of one benchmark under one harness, where there are several: their median is used."""
    found = {
        rounded(one.value)
        for one in reading.scores
        if (one.benchmark, one.harness) == key and key_of(one.model, reading) == target.key
    }
    return sorted(found) if len(found) > 1 else []


def _refused(target: ScoredModel, reading: ScoreReading) -> list[Row]:
    """What the files say of this model and could not be used."""
    return [
        {"where": where, "reason": reason}
        for model, where, reason in reading.refused
        if key_of(model, reading) == target.key
    ]


def imputation_lines(row: Row) -> list[str]:
    """What `impute_model` found, in lines for people."""
    value = row["compute_flop"]
    if value:
        head = (
            f"{value['p50']:.2g} FLOP   (90%: {value['p5']:.1e} to {value['p95']:.1e})   imputed from benchmark scores"
        )
    elif row["lower_bound_flop"]:
        head = f"at least {row['lower_bound_flop']:.1e} FLOP: {row['reason']}"
    else:
        head = f"not imputed: {row['reason']}"
    lines = [f"{row['model']}   {head}"]
    if row["regime"]:
        lines.append(f"  interval from the errors of models like it: {row['regime']}")
        lines.append(
            f"  its {row['expected_from']} alone, without any score, would suggest {row['expected_flop']:.1e} FLOP"
        )
    if row["members"]:
        order = sorted(row["members"], key=lambda name: (-row["weights"][name], name))
        said = ", ".join(f"{name} {row['members'][name]:.1e} ({row['weights'][name]:.0%})" for name in order)
        lines.append(f"  pooled from {len(row['members'])} methods, FLOP and weight: {said}")
    lines += ["  what each benchmark implies alone, without the date's pull:"] if row["regime"] else []
    lines += [_benchmark_line(one, imputed=bool(row["regime"])) for one in row["benchmarks"]]
    lines += _refused_lines(row["refused"])
    if row["neighbours"]:
        near = "; ".join(f"{one['model']} {one['compute_flop']:.1e}" for one in row["neighbours"])
        lines.append(f"  known models nearest in the scores both have, FLOP: {near}")
    if recorded := row["recorded_flop"]:
        where = (
            ""
            if not value
            else ", inside the interval"
            if value["p5"] <= recorded <= value["p95"]
            else ", outside the interval"
        )
        lines.append(f"  recorded, and not looked at: {recorded:.2g} FLOP{where}")
    excluded = sum(row["truth"]["excluded"].values())
    unread = f"; {row['quarantined']} cells or rows of the files set aside" if row["quarantined"] else ""
    lines.append(
        f"  learnt from {row['truth']['models']} models of known compute; {excluded} more may not teach, by "
        f"rule{unread}"
    )
    return lines


def _refused_lines(refused: Sequence[Row]) -> list[str]:
    """One line for each reason, with the first place; a table repeats itself."""
    places: dict[str, list[str]] = {}
    for one in refused:
        places.setdefault(one["reason"], []).append(one["where"])
    return [
        f"  set aside: {where[0]}{f' and {len(where) - 1} more' if len(where) > 1 else ''}: {reason}"
        for reason, where in places.items()
    ]


def _benchmark_line(one: Row, *, imputed: bool) -> str:
    if one["implied_flop"]:
        alone = f"   {one['implied_flop']:.1e} FLOP"
    elif not one["has_curve"]:
        alone = "   no curve: too few models of known compute have it"
    else:
        alone = "   at chance or at a full score: no figure" if imputed else ""
    several = f"   median of {', '.join(f'{v:.3f}' for v in one['median_of'])}" if one["median_of"] else ""
    aimed = "   (developers train for it)" if one["developers_train_for_it"] else ""
    return f"    {one['benchmark']} ({one['harness']}): {one['score']:.3f}{alone}{several}{aimed}"


def count_by_rule(excluded: Sequence[Excluded]) -> dict[str, int]:
    """Count the excluded models by rule."""
    return dict(sorted(Counter(one.rule for one in excluded).items()))


def rounded(value: float) -> float:
    """Round a number to four significant digits."""
    return float(f"{value:.4g}")
