"""The page of clusters and the compute of a developer on its page, as the sample's hub has them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
from helpers.sample_census import build_census

from flopwatch.api import clusters
from flopwatch.census import Census
from flopwatch.products import table_csv
from flopwatch.products.owned_compute import clusters_frame


def test_the_page_says_who_owns_what_and_how_many_owners_are_not_stated(site: Path) -> None:
    page = (site / "clusters.html").read_text(encoding="utf-8")
    assert "<bdi>Iowa campus</bdi>" in page
    assert "<bdi>Microsoft,OpenAI</bdi>" in page
    assert "Of 1 the table names no owner." in page
    assert 'href="organisations/openai.html#clusters"' in page
    assert "GPU Clusters (Epoch AI), export of 24 April 2026" in page


def test_a_cluster_named_like_markup_is_shown_as_text(site: Path) -> None:
    page = (site / "clusters.html").read_text(encoding="utf-8")
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page


def test_a_developers_page_says_what_it_could_use(site: Path) -> None:
    page = (site / "organisations/openai.html").read_text(encoding="utf-8")
    part = page[page.index('id="clusters"') : page.index('id="models"')]
    assert "OpenAI end-2024" in part
    assert "Iowa campus" in part
    assert "../clusters.html" in part
    assert 'id="clusters"' not in (site / "organisations/meta-ai.html").read_text(encoding="utf-8")


def test_the_table_says_which_clusters_run_and_leaves_unknown_empty(census: Census) -> None:
    frame = clusters_frame(census)
    assert frame["runs"].to_list() == [1, 0]
    assert frame["owner"].to_list() == ["Microsoft,OpenAI", None]
    assert frame["h100_equivalents"].dtype == pl.Float64
    rows = list(csv.DictReader(io.StringIO(table_csv(frame.with_columns(owner=pl.lit("=1+1"))))))
    assert rows[0]["owner"] == "'=1+1"
    assert rows[1]["chips"] == ""


def test_filters_of_the_command_choose_by_owner_status_and_size(census: Census) -> None:
    assert [one.name for one in clusters(census, owner="microsoft")] == ["Iowa campus"]
    assert [one.owner for one in clusters(census, owner="none")] == [None]
    assert [one.name for one in clusters(census, developer="openai", running=True)] == ["Iowa campus"]
    assert [one.status for one in clusters(census)] == ["planned", "existing"]
    assert clusters(census, least=30_000) == []


def test_the_sources_of_clusters_do_not_move_the_date_of_the_census(census: Census) -> None:
    assert "epoch-lab-compute-2026-09" not in census.sources
    assert census.sources_to == build_census().sources_to < "2026"
