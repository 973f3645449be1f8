"""Given the same facts, the calculator and the census answer alike: figure, interval, class and receipt."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from helpers.bundled import bundled_census
from helpers.typed_again import typed_models

from flopwatch.catalogue import Catalogue, Chips
from flopwatch.classification.thresholds import class_of
from flopwatch.estimation import facts_of, type_again
from flopwatch.estimation.calculator import calculate
from flopwatch.estimation.known_bases import Bases
from flopwatch.estimation.run_given import read_run

SETTINGS = ("chip", "number_format", "confidence", "compute_method", "domain", "encoder_decoder")


@pytest.fixture(scope="module")
def bundled():

    return bundled_census()


def answer(given: dict, tables: Catalogue):
    settings = {name: given[name] for name in SETTINGS if given.get(name)}
    values = {name: value for name, value in given.items() if name not in SETTINGS}
    return calculate(read_run(values, **settings), tables)


def plain(receipt) -> list[str]:
    """The receipt without names, footnotes and sources."""
    lines = [str(line) for line in receipt.lines if line.kind != "source"]
    lines = [re.sub(r"\[\d+\]|\((?:given|epoch|data/)[^()]*(?:\([^()]*\)[^()]*)*\)", "", line) for line in lines]
    return [re.sub(r"^.*?(?=   \d)", "", lines[0]), *lines[1:]]


def test_every_model_with_stated_inputs_is_answered_alike(bundled) -> None:
    alike, why, wrong = 0, Counter(), []
    for model, estimate, given in typed_models(bundled):
        if given.differs:
            why[given.differs] += 1
            continue
        found = answer(dict(given.inputs), bundled.catalogue)
        alike += 1
        pairs = [
            (found.compute_flop, estimate.compute_flop),
            (found.rule, estimate.rule),
            ([one.compute_flop for one in found.methods], [one.compute_flop for one in estimate.methods]),
            ([one.formula for one in found.methods[1:]], [one.formula for one in estimate.methods[1:]]),
            (
                [class_of(found.compute_flop.prob_above(float(one.flop))) for one in bundled.thresholds],
                [class_of(estimate.compute_flop.prob_above(float(one.flop))) for one in bundled.thresholds],
            ),
        ]
        wrong += [(model, a, b) for a, b in pairs if a != b]
    assert wrong == []
    assert alike >= 550, (alike, why)
    assert sum(why.values()) <= 75, why


def test_chips_that_are_in_no_table_are_not_typed_and_the_reason_is_given(bundled) -> None:
    bases, timed = Bases(bundled.records), 0
    for model, estimate, _ in typed_models(bundled):
        facts = bases.with_base(facts_of(bundled.records[model]), bundled.records[model], bundled.estimates)
        found = type_again(facts, estimate.methods, Chips(()))
        assert not {"chip", "number_format"} & found.inputs.keys()
        if any(one.method == "hardware" for one in estimate.methods):
            timed += 1
            assert "its chip is not in the table of accelerators" in found.differs
    assert timed > 100
