"""Facts of a run, made by hand: those that a test names, and nothing else."""

from __future__ import annotations

import msgspec

from flopwatch.estimation.run_facts import Fact, RunFacts

PLAIN = RunFacts(
    "m",
    None,
    None,
    None,
    None,
    None,
    {},
    None,
    None,
    None,
    None,
    "",
    (),
    None,
    None,
    True,
    False,
    False,
    False,
    False,
    "",
)


def fact(value, unit="", words="x", claims=("c",)):
    return Fact(float(value), unit, claims, words)


def facts(**changes):
    return msgspec.structs.replace(PLAIN, **changes)
