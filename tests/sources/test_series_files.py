"""Series files as people save them: separators, headers, dates, numbers and doubled rows."""

from __future__ import annotations

import datetime as dt

import pytest

from flopwatch.domain import BadInput, PartialDate, Source
from flopwatch.sources import Columns, read_series
from flopwatch.sources.series_csv import Series

# 24 models, half a year apart, growing by 10^0.3 a year: the doubling time is 12 × log10(2) / 0.3 = 12.04 months.
DAYS = [dt.date(2012 + n // 2, 1 + 6 * (n % 2), 1) for n in range(24)]
VALUES = [10 ** (18 + 0.15 * n) for n in range(24)]


def table(days: list[str], values: list[str], separator: str = ",", *, head: str = "", below: str = "") -> bytes:
    def quoted(cell: str) -> str:
        return f'"{cell}"' if separator in cell else cell

    lines = [
        separator.join((f"m{n}", quoted(day), quoted(value)))
        for n, (day, value) in enumerate(zip(days, values, strict=True))
    ]
    return (head + separator.join(("name", "date", "flop")) + "\n" + below + "\n".join(lines) + "\n").encode()


def series(data: bytes, date_order: str = "auto") -> Series:
    return read_series(data, Source(id="s.csv", title="S"), Columns("date", "flop", date_order=date_order))


def check(found: Series, *, month: bool = False) -> None:
    assert [row.value for row in found.rows] == pytest.approx(VALUES, rel=1e-3)
    dates = [row.date for row in found.rows]
    assert all(isinstance(one, PartialDate) for one in dates)
    assert [str(one) for one in dates] == [day.isoformat()[: 7 if month else 10] for day in DAYS]


FULL_WIDTH = {ord(str(digit)): 0xFF10 + digit for digit in range(10)}
ISO = [day.isoformat() for day in DAYS]
PLAIN = [f"{value:.3e}" for value in VALUES]


@pytest.mark.parametrize(
    "data",
    [
        table(ISO, PLAIN, "\t"),
        table(ISO, PLAIN, "|"),
        table(ISO, [one.replace(".", ",") for one in PLAIN], ";"),
        table(ISO, PLAIN, ";", head="sep=;\n"),
        table(ISO, PLAIN, head="Table 1. Compute,,\n"),
        table(ISO, PLAIN, below=",,(FLOP)\n"),
        table(ISO, PLAIN).replace(b"\n", b"\r\n"),
        table(ISO, PLAIN).replace(b"\n", b"\r"),
        table(ISO, PLAIN).replace(b",", b" , "),
        b"\xef\xbb\xbf" + table(ISO, PLAIN),
        table(ISO, [f"{round(value):,}" for value in VALUES]),
        table(ISO, PLAIN) + b"Total,,9e21\n",
        table(ISO, PLAIN) + table(ISO, PLAIN),
    ],
    ids="tab bar semicolon spreadsheet title units crlf cr blanks mark thousands total twice".split(),
)
def test_a_table_is_read_however_it_is_framed(data: bytes) -> None:
    check(series(data))


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ([f"{d.day}. {('Januar', 'Juli')[d.month > 1]} {d.year}" for d in DAYS], False),
        ([f"{d.day} {('janvier', 'juillet')[d.month > 1]} {d.year}" for d in DAYS], False),
        ([f"{d.day} de {('enero', 'julio')[d.month > 1]} de {d.year}" for d in DAYS], False),
        ([f"{d.day} {('января', 'июля')[d.month > 1]} {d.year}" for d in DAYS], False),
        ([f"{d.year}年{d.month}月{d.day}日" for d in DAYS], False),
        ([f"{d.year}년 {d.month}월 {d.day}일" for d in DAYS], False),
        ([f"{d.year}{d.month:02}{d.day:02}" for d in DAYS], False),
        ([f"{d.year}.{d.month:02}.{d.day:02}" for d in DAYS], False),
        ([f"{d.isoformat()}T00:00:00Z" for d in DAYS], False),
        ([str((d - dt.date(1899, 12, 30)).days) for d in DAYS], False),
        ([f"{d.year}.{d.month:02}" for d in DAYS], True),
        ([f"{d.year}年{d.month}月" for d in DAYS], True),
        ([f"{d.year}年{d.month}月".translate(FULL_WIDTH) for d in DAYS], True),
        ([f"{('Jan', 'Jul')[d.month > 1]}-{d.year % 100:02}" for d in DAYS], True),
    ],
)
def test_dates_are_read_in_many_hands(written: list[str], month: bool) -> None:
    check(series(table(written, PLAIN)), month=month)


@pytest.mark.parametrize("form", ["{} H{}", "{}-S{}"])
def test_a_half_year_is_its_fourth_month(form: str) -> None:
    found = series(table([form.format(2012 + n // 2, 1 + n % 2) for n in range(len(DAYS))], PLAIN))
    assert [str(row.date) for row in found.rows[:2]] == ["2012-04", "2012-10"]


def test_a_quarter_is_its_middle_month_and_a_decimal_year_a_number() -> None:
    quarters = series(table([f"{d.year} Q{1 + d.month // 4}" for d in DAYS], PLAIN))
    assert [str(row.date) for row in quarters.rows[:2]] == ["2012-02", "2012-05"]
    years = series(table([f"{2012 + n / 2:.2f}" for n in range(24)], PLAIN))
    assert [row.date for row in years.rows[:2]] == [2012.0, 2012.5]


@pytest.mark.parametrize(
    "written",
    [
        [one.replace("e+", "×10^") for one in PLAIN],
        [one.replace(".", ",").replace("e+", "×10^") for one in PLAIN],
        [f"{one} FLOP" for one in PLAIN],
        [f"'{one}" for one in PLAIN],
        [f"≈{one}" for one in PLAIN],
        [f"{one}[1]" for one in PLAIN],
        [f"{round(value):,}".replace(",", " ") for value in VALUES],
        [f"{round(value):,}".replace(",", "'") for value in VALUES],
        [f"{round(value):,}".replace(",", ".") for value in VALUES],
    ],
)
def test_numbers_are_read_with_units_marks_and_powers(written: list[str]) -> None:
    check(series(table(ISO, written)))


def test_the_order_of_day_and_month_is_that_of_the_column() -> None:
    american = [f"{d.month}/{d.day}/{d.year}" for d in DAYS[:-1]] + ["7/21/2023"]
    assert str(series(table(american, PLAIN)).rows[1].date) == "2012-07-01"
    european = [f"{d.day}.{d.month}.{d.year}" for d in DAYS[:-1]] + ["21.7.2023"]
    assert str(series(table(european, PLAIN)).rows[1].date) == "2012-07-01"


def test_an_order_that_nothing_decides_is_asked_for() -> None:
    unsure = table([f"{d.month}/{d.day}/{d.year}" for d in DAYS], PLAIN)
    with pytest.raises(BadInput, match=r"7/1/2012.*day first or month first.*--date-order"):
        series(unsure)
    check(series(unsure, "month-first"))
    contradicting = table([*(f"{d.month}/{d.day}/{d.year}" for d in DAYS[2:]), "7/21/2023", "21/7/2023"], PLAIN)
    with pytest.raises(BadInput, match="contradict each other"):
        series(contradicting)


def test_what_is_left_out_is_said() -> None:
    errors = table(ISO, ["#REF!", *PLAIN[1:]], head="Notes,,\n") + b"name,date,flop\n" + b"m5,2014-07-01,5.623e+18\n"
    found = series(errors)
    assert len(found.rows) == 23
    assert [one.reason for one in found.skipped] == [
        "above the header row",
        "the header row again",
        "doubles row 8, cell for cell",
        "flop '#REF!' is not a number",
    ]


def test_two_columns_of_one_name_are_refused_if_they_differ() -> None:
    lines = table(ISO, PLAIN).decode().splitlines()
    twice = "\n".join([lines[0] + ",flop", *(line + ",7" for line in lines[1:])]).encode()
    with pytest.raises(BadInput, match=r"2 columns are called 'flop' \(columns 3, 4\)"):
        series(twice)
    alike = "\n".join([lines[0] + ",flop", *(line + "," + line.split(",")[2] for line in lines[1:])]).encode()
    check(series(alike))


def test_a_missing_header_is_named_with_the_separator() -> None:
    with pytest.raises(BadInput, match="read with semicolons between its cells"):
        read_series(table(ISO, PLAIN, ";"), Source(id="s.csv", title="S"), Columns("when", "flop"))
