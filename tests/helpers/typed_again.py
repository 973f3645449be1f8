"""Each model's facts as a person types them into the calculator."""

from __future__ import annotations

from collections.abc import Iterator

from flopwatch.census import Census
from flopwatch.estimation import (
    SLOTS,
    Estimate,
    RunFacts,
    TypedAgain,
    doubts_about,
    facts_of,
    methods_for,
    read_run,
    type_again,
)
from flopwatch.estimation.known_bases import Bases
from flopwatch.estimation.run_given import facts_given


def typed_facts(found: TypedAgain, census: Census) -> RunFacts:
    """Return the facts of the run as typed."""
    settings = {name: one for name, one in found.inputs.items() if name not in SLOTS}
    quantities = {name: one for name, one in found.inputs.items() if name in SLOTS}
    return facts_given(read_run(quantities, **settings), census.catalogue)


def _doubts(facts: RunFacts, census: Census) -> list[str]:
    return [one.rule for one in doubts_about(facts, census.catalogue.frontier)]


def typed_models(census: Census, every: int = 1) -> Iterator[tuple[str, Estimate, TypedAgain]]:
    """Yield each model, or one of so many, with an estimate from counted or timed facts: id, estimate, and its inputs
    typed again.
    """
    bases = Bases(census.records)
    for record in census.models()[::every]:
        estimate = census.estimates[record.id]
        if not isinstance(estimate, Estimate):
            continue
        facts = bases.with_base(facts_of(record), record, census.estimates)
        own, _ = methods_for(facts, census.catalogue.chips)
        if not {"operations", "hardware"} & {one.method for one in own}:
            continue
        found = type_again(facts, estimate.methods, census.catalogue.chips)
        if not found.differs and _doubts(facts, census) != _doubts(typed_facts(found, census), census):
            found = TypedAgain(found.inputs, "doubted by its date, or by data that only notes call tokens")
        yield record.id, estimate, found
