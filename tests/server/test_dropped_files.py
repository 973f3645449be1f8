"""Files handed in with the form: shown first, then filed in one batch; hostile ones are refused, and nothing stored."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from helpers.review_client import PATIENT, Client, signed_in
from openpyxl import Workbook

from flopwatch import api, ledger
from flopwatch.api.review_desk import Desk
from flopwatch.domain import BadInput, Propose
from flopwatch.ledger import beside
from flopwatch.server import Accounts, ReviewSettings, served

TABLE = b"""Model,Organization,Parameters,Training compute (FLOP),Mood
GPT-4,OpenAI,,3.3e25,good
Atlas 99,Lab of Tests,7B,,bad
Nobody's,,7B,,
,Acme,1B,,
"""
CLAIMS = b"""id = "openai/gpt-4"
name = "GPT-4"
[[training_compute]]
value = "3.1e25"
unit = "FLOP"
source = "nowhere"
where = "table 2"
quote = "3.1e25 FLOP"
[[training_compute]]
value = "3.8e99"
unit = "FLOP"
source = "nowhere"
where = "table 2"
quote = "3.8e99 FLOP"
"""
URL = "https://lab.example/table"


def workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    for line in TABLE.decode().splitlines():
        book.active.append(line.split(","))
    book.save(out)
    return out.getvalue()


@pytest.fixture
def desk(tmp_path: Path, few_models: Path) -> Desk:
    return Desk(few_models, str(tmp_path / "l.sqlite"), today=lambda: "2026-11-30")


def proposals(store: str) -> list[Propose]:
    return [one for one in ledger.read_events(store) if isinstance(one, Propose)]


def test_every_entry_of_a_file_is_proposed_or_named_with_its_reason(desk):
    for name, raw in (("a.csv", TABLE), ("a.xlsx", workbook())):
        seen = api.preview_file(desk, api.Handed(name=name, raw=raw, url=URL), by="ada")
        assert seen.read == seen.claimed + len(seen.skipped) + len(seen.quarantined) == 4
        assert [(one.item, one.reason) for one in seen.quarantined] == [("row 5", "has no name")]
        assert [one.claims[0].identity for one in seen.proposals] == ["openai/gpt-4", "lab-of-tests/atlas-99"]
        assert "A new model needs a column with its developer" in seen.held[0].reason
        assert "columns not read: Mood" in seen.notes
    assert proposals(desk.store) == []
    given = api.Handed(name="a.csv", raw=TABLE, url=URL)
    assert [one.known for one in api.submit_file(desk, given, by="ada")] == [False, False]
    assert [one.known for one in api.submit_file(desk, given, by="bo")] == [True, True]
    found = proposals(desk.store)
    assert {one.by for one in found} == {"ada"}
    key = next(one.key for one in api.review_queue(desk) if one.model == "openai/gpt-4")
    api.decide(desk, key, "accept", reason="the table says so", by="bo")
    assert desk.outlook().records["openai/gpt-4"].value("training_compute") == "3.3e25"
    again = api.preview_file(desk, given)
    assert any("already" in one.reason for one in again.held)


def test_a_file_of_claims_is_proposed_entry_by_entry(desk):
    seen = api.preview_file(desk, api.Handed(name="gpt-4.toml", raw=CLAIMS, url=URL), by="ada")
    assert [one.claims[0].value for one in seen.proposals] == ["3.1e25"]
    assert "outside" in seen.quarantined[0].reason
    with pytest.raises(BadInput, match="nothing to propose: cites no source"):
        api.submit_file(desk, api.Handed(name="gpt-4.toml", raw=CLAIMS), by="ada")


def test_too_many_proposals_of_one_person_are_refused_as_a_whole(desk, monkeypatch):
    monkeypatch.setattr("flopwatch.api.submissions.MOST_OPEN", 1)
    with pytest.raises(BadInput, match="split the file"):
        api.submit_file(desk, api.Handed(name="a.csv", raw=TABLE, url=URL), by="ada")
    assert proposals(desk.store) == []


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, few_models: Path) -> ReviewSettings:
    top = tmp_path_factory.mktemp("files")
    (top / "out" / "site").mkdir(parents=True)
    (top / "out" / "site" / "index.html").write_text("<!doctype html><title>hub</title>")
    return ReviewSettings(few_models, str(top / "ledger.sqlite"), top / "out", limits=PATIENT)


@pytest.fixture(scope="module")
def ada(settings: ReviewSettings) -> Iterator[Client]:
    accounts = Accounts(beside(settings.store, "accounts"))
    accounts.add("contributor", "contributor")
    with served(settings.out / "site", review=settings) as address:
        yield signed_in(address, accounts, "contributor")


def send(client: Client, name: str, raw: bytes, **fields: str) -> tuple[int, str]:
    mark = b"--mark-of-the-form"
    parts = [
        b'Content-Disposition: form-data; name="%b"\r\n\r\n%b' % (k.encode(), v.encode()) for k, v in fields.items()
    ]
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    parts.append(head.encode() + raw)
    body = b"".join(mark + b"\r\n" + one + b"\r\n" for one in parts) + mark + b"--\r\n"
    kind = f"multipart/form-data; boundary={mark[2:].decode()}"
    status, _, text = client.ask("POST", "/review/file", body, Content_Type=kind)
    return status, unescape(text)


def test_a_file_goes_from_the_form_to_the_queue_without_scripts(ada, settings):
    status, page = send(ada, "<b>a</b>.xlsx", workbook(), url=URL)
    assert status == 200
    assert "2 proposals would wait" in page
    assert "row 5: has no name" in re.sub("<[^>]*>", "", page)
    assert proposals(settings.store) == []
    status, page = send(ada, "a.csv", TABLE, url=URL, comment="from the <i>table</i>")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    headers, _ = ada.post("/review/file/submit", hidden)
    assert headers["location"] == "/review"
    assert len(proposals(settings.store)) == 2
    assert "Atlas 99" in ada.get("/review")
    ada.post("/review/file/submit", {**hidden, "content": "%%%"}, status=400)
    assert len(proposals(settings.store)) == 2


@pytest.mark.parametrize(
    ("name", "raw", "status", "words"),
    [
        ("a.csv", b"", 400, "empty"),
        ("a.csv", b"Model,Parameters\n\xff\xfe", 400, "not UTF-8"),
        ("a.csv", b'Model,Parameters\nA,"7B\n', 400, "line 2"),
        ("a.csv", b"Colour,Mood\nred,good\n", 400, "Name them as in"),
        ("a.csv", b"\0\1\2", 400, "byte 0 is zero"),
        ("a.exe", TABLE, 400, "is none of .csv"),
        ("../../etc/passwd", TABLE, 400, "passwd: is none of"),
        ("a.csv", gzip.compress(TABLE), 400, "is none of"),
        ("a.xlsx", b"PK\x03\x04 no archive", 400, "a.xlsx: is no workbook"),
        ("a.toml", b'name = "a"\n[[b\n', 400, "line 2"),
        ("a.toml", b"[" * 5000, 400, "a.toml"),
        ("a.csv", b"Model,Parameters\n" + b"A,7B\n" * 130_000, 400, "split the file"),
        ("a.csv", b"x" * 1_100_000, 413, ""),
    ],
)
def test_a_hostile_file_is_refused_in_words_and_nothing_is_stored(ada, settings, name, raw, status, words):
    before = ledger.state_of(settings.store)
    found, page = send(ada, name, raw, url=URL)
    assert (found, words in page) == (status, True), page[-1500:]
    assert "--reader" not in page
    assert ledger.state_of(settings.store) == before
