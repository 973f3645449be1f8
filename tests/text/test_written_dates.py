"""Dates as lists, papers and pages write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.text.dates import read_date
from flopwatch.text.english.months import MONTHS


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("Mar. 2023", "2023-03"),
        ("Sept. 2021", "2021-09"),
        ("May. 2023", "2023-05"),
        ("May 2022", "2022-05"),
        ("March 2023", "2023-03"),
        ("2023-03-14", "2023-03-14"),
        ("2023-03", "2023-03"),
        ("2023", "2023"),
        ("(2023)", "2023"),
        ("14 March 2023", "2023-03-14"),
        ("14th of March, 2023", "2023-03-14"),
        ("January 30, 2025", "2025-01-30"),
        ("June 19th, 2021", "2021-06-19"),
        ("14/03/2023", "2023-03-14"),
        ("14.03.2023", "2023-03-14"),
        ("03/2023", "2023-03"),
        ("2023/03/14", "2023-03-14"),
        ("2023-03-14T10:00:00Z", "2023-03-14"),
        ("DEC 2022", "2022-12"),
        ("- **ViT-G/14** [[Google]]() June 2021", "2021-06"),
        ("released in March 2023, after 2022", "2023-03"),
    ],
)
def test_a_date_is_as_precise_as_its_words(words: str, iso: str) -> None:
    assert str(read_date(words)) == iso


def test_a_date_in_figures_says_when_it_could_be_read_the_other_way() -> None:
    day_first, month_first = read_date("03/04/2021"), read_date("03/04/2021", month_first=True)
    assert (str(day_first), str(month_first)) == ("2021-04-03", "2021-03-04")
    assert day_first is not None
    assert month_first is not None
    assert day_first.ambiguous
    assert month_first.ambiguous


@pytest.mark.parametrize(
    ("words", "iso"),
    [("13/04/2021", "2021-04-13"), ("04/13/2021", "2021-04-13"), ("04/04/2021", "2021-04-04")],
)
@pytest.mark.parametrize("month_first", [False, True])
def test_a_date_that_can_be_read_one_way_only_is_not_ambiguous(words: str, iso: str, month_first: bool) -> None:
    found = read_date(words, month_first=month_first)
    assert found is not None
    assert (str(found), found.ambiguous) == (iso, False)


@pytest.mark.parametrize(
    "words",
    [
        "2023-02-30",
        "30 February 2023",
        "February 30, 2023",
        "31/04/2021",
        "13/13/2021",
        "2023-13",
        "13/2023",
        "2023-00-05",
        "00/05/2023",
        "3/4/21",
        "0000-01-01",
        "May 1492",
    ],
)
def test_a_date_that_does_not_exist_is_refused_by_name(words: str) -> None:
    with pytest.raises(ValueError, match="is not a date") as error:
        read_date(words)
    assert words.split("-")[0][:4] in str(error.value)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "soon",
        "n/a",
        "1.5B",
        "7000",
        "GPT-4-2023-03-14",
        "version 2023.1",
        "24/7",
        "5 tokens in 2048 steps",
        "maybe 20",
        "٢٠٢٣",
        "2023B",
    ],
)
def test_words_without_a_date_give_none(words: str) -> None:
    assert read_date(words) is None


@given(st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2099, 12, 31)), st.sampled_from(MONTHS))
def test_a_date_written_out_is_read_back(day: dt.date, name: tuple[str, int]) -> None:
    assert str(read_date(day.isoformat())) == day.isoformat()
    assert str(read_date(f"{day.day:02d}/{day.month:02d}/{day.year}")) == day.isoformat()
    assert str(read_date(f"{name[0].title()} {day.year}")) == f"{day.year}-{name[1]:02d}"
    for month, number in MONTHS:
        if number == day.month:
            assert str(read_date(f"{day.day} {month} {day.year}")) == day.isoformat()
            assert str(read_date(f"{month.title()}. {day.day}, {day.year}")) == day.isoformat()
