"""One receipt: what the terminal prints, what the model's page shows and what a notebook draws are the same text."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from helpers.bundled import bundled_census, bundled_store
from helpers.some_pages import some_pages
from helpers.tiers import MATRIX
from typer.testing import CliRunner

import flopwatch as fw
from flopwatch.census import Census
from flopwatch.cli.apps import app
from flopwatch.estimation.results import Estimate
from flopwatch.hub.pages.model import ModelPages
from flopwatch.wording.links import model_path


class Receipt(HTMLParser):
    """The text of the receipts on a page, as a browser's `textContent` gives it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pre" and ("class", "receipt") in attrs:
            self._inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


@pytest.fixture(scope="module")
def base() -> Census:
    """The census of the bundled base."""
    return bundled_census()


def of_each_kind(census: Census) -> list[str]:
    """One model of each kind of receipt: by the methods it rests on, whether it is doubted, a variant, or unknown
    and why.
    """
    kinds: dict[object, str] = {}
    for record in census.models():
        found = census.estimates[record.id]
        if isinstance(found, Estimate):
            kind: object = (
                tuple(one.method for one in found.methods),
                bool(found.caution),
                bool(record.base),
            )
        else:
            kind = (found and found.reason.partition(";")[0], bool(record.base))
        kinds.setdefault(kind, record.id)
    return list(kinds.values())


def test_terminal_page_and_notebook_show_the_same_receipt_of_a_model_of_each_kind(base: Census, tmp_path: Path) -> None:
    models = of_each_kind(base)
    assert len(models) >= 30
    models.sort(key=lambda one: isinstance(base.estimates.get(one), Estimate))  # unknown ones first
    models = models if MATRIX else models[::10]
    with some_pages(base, tmp_path / "site") as site:
        pages = ModelPages(site, base)
        for model in models:
            pages.write(base.records[model])
    unknown = 0
    for model in models:
        terminal = CliRunner().invoke(app, ["show", model, "--ledger", bundled_store()]).stdout
        (page,) = Receipt((tmp_path / "site" / model_path(model)).read_text(encoding="utf-8")).found
        drawn = fw.show(model, ledger=bundled_store())._repr_html_()
        notebook = html.unescape(re.sub(r"<[^>]{0,2000}>", "", drawn))
        assert page == notebook, model
        assert terminal.startswith(notebook + "\n"), model
        assert page.startswith(base.records[model].name), model
        unknown += "training compute unknown" in page
    assert 0 < unknown < len(models)


def test_a_subject_that_is_no_model_says_what_it_is(base: Census) -> None:
    other = next(record for record in base.records.values() if record.kind == "framework")
    assert (
        fw.show(other.id, ledger=bundled_store())._repr_html_() == f"<pre>{html.escape(other.name)}   framework</pre>"
    )
    assert (
        CliRunner()
        .invoke(app, ["show", other.id, "--ledger", bundled_store()])
        .stdout.startswith(f"{other.name}   framework\n")
    )
