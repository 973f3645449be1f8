"""Models whose estimates share a part of their error: those of one confidence word, developer and method."""

from __future__ import annotations

from flopwatch.domain import Unknown
from flopwatch.estimation import Estimate
from flopwatch.records import Record

# Share of the error's variance that figures of one word, developer and method have in common: correlation of the later
# changes of Epoch's figures within such groups. Of the figures that changed at all .27 (Confident) and .22 (Likely);
# of all, with each group weighted by its size, .09 and .26 (docs/methods/shared-errors.md).
SHARED_ERROR = 0.25


def error_group(confidence: str, developer: str, method: str) -> str:
    """Return the key of the models that share an error; "" if the developer is unknown."""
    return "|".join((confidence, developer, method)) if developer else ""


def error_group_of(record: Record, estimate: Estimate | Unknown | None) -> str:
    """Return the key of the models that share an error with this one, by its word, first developer and method."""
    developer = next(iter(record.values("developer")), "")
    if not isinstance(estimate, Estimate):
        return error_group("", developer, "statement")
    method = estimate.methods[0].method
    named = "+".join(sorted(record.values("training_compute_method"))) if method == "reported" else ""
    return error_group(estimate.confidence, developer, f"{method}:{named}")
