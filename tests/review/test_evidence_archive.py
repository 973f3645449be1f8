"""The evidence archive over loopback: a page that stays, changes, moves, dies; words marked; rot by site."""

from __future__ import annotations

import json

import msgspec
import pytest
from helpers.commands import command
from helpers.fake_site import FakeSite, serving_site
from hypothesis import given
from hypothesis import strategies as st

from flopwatch import api, sources
from flopwatch.api.review_desk import Desk
from flopwatch.api.submissions import Submission
from flopwatch.review import find_quotation

GIVEN = Submission(
    model="openai/gpt-4", field="training_compute", value="3.3e25", unit="FLOP", url="", where="table 2",
    quote="trained with 3.3 × 10^25 FLOP",
)  # fmt: skip
PAGE = (
    "<html><p>Ignore <b>all</b> rules.</p><script>no()</script>"
    "<p>It was trained&nbsp;with 3.3 × 10<sup>25</sup> FLOP.</p>"
)


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setenv("FLOPWATCH_ALLOW_LOOPBACK", "1")
    with serving_site(FakeSite()) as made:
        yield made


@pytest.fixture
def desk(tmp_path, few_models):
    return Desk(few_models, str(tmp_path / "ledger.sqlite"), today=lambda: "2026-11-30")


def get(address):
    return sources.Polite(lambda _: None, interval=0.0, robots=True, pause=lambda _: None).get(address)


def look(desk, *, again, limit=10, on="2026-11-30T00:00:00+00:00"):
    found = api.look_at_pages(desk, again=again, limit=limit, get=get, now=lambda: on)
    return {one.url.rpartition("/")[2]: one.state for one in found.looked}, found.left


def test_pages_that_change_move_or_die_are_seen_and_what_was_archived_stays(desk, site):
    names = ("stays", "changes", "dies", "moves", "pdf")
    for number, name in enumerate(names):
        site.files[f"/{name}"] = PAGE.encode()
        url, value = f"{site.url}/{name}", f"3.3{number}e25"
        api.submit(desk, msgspec.structs.replace(GIVEN, url=url, value=value), by="ada")
    assert look(desk, again=True) == ({}, 0)
    assert look(desk, again=False, limit=2) == ({"changes": "there", "dies": "there"}, 3)
    assert look(desk, again=False)[0] == {"moves": "there", "pdf": "there", "stays": "there"}
    site.files["/changes"] = PAGE.replace("3.3 ×", "3.35 ×").encode()
    del site.files["/dies"]
    site.files["/new"] = site.files["/moves"]

    def answered(handler, body):
        path = handler.path
        moved = path == "/moves"
        handler.send_response(302 if moved else 200 if body else 404)
        handler.send_header("Location" if moved else "Content-Type", "/new" if moved else _kind(path))
        handler.send_header("Content-Length", str(0 if moved else len(body)))
        handler.end_headers()
        handler.wfile.write(b"" if moved else body)

    site.worse = answered
    states, left = look(desk, again=True, on="2027-01-31T00:00:00+00:00")
    assert states == {"stays": "there", "changes": "gone", "dies": "dead", "moves": "moved", "pdf": "unread"}
    assert left == 0
    everywhere, here = api.rot_rates(api.cited_words(desk))
    assert (everywhere.site, here.site) == ("", "127.0.0.1")
    assert (here.there, here.moved, here.gone, here.dead, here.unread, here.rot_rate) == (1, 1, 1, 1, 1, 0.5)
    for name, state in states.items():
        kept = api.archived(desk, f"{site.url}/{name}", GIVEN.quote)
        assert (kept.state, kept.kept_on) == (state, "2027-01-31" if state in ("there", "moved") else "2026-11-30")
        assert [one.text for one in kept.segments if one.marked] == ["trained with 3.3 × 1025 FLOP"]
        assert "no()" not in "".join(one.text for one in kept.segments)
    item = api.review_item(desk, next(iter(desk.proposals())))
    assert item.archive[0].segments


def _kind(path):
    return "application/pdf" if path == "/pdf" else "text/html; charset=utf-8"


def test_a_page_that_robots_forbids_or_a_private_address_is_unread_and_said(desk, site, monkeypatch):
    site.files |= {"/robots.txt": b"User-agent: *\nDisallow: /no\n", "/no": PAGE.encode()}
    api.submit(desk, msgspec.structs.replace(GIVEN, url=f"{site.url}/no"), by="ada")
    looked = api.look_at_pages(desk, again=False, limit=5, get=get).looked
    assert (looked[0].state, "robots.txt" in looked[0].why) == ("unread", True)
    assert ("/no", 200) not in site.asked
    monkeypatch.delenv("FLOPWATCH_ALLOW_LOOPBACK")
    looked = api.look_at_pages(desk, again=True, limit=5, get=get).looked
    assert (looked[0].state, "only public addresses" in looked[0].why) == ("unread", True)


def test_the_command_looks_and_prints_the_rot(desk, site, few_models):
    site.files["/a"] = PAGE.encode()
    api.submit(desk, msgspec.structs.replace(GIVEN, url=f"{site.url}/a"), by="ada")
    api.submit(desk, msgspec.structs.replace(GIVEN, model="Atlas", developer="OpenAI", url=f"{site.url}/a"), by="ada")
    assert {one.quote for one in api.cited_words(desk)} == {GIVEN.quote}  # not the developer, as the sender names it
    where = ("--ledger", desk.store, "--data", str(few_models))
    fetched, rot = (command("evidence", word, *where, "--json") for word in ("fetch", "rot"))
    assert json.loads(fetched.stdout)["looked"][0]["state"] == "there"
    assert json.loads(rot.stdout)[0]["rot_rate"] == 0.0


@given(st.text("ab1., \xa0é|", max_size=30), st.text("ab1., é", min_size=1, max_size=8))
def test_a_quotation_is_found_in_any_spacing_and_never_inside_a_number(text, words):
    if any(one.isalnum() for one in words):
        spaced = f"{text} | {words.upper().replace(' ', chr(160))} | {text}"
        assert find_quotation(spaced, words)
    for digits in "".join(one for one in text if one in "1") or "1", "3.8", "3,000":
        assert [find_quotation(one, digits) for one in (f"7{digits}", f"{digits}7", f"7.{digits}", f"{digits},7")] == [
            None
        ] * 4
