"""Releases that a folder keeps: read for ever, checked at every build, and refused where somebody touched them."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from pathlib import Path

import msgspec
import pytest
from helpers.sample_census import later_census
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.build_folder import publish
from flopwatch.census import Census
from flopwatch.domain.errors import BadInput, BrokenRelease
from flopwatch.history.comparison import (
    MethodThen,
    ModelThen,
    Reason,
    StatedThen,
    Values,
    differences,
    model_change,
)
from flopwatch.releases.citable_values import values_of
from flopwatch.releases.history import ReleaseRecord
from flopwatch.releases.manifest import Manifest

GPT4, BERT = "openai/gpt-4", "google/bert-large"


def main_of(folder: Path, path: str) -> str:
    text = (folder / "site" / path).read_text(encoding="utf-8")
    return text[text.index("<main") : text.index("</main>")]


def test_a_release_keeps_the_one_before_byte_for_byte(
    release: tuple[Path, Manifest], second_release: tuple[Path, Manifest]
) -> None:
    assert (release[1].release, second_release[1].release) == (1, 2)
    for name in ("release.json", "values.json.gz"):
        first, kept = (one[0] / "site/releases/1" / name for one in (release, second_release))
        assert first.read_bytes() == kept.read_bytes()
    one, two = (
        msgspec.json.decode((second_release[0] / f"site/releases/{n}/release.json").read_bytes()) for n in (1, 2)
    )
    assert (two["before"], two["as_of"], one["before"]) == (one["sha256"], "2027-01-30", "")
    packed = (second_release[0] / "site/releases/2/values.json.gz").read_bytes()
    assert packed[4:8] + packed[9:10] == b"\0\0\0\0\xff"  # neither time nor system: every Python gives the same bytes
    values = gzip.decompress(packed)
    assert hashlib.sha256(values).hexdigest() == two["values_sha256"]


def test_an_old_permalink_shows_the_value_then_and_says_what_holds_today_and_why(
    second_release: tuple[Path, Manifest],
) -> None:
    page = main_of(second_release[0], f"releases/1/models/{GPT4}.html")
    assert '<p class="figure">1.9 × 10<sup>25</sup>' in page
    assert "it has changed:" in page
    assert "→ 3.8 × 10<sup>25</sup> FLOP" in page
    assert "the same figures have new weights" in page
    assert "As published in release 1, the census as of 30 January 2025." in page
    bert = main_of(second_release[0], f"releases/1/models/{BERT}.html")
    assert "340 million parameters → 400 million parameters" in bert
    assert "No longer in the census." in main_of(second_release[0], "releases/1/models/openai/sora.html")
    assert "the same." in main_of(second_release[0], "releases/1/models/meta/llama-3.1-405b.html")


def test_a_model_that_did_not_change_leads_to_the_release_that_said_it_first(
    second_release: tuple[Path, Manifest],
) -> None:
    page = main_of(second_release[0], "releases/2/models/meta/llama-3.1-405b.html")
    assert 'href="../../../../releases/1/models/meta/llama-3.1-405b.html"' in page
    assert "receipt" in page
    assert '<pre class="receipt"' not in page
    assert '<pre class="receipt"' in main_of(second_release[0], f"releases/2/models/{GPT4}.html")


def test_the_list_tells_what_changed_and_holds_no_markup_of_its_notes(
    second_release: tuple[Path, Manifest],
) -> None:
    page = main_of(second_release[0], "releases.html")
    assert "0 models added, 1 removed; 2 changed, 1 of them in training compute" in page
    assert "GPT-4 &lt;b&gt;again&lt;/b&gt;." in page
    told = main_of(second_release[0], "releases/2/index.html")
    assert "340 million parameters → 400 million parameters" in told
    assert "Sora" in told


def test_a_build_that_says_what_the_last_release_says_is_that_release(
    second_release: tuple[Path, Manifest], census: Census, tmp_path: Path
) -> None:
    out = shutil.copytree(second_release[0], tmp_path / "out")
    again = publish(later_census(census), out, notes="said otherwise")
    assert again == second_release[1]
    assert publish(later_census(census), out).release == 2


def test_a_build_that_is_no_release_keeps_them_and_cites_by_date(
    second_release: tuple[Path, Manifest], census: Census, tmp_path: Path
) -> None:
    out = shutil.copytree(second_release[0], tmp_path / "out")
    assert publish(census, out).release == 0
    page = (out / "site/models/openai/gpt-4.html").read_text()
    assert 'class="cite-link" href="?as-of=2025-01-30&amp;flop=1.9e25#compute"' in page
    assert "Release 2</a>: 3.8 × 10<sup>25</sup> FLOP" in page
    assert "This build is not a release." in main_of(out, "releases.html")


def test_a_release_of_an_earlier_date_than_the_last_is_refused(
    second_release: tuple[Path, Manifest], census: Census, tmp_path: Path
) -> None:
    out = shutil.copytree(second_release[0], tmp_path / "out")
    with pytest.raises(BadInput, match=r"release 2 is as of 2027-01-30 and this census as of 2025-01-30"):
        publish(census, out, notes="")


def _rewritten(folder: Path, name: str, change: dict[str, object]) -> None:
    path = folder / name
    path.write_bytes(msgspec.json.encode({**msgspec.json.decode(path.read_bytes()), **change}))


def _sealed_anew(folder: Path, **change: object) -> None:
    path = folder / "release.json"
    entry = msgspec.json.decode(path.read_bytes(), type=ReleaseRecord)
    path.write_bytes(msgspec.structs.replace(entry, **change).sealed().encoded())


TAMPERINGS = {
    "another before it": (lambda at: _sealed_anew(at / "2", before="0" * 64), "does not follow release 1"),
    "more behind the values": (
        lambda at: (at / "2/values.json.gz").write_bytes(
            (at / "2/values.json.gz").read_bytes() + gzip.compress(b"more")
        ),
        "altered or cut",
    ),
    "another figure": (
        lambda at: (at / "1/values.json.gz").write_bytes(gzip.compress(b"{}")),
        r"values\.json\.gz was altered or cut",
    ),
    "cut short": (
        lambda at: (at / "2/values.json.gz").write_bytes((at / "2/values.json.gz").read_bytes()[:-20]),
        "altered or cut",
    ),
    "no values": (lambda at: (at / "1/values.json.gz").unlink(), r"values\.json\.gz is missing"),
    "no record": (lambda at: (at / "2/release.json").unlink(), r"release\.json is missing"),
    "other notes": (
        lambda at: _rewritten(at / "1", "release.json", {"notes": "never said"}),
        "does not match its own sha256",
    ),
    "no json": (lambda at: (at / "1/release.json").write_text("{"), "is not a release record"),
    "another format": (
        lambda at: _rewritten(at / "1", "release.json", {"format": "flopwatch-values-9"}),
        "has the format 'flopwatch-values-9'",
    ),
    "the first gone": (lambda at: shutil.rmtree(at / "1"), r"releases/1/release\.json is missing"),
    "the last gone": (lambda at: shutil.rmtree(at / "2"), r"releases/2/release\.json is missing"),
    "all gone": (lambda at: shutil.rmtree(at), r"releases/1/release\.json is missing"),
    "one slipped in": (lambda at: shutil.copytree(at / "2", at / "3"), "says that it is release 2"),
    "a gap": (lambda at: shutil.copytree(at / "2", at / "7"), r"releases/3 is missing"),
    "no manifest": (lambda at: (at.parents[1] / "manifest.json").write_text("{}"), r"manifest\.json cannot be read"),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_a_release_that_was_touched_is_refused_and_nothing_is_lost(
    second_release: tuple[Path, Manifest], census: Census, tmp_path: Path, how: str
) -> None:
    # The pages need not be there: what is checked are the records and the values.
    out = tmp_path / "out"
    shutil.copytree(second_release[0] / "site/releases", out / "site/releases")
    shutil.copyfile(second_release[0] / "manifest.json", out / "manifest.json")
    tamper, words = TAMPERINGS[how]
    tamper(out / "site/releases")
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    with pytest.raises(BrokenRelease, match=words):
        publish(census, out, notes="")
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_record_sealed_anew_is_known_by_the_manifest(
    second_release: tuple[Path, Manifest], census: Census, tmp_path: Path
) -> None:
    out = shutil.copytree(second_release[0], tmp_path / "out", ignore=shutil.ignore_patterns("*.html"))
    _sealed_anew(out / "site/releases/2", notes="sealed anew")
    with pytest.raises(
        BrokenRelease, match=r"2/release\.json was altered: it is not the one that manifest\.json lists"
    ):
        publish(census, out)


@pytest.mark.parametrize("notes", ["x" * 2001, "a\x00b", "abc\u202edef", "\ud800"])
def test_notes_that_no_page_can_bear_are_refused(census: Census, tmp_path: Path, notes: str) -> None:
    with pytest.raises(BadInput, match="--notes"):
        publish(census, tmp_path / "out", notes=notes)
    assert list(tmp_path.iterdir()) == []


def test_a_field_and_a_class_that_nobody_knows_any_more_are_shown_as_they_were(
    release: tuple[Path, Manifest], census: Census, tmp_path: Path
) -> None:
    from flopwatch.hub.pages.releases import stated_html

    assert stated_html(StatedThen("12", "blarks", "≥")) == "at least 12 blarks"
    assert stated_html(StatedThen("2024-07", "date")) == "July 2024"
    assert stated_html(StatedThen("<b>closed</b>")) == "&lt;b&gt;closed&lt;/b&gt;"


def test_values_survive_their_text(census: Census) -> None:
    values = values_of(census)
    assert msgspec.json.decode(msgspec.json.encode(values), type=Values) == values
    model = values.models[GPT4]
    assert model.receipt == census.estimates[GPT4].receipt.text  # type: ignore[union-attr]
    median = census.estimates[GPT4].compute_flop.median  # type: ignore[union-attr]
    assert model.compute[1] == float(f"{median:.12g}")


# ------------------------------------------------------------------ what changed, and why


def model(p50: float, stated: dict[str, str], **methods: float) -> ModelThen:
    return ModelThen(
        "A",
        (p50 / 2, p50, p50 * 2),
        stated={name: StatedThen(value, "u", sources=("one",)) for name, value in stated.items()},
        methods=tuple(MethodThen(name, value, ("parameters",)) for name, value in methods.items()),
    )


def reasons(then: ModelThen, now: ModelThen) -> tuple[Reason, ...]:
    at = Values("", {}, {})
    change = model_change(then, now, at, at)
    return change.why if change else ()


def test_the_nearest_cause_is_named() -> None:
    old = model(2e24, {"parameters": "7"}, operations=2e24)
    assert reasons(old, model(4e24, {"parameters": "9"}, operations=4e24)) == (Reason("fact", "parameters"),)
    came = reasons(old, model(4e24, {"parameters": "7"}, operations=2e24, hardware=8e24))
    assert came == (Reason("came", "hardware"),)
    assert reasons(old, model(4e24, {"parameters": "7"}, hardware=4e24)) == (
        Reason("came", "hardware"),
        Reason("left", "operations"),
    )
    anew = reasons(old, model(4e24, {"parameters": "7"}, operations=4e24))
    assert anew == (Reason("figure", "operations", 2e24, 4e24),)
    assert reasons(old, model(4e24, {"parameters": "7"}, operations=2e24)) == (Reason("weighed"),)


def test_who_says_it_now_is_told_with_a_value_that_changed() -> None:
    then = ModelThen("A", stated={"parameters": StatedThen("7", sources=("gone", "kept"))})
    now = ModelThen("A", stated={"parameters": StatedThen("9", sources=("kept", "new"))})
    change = model_change(then, now, Values("", {"kept": "2024"}, {}), Values("", {"kept": "2025"}, {}))
    assert change
    assert not change.compute
    (field,) = change.fields
    assert (field.came, field.left, field.renewed) == (("new",), ("gone",), ("kept",))


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 3)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 3)),
)
def test_what_came_one_way_left_the_other_way(then: dict[str, int], now: dict[str, int]) -> None:
    one, two = (
        Values("", {}, {key: model(value * 1e24, {"parameters": str(value)}) for key, value in some.items()})
        for some in (then, now)
    )
    there, back = differences(one, two), differences(two, one)
    assert (there.came, there.left, set(there.changed)) == (back.left, back.came, set(back.changed))
    assert set(there.changed) == {key for key in then.keys() & now.keys() if then[key] != now[key]}
    assert differences(one, one).changed == {}
