"""The seven users' tasks in Chromium, each to its answer: actions (clicks, choices, fields, keys) and seconds.

    uv run python benchmarks/web/rehearse.py [--out FOLDER] [--user NAME]

A hub is built (or taken from --out) and served with a review queue on loopback. A task that does not end in its answer
stops the script with the words that were on the page. Seconds are those of the machine, without a person's reading: the
load is printed with them. The list maintainer works at the command line, as the form that lists have asks for.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from chromium import launched
from playwright.sync_api import BrowserContext, Page, sync_playwright

from flopwatch import api
from flopwatch.api.review_desk import Policy
from flopwatch.ledger import beside
from flopwatch.server import Accounts, ReviewSettings, served
from flopwatch.server.settings import Limits

DATA = Path(__file__).parents[2] / "data"
WORK_SECONDS = 300.0  # a busy machine may take this long for one request
READY = "html[data-explorer=ready]"
LIST = """# Large models

| Model | Parameters | Tokens | Compute |
|---|---|---|---|
| Llama 3.1 405B | 405B | 15.6T | 3.8e25 FLOP |
| DeepSeek-V3 | 671B | 14.8T | 3.3e26 FLOP |
"""
SUBMISSION = {
    "model": "Atlas",
    "developer": "OpenAI",
    "value": "2.5e25",
    "url": "https://lab.example/atlas",
    "where": "section 2",
    "quote": "trained with 2.5 × 10^25 FLOP",
    "passage": "Atlas was trained with 2.5 × 10^25 FLOP.",
}


class Person:
    """Counts what a person does on a page.

    Args:
        page: The page, at the hub's start.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def click(self, selector: str) -> None:
        """Click, and count one."""
        self.actions += 1
        self.page.locator(f"{selector} >> visible=true").first.click()

    def fill(self, selector: str, words: str) -> None:
        """Fill a field, and count one."""
        self.actions += 1
        self.page.fill(selector, words)

    def press(self, key: str) -> None:
        """Press a key, and count one."""
        self.actions += 1
        self.page.keyboard.press(key)

    def save(self, selector: str) -> bytes:
        """Click what saves a file; return the file."""
        with self.page.expect_download() as got:
            self.click(selector)
        return Path(str(got.value.path())).read_bytes()

    def find(self, selector: str, pattern: str) -> str:
        """Return the words that an element shows as soon as they match; stop if they never do."""
        found, text = self.page.locator(selector).first, ""
        for _ in range(200):
            text = found.input_value() if found.evaluate("one => 'value' in one") else found.inner_text()
            if match := re.search(pattern, text):
                return match[0]
            self.page.wait_for_timeout(25)
        raise SystemExit(f"{self.page.url}: {selector} does not show {pattern!r} but {text[:200]!r}")


def analyst(person: Person) -> str:
    """Which models exceed 1e25 FLOP, and how sure: the list with probabilities, the rule, a dossier."""
    person.click("a[href='thresholds.html#t-1e25']")
    person.find("section:has(#t-1e25)", r"9[0-9]\.?[0-9]*%")
    person.click("section:has(#t-1e25) a[href*='models/openai/gpt-4.html']")
    sure = person.find(".at-headline", r"P\(above\) \d+%")
    person.click("a[href='#dossier']")
    return f"{sure}; {person.find('#dossier', r'[0-9]+ of 12 facts')}"


def forecaster(person: Person) -> str:
    """How fast the frontier grows: a rate with its interval, the fit, the data."""
    person.click("nav.pages a[href='explore.html']")
    person.page.wait_for_selector(READY, state="attached")
    rate = person.find("#trends", r"grows [\d.]+× per year \(90%: [\d.]+ to [\d.]+\)")
    person.click("#tab-sources")
    person.find("#fits", r"log10\(y\)")
    rows = person.save("#save-csv").count(b"\n")
    return f"{rate}; {rows} lines of CSV"


def researcher(person: Person) -> str:
    """Parameters and tokens to compute with its interval and working."""
    person.click("a[href='calculator.html']")
    person.fill("#in-parameters", "70B")
    person.fill("#in-tokens", "15T")
    return person.find("#calc-receipt", r"[\d.]+e24 FLOP +\(90%: [\d.e]+ to [\d.e]+\)")


def journalist(person: Person) -> str:
    """A chart: its address, picture, data and code for a page."""
    person.click(".presets a >> text=Above 1e25")
    person.page.wait_for_selector(READY, state="attached")
    picture, rows = person.save("#save-png"), person.save("#save-csv").count(b"\n")
    if picture[:4] != b"\x89PNG":
        raise SystemExit("no picture was saved")
    person.click(".embed-box summary")
    person.find("#embed-code", "<iframe")
    return f"PNG of {len(picture) // 1000} kB, CSV of {rows} lines, code of the frame"


def contributor(person: Person) -> str:
    """This number is wrong: from a model's page to a submission that waits with its evidence."""
    person.press("/")
    person.page.keyboard.type("gpt-4")
    person.find("#find-list", "GPT-4")
    person.press("ArrowDown")
    person.press("Enter")
    person.page.wait_for_url("**/models/**")
    person.click("text=This is wrong")
    person.fill("[name=value]", "2.2e25")
    for name, words in (("quote", "2.2e25 FLOP"), ("url", "https://lab.example/gpt-4"), ("where", "section 1")):
        person.fill(f"[name={name}]", words)
    person.fill("[name=reason]", "the newer report says so")
    return person.find("#s-out", r"(?s)value = .2\.2e25") and "a correction of the stated value, as a file"


def curator(person: Person) -> str:
    """A find decided: from the queue, by keyboard, with its evidence on the screen."""
    person.click("a[href='/review/submit']")
    for name, words in SUBMISSION.items():
        person.fill(f"[name={name}]", words)
    person.click("main button")
    person.page.wait_for_url("**/review/item*")
    person.find("mark", re.escape(SUBMISSION["quote"]))
    person.click("a[href='/review']")
    for key, then in (("j", "**/review/item*"), ("a", ""), ("1", "**/review")):
        person.press(key)
        if then:
            person.page.wait_for_url(then)
    return person.find("main", "Nothing waits")


def maintainer(folder: Path) -> str:
    """A list checked: its doubtful words found, and mended in a copy."""
    (folder / "list.md").write_text(LIST, encoding="utf-8")
    words = [sys.executable, "-m", "flopwatch", "audit", "list.md", "--fix", "mended.md"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True)
    if "3.3e24" not in (folder / "mended.md").read_text(encoding="utf-8"):
        raise SystemExit(f"the misprint of DeepSeek-V3 is not mended: {done.stdout}{done.stderr}")
    return "the misprinted 3.3e26 proposed as 3.3e24 in mended.md"


TASKS: dict[str, Callable[[Person], str]] = {
    "governance analyst": analyst,
    "forecaster": forecaster,
    "researcher": researcher,
    "journalist": journalist,
    "curator": curator,
    "contributor": contributor,
}


def rehearse(context: BrowserContext, users: list[str], hub: str, sign_in: str) -> None:
    """Print a row for each user who works in the browser."""
    for user in users:
        page = context.new_page()
        page.goto(sign_in if user == "curator" else hub)
        person, start = Person(page), time.monotonic()
        answer = TASKS[user](person)
        _row(user, person.actions, time.monotonic() - start, answer)
        page.close()


def _row(user: str, actions: int, seconds: float, answer: str) -> None:
    print(f"| {user} | {actions} | {seconds:.1f} | {answer} |", flush=True)


def main() -> None:
    """Build, serve, rehearse, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="a folder that `flopwatch build` wrote; it is copied, not changed")
    parser.add_argument("--user", action="append", choices=TASKS, help="only this user; repeatable")
    asked = parser.parse_args()
    given, users = asked.out, asked.user or list(TASKS)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        out, store = folder / "out", str(folder / "ledger.sqlite")
        if given:
            shutil.copytree(given, out)
        else:
            api.build(DATA, store, out)
        people = Accounts(beside(store, "accounts"))
        review = ReviewSettings(DATA, store, out, Policy(two_people=False), limits=Limits(seconds=WORK_SECONDS))
        print(f"load {os.getloadavg()[0]:.1f}\n\n| user | actions | seconds | ends in |\n|---|---|---|---|")
        with served(out / "site", review=review) as hub, sync_playwright() as playwright:
            browser = launched(playwright)
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.set_default_timeout(WORK_SECONDS * 1000)
            rehearse(context, users, hub, f"{hub}review/enter?token={people.make_once('ada', 'admin')}")
            browser.close()
        start = time.monotonic()
        answer = maintainer(folder)
        _row("list maintainer", 1, time.monotonic() - start, answer)


if __name__ == "__main__":
    main()
