"""The hub in a browser: weight of a first page, time to interactive, and time from a toggle to the painted frame.

    uv run python benchmarks/web/measure.py [--models 3500 100000 1000000]

The bundled base is built and served as a reader gets it: strict policy, fits on. Larger sizes put a made table in the
place of the explorer's data, drawn from a log-normal field that grows by 4x a year, with the base's domains, access and
names.
Each time is taken inside the page: from the click to the first frame painted after it; that of a search holds the 90 ms
for which typing is let pause, and that of a first filter or search above 20 000 models the loading of its column.
Weights are gzip -6 of what is
served, fonts as they are. Times mean something on a quiet machine only: the load is printed with them.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from chromium import launched
from made import made_table
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from flopwatch import pipeline
from flopwatch.build_folder import publish
from flopwatch.products.binned_columns import explorer_files
from flopwatch.products.explorer_table import explorer_frame, explorer_head
from flopwatch.server.static import served

DATA = Path(__file__).parents[2] / "data"
TOGGLES = 15
READY = "html[data-explorer=ready]"
# From the click to the frame after it: the callback of the next frame, then a task behind that frame's painting.
TOGGLE = """
async (selector) => {
  const node = document.querySelector(selector);
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  }));
  await painted();
  const start = performance.now();
  node.click();
  const script = performance.now() - start;
  await painted();
  return [performance.now() - start, script];
}
"""
CHOOSE = """
async ([name, value]) => {
  const field = document.querySelector('#explore-form').elements[name];
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  }));
  await painted();
  const start = performance.now(), before = location.search;
  field.value = value;
  field.dispatchEvent(new Event('input', {bubbles: true}));
  // The address follows when all that the view needs has come, the names for a search say.
  do await painted(); while (location.search === before && performance.now() < start + 60000);
  return performance.now() - start;
}
"""


def weight(page: Page, address: str, ready: str) -> tuple[int, int]:
    """Bytes of a first visit, compressed, and the number of requests."""
    bodies: dict[str, bytes] = {}
    page.on("requestfinished", lambda r: bodies.__setitem__(r.url, r.response().body()))  # type: ignore[union-attr]
    page.goto(address)
    page.wait_for_selector(ready, state="attached", timeout=120_000)
    page.wait_for_load_state("networkidle")
    size = sum(len(b) if u.endswith(".woff2") else len(gzip.compress(b, 6)) for u, b in bodies.items())
    return size, len(bodies)


def visit(browser: Browser, address: str, ready: str) -> dict[str, float]:
    """First paint and interactive, in ms: the middle of five cold visits."""
    found: dict[str, list[float]] = {"first paint": [], "interactive": []}
    for _ in range(5):
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(ready, state="attached", timeout=120_000)
        found["first paint"].append(
            page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN")
        )
        found["interactive"].append(
            page.evaluate("performance.getEntriesByName('explorer-ready')[0]?.startTime ?? performance.now()")
        )
        context.close()
    return {name: statistics.median(values) for name, values in found.items()}


def _busy(cdp: CDPSession) -> float:
    """Seconds of processor time that the page's main thread has used in tasks: other programs' load is not in it."""
    found = {m["name"]: m["value"] for m in cdp.send("Performance.getMetrics")["metrics"]}
    return float(found["TaskDuration"])


def explorer(browser: Browser, hub: str) -> dict[str, Any]:
    """Toggles of the explorer with a trend on."""
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.goto(hub + "explore.html")
    page.wait_for_selector(READY, timeout=120_000)
    chips = page.locator("#legend .chip").count()
    times, scripts = [], []
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
    for i in range(TOGGLES + 2):
        if i == 2:
            busy = _busy(cdp)
        total, script = page.evaluate(TOGGLE, f"#legend .chip:nth-child({1 + i % chips})")
        times.append(total)
        scripts.append(script)
    busy = (_busy(cdp) - busy) / TOGGLES * 1000
    country, maker = (
        page.eval_on_selector(f"select[name={name}]", f"f => f.options[{at}].value")
        for name, at in (("country", 1), ("org", 2))
    )
    steps = (
        ("country", country),
        ("org", maker),
        ("org", ""),
        ("country", ""),
        ("q", "gpt"),
        ("q", "gpt 4"),
        ("q", ""),
        ("fit", "group"),
        ("records", "connect"),
        ("records", "only"),
        ("records", "label"),
        ("by", "access"),
        ("fit", "all"),
    )
    choose = {f"{name}={value}": page.evaluate(CHOOSE, [name, value]) for name, value in steps}
    page.context.close()
    rest = times[2:]  # the first two warm the engine up
    return {
        "toggle median": statistics.median(rest),
        "toggle worst": max(rest),
        "of it script": statistics.median(scripts[2:]),
        "main thread's CPU": busy,
        **choose,
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, nargs="*", default=[3_500, 20_000, 100_000, 1_000_000])
    asked = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="flopwatch-web-"))
    try:
        census = pipeline.take_census(DATA, work / "none.sqlite")
        publish(census, work / "release")
        site = work / "release" / "site"
        base = explorer_frame(census)
        head = explorer_head(census, base)
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        with served(site) as hub, sync_playwright() as playwright:
            browser = launched(playwright)
            for name, ready in (("index.html", READY), ("explore.html", READY)):
                size, requests = weight(browser.new_page(), hub + name, ready)
                opened = visit(browser, hub + name, ready)
                print(
                    f"{name}: {size / 1000:.0f} KB compressed in {requests} requests, interactive in "
                    f"{opened['interactive']:.0f} ms, base of {base.height} models"
                )
            for n in [base.height, *asked.models]:
                told = ""
                if n != base.height:
                    table = made_table(base, n)
                    for old in (site / "assets").glob("explore-column-*.js"):
                        old.unlink()
                    start = time.process_time()
                    for name, script in explorer_files(table, head).items():
                        (site / "assets" / name).write_bytes(script)
                    told = f", data written in {time.process_time() - start:.2f} s CPU"
                size, _ = weight(browser.new_page(), hub + "explore.html", READY)
                opened = visit(browser, hub + "explore.html", READY)
                figures = explorer(browser, hub)
                print(f"\n{n:,} models: {size / 1000:.0f} KB compressed{told}; load {os.getloadavg()[0]:.1f}")
                print("  " + ", ".join(f"{k} {v:.0f} ms" for k, v in {**opened, **figures}.items()))
            browser.close()
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
