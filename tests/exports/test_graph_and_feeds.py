"""The graph, the comparison and the feeds: what they hold, and that outside readers accept them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from helpers.sample_census import later_census
from helpers.validators import needs, run_tool
from hypothesis import example, given
from hypothesis import strategies as st

from flopwatch import api, sources
from flopwatch.census import Census
from flopwatch.domain.errors import NotFound, WrongUsage
from flopwatch.exports.atom import changes_atom
from flopwatch.exports.feeds import recent_changes, week_of
from flopwatch.exports.orkg_comparison import KEYS, orkg_csv
from flopwatch.exports.turtle_terms import iri
from flopwatch.releases.manifest import Manifest
from flopwatch.wording import web_link

Release = tuple[Path, Manifest]


def test_the_comparison_has_every_property_and_reads_back_with_the_same_values(census: Census, tmp_path: Path) -> None:
    place = tmp_path / "orkg.csv"
    place.write_text(orkg_csv(census), encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(place.read_text(), newline="")))
    assert [one.label for one in KEYS] == list(rows[0])
    snapshot, _ = sources.read_file("orkg", str(place))
    read = {(one.subject, one.field): one for one in snapshot.claims}
    assert read["Llama 3.1 405B", "published"].value == "2024-07-23"
    assert float(read["Llama 3.1 405B", "parameters"].value) == 405e9
    assert read["Llama 3.1 405B", "developer"].value == "Meta AI"


@pytest.mark.shared
def test_every_key_of_the_lists_summaries_is_a_property(shared: Path) -> None:
    text = next((shared / "seeds").glob("004*")).read_text(encoding="utf-8")
    summaries = [block for block in text.split("```yaml")[1:] if "has model:" in block]
    stated = {line.split(":")[0].strip() for block in summaries for line in block.split("```")[0].splitlines()}
    stated -= {one for one in stated if one[:1].isupper() and one != "Title"}  # lines that go on with a value
    labels = {one.label for one in KEYS}
    assert stated - {""} <= labels
    assert labels - stated == {"context length", "url"}  # of the comparison on the web, not of the list


def test_the_feed_of_a_model_keeps_its_entry_while_its_estimate_moves(census: Census) -> None:
    now, later = (
        [one for one in recent_changes(some) if one.model == "openai/gpt-4"] for some in (census, later_census(census))
    )
    assert now != later  # the words have the new estimate
    ids = [changes_atom(some, "GPT-4").split("<id>")[2].split("<")[0] for some in (now, later)]
    assert ids[0] == ids[1]


def test_the_week_ends_with_the_census(census: Census) -> None:
    changes = recent_changes(census)
    week = week_of(census, changes)
    assert week["after"] == "2025-01-23"
    assert week["changes"] == []
    assert {one.kind for one in changes} >= {"added"}
    assert all(one.date <= census.as_of.isoformat() for one in changes)


def test_feeds_lead_to_pages_and_select_by_threshold_and_organisation(release: Release) -> None:
    feeds = release[0] / "site/feeds"
    assert {one.stem for one in (feeds / "thresholds").iterdir()} == {"1e23", "1e25", "1e26"}
    assert "Llama 3.1 405B" in (feeds / "thresholds/1e25.xml").read_text()
    assert "BERT" not in (feeds / "thresholds/1e25.xml").read_text()
    assert "GPT-4" not in (feeds / "organisations/meta-ai.xml").read_text()
    assert "<script>" not in (feeds / "all.xml").read_text()
    assert json.loads((release[0] / "site/api/week.json").read_bytes())["as_of"] == "2025-01-30"


@pytest.mark.matrix
@needs("pyshacl")
def test_rdflib_reads_the_graph_and_shacl_finds_it_valid_until_a_claim_is_gone(
    release: Release, tmp_path: Path
) -> None:
    graph = release[0] / "graph"
    check = ("pyshacl", "-s", str(graph / "shapes.ttl"), "-sf", "turtle", "-df", "turtle")
    assert "Conforms: True" in run_tool(*check, str(graph / "census.ttl"), folder=tmp_path)
    text = (graph / "census.ttl").read_text()
    claim = text.split("prov:wasDerivedFrom claim:", 1)[1][:20]
    broken = tmp_path / "broken.ttl"
    broken.write_text("\n".join(one for one in text.splitlines() if not one.startswith(f"claim:{claim} ")))
    with pytest.raises(AssertionError, match="without a claim"):
        run_tool(*check, str(broken), folder=tmp_path)


@example("https://example.org/#{7*7}#<%= 7*7 %>")
@example("https://[::1]:80/[a]?b=[%zz]")
@needs("pyoxigraph")
@example("https://example.org:port/")
@example("http://^")
@given(
    st.one_of(st.text(max_size=60).map("https://example.org/{}".format), st.text(max_size=60).map("http://{}".format))
)
def test_every_address_that_a_page_links_to_is_one_of_the_graph(address: str) -> None:
    import pyoxigraph

    if link := web_link(address):
        (quad,) = pyoxigraph.parse(f"<a:s> <a:p> <{iri(link)}> .".encode(), format=pyoxigraph.RdfFormat.TURTLE)
        assert urlsplit(quad.object.value).hostname == urlsplit(link).hostname or not link.isascii()


@pytest.mark.matrix
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@needs("pyoxigraph")
def test_sparql_answers_from_the_graph_of_a_release(release: Release, tmp_path: Path) -> None:
    names = "SELECT ?name ?p50 { ?m rdfs:label ?name ; fw:estimate/fw:p50 ?p50 FILTER (?p50 > 1e25) } ORDER BY ?name"
    found = api.query_graph(release[0], names)
    assert [one["name"] for one in found] == ["GPT-4", "Llama 3.1 405B"]
    words = (
        "SELECT ?words ?title { ?m rdfs:label 'Llama 3.1 405B' ; fw:value ?v . ?v fw:field fw:tokens_seen ; "
        "prov:wasDerivedFrom ?c . ?c fw:words ?words ; prov:wasQuotedFrom/dct:title ?title }"
    )
    assert api.query_graph(release[0], words) == [{"words": "15.6T text tokens", "title": "The Llama 3 Herd of Models"}]
    for query in ("ASK { ?a ?b ?c }", "SELECT nothing", "SELECT * { SERVICE <http://127.0.0.1/> { ?a ?b ?c } }"):
        with pytest.raises(WrongUsage):
            api.query_graph(release[0], query)
    with pytest.raises(NotFound, match="flopwatch build"):
        api.query_graph(tmp_path, names)
