"""Every feed of a site by the grammar of RFC 4287, and as feedparser reads it; saved queries; notes of releases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.validators import needs, run_tool

from flopwatch.api.saved_queries import answer_queries, read_queries
from flopwatch.census import Census
from flopwatch.domain.errors import BadInput, WrongUsage
from flopwatch.exports.atom import FeedEntry, feed_text
from flopwatch.exports.feeds import write_feeds
from flopwatch.releases.manifest import Manifest

GRAMMAR = Path(__file__).parents[1] / "helpers/atom.rng"
# The Schematron rules of RFC 4287, appendix B, as paths of what breaks them.
BROKEN_BY = (
    "//a:feed[not(a:author) and a:entry[not(a:author)]]",
    "//a:entry[not(a:link[@rel='alternate'] or a:link[not(@rel)] or a:content)]",
    "//a:entry[not(a:author or ../a:author or a:source/a:author)]",
)
CHECK = f"""
import json, pathlib, sys
import feedparser
from lxml import etree
grammar = etree.RelaxNG(etree.parse(sys.argv[1]))
said, entries = {{}}, 0
for path in sorted(pathlib.Path(".").rglob("*.xml")):
    if path.name == "sitemap.xml":
        continue
    tree = etree.parse(str(path))
    faults = [] if grammar.validate(tree) else [str(one) for one in grammar.error_log]
    names = {{"a": "http://www.w3.org/2005/Atom"}}
    faults += [rule for rule in {BROKEN_BY!r} if tree.xpath(rule, namespaces=names)]
    ids = tree.xpath("//a:id/text()", namespaces=names)
    faults += ["an id twice"] if len(set(ids)) < len(ids) else []
    read = feedparser.parse(str(path))
    faults += [repr(read.bozo_exception)] if read.bozo else []
    faults += [str(one) for one in read.entries if not (one.id and one.title and one.updated and one.content)]
    said[str(path)], entries = faults, entries + len(read.entries)
print(json.dumps([entries, said]))
"""


def faults(folder: Path) -> tuple[int, dict[str, list[str]]]:
    """Return the number of entries of all feeds below a folder, and each feed's faults."""
    said = run_tool("python", "-W", "ignore", "-c", CHECK, str(GRAMMAR), folder=folder)
    entries, found = json.loads(said.strip().splitlines()[-1])
    return entries, found


@pytest.mark.matrix
@needs("lxml")
@needs("feedparser")
def test_every_feed_is_valid_by_the_rfc_and_to_feedparser(
    second_release: tuple[Path, Manifest], census: Census, tmp_path: Path
) -> None:
    asked = answer_queries(census, {"large": "training_compute_p50 > 1e24", "none": "0"})
    write_feeds(census, tmp_path / "asked", "https://example.org/models", asked)
    entries, found = faults(second_release[0] / "site")
    more, asked_for = faults(tmp_path / "asked")
    assert {"changes.xml", "withdrawals.xml", "feeds/all.xml", "feeds/releases.xml"} <= set(found)
    assert {"feeds/queries/large.xml", "feeds/queries/none.xml", "feeds/thresholds/1e25.xml"} <= set(asked_for)
    assert [one for one in (*found.items(), *asked_for.items()) if one[1]] == []
    assert min(entries, more) > 12


@pytest.mark.matrix
@needs("lxml")
@needs("feedparser")
def test_the_grammar_finds_what_is_wrong(tmp_path: Path) -> None:
    entry = FeedEntry("k", "a & b", "2026-07", "<p>1 < 2</p>", "added", "models/a.html", is_html=True)
    text = feed_text([entry, entry], "Feed", "https://example.org/", "feed.xml")
    wrong = {
        "right": text,
        "no-id": text.replace(f"<id>{text.split('<id>')[1].split('<')[0]}</id>", "", 1),
        "day": text.replace("T00:00:00Z", "", 1),
        "author": text.replace("<author><name>flopwatch</name></author>", ""),
        "cut": text[:-9],
    }
    for name, some in wrong.items():
        if name != "cut":
            (tmp_path / f"{name}.xml").write_text(some)
    _, found = faults(tmp_path)
    assert {name for name, some in found.items() if not some} == {"right.xml"}


def test_a_saved_query_has_the_changes_of_its_models_alone(census: Census, tmp_path: Path) -> None:
    asked = answer_queries(census, {"big": "training_compute_p50 > 1e25", "all": "1"})
    write_feeds(census, tmp_path, queries=asked)
    big, everything = ((tmp_path / f"feeds/queries/{name}.xml").read_text() for name in ("big", "all"))
    assert "Llama 3.1 405B" in big
    assert "BERT" not in big
    assert "BERT" in everything


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing"], 'has no "="'),
        (["Big=1"], "is not 1 to 64"),
        (["../up=1"], "is not 1 to 64"),
        (["-a=1"], "is not 1 to 64"),
        (["a=1", "a=2"], "two feeds are named 'a'"),
        (["a= "], "has no expression"),
    ],
)
def test_a_query_that_no_feed_can_have_is_refused(words: list[str], said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        read_queries(words)


def test_queries_come_from_a_file_and_a_fault_names_the_feed(census: Census, tmp_path: Path) -> None:
    place = tmp_path / "feeds.toml"
    place.write_text('[feeds]\nbig = "training_compute_p50 > 1e25"\n')
    assert read_queries(["own=1"], place) == {"big": "training_compute_p50 > 1e25", "own": "1"}
    for text, said in (("[other]", "no table"), ("[feeds]\na = 1", "feed 'a': 1 is not"), ("[", "not TOML")):
        place.write_text(text)
        with pytest.raises(BadInput, match=said):
            read_queries([], place)
    with pytest.raises(BadInput, match="cannot be read"):
        read_queries([], tmp_path / "absent.toml")
    with pytest.raises(WrongUsage, match="feed 'bad'.*no column 'flops'"):
        answer_queries(census, {"bad": "flops > 1"})
