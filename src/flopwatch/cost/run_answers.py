"""The answer to a typed run: compute from inputs or inputs from compute, questions, and the bill; structs and text."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from flopwatch.catalogue import Catalogue
from flopwatch.cost.bill_of_run import BillLine, amortised_with_energy, bill
from flopwatch.domain import Interval, Unknown, rounded
from flopwatch.estimation import (
    Estimate,
    Input,
    InverseAnswer,
    MethodResult,
    Run,
    calculate,
    invert,
    questions_about,
)
from flopwatch.statistics import LogNormal, interval_of

_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand"), (0.0, ""))


class MethodFigure(msgspec.Struct, frozen=True):
    """One method's training compute, in FLOP, and its formula with the numbers inserted."""

    method: str
    p5: float
    p50: float
    p95: float
    formula: str
    doubts: list[str]


class ThresholdProbability(msgspec.Struct, frozen=True):
    """The probability that training compute lies above a threshold."""

    threshold_flop: float
    label: str
    probability: float


class UsedInput(msgspec.Struct, frozen=True):
    """One input of a method, with its source."""

    method: str
    symbol: str
    name: str
    value: float
    p5: float
    p95: float
    unit: str
    formula: str
    claim: str | None
    source: str


class CostLine(msgspec.Struct, frozen=True):
    """One line of the bill: a quantity with its interval, or the reason why it is unknown."""

    quantity: str
    unit: str
    formula: str
    source: str
    p5: float | None
    p50: float | None
    p95: float | None
    unknown: str | None


class ForwardAnswer(msgspec.Struct, frozen=True):
    """The compute of a run, in FLOP. `cost` is absent if not requested."""

    compute_flop: Interval
    methods: list[MethodFigure]
    agreement: float
    rule: str
    doubted: str
    caution: str
    thresholds: list[ThresholdProbability]
    working: list[UsedInput]
    working_text: str
    sensitivity: str
    questions: tuple[AskedQuestion, ...] = ()
    cost: list[CostLine] | msgspec.UnsetType = msgspec.UNSET


class AskedQuestion(msgspec.Struct, frozen=True):
    """Something to check in what was given: its code, the input it is about, and the question."""

    code: str
    slot: str
    words: str


class TakenQuantity(msgspec.Struct, frozen=True):
    """The amount of one quantity that a given compute requires."""

    quantity: str
    p5: float
    p50: float
    p95: float
    unit: str
    formula: str


class BackwardAnswer(msgspec.Struct, frozen=True):
    """The inputs that a given compute requires. `cost` is absent if not requested."""

    compute_flop: Interval
    inverse: list[TakenQuantity]
    working_text: str
    questions: tuple[AskedQuestion, ...] = ()
    cost: list[CostLine] | msgspec.UnsetType = msgspec.UNSET


def answer_run(
    run: Run, tables: Catalogue, *, with_cost: bool = False, country: str = "", large_operator: bool | None = None
) -> ForwardAnswer | BackwardAnswer:
    """Answer a typed run: its training compute, or the inputs that an amount of compute requires.

    Args:
        run: What is given.
        tables: Accelerators, prices, thresholds.
        with_cost: Whether to add cost, energy and emissions.
        country: ISO code of the place of the run; "" leaves the emissions unknown.
        large_operator: Whether the data centre is a large operator's; None if unknown.

    Raises:
        BadInput: If too little is given; the message lists what each method lacks.
        NotFound: If the accelerator or its peak in a number format is not in the table.
    """
    target = run.amount("inverse")
    answer: ForwardAnswer | BackwardAnswer
    if target is not None:
        answer, compute = backward_answer(target, invert(run, tables)), target
    else:
        found = calculate(run, tables)
        answer, compute = forward_answer(found, tables), found.compute_flop
    asked = tuple(AskedQuestion(one.code, one.slot, one.words) for one in questions_about(run, tables))
    text = "\n".join([answer.working_text, *(f"  to check: {one.words}" for one in asked)])
    answer = msgspec.structs.replace(answer, questions=asked, working_text=text)
    if not with_cost:
        return answer
    lines = bill(run, compute, tables, country=country, large_operator=large_operator)
    lines = (*lines, BillLine("amortised hardware and energy", amortised_with_energy(lines), "USD"))
    text = "\n".join([answer.working_text, *map(cost_line_text, lines)])
    return msgspec.structs.replace(answer, cost=[cost_line(one) for one in lines], working_text=text)


def forward_answer(found: Estimate, tables: Catalogue) -> ForwardAnswer:
    """Convert an estimate, in FLOP, into the answer of the calculator: figures, working, and P(above) per threshold.

    Args:
        found: The estimate.
        tables: The catalogue, for its thresholds.
    """
    return ForwardAnswer(
        compute_flop=interval_of(found.compute_flop),
        methods=[
            MethodFigure(one.method, *_quantiles(one.compute_flop), one.formula, list(one.doubts))
            for one in found.methods
        ],
        agreement=rounded(found.agreement),
        rule=found.rule,
        doubted=found.doubted,
        caution=found.caution,
        thresholds=[
            ThresholdProbability(float(one.flop), one.label, round(found.compute_flop.prob_above(float(one.flop)), 6))
            for one in tables.thresholds
        ],
        working=[_used(method, used) for method in found.methods for used in method.inputs],
        working_text=found.receipt.text,
        sensitivity=found.sensitivity,
    )


def _used(method: MethodResult, used: Input) -> UsedInput:
    low, middle, high = _quantiles(used.value)
    return UsedInput(
        method=method.method,
        symbol=used.symbol,
        name=used.name,
        value=middle,
        p5=low,
        p95=high,
        unit=used.unit,
        formula=method.formula,
        claim=used.claims[0] if used.claims else None,
        source=used.source,
    )


def backward_answer(target: LogNormal, answers: Sequence[InverseAnswer]) -> BackwardAnswer:
    """Return the inputs that a compute, in FLOP, requires."""
    text = [
        f"{_shown(target.median)} FLOP takes",
        *(f"  {_amount(one.value, one.unit)}   {one.formula}" for one in answers),
    ]
    return BackwardAnswer(
        compute_flop=interval_of(target),
        inverse=[TakenQuantity(one.quantity, *_quantiles(one.value), one.unit, one.formula) for one in answers],
        working_text="\n".join(text),
    )


def cost_line(one: BillLine) -> CostLine:
    """Return one line of a bill; its quantiles are None if it is unknown."""
    if isinstance(one.value, Unknown):
        return CostLine(one.quantity, one.unit, one.formula, one.source, None, None, None, one.value.reason)
    return CostLine(one.quantity, one.unit, one.formula, one.source, *_quantiles(one.value), None)


def cost_line_text(one: BillLine) -> str:
    """Format one line of a bill as the receipt prints it."""
    if isinstance(one.value, Unknown):
        return f"  {one.quantity}: unknown ({one.value.reason})"
    return f"  {one.quantity}: {_amount(one.value, one.unit)}" + (f"   {one.formula}" if one.formula else "")


def _quantiles(value: LogNormal) -> tuple[float, float, float]:
    found = interval_of(value)
    return found.p5, found.p50, found.p95


def _amount(value: LogNormal, unit: str) -> str:
    """Format an interval for reading aloud: `$27 million   (90%: $13 to $57 million)`."""
    sign, name = ("$", "") if unit == "USD" else ("", f" {unit}")
    middle, low, high = (_scaled(one) for one in (value.median, *value.interval()))
    said = f"{sign}{' '.join(middle).strip()}{name}"
    if value.sigma_dex == 0:
        return said
    first = low[0] if low[1] == high[1] else " ".join(low).strip()
    return f"{said}   (90%: {sign}{first} to {sign}{' '.join(high).strip()})"


def _scaled(value: float) -> tuple[str, str]:
    size, word = next((size, word) for size, word in _SCALES if value >= 0.9995 * size)
    if value >= 1e15:
        return _shown(value), ""
    return _shown(value / size if size else value), word


def _shown(value: float) -> str:
    if 0.01 <= value < 10_000:
        text = f"{value:.2g}" if value < 100 else f"{float(f'{value:.3g}'):g}"
        return f"{float(text):g}"
    return f"{value:.1e}".replace("e+", "e").replace("e-0", "e-")
