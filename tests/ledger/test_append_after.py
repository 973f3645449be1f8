"""Append after a decision: what it saw and what it adds are one transaction, in every kind of store."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

from flopwatch.domain import Accept, BadInput
from flopwatch.ledger import open_store

MOST = 5
PEOPLE = 16


def take_one(path: str, number: int) -> None:
    def decide(events):
        if len(events) >= MOST:
            raise BadInput("none is left")
        return [Accept(claim=f"c{number}")]

    with open_store(path) as ledger:
        try:
            ledger.append_after(decide)
        except BadInput:
            return


def test_sixteen_processes_take_five_places_and_no_more(tmp_path: Path) -> None:
    path = str(tmp_path / "l.sqlite")
    context = multiprocessing.get_context("fork")
    people = [context.Process(target=take_one, args=(path, number)) for number in range(PEOPLE)]
    for one in people:
        one.start()
    for one in people:
        one.join(60)
    with open_store(path, readonly=True) as ledger:
        assert len(ledger) == MOST
        assert ledger.verify() == []
