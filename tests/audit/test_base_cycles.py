"""Base models that lead back to the model are a finding of the audit."""

from __future__ import annotations

from pathlib import Path

import pytest

from flopwatch.audit.census.base_cycles import bases_in_a_cycle
from flopwatch.audit.census.context import AuditContext
from flopwatch.catalogue import Frontier
from flopwatch.domain import Claim, Snapshot, Source
from flopwatch.hub.pages.audit_rules import RULES
from flopwatch.records import fold, resolve
from flopwatch.sources.epoch.models_csv import EPOCH_CSV


def findings(*pairs: tuple[str, str]) -> list:
    claims = [
        Claim(subject=name, field="base_model", value=base, source="s", locator=f"row {n}", as_written=base)
        for n, (name, base) in enumerate(pairs)
    ]
    return of_claims(claims)


def of_claims(claims: list[Claim]) -> list:
    source = Source(id="s", title="S", group="s", rank=1)
    snapshot = Snapshot(
        source="s",
        sha256="0" * 64,
        date="2026-01-01",
        reader="t",
        version=1,
        claims=tuple(claims),
        read=len(claims),
        claimed=len(claims),
    )
    records = resolve(fold([snapshot]), {"s": source}, (), ()).records
    return list(bases_in_a_cycle(AuditContext.of(records, {"s": source}, {}, Frontier(()), ())))


def test_five_models_built_upon_one_another_are_one_finding_that_names_them() -> None:
    (one,) = findings(*((f"M{n}", f"M{(n + 1) % 5}") for n in range(5)), ("N", "M0"))
    assert "M0 → M1 → M2 → M3 → M4 → M0" in one.message
    assert (one.rule, one.severity, one.field, one.as_written) == ("base-circle", "high", "base_model", "M1")
    assert one.rule in RULES


def test_a_model_that_names_itself_is_a_circle_and_a_tree_is_none() -> None:
    assert [one.message for one in findings(("A", "A"))] == [
        "Each is built upon the next: A → A; none can be the first."
    ]
    assert findings(("B", "A"), ("C", "A"), ("D", "B"), ("D", "C")) == []


def test_a_long_circle_is_named_in_short() -> None:
    (one,) = findings(*((f"M{n}", f"M{(n + 1) % 50}") for n in range(50)))
    assert "42 more" in one.message
    assert len(one.message) < 200


@pytest.mark.shared
def test_the_cycle_of_the_breaks_is_found(shared: Path) -> None:
    data = (shared / "data/cases/breaks/base-cycle.csv").read_bytes()
    (one,) = of_claims(list(EPOCH_CSV.read(data, Source(id="s", title="S")).claims))
    assert "M0 → M1 → M2 → M3 → M4 → M0" in one.message
