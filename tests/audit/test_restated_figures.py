"""A publisher that restates its figure is not in conflict with itself."""

from __future__ import annotations

import pytest

from flopwatch.audit.census.context import AuditContext
from flopwatch.audit.census.numbers import far_apart
from flopwatch.catalogue import Frontier
from flopwatch.domain.claims import Claim, Source
from flopwatch.records.results import Record


def stated(source: str, value: str) -> Claim:
    return Claim(
        subject="A", field="training_compute", value=value, unit="FLOP", source=source, locator="row", as_written=value
    )


@pytest.mark.parametrize(
    ("date", "group", "severity"),
    [("2026-08-19", "epoch", "low"), ("", "epoch", "high"), ("2026-08-19", "other", "high")],
)
def test_only_a_newer_statement_of_the_same_publisher_lowers_the_severity(date: str, group: str, severity: str) -> None:
    sources = {
        "old": Source(id="old", title="t", url="", date="2025-03-14", group="epoch"),
        "new": Source(id="new", title="t", url="", date=date, group=group),
    }
    claims = {"1": stated("old", "3.41e23"), "2": stated("new", "6.49e20")}
    record = Record("d/a", "model", "A", (), {}, {}, claims)
    (found,) = far_apart(AuditContext({record.id: record}, sources, {}, Frontier(())))
    assert (found.rule, found.severity) == ("far-apart", severity)
    assert (found.proposal == "The publisher's newer statement is in force.") == (severity == "low")
