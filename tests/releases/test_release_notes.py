"""Notes of a release: every difference is in one list, and the text names the claim behind a value."""

from __future__ import annotations

from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flopwatch.domain.claims import Source
from flopwatch.exports.release_notes import MOST_LINES, notes_markdown
from flopwatch.history.comparison import Crossed, MethodThen, ModelThen, StatedThen, Values
from flopwatch.releases.history import Kept, ReleaseRecord
from flopwatch.releases.manifest import Manifest
from flopwatch.releases.notes import ReleaseNotes, notes_of

SOURCES = {"paper": Source(id="paper", title="A <b>Paper</b>", date="2026-01-01")}
ENTRY = ReleaseRecord(
    number=1, as_of="2026-07-19", notes="", models=0, claims=0, claims_sha256="", values_sha256="", files={}, before=""
)


def model(name: str, p50: float = 0.0, words: str = "", **stated: str) -> ModelThen:
    """A model whose compute follows from its parameters."""
    return ModelThen(
        name,
        (p50 / 2, p50, p50 * 2) if p50 else (),
        crossed={"1e25": Crossed("likely" if p50 > 1e25 else "below", 0.9 if p50 > 1e25 else 0.01)},
        stated={
            key: StatedThen(
                value, "FLOP" if key == "training_compute" else "parameters", sources=("paper",), words=words
            )
            for key, value in stated.items()
        },
        methods=(MethodThen("operations", p50, ("parameters",)),) if p50 else (),
    )


def notes(then: dict[str, ModelThen], now: dict[str, ModelThen], said: str = "") -> ReleaseNotes:
    """The notes of the second of two releases."""
    later = msgspec.structs.replace(ENTRY, number=2, as_of="2026-07-22", notes=said, models=len(now))
    values = [Values(entry.as_of, {"paper": ""}, some) for entry, some in ((ENTRY, then), (later, now))]
    return notes_of((Kept(ENTRY, values[0], b""), Kept(later, values[1], b"")), 2)


def test_each_kind_of_change_is_said_with_the_claim_behind_it() -> None:
    then = {
        "a/up": model("Up", 5e24, parameters="1e12"),
        "a/gone": model("Gone", 2e24, parameters="7e9", training_compute="2e24"),
        "a/left": model("Left", 3e23),
        "a/old": model("Same", 1e23),
        "a/still": model("Still", 1e23),
    }
    now = {
        "a/up": model("Up", 2e25, words="4 trillion *parameters*", parameters="4e12"),
        "a/gone": model("Gone", 2e24, parameters="7e9"),
        "a/new": model("New", 9e24, words="9B", parameters="9e9"),
        "b/new-id": model("Same", 1e23),
        "a/still": model("Still", 1e23),
    }
    found = notes(then, now, "By hand.")
    assert (found.added, found.re_estimated, found.withdrawn, found.removed, found.other) == (
        ("a/new",),
        ("a/up",),
        ("a/gone",),
        ("a/left",),
        (),
    )
    text = notes_markdown(found, SOURCES)
    assert text.startswith(
        "# Release 2, 22 July 2026\n\n5 models, 0 claims. Since release 1 of 19 July 2026: 1 added, "
    )
    assert "By hand." in text
    assert "* **Up** is above 1e25 FLOP: below → likely, probability of more 90%." in text
    assert "* **Up**: 5e24 FLOP (90%: 2.5e24 to 1e25) → 2e25 FLOP (90%: 1e25 to 4e25), 4.0×; parameters: " in text
    assert "4 trillion parameters (“4 trillion \\*parameters\\*”, A &lt;b&gt;Paper&lt;/b&gt;)" in text
    assert "training compute 2e24 FLOP is no longer stated by A" in text
    assert "* **New**: 9e24 FLOP (90%: 4.5e24 to 1.8e25). Parameters: 9 billion parameters (“9B”, A" in text
    assert "1 (0 before) above 1e25 FLOP" in text
    assert "<b>" not in MarkdownIt().render(text)


def test_the_same_twice_changes_nothing_and_the_first_has_no_before() -> None:
    some = {"a/a": model("A", 1e24, parameters="1e9")}
    assert not notes(some, some).any
    assert "Since release 1 of 19 July 2026: no value changed." in notes_markdown(notes(some, some), SOURCES)
    first = notes_of((Kept(ENTRY, Values("2026-07-19", {}, some), b""),), 1)
    assert "The first release" in notes_markdown(first, {})


def test_a_long_list_is_cut_and_counted() -> None:
    found = notes({}, {f"a/{n}": model(f"M{n}", 1e24) for n in range(MOST_LINES + 7)})
    text = notes_markdown(found, SOURCES)
    assert f"## Added ({MOST_LINES + 7})" in text
    assert "* … and 7 more" in text
    assert text.count("* **M") == MOST_LINES


MODELS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([0.0, 1e24, 2e25]))


@given(MODELS, MODELS)
def test_every_difference_is_in_one_list(before: dict[str, float], after: dict[str, float]) -> None:
    then, now = ({key: model(key.upper(), value) for key, value in some.items()} for some in (before, after))
    found = notes(then, now)
    lists = (found.added, found.re_estimated, found.withdrawn, found.removed, found.other)
    listed = [key for some in lists for key in some]
    assert sorted(listed) == sorted(key for key in then | now if then.get(key) != now.get(key))
    up = {one.model for one in found.crossed if one.up}
    assert up == {key for key in then.keys() & now.keys() if before[key] < 1e25 < after[key]}


def test_a_release_publishes_its_notes_and_a_feed_of_them(second_release: tuple[Path, Manifest]) -> None:
    site = second_release[0] / "site"
    text = (site / "releases/2/notes.md").read_text(encoding="utf-8")
    assert "GPT-4 &lt;b&gt;again&lt;/b&gt;." in text
    assert "## Training compute re-estimated (1)" in text
    assert "* **GPT-4**: 1.9e25 FLOP" in text
    assert "## Removed (1)\n\n* **Sora**" in text
    feed = (site / "feeds/releases.xml").read_text(encoding="utf-8")
    assert feed.index("Release 2 of ") < feed.index("Release 1 of ")
    assert "&lt;h2&gt;Removed (1)&lt;/h2&gt;" in feed
    assert {"site/releases/1/notes.md", "site/releases/2/notes.md", "site/feeds/releases.xml"} <= set(
        second_release[1].files
    )
