from __future__ import annotations

import itertools

import pytest

from flopwatch.domain.claims import Claim, Source, check_claim
from flopwatch.domain.curated_rows import Developer, KnownModel
from flopwatch.domain.errors import BadClaim, BadInput
from flopwatch.domain.events import Accept, Correct, NotSameAs, Reject, SameAs, Snapshot
from flopwatch.records.choose import ChoiceContext, choose, split_field
from flopwatch.records.folding import fold
from flopwatch.records.resolution import narrow, resolve
from flopwatch.records.results import FieldKey
from flopwatch.wording.fields import field_value

SOURCES = {
    "paper": Source(id="paper", title="", date="2023", rank=1),
    "list-a": Source(id="list-a", title="", group="lists", rank=4),
    "list-b": Source(id="list-b", title="", group="lists", rank=4),
    "blog": Source(id="blog", title="", rank=4),
}
DEVELOPERS = (
    Developer(id="openai", name="OpenAI", aliases=("Open AI",), category="industry", countries=("US",)),
    Developer(id="google", name="Google", countries=("US",)),
    Developer(id="meta", name="Meta AI", countries=("US",)),
)
MODELS = (
    KnownModel(id="openai/gpt-3", name="GPT-3", aliases=("GPT 3 davinci",)),
    KnownModel(id="openai/instructgpt", name="InstructGPT", base="openai/gpt-3"),
    KnownModel(id="meta/opt", name="OPT"),
)
_count = itertools.count()


def claim(value, source="paper", field="parameters", unit="parameters", entry="", **more):
    if field != "parameters" and unit == "parameters":
        unit = ""
    base = {
        "subject": "GPT-3",
        "field": field,
        "value": value,
        "unit": unit,
        "source": source,
        "locator": f"row {next(_count)}",
        "as_written": value,
        "entry": entry or source,
    }
    return Claim(**{**base, **more})


def keyed(*claims):
    return {f"c{i}": one for i, one in enumerate(claims)}


def records(*claims, events=()):
    made = [
        Snapshot(
            source=source,
            sha256="",
            date="2023",
            reader="r",
            version=1,
            read=1,
            claimed=1,
            claims=tuple(one for one in claims if one.source == source),
        )
        for source in sorted({one.source for one in claims})
    ]
    return resolve(fold([*made, *events]), SOURCES, DEVELOPERS, MODELS)


def test_a_ranked_source_goes_before_a_list_and_says_so():
    value = choose(
        FieldKey("parameters"), keyed(claim("2e11", "blog"), claim("1.75e11", "paper")), ChoiceContext(SOURCES)
    )
    assert (value.value, value.rule) == ("175000000000", "paper ranks before blog")
    assert value.rivals == ("c0",)


def test_copies_do_not_corroborate():
    copied = [claim("2e11", "list-a"), claim("2e11", "list-b"), claim("1e11", "blog")]
    value = choose(FieldKey("parameters"), keyed(*copied), ChoiceContext(SOURCES))
    assert value.value == "100000000000", "two lists that copy each other are one voice, and the smaller of equals wins"


def test_independent_sources_that_agree_outweigh_one():
    three = [claim("2e11", "list-a"), claim("2e11", "blog"), claim("1e11", "list-b")]
    assert choose(FieldKey("parameters"), keyed(*three), ChoiceContext(SOURCES)).value == "200000000000"


def test_a_plain_statement_goes_before_a_bound_of_a_better_source():
    value = choose(
        FieldKey("parameters"),
        keyed(claim("1e11", "paper", relation="≥"), claim("2e11", "blog")),
        ChoiceContext(SOURCES),
    )
    assert (value.value, value.relation) == ("200000000000", "=")


def test_the_earliest_date_wins_and_a_more_precise_form_of_it_before_it():
    dates = [claim(v, "blog", "published") for v in ("2022-12", "2021-12", "2021-12-31")]
    assert choose(FieldKey("published"), keyed(*dates), ChoiceContext(SOURCES)).value == "2021-12-31"


def test_what_people_accept_wins_and_rival_accepts_are_contested():
    two = keyed(claim("1e11", "paper"), claim("2e11", "blog"))
    one_accept = choose(FieldKey("parameters"), two, ChoiceContext(SOURCES, accepted=frozenset({"c1"})))
    assert (one_accept.value, one_accept.contested) == ("200000000000", False)
    rival = choose(FieldKey("parameters"), two, ChoiceContext(SOURCES, accepted=frozenset({"c0", "c1"})))
    assert rival.contested
    assert rival.value == "100000000000", "contested fields fall back to the usual order, never to the last writer"


@pytest.mark.parametrize("newer", ["paper", "paper-2"])
def test_an_acceptance_of_another_claim_changes_nothing_of_a_field(newer):
    sources = {
        one: Source(id=one, title="", group="lab", date=date) for one, date in (("paper", "2023"), ("paper-2", "2024"))
    }
    some = keyed(*(claim("1e11", one) for one in dict.fromkeys(("paper", newer))))
    values = [
        choose(FieldKey("parameters"), some, ChoiceContext(sources, accepted=frozenset(accepted)))
        for accepted in ((), ("elsewhere",))
    ]
    assert values[0] == values[1]


def test_a_rejected_claim_is_not_used_and_nothing_is_left_is_none():
    one = keyed(claim("1e11"))
    assert choose(FieldKey("parameters"), one, ChoiceContext(SOURCES, rejected=frozenset({"c0"}))) is None
    assert choose(FieldKey("parameters"), keyed(claim("", relation="unknown")), ChoiceContext(SOURCES)) is None


def test_a_bound_that_says_as_much_as_a_figure_is_another_statement():
    value = choose(
        FieldKey("parameters"), keyed(claim("1e11"), claim("1e11", "blog", relation="≥")), ChoiceContext(SOURCES)
    )
    assert value.claims == ("c0",)
    assert value.rivals == ("c1",)


def test_data_in_tokens_leads_and_bytes_stand_apart():
    parts = split_field(
        "dataset_size",
        keyed(claim("4", field="dataset_size", unit="TB"), claim("1.4e12", field="dataset_size", unit="tokens")),
    )
    assert [one.label for one in parts] == ["dataset_size", "dataset_size (bytes)"]
    assert next(iter(parts.values())).keys() == {"c1"}


def test_entries_of_two_sources_meet_in_one_record_by_alias_and_case():
    found = records(
        claim("1.75e11", "list-a", subject="gpt-3"), claim("1.75e11", "blog", subject="GPT 3 Davinci")
    ).records
    assert list(found) == ["openai/gpt-3"]
    assert found["openai/gpt-3"].aliases == ("GPT 3 Davinci", "GPT 3 davinci", "gpt-3")


def test_another_size_is_another_model_unless_the_vocabulary_says_otherwise():
    for size in ("66B", "175B"):
        name = f"OPT-{size}"
        found = records(
            claim("66e9", "blog", subject=name), claim("Meta AI", "blog", "developer", subject=name)
        ).records
        assert list(found) == [f"meta/opt-{size.lower()}"]
    alias = KnownModel(id="meta/opt", name="OPT", aliases=("OPT-175B",))
    one = Snapshot(
        source="blog",
        sha256="",
        date="",
        reader="r",
        version=1,
        read=1,
        claimed=1,
        claims=(claim("175e9", "blog", subject="opt 175b"),),
    )
    assert list(resolve(fold([one]), SOURCES, DEVELOPERS, (alias,)).records) == ["meta/opt"]


def test_names_joined_through_a_third_are_one_model():
    some = [claim("1e9", "blog", subject=name) for name in ("Alpha", "Beta", "Gamma")]
    joined = records(*some, events=[SameAs(a="Beta", b="Gamma"), SameAs(a="Alpha", b="Gamma")])
    assert list(joined.records) == ["unknown/alpha"]


def test_a_model_nobody_knows_gets_an_id_of_its_developer_and_name():
    found = records(claim("7e9", subject="Zebra 7B"), claim("Open AI", field="developer", subject="Zebra 7B")).records
    assert list(found) == ["openai/zebra-7b"]
    assert found["openai/zebra-7b"].values("country") == ("US",)
    assert found["openai/zebra-7b"].values("developer") == ("OpenAI",)


def test_a_model_without_a_developer_is_nobodys():
    assert list(records(claim("7e9", subject="Falcon 7B")).records) == ["unknown/falcon-7b"]


def test_people_decide_that_two_names_are_one_model_or_not():
    one = claim("175e9", "blog", subject="davinci-base")
    assert "unknown/davinci-base" in records(one).records
    assert list(records(one, events=[SameAs(a="davinci-base", b="GPT-3")]).records) == ["openai/gpt-3"]
    apart = claim("175e9", "blog", subject="G.P.T.3")
    assert records(apart, events=[NotSameAs(a="G.P.T.3", b="GPT-3")]).records.keys() != {"openai/gpt-3"}


def test_every_claim_of_the_view_is_in_exactly_one_record():
    some = [claim("1e11"), claim("2e11", "blog", subject="OPT"), claim("3e9", "list-a", subject="Zebra")]
    found = records(*some)
    held = [key for one in found.records.values() for key in one.claims]
    assert sorted(held) == sorted(set(held))
    assert len(held) == 3


def test_the_order_of_events_changes_no_record():
    some = [
        claim(str(n), s, subject=name)
        for n, s, name in itertools.product((10**9, 10**11), ("paper", "blog"), ("GPT-3", "OPT"))
    ]
    first, second = records(*some), records(*reversed(some))
    assert first.records == second.records


def test_a_correction_overrules_and_keeps_its_reason():
    fix = Correct(
        model="openai/gpt-3",
        field="parameters",
        action="override",
        value="174e9",
        unit="parameters",
        expect={"source": "paper", "value": "175e9"},
        reason="table 2",
        status="told",
    )
    found = records(claim("175e9"), events=[fix])
    value = found.records["openai/gpt-3"].fields["parameters"]
    assert (value.value, value.corrected) == ("174000000000", "table 2")
    found.refuse_stale_corrections()


def test_a_correction_in_another_unit_is_converted_like_a_claim():
    fix = Correct(
        model="openai/gpt-3",
        field="training_compute",
        action="override",
        value="310e6",
        unit="petaFLOP",
        expect={"source": "paper", "value": "1e23"},
        reason="table 2",
        status="told",
    )
    other = claim("3.1e23", "blog", field="training_compute", unit="FLOP")
    found = records(claim("1e23", field="training_compute", unit="FLOP"), other, events=[fix])
    value = found.records["openai/gpt-3"].fields["training_compute"]
    assert (value.value, value.unit) == ("3.1e23", "FLOP")
    assert found.records["openai/gpt-3"].claims[value.claims[0]].as_written == other.as_written


def test_a_correction_stops_the_build_once_the_source_caught_up():
    fix = Correct(
        model="openai/gpt-3",
        field="parameters",
        action="override",
        value="174e9",
        unit="parameters",
        expect={"source": "paper", "value": "175e9"},
        reason="table 2",
        status="told",
    )
    with pytest.raises(BadInput, match=r"now says 174e9.*Has it caught up"):
        records(claim("174e9"), events=[fix]).refuse_stale_corrections()
    with pytest.raises(BadInput, match="no such model"):
        records(claim("1", subject="Zebra"), events=[fix]).refuse_stale_corrections()


def test_a_struck_source_falls_silent_on_that_field():
    strike = Correct(
        model="openai/gpt-3",
        field="parameters",
        action="strike",
        source="paper",
        expect={"source": "paper", "value": "1e9"},
        reason="retracted",
        status="told",
    )
    found = records(claim("1e9"), claim("2e9", "blog"), events=[strike])
    assert found.records["openai/gpt-3"].value("parameters") == "2000000000"


def test_a_variant_knows_the_base_it_folds_under():
    assert records(claim("1e9", subject="InstructGPT")).records["openai/instructgpt"].base == "openai/gpt-3"


def test_independent_sources_that_differ_are_a_conflict_and_copies_are_not():
    assert [one.key.label for one in records(claim("1e9"), claim("2e9", "blog")).conflicts] == ["parameters"]
    assert not records(claim("1e9", "list-a"), claim("2e9", "list-b")).conflicts


@pytest.mark.parametrize(
    ("field", "unit", "one", "other"),
    [
        ("parameters", "parameters", "1e9", "1.05e9"),  # rounding
        ("published", "", "2021-08", "2021-08-11"),  # precision
        ("published", "", "2021", "2021-12-31"),
    ],
)
def test_rounding_and_precision_are_no_conflict(field, unit, one, other):
    assert not records(claim(one, field=field, unit=unit), claim(other, "blog", field=field, unit=unit)).conflicts


@pytest.mark.parametrize(
    ("field", "unit", "one", "other"),
    [
        ("parameters", "parameters", "1e9", "1.06e9"),
        ("published", "", "2021-08", "2021-09-01"),
    ],
)
def test_more_than_rounding_or_precision_is_a_conflict(field, unit, one, other):
    assert records(claim(one, field=field, unit=unit), claim(other, "blog", field=field, unit=unit)).conflicts


def test_a_lists_heading_is_no_domain_where_another_source_states_it():
    heading = claim(
        "reinforcement-learning",
        "list-a",
        "domain",
        "",
        "Models / Reinforcement Learning / GPT-3",
        as_written="Reinforcement Learning",
    )
    own = [claim(one, "paper", "domain", "") for one in ("language", "vision")]
    chosen = records(heading, *own).records["openai/gpt-3"].fields["domain"]
    assert set(chosen.values) == {"language", "vision"}
    assert len(chosen.rivals) == 1
    # Alone it is all that is known; and words of its own are not a heading.
    assert records(heading).records["openai/gpt-3"].values("domain") == ("reinforcement-learning",)
    plain = claim("games", "list-a", "domain", "", "Models / Reinforcement Learning / GPT-3", as_written="Games")
    assert "games" in records(plain, *own).records["openai/gpt-3"].values("domain")


def test_what_nobody_states_is_unknown_with_a_reason():
    record = records(claim("1e9"), claim("", field="chip", relation="unknown", as_written="not disclosed")).records[
        "openai/gpt-3"
    ]
    assert record.unknown["training_compute"] == "no source states it"
    assert record.unknown["chip"] == "paper says 'not disclosed'"


def test_accept_and_reject_reach_the_record_through_the_ledgers_ids():
    a, b = claim("1e9"), claim("2e9", "blog")
    found = records(a, b, events=[Accept(claim=b.id_in("blog"))]).records["openai/gpt-3"]
    assert found.value("parameters") == "2000000000"
    found = records(a, b, events=[Reject(claim=a.id_in("paper"))]).records["openai/gpt-3"]
    assert found.value("parameters") == "2000000000"


def test_one_sources_own_picture_holds_its_claims_alone():
    record = records(claim("1e9"), claim("2e9", "blog")).records["openai/gpt-3"]
    mine = [key for key, one in record.claims.items() if one.source == "blog"]
    assert narrow(record, mine, ChoiceContext(SOURCES)).value("parameters") == "2000000000"


def test_shares_of_data_languages_stay_with_their_language_the_largest_first():
    claims = {
        "a": claim("en", field="data_languages", qualifiers={"share": "0.115"}),
        "b": claim("zh", field="data_languages", qualifiers={"share": "0.885"}),
        "c": claim("fr", field="data_languages"),
    }
    value = choose(FieldKey("data_languages"), claims, ChoiceContext({}))
    assert (value.values, value.shares) == (("zh", "en", "fr"), ("0.885", "0.115", ""))
    assert field_value(value) == "Chinese (88.5%), English (11.5%), French"


def test_a_share_above_one_is_refused():
    with pytest.raises(BadClaim, match="share"):
        check_claim(claim("zh", field="data_languages", qualifiers={"share": "88"}))
