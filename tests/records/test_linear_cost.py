"""Twice the input costs about twice the operations, in each of its dimensions. Counted, never timed."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from helpers.operations import operations, watchdog

from flopwatch import pipeline, records, sources
from flopwatch.domain import (
    AnyEvent,
    Claim,
    ClaimEvent,
    Correct,
    Reading,
    Retract,
    SameAs,
    Snapshot,
    Source,
    event_id,
)
from flopwatch.records.derivation import topmost_bases
from flopwatch.records.results import Record
from flopwatch.sources.claim_caps import MAX_PER_FIELD, within_caps
from flopwatch.sources.epoch.models_csv import EPOCH_CSV
from flopwatch.sources.lists.orkg import ORKG

SOURCE = Source(id="epoch/made", title="Made")
MOST = 2.3  # times as many operations for twice the input; the rest is rounding and what does not grow


def claims_of(
    count: int, subject: str = "One-1", value: Callable[[int], str] = lambda i: str(10**6 + i * 10**4)
) -> list[Claim]:
    return [
        Claim(
            subject=subject,
            field="parameters",
            value=value(i),
            unit="parameters",
            source=f"list-{i % 7}",
            locator=f"row {i}",
            as_written="w",
            entry=f"row {i}",
        )
        for i in range(count)
    ]


def snapshot(claims: list[Claim]) -> Snapshot:
    return Snapshot(
        source="made", sha256="", date="2024", reader="r", version=1, claims=tuple(claims), read=1, claimed=1
    )


def resolved(events: Iterable[AnyEvent]) -> records.Resolved:
    return records.resolve(records.fold(events), {}, (), ())


def table(rows: int, name: Callable[[int], str], columns: int = 0, cell: str = "7e9") -> bytes:
    head = ["Model", "Parameters", "Publication date", "Organization", *(f"Colour {i}" for i in range(columns))]
    body = [",".join((name(i), cell, "2020-01-01", "Made Lab", *("red" for _ in range(columns)))) for i in range(rows)]
    return "\n".join((",".join(head), *body)).encode()


def read_and_resolve(data: bytes) -> Reading:
    reading = within_caps(EPOCH_CSV.read(data, SOURCE))
    resolved([snapshot(reading.claims)])
    return reading


def turned(width: int) -> bytes:
    rows = ["has model," + ",".join(f"M-{i}" for i in range(width)), "number of parameters," + ",".join(["7B"] * width)]
    return "\n".join((*rows, "organization," + ",".join(["Made Lab"] * width))).encode()


def retractions(count: int) -> list[AnyEvent]:
    chain: list[AnyEvent] = [ClaimEvent(claim=claims_of(1)[0])]
    for _ in range(count):
        chain.append(Retract(event_id=event_id(chain[-1])))
    return chain


def corrections(count: int) -> list[AnyEvent]:
    return [
        Correct(
            model="unknown/one-1",
            field="parameters",
            action="strike",
            source=f"s{i}",
            expect={"source": f"list-{i % 7}"},
        )
        for i in range(count)
    ]


def organisations(count: int) -> bytes:
    listed = b",".join(b"Lab %d" % i for i in range(count))
    return table(2, lambda i: f"Made-{i}").replace(b"Made Lab", b'"' + listed + b'"')


def joined(count: int) -> list[AnyEvent]:
    return [
        *(SameAs(a=f"Made-{i}", b=f"Made-{i + 1}") for i in range(count)),
        snapshot([one for i in range(count) for one in claims_of(1, f"Made-{i}")]),
    ]


# For each dimension of the input: what makes it so large, and what is then done with it.
DIMENSIONS: dict[str, tuple[Callable[[int], Any], Callable[[Any], object]]] = {
    "rows": (lambda n: table(n, lambda i: f"Made-{i}"), read_and_resolve),
    "rows of one name": (lambda n: table(n, lambda _: "Made-1"), read_and_resolve),
    "columns": (lambda n: table(4, lambda i: f"Made-{i}", columns=n), read_and_resolve),
    "columns of a turned table": (turned, lambda data: ORKG.read(data, SOURCE)),
    "organisations in one cell": (organisations, read_and_resolve),
    "claims of one field, all different": (lambda n: [snapshot(claims_of(n))], resolved),
    "claims of one field, all the same": (lambda n: [snapshot(claims_of(n, value=lambda _: "7"))], resolved),
    "a chain of retractions": (retractions, resolved),
    "names joined one by one": (joined, resolved),
    "corrections of one model": (lambda n: [snapshot(claims_of(100)), *corrections(n)], resolved),
    "snapshots of one source": (
        lambda n: [snapshot(claims_of(1, value=lambda _, i=i: str(i + 1))) for i in range(n)],
        resolved,
    ),
}


@pytest.mark.parametrize("name", DIMENSIONS)
def test_twice_the_input_costs_about_twice_as_much(name: str) -> None:
    make, work = DIMENSIONS[name]
    work(make(20))  # what is loaded or cached once is not counted
    small, large = make(200), make(400)
    once, twice = operations(lambda: work(small)), operations(lambda: work(large))
    assert twice <= MOST * once, f"{once} operations for 200, {twice} for 400"


def bases(count: int) -> bytes:
    rows = [f"Link-{i},Made Lab,2020-01-01,1e9,Link-{i + 1},1e20" for i in range(count)]
    return "\n".join(
        ("Model,Organization,Publication date,Parameters,Base model,Finetune compute (FLOP)", *rows)
    ).encode()


@pytest.mark.matrix
def test_a_chain_of_bases_costs_in_proportion_and_needs_no_depth(few_models: Path, tmp_path: Path) -> None:
    def census(count: int) -> Callable[[], object]:
        event = snapshot(EPOCH_CSV.read(bases(count), SOURCE).claims)
        return lambda: pipeline.take_census(few_models, str(tmp_path / "none.sqlite"), more=[event])

    census(5)()
    nothing, once, twice = (operations(census(count)) for count in (1, 30, 60))
    assert twice - nothing <= MOST * (once - nothing)
    deep = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 300)
    try:
        census(310)()  # deeper than the stack may be
    finally:
        sys.setrecursionlimit(deep)


def test_each_step_of_a_chain_of_bases_is_taken_once() -> None:
    # 30,000 links: a walk that begins anew at each, or looks through the links before it, would take hours.
    count = 30_000
    made = Record("", "model", "", (), {}, {}, {})
    links = dict.fromkeys(map(str, range(count)), made)
    chain = {str(n): str(n + 1) for n in range(count)}
    assert set(topmost_bases(chain, links).values()) == {str(count - 1)}
    assert set(topmost_bases({**chain, str(count - 1): "15000"}, links).values()) == {
        min(map(str, range(15_000, count)))
    }
    loop = {"a": "b", "b": "c", "c": "a", "d": "b", "e": "x"}
    assert topmost_bases(loop, dict.fromkeys("abcde", made)) == {
        "a": "a",
        "b": "a",
        "c": "a",
        "d": "a",
        "e": "e",
    }


def test_the_caps_keep_the_counts_in_balance_and_say_what_they_left_out() -> None:
    reading = within_caps(EPOCH_CSV.read(table(MAX_PER_FIELD + 5, lambda _: "Made-1"), SOURCE))
    assert (reading.claimed, len(reading.quarantined)) == (MAX_PER_FIELD, 5)
    assert f"more than {MAX_PER_FIELD} claims" in reading.quarantined[0].reason
    assert any(note.startswith(f"Made-1: {MAX_PER_FIELD + 5} claims on parameters") for note in reading.notes)
    assert sources.reader("epoch-csv") is EPOCH_CSV


def test_a_call_that_never_ends_is_ended_by_the_watchdog() -> None:
    with pytest.raises(AssertionError, match="it hangs"), watchdog(0.05):
        re.match("(a+)+$", "a" * 50 + "b")
