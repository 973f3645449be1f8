"""Charts of pages count what the census counts, and the price of a threshold is the calculator's."""

from __future__ import annotations

import csv
import io
import json
import math
import xml.etree.ElementTree as ET
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from flopwatch.census import Census, base_crossings
from flopwatch.charts import interval_bars, rising_curves, stacked_bars
from flopwatch.cost import bill_of_amount
from flopwatch.domain import Unknown, exact


def test_the_last_row_of_the_counts_is_that_of_the_page_of_thresholds(census: Census, site: Path) -> None:
    text = (site / "charts/counts-by-threshold.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    undated: set[str] = set()
    for index, threshold in enumerate(census.thresholds):
        column = f"1e{round(math.log10(float(exact(threshold.flop))))} FLOP"
        if column in rows[-1]:
            above = [c for c in base_crossings(census, index) if c.compute_class in ("confirmed", "likely")]
            dated = [c for c in above if census.records[c.model].value("published")]
            assert int(rows[-1][column]) == len(dated)
            undated.update({one.model for one in above} - {one.model for one in dated})
        values = [int(row[column]) for row in rows] if column in rows[-1] else []
        assert values == sorted(values)
    said = "without a date" in (site / "findings.html").read_text(encoding="utf-8")
    assert said == bool(undated)


def test_every_chart_s_file_is_whole_and_says_whose_it_is(census: Census, site: Path) -> None:
    files = sorted((site / "charts").glob("*.svg"))
    assert len(files) >= 3
    for file in files:
        text = " ".join(ET.fromstring(file.read_bytes()).itertext())
        assert f"flopwatch, as of {census.as_of}, CC BY 4.0" in text
        table = list(csv.reader(io.StringIO(file.with_suffix(".csv").read_text(encoding="utf-8"), newline="")))
        about = json.loads(file.with_suffix(".metadata.json").read_bytes())
        assert list(about["columns"]) == table[0]
        assert about["chart"]["title"] in text
        assert about["chart"]["license"]["name"] == "CC BY 4.0"
        assert str(census.as_of) in about["chart"]["citation"]
        assert about["chart"]["sources"]
        assert "127.0.0.1" not in about["chart"]["citation"]
        for at, one in enumerate(about["columns"].values()):
            assert one["descriptionShort"]
            values = [row[at] for row in table[1:]]
            assert {"Integer": str.isdecimal, "Numeric": float, "String": str}[one["type"]](max(values))
            assert one["type"] != "String" or not one["unit"]


def test_a_threshold_s_price_grows_with_the_threshold(census: Census) -> None:
    one, two = (bill_of_amount(flop, census.catalogue, census.as_of) for flop in (1e23, 1e24))
    if isinstance(one, Unknown) or isinstance(two, Unknown):
        assert not census.catalogue.offers.rents_by_year()
        return
    for small, large in ((one.rent, two.rent), (one.hardware, two.hardware)):
        if not isinstance(small.value, Unknown) and not isinstance(large.value, Unknown):
            assert math.isclose(large.value.median, 10 * small.value.median)


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=12))
def test_parts_of_bars_follow_each_other_and_keep_their_proportion(counts: list[tuple[int, int]]) -> None:
    bars = stacked_bars(
        [(str(i), "", {"solid": a, "hatched": b}) for i, (a, b) in enumerate(counts)], ["solid", "hatched"]
    )
    most = max(a + b for a, b in counts) or 1
    for bar, (a, b) in zip(bars, counts, strict=True):
        assert sum(part.width for part in bar.parts) == 100 * (a + b) / most or math.isclose(
            sum(part.width for part in bar.parts), 100 * (a + b) / most
        )
        for part, after in zip(bar.parts, bar.parts[1:], strict=False):
            assert math.isclose(part.start + part.width, after.start)


@given(st.lists(st.floats(1e15, 1e27), min_size=1, max_size=10))
def test_intervals_lie_in_the_drawing_with_their_median_inside(medians: list[float]) -> None:
    bars, powers = interval_bars([("", "", (one / 3, one, one * 3), "") for one in medians])
    for bar in bars:
        [part] = bar.parts
        assert bar.mark is not None
        assert -1e-9 <= part.start < bar.mark < part.start + part.width <= 100 + 1e-9
    assert all(0 <= at <= 100 for at, _ in powers)


def test_names_of_curves_do_not_cover_each_other() -> None:
    curves, across, up = rising_curves([2020, 2021, 2022], {22: [1, 5, 9], 23: [0, 5, 9], 24: [0, 0, 8], 25: [0, 0, 0]})
    assert [one.exponent for one in curves] == [22, 23, 24]  # no curve of no model
    places = sorted(one.name_y for one in curves)
    assert all(b - a >= 14 for a, b in zip(places, places[1:], strict=False))
    assert [text for _, text in across] == ["2020", "2021", "2022"]
    assert up[0][1] == "1"
