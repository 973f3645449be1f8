from __future__ import annotations

from pathlib import Path

import pytest

from flopwatch.domain.claims import Reading, Source
from flopwatch.reproduce.documents import reproduce
from flopwatch.reproduce.statements import Reproduced
from flopwatch.sources import reader

SHEET = "data/epoch-parameters-2022/database_2022-05-03.csv"
VINTAGE = "data/epoch-vintages/pcd_2024-04-02.csv"


def lines(shared: Path, *paths: str) -> dict[tuple[str, str], Reproduced]:
    readings: list[tuple[Source, Reading]] = []
    for path in paths:
        raw = (shared / path).read_bytes()
        about = reader("epoch-csv").describe(Path(path).name, raw)
        readings.append((about, reader("epoch-csv").read(raw, about)))
    return {(one.document, one.statement): one for one in reproduce(readings)}


@pytest.mark.shared
def test_the_rates_of_document_002_are_reproduced_or_explained(shared: Path) -> None:
    found = lines(shared, SHEET)
    before = found["002", "Months in which parameters double, all domains, 2000 to 2016-2018"]
    assert (before.computed, before.verdict) == ("21.8 to 22.9", "explained")
    for part in (
        "to 2016: 22.8 months",
        "n 58",
        "bare year 29.6 to 32.5",
        "reason for inclusion 28.9 to 32.2",
    ):
        assert part in before.note
    language = found["002", "Months in which parameters double, language, from 2016-2018"]
    listed = found["002", "Months in which parameters double, language, from 2016-2018 (in a list)"]
    assert language.computed == listed.computed == "5.2 to 7.8"
    assert "Inside this range" in language.note
    assert "Not inside this range" in listed.note
    assert "both 3 to 5 and 4 to 8" in listed.note
    assert found["002", "Domains with a discontinuity in 2011-2012"].verdict == "equal"
    assert found["002", "Parameters of games compared with vision"].verdict == "equal"
    break_ = found["002", "Discontinuity in language"]
    assert break_.verdict == "differs"
    assert "BIC gain" in break_.note
    assert found["002", "Year of the first system (in a caption)"].verdict == "explained"
    assert listed.verdict == "differs"
    assert language.verdict == "explained"


@pytest.mark.shared
def test_the_rates_of_document_000_are_reproduced(shared: Path) -> None:
    found = lines(shared, VINTAGE)
    rate = found["000", "Growth of training compute of the top models, per year"]
    assert rate.verdict in ("equal", "explained")
    assert "which holds 4" in rate.note
    assert found["000", "Year in which the top models pass 1e26 FLOP, at 4x per year"].verdict == "equal"
    far = found["000", "Year by which models of 1e24 FLOP are over 1000x smaller than the top, at 4x per year"]
    assert (far.computed, far.verdict) == ("2026", "equal")


def test_without_data_each_rate_names_the_file_it_takes() -> None:
    needy = [one for one in reproduce([]) if "double" in one.statement or "per year" in one.statement]
    assert len(needy) >= 6
    assert all(one.verdict == "needs-data" and ".csv" in one.note for one in needy)
