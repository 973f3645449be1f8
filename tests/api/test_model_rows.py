"""One row per model: what the command, the tables, the site and Python say of a model is the same."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path

import pytest
from helpers.bundled import bundled_census, bundled_store
from typer.testing import CliRunner

from flopwatch import api
from flopwatch.census import Census
from flopwatch.cli.apps import app
from flopwatch.domain.decimals import exact
from flopwatch.domain.errors import BadInput, WrongUsage
from flopwatch.domain.figures import released_number
from flopwatch.products.explorer_table import explorer_frame
from flopwatch.products.model_columns import COLUMNS
from flopwatch.products.rows import ROW_COLUMNS, model_rows
from flopwatch.products.tables import models_frame
from flopwatch.products.traced_cells import cells_of
from flopwatch.sources import curated_folder

SOURCE = Path(__file__).parents[2] / "src/flopwatch"
BEFORE = (
    "id,name,aliases,developers,countries,domains,published,parameters,active_parameters,compute_class,base,sources,"
    "training_compute_p5,training_compute_p50,training_compute_p95"
).split(",")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Census:
    """The whole bundled base."""
    return bundled_census()


@pytest.mark.matrix
def test_a_stated_number_keeps_all_its_digits_in_the_csv(whole: Census) -> None:
    done = CliRunner().invoke(
        app, ["models", "--format", "csv", "--data", str(curated_folder()), "--ledger", bundled_store()]
    )
    rows = {row["id"]: row for row in csv.DictReader(done.stdout.splitlines())}
    stated = {one.id: one.value("parameters") for one in whole.models() if one.value("parameters")}
    assert len(stated) > 200
    assert {key for key, value in stated.items() if exact(rows[key]["parameters"]) != exact(value)} == set()
    assert rows["bigscience/bloom"]["parameters"] == "176247271424"
    assert float(rows["openai/gpt-4"]["training_compute_p5"]) < float(rows["openai/gpt-4"]["training_compute_p50"])


def test_the_rows_hold_the_numbers_of_the_parquet_file(census: Census) -> None:
    frame = {row["id"]: row for row in models_frame(cells_of(census)).iter_rows(named=True)}
    numbers = [(key, one.name) for key, one in ROW_COLUMNS.items() if one in COLUMNS and one.kind == "number"]
    assert len(numbers) > 20
    for row in model_rows(census):
        for key, name in numbers:
            number = row.number(key)
            assert (number and released_number(number)) == frame[row.id][name], (row.id, key)


def test_every_column_filters_and_sorts_and_the_earlier_ones_stay_in_front(census: Census) -> None:
    table = api.model_table(census)
    assert list(table[0])[: len(BEFORE)] == BEFORE
    assert set(table[0]) == set(ROW_COLUMNS)
    for key in table[0]:
        assert len(api.models(census, where=f"{key} is null or {key} is not null", sort=f"{key}:desc")) == len(table)


@pytest.mark.parametrize(
    "where",
    ["training_compute_p50 > 1e24", "NAME LIKE '%a%' AND \"sparse\" = 0", "[epochs] is null", "1", "length(id) > 9"],
)
def test_an_expression_reads_every_column_that_it_names(census: Census, where: str) -> None:
    # A subquery reads the table with all columns filled.
    subquery = f"id in (select id from models where {where})"
    assert api.models(census, where=where) == api.models(census, where=subquery) != []


def test_an_expression_that_would_run_for_long_is_stopped(census: Census) -> None:
    count = math.ceil(8 / math.log10(len(census.models())))  # of tables whose rows together are 1e8 and more
    names = [f"m{n}" for n in range(count)]
    tables, ids = ", ".join(f"models {one}" for one in names), " || ".join(f"{one}.id" for one in names)
    endless = f"id in (select m0.id from {tables} where {ids} = '')"
    with pytest.raises(WrongUsage, match="stopped after 20000000 steps"):
        api.models(census, where=endless)


def test_open_weights_and_sparse_are_the_same_in_filter_and_explorer(whole: Census) -> None:
    frame = explorer_frame(whole)
    opened = {one.id for one in api.models(whole, where="open_weights")}
    sparse = {one.id for one in api.models(whole, where="sparse")}
    assert opened == set(frame.filter(frame["access"] == "open")["id"])
    assert sparse == set(frame.filter(frame["sparse"])["id"])
    assert len(opened) > 50
    assert len(sparse) > 10


def test_what_is_open_and_what_is_sparse_is_decided_in_one_file_each() -> None:
    texts = {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
    opens = {name for name, text in texts.items() if re.search(r"""startswith\(\s*"open-weights""", text)}
    # Estimation asks more: it takes what notes say in prose too.
    sparse = {name for name, text in texts.items() if '"mixture-of-experts" in' in text} - {"estimation/run_facts.py"}
    assert opens == {"domain/vocabularies.py"}
    assert sparse == {"records/results.py"}


@pytest.mark.parametrize(
    "words", ["1e25", "1E25", "1e+25", "10^25", "10²⁵", "10**25", "1e25 FLOP", " 10 × 10^24 FLOP ", "10 yottaFLOP"]
)
def test_an_amount_of_compute_is_read_however_it_is_written(census: Census, words: str) -> None:
    assert api.read_flop(words) == 1e25
    assert api.models(census, at=words) == api.models(census, at="1e25")


@pytest.mark.parametrize("words", ["", "1e24.5", "1023", "1e22 to 1e23", ">1e25", "1e25 tokens", "1e25 FLOP/s", "many"])
def test_words_that_are_no_one_amount_of_compute_are_refused(words: str) -> None:
    with pytest.raises(BadInput, match="An amount in FLOP"):
        api.read_flop(words)


@pytest.mark.parametrize("words", ["1e99", "0.5"])
def test_an_amount_that_no_run_can_take_is_refused(words: str) -> None:
    with pytest.raises(BadInput, match="mistyped"):
        api.read_flop(words)


def test_a_class_is_told_at_a_threshold_of_the_file_only(census: Census) -> None:
    with pytest.raises(WrongUsage, match="1e25"):
        api.models(census, at="2e25")
