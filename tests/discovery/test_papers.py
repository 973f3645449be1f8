"""Papers: arXiv by Atom and OAI-PMH, OpenAlex, Semantic Scholar, Crossref, DBLP, against services on this machine."""

from __future__ import annotations

import datetime as dt
import gzip
import json

import pytest
import yaml
from helpers.fake_service import FakeService, serving_service

from flopwatch import sources
from flopwatch.discovery import Basis, HubLimits, read_searches, search
from flopwatch.discovery.statements import statements_of
from flopwatch.sources.channels.announced import figures_in, model_named
from flopwatch.sources.channels.contract import Plan

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
ENTRY = """<entry><id>http://arxiv.org/abs/{id}v2</id><title>{title}</title><published>{date}T00:00:00Z</published>
<summary>{abstract}</summary><author><name>A</name><arxiv:affiliation>Example Lab, France</arxiv:affiliation></author>
{more}</entry>"""
FEED = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">{}</feed>'


@pytest.fixture
def quick(monkeypatch):
    """Loopback allowed; pauses are counted, not waited."""
    paused = []
    monkeypatch.setenv("FLOPWATCH_ALLOW_LOOPBACK", "1")
    monkeypatch.setattr("time.sleep", paused.append)
    return paused


def searched(name, variable, service, folder, monkeypatch, now=NOW, places=()):
    monkeypatch.setenv(variable, service.url)
    channel = sources.channel(name)
    return search(channel, folder, Basis((), ()), lambda: now, limits=HubLimits(), places=places)


def entry(at, date="2026-11-20", title="Atlas-{}B: An Open Language Model", more=""):
    name = title.format(at)
    return ENTRY.format(id=f"2611.{at:05}", title=name, date=date, abstract=f"It has {at + 1}B parameters.", more=more)


def test_arxiv_is_paged_until_what_was_searched_before(tmp_path, monkeypatch, quick):
    entries = [entry(at, "2026-11-25" if at < 150 else "2026-01-01") for at in range(260)]
    entries[3] = entry(3, "2026-11-25", more="<arxiv:comment>Accepted at NeurIPS 2026</arxiv:comment>")
    entries[4] = entry(4, "2026-11-25", title="Attention and {} other things")

    def page(query):
        start = int(query["start"])
        return FEED.format("".join(entries[start : start + int(query["max_results"])]))

    with serving_service(FakeService({"/api/query": page})) as service:
        first = searched("arxiv", "FLOPWATCH_ARXIV_ENDPOINT", service, tmp_path, monkeypatch)
        assert (first.requests, first.read, first.found, len(first.skipped)) == (3, 260, 259, 1)
        assert len(quick) == 2  # three seconds between requests, as arXiv asks
        assert all(0 < one <= 3 for one in quick)
        service.asked.clear()
        later = searched("arxiv", "FLOPWATCH_ARXIV_ENDPOINT", service, tmp_path, monkeypatch)
    assert later.requests == 2  # the second page reaches back before the watermark
    accepted = next(one for one in first.candidates if one.name == "Atlas-3B")
    stated = {one.field: one.value for one in accepted.statements}
    assert (stated["publication_status"], stated["venue"]) == ("peer-reviewed", "NeurIPS 2026")
    assert (stated["developer"], stated["paper"]) == ("Example Lab", "https://arxiv.org/abs/2611.00003")


def oai(records, token=""):
    listed = "".join(
        f"<record><header><identifier>oai:arXiv.org:{at}</identifier></header><metadata><oai_dc:dc><dc:title>{title}"
        f"</dc:title><dc:description>Of {at}B parameters.</dc:description><dc:date>2026-11-0{at}</dc:date>"
        f"<dc:identifier>http://arxiv.org/abs/2611.0000{at}</dc:identifier></oai_dc:dc></metadata></record>"
        for at, title in records
    )
    return f"<OAI-PMH><ListRecords>{listed}<resumptionToken>{token}</resumptionToken></ListRecords></OAI-PMH>"


def test_oai_pmh_follows_resumption_tokens_and_says_when_one_is_refused(tmp_path, monkeypatch, quick):
    gone = '<OAI-PMH><error code="badResumptionToken">expired</error></OAI-PMH>'
    pages = {"": oai([(2, "Zeus-2: A Model")], "a|b c"), "a|b c": oai([(3, "Hera-3: A Model")]), "x": gone}

    def page(query):
        return pages[query.get("resumptionToken", "")]

    with serving_service(FakeService({"/oai": page})) as service:
        whole = searched("arxiv-records", "FLOPWATCH_OAI_ENDPOINT", service, tmp_path, monkeypatch)
        pages[""] = oai([(2, "Zeus-2: A Model")], "x")
        broken = searched("arxiv-records", "FLOPWATCH_OAI_ENDPOINT", service, tmp_path, monkeypatch)
    assert {one.name for one in whole.candidates} == {"Zeus-2", "Hera-3"}
    assert service.asked[0][1]["from"] < "2026-11-30"
    assert "badResumptionToken" in broken.incomplete
    assert broken.watermark == whole.watermark


WORK = {
    "id": "https://openalex.org/W1",
    "doi": "https://doi.org/10.1/1",
    "display_name": "Atlas: A Language Model",
    "publication_date": "2024-03-01",
    "type": "article",
    "cited_by_count": 4321,
    "primary_location": {"source": {"display_name": "ICML", "type": "conference"}},
    "authorships": [
        {"institutions": [{"display_name": "Example Corp", "country_code": "US", "type": "company"}]},
        {"institutions": [{"display_name": "Example University", "country_code": "CN", "type": "education"}]},
        {"institutions": [{"display_name": "Example Corp", "country_code": "US", "type": "company"}]},
    ],
    "abstract_inverted_index": {"With": [0], "70B": [1], "parameters": [2]},
}


def test_openalex_gives_citations_venue_country_and_category(tmp_path, monkeypatch, quick):
    def works(query):
        full = [{**WORK, "display_name": f"Model-{at}: A Language Model"} for at in range(100)]
        return {"meta": {"count": 101}, "results": full if query["page"] == "1" else [WORK, {"id": 5}]}

    with serving_service(FakeService({"/works": works})) as service:
        found = searched("openalex", "FLOPWATCH_OPENALEX_ENDPOINT", service, tmp_path, monkeypatch)
    assert "cited_by_count:>1000" in service.asked[0][1]["filter"]
    assert (found.read, found.found, found.held[0].reason) == (102, 101, "no object with an id and a title")
    atlas = next(one for one in found.candidates if one.name == "Atlas")
    stated = {(one.field, one.value) for one in atlas.statements}
    assert {
        ("citations", "4321"),
        ("publication_status", "peer-reviewed"),
        ("country", "US"),
        ("country", "CN"),
        ("organization_category", "industry"),
        ("organization_category", "academia"),
        ("developer", "Example Corp"),
        ("parameters", "70000000000"),
    } <= stated
    assert {one.seen for one in atlas.statements} == {"2026-11-30"}


def scholar(at, **more):
    title = f"Atlas-{at}: A Language Model"
    return {"paperId": str(at), "title": title, "abstract": "Of 9B parameters.", "citationCount": at, **more}


def test_semantic_scholar_follows_tokens_and_a_papers_references_and_citers(tmp_path, monkeypatch, quick):
    replies = {
        "/graph/v1/paper/search/bulk": lambda q: (
            {"token": "next", "data": [scholar(1)]} if "token" not in q else {"token": None, "data": [scholar(2)]}
        ),
        "/graph/v1/paper/arXiv:2302.13971/references": lambda q: (
            {"offset": 0, "next": 1, "data": [{"citedPaper": scholar(3, externalIds={"ArXiv": "2203.15556"})}]}
            if q["offset"] == "0"
            else {"offset": 1, "data": [{"citedPaper": {"paperId": None, "title": None}}]}
        ),
        "/graph/v1/paper/arXiv:2302.13971/citations": lambda q: {"data": [{"citingPaper": scholar(4)}]},
    }
    variable = "FLOPWATCH_SEMANTIC_SCHOLAR_ENDPOINT"
    with serving_service(FakeService(replies)) as service:
        bulk = searched("semantic-scholar", variable, service, tmp_path, monkeypatch)
        around = searched("citations", variable, service, tmp_path, monkeypatch, places=["arXiv:2302.13971"])
    assert {one.name for one in bulk.candidates} == {"Atlas-1", "Atlas-2"}
    assert {one.name: one.evidence[0].url for one in around.candidates} == {
        "Atlas-3": "https://arxiv.org/abs/2203.15556",
        "Atlas-4": "https://www.semanticscholar.org/paper/4",
    }
    assert around.held[0].reason == "no object with a title"


def test_crossref_follows_cursors_and_dblp_reads_one_author_or_several(tmp_path, monkeypatch, quick):
    item = {
        "DOI": "10.1/7",
        "title": ["Atlas: A Large Language Model"],
        "type": "proceedings-article",
        "container-title": ["ACL"],
        "is-referenced-by-count": 12,
        "published": {"date-parts": [[2025, 7]]},
        "author": [{"family": "A", "affiliation": [{"name": "Example Lab, Berlin, Germany"}]}],
    }

    def works(query):
        rows = [{**item, "DOI": f"10.1/{at}"} for at in range(100)] if query["cursor"] == "*" else [item]
        return {"message": {"items": rows, "next-cursor": "abc+/="}}

    with serving_service(FakeService({"/works": works})) as service:
        found = searched("crossref", "FLOPWATCH_CROSSREF_ENDPOINT", service, tmp_path, monkeypatch)
    assert (found.requests, found.read, service.asked[1][1]["cursor"]) == (2, 101, "abc+/=")
    (atlas,) = found.candidates
    assert (atlas.published, atlas.developer, atlas.facts["country"]) == ("2025-07", "Example Lab", "DE")
    info = {"title": "Zeus: A Language Model.", "venue": "CoRR", "year": "2026", "type": "Journal Articles", "key": "k"}
    hits = {"result": {"hits": {"@total": "1", "hit": [{"info": {**info, "authors": {"author": {"text": "A"}}}}]}}}
    with serving_service(FakeService({"/search/publ/api": lambda _: hits})) as service:
        zeus = searched("dblp", "FLOPWATCH_DBLP_ENDPOINT", service, tmp_path, monkeypatch)
    assert zeus.candidates[0].facts["publication_status"] == "preprint"


def test_a_service_that_asks_for_hours_is_left_alone_for_so_long(tmp_path, monkeypatch, quick):
    refused = (429, {"Retry-After": "7200"}, b"")
    with serving_service(FakeService({"/api/query": lambda _: refused})) as service:
        first = searched("arxiv", "FLOPWATCH_ARXIV_ENDPOINT", service, tmp_path, monkeypatch)
        asked = len(service.asked)
        soon = searched(
            "arxiv", "FLOPWATCH_ARXIV_ENDPOINT", service, tmp_path, monkeypatch, NOW + dt.timedelta(hours=1)
        )
        assert len(service.asked) == asked == 1
        service.replies["/api/query"] = lambda _: FEED.format(entry(1))
        after = searched(
            "arxiv", "FLOPWATCH_ARXIV_ENDPOINT", service, tmp_path, monkeypatch, NOW + dt.timedelta(hours=3)
        )
    assert "429" in first.incomplete
    assert "nothing was asked" in soon.incomplete
    assert (after.found, after.incomplete) == (1, "")
    assert [one.blocked_until[11:16] for one in read_searches(tmp_path)] == ["02:00", "02:00", ""]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><feed><title>&c;</title></feed>', "document type"),
        (b"<feed><entry>", "not well-formed"),
        (b"<a>" * 70 + b"</a>" * 70, "nested deeper"),
        ("<?xml version='1.0' encoding='utf-8'?><feed>\xe9</feed>".encode("latin-1"), "not well-formed"),
        (b"<?xml version='1.0' encoding='klingon'?><feed/>", "unknown encoding"),
        (b"<html/>", "no Atom feed"),
    ],
)
def test_hostile_or_foreign_xml_is_held_with_its_reason(body, words):
    answer = sources.Answer(url="https://a.example", status=200, headers={}, fetched="", body=body)
    parsed = sources.channel("arxiv").parse(answer)
    assert (parsed.read, parsed.found) == (1, ())
    assert words in parsed.held[0].reason


def test_a_watermark_bounds_what_is_asked(monkeypatch, quick):
    monkeypatch.setenv("FLOPWATCH_CROSSREF_ENDPOINT", "")
    with serving_service(FakeService({"/works": lambda _: {"message": {"items": []}}})) as service:
        monkeypatch.setenv("FLOPWATCH_CROSSREF_ENDPOINT", service.url)
        sources.channel("crossref").fetch(Plan(watermark="2026-11-01T00:00:00+00:00"), lambda _: None)
    assert service.asked[0][1]["filter"] == "from-created-date:2026-11-01"


def test_a_title_must_announce_a_model_and_a_text_state_amounts():
    assert [
        model_named(one) for one in ("Meet Orca-2!", "Qwen3 Technical Report", "悟道2.0：大模型", "We trained it")
    ] == [
        "Orca-2",
        "Qwen3",
        "",
        "",
    ]
    assert figures_in("671B total parameters, 37B active, 14.8T tokens, 180K GPU hours, 30 tokens/s.") == {
        "parameters": 671e9,
        "tokens": 14.8e12,
    }
    assert figures_in("over 1e25 FLOP of compute, 312 teraFLOP/s per chip") == {"training_compute_flop": 1e25}


def test_recorded_answers_of_the_services_balance(shared):
    """Shapes of `channels/`: 4 answers of arXiv, 4 of OAI-PMH, cassettes of Semantic Scholar and Crossref, DBLP."""
    folder = shared / "data" / "channels"

    def parsed(name, body):
        answer = sources.Answer(url="https://a.example", status=200, headers={}, fetched="", body=body)
        page = sources.channel(name).parse(answer)
        assert page.read == len(page.found) + len(page.skipped) + len(page.held)
        return page

    def bodies(file):
        for one in yaml.safe_load(file.read_text())["interactions"]:
            body = one["response"].get("body", {}).get("string") or one["response"]["content"]
            body = body if isinstance(body, bytes) else body.encode()
            yield gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body

    arxiv = [json.loads(one.read_text())["body"].encode() for one in sorted((folder / "arxiv").glob("*.json"))]
    assert [(page.read, len(page.held)) for page in (parsed("arxiv", one) for one in arxiv)] == [
        (0, 0),
        (1, 1),
        (10, 0),
        (10, 0),
    ]
    oai_pages = [(folder / "oai-pmh" / f"{one}.xml").read_bytes() for one in ("ListRecords", "noRecordsMatch")]
    assert [parsed("arxiv-records", one).read for one in oai_pages] == [2, 0]
    bulk = next(bodies(folder / "semanticscholar" / "test_search_paper_bulk_retrieval.yaml"))
    assert parsed("semantic-scholar", bulk).read == 1000
    assert [parsed("crossref", one).read for one in bodies(folder / "crossref" / "test_cursor_max.yaml")] == [20] * 5
    assert parsed("dblp", (folder / "dblp" / "publ.json").read_bytes()).read == 2


def test_statements_leave_scores_and_unknown_facts_out():
    evidence = sources.Evidence(url="u", words="w")
    find = sources.Find(item="1", name="A", facts={"score": 3.0, "citations": 2.0}, evidence=evidence)
    assert [one.field for one in statements_of(find, "c", "2026-01-01")] == ["citations"]
