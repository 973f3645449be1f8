from __future__ import annotations

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from flopwatch.domain.claims import Claim, Source
from flopwatch.domain.events import (
    Accept,
    ClaimEvent,
    Correct,
    Erase,
    Flag,
    NotSameAs,
    Reject,
    Retract,
    SameAs,
    Snapshot,
    event_id,
)
from flopwatch.records.folding import as_known_on, described, fold


def claim(value="175000000000", **more):
    base = {
        "subject": "GPT-3",
        "field": "parameters",
        "value": value,
        "unit": "parameters",
        "source": "list",
        "locator": "row 1",
        "as_written": value,
        "entry": "row 1",
    }
    return Claim(**{**base, **more})


def snapshot(source="list", date="2023-01-01", version=1, claims=(), **more):
    return Snapshot(
        source=source,
        sha256="0" * 64,
        date=date,
        reader="r",
        version=version,
        claims=tuple(claims),
        read=1,
        claimed=1,
        **more,
    )


numbers = st.integers(1, 10**12).map(str)
claims = st.builds(claim, numbers, source=st.sampled_from(["a", "b", "c"]))
events = st.lists(
    st.one_of(
        st.builds(
            snapshot,
            st.sampled_from("ab"),
            st.sampled_from(["2022", "2023", "2024-05-01"]),
            st.integers(1, 3),
            st.lists(claims, max_size=4),
        ),
        st.builds(lambda c: ClaimEvent(claim=c), claims),
        st.builds(lambda c: Accept(claim=c.id_in("a")), claims),
        st.builds(lambda c: Reject(claim=c.id_in("a")), claims),
        st.builds(lambda a, b: SameAs(a=a, b=b), st.sampled_from("xyz"), st.sampled_from("xyz")),
        st.builds(lambda a, b: NotSameAs(a=a, b=b), st.sampled_from("xyz"), st.sampled_from("xyz")),
        st.builds(lambda c: Erase(claim=c.id_in("a")), claims),
        st.builds(lambda m: Flag(subject="GPT-3", message=m), st.sampled_from(["wrong", "old"])),
        st.builds(
            lambda v: Correct(model="openai/gpt-3", field="parameters", action="override", value=v, unit="parameters"),
            numbers,
        ),
    ),
    max_size=12,
)


@given(events, st.randoms(use_true_random=False))
def test_the_view_does_not_depend_on_order_or_repetition(some, rng: random.Random):
    retractions = [Retract(event_id=event_id(one)) for one in some[:2]]
    everything = [*some, *retractions]
    shuffled = everything + everything[:3]
    rng.shuffle(shuffled)
    assert fold(everything) == fold(shuffled)


@given(events)
def test_a_retracted_event_counts_as_never_made_and_a_retracted_retraction_brings_it_back(some):
    if not some:
        return
    first = some[0]
    rest = [one for one in some if event_id(one) != event_id(first)]
    undo = Retract(event_id=event_id(first))
    redo = Retract(event_id=event_id(undo))
    assert fold([first, *rest, undo]) == fold(rest)
    assert fold([first, *rest, undo, redo]) == fold([first, *rest])


def test_only_the_latest_dated_snapshot_of_a_source_read_by_the_newest_reader_is_current():
    old = snapshot(date="2022", claims=[claim("1")])
    new = snapshot(date="2023", claims=[claim("2")])
    mended = snapshot(date="2023", version=2, claims=[claim("3")])
    other = snapshot(source="other", date="2021", claims=[claim("4", source="other")])
    assert sorted(one.value for one in fold([mended, old, new, other]).claims.values()) == ["3", "4"]


def test_a_statement_carried_twice_counts_once_and_the_curated_copy_stays():
    imported = snapshot(claims=[claim()])
    curated = snapshot(source="claims/openai/gpt-3", claims=[claim(identity="openai/gpt-3")])
    found = list(fold([imported, curated]).claims.values())
    assert [one.identity for one in found] == ["openai/gpt-3"]


def test_the_same_words_about_two_models_are_two_statements():
    one = snapshot(source="claims/xai/grok-2", claims=[claim(identity="xai/grok-2", subject="Grok-2")])
    two = snapshot(source="claims/xai/grok-3", claims=[claim(identity="xai/grok-3", subject="Grok-3")])
    assert len(fold([one, two]).claims) == 2


def test_an_erased_claim_is_gone_and_nothing_else():
    keep, lose = claim("1"), claim("2", locator="row 2")
    view = fold([snapshot(claims=[keep, lose]), Erase(claim=lose.id_in("list"))])
    assert [one.value for one in view.claims.values()] == ["1"]


def test_the_date_of_a_view_is_the_newest_in_its_inputs_and_never_today():
    view = fold([snapshot(date="2023-05-01"), ClaimEvent(claim=claim(recorded="2024-02-02"))])
    assert as_known_on(view, {}, None)[1] == dt.date(2024, 2, 2)
    assert as_known_on(fold([]), {}, None)[1] == dt.date(2021, 6, 19)


def test_as_of_leaves_out_what_sources_said_later():
    about = {
        "early": Source(id="early", title="", date="2022"),
        "late": Source(id="late", title="", date="2024-01-01"),
    }
    view = fold([snapshot(claims=[claim("1", source="early"), claim("2", source="late", locator="b")])])
    kept, date = as_known_on(view, about, dt.date(2023, 1, 1))
    assert [one.value for one in kept.claims.values()] == ["1"]
    assert date == dt.date(2023, 1, 1)


def test_an_imported_source_describes_itself_and_the_later_description_stands():
    first = snapshot(date="2022", about=Source(id="list", title="old"))
    second = snapshot(date="2023", about=Source(id="list", title="new"))
    assert described([second, first])["list"].title == "new"
