"""The explorer's table and cubes: what the browser is handed is what the census says, byte for byte the same each time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from explorer_tables import HOSTILE, made_table, with_hostile_names
from explorer_vectors import PLACE, vectors

from flopwatch.analysis import Line, Observation, fit_line, gather
from flopwatch.census import Census
from flopwatch.domain import PartialDate
from flopwatch.estimation import Estimate
from flopwatch.publishing import start_page
from flopwatch.publishing.cube import countable, cube_scripts, named_rows
from flopwatch.publishing.explorer import (
    PRESETS,
    QUANTITIES,
    _digits,
    explorer_frame,
    explorer_head,
    explorer_script,
    first_trend,
)
from flopwatch.publishing.site import Site
from flopwatch.publishing.views import newest_first, row_of


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
            assert bool(rows["flags"][i] & 4) == bool(estimate.doubted)
        else:
            assert rows["compute"][i] is None
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
    monkeypatch.setattr(start_page, "FIRST_ROWS", 5)
    rows = [row_of(census, m) for m in sorted(census.models(), key=newest_first)]
    start_page.write_start_page(Site(census, tmp_path, ""), census, rows)
    text = (tmp_path / "index.html").read_text()
    assert text.count('<th scope="row">') == 5
    assert f"The latest 5 of {len(rows)} models" in text
    assert f"{len(rows)} models, " in text  # the sentence counts them all
    shown = [row.record.id for row in rows[:5]]
    for model in census.models():
        drawn = f'href="models/{model.id}.html" tabindex="-1"' in text
        assert not (drawn and model.id not in shown), model.id


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
    said = first_trend(table)
    assert said
    assert said[0] in (site / "explore.html").read_text()
    sound = table.filter(~pl.col("variant") & ~pl.col("doubted") & pl.col("compute").is_not_null())
    line = fit_line(
        gather(
            [
                Observation(i, PartialDate.from_iso(day), value, organisation=who[0] if who else "")
                for i, day, value, who in sound.select(
                    "id", "published", "compute", "organisations"
                ).iter_rows()
                if day >= "2010"
            ],
            bare_year="july1",
        )
    )
    assert isinstance(line, Line)
    assert f"{_digits(line.growth_factor.p50)}× per year" in said[0]
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


def test_cells_count_every_model_once_and_each_lies_in_its_cell(census: Census) -> None:
    table = made_table(explorer_frame(census), 3_000)
    head, scripts = cube_scripts(table)
    rows = countable(table)
    assert head["total"] == 3_000
    for name, script in scripts.items():
        pair = name.removeprefix("explore-cube-").removesuffix(".js")
        cube = told(script[script.index(b"]=") :])
        y, x = pair.split("-")
        known = rows.filter(
            pl.col(y).is_not_null() & (pl.col("at") if x == "date" else pl.col(x)).is_not_null()
        )
        assert sum(cube["counts"]) == known.height == head["pairs"][pair]
    cube = told(
        scripts["explore-cube-compute-date.js"][scripts["explore-cube-compute-date.js"].index(b"]=") :]
    )
    one = rows.row(1_234, named=True)
    cell = (
        (int((one["at"] - 1940) * 12) - cube["x0"]) * cube["high"]
        + int(pl.Series([one["compute"]]).log10()[0] * 8)
        - cube["y0"]
    )
    keys, running = set(), 0
    for step in cube["keys"]:
        running += step
        keys.add(running // cube["kinds"])
    assert cell in keys


def test_models_that_set_records_keep_their_points_beside_a_cube(census: Census) -> None:
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


def test_doubted_and_folded_models_are_in_no_cell(census: Census) -> None:
    table = made_table(explorer_frame(census), 50).with_row_index("place")
    marked = table.with_columns(
        variant=pl.col("place") < 10, doubted=(pl.col("place") >= 10) & (pl.col("place") < 15)
    )
    head, _ = cube_scripts(marked.drop("place"))
    assert head["pairs"]["compute-date"] == 35
    assert (
        head["pairs"]["parameters-date"]
        == marked.filter((pl.col("place") >= 10) & pl.col("parameters").is_not_null()).height
    )


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
            assert a == pytest.approx(b, rel=1e-11, abs=1e-13), where
        else:
            assert a == b, where

    same(stored, now, "vectors")
    assert len(stored["cases"]) >= 12
    assert {q.id for q in QUANTITIES} >= {"compute", "parameters", "data", "cost", "power", "active"}
