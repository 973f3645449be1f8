"""The receipt of an estimate: the figure, its methods and its sources."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

from flopwatch.domain import HEADLINE_FLOP, Claim, Threshold, Unknown, chance_above, exact
from flopwatch.estimation.receipt_lines import Equation, Line, Mark, Receipt, ReceiptPart, Words, scientific
from flopwatch.estimation.results import AtLeast, Doubted, Estimate, MethodResult
from flopwatch.statistics import LogNormal

_NEAR_DEX = 1.0  # another threshold this near the figure, in powers of ten, is shown


def receipt(name: str, estimate: Estimate, claims: Mapping[str, Claim], thresholds: Sequence[Threshold]) -> Receipt:
    """Build the receipt of one estimate.

    Args:
        name: The model's name.
        estimate: Its estimate.
        claims: The claims by id, for the numbered sources.
        thresholds: The thresholds, to name one near the figure besides `HEADLINE_FLOP`.
    """
    found = estimate.compute_flop
    low, high = (scientific(end) for end in found.interval())
    numbered: dict[str, int] = {}
    lines = [_line("figure", f"{name}   {scientific(found.median)} FLOP   (90%: {low} to {high})")]
    for one in estimate.methods:
        lines.append(_method_line(one, numbered))
        lines += _part_lines(one)
    lines.append(_line("rule", f"  {estimate.rule}"))
    above = [chance_above(flop, found.prob_above(float(exact(flop)))) for flop in _shown(found, thresholds)]
    lines.append(_line("probability", f"  {', '.join(above)}"))
    if estimate.doubted:
        lines.append(_line("doubt", f"  in doubt: {estimate.doubted}"))
    if estimate.caution:
        lines.append(_line("caution", f"  caution: {estimate.caution}"))
    lines.append(_line("narrows", f"  would narrow it most: {estimate.sensitivity}"))
    return Receipt((*lines, *_source_lines(numbered, claims)))


def _shown(found: LogNormal, thresholds: Sequence[Threshold]) -> list[str]:
    """Return the thresholds whose probability a receipt shows: the headline's, then the nearest other within 10×."""
    near: dict[str, float] = {}
    for one in thresholds:
        distance = abs(math.log10(float(exact(one.flop)) / found.median))
        if exact(one.flop) != exact(HEADLINE_FLOP) and distance <= _NEAR_DEX:
            near[one.flop] = distance
    return [HEADLINE_FLOP, *[flop for flop, distance in near.items() if distance == min(near.values())][:1]]


def doubted_receipt(name: str, estimate: Estimate, reason: str, claims: Mapping[str, Claim]) -> Receipt:
    """Build the receipt of a model whose every figure is implausible: no figure, each method with its doubt.

    Args:
        name: The model's name.
        estimate: The implausible estimate.
        reason: The arithmetic of the doubt and the proposed readings.
        claims: The claims by id, for the numbered sources.
    """
    numbered: dict[str, int] = {}
    lines = [_line("figure", f"{name}   training compute in doubt: no figure is published")]
    lines += [_method_line(one, numbered) for one in estimate.methods]
    lines.append(_line("doubt", f"  in doubt: {reason}"))
    lines.append(_line("narrows", f"  would settle it: {estimate.sensitivity}"))
    return Receipt((*lines, *_source_lines(numbered, claims)))


def at_least_with_receipt(name: str, found: AtLeast, claims: Mapping[str, Claim]) -> AtLeast:
    """Add the receipt to a compute of which benchmark scores give only a lower end.

    Args:
        name: The model's name.
        found: The lower end with its reason.
        claims: The claims by id, for the numbered sources.
    """
    numbered: dict[str, int] = {}
    lines = [
        _line("figure", f"{name}   at least {scientific(found.low_flop)} FLOP   (95%, from benchmark scores)"),
        *([_method_line(found.figure, numbered)] if found.figure else []),
        _line("rule", f"  {found.reason}"),
    ]
    return msgspec.structs.replace(found, receipt=Receipt((*lines, *_source_lines(numbered, claims))))


def _source_lines(numbered: Mapping[str, int], claims: Mapping[str, Claim]) -> list[Line]:
    lines = []
    for key, number in numbered.items():
        claim = claims[key]
        quoted = f" {claim.source}, {claim.locator}: {claim.as_written!r}"
        lines.append(Line("source", (Words("  "), Mark(number, key), Words(quoted))))
    return lines


def unknown_receipt(name: str, found: Unknown | None) -> Receipt:
    """Build the receipt of a model without an estimate: the reason why it is unknown.

    Example:
        >>> print(unknown_receipt("GPT-9", Unknown("the number of chips is unknown")).text)
        GPT-9   training compute unknown
          the number of chips is unknown
    """
    reason = found.reason if found else "no estimate was made"
    return Receipt((_line("figure", f"{name}   training compute unknown"), _line("unknown", f"  {reason}")))


def receipt_of(name: str, found: Estimate | Unknown | None) -> Receipt:
    """Return the receipt of a model's compute, or of the reason why it is unknown."""
    if isinstance(found, Doubted) and found.figure:
        return found.figure.receipt
    return found.receipt if isinstance(found, Estimate | AtLeast) else unknown_receipt(name, found)


def _line(kind: str, text: str) -> Line:
    return Line(kind, (Words(text),))


def _method_line(one: MethodResult, numbered: dict[str, int]) -> Line:
    parts: list[ReceiptPart] = [Words("  ")]
    parts.append(Words(one.formula) if one.method == "reported" else Equation(one.formula, one.compute_flop.median))
    for used in one.inputs:
        parts.append(Words(f"   {used.name} "))
        marks = [Mark(numbered.setdefault(key, len(numbered) + 1), key) for key in used.claims[:2]]
        parts += marks or [Words(f"({used.source})")]
    return Line("method", tuple(parts))


_PARTS = {"generation": "generating its data", "training": "gradient updates"}


def _part_lines(one: MethodResult) -> list[Line]:
    """Show the compute of generating data and of gradient updates separately, if both are known."""
    parts = {part.name: part for part in one.components if part.counted and part.name in _PARTS}
    if len(parts) < 2:
        return []
    amounts = (f"{_PARTS[name]} {scientific(part.compute_flop.median)} FLOP" for name, part in parts.items())
    return [_line("parts", f"    of which {', '.join(amounts)}")]
