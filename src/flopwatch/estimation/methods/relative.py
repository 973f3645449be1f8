"""Method `relative`: a model measured against another ("40% of GPT-4", "at least its predecessor").

The other model's error is shared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flopwatch.domain import Claim, FlopwatchError, Unknown, digits, exact, to_base
from flopwatch.estimation.inputs import Slot, read_input
from flopwatch.estimation.methods.money import near_lognormal
from flopwatch.estimation.results import Estimate, Input, MethodResult
from flopwatch.identity import fold_name
from flopwatch.records import Record, cycles_of
from flopwatch.statistics import Z_90, LogNormal, Uncertain

# The qualifiers that make a claim on compute relative: the reference model, by id or name, and the factor, in the
# calculator's words (`0.4`, `0.3..0.5`, `10 ×/÷ 2`). The claim's relation says whether it is a value or a bound.
REFERENCE, FACTOR = "relative_to", "factor"
# The fields that can be relative, and the relation that the field's own name implies if the claim's is a plain "=".
RELATIVE_FIELDS: dict[str, str] = {
    "training_compute": "=",
    "training_compute_ratio": "=",
    "training_compute_lower_bound": "≥",
    "training_compute_upper_bound": "≤",
}
# Half-width of the 90% interval of a plain factor: a percentage that a developer states, and one said with "about".
STATED_FACTOR, ROUGH_FACTOR = 1.15, 1.5
# Prefix of an input that is another model's estimate. Two figures with the same such input share its error.
_ESTIMATE_OF = "estimate of "
_SLOT = Slot("factor", "scale")


@dataclass(frozen=True)
class Comparison:
    """A statement that measures a model against another, as a claim makes it.

    Args:
        named: The other model as the claim names it.
        relation: `=` (or about), `≥` or `≤`.
        factor: This model's compute ÷ the other's.
        as_written: The words.
        claims: The claim.
    """

    named: str
    relation: str
    factor: Uncertain
    as_written: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class RelativeTo:
    """A comparison, with the other model's compute.

    Args:
        reference: Id of the other model; estimates with the same reference share its error.
        name: Its name.
        relation: `=`, `≥` or `≤`.
        factor: This model's compute ÷ the other's.
        compute_flop: The other's training compute, in FLOP.
        claims: Ids of the claims that make the comparison.
    """

    reference: str
    name: str
    relation: str
    factor: Uncertain
    compute_flop: LogNormal
    claims: tuple[str, ...] = ()

    @property
    def amount(self) -> LogNormal:
        """factor × the other's compute, in FLOP."""
        return near_lognormal(self.factor) * self.compute_flop


def compute_from_relatives(statements: Sequence[RelativeTo]) -> MethodResult | Unknown:
    """Estimate training compute, in FLOP, from other models' compute by stated factors and bounds.

        compute = f × C_ref,  raised to each "at least", lowered to each "at most"

    The inputs name the reference and carry its whole distribution, so that figures with the same reference are known to
    be correlated. A bound is applied quantile by quantile: both figures come from the same people about the same
    machines, so their errors are assumed to move together; if they were independent, the result would exceed both.

    Args:
        statements: Comparisons of one model. Several values are averaged in log space, with the widest spread among
            them.

    Returns:
        The result, or Unknown if there are only bounds, which are not a value (see `bounds`).

    Source:
        Epoch AI (2025), "Over 20 AI models have been trained at the scale of GPT-4", row Inflection-2.5: 40% of GPT-4's
        2.1e25 FLOP is 8.4e24, raised to the 1e25 of its weaker predecessor.

    Example:
        >>> def at(flop, factor): return LogNormal.from_factor(median=flop, factor=factor)
        >>> gpt_4 = RelativeTo("openai/gpt-4", "GPT-4", "=", at(0.4, 1.15), at(2.1e25, 5))
        >>> inflection_2 = RelativeTo("inflection/inflection-2", "Inflection-2", "≥", at(1.0, 1), at(1e25, 2))
        >>> found = compute_from_relatives([gpt_4, inflection_2])
        >>> f"{found.compute_flop.median:.2g} FLOP"
        '1e+25 FLOP'
    """
    values = [one for one in statements if one.relation not in ("≥", "≤")]
    if not values:
        if not statements:
            return Unknown("compared with no other model", "not-applicable")
        return Unknown("compared with other models only by bounds")
    middle = sum(math.log10(one.amount.median) for one in values) / len(values)
    spread = max(one.amount.sigma_dex for one in values)
    quantiles = [middle + z * spread for z in (-Z_90, 0.0, Z_90)]
    decided: list[RelativeTo | None] = [None] * len(quantiles)  # by which bound; None: by the values
    formula = _geometric_mean(values)
    for one in statements:
        if one.relation not in ("≥", "≤"):
            continue
        amount = one.amount
        bound = [math.log10(amount.median) + z * amount.sigma_dex for z in (-Z_90, 0.0, Z_90)]
        pick = max if one.relation == "≥" else min
        for place, (was, end) in enumerate(zip(quantiles, bound, strict=True)):
            if pick(was, end) != was:
                quantiles[place], decided[place] = end, one
        formula = f"{'max' if one.relation == '≥' else 'min'}({formula}, {_shown(one)})"
    low, median, high = quantiles
    value = LogNormal(median=10**median, sigma_dex=(high - low) / (2 * Z_90))
    weights = [
        decided.count(one) / len(decided)
        if one.relation in ("≥", "≤")
        else decided.count(None) / len(decided) / len(values)
        for one in statements
    ]
    return MethodResult("relative", value, formula, tuple(_inputs(statements, weights)))


def _geometric_mean(values: Sequence[RelativeTo]) -> str:
    """Print the value, or the geometric mean of several."""
    shown = " × ".join(map(_shown, values))
    root = {1: shown, 2: f"√({shown})"}
    return root.get(len(values), f"({shown})^(1/{len(values)})")


def _shown(one: RelativeTo) -> str:
    """Print a comparison: its factor, unless that is 1, times the reference's compute."""
    factor = near_lognormal(one.factor).median
    times = "" if factor == 1 else f"{digits(factor, 4)} × "
    return f"{times}{digits(one.compute_flop.median, 4)} ({one.name})"


def _inputs(statements: Sequence[RelativeTo], weights: Sequence[float]) -> Iterable[Input]:
    """Return the factors and references, each weighted by the share of the three quantiles that it decides."""
    whole: dict[str, float] = {}
    for one, weight in zip(statements, weights, strict=True):
        whole[one.reference] = whole.get(one.reference, 0.0) + weight
    seen: set[str] = set()
    for one, weight in zip(statements, weights, strict=True):
        factor = near_lognormal(one.factor)
        words = {"≥": "at least ", "≤": "at most "}.get(one.relation, "")
        if factor.median != 1 or factor.sigma_dex:
            source = "" if one.claims else "given"
            yield Input("f", f"{words}times {one.name}", factor, "scale", one.claims, source, weight)
        if one.reference not in seen:
            seen.add(one.reference)
            yield Input(
                "R",
                f"training compute of {one.name}",
                one.compute_flop,
                "FLOP",
                (),
                _ESTIMATE_OF + one.reference,
                whole[one.reference],
            )


# ------------------------------------------------------------------ comparisons in claims


def comparisons_of(record: Record) -> tuple[list[Comparison], list[str]]:
    """Return the comparisons that a record's claims make, and an error for each one that cannot be read.

    A claim is a comparison if it is on a field of compute and its qualifiers name `relative_to` and `factor` (its value
    is then the source's own result), or if it is on `training_compute_ratio`, whose value is the factor itself.
    """
    found, wrong = [], []
    for key, claim in sorted(record.claims.items()):
        named = claim.qualifiers.get(REFERENCE, "")
        if claim.field not in RELATIVE_FIELDS or not (named or claim.field == "training_compute_ratio"):
            continue
        try:
            found.append(_comparison(key, claim, named))
        except (FlopwatchError, ValueError) as error:
            wrong.append(f"{claim.field} {claim.as_written!r} of {claim.source}: {error}")
    return found, wrong


def _comparison(key: str, claim: Claim, named: str) -> Comparison:
    if not named:
        raise ValueError(f"names no other model; add qualifiers {{ {REFERENCE} = … }}")
    rounding = ROUGH_FACTOR if claim.relation == "≈" else STATED_FACTOR
    relation = claim.relation if claim.relation in ("≥", "≤") else RELATIVE_FIELDS[claim.field]
    factor: Uncertain
    if claim.field == "training_compute_ratio":
        ends = [float(to_base(exact(one), claim.unit)[0]) for one in (claim.value, claim.high) if one]
        factor = (
            LogNormal.from_interval(low=ends[0], high=ends[1])
            if claim.relation == "range"
            else LogNormal.from_factor(median=ends[0], factor=1.0 if relation in ("≥", "≤") else rounding)
        )
    else:
        # The words of a bound ("at least as much") state no factor to be in doubt of.
        factor = read_input(
            claim.qualifiers.get(FACTOR, "1"), _SLOT, rounding=1.0 if relation in ("≥", "≤") else rounding
        )
    return Comparison(named, relation, factor, claim.as_written, (key,))


class Relatives:
    """The comparisons between models, as a graph, and the cycles in it.

    Args:
        records: Every record by id.
    """

    def __init__(self, records: Mapping[str, Record]) -> None:
        self._names = {key: one.name for key, one in records.items()}
        by_name: dict[str, str] = {}
        for key, one in records.items():
            if one.kind == "model":
                for name in (one.name, *one.aliases):
                    by_name.setdefault(fold_name(name), key)
        self._stated: dict[str, list[tuple[str, Comparison]]] = {}
        self.wrong: dict[str, list[str]] = {}
        for key, one in records.items():
            if one.kind != "model":
                continue
            comparisons, wrong = comparisons_of(one)
            named = [
                (each.named if each.named in records else by_name.get(fold_name(each.named), ""), each)
                for each in comparisons
            ]
            wrong += [
                f"{each.as_written!r} is measured against {each.named!r}, which is not the name of a model"
                for found, each in named
                if not found
            ]
            if named:
                self._stated[key] = [(found, each) for found, each in named if found]
            if wrong:
                self.wrong[key] = wrong
        self.cycles = cycles_of({key: [found for found, _ in stated] for key, stated in self._stated.items()})
        self._in_cycle = {key: cycle for cycle in self.cycles for key in cycle}

    def of(self, model: str) -> list[str]:
        """Return the ids of the models that a model is measured against."""
        return list(dict.fromkeys(key for key, _ in self._stated.get(model, ()) if key != model))

    def statements(self, model: str, estimates: Mapping[str, Estimate | Unknown]) -> list[RelativeTo]:
        """Return a model's comparisons whose reference has an estimate, without those in a cycle with the model."""
        out = []
        for reference, one in self._stated.get(model, ()):
            known = estimates.get(reference)
            cycle = self._in_cycle.get(model, ())
            if isinstance(known, Estimate) and reference != model and reference not in cycle:
                out.append(
                    RelativeTo(
                        reference,
                        self._names[reference],
                        one.relation,
                        one.factor,
                        known.compute_flop.for_products,
                        one.claims,
                    )
                )
        return out

    def both_ways(self, model: str, estimates: Mapping[str, Estimate | Unknown]) -> list[RelativeTo]:
        """Return a model's own comparisons, and the inverse of other models' with it: B = f × A means A = B / f.

        The census uses only the model's own: if both sides have their own figures, using both would count one statement
        twice.
        """
        out = self.statements(model, estimates)
        turned = {"≥": "≤", "≤": "≥"}
        for other, stated in self._stated.items():
            known = estimates.get(other)
            if other == model or not isinstance(known, Estimate):
                continue
            out += [
                RelativeTo(
                    other,
                    self._names[other],
                    turned.get(one.relation, one.relation),
                    LogNormal(median=1.0) / near_lognormal(one.factor),
                    known.compute_flop.for_products,
                    one.claims,
                )
                for reference, one in stated
                if reference == model
            ]
        return out

    def compute(self, model: str, estimates: Mapping[str, Estimate | Unknown]) -> MethodResult | Unknown:
        """Return the model's figure by this method, from the estimates made so far."""
        if model in self._in_cycle:
            names = " → ".join(self._names[key] for key in self._in_cycle[model])
            return Unknown(f"the comparisons form a cycle: {names}")
        stated = self.statements(model, estimates)
        if not stated and self._stated.get(model):
            return Unknown("compared with models whose compute is not known")
        return compute_from_relatives(stated)


# ------------------------------------------------------------------ what estimates share


def prob_exceeds(first: MethodResult, second: MethodResult) -> float:
    """Return P(first model's compute > second's), in [0, 1]; inputs that both use are the same draw.

    "40% of GPT-4" is certainly below GPT-4, however wide either interval is.

    Example:
        >>> gpt_4 = LogNormal.from_factor(median=2.1e25, factor=5)
        >>> def share(f): return compute_from_relatives([RelativeTo("openai/gpt-4", "GPT-4", "=",
        ...     LogNormal.from_factor(median=f, factor=1.15), gpt_4)])
        >>> round(prob_exceeds(share(0.4), share(0.3)), 3)
        0.992
    """
    gap = math.log10(first.compute_flop.median) - math.log10(second.compute_flop.median)
    variance = first.compute_flop.sigma_dex**2 + second.compute_flop.sigma_dex**2 - 2 * _shared_variance(first, second)
    if variance <= 1e-18:
        return 0.5 if abs(gap) < 1e-12 else float(gap > 0)
    return 0.5 * math.erfc(-gap / math.sqrt(variance) / math.sqrt(2))


def _shared_variance(first: MethodResult, second: MethodResult) -> float:
    """Return the covariance of two figures' log10 from the references they share, in decades squared."""
    mine, theirs = (
        {one.source: one.value.sigma_dex**2 for one in each.inputs if one.source.startswith(_ESTIMATE_OF)}
        for each in (first, second)
    )
    common = sum(min(mine[key], theirs[key]) for key in mine.keys() & theirs.keys())
    # A bound may have cut a figure's spread below its reference's.
    return min(common, first.compute_flop.sigma_dex**2, second.compute_flop.sigma_dex**2)


__all__ = [
    "FACTOR",
    "REFERENCE",
    "RELATIVE_FIELDS",
    "Comparison",
    "RelativeTo",
    "Relatives",
    "comparisons_of",
    "compute_from_relatives",
    "prob_exceeds",
]
