"""The reader of Epoch's tables: dates of every form, links of every kind."""

from __future__ import annotations

import datetime as dt

import pytest
from helpers.epoch_tables import one, read, stated, table, values
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.sources.epoch.cells import date_in

# ---- dates


@pytest.mark.parametrize(
    ("cell", "value", "ambiguous"),
    [
        ("2023-03-14", "2023-03-14", False),
        ("2019-01-04T00:00:00", "2019-01-04", False),
        ("2023-03", "2023-03", False),
        ("2023", "2023", False),
        ("25/11/2019", "2019-11-25", False),
        ("8/12/2021", "2021-12-08", True),
        ("07/07/2021", "2021-07-07", False),
        ("05/25/2020", "2020-05-25", False),
        ("03/1955", "1955-03", False),
        ("Mar. 2023", "2023-03", False),
        ("14 March 2023", "2023-03-14", False),
    ],
)
def test_dates_of_every_form_are_read_as_precisely_as_they_stand(cell: str, value: str, ambiguous: bool) -> None:
    (claim,) = stated(one(**{"Publication date": cell}), "published")
    assert claim.value == value
    assert claim.flags == (("ambiguous-date",) if ambiguous else ())


@pytest.mark.parametrize(
    "cell",
    [
        "2023-02-30",
        "2029-09-13",
        "31/02/2020",
        "00/01/2020",
        "13/13/2020",
        "2023-00-10",
        "Forthcoming",
        "1/2/20",
        "٢٠٢٣",
        "9999",
    ],
)
def test_a_date_that_cannot_be_is_set_aside_and_the_row_kept(cell: str) -> None:
    reading = one(Domain="Vision", **{"Publication date": cell})
    assert values(reading, "published") == []
    assert values(reading, "domain") == ["vision"]
    assert reading.notes[0].startswith(f"row 2, Publication date: {cell!r} is set aside: ")


def test_a_date_later_than_the_file_or_its_last_change_is_not_believed() -> None:
    row = {
        "Model": "A",
        "Publication date": "2024-06-01",
        "Domain": "Vision",
        "Last modified": "2024-03-30 10:00",
    }
    assert values(read(table(row), "pcd.csv"), "published") == []
    assert values(read(table(row), "pcd_2024-05-30.csv"), "published") == []
    assert values(read(table(row), "pcd_2024-06-10.csv"), "published") == ["2024-06-01"]
    del row["Last modified"]
    assert values(read(table(row), "pcd.csv"), "published") == ["2024-06-01"]
    undated = read(table(row | {"Publication date": "2029-09-13"}), "pcd.csv")
    assert "put the table's date in its file name" in undated.notes[0]


def test_a_file_of_month_first_dates_is_read_month_first() -> None:
    rows = [
        {"Model": f"M{i}", "Publication date": date} for i, date in enumerate(("11/25/2019", "3/30/2020", "04/03/2021"))
    ]
    reading = read(table(*rows))
    assert values(reading, "published") == ["2019-11-25", "2020-03-30", "2021-04-03"]
    assert stated(reading, "published")[2].flags == ("ambiguous-date",)


def test_a_year_stands_in_for_a_date_and_is_checked_against_one() -> None:
    alone = one(Year="1958", **{"Publication date": "Forthcoming"})
    assert values(alone, "published") == ["1958"]
    both = read(table({"Year": "2019", "Model": "A", "Publication date": "2020-01-02"}))
    assert values(both, "published") == ["2020-01-02"]
    assert "is not the year of the publication date 2020-01-02" in both.notes[0]


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2026, 1, 1)))
def test_a_date_written_day_first_or_iso_comes_back(day: dt.date) -> None:
    assert str(date_in(f"{day:%d/%m/%Y}", day_first=True)) == day.isoformat()
    assert str(date_in(f"{day:%m/%d/%Y}", day_first=False)) == day.isoformat()
    assert str(date_in(day.isoformat(), day_first=True)) == day.isoformat()


# ---- links


def test_links_are_told_apart_and_other_schemes_refused() -> None:
    cell = (
        "https://ai.meta.com/blog, https://arxiv.org/abs/2308.12950; https://github.com/x/y\nhttps://huggingface.co/x"
    )
    reading = one(Link=cell)
    assert values(reading, "paper") == ["https://arxiv.org/abs/2308.12950"]
    assert values(reading, "announcement") == ["https://ai.meta.com/blog"]
    assert values(reading, "source_code") == ["https://github.com/x/y"]
    assert values(reading, "weights") == ["https://huggingface.co/x"]
    hostile = one(Domain="Vision", Link="javascript:alert(1)")
    assert not any("javascript" in claim.value for claim in hostile.claims)
    assert "no web address" in hostile.notes[0]


def test_an_archived_link_that_is_a_name_is_kept_as_a_note() -> None:
    (claim,) = one(**{"Archived links": "Yi-34B"}).claims
    assert (claim.field, claim.qualifiers) == ("notes", {"column": "Archived links"})
