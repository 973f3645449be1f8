"""Files of a release, read by programs that were not written here: Croissant, Data Package, RDF, Datasette, pandas."""

from __future__ import annotations

import csv
import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from helpers.validators import needs, run_tool

from flopwatch.releases.manifest import Manifest

pytestmark = pytest.mark.matrix
Release = tuple[Path, Manifest]


@pytest.fixture
def folder(release: Release, tmp_path: Path) -> Path:
    """A copy of the release's data files, in which a validator may leave files of its own."""
    site = release[0] / "site/data"
    return Path(shutil.copytree(site, tmp_path / "data"))


@needs("mlcroissant")
def test_mlcroissant_validates_the_description_and_loads_every_record_set(folder: Path) -> None:
    said = run_tool("mlcroissant", "validate", "--jsonld", "croissant.json", folder=folder)
    assert "Done." in said
    assert "WARNING" not in said
    load = (
        "import json, sys, mlcroissant as mlc\n"
        "data = mlc.Dataset('croissant.json')\n"
        "rows = {one.name: list(data.records(one.id)) for one in data.metadata.record_sets}\n"
        "llama = [r for r in rows['models'] if r['models/id'] == b'meta/llama-3.1-405b'][0]\n"
        "print(json.dumps({'counts': {k: len(v) for k, v in rows.items()}, 'p': llama['models/parameters']}))\n"
    )
    found = json.loads(run_tool("python", "-W", "ignore", "-c", load, folder=folder).strip().splitlines()[-1])
    assert found["p"] == 405e9
    assert all(found["counts"][name] for name in ("models", "claims", "estimates", "crossings", "sources"))


@needs("mlcroissant")
def test_mlcroissant_refuses_a_file_that_was_altered(folder: Path) -> None:
    with (folder / "exact/models.csv").open("a") as file:
        file.write("\n")
    words = ("mlcroissant", "load", "--jsonld", "croissant.json", "--record_set", "models", "--num_records", "1")
    with pytest.raises(AssertionError, match=r"(?i)hash|sha256"):
        run_tool(*words, folder=folder)


@needs("frictionless")
def test_frictionless_finds_files_hashes_types_and_keys_valid(folder: Path) -> None:
    report = json.loads(run_tool("frictionless", "validate", "datapackage.json", "--json", folder=folder))
    assert report["valid"] is True
    assert {task["name"] for task in report["tasks"]} >= {"models", "claims", "estimates", "crossings", "sources"}
    text = (folder / "exact/crossings.csv").read_text()
    (folder / "exact/crossings.csv").write_text(text.replace("meta/llama-3.1-405b,", "meta/llama-9,", 1))
    with pytest.raises(AssertionError):
        run_tool("frictionless", "validate", "datapackage.json", "--json", folder=folder)


@needs("rdflib")
def test_the_orkg_comparison_as_rdf_says_the_same_as_its_csv(folder: Path) -> None:
    import rdflib

    graph = rdflib.Graph().parse(folder / "graph/orkg.ttl", format="turtle")
    with (folder / "graph/orkg.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    said = [str(link) for _, link, _ in graph if str(link).startswith("urn:flopwatch:orkg:")]
    assert len(set(graph.subjects(rdflib.RDF.type, rdflib.RDF.Property))) == len(header)
    assert len(said) == sum(bool(cell) for row in rows for cell in row) > len(rows)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@needs("rdflib")
def test_rdflib_parses_dcat_with_a_distribution_for_each_file(folder: Path) -> None:
    from rdflib import Graph
    from rdflib.namespace import DCAT, RDF

    graph = Graph().parse(folder / "dcat.jsonld", format="json-ld")
    files = json.loads((folder / "datapackage.json").read_bytes())["resources"]
    assert len(set(graph.subjects(RDF.type, DCAT.Distribution))) == len(files)
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == 1


@needs("datasette")
def test_datasette_serves_the_database_with_links_between_tables(folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("datasette")), "serve", "-i", "flopwatch.sqlite", "-p", str(port)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            page = _page(f"http://127.0.0.1:{port}/flopwatch/claims?record=meta%2Fllama-3.1-405b", process)
            rows = json.loads(_page(f"http://127.0.0.1:{port}/flopwatch/models.json?_shape=array", process))
        finally:
            process.terminate()
    assert re.search(r'href="/flopwatch/sources/llama-3-paper"', page)  # a foreign key is a link
    assert {row["id"] for row in rows} >= {"meta/llama-3.1-405b", "nobody/hostile"}
    assert "<script>alert(1)" not in page


def _page(address: str, process: subprocess.Popen[str]) -> str:
    """Return a page of a server that is starting; fail if the process ends first."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return str(answer.read().decode())
        except OSError:
            assert process.poll() is None, process.stderr and process.stderr.read()
            time.sleep(0.2)
    raise AssertionError(f"{address}: no answer within a minute")


# What scripts written for the public files do with them: parse days, convert numbers, split lists, filter, group.
CONSUMER = """
import json, sys
import pandas as pd
df = pd.read_csv(sys.argv[1])
df["date"] = pd.to_datetime(df["Publication date"])
for column in ("Training compute (FLOP)", "Parameters", "Training dataset size (total)", "Training time (hours)"):
    df[column] = pd.to_numeric(df[column], errors="raise")
df["country"] = df["Country (of organization)"].fillna("").str.split(",").str[0]
us = df[df["country"] == "United States of America"]
big = df[df["Training compute (FLOP)"] >= 1e25].sort_values("Training compute (FLOP)", ascending=False)
open_share = (df["Open model weights?"] == "Yes").mean()
by_year = df.groupby(df["date"].dt.year)["Training compute (FLOP)"].max()
print(json.dumps({"rows": len(df), "us": len(us), "big": list(big["Model"]), "open": open_share,
    "years": [int(y) for y in by_year.index], "days": str(df["date"].dtype)}))
"""


@needs("pandas")
def test_a_script_written_for_the_public_files_reads_ours(folder: Path) -> None:
    place = str(folder / "epoch/all_ai_models.csv")
    found = json.loads(run_tool("python", "-W", "ignore", "-c", CONSUMER, place, folder=folder))
    assert found["days"].startswith("datetime64")
    assert "Llama 3.1 405B" in found["big"]
    assert found["us"] >= 3
    assert 0 < found["open"] < 1
    assert {2017, 2018, 2023, 2024} <= set(found["years"])
