"""Writes docs/methods/estimation.md, the error of each route, from the definitions themselves."""

from __future__ import annotations

from collections.abc import Iterator

from flopwatch.domain import digits
from flopwatch.estimation import (
    DEFAULT_FACTOR,
    DIFFERING_SLIPS,
    FACTOR_BY_CONFIDENCE,
    PRIORS,
    REPORTED_SLIPS,
    ROUTE_ERRORS,
    ROUTES,
    SMALL_FLOP,
)
from flopwatch.estimation.combination import AGREEMENT, COMMON_ERROR_DEX
from flopwatch.estimation.methods.base_model import OWN_SHARE_UNSTATED
from flopwatch.estimation.methods.hardware import (
    OUTSIDE_LANGUAGE,
    UTILIZATION_BEFORE,
    UTILIZATION_OF_FIRST_TENSOR_CORES,
    UTILIZATION_OF_TPUS,
    UTILIZATION_SINCE_2020,
)
from flopwatch.estimation.routes import (
    EPOCHS_OF_A_LARGE_CORPUS,
    EPOCHS_OF_A_SMALL_CORPUS,
    SMALL_CORPUS_TOKENS,
    Factor,
)
from flopwatch.statistics import LogNormal

HEAD = """# The error of each route

Written by `docs/estimation_table.py` from the definitions in `estimation/routes.py` and `estimation/methods/`; `make
fix` renews it. Records and typed runs use the same routes
([decision 0014](../decisions/0014-one-estimator.md)). Errors are half-widths of 90% intervals, as factors (×/÷).

A bare number has the error below. One stated with an interval, a factor or `=` has its own instead; priors and the
counting error remain.
"""
PRIOR_OF_UTILIZATION = (
    ("accelerators since 2020", UTILIZATION_SINCE_2020),
    ("TPUs", UTILIZATION_OF_TPUS),
    ("the first tensor cores, used by half of the runs", UTILIZATION_OF_FIRST_TENSOR_CORES),
    ("GPUs before tensor cores", UTILIZATION_BEFORE),
)


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *_lines()]) + "\n"


def _lines() -> Iterator[str]:
    for route in ROUTES:
        words = "".join(f"{words}{symbol}" for words, symbol in route.equation)
        yield f"## {route.method}: {words}\n"
        yield "| factor | known from | error of a bare number |\n|---|---|---|"
        for factor in route.factors:
            yield from _rows(factor)
        yield ""
    yield "## Priors\n\n| what | median | 90% within ×/÷ | from |\n|---|--:|--:|---|"
    for one in PRIORS.values():
        yield _prior(one.name, one.value, one.source or "docs/methods/validation.md")
    for whose, value in PRIOR_OF_UTILIZATION:
        yield _prior(f"utilisation of runs on {whose}", value, "docs/methods/validation.md")
    yield _prior("total ÷ base compute, if fine-tuning is unstated", OWN_SHARE_UNSTATED, "Epoch's rows of April 2024")
    yield (
        f"\nOutside language the prior of utilisation is within ×/÷ {OUTSIDE_LANGUAGE:g}. Stated epochs are within "
        f"×/÷ {EPOCHS_OF_A_LARGE_CORPUS:g}"
    )
    yield (
        f"from {SMALL_CORPUS_TOKENS:.0e} tokens on and {EPOCHS_OF_A_SMALL_CORPUS:g} "
        "below (a source may give those of one stage).\n"
    )
    yield "## A stated compute\n\n| the source's word | 90% within ×/÷ |\n|---|--:|"
    for word, factor in FACTOR_BY_CONFIDENCE.items():
        yield f"| “{word}” | {factor:g} |"
    yield f"| none | {DEFAULT_FACTOR:g} |"
    yield (
        f"\nMethods within a factor of {AGREEMENT:g} are combined; {COMMON_ERROR_DEX:g} decades of their error are "
        "common and do not average out."
    )
    yield from _measured()
    yield (
        "The reasons for these widths: [0006](../decisions/0006-interval-of-a-reported-figure.md); their coverage: "
        "[validation](validation.md)."
    )


def _measured() -> Iterator[str]:
    errors = ROUTE_ERRORS
    yield (
        f"""
## Measured errors

The published distribution of an estimate from stated facts is a mixture of three normals of log10, chosen on recorded
compute ([validation](validation.md), [0021](../decisions/0021-usual-errors-and-slips.md)); σ is that of the inputs:
the method's, or of agreeing methods that of their weighted mean.

| part | share | standard deviation |
|---|--:|---|
| nearly exact: the source's own calculation | {errors.exact_share:g} of the others | {errors.exact:g} of the usual |
| usual | the rest | σ × """
        + ", ".join(f"{factor:g} ({route})" for route, factor in errors.core.items())
        + f""" |
| slips | {", ".join(f"{share:.0%} ({kind})" for kind, share in errors.slips.items())} | {errors.slip_dex:g} decades |

Small is an estimate below {SMALL_FLOP:.0e} FLOP. Figures from money, comparison or benchmarks keep their interval. A
stated compute and methods that disagree keep theirs at 90%: the usual error is narrower and some are slips.

"""
    )
    yield "| the source's word | slips | standard deviation, decades |\n|---|--:|--:|"
    for word, (share, size) in {**REPORTED_SLIPS, "methods disagree": DIFFERING_SLIPS}.items():
        yield f"| {word or 'none'} | {share:.0%} | {size:g} |"
    yield ""


def _rows(factor: Factor) -> Iterator[str]:
    for way in factor.ways:
        more = " × passes" if way.repeats else ""
        ratio = f", unit by {PRIORS[way.ratio].name}" if way.ratio else ""
        error = "none" if way.within == 1 else f"×/÷ {way.within:g}"
        yield f"| {factor.symbol} | {way.fact.replace('_', ' ')}{more} | {error}{ratio} |"
    if factor.prior:
        when = f", if {factor.flag.replace('_', ' ')}" if factor.flag else ""
        yield f"| {factor.symbol} | prior: {PRIORS[factor.prior].name}{when} | see below |"


def _prior(name: str, value: LogNormal, source: str) -> str:
    return f"| {name} | {digits(value.median, 3)} | {digits(value.factor, 3)} | {source} |"
