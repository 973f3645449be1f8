"""Events that keep the schema and make no sense: leaves of sensible ones replaced by what nobody would write."""

from __future__ import annotations

import random
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from flopwatch.domain import (
    Accept,
    AnyEvent,
    Claim,
    ClaimEvent,
    Correct,
    Erase,
    Flag,
    NotSameAs,
    Quarantined,
    Reject,
    Retract,
    SameAs,
    Skip,
    Snapshot,
    Source,
    decode,
    encode,
    event_fault,
    event_id,
    field,
)
from flopwatch.domain.fields import FIELDS, SUBJECT_KINDS
from flopwatch.ledger import open_store
from flopwatch.pipeline import take_census
from flopwatch_torture.bases import small_base

TEXTS = (
    *(
        "",
        " ",
        "soon",
        "0",
        "-1",
        "1e999",
        "NaN",
        "inf",
        "1e-40",
        "0.0",
        "9" * 40,
        "1.5e308",
        "10²³",
        "١٧٥",
        "1_000",
        "½",
    ),
    *(
        "0000-00-00",
        "2023-02-30",
        "9999-12-31",
        "1799",
        "2101",
        "2024",
        "2024-13",
        "2024-02-29",
        "0001-01-01",
        "yesterday",
    ),
    *("\x1b[31m", "a\x07b", "\u202egnp.exe", "\ufeff", "\u2028", "\u200b", "\u0000", "x\ny", "\t", "é" * 300, "�"),
    *(
        "../../etc/passwd",
        "/etc/passwd",
        "con",
        ".",
        "..",
        "a/b",
        "openai/gpt-3",
        "OpenAI",
        "GPT-3",
        "gpt-4",
        "models/x",
    ),
    *(
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "{{7*7}}",
        "%s%n",
        "'; DROP TABLE models;--",
        "javascript:x",
        "]]>",
    ),
    *(
        "x" * 501,
        "x" * 20_001,
        "字" * 200,
        "u" * 255,
        "true",
        "null",
        "[]",
        "FLOP",
        "parameters",
        "tokens",
        "unknown",
        "≥",
        "=",
    ),
    *(
        "override",
        "strike",
        "paper",
        "notes",
        "training_compute",
        "benchmark_score",
        "1:0",
        "1e23",
        "1e26",
        "3.5",
        "70B",
    ),
)
NUMBERS = (-1, 0, 1, 2, 2**31, 2**53, 2**63 - 1, -(2**63), 10**6)


def claim(rng: random.Random) -> Claim:
    """A claim that keeps the schema: of any field, with a value that may even be right."""
    about = rng.choice(list(FIELDS if not isinstance(FIELDS, dict) else FIELDS.values()))
    name = about if isinstance(about, str) else about.name
    kind = field(name).kind
    value = {
        "quantity": rng.choice(("1e9", "175e9", "3.14e23", "0.5", "12")),
        "date": rng.choice(("2023", "2020-05-28")),
    }
    units = field(name).units
    return Claim(
        subject=rng.choice(("GPT-3", "Nobody-1", "LaMDA", "模型", f"Made-{rng.randrange(50)}")),
        field=name,
        kind=rng.choice(field(name).subjects),
        value=value.get(kind, rng.choice(("OpenAI", "text", "https://example.org", "language", "US", "A100"))),
        unit=rng.choice(units) if units else "",
        relation=rng.choice(("=", "=", "=", "≈", "≥", "≤", "unknown")),
        source=rng.choice(("made", "blog", "paper")),
        locator=f"row {rng.randrange(1000)}",
        as_written="as written",
        entry=f"row {rng.randrange(20)}",
        qualifiers=rng.choice(
            (
                {},
                {},
                {rng.choice(QUALIFIERS): rng.choice(TEXTS)[:300]},
                {rng.choice(QUALIFIERS): rng.choice(("2023", "1e25", "GPT-3", "2", "pre-training", "above", "mmlu"))},
            )
        ),
    )


QUALIFIERS = (
    *(
        "component",
        "part",
        "benchmark",
        "harness",
        "setting",
        "usd_year",
        "relative_to",
        "factor",
        "resources",
        "stance",
    ),
    *("threshold_flop", "confidence", "counted", "chip", "column", "certainly_not", "true_flop", "p5", "p95", "months"),
)


def sensible(rng: random.Random) -> AnyEvent:
    """An event of any kind that makes sense."""
    made = rng.randrange(11)
    if made < 3:
        claims = tuple(claim(rng) for _ in range(rng.randrange(1, 6)))
        source = rng.choice(("made", "blog", "epoch/all"))
        about = Source(id=source, title="Made", date="2024-01-01", rank=rng.choice((0, 1)))
        return Snapshot(
            source=source,
            sha256=f"{rng.getrandbits(256):064x}",
            date=rng.choice(("", "2024", "2024-05-01")),
            reader="made",
            version=1,
            claims=claims,
            read=4,
            claimed=2,
            skipped=(Skip("row 1", "empty"),),
            quarantined=(Quarantined("row 2", "astray"),),
            about=about,
            counts={"rows": 4},
        )
    key = f"{rng.getrandbits(80):020x}"
    return (
        ClaimEvent(claim=claim(rng), by="ana", on="2024-01-01"),
        ClaimEvent(claim=claim(rng)),
        Accept(claim=key),
        Reject(claim=key, reason="wrong"),
        Retract(event_id=f"{rng.getrandbits(256):064x}"),
        rng.choice((SameAs, NotSameAs))(
            a=f"Made-{rng.randrange(50)}", b=rng.choice(("GPT-3", f"Made-{rng.randrange(50)}"))
        ),
        rng.choice((Flag(subject="GPT-3", message="wrong"), Erase(claim=key))),
        Correct(
            model="openai/gpt-3", field="parameters", action="override", value="1e9", unit="parameters", reason="r"
        ),
    )[made - 3]


def twisted(rng: random.Random) -> AnyEvent:
    """A sensible event with some of its leaves replaced, as long as it keeps the schema."""
    while True:
        plain: dict[str, Any] = msgspec.json.decode(encode(sensible(rng)))
        leaves = list(_leaves(plain))
        for place, key in rng.sample(leaves, min(len(leaves), rng.choice((1, 1, 1, 2, 4)))):
            old = place[key]
            if isinstance(old, bool) or key == "event":
                continue
            if isinstance(old, int):
                place[key] = rng.choice(NUMBERS)
            elif isinstance(old, str):
                pool = SUBJECT_KINDS if key == "kind" else TEXTS
                place[key] = rng.choice(list(pool)) if rng.random() < 0.9 else old + rng.choice(TEXTS)[:50]
        try:
            return decode(msgspec.json.encode(plain, order="sorted"))
        except (msgspec.MsgspecError, UnicodeError):
            continue


def _leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in items:
        if isinstance(one, dict | list):
            yield from _leaves(one)
        else:
            yield value, key


def try_events(seed: int, count: int, work: Path) -> tuple[list[str], dict[str, float]]:
    """Put events into a ledger as an earlier version would have, and take the census; it must not fail for any."""
    rng = random.Random(seed)
    events = [twisted(rng) for _ in range(count)]
    store = work / f"events-{seed}.sqlite"
    store.unlink(missing_ok=True)
    with open_store(store) as ledger:
        ledger.append(events, as_stored=True)
    begin = time.process_time()  # the machine may be busy
    problems = []
    try:
        census = take_census(small_base(work), str(store))
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        where = traceback.extract_tb(error.__traceback__)[-1]
        problems.append(f"{type(error).__name__}: {str(error)[:200]} ({where.filename[-40:]}:{where.lineno})")
        census = None
    nonsense = {event_id(one) for one in events if event_fault(one)}
    if census is not None and not nonsense <= set(census.set_aside) | _retracted(events):
        problems.append("an event that makes no sense was not set aside")
    store.unlink()
    seconds = round(time.process_time() - begin, 1)
    return problems, {"events": len(events), "nonsense": len(nonsense), "most_seconds": seconds}


def _retracted(events: list[AnyEvent]) -> set[str]:
    return {one.event_id for one in events if isinstance(one, Retract)}
