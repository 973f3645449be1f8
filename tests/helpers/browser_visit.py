"""Visits: a page in its own context, with a record of what went wrong and of what left the machine."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from helpers.tiers import MATRIX

VENDOR = Path(__file__).parents[1] / "browser" / "vendor"
DESK = {"width": 1280, "height": 1000}
# Milliseconds after which a wait is taken for a hang. No test fails because a machine is busy.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)
_REPEATED_ROWS = "tbody tr:nth-child(n+4)"


class Visit:
    """A page with a record of everything that went wrong or left the machine."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self._options = options
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.outside: list[str] = []
        self._origins: set[str] = set()
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
        if url.startswith("http"):
            self._origins.add("/".join(url.split("/")[:3]))

    def reset(self) -> None:
        """Make the page as good as new: nothing open, stored, routed, emulated or recorded."""
        for popup in self.context.pages:
            if popup is not self.page:
                popup.close()
        self.context.clear_permissions()
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.goto("about:blank")
        self.page.emulate_media(
            media="null",
            color_scheme=self._options.get("color_scheme", "light"),
            reduced_motion=self._options.get("reduced_motion", "no-preference"),
        )
        self.page.set_viewport_size(self._options["viewport"])
        if self._origins:
            session = self.context.new_cdp_session(self.page)
            for origin in sorted(self._origins):
                session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage,cookies"})
            session.detach()
        self._origins.clear()
        self.errors.clear()
        self.outside.clear()

    def ready(self) -> Page:
        """Return the page once the chart is drawn."""
        self.page.wait_for_selector("#plot.live canvas")
        return self.page


class Visits:
    """Visits of one browser, one for each set of options, used again: a new context costs more than most tests do."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[str, Visit] = {}

    def __call__(self, **options: Any) -> Visit:
        """Return a visit with these options of a context, as good as new."""
        options = {"viewport": DESK, "color_scheme": "light", **options}
        key = repr(sorted(options.items()))
        kept = self._kept.get(key)
        if kept and not kept.page.is_closed():
            kept.reset()
        else:
            self._kept[key] = kept = Visit(self._browser, **options)
        return kept

    def close(self) -> None:
        """Close every context."""
        for visit in self._kept.values():
            visit.context.close()


@functools.cache
def _axe() -> str:
    return (VENDOR / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, only: list[str] | None = None, *, every_row: bool = MATRIX) -> list[Any]:
    """Return the faults that axe finds on the page, by all its rules or by some.

    The first tier looks at the first rows of each table, the second at all.
    """
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(_axe())  # the debugger's own evaluation: the page's policy does not apply to it
    options = {"resultTypes": ["violations"], **({"runOnly": only} if only else {})}
    where = {} if every_row else {"exclude": [[_REPEATED_ROWS]]}
    found = page.evaluate(
        "([where, options]) => axe.run({include: [['html']], ...where}, options).then(r => r.violations)",
        [where, options],
    )
    return [
        (v["id"], v["impact"], [n["target"] for n in v["nodes"]][:3], v["nodes"][0]["failureSummary"]) for v in found
    ]
