"""Every printed equation evaluates to its printed value."""

from __future__ import annotations

import ast
import math
import operator
import re

import pytest
from helpers.bundled import bundled_census

from flopwatch.estimation.receipt_lines import Equation
from flopwatch.estimation.results import Estimate

# Each printed factor has at least four digits of its value, or all that were stated; the value itself two.
WITHIN = 0.01
OPERATIONS = {ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Add: operator.add}
FUNCTIONS = {"sqrt": math.sqrt, "max": max, "min": min}
UNITS = re.compile(r"FLOP/s|FLOP|patches|images|epochs?|steps|passes \(unstated\)|\(base\)|/h|(?<=\d) [hs](?= |$)|[$€]")


def evaluate(expression: str) -> float:
    """Evaluate a printed equation: numbers, × ÷ + √ and parentheses; units are passed over."""
    # A comparison names its reference.
    words = re.sub(r"(?<=[0-9]) \((?!\d)(?!base\))[^()]*\)", "", expression)
    words = UNITS.sub("", words).replace("×", "*").replace("÷", "/").replace("√", "sqrt")

    def value(node: ast.expr) -> float:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return float(node.value)
        if isinstance(node, ast.BinOp):
            return OPERATIONS[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return FUNCTIONS[node.func.id](*map(value, node.args))
        raise AssertionError(f"{expression!r} cannot be evaluated: {ast.dump(node)}")

    return value(ast.parse(words.strip(), mode="eval").body)


@pytest.fixture(scope="module")
def equations() -> list[tuple[str, str, Equation]]:
    census = bundled_census()
    return [
        (model, line.kind, part)
        for model, found in census.estimates.items()
        if isinstance(found, Estimate)
        for line in found.receipt.lines
        for part in line.parts
        if isinstance(part, Equation)
    ]


def test_every_equation_of_the_base_gives_the_number_beside_it(equations) -> None:
    counted = [one for one in equations if "benchmark" not in one[2].expression]
    wrong = [
        (model, str(one), found)
        for model, _, one in counted
        if abs((found := evaluate(one.expression)) / one.value - 1) > WITHIN
    ]
    assert wrong == []
    assert len(counted) >= 270


def test_a_sum_that_is_not_its_value_is_caught() -> None:
    printed = "7.9e24 (base) + 6 × 72.7e9 × 18e12"
    assert evaluate(printed) == pytest.approx(1.575e25, rel=1e-3)
    assert abs(evaluate(printed) / 1.1e25 - 1) > WITHIN


def test_alphazero_s_receipt_shows_its_self_play_apart_from_its_gradient_updates() -> None:
    # Epoch's export of 30 March 2026: 5,000 TPU v1 generated the games and 64 TPU v2 updated the parameters, 34 hours
    # both; its figure for the updates alone is 1.06e20 FLOP, at a utilisation of 0.3.
    found = bundled_census().estimates["deepmind/alphazero"]
    assert isinstance(found, Estimate)
    hardware = next(one for one in found.methods if one.method == "hardware")
    parts = {part.name: part.compute_flop.median for part in hardware.components}
    assert list(parts) == ["generation", "training"]
    assert parts["training"] * 0.3 / 0.35 == pytest.approx(1.06e20, rel=0.03)
    assert hardware.compute_flop.median == pytest.approx(sum(parts.values()), rel=1e-6)
    (line,) = [str(one) for one in found.receipt.lines if one.kind == "parts"]
    assert line == "    of which generating its data 2.0e22 FLOP, gradient updates 1.3e20 FLOP"
