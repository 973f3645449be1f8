"""Functions as data: what a node holds, what is carried with a function, and what is refused with its place."""

from __future__ import annotations

import dataclasses
import functools
import gc
import math
import time
import types
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from flopwatch.catalogue import Catalogue
from flopwatch.estimation import Fact
from flopwatch.hub.functions_as_data import Program
from flopwatch.hub.pages.calculator import NATIVES, calculator_program
from flopwatch.hub.syntax_nodes import NotPortable
from flopwatch.sources import curated_folder, load_tables

LIMIT = 3.0


def below(value: float) -> bool:
    """A comparison with a constant of the module."""
    return value < LIMIT


def rooted(value: float) -> float:
    return math.sqrt(value)


def asynchronous(value: float) -> list[float]:
    yield value  # type: ignore[misc]


@dataclass(frozen=True)
class Pair:
    first: float
    second: float = 2.0

    @property
    def whole(self) -> float:
        return self.first + self.second

    def unread(self) -> float:
        yield self.first  # type: ignore[misc]  # outside the subset, but nothing asks for it


def whole_of(pair: Pair) -> float:
    return pair.whole


def program_of(function: object, **natives: object) -> dict[str, object]:
    program = Program(natives)
    program.name_of(function, "asked")
    return program.nodes()


def test_a_function_is_carried_with_the_constants_and_functions_that_it_names() -> None:
    nodes = program_of(below)
    assert nodes == {"asked": ["def", ["value"], [["return", ["compare", "value", "<", "@LIMIT"]]]], "LIMIT": 3.0}


def test_a_class_is_carried_with_its_defaults_and_only_with_the_members_that_are_read() -> None:
    program = Program({})
    program.name_of(whole_of, "asked")
    program.name_of(Pair(1.0), "one")
    nodes = program.nodes()
    assert nodes["Pair"] == ["class", None, ["first", ["second", 2.0]], {"whole": ["read", "@Pair.whole"]}]
    assert nodes["one"] == ["object", "@Pair", {"first": 1.0, "second": 2.0}]


@pytest.mark.parametrize("function", [asynchronous, rooted])
def test_what_the_interpreter_lacks_is_refused_with_its_name(function: object) -> None:
    with pytest.raises(NotPortable, match=r"test_functions_as_data\.py:\d+: .*Yield|sqrt"):
        program_of(function)


def hexed(words: str) -> str:
    return words.encode().hex()


def test_a_method_that_the_interpreter_lacks_stops_the_build() -> None:
    with pytest.raises(NotPortable, match="encode, hex"):
        program_of(hexed)


@dataclass(frozen=True)
class Counter:
    first: float

    @functools.cached_property
    def doubled(self) -> float:
        return self.first * 2


def doubled_of(counter: Counter) -> float:
    return counter.doubled


def test_a_cached_property_is_carried_as_a_property_whether_or_not_it_was_read_before() -> None:
    fresh, read = Counter(1.0), Counter(1.0)
    assert read.doubled == 2.0
    carried = []
    for one in (fresh, read):
        program = Program({})
        program.name_of(doubled_of, "asked")
        program.name_of(one, "one")
        carried.append(program.nodes())
    assert carried[0] == carried[1]
    assert carried[0]["one"] == ["object", "@Counter", {"first": 1.0}]
    assert carried[0]["Counter"] == ["class", None, ["first"], {"doubled": ["read", "@Counter.doubled"]}]


def ladder(value: float) -> list[object]:
    low = [[[[[[value + 1, value + 2], value + 3], value + 4], value + 5], value + 6], value + 7]
    high = [[[[[[value * 1, value * 2], value * 3], value * 4], value * 5], value * 6], value * 7]
    return [low, high, {"low": [low, [low, [low]]], "high": [high, [high, [high]]]}]


def test_threads_that_translate_at_once_get_what_one_alone_gets() -> None:
    def translated(_: int) -> dict[str, object]:
        return program_of(types.FunctionType(ladder.__code__, ladder.__globals__))  # new: nothing has parsed it yet

    def give_way(*_: object) -> None:
        time.sleep(1e-5)

    before = gc.get_threshold()
    gc.callbacks.append(give_way)  # a collection while a tree is made lets another thread run there
    gc.set_threshold(20)
    try:
        with ThreadPoolExecutor(max_workers=4) as pool:
            assert len({repr(one) for one in pool.map(translated, range(60))}) == 1
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(give_way)


@pytest.mark.parametrize("table", ["chips", "offers", "index", "grid", "thresholds", "frontier"])
def test_a_table_without_rows_still_gives_a_program(table: str) -> None:
    tables = Catalogue.of(load_tables(curated_folder()))
    assert calculator_program(dataclasses.replace(tables, **{table: getattr(Catalogue(), table)}))["tables"]


def test_a_native_is_named_and_not_translated() -> None:
    assert program_of(rooted, **{"math.sqrt": math.sqrt})["asked"] == [
        "def",
        ["value"],
        [["return", ["call", "@math.sqrt", "value"]]],
    ]


def test_the_calculators_program_holds_every_function_that_a_typed_run_uses_and_names_only_known_ones() -> None:
    nodes = calculator_program(Catalogue.of(load_tables(curated_folder())))
    assert {"read_run", "answer_run", "combine", "doubts_about", "multiply", "narrowing", "receipt", "bill"} <= set(
        nodes
    )
    named = set()

    def gather(node: object) -> None:
        if isinstance(node, str) and node.startswith("@"):
            named.add(node[1:])
        if isinstance(node, dict):
            gather(list(node.values()))
        for one in node if isinstance(node, list) and node[:1] != ["'"] else ():
            gather(one)

    for node in nodes.values():
        gather(node)
    assert named <= set(nodes) | set(NATIVES)
    assert Fact.__name__ in named
