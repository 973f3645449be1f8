"""Values that a publisher withdrew or stated otherwise, from the claims of a record."""

from __future__ import annotations

import pytest

from flopwatch.charts import stated_history
from flopwatch.domain import Claim, Rule, Source
from flopwatch.history import Change, publisher_changes
from flopwatch.records import Record

THRESHOLDS = (1e23, 1e24, 1e25)
SOURCES = {
    key: Source(id=key, title=key, date=date, group=group)
    for key, date, group in (
        ("old", "2025-03-14", "epoch"),
        ("new", "2026-03-30", "epoch"),
        ("list", "2023-04", "lists"),
        ("undated", "", "epoch"),
    )
}
EU = Rule(
    id="eu",
    name="EU AI Act",
    jurisdiction="EU",
    meaning="m",
    status="in force",
    source="s",
    flop="1e25",
    counts="cumulative",
    applies_to=(),
)
BIOLOGY = Rule(
    id="bio",
    name="Biology only",
    jurisdiction="US",
    meaning="m",
    status="rescinded",
    source="s",
    flop="1e23",
    counts="run",
    applies_to=("biology",),
)


def claim(source: str, value: str, field: str = "training_compute", unit: str = "FLOP", **more: object) -> Claim:
    return Claim(
        subject="A", field=field, value=value, unit=unit, source=source, locator="row 2", as_written=value, **more
    )


def changes(*claims: Claim) -> tuple[Change, ...]:
    record = Record("lab/a", "model", "A", (), {}, {}, {str(at): one for at, one in enumerate(claims)})
    return publisher_changes([record], SOURCES, THRESHOLDS, [EU, BIOLOGY])


GONE = claim("new", "", unit="", relation="unknown", flags=("withdrawn",))


def test_a_withdrawal_names_the_last_value_thresholds_and_laws() -> None:
    (one,) = changes(claim("old", "2.13e25"), GONE)
    assert (one.kind, one.old, one.unit, one.date, one.then) == (
        "withdrawn",
        "2.13e25",
        "FLOP",
        "2026-03-30",
        "2025-03-14",
    )
    assert (one.crossed, one.laws) == (THRESHOLDS, ("EU AI Act",))


def test_another_publisher_neither_withdraws_nor_restates() -> None:
    assert changes(claim("list", "5e25"), claim("new", "2e25")) == ()
    (one,) = changes(claim("list", "5e25"), GONE)
    assert (one.old, one.crossed) == ("", ())


@pytest.mark.parametrize(("new", "factor", "laws"), [("8e24", 0.8, ("EU AI Act",)), ("1.04e25", None, ())])
def test_a_re_estimate_beyond_rounding_is_a_change(new: str, factor: float | None, laws: tuple[str, ...]) -> None:
    found = changes(claim("old", "1e25"), claim("new", new))
    assert [(one.kind, one.factor, one.laws) for one in found] == ([("re-estimated", factor, laws)] if factor else [])


def test_a_date_that_moved_is_a_change_and_a_more_precise_one_is_none() -> None:
    def dated(source: str, value: str) -> Claim:
        return claim(source, value, field="published", unit="")

    (one,) = changes(dated("old", "2024-01-31"), dated("new", "2025-01-31"))
    assert (one.kind, one.old, one.new) == ("date", "2024-01-31", "2025-01-31")
    assert changes(dated("old", "2024-01"), dated("new", "2024-01-31")) == ()


def test_the_small_chart_ends_with_a_hollow_mark() -> None:
    claims = {"0": claim("old", "2.13e25"), "1": GONE}
    found = stated_history(Record("lab/a", "model", "A", (), {}, {}, claims), SOURCES)
    assert [(one.date, one.flop, one.gone) for one in found] == [
        ("2025-03-14", 2.13e25, False),
        ("2026-03-30", 2.13e25, True),
    ]
    assert found[0].x < found[1].x
    assert stated_history(Record("lab/a", "model", "A", (), {}, {}, {"0": claims["0"]}), SOURCES) == ()
