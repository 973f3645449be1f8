"""The words of the review pages are messages; the log names no secret."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from helpers.review_client import PATIENT, Client, signed_in
from jinja2 import Environment
from messages import messages

from flopwatch.ledger import beside
from flopwatch.server import Accounts, ReviewSettings, review_pages, served

TEMPLATES = Path(review_pages.__file__).parent / "templates"
# The name of the project, of a term of the interface, and of examples that are typed as they are.
_NO_WORDS = re.compile(r"<(code|kbd)[^>]*>.*?</\1>|\bflopwatch\b|\bP\b|\bFLOP\b", re.DOTALL)
_ATTRIBUTE = re.compile(r'\s(?:title|alt|placeholder|aria-label|label)="([^"]*)"')
_MESSAGE = {"_", "gettext", "ngettext", "plural", "N_"}
_WORDS = re.compile(r"[A-Za-z]{2,} [a-z]{2,}|^[A-Z][a-z]{2,}$")


def bare_words(source: str) -> list[str]:
    """Return the English words of a template that are no messages: in its text, attributes and expressions."""
    text, strings, call, translated = "", [], [""], False
    before = ""
    for _, kind, value in Environment(extensions=["jinja2.ext.i18n"]).lex(source):
        if kind == "name" and value in ("trans", "endtrans") and before == "block":
            translated = value == "trans"
        elif kind == "data":
            text += " " if translated else value
        elif kind == "operator" and value == "(":
            call.append(before)
        elif kind == "operator" and value == ")" and len(call) > 1:
            call.pop()
        elif kind == "string" and not _MESSAGE & set(call) and _WORDS.search(value[1:-1]):
            strings.append(value[1:-1])
        if kind in ("block_begin", "variable_begin"):
            text += "\u0000"
        if kind != "whitespace":
            before = "block" if kind == "block_begin" else value
    kept = _NO_WORDS.sub(" ", text)
    plain = [*re.sub(r"<[^>]*>", "\n", kept).split("\n"), *_ATTRIBUTE.findall(kept)]
    return [*strings, *(words.strip() for words in plain if re.search(r"[A-Za-z]{2,}", words))]


@pytest.mark.parametrize("name", sorted(one.name for one in TEMPLATES.glob("*.html")))
def test_no_template_has_a_word_that_cannot_be_translated(name):
    assert bare_words((TEMPLATES / name).read_text(encoding="utf-8")) == []


def test_a_seeded_word_is_found_wherever_it_stands():
    for seeded in (
        "<p>Nothing waits</p>",
        '<a title="Go there">{{ _("x") }}</a>',
        '{{ "Sign in" if account else _("Out") }}',
        '{% for path, words in [("/review", "Queue")] %}{% endfor %}',
        "{% trans %}Kept{% endtrans %} but not this",
    ):
        assert bare_words(seeded), seeded
    assert bare_words('<p>{{ _("Nothing waits") }} {% trans n=1 %}Kept {{ n }}{% endtrans %}</p>') == []


def test_the_words_of_the_pages_are_in_the_catalogue():
    found = messages()
    places = {place for at in found.values() for place in at if place.startswith("server/")}
    assert {f"server/templates/{one.name}" for one in TEMPLATES.glob("*.html")} <= places
    assert ("Nothing waits.", "") in found
    assert ("%(count)s item waits for a decision.", "%(count)s items wait for a decision.") in found


@pytest.fixture
def review(tmp_path: Path, few_models: Path) -> ReviewSettings:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<title>hub</title>")
    return ReviewSettings(few_models, str(tmp_path / "ledger.sqlite"), tmp_path, logged=True, limits=PATIENT)


@pytest.mark.parametrize(("tag", "direction"), [("en-XA", "ltr"), ("ar-XB", "rtl")])
def test_pages_are_written_in_the_language_of_the_server(tag, direction, review):
    from dataclasses import replace

    with served(review.out / "site", review=replace(review, locale=tag)) as url:
        for path in ("/login", "/review/submit", "/review/interface", "/review/item"):
            text = Client(url).ask("GET", path)[2]
            assert f'<html lang="{tag}" dir="{direction}">' in text
            assert ">Skip to content<" not in text
        assert '<span lang="en" dir="ltr">' in Client(url).ask("GET", "/review/item")[2]  # an error, in its own words


SEEDED = "s3cr3t"


@pytest.mark.matrix
def test_the_log_names_no_secret(review, capsys, monkeypatch):
    """A secret in every header and field, cookie and query of every kind of request: none is in a line of the log."""
    people = Accounts(beside(review.store, "accounts"))
    password = "four plain words " + SEEDED
    people.add("admin", "admin", password)
    names = (
        "name",
        "password",
        "token",
        "key",
        "reason",
        "basis",
        "model",
        "quote",
        "passage",
        "url",
        "notes",
        "actor",
    )
    body = {one: f"{SEEDED}-{one}" for one in names}
    headers = ("Authorization", "Referer", "User_Agent", "X_Api_Key", "X_Forwarded_For", "Accept_Language")
    seen, late = [], f"/{SEEDED}" * 3
    paths = ("/login", "/review/submit", "/review/decide", "/review/enter", "/logout", "/api/submissions", late)
    with served(review.out / "site", review=review) as url:
        admin = signed_in(url, people, "admin")
        token = people.make_token("admin", "submit", 1)
        bearing = Client(url, {}, {"Authorization": f"Bearer {token}"})
        for path in paths:
            for client in (Client(url), Client(url, dict(admin.cookies)), Client(url, {"flopwatch": SEEDED})):
                more = dict.fromkeys(headers, f"Bearer {SEEDED}")
                seen.append(client.ask("POST", f"{path}?token={SEEDED}&key={SEEDED}", body, **more)[0])
        seen.append(signed_in(url, people, "admin").ask("POST", "/logout", body)[0])
        seen.append(Client(url).ask("POST", "/login", {"name": "admin", "password": password})[0])
        for path, host in (("/login", "evil.example"), ("/review/" + SEEDED * 1000, "")):
            seen.append(bearing.ask("POST", path, body, Host=host)[0])
        seen.append(bearing.ask("POST", "/api/submissions", {"quote": SEEDED * 200_000})[0])
        seen.append(bearing.ask("POST", "/api/submissions", body)[0])
        monkeypatch.setattr("flopwatch.api.submit", lambda *_, **__: 1 / 0)  # a defect, whose report is printed too
        fit = {
            "model": SEEDED,
            "field": "name",
            "value": SEEDED,
            "url": f"https://lab.example/{SEEDED}",
            "where": SEEDED,
        }
        for site in ("same-origin", "cross-site"):
            path = f"/api/submissions?key={SEEDED}"
            seen.append(bearing.ask("POST", path, {**fit, "quote": SEEDED}, Sec_Fetch_Site=site)[0])
    printed = capsys.readouterr().err
    lines = [json.loads(one) for one in printed.splitlines() if one.startswith("{")]
    assert [one["status"] for one in lines] == seen
    assert set(seen) >= {303, 400, 401, 403, 405, 413, 414, 421, 500}
    assert {"time", "method", "route", "status", "milliseconds", "account"} == set(lines[0])
    assert {*paths[:-1], ""} == {one["route"] for one in lines}
    for secret in (SEEDED, token, *admin.cookies.values()):
        assert secret not in printed
