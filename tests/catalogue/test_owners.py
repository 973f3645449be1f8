"""Owners of accelerators: what runs at a date, each chip once, and the compute that a developer could use."""

from __future__ import annotations

import datetime as dt
import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from helpers.bundled import bundled_curated
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.catalogue import Owners
from flopwatch.domain.curated_rows import Cluster, ComputeStock
from flopwatch.domain.errors import BadInput
from flopwatch.sources.curated.compute import load_compute

DAY = dt.date(2025, 6, 1)


def cluster(name: str, size: str = "10000", **more: object) -> Cluster:
    row: dict[str, Any] = {"row": sum(name.encode()), "status": "existing", "certainty": "confirmed", "source": "t"}
    return Cluster(
        name=name, h100_equivalents=size, **{**row, "operational": "2024-01", "developers": ("Lab",), **more}
    )


def stock(date: str, p50: str, developer: str = "Lab") -> ComputeStock:
    middle = float(p50)
    ends = {"p5": f"{middle / 2:.6g}", "p95": f"{middle * 2:.6g}"}
    return ComputeStock(
        name=f"{developer} {date}", row=2, developers=(developer,), date=date, p50=p50, source="t", **ends
    )


@pytest.mark.parametrize(
    "one",
    [
        cluster("planned", status="planned"),
        cluster("rumour", certainty="unlikely"),
        cluster("later", operational="2025-07"),
        cluster("undated", operational=""),
        cluster("gone", decommissioned="2025-05-31"),
    ],
    ids=lambda one: one.name,
)
def test_what_does_not_run_is_not_counted(one: Cluster) -> None:
    assert Owners((one,)).running(DAY) == ()
    assert Owners((one,)).capacity_of("Lab", DAY) is None


def test_phases_and_duplicates_count_once() -> None:
    first, second = cluster("Phase 1", "10000"), cluster("Phase 2", "30000", builds_upon="Phase 1")
    old, new = cluster("Old", "5000", superseded_by="New"), cluster("New", "8000")
    again = cluster("Rumoured phase", "30000", duplicate_of=("Elsewhere", "Phase 2"))
    found = Owners((first, second, old, new, again)).running(DAY)
    assert [one.name for one in found] == ["Phase 2", "New"]


def test_an_earlier_phase_runs_until_the_next_does() -> None:
    first, second = cluster("Phase 1", "10000"), cluster("Phase 2", "30000", builds_upon="Phase 1", operational="2026")
    owners = Owners((first, second))
    assert [one.name for one in owners.running(DAY)] == ["Phase 1"]
    assert [one.name for one in owners.running(dt.date(2026, 3, 1))] == ["Phase 2"]


def test_a_stock_between_two_year_ends_is_interpolated_in_logarithms() -> None:
    owners = Owners((), (stock("2024-12-31", "100000"), stock("2025-12-31", "400000")))
    found = owners.capacity_of("Lab", dt.date(2025, 7, 1))
    assert found is not None
    assert found.route == "stock"
    assert found.h100_equivalents.median == pytest.approx(200_000, rel=0.01)
    assert len(found.names) == 2


def test_a_stock_goes_before_clusters_and_ends_with_its_years() -> None:
    owners = Owners((cluster("A"),), (stock("2025-12-31", "400000"),))
    near, far = owners.capacity_of("Lab", DAY), owners.capacity_of("Lab", dt.date(2028, 1, 1))
    assert near is not None
    assert near.route == "stock"
    assert near.h100_equivalents.median < 400_000
    assert far is not None
    assert far.route == "clusters"


@given(years=st.floats(0.05, 1.4))
def test_the_interval_widens_away_from_a_stated_year_end(years: float) -> None:
    owners = Owners((), (stock("2025-12-31", "400000"),))
    at = owners.capacity_of("Lab", dt.date(2025, 12, 31))
    later = owners.capacity_of("Lab", dt.date(2025, 12, 31) + dt.timedelta(days=round(365 * years)))
    assert at is not None
    assert later is not None
    assert later.h100_equivalents.sigma_dex > at.h100_equivalents.sigma_dex
    assert later.h100_equivalents.median > at.h100_equivalents.median


def test_few_listed_chips_say_nothing_about_a_developer() -> None:
    assert Owners((cluster("A", "300"),)).capacity_of("Lab", DAY) is None


def test_a_run_is_peak_times_time_times_utilisation() -> None:
    found = Owners((), (stock("2025-06-01", "100000"),)).capacity_of("Lab", DAY)
    assert found is not None
    # 1e5 × 989.4e12 FLOP/s × 90 d × 86 400 s × sqrt(0.20 × 0.58)
    assert found.run_flop.median == pytest.approx(1e5 * 989.4e12 * 90 * 86_400 * math.sqrt(0.20 * 0.58), rel=1e-9)


@cache
def bundled() -> Owners:
    curated = bundled_curated()
    return Owners.of(curated.clusters, curated.stocks, curated.developers)


def test_the_bundled_tables_are_whole() -> None:
    owners = bundled()
    assert len(owners.clusters) == 786
    assert len(owners.stocks) == 11
    unnamed = owners.by_owner(DAY)[-1]
    assert unnamed.name == ""
    assert len(unnamed.clusters) == 284
    assert sum(len(one.clusters) for one in owners.by_owner(DAY)) == 786
    [openai] = [one for one in owners.stocks if one.name == "OpenAI end-2024"]
    assert openai.developers == ("OpenAI",)
    assert float(openai.p50) == pytest.approx(386_219, abs=1)


def test_frontier_runs_fit_the_capacity_half_a_year_before() -> None:
    """Grok 3 took 3 to 5e26 FLOP on one cluster: xAI's whole stock of the time could do about that in 90 days."""
    found = bundled().capacity_of("xAI", dt.date(2024, 12, 31))
    assert found is not None
    assert 2e26 < found.run_flop.quantile(0.05) < 5e26 < found.run_flop.quantile(0.95)


def test_a_company_and_its_laboratory_come_once() -> None:
    names = [some for some, _ in bundled().capacities(dt.date(2025, 12, 31))]
    assert ("Google", "Google DeepMind") in names
    assert not any(some in (("Google",), ("Google DeepMind",)) for some in names)


ROW = """[[cluster]]
name = "A"
row = 2
status = "existing"
certainty = "confirmed"
source = "epoch-gpu-clusters-2026-04"
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"existing"', '"there"', r"status 'there' is not one of existing, planned, decommissioned"),
        ('"confirmed"', '"sure"', r"certainty 'sure' is not one of"),
        ("row = 2", 'row = 2\nchips = "-5"', r"chips '-5' is not positive"),
        ("row = 2", 'row = 2\noperational = "May 2025"', "May 2025"),
        ("row = 2", 'row = 2\ndevelopers = ["nobody-here"]', r"developer 'nobody-here' is not in vocabulary"),
        ("-2026-04", "-1999", r"source 'epoch-gpu-clusters-1999' is not in sources.toml"),
        ("row = 2", 'row = 2\nowners = "B"', r"key 'owners' is not one of"),
    ],
)
def test_a_bad_row_is_named_with_its_file_and_value(tmp_path: Path, old: str, new: str, words: str) -> None:
    (tmp_path / "clusters.toml").write_text(ROW.replace(old, new), encoding="utf-8")
    known = bundled_curated().sources
    with pytest.raises(BadInput, match=words) as caught:
        load_compute(tmp_path, known, {})
    assert "clusters.toml" in str(caught.value)
