"""Cycles of a directed graph: each from its smallest id, none in a graph that can be sorted."""

from __future__ import annotations

import contextlib
import graphlib
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from flopwatch.records import cycles_of

GRAPHS = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3), max_size=6)


def test_two_cycles_through_one_model_are_two() -> None:
    assert cycles_of({"a": ["b", "c"], "b": ["a"], "c": ["a"]}) == [("a", "b"), ("a", "c")]


def test_a_cycle_of_any_length_is_walked_without_recursion() -> None:
    assert len(cycles_of({str(n): [str(n + 1)] for n in range(100_000)} | {"100000": ["0"]})) == 1


@given(after=GRAPHS)
def test_each_is_a_cycle_and_only_a_graph_that_can_be_sorted_has_none(after: dict[str, list[str]]) -> None:
    found = cycles_of(after)
    for cycle in found:
        assert cycle[0] == min(cycle)
        assert len(set(cycle)) == len(cycle)
        assert all(later in after[one] for one, later in pairwise((*cycle, cycle[0])))
    unsorted = True
    with contextlib.suppress(graphlib.CycleError):
        graphlib.TopologicalSorter(after).prepare()
        unsorted = False
    assert bool(found) == unsorted
