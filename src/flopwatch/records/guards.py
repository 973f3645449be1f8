"""Corrections and their guards: those in force, and those whose source has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flopwatch.domain import Claim, Correct


@dataclass(frozen=True)
class StaleCorrection:
    """A correction whose guard fails, so that it is not applied, and why, in a sentence."""

    correction: Correct
    reason: str


@dataclass
class InForce:
    """The corrections of one model that are in force.

    Args:
        overrides: The override of a field, by the field.
        struck: Pairs of a field and the source whose claims on it are not used.
    """

    overrides: dict[str, Correct] = field(default_factory=dict)
    struck: set[tuple[str, str]] = field(default_factory=set)


def corrections_in_force(
    corrections: Iterable[Correct], claims: Mapping[str, Iterable[Claim]]
) -> tuple[dict[str, InForce], tuple[StaleCorrection, ...]]:
    """Separate the corrections whose guard holds from those whose guard fails.

    Args:
        corrections: In the order in which the fold gives them; of two overrides of one field the last holds.
        claims: The claims of each model, by its id.

    Returns:
        Those in force, by model, and the stale ones in their order.
    """
    corrections = tuple(corrections)
    corrected = {one.model for one in corrections}
    said = {model: _by_field_and_source(some) for model, some in claims.items() if model in corrected}
    held: dict[str, InForce] = defaultdict(InForce)
    stale = []
    for one in corrections:
        reason = _why_stale(one, said)
        if reason:
            stale.append(StaleCorrection(one, reason))
        elif one.action == "override":
            held[one.model].overrides[one.field] = one
        else:
            held[one.model].struck.add((one.field, one.source))
    return dict(held), tuple(stale)


_Said = dict[tuple[str, str], dict[str, None]]  # values and words as said, in order, by field and source ("" for any)


def _by_field_and_source(claims: Iterable[Claim]) -> tuple[_Said, _Said]:
    values: _Said = defaultdict(dict)
    words: _Said = defaultdict(dict)
    for claim in claims:
        for source in ("", claim.source):
            values[claim.field, source][claim.value] = None
            words[claim.field, source][claim.as_written] = None
    return values, words


def _why_stale(one: Correct, said: Mapping[str, tuple[_Said, _Said]]) -> str:
    """Return why a correction's guard fails: the source has caught up or the model is gone; "" where it holds."""
    if one.model not in said:
        return f"correction of {one.model} {one.field}: no such model. Was it renamed? Change or remove the correction."
    key = (one.field, one.expect.get("source", ""))
    values, words = (some.get(key, {}) for some in said[one.model])
    wanted = one.expect.get("value", "")
    if (values and not wanted) or wanted in values or wanted in words:
        return ""
    now = ", ".join(sorted(values)[:20]) or "nothing"
    source = one.expect.get("source", "") or "a source"
    return (
        f"correction of {one.model} {one.field}: expected {source} to state {wanted or 'a value'}, but it now says "
        f"{now}. Has it caught up? Then remove the correction ({one.reason})."
    )
