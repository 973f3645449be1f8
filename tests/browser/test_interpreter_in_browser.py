"""The page's interpreter gives what Python gives: one function for each construct, evaluated by both."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from helpers.browser_visit import Visit
from helpers.tiers import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import flopwatch.hub
from flopwatch.domain import BadInput, NotFound, digits, short
from flopwatch.estimation import least_variance
from flopwatch.hub.functions_as_data import Program
from flopwatch.hub.pages.calculator import ATTRIBUTES, NATIVES
from flopwatch.statistics import LogNormal, product, standard_quantile

pytestmark = pytest.mark.browser
SCRIPTS = Path(flopwatch.hub.__file__).parent / "assets" / "calculator"


@dataclass(frozen=True)
class Item:
    name: str
    size: float = 1.0
    tags: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.name} ({self.size:g})"

    def times(self, factor: float) -> Item:
        return replace(self, size=self.size * factor)


def loops() -> list[object]:
    out: list[object] = []
    for number, (name, size) in enumerate({"a": 1, "b": 2, "c": 3, "d": 4}.items()):
        if name == "b":
            continue
        if size > 3:
            break
        out.append((number, name))
    else:
        out.append("never")
    for _ in ():
        out.append("never")
    else:
        out.append("else")
    total = 0.0
    for one in range(1, 4):
        total += one / 2
    return [*out, total]


def collections() -> list[object]:
    words = ["b", "a", "c", "a"]
    counted = {word: len([x for x in words if x == word]) for word in words}
    pairs = [(x, y) for x in range(3) for y in range(3) if x < y if x + y > 1]
    merged = {**counted, "z": 0} | {"a": 9}
    return [
        sorted(set(words)),
        sorted(words, key=lambda one: (-len(one), one)),
        list(merged.items()),
        [x * y for x in (1, 2) for y in (3, 4) if x != y],
        words[1:],
        words[:2],
        words[-1],
        "a" in words,
        "q" not in merged,
        sorted({1, 2, 3} - {2} & {2, 3} | {7}),
        {1} <= {1, 2},
        merged.get("q", "none"),
        dict.fromkeys(words, 1).get("a"),
        max(words),
        min(3.0, 2.0),
        max((), default=None),
        max([Item("x", 3.0), Item("y", 3.0)], key=lambda one: one.size).name,
        next((one for one in words if one > "a"), ""),
        next(iter(()), "nothing"),
        any(one == "c" for one in words),
        all(words),
        sum([0.5, 0.25]),
        list(zip([1, 2], ["x", "y"], strict=True)),
        pairs,
    ]


def texts(value: float) -> list[str]:
    return [
        f"{value:.3g}|{value:.1e}|{value:.2f}|{value:g}",
        digits(value, 3),
        short(value),
        f"{'it is'!r} and {'it' + chr_quote()!r}",
        "{a} of {b}".format(a="1", b="2"),
        ", ".join(["x", "y"]).upper().replace("X", "z"),
        " pad ".strip().removeprefix("p"),
        str(None),
    ]


def chr_quote() -> str:
    return "'s"


def choices(value: float | None) -> list[object]:
    known = value or 0.0
    return [
        1 < known <= 3 < 4,
        not known,
        -known,
        value is None,
        "big" if known > 2 else "small",
        known and "some",
        (1, "b") < (1, "c"),
        Item("a") == Item("a", 1.0, ()),
        Item("a") != Item("b"),
        isinstance(Item("a"), Item),
        isinstance("a", Item | str),
    ]


def arguments() -> list[object]:
    def inner(first: int, *rest: int, last: int = 7, **more: int) -> list[object]:
        return [first, rest, last, sorted(more.items())]

    given = [2, 3]
    return [inner(1), inner(1, *given, last=5), inner(*given, extra=4), Item("a", tags=("x",)).times(2).label]


def refusals(words: str) -> list[str]:
    try:
        if words == "bad":
            raise BadInput(f"{words!r} is bad", slot="mfu")
        if words == "gone":
            raise NotFound("gone")
    except BadInput as error:
        return [str(error), "caught"]
    return [words]


def products(low: float, factor: float) -> list[float]:
    one, other = LogNormal.from_factor(median=low, factor=factor), LogNormal.from_interval(low=low, high=low * factor)
    both = product([one, other, LogNormal(median=6.0)]) / other
    return [both.median, both.sigma_dex, both.factor, *both.interval(), one.prob_above(low * 1.1), (one**2).median]


def shares(first: float, second: float, common: float) -> list[object]:
    kept, variance = least_variance([[first + common, common], [common, second + common]])
    return [sorted(kept.items()), variance]


def entries(program: Program, functions: Sequence[Callable[..., object]]) -> Mapping[str, object]:
    for function in functions:
        program.name_of(function, function.__name__)
    program.name_of({0.95: standard_quantile(0.95)}, "quantiles")
    return program.nodes()


FUNCTIONS = (loops, collections, texts, choices, arguments, refusals, products, shares)
ASK = """([name, given]) => {
    return flopwatch.outside(name)(...given);
}"""


@pytest.fixture
def ask(visit: Visit) -> Callable[..., Any]:
    nodes = entries(Program(NATIVES, (), (), ATTRIBUTES), FUNCTIONS)
    visit.page.add_script_tag(content=f"globalThis.flopwatchProgram = {msgspec.json.encode(nodes).decode()};")
    for name in ("numbers", "interpreter", "natives"):
        visit.page.add_script_tag(path=str(SCRIPTS / f"{name}.js"))
    return lambda function, *given: visit.page.evaluate(ASK, [function.__name__, list(given)])


def same(function: Callable[..., object], *given: object) -> Any:
    return json.loads(json.dumps(function(*given)))


def test_every_construct_gives_what_python_gives(ask: Callable[..., Any]) -> None:
    cases: list[tuple[Callable[..., object], tuple[object, ...]]] = [(loops, ()), (collections, ()), (arguments, ())]
    cases += [(texts, (value,)) for value in (405e9, 0.00001234, 0.125, 2.5, 1e16, 999999.5, 0.0096, 1234.5)]
    cases += [(choices, (value,)) for value in (None, 0.0, 2.0, 3.0)]
    cases += [(refusals, (words,)) for words in ("bad", "fine")]
    assert [(f.__name__, given, ask(f, *given)) for f, given in cases] == [
        (f.__name__, given, same(f, *given)) for f, given in cases
    ]


def test_an_exception_that_no_handler_names_leaves_the_function(ask: Callable[..., Any]) -> None:
    with pytest.raises(Exception, match="gone"):
        ask(refusals, "gone")


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(1e-6, 1e30), st.floats(1.0, 50.0), st.floats(1e-4, 1.0), st.floats(0.0, 0.5))
def test_log_normals_and_weights_are_the_same_numbers(
    ask: Callable[..., Any], low: float, factor: float, variance: float, common: float
) -> None:
    assert ask(products, low, factor) == pytest.approx(same(products, low, factor), rel=1e-12, abs=1e-15)
    weights, least = ask(shares, variance, 0.01, common)
    wanted, smallest = same(shares, variance, 0.01, common)
    assert [one[1] for one in weights] == pytest.approx([one[1] for one in wanted], rel=1e-9)
    assert least == pytest.approx(smallest, rel=1e-9)
