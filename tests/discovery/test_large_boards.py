"""Benchmarks newly past 100 evaluations: by the counts that the search before left."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from flopwatch import sources
from flopwatch.discovery import Basis, HubLimits, search
from flopwatch.domain import BadLedger

BASIS = Basis((), ())


def searched(folder, file, day, rows):
    """Search boards of Papers with Code: (name of the board, evaluations), the best first."""
    datasets = [
        {"dataset": name, "sota": {"rows": [{"model_name": f"{name}-{at}", "metrics": {}} for at in range(count)]}}
        for name, count in rows
    ]
    file.write_text(json.dumps([{"task": "QA", "datasets": datasets}]))
    now = dt.datetime(2026, 11, day, tzinfo=dt.UTC)
    channel = sources.channel("papers-with-code")
    return search(channel, folder, BASIS, lambda: now, limits=HubLimits(), places=[str(file)]).large_boards


def test_only_boards_that_passed_100_since_the_search_before_are_reported(tmp_path):
    file, folder = tmp_path / "a.json", tmp_path / "d"
    assert searched(folder, file, 1, [("Old", 150), ("Grows", 100)]) == ()  # the first search only counts
    second = searched(folder, file, 2, [("Old", 151), ("Grows", 101), ("New", 130), ("Small", 7)])
    assert [(one.board, one.evaluations, one.leader) for one in second] == [
        ("QA: Grows", 101, "Grows-0"),
        ("QA: New", 130, "New-0"),
    ]
    assert searched(folder, file, 3, [("Old", 151), ("Grows", 140), ("New", 130)]) == ()


def test_damaged_counts_are_named_with_what_to_do(tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "boards.json").write_text("{")
    with pytest.raises(BadLedger, match="Delete the file"):
        searched(tmp_path / "d", tmp_path / "a.json", 1, [("Old", 150)])
