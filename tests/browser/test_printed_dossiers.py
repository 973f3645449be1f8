"""A model's page on paper: at most two A4 sheets, with what a dossier needs and without the rest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.browser_visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.matrix]


def test_a_dossier_prints_on_two_sheets_and_folds_close_again(visit: Visit, hub: str, tmp_path: Path) -> None:
    page = visit.page
    for key in ("openai/gpt-4", "meta/llama-3.1-405b", "openai/sora", "nobody/hostile"):
        page.goto(f"{hub}models/{key}.html")
        folds = page.locator("details[open]").count()
        pdf = page.pdf(prefer_css_page_size=True)
        assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2, key
        assert page.locator("details[open]").count() == folds
    page.goto(f"{hub}models/openai/gpt-4.html")
    assert page.locator("button.print").is_visible()
    page.emulate_media(media="print")
    shown = [one.inner_text() for one in page.locator("main h2").all() if one.is_visible()]
    assert {
        "Training compute",
        "Thresholds",
        "Rules of law",
        "Strongest sources",
        "Receipt",
        "History",
        "Cite this",
    } <= {one.strip() for one in shown}
    assert "Claims and their sources" not in shown
