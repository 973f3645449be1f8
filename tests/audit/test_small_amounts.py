"""Amounts so small that a unit or an exponent may be missing are remarked on, except of early models."""

from __future__ import annotations

import pytest

from flopwatch.audit.census.context import AuditContext
from flopwatch.audit.census.numbers import slips_of_size
from flopwatch.catalogue import Frontier
from flopwatch.domain.claims import Claim, Source
from flopwatch.records import ChoiceContext, narrow
from flopwatch.records.results import Record

SOURCES = {"s": Source(id="s", title="t", url="", date="2025-03-14", group="g")}


def stated(field: str, value: str, unit: str = "") -> Claim:
    return Claim(subject="A", field=field, value=value, unit=unit, source="s", locator="row", as_written=value)


@pytest.mark.parametrize(
    ("field", "value", "unit", "published", "found"),
    [
        ("training_compute", "1234.5", "FLOP", "2024-01-02", True),
        ("training_compute", "3.8e25", "FLOP", "2024-01-02", False),
        ("training_compute", "694894.9", "FLOP", "1957", False),
        ("parameters", "70", "parameters", "2024-01-02", True),
        ("parameters", "6144", "parameters", "2014-07-15", False),
        ("tokens_seen", "300", "tokens", "2024-01-02", True),
        ("tokens_seen", "1.4e12", "tokens", "2024-01-02", False),
    ],
)
def test_small_amounts_of_late_models_are_remarked_on(
    field: str, value: str, unit: str, published: str, found: bool
) -> None:
    claims = {"1": stated(field, value, unit), "2": stated("published", published)}
    record = narrow(Record("d/a", "model", "A", (), {}, {}, claims), list(claims), ChoiceContext(SOURCES))
    findings = list(slips_of_size(AuditContext({record.id: record}, SOURCES, {}, Frontier(()))))
    assert [(one.rule, one.severity, one.field) for one in findings] == [("small-amount", "low", field)] * found
    assert all(value in one.proposal for one in findings)
