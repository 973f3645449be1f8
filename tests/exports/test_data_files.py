"""Data files for other programs: Epoch AI's forms, exact values, descriptions with hashes, the JSON tree."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import re
from pathlib import Path

import polars as pl
import pytest
import yaml
from helpers.sample_census import build_census

from flopwatch.census import Census
from flopwatch.exports.citations import citation_bib, citation_cff
from flopwatch.exports.epoch_tables import HEADERS, epoch_tables
from flopwatch.exports.json_tree import api_path, model_answer
from flopwatch.products.traced_cells import cells_of
from flopwatch.records.results import FieldKey, FieldValue
from flopwatch.releases.manifest import Manifest

Release = tuple[Path, Manifest]
LLAMA = "meta/llama-3.1-405b"
SITE = "https://example.org/models"


@pytest.fixture(scope="module")
def tables(census: Census) -> dict[str, list[dict[str, str]]]:
    """Rows of each Epoch-compatible file."""
    found = epoch_tables(census, cells_of(census))
    return {name: rows_of(text) for name, text in found.items()}


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def names(rows: list[dict[str, str]]) -> set[str]:
    return {row["Model"] for row in rows}


def test_the_selections_follow_the_published_criteria(tables: dict[str, list[dict[str, str]]], census: Census) -> None:
    assert len(tables["all_ai_models.csv"]) == len(census.models())
    large, both = tables["large_scale.csv"], tables["large_scale_and_unconfirmed.csv"]
    assert all(float(row["Training compute (FLOP)"]) > 1e23 for row in large)
    assert {"Llama 3.1 405B", "GPT-4"} <= names(large)
    assert "Stable Diffusion (LDM-KL-8-G)" not in names(both)  # 5e22 FLOP
    # A source believes Sora large and gives no figure.
    assert names(both) - names(large) == {row["Model"] for row in both if row["Possibly over 1e23 FLOP"] == "True"}
    assert "Sora" in names(both) - names(large)
    assert names(tables["frontier_ai_models.csv"]) == {
        row["Model"] for row in tables["all_ai_models.csv"] if row["Frontier model"] == "True"
    }


def test_values_have_the_form_of_the_public_files(tables: dict[str, list[dict[str, str]]]) -> None:
    rows = {row["Model"]: row for row in tables["all_ai_models.csv"]}
    llama = rows["Llama 3.1 405B"]
    assert tuple(llama) == HEADERS
    assert llama["Country (of organization)"] == "United States of America"
    assert (llama["Open model weights?"], llama["Estimated over 1e25 FLOP"]) == ("Yes", "True")
    # A month alone is plotted on its 15th, as Epoch AI's files do.
    assert {row["Publication date"] for row in rows.values() if "BERT" in row["Model"]} == {"2018-10-15"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d|", row["Publication date"]) for row in rows.values())


def test_a_term_with_a_comma_or_a_formula_is_one_cell_that_nothing_runs(census: Census) -> None:
    name = "openai/gpt-4"
    record = census.records[name]
    country = FieldValue(
        FieldKey("country"), ("=1+1, Utopia", "US"), "", "=", "", "", record.fields["published"].claims
    )
    changed = dataclasses.replace(record, fields={**record.fields, "country": country})
    odd = dataclasses.replace(census, records={**census.records, name: changed})
    rows = rows_of(epoch_tables(odd, cells_of(odd))["all_ai_models.csv"])
    assert "'=1+1, Utopia,United States of America" in {row["Country (of organization)"] for row in rows}


@pytest.mark.shared
def test_every_header_of_the_newest_public_files_is_there(shared: Path) -> None:
    for name in ("all_ai_models_2026-03-30.csv", "large_scale_ai_models_2026-08-19.csv"):
        text = (shared / "data/epoch-2026" / name).read_text(encoding="utf-8-sig")
        wanted = set(next(csv.reader(io.StringIO(text))))
        # Scores of one benchmark, a deprecated column, and two routes of a cost that the census does not split.
        rest = {"WikiText and Penn Treebank data", "(DEPRECATED) Training dataset size (datapoints)"}
        assert wanted - set(HEADERS) <= rest | {"Training compute cost (cloud)", "Training compute cost (upfront)"}


def test_the_exact_file_has_texts_and_numbers_whole_while_the_other_is_safe(release: Release) -> None:
    exact = {row["id"]: row for row in rows_of((release[0] / "exact/models.csv").read_text())}
    safe = {row["flopwatch id"]: row for row in rows_of((release[0] / "models.csv").read_text())}
    assert exact["nobody/hostile"]["title"].startswith("=HYPERLINK")
    assert safe["nobody/hostile"]["Reference"].startswith("'=HYPERLINK")
    frame = pl.read_parquet(release[0] / "models.parquet")
    numbers = dict(frame.select("id", "training_compute_p50").iter_rows())
    assert float(exact[LLAMA]["training_compute_p50"]) == numbers[LLAMA]
    claims = pl.read_csv(release[0] / "exact/claims.csv", infer_schema=False)
    assert claims.height == pl.read_parquet(release[0] / "claims.parquet").height


def test_no_published_float_has_more_than_twelve_digits(release: Release) -> None:
    for name in ("models", "estimates", "crossings"):
        frame = pl.read_parquet(release[0] / f"{name}.parquet")
        for column in frame.select(pl.col(pl.Float64)):
            assert [v for v in column.drop_nulls().to_list() if v != float(f"{v:.12g}")] == [], column.name


def test_descriptions_name_every_table_with_its_hash(release: Release) -> None:
    out = release[0]
    package, croissant = (json.loads((out / name).read_bytes()) for name in ("datapackage.json", "croissant.json"))
    described = (".csv", ".parquet", ".ttl", ".jsonld")
    tables = {name for name in release[1].files if not name.startswith("site/") and name.endswith(described)}
    tables -= {"dcat.jsonld"}  # a description itself
    assert {one["path"] for one in package["resources"]} == {*tables, "flopwatch.sqlite"}
    assert {one["@id"] for one in croissant["distribution"]} == tables
    for one in croissant["distribution"]:
        assert one["sha256"] == hashlib.sha256((out / one["@id"]).read_bytes()).hexdigest()
    for name in release[1].files:
        if not name.startswith("site/"):
            assert (out / "site/data" / name).read_bytes() == (out / name).read_bytes()


def test_a_citation_has_the_address_of_the_site_and_never_that_of_a_local_server(census: Census) -> None:
    cff = yaml.safe_load(citation_cff(census, SITE))
    assert (cff["url"], cff["version"], cff["license"]) == (SITE, "2025-01-30", "CC-BY-4.0")
    assert f"url = {{{SITE}}}" in citation_bib(census, SITE)
    for local in ("", "http://127.0.0.1:8765", "http://localhost:8765/", "http://[::1]:8765"):
        assert "url" not in yaml.safe_load(citation_cff(census, local))
        assert "url" not in citation_bib(census, local)


def test_the_json_of_a_model_has_its_claims_and_its_receipt(release: Release, census: Census) -> None:
    site = release[0] / "site"
    found = json.loads((site / api_path(LLAMA)).read_bytes())
    assert found["receipt"].startswith("Llama 3.1 405B")
    assert found["fields"]["tokens_seen"]["claims"][0]["as_written"] == "15.6T text tokens"
    assert found["estimate"]["compute_flop"]["p50"] == pytest.approx(6 * 405e9 * 15.6e12, rel=1e-9)
    assert (site / found["page"]).is_file()
    listed = json.loads((site / "api/models.json").read_bytes())["models"]
    assert [one["id"] for one in listed] == [one.id for one in census.models()]
    assert all((site / one["api"]).is_file() for one in listed)
    text = "".join(one.read_text() for one in (site / "api").rglob("*.json"))
    assert "Words of a paper" not in text


def test_the_json_of_a_threshold_lists_who_may_be_above_it(release: Release) -> None:
    found = json.loads((release[0] / "site/api/thresholds/1e25.json").read_bytes())
    classes = {one["model"]: one["compute_class"] for one in found["models"]}
    assert classes[LLAMA] == "confirmed"
    assert "google/bert-large" not in classes
    assert set(found["base_models_above"]) == {"p5", "p50", "p95"}


def test_links_lead_to_the_site_where_it_has_an_address(census: Census) -> None:
    found = model_answer(census, build_census().records[LLAMA], f"{SITE}/")
    assert found["api"] == f"{SITE}/api/models/{LLAMA}.json"
