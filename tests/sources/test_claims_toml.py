"""The claims-toml format: what it accepts, what it says when it does not, and that reading undoes writing."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.domain.claims import Claim, Source, clean_text
from flopwatch.domain.decimals import canonical
from flopwatch.domain.errors import BadClaim, BadInput
from flopwatch.sources.curated.claims_toml import CLAIMS_TOML, read_claims, regular_toml, write_claims

FILE = Source(id="claims/example-lab/example-70b", title="")
GOOD = """name = "Example-70B"

[[parameters]]
value = "70e9"
unit = "parameters"
source = "example-paper"
where = "section 2"
quote = "70B parameters"
recorded = 2026-03-02
qualifiers = { component = "dense" }
flags = ["lenient"]

[[published]]
value = 2025-06
source = "example-paper"
where = "title page"
quote = "June 2025"
"""


def changed(old: str, new: str) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new, 1).encode()


GOOD = GOOD.replace("value = 2025-06\n", 'value = "2025-06"\n')


def test_a_file_gives_its_claims_with_the_identity_of_its_path() -> None:
    reading = read_claims(GOOD.encode(), FILE, strict=True)
    size, day = reading.claims
    assert size == Claim(
        subject="Example-70B",
        field="parameters",
        value="70000000000",
        unit="parameters",
        source="example-paper",
        locator="section 2",
        as_written="70B parameters",
        identity="example-lab/example-70b",
        qualifiers={"component": "dense"},
        flags=("lenient",),
        recorded="2026-03-02",
    )
    assert (day.field, day.value) == ("published", "2025-06")
    assert (reading.read, reading.claimed, reading.counts) == (2, 2, {"fields": 2})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('value = "70e9"', "value = 70000000000", r"70000000000 is not text.*in quotes"),
        ('value = "70e9"', "value = true", "True is not text"),
        ('value = "70e9"', 'value = "70B"', "'70B' is not a plain decimal.*Write out 175B as 175e9"),
        ('value = "70e9"', 'value = "7e99"', "outside"),
        ('value = "70e9"', "value = nan", "'nan' is not a plain decimal"),
        ('value = "70e9"', 'value = "٧٠"', "not a plain decimal"),
        ('value = "70e9"\n', "", "has no value"),
        ('quote = "70B parameters"\n', "", "has no quote"),
        ('where = "section 2"\n', "", "lacks a subject, a source or a locator"),
        ('unit = "parameters"', 'unit = "FLOP"', "unit 'FLOP' is not one of parameters"),
        ('unit = "parameters"', 'units = "parameters"', "key 'units' is not known.*Known keys"),
        ("[[parameters]]", "[[parametres]]", "field 'parametres' is not known"),
        ("recorded = 2026-03-02", 'recorded = "March"', "'March' is not a date"),
        ('quote = "70B parameters"', 'quote = "70B \\u202eparameters"', "control marks"),
        ('{ component = "dense" }', "{ component = 1 }", "qualifier component 1 is not text"),
        ('flags = ["lenient"]', 'flags = "lenient"', "is not a list"),
        ("flags", 'relation = "range"\nflags', "a range needs both"),
        ("flags", 'high = "80e9"\nflags', "a range needs both"),
        ('value = "2025-06"', 'value = "June"', "'June' is not a date"),
        ('value = "2025-06"', 'value = "2025-13"', "month 13"),
    ],
)
def test_a_bad_entry_is_quarantined_outside_and_refuses_the_bundled_base(old: str, new: str, message: str) -> None:
    data = changed(old, new)
    reading = read_claims(data, FILE)
    assert (reading.read, reading.claimed, len(reading.quarantined)) == (2, 1, 1)
    assert re.search(message, reading.quarantined[0].reason)
    with pytest.raises(BadInput, match=r"claims/example-lab/example-70b\.toml: \[\[\w+\]\] no\. 1: ") as caught:
        read_claims(data, FILE, strict=True)
    assert re.search(message, str(caught.value))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe", "not TOML"),
        (b"name = ", "not TOML"),
        (b"x = " + b"[" * 100_000, "not TOML"),
        (b"x = " + b"9" * 10_000, "not TOML"),
        (b"", "name None"),
        (b'name = "A\\u202eB"', "is not plain text"),
        (b'name = "A"\nkind = "modle"', "kind 'modle' is not one of"),
        (b'name = "A"\nid = "other/name"', "differs from the path"),
    ],
)
def test_what_is_no_claims_file_is_refused_whole(data: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read_claims(data, FILE)


@pytest.mark.parametrize("source_id", ["gpt-3", "claims/OpenAI/gpt-3", "claims/../gpt-3", "claims/a/b c"])
def test_a_path_that_is_no_identity_is_refused(source_id: str) -> None:
    with pytest.raises(BadInput, match="developer/model"):
        read_claims(GOOD.encode(), Source(id=source_id, title=""))


def test_a_claim_stated_twice_is_counted_once() -> None:
    again = GOOD + GOOD[GOOD.index("[[published]]") :]
    reading = read_claims(again.encode(), FILE)
    assert (reading.read, reading.claimed) == (3, 2)
    assert "twice" in reading.quarantined[0].reason


def test_an_item_extends_the_identity_of_its_file() -> None:
    text = """name = "Findings"
kind = "finding"
[[figure]]
id = "models-in-all"
subject = "Models in all"
value = "81"
unit = "models"
source = "s"
where = "paragraph 1"
quote = "81 such models"
"""
    reading = read_claims(text.encode(), Source(id="claims/findings/example", title=""), strict=True)
    assert reading.claims[0].identity == "findings/example/models-in-all"
    assert write_claims("findings/example", "Findings", reading.claims).count('id = "models-in-all"') == 1


def test_words_of_a_vocabulary_become_its_terms_and_a_country_outside_it_is_refused() -> None:
    entry = '[[country]]\nvalue = "{}"\nsource = "s"\nwhere = "p"\nquote = "q"\n'
    text = 'name = "A"\n' + entry.format("Korea (Republic of)") + entry.format("Atlantis")
    reading = read_claims(text.encode(), FILE)
    assert [claim.value for claim in reading.claims] == ["KR"]
    assert "'Atlantis' is not a term of the vocabulary country" in reading.quarantined[0].reason


def test_an_outside_file_stands_beside_the_bundled_one_and_carries_its_newest_date() -> None:
    source = CLAIMS_TOML.describe("/home/me/example-lab/example-70b.toml", GOOD.encode())
    assert (source.id, source.title, source.date) == (
        "claims-file/example-lab/example-70b",
        "Example-70B",
        "2026-03-02",
    )


def test_claims_of_another_model_are_not_written_into_a_file() -> None:
    claims = read_claims(GOOD.encode(), FILE).claims
    with pytest.raises(BadClaim, match="belongs to another file"):
        write_claims("example-lab/example-7b", "Example-7B", claims)


def test_a_claim_without_an_identity_takes_that_of_its_file() -> None:
    (claim, *_) = read_claims(GOOD.encode(), FILE).claims
    loose = msgspec.structs.replace(claim, identity="")
    text = write_claims("example-lab/example-70b", "Example-70B", [loose])
    assert read_claims(text.encode(), FILE).claims == [claim]


texts = st.text(min_size=1, max_size=30).map(clean_text).filter(bool)
names = st.text(alphabet="abcdefghij-0123456789", min_size=1, max_size=8).filter(lambda text: text[0] != "-")
values = st.decimals(min_value=Decimal(1), max_value=Decimal("1e15"), allow_nan=False).map(canonical)
dates = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 12, 31)).map(lambda day: day.isoformat())


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    about, unit, value = draw(
        st.sampled_from(("parameters", "title", "published", "developer")).flatmap(
            lambda name: st.tuples(
                st.just(name),
                st.just("parameters" if name == "parameters" else ""),
                {"parameters": values, "published": dates}.get(name, texts),
            )
        )
    )
    relation = draw(st.sampled_from(("=", "≥", "≤", "≈")))
    item = draw(st.just("") | names)
    return Claim(
        subject=draw(st.just("Example-70B") | texts),
        field=about,
        value=value,
        unit=unit,
        relation=relation,
        source=draw(texts),
        locator=draw(texts),
        as_written=draw(texts),
        identity="example-lab/example-70b" + (f"/{item}" if item else ""),
        qualifiers=draw(st.dictionaries(texts, texts, max_size=3)),
        flags=tuple(draw(st.lists(texts, max_size=2))),
        entry=draw(st.just("") | texts),
        reported_from=draw(st.just("") | texts),
        recorded=draw(st.just("") | dates | st.just("2026-03")),
    )


@given(st.lists(claims(), max_size=6))
def test_reading_gives_back_what_was_written(written: list[Claim]) -> None:
    def key(claim: Claim) -> bytes:
        return msgspec.json.encode(msgspec.structs.replace(claim, recorded=""), order="sorted")

    distinct = list({key(claim): claim for claim in written}.values())
    text = write_claims("example-lab/example-70b", "Example-70B", distinct)
    back = read_claims(text.encode(), FILE, strict=True).claims
    assert sorted(map(key, back)) == sorted(map(key, distinct))
    assert {claim.recorded for claim in back} == {claim.recorded for claim in distinct}
    assert write_claims("example-lab/example-70b", "Example-70B", reversed(back)) == text
    assert regular_toml(text) == tomllib.loads(text)


lines = st.lists(
    st.sampled_from(
        (
            'name = "A"',
            "name = 'A'",
            'value = "B"',
            'value = """',
            '"""',
            "[[title]]",
            "[[name]]",
            "[title]",
            "",
            "# a note",
            'value = "a \\"b\\" \\u00e9"',
            "recorded = 2026-03-02",
            "recorded = 2026-13-02",
            'flags = ["a", "b"]',
            "flags = [",
            '  "a"]',
            "qualifiers = { a = 1 }",
            "qualifiers = { a = 1 }  # more",
            "x = 1",
            "a.b = 2",
            'title = "x"',
            "\t",
            "x = 1.5",
            'v = ["""',
            '"""]',
            "recorded = 2026-03-02T10:00:00",
            'w = "a" "b"',
            "[[ title ]]",
            "[[title]] # c",
            'name = "A"\r',
        )
    ),
    max_size=7,
)


@given(lines)
def test_the_quick_reading_of_regular_files_agrees_with_the_real_parser(some: list[str]) -> None:
    text = "\n".join(some)
    quick = regular_toml(text)
    if quick is not None:
        assert quick == tomllib.loads(text, parse_float=str)
