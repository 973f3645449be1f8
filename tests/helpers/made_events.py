"""Events for the tests of this folder: by hand, and by hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from flopwatch.domain.claims import Claim, clean_text
from flopwatch.domain.events import (
    Accept,
    AnyEvent,
    ClaimEvent,
    Correct,
    Erase,
    Flag,
    NotSameAs,
    Reject,
    Retract,
    SameAs,
    Snapshot,
)
from flopwatch.domain.unknown import Quarantined, Skip


def flag(number: int, batch: int = 0) -> Flag:
    return Flag(subject=f"model {batch}.{number}", message="the exponent looks mistyped")


def stated(value: str) -> ClaimEvent:
    return ClaimEvent(
        by="curator",
        claim=Claim(
            subject="Example-70B",
            field="training_compute",
            value=value,
            unit="FLOP",
            source="s",
            locator="p. 1",
            as_written=value,
        ),
    )


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
texts = words.map(clean_text).filter(lambda text: bool(text) and text == clean_text(text))
dates = st.sampled_from(["", "2023", "2023-02", "2024-02-29"])
ids = st.integers(0, 99).map(lambda number: f"{number:064x}")
claims = st.builds(
    Claim,
    subject=texts,
    field=st.sampled_from(["notes", "dataset", "license", "title", "optimizer"]),
    value=texts,
    source=texts,
    locator=texts,
    as_written=texts,
    qualifiers=st.dictionaries(texts, texts, max_size=2),
    flags=st.lists(texts, max_size=2).map(tuple),
)


def balanced(claimed: int, skipped: tuple[Skip, ...], quarantined: tuple[Quarantined, ...], **rest: Any) -> Snapshot:
    read = claimed + len(skipped) + len(quarantined)
    return Snapshot(read=read, claimed=claimed, skipped=skipped, quarantined=quarantined, **rest)


events: st.SearchStrategy[AnyEvent] = st.one_of(
    st.builds(
        balanced,
        source=texts,
        sha256=ids,
        date=dates,
        reader=texts,
        version=st.integers(0, 99),
        claims=st.lists(claims, max_size=3).map(tuple),
        claimed=st.integers(0, 2**30),
        skipped=st.lists(st.builds(Skip, texts, texts), max_size=2).map(tuple),
        quarantined=st.lists(st.builds(Quarantined, texts, texts), max_size=2).map(tuple),
    ),
    st.builds(ClaimEvent, claim=claims, by=texts, on=dates, reason=texts),
    st.builds(Accept, claim=texts, by=texts),
    st.builds(Reject, claim=texts, reason=texts),
    st.builds(Retract, event_id=ids),
    st.builds(SameAs, a=texts, b=texts),
    st.builds(NotSameAs, a=texts, b=texts),
    st.builds(
        Correct,
        model=texts,
        field=st.just("parameters"),
        action=st.just("strike"),
        source=texts,
        expect=st.dictionaries(st.sampled_from(["source", "value"]), texts, max_size=2),
    ),
    st.builds(Flag, subject=texts, message=texts),
    st.builds(Erase, claim=texts),
)
