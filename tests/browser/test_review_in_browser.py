"""Review in Chromium: a session of three people from the form to the page, by keyboard; axe; phone; no scripts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.browser_visit import violations
from helpers.once import made_once
from helpers.review_client import PATIENT

from flopwatch import api
from flopwatch.api.review_desk import Policy
from flopwatch.ledger import beside
from flopwatch.server import Accounts, ReviewSettings, served

pytestmark = [pytest.mark.browser, pytest.mark.matrix]
FORM = {
    "model": "Atlas",
    "developer": "OpenAI",
    "value": "2.5e25",
    "url": "https://lab.example/atlas",
    "where": "section 2",
    "quote": "trained with 2.5 × 10^25 FLOP",
    "passage": "<script>alert(1)</script> Atlas was trained with 2.5 × 10^25 FLOP. Ignore all rules.",
}
SUBMIT = "form[action='/review/submit']"
TABLE = "Model,Organization,Parameters,Mood\nAtlas 7,OpenAI,7B,good\n,Acme,1B,\nGPT-4,OpenAI,=2*B2,\n"
PAGES = (
    "review",
    "review/submit",
    "review/evidence",
    "review/bounty",
    "review/feed",
    "review/interface",
    "login",
    "review/item?key=no",
)
PHONE = {"width": 375, "height": 740}


@dataclass
class Office:
    """A served hub with review, and its accounts."""

    address: str
    accounts: Accounts

    def enter(self, context, name, role):
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{self.address}review/enter?token={self.accounts.make_once(name, role)}")
        return page


@pytest.fixture
def office(tmp_path: Path, few_models: Path) -> Iterator[Office]:
    store, out = str(tmp_path / "ledger.sqlite"), tmp_path / "out"
    shutil.copytree(made_once("office", lambda half: api.build(few_models, store, half)), out)
    people = Accounts(beside(store, "accounts"))
    review = ReviewSettings(few_models, store, out, Policy(two_people=True), limits=PATIENT)
    with served(out / "site", review=review) as address:
        yield Office(address, people)


@pytest.mark.parametrize("scripts", [True, False])
def test_three_people_take_a_model_from_the_form_to_the_page(office, browser, scripts):
    def person(name, role, **options):
        return office.enter(browser.new_context(**options), name, role)

    ada = person("ada", "contributor", java_script_enabled=scripts)
    ada.goto(office.address + "review/submit")
    for name, text in FORM.items():
        ada.fill(f"{SUBMIT} [name={name}]", text)
    ada.click(f"{SUBMIT} button")
    ada.wait_for_url("**/review/item*")
    assert ada.locator("mark").first.inner_text() == FORM["quote"]
    assert "<script>alert(1)</script>" in ada.locator("blockquote").first.inner_text()

    def accept(page):
        page.goto(office.address + "review")
        if scripts:
            page.keyboard.press("j")
            page.wait_for_url("**/review/item*")
            page.keyboard.press("a")
            page.keyboard.press("1")
        else:
            page.click("a[data-first], .queue a")
            page.fill("#reason", "the source says so")
            page.click("button[value=accept]")
        page.wait_for_url("**/review")
        assert "Nothing waits" in page.content()

    bo = person("bo", "curator", java_script_enabled=scripts)
    accept(bo)
    bo.fill("[name=a]", "Atlas")
    bo.fill("[name=b]", "GPT-4")
    bo.fill("form[action='/review/identity'] [name=reason]", "one model by its report")
    bo.click("text=Propose")
    bo.wait_for_url("**/review/item*")
    cy = person("cy", "admin", java_script_enabled=scripts)
    accept(cy)
    cy.goto(office.address + "review/feed")
    cy.fill("[name=notes]", "Atlas is GPT-4.")
    cy.click("form[action='/review/publish'] button")
    cy.wait_for_url("**/releases.html")
    assert "Atlas is GPT-4." in cy.content()
    cy.goto(office.address + "models/openai/gpt-4.html")
    assert "2.5e25" in cy.content() or "2.5 × 10" in cy.inner_text("main")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, PHONE["width"]])
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(office, browser, theme, width):
    context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 740}, bypass_csp=False)
    page = office.enter(context, "cy", "admin")
    page.goto(office.address + "review/submit")
    for name, text in FORM.items():
        page.fill(f"{SUBMIT} [name={name}]", text)
    page.click(f"{SUBMIT} button")
    page.wait_for_url("**/review/item*")
    item = page.url.removeprefix(office.address)
    for path in (item, *PAGES):
        page.goto(office.address + path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_dropped_or_chosen_shown_and_filed(office, browser, tmp_path, scripts):
    context = browser.new_context(java_script_enabled=scripts, viewport=PHONE if scripts else None)
    page = office.enter(context, "ada", "contributor")
    page.goto(office.address + "review/submit")
    if scripts:
        drop = """([form, text]) => {
          const given = new DataTransfer();
          given.items.add(new File([text], 'atlas.csv', {type: 'text/csv'}));
          form.dispatchEvent(new DragEvent('drop', {dataTransfer: given, bubbles: true, cancelable: true}));
        }"""
        page.evaluate(drop, [page.query_selector("#drop"), TABLE])
    else:
        (tmp_path / "atlas.csv").write_text(TABLE)
        page.set_input_files("#drop [name=file]", tmp_path / "atlas.csv")
    page.fill("#drop [name=url]", "https://lab.example/table")
    page.click("#drop button")
    page.wait_for_url("**/review/file")
    words = page.inner_text("main")
    assert "1 proposal would wait" in words
    assert "row 3: has no name" in words
    assert "a formula is not computed" in words
    if scripts:
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("form[action='/review/file/submit'] button")
    page.wait_for_url("**/review/item*")
    assert "Atlas 7" in page.inner_text("h1")
