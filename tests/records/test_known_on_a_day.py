"""What was known on a day: a source counts from its date, one without a date from the newest publication it states."""

from __future__ import annotations

import dataclasses
import datetime as dt

from flopwatch.domain.claims import Claim, Source
from flopwatch.records.folding import View, as_known_on, fold


def view_of(*claims: Claim) -> View:
    return dataclasses.replace(fold(()), claims={str(i): one for i, one in enumerate(claims)})


def published(source: str, date: str) -> Claim:
    return Claim(subject="A", field="published", value=date, source=source, locator="row", as_written=date)


def test_an_undated_source_is_as_late_as_the_newest_publication_it_states() -> None:
    view = view_of(published("undated", "2026-06-29"), published("undated", "2023-01"), published("old", "2024-02"))
    sources = {id: Source(id=id, title=id, url="") for id in ("undated", "old")}
    for day, known in ((dt.date(2025, 1, 30), {"old"}), (dt.date(2026, 6, 29), {"undated", "old"})):
        kept, _ = as_known_on(view, sources, day)
        assert {one.source for one in kept.claims.values()} == known


def test_a_dated_source_counts_from_its_own_date() -> None:
    view = view_of(published("list", "2026-01-01"))
    sources = {"list": Source(id="list", title="list", url="", date="2024-04-05")}
    assert as_known_on(view, sources, dt.date(2024, 4, 5))[0].claims
    assert not as_known_on(view, sources, dt.date(2024, 4, 4))[0].claims
