"""Events: rewritten, shortened and translated reports of one event are one; other events of the same model are not."""

from __future__ import annotations

import json
import random
from pathlib import Path

import polars as pl
import pytest

from flopwatch.bundled_data import curated_folder
from flopwatch.mining import mine
from flopwatch.mining.events import Report, events_of

pytest.importorskip("re2", reason="the extra `mine` is not installed")
PAIRS = Path(__file__).parent / "event_pairs.jsonl"


def test_pairs_of_reports_are_told_apart(tmp_path):
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    texts = sorted({row[side] for row in pairs for side in ("a", "b")})
    rows = (json.dumps({"id": str(at), "text": text}, ensure_ascii=False) for at, text in enumerate(texts))
    (tmp_path / "in.jsonl").write_text("\n".join(rows), encoding="utf-8")
    mine([tmp_path / "in.jsonl"], tmp_path / "out", curated_folder())
    events: dict[str, set[int]] = {}
    for event, documents in pl.read_parquet(tmp_path / "out/groups.parquet").select("event", "documents").rows():
        for document in documents:
            events.setdefault(texts[int(document)], set()).add(event)
    found = [bool(events.get(row["a"], set()) & events.get(row["b"], set())) for row in pairs]
    same = [bool(row["same"]) for row in pairs]
    together = sum(one and other for one, other in zip(found, same, strict=True))
    assert together / sum(same) >= 0.8
    assert together / sum(found) >= 0.95


def report(**facts: str) -> Report:
    return Report("Kimi K2", "en", frozenset(facts.items()), "Moonshot published open weights of its model in Beijing")


def test_two_shared_facts_are_one_event_unless_something_contradicts():
    first = report(params="1e12", tokens="1.55e13")
    assert events_of([first, report(params="1e12", tokens="1.55e13", active_params="3.2e10")]) == [0, 0]
    assert events_of([first, report(params="1e12", tokens="2e13")]) == [0, 1]
    dated = report(params="1e12", tokens="1.55e13", date="2025-07-11")
    assert events_of([dated, report(params="1e12", tokens="1.55e13", date="2025-11-06")]) == [0, 1]
    assert events_of([dated, report(params="1e12", tokens="1.55e13", date="2025-07")]) == [0, 0]


def test_a_fact_of_another_model_joins_nothing():
    first = report(params="1e12", tokens="1.55e13")
    other = Report("Ling-1T", "en", first.facts, first.words)
    assert events_of([first, other]) == [0, 1]


def test_copies_of_all_reports_change_no_event():
    pairs = [report(params="1e12", tokens="1.55e13"), report(params="2e12", tokens="3e13"), report(params="1e12")]
    shuffled = pairs * 3
    random.Random(5).shuffle(shuffled)
    events = events_of(shuffled)
    assert len(set(events)) == 2
    assert all(events[at] == events[shuffled.index(one)] for at, one in enumerate(shuffled))
