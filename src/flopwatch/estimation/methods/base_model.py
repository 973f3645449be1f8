"""Compute inherited from base models, which counts as the model's own (fine-tunes, merges, continued training)."""

from __future__ import annotations

import dataclasses
import math

from flopwatch.domain import Unknown, digits, short
from flopwatch.estimation.methods.tokens_seen import amounts_of_text
from flopwatch.estimation.results import Component, Input, MethodResult
from flopwatch.estimation.run_facts import RunFacts
from flopwatch.statistics import Z_90, LogNormal, added

# Prior for total ÷ base compute when fine-tuning is unstated. 18 rows of April 2024 record both: median 1.08, 15 of
# them from 1 to 2.9 (tuning to a second pre-training). In 3 the total is below the base's (the row counts the tuning
# alone, or a family's name means its largest member); the lower half covers these. A model this many times larger than
# its base took over a part (an encoder, embeddings) and trained the rest itself.
PART_OF_THE_WHOLE = 2.0
SAME = 1.02  # two counts within this factor are the same count, rounded
OWN_SHARE_UNSTATED = LogNormal.from_factor(median=1.1, factor=2.3)


def with_base(facts: RunFacts, own: MethodResult | Unknown) -> MethodResult | Unknown:
    """Add the base model's compute to a method's figure, in FLOP.

        compute = base + own          between max(base, own) and base + own, if the data may already include the base's

    Args:
        facts: The model's facts, with `base` if it is known.
        own: The method's figure for the model's own parameters, data and chips.

    Returns:
        `own` unchanged if there is no base; Unknown if the base's compute is unknown, because any figure is then only a
        part.

    Source:
        Epoch AI's documentation: training compute is the total, pre-trained base models included.
    """
    if not facts.base_models or isinstance(own, Unknown):
        return own
    name = ", ".join(facts.base_models)[:120]
    if facts.base is None:
        return Unknown(
            f"built upon {name}, {facts.base_unknown or 'whose compute is not known'}: {own.formula} is only its own "
            "part"
        )
    if own.method == "operations" and repeats_base(facts):
        return Unknown(f"its parameters and data are those of {name}: they count the base once more, not its tuning")
    base, part = facts.base, own.compute_flop
    highest = added(base, part)
    low, high = max(base.median, part.median), highest.median
    spread = math.hypot((math.log10(high / low)) / (2 * Z_90), highest.sigma_dex)
    share = base.median / (base.median + part.median)
    whole = f"{digits(base.median, 3)} (base)" if base.median >= part.median else f"({own.formula})"
    used = Input(
        "B",
        f"training compute of the base, {name}",
        base,
        "FLOP",
        facts.base_claims,
        "its own estimate or report",
        share,
    )
    mine = tuple(dataclasses.replace(one, weight=one.weight * (1 - share)) for one in own.inputs)
    parts = (Component("base", base, name), Component("own", part, own.formula))
    return MethodResult(
        own.method,
        LogNormal(median=math.sqrt(low * high), sigma_dex=spread),
        f"√({whole} × ({digits(base.median, 3)} (base) + {own.formula}))",
        (used, *mine),
        own.doubts,
        (*parts, *own.components),
    )


def repeats_base(facts: RunFacts) -> bool:
    """Return whether the stated parameters and data are the base's own; counting them would add the base twice."""
    size, own = facts.parameters, amounts_of_text(facts)
    if size is None or not own or facts.base_parameters is None or not _same(size.value, facts.base_parameters):
        return False
    return any(_same(own[0], one) for one in facts.base_data)


def _same(a: float, b: float) -> bool:
    return 1 / SAME < a / b < SAME


def compute_from_base(facts: RunFacts) -> MethodResult | Unknown:
    """Estimate the compute of a tuned model whose tuning is unstated, in FLOP, from its base's compute.

        compute = base × 1.1 (90%: ×/÷ 2.3)

    Returns:
        The result, or Unknown if there is no base or its compute is unknown.
    """
    if not facts.base_models:
        return Unknown("no base model stated")
    name = ", ".join(facts.base_models)[:120]
    if facts.base is None:
        return Unknown(f"built upon {name}, {facts.base_unknown or 'whose compute is not known'}")
    own, its = facts.parameters, facts.base_parameters
    if own is not None and its is not None and own.value > PART_OF_THE_WHOLE * its:
        return Unknown(
            f"built upon {name}, which has {short(its)} of its {short(own.value)} parameters: a part, whose compute "
            "is not an estimate of the whole"
        )
    inputs = (
        Input(
            "B",
            f"training compute of the base, {name}",
            facts.base,
            "FLOP",
            facts.base_claims,
            "its own estimate or report",
        ),
        Input(
            "s",
            "the whole over its base",
            OWN_SHARE_UNSTATED,
            "ratio",
            (),
            "tuning unstated: 0.5 to 2.5 times the base in all",
        ),
    )
    return MethodResult(
        "base",
        facts.base * OWN_SHARE_UNSTATED,
        f"{digits(facts.base.median, 3)} (base) × {digits(OWN_SHARE_UNSTATED.median, 3)}",
        inputs,
        (),
        (Component("base", facts.base, name),),
    )


__all__ = ["OWN_SHARE_UNSTATED", "compute_from_base", "with_base"]
