"""Readers of the explorer's page for its tests."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Page

from helpers.browser_visit import Visit

READY = "html[data-explorer=ready]"


def opened(visit: Visit, address: str) -> Page:
    visit.page.goto(address)
    visit.page.wait_for_selector(READY, state="attached")
    return visit.page


def shown(page: Page) -> int:
    return int(re.sub(r"\D", "", page.inner_text("#count")))


def names(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all("#view-table tbody th a", "links => links.map(a => a.textContent)")
    return found


def coloured(page: Page) -> int:
    """Coloured pixels of the canvas: grows and shrinks with what is drawn."""
    count: int = page.evaluate(
        """() => {
            const canvas = document.querySelector('#plot canvas');
            const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let n = 0;
            for (let i = 0; i < data.length; i += 4) {
                if (Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 40) n++;
            }
            return n;
        }"""
    )
    return count


def saved(page: Page, button: str) -> bytes:
    with page.expect_download() as got:
        page.click(button)
    return Path(str(got.value.path())).read_bytes()


def table_of(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode(), newline=""), strict=True))
