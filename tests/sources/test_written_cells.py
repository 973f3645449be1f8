"""Cells of lists as people write them: each value with what its words mean, or unread with the code of the reason."""

from __future__ import annotations

import pytest

from flopwatch.domain import Claim, Source
from flopwatch.sources.lists.awesome_list import AWESOME_LIST

LIST = (
    "# A list\n\n## Language Model\n\n- **M1** [[Lab]](http://a.org) Jan. 2023\n\n  ```yaml\n  {key}: {words}\n  ```\n"
)


def claims_of(key: str, words: str) -> list[Claim]:
    data = LIST.format(key=key, words=words).encode()
    return AWESOME_LIST.read(data, Source(id="list", title="A list")).claims


def values_of(claims: list[Claim], *names: str) -> list[float]:
    return sorted(float(one.value) for one in claims if one.field in names and one.value)


@pytest.mark.parametrize(
    ("words", "parameters"),
    [
        # decimal commas
        ("6,7B", [6.7e9]),
        ("8,03B", [8.03e9]),
        ("1,5 Mrd.", [1.5e9]),
        # thousands marks of every kind
        ("175 000 000 000", [175e9]),
        ("175\u00a0000\u202f000\u2009000", [175e9]),
        ("175\u202f000\u202f000\u202f000", [175e9]),
        ("8'030'261'248", [8030261248]),
        ("8’030’261’248", [8030261248]),
        ("8.030.261.248", [8030261248]),
        ("175,000,000,000", [175e9]),
        ("1,75,00,00,00,000", [175e9]),
        # scale words
        ("7 Bn", [7e9]),
        ("70 milliards", [70e9]),
        ("175 Mrd.", [175e9]),
        ("175 млрд", [175e9]),
        ("175 mil millones", [175e9]),
        ("1 billón", [1e12]),
        ("130亿", [130e8]),
        ("2.6万亿", [2.6e12]),
        ("1,3 billion de paramètres", [1.3e12]),
        ("16.8 zillion", []),
        # marks on numbers
        ("7B^1", [7e9]),
        ("7B^{1}", [7e9]),
        ("3.8B[12]", [3.8e9]),
        ("7B*", [7e9]),
        ("7B<sup>*</sup>", [7e9]),
        ("22B†", [22e9]),
        # lists that share a suffix
        ("{7,13,70}B", [7e9, 13e9, 70e9]),
        (
            "{70,160,410}M, {1,1.4,2.8,6.9,12}B",
            [70e6, 160e6, 410e6, 1e9, 1.4e9, 2.8e9, 6.9e9, 12e9],
        ),
        ("0.5/1.5/7B", [0.5e9, 1.5e9, 7e9]),
        ("7, 13 and 33 billion", [7e9, 13e9, 33e9]),
        ("7B/34B", [7e9, 34e9]),
    ],
)
def test_parameters_are_read_whole_or_not_at_all(words: str, parameters: list[float]) -> None:
    found = values_of(claims_of("Params", words), "parameters", "variant_parameters", "component_parameters")
    assert found == pytest.approx(sorted(parameters))


@pytest.mark.parametrize(
    ("words", "total", "active", "code"),
    [
        ("8x22B (39B active)", None, 39e9, "expert-product"),
        ("8x7B (12.9B active)", None, 12.9e9, "expert-product"),
        ("671B total, 37B activated", 671e9, 37e9, ""),
        ("671B (37B active)", 671e9, 37e9, ""),
        ("17B active, 109B total", 109e9, 17e9, ""),
        ("17B active of 109B", 109e9, 17e9, ""),
        ("active: 37B, total: 671B", 671e9, 37e9, ""),
        ("235B-A22B", 235e9, 22e9, ""),
        ("30B(A3B)", 30e9, 3e9, ""),
        ("46.7B/12.9B", 46.7e9, 12.9e9, ""),
        ("总参数6710亿，激活参数370亿", 671e9, 37e9, ""),
        ("8×22B", None, None, "expert-product"),
        ("2 x 8B", None, None, "expert-product"),
        ("16 x 17B", None, None, "expert-product"),
        ("37B active", None, 37e9, "only-active"),
    ],
)
def test_total_active_and_experts_are_three_things(
    words: str, total: float | None, active: float | None, code: str
) -> None:
    claims = claims_of("Params", words)
    assert values_of(claims, "parameters") == ([] if total is None else [total])
    assert values_of(claims, "active_parameters") == ([] if active is None else [active])
    assert values_of(claims, "variant_parameters", "component_parameters") == []
    assert [one.flags for one in claims if one.field == "parameters" and one.relation == "unknown"] == (
        [(code,)] if code else []
    )


@pytest.mark.parametrize(
    ("words", "size", "epochs", "seen"),
    [
        ("1,4T tokens", 1.4e12, None, None),
        ("14,8T tokens", 14.8e12, None, None),
        ("2 trn tokens", 2e12, None, None),
        ("1.5 Milliarden Tokens", 1.5e9, None, None),
        ("300B tokens, 4 epochs", 300e9, 4, None),
        ("1.4T tokens (2 epochs)", 1.4e12, 2, None),
        ("1 epoch on 2 trillion tokens", 2e12, 1, None),
        ("80B tokens × 3", 80e9, 3, None),
        ("1 trillion (1T) tokens for 4 epochs", 1e12, 4, None),
        ("1T total tokens over 4 epochs", None, 4, 1e12),
    ],
)
def test_data_and_the_passes_over_it_are_read(
    words: str, size: float | None, epochs: float | None, seen: float | None
) -> None:
    claims = claims_of("Training Data", words)
    assert values_of(claims, "dataset_size") == ([] if size is None else [size])
    assert values_of(claims, "epochs") == ([] if epochs is None else [epochs])
    assert values_of(claims, "tokens_seen") == ([] if seen is None else [seen])


def test_a_number_before_an_unknown_scale_word_is_no_amount_of_data() -> None:
    (one,) = [claim for claim in claims_of("Training Data", "3.5 Tio. tokens") if claim.field == "dataset_size"]
    assert (one.relation, one.value, one.flags) == ("unknown", "", ("unknown-scale",))


@pytest.mark.parametrize("words", ["128 experts x 17B", "8 experts of 22B"])
def test_a_product_of_experts_in_words_is_no_total(words: str) -> None:
    assert values_of(claims_of("Params", words), "parameters", "variant_parameters", "component_parameters") == []


def test_the_active_size_may_come_first() -> None:
    claims = claims_of("Params", "A37B of 671B")
    assert (values_of(claims, "parameters"), values_of(claims, "active_parameters")) == ([671e9], [37e9])


def test_a_decimal_comma_in_compute_is_read() -> None:
    assert values_of(claims_of("Training FLOP", "3,8e25"), "training_compute") == [3.8e25]


GERMAN = "Eine Liste der Modelle mit der Zahl ihrer Parameter und den Daten, auf denen sie beruhen.\n"
ENGLISH = "A list of the models with the number of their parameters and the data that they are from.\n"


@pytest.mark.parametrize(
    ("intro", "params", "mark", "value", "flag"),
    [
        # the list's other numbers decide
        ("", "1,5B", "1.234", "1234", "mark-by-other-numbers"),
        ("", "1,5B", "1,234", "1.234", "mark-by-other-numbers"),
        ("", "1.5B", "1.234", "1.234", ""),
        ("", "1.5B", "1,234", "1234", ""),
        (GERMAN, "1.5B", "1,234", "1234", ""),
        (ENGLISH, "1,5B", "1.234", "1234", "mark-by-other-numbers"),
        # they show no decimal mark: its language decides
        (GERMAN, "7B", "1.234", "1234", "mark-by-language"),
        (GERMAN, "7B", "1,234", "1.234", "mark-by-language"),
        (ENGLISH, "7B", "1,234", "1234", ""),
        ("", "7B", "1,234", "1234", ""),
        # both marks are decimal somewhere
        ("", "1,5B, 2.5B", "1,234", "1234", "ambiguous-mark"),
        # an English suffix: neither decides
        (GERMAN, "7B", "1.234K", "1234", "ambiguous-mark"),
    ],
)
def test_one_mark_means_what_the_rest_of_the_list_writes(
    intro: str, params: str, mark: str, value: str, flag: str
) -> None:
    both = LIST.replace("## ", intro + "\n## ", 1).format(key="Params", words=params).rstrip("`\n ")
    both += f"\n  Context Length: {mark} tokens\n  ```\n"
    claims = AWESOME_LIST.read(both.encode(), Source(id="list", title="A list")).claims
    (one,) = [one for one in claims if one.field == "context_length"]
    assert (one.value, one.flags) == (value, (flag,) if flag else ())
    assert one.as_written == f"{mark} tokens"


def test_an_entry_with_a_name_too_long_is_quarantined_once_and_named_in_short() -> None:
    words = LIST.format(key="Params", words="7B").replace("**M1**", f"**{'A' * 501}**")
    reading = AWESOME_LIST.read(words.encode(), Source(id="list", title="A list"))
    (one,) = reading.quarantined
    assert "characters, more than 500" in one.reason
    assert len(one.item) < 150
    assert not reading.claims
    assert not [note for note in reading.notes if "AAAA" in note]


def test_words_and_places_stay_those_of_the_source() -> None:
    (one,) = [claim for claim in claims_of("Params", "etwa 175 Mrd. Parameter") if claim.field == "parameters"]
    assert one.as_written == "175 Mrd. Parameter"
