"""The review rules on the curated folder: each a function from its rows to problems. `BASE_RULES` lists them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flopwatch.audit.curated.facts import (
    active_within_all,
    bases,
    chips_are_known,
    costs_have_a_year,
    frontier_rises,
    published_after_its_chips,
    published_in_time,
    thresholds_in_order,
)
from flopwatch.audit.curated.names import (
    circumstances_resolve,
    developers_resolve,
    model_ids,
    plain_names,
    sources_are_used,
    sources_resolve,
    terms_are_known,
    unique_ids,
    vocabulary_and_claims,
)
from flopwatch.audit.curated.statements import corrections_are_needed, facts_only, links, quotes, recorded
from flopwatch.domain import CuratedRows, Problem


def check_base(rows: CuratedRows) -> tuple[Problem, ...]:
    """Return every problem found by every rule, by file and place."""
    found = dict.fromkeys(problem for rule in BASE_RULES for problem in rule(rows))
    order = {one: place for place, one in enumerate(dict.fromkeys(_places(rows)))}
    return tuple(sorted(found, key=lambda one: (one.file, order.get((one.file, one.item), -1), one.rule, one.message)))


def _places(rows: CuratedRows) -> Iterator[tuple[str, str]]:
    for some in (
        rows.sources,
        rows.developers,
        rows.models,
        rows.thresholds,
        rows.rules,
        rows.frontier,
        rows.chips,
        rows.corrections,
        rows.left_out,
        rows.clusters,
        rows.stocks,
        rows.compared,
        rows.circumstances,
        rows.claims,
    ):
        for one in some:
            yield one.file, one.item


BASE_RULES: tuple[Callable[[CuratedRows], Iterator[Problem]], ...] = (
    unique_ids,
    plain_names,
    model_ids,
    sources_resolve,
    sources_are_used,
    circumstances_resolve,
    developers_resolve,
    vocabulary_and_claims,
    terms_are_known,
    published_after_its_chips,
    chips_are_known,
    active_within_all,
    bases,
    costs_have_a_year,
    quotes,
    facts_only,
    recorded,
    published_in_time,
    links,
    corrections_are_needed,
    thresholds_in_order,
    frontier_rises,
)

__all__ = ["BASE_RULES", "check_base"]
