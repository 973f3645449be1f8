"""Withdrawn values: the older value counts for nothing, a later one holds again, and no order of imports matters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from flopwatch.catalogue import Catalogue
from flopwatch.classification import classify
from flopwatch.domain import Accept, AnyEvent, Reject, SameAs, Snapshot, Source, Unknown, event_id
from flopwatch.domain.curated_rows import Threshold
from flopwatch.estimation import Relatives, bounds_of, estimate_models
from flopwatch.estimation.bounds import Bounds
from flopwatch.history import changes_of, stated_by_day
from flopwatch.records import (
    Record,
    View,
    as_known_on,
    described,
    fold,
    known_by,
    resolve,
    succeed,
    withdrawals_in,
)
from flopwatch.sources import reader

HEAD = "Model,Publication date,Organization,Parameters,Training compute (FLOP)\n"
OTHER = "Other,2024-01-01,Lab,1e9,1e22\n"


def table(name: str, date: str, *rows: str) -> Snapshot:
    """Return the state of a table of Epoch's kind."""
    return state(f"{name}_{date}.csv", HEAD + OTHER + "".join(f"{row}\n" for row in rows))


def state(name: str, text: str) -> Snapshot:
    """Return what a file of Epoch's kind states."""
    one, data = reader("epoch-csv"), text.encode()
    about = one.describe(name, data)
    reading = one.read(data, about)
    return Snapshot(
        source=about.id,
        sha256="0" * 64,
        date=about.date,
        reader=one.name,
        version=one.version,
        claims=tuple(reading.claims),
        read=reading.read,
        claimed=reading.claimed,
        about=about,
    )


def known(events: Sequence[AnyEvent], as_of: str = "") -> tuple[View, dict[str, Record]]:
    day = dt.date.fromisoformat(as_of) if as_of else None
    kept = known_by(events, day)
    sources: dict[str, Source] = described(kept)
    view, _ = as_known_on(fold(kept), sources, day)
    return view, resolve(view, sources, (), ()).records


def compute(events: Sequence[AnyEvent], as_of: str = "") -> str:
    record = next(one for one in known(events, as_of)[1].values() if one.name == "Large 2")
    return record.value("training_compute")


WITH = "Large 2,2024-07-24,Lab,1.23e11,2.13e25"
WITHOUT = "Large 2,2024-07-24,Lab,1.23e11,"
MARCH = table("all_ai_models", "2026-03-30", WITH)
JULY = table("notable", "2026-07-19", WITH)
GONE = table("notable", "2026-07-22", WITHOUT)
BACK = table("notable", "2026-09-01", "Large 2,2024-07-24,Lab,1.23e11,1e25")


@pytest.mark.parametrize("order", list(permutations((MARCH, JULY, GONE))))
def test_a_withdrawn_value_counts_for_nothing_in_whatever_order_it_was_imported(order: Sequence[Snapshot]) -> None:
    view, records = known(order)
    record = next(one for one in records.values() if one.name == "Large 2")
    assert record.value("training_compute") == ""
    assert record.unknown["training_compute"] == (
        "withdrawn by epoch/notable in its state of 2026-07-22; the last value was 2.13e25 FLOP"
    )
    gone = withdrawals_in(record.claims, described(order))
    assert [(one.value, one.unit, one.since, one.last_date) for one in gone] == [
        ("2.13e25", "FLOP", "2026-07-22", "2026-07-19")
    ]
    # The statement of March stays in the record, as history.
    assert [one.value for one in record.claims.values() if one.field == "training_compute" and one.value] == ["2.13e25"]
    assert set(view.claims) == {key for one in records.values() for key in one.claims}


def test_before_the_withdrawal_the_value_is_known() -> None:
    events = [MARCH, JULY, GONE]
    assert [compute(events, day) for day in ("2026-04-01", "2026-07-21", "2026-07-22")] == ["2.13e25", "2.13e25", ""]


def test_a_later_statement_of_the_publisher_holds_again() -> None:
    assert compute([MARCH, JULY, GONE, BACK]) == "1e25"
    assert compute([MARCH, JULY, GONE, table("all_ai_models", "2026-08-19", WITH)]) == "2.13e25"


def test_a_row_that_left_the_table_withdraws_nothing() -> None:
    assert compute([MARCH, JULY, table("notable", "2026-07-22", OTHER.strip().replace("Other", "Third"))]) == "2.13e25"


def test_a_column_that_no_row_fills_any_more_withdraws_nothing() -> None:
    data = "Model,Publication date,Organization,Parameters\nOther,2024,Lab,1e9\nLarge 2,2024-07-24,Lab,1.23e11\n"
    later = state("notable_2026-07-22.csv", data)
    assert compute([MARCH, JULY, later]) == "2.13e25"


BOUNDED = "Model,Publication date,Organization,Training compute lower bound,Training compute upper bound\n"


def bounded(name: str, date: str, low: str, high: str) -> Snapshot:
    """Return the state of a table that states bounds, of one model and of another."""
    return state(f"{name}_{date}.csv", f"{BOUNDED}Other,2024-01-01,Lab,1e22,1e23\nLarge 2,2024,Lab,{low},{high}\n")


@pytest.mark.parametrize(
    ("low", "high", "bounds", "named"),
    [("2e25", "", (2e25, None), "likely"), ("", "9e24", (None, 9e24), "below")],
)
def test_a_bound_that_its_table_dropped_bounds_nothing(
    low: str, high: str, bounds: tuple[float | None, float | None], named: str
) -> None:
    def found(*events: Snapshot) -> tuple[Bounds | Unknown, str]:
        records = known(events)[1]
        key = next(key for key, one in records.items() if one.name == "Large 2")
        estimates = estimate_models(records, Catalogue())
        at_1e25 = classify(records, estimates, (Threshold(flop="1e25", label="", meaning="", source=""),))[key][0]
        return bounds_of(records[key], records, estimates, Relatives(records)), at_1e25.compute_class

    held = bounded("all_ai_models", "2025-03-14", low, high), bounded("notable", "2026-07-19", low, high)
    gone = bounded("notable", "2026-07-22", "", "")
    before, of_before = found(*held)
    assert isinstance(before, Bounds)
    assert ((before.low, before.high), of_before) == (bounds, named)
    after, of_after = found(gone, *held)
    assert isinstance(after, Unknown)
    assert of_after not in ("likely", "below")


def test_an_accepted_claim_is_not_withdrawn_and_a_rejected_withdrawal_has_no_effect() -> None:
    view, _ = known([MARCH, JULY, GONE])
    stated = next(k for k, one in view.claims.items() if one.value == "2.13e25" and one.subject == "Large 2")
    withdrawal = next(key for key, one in view.claims.items() if "withdrawn" in one.flags)
    assert compute([MARCH, JULY, GONE, Accept(claim=stated, on="2026-08-01")]) == "2.13e25"
    assert compute([MARCH, JULY, GONE, Reject(claim=withdrawal, on="2026-08-01")]) == "2.13e25"


def test_a_date_governs_decisions_too() -> None:
    view, _ = known([MARCH])
    stated = next(k for k, one in view.claims.items() if one.value == "2.13e25")
    rejected = [MARCH, Reject(claim=stated, on="2026-05-01")]
    assert (compute(rejected, "2026-04-30"), compute(rejected, "2026-05-01")) == ("2.13e25", "")
    same = [MARCH, SameAs(a="Large 2", b="Other", on="2026-05-01")]
    assert len(known(same, "2026-04-30")[1]) == 2
    assert len(known(same, "2026-05-01")[1]) == 1
    undated = [MARCH, SameAs(a="Large 2", b="Other")]
    assert len(known(undated, "2026-04-30")[1]) == 1


VINTAGES = tuple(
    table(name, date, *(f"Made-{n},2023-01-0{n},Lab,{n + size}e9,{n}e2{size}" for n in range(1, size + 2)))
    for size, (name, date) in enumerate(
        (("pcd", "2024-04-02"), ("pcd", "2024-10-16"), ("all_ai_models", "2025-03-14"), ("all_ai_models", "2026-03-30"))
    )
)


@settings(derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(order=st.permutations(VINTAGES), again=st.sampled_from(VINTAGES))
def test_any_order_of_imports_gives_one_ledger_and_the_newest_word(order: list[Snapshot], again: Snapshot) -> None:
    ledger: dict[str, AnyEvent] = {}
    for one in (*order, again):
        kept, _ = succeed(one, ledger.values(), accept_shrink=True)
        ledger[event_id(kept)] = kept
    assert set(ledger) == {event_id(one) for one in VINTAGES}
    found = {one.name: one for one in known(list(ledger.values()))[1].values()}
    assert [found[f"Made-{n}"].value("parameters") for n in range(1, 5)] == [f"{n + 3}000000000" for n in range(1, 5)]
    then = {one.name: one for one in known(list(ledger.values()), "2024-04-02")[1].values()}
    assert (set(then), then["Made-1"].value("parameters")) == ({"Other", "Made-1"}, "1000000000")


SIZES = tuple(
    table(name, date, f"Made-1,2023-01-01,Lab,{size}e9,1e23", *more)
    for name, date, size, more in (
        ("pcd", "2024-04-02", 1, ()),
        ("pcd", "2024-10-16", 1, ()),
        (
            "pcd",
            "2025-06-20",
            3,
            ("Gone,2023-05-05,Lab,2e9,1e23", *(f"Kept-{n},2023,Lab,{n}e8,1e21" for n in range(1, 9))),
        ),
        ("all_ai_models", "2026-03-30", 4, tuple(f"Kept-{n},2023,Lab,{n}e8,1e21" for n in range(1, 9))),
    )
)


@pytest.mark.parametrize("order", [SIZES, SIZES[::-1], (SIZES[2], SIZES[0], SIZES[3], SIZES[1])])
def test_earlier_states_fill_the_history_in_whatever_order_they_were_imported(order: Sequence[Snapshot]) -> None:
    found = {one.name: one for one in known(order)[1].values()}
    made, gone = found["Made-1"], found["Gone"]
    said = [(date, one.value) for date, one in made.past if one.field == "parameters"]
    assert said == [
        ("2024-04-02", "1000000000")
    ]  # a repeated value is one statement; those of 2025 and 2026 are current
    assert made.value("parameters") == "4000000000"
    assert gone.gone == (("epoch/pcd", "2025-06-20", "2026-03-30"),)
    changes = changes_of(made, described(order), (1e23,))
    assert [(one.then, one.date, one.old, one.new) for one in changes] == [
        ("2024-04-02", "2025-06-20", "1000000000", "3000000000"),
        ("2025-06-20", "2026-03-30", "3000000000", "4000000000"),
    ]
    stated = stated_by_day(made, described(order), "parameters")
    assert [(date, [one.value for one in some]) for date, some in stated] == [
        ("2024-04-02", ["1000000000"]),
        ("2025-06-20", ["3000000000"]),
        ("2026-03-30", ["4000000000"]),
    ]


def test_a_narrower_state_makes_no_row_gone_and_a_withdrawal_is_a_state_of_its_own() -> None:
    narrower = table("all_ai_models", "2026-03-30")
    assert all(one.gone == () for one in known([SIZES[2], narrower])[1].values())
    record = next(one for one in known([MARCH, JULY, GONE])[1].values() if one.name == "Large 2")
    stated = stated_by_day(record, described([MARCH, JULY, GONE]), "training_compute")
    assert [(date, [one.value for one in some]) for date, some in stated] == [
        ("2026-03-30", ["2.13e25"]),
        ("2026-07-22", []),
    ]


def test_two_tables_of_one_publisher_withdraw_a_value_once_unless_it_was_stated_again() -> None:
    def dates(events: Sequence[Snapshot]) -> list[str]:
        record = next(one for one in known(events)[1].values() if one.name == "Large 2")
        return [one.since for one in withdrawals_in(record.claims, described(events))]

    both = [JULY, GONE, MARCH, table("pcd", "2026-08-19", WITHOUT)]
    assert dates(both) == ["2026-07-22"]
    again = table("large_scale_ai_models", "2026-08-01", WITH)
    assert dates([*both, again]) == ["2026-08-19", "2026-07-22"]
