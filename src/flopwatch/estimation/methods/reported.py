"""Method `reported`: a source states the compute; the source's own confidence word sets the interval."""

from __future__ import annotations

from flopwatch.domain import Unknown, digits, without_noise
from flopwatch.estimation.results import Input, MethodResult
from flopwatch.estimation.run_facts import RunFacts

# Half-width of the 90% interval, as a factor, by the source's own word; docs/methods/estimation.md discusses it.
FACTOR_BY_CONFIDENCE: dict[str, float] = {
    # counted or known hardware: two-method pairs in Epoch's notes differ by 1.56 (median) to 2.25 (geometric mean)
    "High-precision": 2.0,
    "Low-precision": 5.0,  # imputed, cost or relative: upper end of document 001's own leave-one-out range (1.1 to 5.0)
    "Confident": 3.0,  # Epoch's guide: within half an order of magnitude
    "Likely": 10.0,  # Epoch's guide: within one order of magnitude
    "Speculative": 31.6,  # Epoch's guide: within one and a half orders of magnitude
}
# No word, or Unknown or Unverified: of 297 such rows of Epoch's tables of March 2025 the 90% quantile of the change to
# 2026 is ×7.6 to ×8.6 (a factor of 3 holds 77 to 79%).
DEFAULT_FACTOR = 8.0


def compute_reported(facts: RunFacts) -> MethodResult | Unknown:
    """Return training compute as a source states it, in FLOP, with the interval of the source's confidence word.

        compute = stated, 90% interval stated ÷ f to stated × f

    f is 2 for the source's word High-precision, 3 for Confident, 5 for Low-precision, 10 for Likely, 31.6 for
    Speculative, and 8 without one of these words.

    Returns:
        The result, or Unknown if no source states a value (bounds and bare beliefs are not a value).

    Source:
        Interval widths: Epoch AI's documentation of its Confidence field, and the leave-one-out range of document 001.
    """
    stated = facts.compute
    if stated is None:
        if facts.finetune is not None and not facts.base_models:
            amount = digits(facts.finetune.value)
            return Unknown(f"fine-tuning only: its {amount} FLOP are stated, and neither a base model nor the whole")
        return Unknown("no source states the compute")
    factor = FACTOR_BY_CONFIDENCE.get(facts.confidence, DEFAULT_FACTOR)
    value = stated.within(factor)
    # In quotation: "Likely" is also one of our classes.
    word = f', the source\'s word: "{facts.confidence}"' if facts.confidence else ""
    source = f"90% within a factor of {digits(value.factor, 3)}{word}"
    used = Input("C", "training compute", value, "FLOP", stated.claims, source)
    return MethodResult(
        "reported", value, f"reported: {without_noise(stated.stated or stated.as_written)}{word}", (used,)
    )
