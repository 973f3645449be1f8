"""Events for the tests of this folder: by hand, and by hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from flopwatch.domain.claims import Claim
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


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
claims = st.builds(
    Claim,
    subject=words,
    field=words,
    value=words,
    source=words,
    locator=words,
    as_written=words,
    qualifiers=st.dictionaries(words, words, max_size=2),
    flags=st.lists(words, max_size=2).map(tuple),
)
events: st.SearchStrategy[AnyEvent] = st.one_of(
    st.builds(
        Snapshot,
        source=words,
        sha256=words,
        date=words,
        reader=words,
        version=st.integers(0, 99),
        read=st.integers(0, 2**40),
        claims=st.lists(claims, max_size=3).map(tuple),
        claimed=st.integers(0, 99),
        skipped=st.lists(st.builds(Skip, words, words), max_size=2).map(tuple),
        quarantined=st.lists(st.builds(Quarantined, words, words), max_size=2).map(tuple),
    ),
    st.builds(ClaimEvent, claim=claims, by=words, on=words, reason=words),
    st.builds(Accept, claim=words, by=words),
    st.builds(Reject, claim=words, reason=words),
    st.builds(Retract, event_id=words),
    st.builds(SameAs, a=words, b=words),
    st.builds(NotSameAs, a=words, b=words),
    st.builds(
        Correct,
        model=words,
        field=words,
        action=st.sampled_from(["override", "strike"]),
        expect=st.dictionaries(words, words, max_size=2),
    ),
    st.builds(Flag, subject=words, message=words),
    st.builds(Erase, claim=words),
)
