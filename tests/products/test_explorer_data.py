"""The explorer's table and columns: what the browser is handed is what the census says, byte for byte the same each
time.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from helpers.explorer_tables import HOSTILE, made_table, with_hostile_names
from helpers.explorer_vectors import PLACE, vectors

from flopwatch.analysis.closed_form import FittedLine, fit_line
from flopwatch.analysis.overview import Overview
from flopwatch.analysis.points import Observation, gather
from flopwatch.census import Census, newest_first
from flopwatch.charts import chart_of
from flopwatch.domain.dates import PartialDate
from flopwatch.estimation.results import Doubted, Estimate
from flopwatch.hub.pages import insights, start
from flopwatch.hub.site import Site
from flopwatch.hub.views import row_of
from flopwatch.products import binned_columns as large_table_module
from flopwatch.products.binned_columns import column_scripts, named_rows
from flopwatch.products.explorer_table import explorer_frame, explorer_head, explorer_script
from flopwatch.products.explorer_views import ACCESS, PRESETS, QUANTITIES
from flopwatch.products.trend_sentence import _digits, first_trend, frontier_growth


def told(script: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(script.split(b"=", 1)[1].rstrip(b";\n"))
    return found


def dense(column: dict[str, Any], n: int) -> list[Any]:
    out: list[Any] = [None] * n
    for at, value in zip(column["at"], column["is"], strict=True):
        out[at] = value
    return out


def test_the_table_says_of_each_model_what_the_census_says(census: Census) -> None:
    frame = explorer_frame(census)
    data = told(explorer_script(frame, explorer_head(census, frame)))
    rows = data["rows"]
    assert data["n"] == len(census.models()) == len(rows["id"])
    at = {i: place for place, i in enumerate(rows["id"])}
    for record in census.models():
        i = at[record.id]
        estimate = census.estimates[record.id]
        assert rows["name"][i] == record.name
        assert rows["published"][i] == record.value("published")
        if isinstance(estimate, Estimate):
            assert rows["compute"][i] == estimate.compute_flop.median  # every digit: fits must not differ
            assert rows["p95"][i] == pytest.approx(estimate.compute_flop.quantile(0.95), rel=6e-4)
        else:
            assert rows["compute"][i] is None
        assert bool(rows["flags"][i] & 4) == isinstance(estimate, Doubted)
        assert bool(rows["flags"][i] & 1) == bool(record.base)
        parameters = record.value("parameters")
        assert dense(rows["parameters"], data["n"])[i] == (float(parameters) if parameters else None)


def test_every_figure_names_the_sources_behind_it(census: Census) -> None:
    frame = explorer_frame(census)
    data = told(explorer_script(frame, explorer_head(census, frame)))
    seen = 0
    for i, compute in enumerate(data["rows"]["compute"]):
        behind = data["rows"]["sources"][i][0]
        assert bool(behind) == (compute is not None), data["rows"]["id"][i]
        for place in behind:
            title = data["sources"][data["source_ids"][place]][0]
            assert title == census.sources[data["source_ids"][place]].title
            seen += 1
    assert seen > 5


def test_the_start_page_of_a_large_census_keeps_to_the_latest_and_says_so(
    census: Census, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "FIRST_ROWS", 5)
    rows = [row_of(census, m) for m in sorted(census.models(), key=newest_first)]
    start.write_start_page(Site(census, tmp_path, ""), census, rows, None)
    text = (tmp_path / "index.html").read_text()
    assert text.count('<th scope="row">') == 5
    assert f"The latest 5 of {len(rows)} models" in text
    assert f"{len(rows)} models, " in text  # the sentence counts them all
    chart = chart_of(census)
    assert chart is not None
    assert text.count("<use ") == len(chart.points) > 5  # the chart draws them all


def test_the_same_census_gives_the_same_bytes(census: Census) -> None:
    frame = explorer_frame(census)
    again = explorer_frame(census)
    one = explorer_script(frame, explorer_head(census, frame))
    assert one == explorer_script(again, explorer_head(census, again))


def test_a_hostile_name_cannot_leave_its_string(census: Census) -> None:
    table = with_hostile_names(made_table(explorer_frame(census), 40))
    script = explorer_script(table, explorer_head(census, explorer_frame(census)))
    assert b"<" not in script
    assert "\u2028" not in script.decode()
    assert told(script)["rows"]["name"][-len(HOSTILE) :] == list(HOSTILE)


def test_the_sentence_on_the_page_is_that_of_the_fit(census: Census, site: Path) -> None:
    table = explorer_frame(census)
    said = first_trend(census, table)
    frontier = frontier_growth(census)
    assert said
    assert frontier
    for page in ("explore.html", "index.html"):
        assert said[0] in (site / page).read_text()
    assert f"at the frontier grows {_digits(frontier.numbers['factor'].p50)}× per year" in said[0]
    assert f"top 10 at release since 2018, n = {frontier.n} of" in said[1]
    lines = [one.text for one in insights.context(census)["sentences"] if one.id == "frontier-growth"]
    assert lines
    assert f"{frontier.numbers['factor'].p50:.1f}×" in lines[0]  # the same growth on the page of insights


def test_without_a_frontier_the_sentence_is_of_all_models(census: Census) -> None:
    table = explorer_frame(census)
    without = Overview(tuple(f for f in census.insights.overview.facts if f.id != "frontier-growth"), ())
    bare = dataclasses.replace(census, insights=dataclasses.replace(census.insights, overview=without))
    said = first_trend(bare, table)
    assert said
    sound = table.filter(~pl.col("variant") & ~pl.col("doubted") & pl.col("compute").is_not_null())
    line = fit_line(
        gather(
            [
                Observation(i, PartialDate.from_iso(day), value, organisation=who[0] if who else "")
                for i, day, value, who in sound.select("id", "published", "compute", "organisations").iter_rows()
                if day >= "2010"
            ],
            bare_year="july1",
        )
    )
    assert isinstance(line, FittedLine)
    assert f"of all models shown grows {_digits(line.growth_factor.p50)}× per year" in said[0]
    assert f"n = {line.n}" in said[1]


def test_presets_are_distinct_and_begin_with_the_first_view() -> None:
    assert PRESETS[0].query == ""
    assert len({p.query for p in PRESETS}) == len(PRESETS)
    names = {p.name for p in PRESETS}
    assert {
        "Three eras",
        "Record-setters",
        "Above 1e25",
        "Parameter counts 1952 to today",
        "Open against closed",
    } <= names


def column(script: bytes) -> dict[str, Any]:
    return told(script[script.index(b"]=") :])


def numbers(raw: dict[str, Any]) -> list[int]:
    return np.frombuffer(base64.b64decode(raw["bytes"]), f"<u{raw['width']}").tolist()


def test_columns_hold_every_dated_model_once_with_all_that_filters_ask(
    census: Census, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_table_module, "_MOST_WORDS", 20)
    table = with_hostile_names(made_table(explorer_frame(census), 3_000))
    at = pl.int_range(table.height)
    two = pl.concat_list(pl.col("organisations").list.first(), pl.lit("Second, with\na line"))
    table = table.with_columns(
        variant=at.is_between(300, 350),
        doubted=at.is_between(340, 400),
        published=pl.when(at == 7).then(pl.lit("")).otherwise("published"),
        organisations=pl.when(at % 9 == 0)
        .then(two)
        .when(at % 7 == 0)
        .then(pl.concat_list(pl.format("Rare {}", at)))
        .otherwise("organisations"),
    )
    named = named_rows(table)
    head, scripts = column_scripts(table, named)
    columns = {name.removeprefix("explore-column-")[:-3]: column(script) for name, script in scripts.items()}
    flags, months, lines = (
        numbers(columns["flags"]),
        numbers(columns["date"]),
        columns["names"]["text"].split("\n"),
    )
    assert len(lines) == head["total"] == table.height - 1
    words = {"org": head["org"], "country": head["country"], "access": [a for a, _ in ACCESS]}
    values = {
        name: [tuple(words[name][v] for v in columns[name]["sets"][code]) for code in numbers(columns[name])]
        for name in words
    }
    cells = {q.id: [c + head["low"][q.id] - 1 if c else None for c in numbers(columns[q.id])] for q in QUANTITIES}
    made = sorted(
        (
            head["origin"] * 12 + months[i],
            flags[i],
            values["org"][i],
            values["country"][i],
            values["access"][i],
            cells["compute"][i],
            cells["parameters"][i] or 0,
            lines[i].split(" Rare ")[0],
        )
        for i in range(head["total"])
    )
    known = set(head["org"])
    assert "Rarer ones" in known
    assert {o for row in named["organisations"] for o in row} <= known  # a point's own words are never the rarer ones

    def eighth(value: float | None) -> int | None:
        return None if value is None else math.floor(math.log10(value) * 8 + 1e-9)

    wanted = sorted(
        (
            int(r["published"][:4]) * 12 + int(r["published"][5:7]) - 1,
            r["variant"] + 2 * r["sparse"] + 4 * r["doubted"],
            tuple(dict.fromkeys(o if o in known else "Rarer ones" for o in r["organisations"])),
            tuple(r["countries"]),
            (r["access"],),
            eighth(r["compute"]),
            eighth(r["parameters"]) or 0,
            " ".join(r["name"].split()),
        )
        for r in table.filter(pl.col("published") != "").iter_rows(named=True)
    )
    assert made == wanted
    assert b"<" not in scripts["explore-column-names.js"]


def test_models_that_set_records_keep_their_points_beside_the_cells(census: Census) -> None:
    table = made_table(explorer_frame(census), 5_000)
    kept = named_rows(table)
    assert kept.height < 3_000
    for name in ("compute", "parameters"):
        known = table.filter(pl.col(name).is_not_null()).sort("published", name, descending=[False, True])
        best, setters = 0.0, set()
        for i, value in known.select("id", name).iter_rows():
            if value > best:
                best = value
                setters.add(i)
        assert setters <= set(kept["id"])


def test_the_shared_vectors_are_what_the_analysis_gives_today() -> None:
    stored, now = json.loads(PLACE.read_text()), json.loads(json.dumps(vectors()))

    def same(a: Any, b: Any, where: str) -> None:
        assert type(a) is type(b) or {type(a), type(b)} <= {int, float}, where
        if isinstance(a, dict):
            assert a.keys() == b.keys(), where
            for key in a:
                same(a[key], b[key], f"{where}.{key}")
        elif isinstance(a, list):
            assert len(a) == len(b), where
            for i, (p, q) in enumerate(zip(a, b, strict=True)):
                same(p, q, f"{where}[{i}]")
        elif isinstance(a, float):
            assert a == pytest.approx(b, rel=1e-9, abs=1e-12), where
        else:
            assert a == b, where

    same(stored, now, "vectors")
    assert len(stored["cases"]) >= 12
    assert {q.id for q in QUANTITIES} >= {"compute", "parameters", "data", "cost", "power", "active"}
