"""A visit: one page in its own context, with a record of what went wrong and of what left the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

VENDOR = Path(__file__).parents[1] / "browser" / "vendor"


class Visit:
    """A page with a record of everything that went wrong or left the machine."""

    def __init__(self, browser: Browser, **options: object) -> None:
        self.context = browser.new_context(**options)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.outside: list[str] = []
        self.page.on("console", lambda m: self._complain(m.type, m.text))
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("requestfailed", lambda r: self._complain("error", f"{r.url} {r.failure}"))
        self.page.on("request", lambda r: self._note(r.url))

    def _complain(self, kind: str, text: str) -> None:
        # Leaving a page cuts off what it was still loading, and the test's own look at pixels earns a piece of advice.
        ours = "ERR_ABORTED" not in text and "willReadFrequently" not in text
        if kind in ("error", "warning") and ours:
            self.errors.append(text)

    def _note(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:")):
            self.outside.append(url)

    def ready(self) -> Page:
        """Once the chart is drawn."""
        self.page.wait_for_selector("#plot.live canvas")
        return self.page


def violations(page: Page, only: list[str] | None = None) -> list[Any]:
    """Return axe's faults on the page in its present state, by all its rules or by some."""
    if not page.evaluate("'axe' in globalThis"):
        page.add_script_tag(path=str(VENDOR / "axe.min.js"))
    options = {"resultTypes": ["violations"], **({"runOnly": only} if only else {})}
    found = page.evaluate("options => axe.run(options).then(r => r.violations)", options)
    return [
        (v["id"], v["impact"], [n["target"] for n in v["nodes"]][:3], v["nodes"][0]["failureSummary"]) for v in found
    ]
