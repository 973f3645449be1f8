"""Every word of the hub goes through its catalogues: in the pseudo-language with accents no plain English word is
left on a page.
"""

from __future__ import annotations

import gettext
import html
import json
import re
from collections.abc import Callable

import pytest
from helpers.browser_visit import Visit, Visits
from helpers.plain_words import STATIC, Readers, reader_of
from helpers.tiers import tiered
from playwright.sync_api import Page, Route

from flopwatch.census import Census

pytestmark = pytest.mark.browser

# What a reader sees or hears: text that is drawn, words of attributes, titles. Left out is what says itself that it is
# no word of ours: English kept as it was recorded, code, quotes.
READ = """() => {
  const kept = node => node.closest('[lang="en"], code, q, blockquote, script, style, template');
  const seen = node => node.closest('option, datalist, title, head') ||
    node.checkVisibility({visibilityProperty: true}) || node.closest('svg, details');
  const said = [];
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim(), parent = walk.currentNode.parentElement;
    if (text && !kept(parent) && seen(parent)) said.push(text);
  }
  for (const node of document.querySelectorAll('[title], [aria-label], [placeholder], [alt], meta[name=description]')) {
    if (kept(node)) continue;
    for (const name of ['title', 'aria-label', 'placeholder', 'alt', 'content']) {
      if (node.getAttribute(name) && !(name === 'content' &&
        node.name !== 'description')) said.push(node.getAttribute(name));
    }
  }
  return [...said, ...(globalThis.drawnWords || [])];
}"""
# Words drawn on a canvas are in no text node.
LISTEN = """(() => {
  const written = globalThis.drawnWords = [], {fillText} = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    written.push(String(text));
    return fillText.call(this, text, ...rest);
  };
})()"""


@pytest.fixture(scope="session")
def reader(census: Census) -> Readers:
    return reader_of(census)


_LISTENING: list[Visit] = []


# Pages that scripts write on, and what a reader does there before looking. The words of the files themselves are read
# without a browser (tests/hub/test_words_of_pages.py).
def nothing(page: Page) -> None:
    """Only looks."""


def calculates(page: Page) -> None:
    page.fill("#in-tokens", "15.6T")
    page.locator("#calc-receipt").wait_for(state="visible")
    page.click("#calc-link")


def turns_it_round(page: Page) -> None:
    page.locator("#calc-receipt").wait_for(state="visible")


def errs(page: Page) -> None:
    page.fill("#in-parameters", "many")
    page.locator("#error-parameters").wait_for(state="visible")


def compares(page: Page) -> None:
    page.fill("#compare-name", "nothing of the kind")
    page.keyboard.press("Enter")


def submits(page: Page) -> None:
    page.fill("#s-value", "many")
    page.select_option("#s-field", "access")
    page.select_option("#s-field", "parameters")


def submits_all(page: Page) -> None:
    for name, value in (
        ("name", "GPT-4"),
        ("value", "1e25"),
        ("quote", "1e25 FLOP"),
        ("url", "https://example.org/a"),
        ("where", "page 1"),
    ):
        page.fill(f"#s-{name}", value)


def opens_the_menu(page: Page) -> None:
    page.click(".all-pages summary")


def waits(page: Page) -> None:
    page.wait_for_selector("#plot.live canvas")


def waits_for_words(page: Page) -> None:
    page.wait_for_selector("html[data-explorer=ready]")


def turns_the_table(page: Page) -> None:
    waits(page)
    page.click("#filters summary")
    page.click("#legend .chip >> nth=0")
    page.fill("[name=from]", "1990")
    page.check("[name=variants]")
    page.click("th[data-key=compute] button")
    page.click("#copy-link")
    page.wait_for_function("!document.querySelector('#filter-count').textContent.includes('(0)')")


def chooses(page: Page) -> None:
    waits(page)
    page.mouse.move(
        *page.evaluate("""() => {
        const box = document.querySelector('#plot canvas').getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
    }""")
    )
    page.click(".embed-box summary")
    page.click("#copy-embed")


def saves(page: Page) -> None:
    waits(page)
    with page.expect_download() as got:
        page.click("#save-svg")
    text = got.value.path().read_text(encoding="utf-8")
    page.evaluate(
        "words => globalThis.drawnWords.push(...words)",
        [html.unescape(one) for one in re.findall(r"<text[^>]*>([^<]*)<", text)],
    )


def looks_at_each_preset(page: Page) -> None:
    waits(page)
    for link in page.locator(".presets a").all():
        link.click()
    page.click("#tab-sources")
    page.click("#tab-table")


EXPLORED: dict[str, Callable[[Page], None]] = {
    "index.html": turns_the_table,
    "index.html?q=nothing": waits,
    "explore.html": saves,
    "explore.html?model=openai/gpt-4": chooses,
    "explore.html?model=openai/gpt-4&y=parameters": waits,
    "explore.html?y=parameters&x=compute&fit=group&by=country": waits,
    "explore.html?y=data&from=1950&fit=all&by=access&eras=2018-06": waits,
    "explore.html?y=compute&fit=none&min=1e25&from=2020&to=2023&by=org": waits,
    "explore.html?y=cost&by=category&bars=1": waits,
    "explore.html?y=power&x=active&nonsense=1": waits,
    "explore.html?by=class&class=likely,below&records=only&eras=2010,2015-09&from=1950": waits,
    "explore.html?tab=table&y=parameters&x=compute&from=1950&variants=1": waits_for_words,
    "explore.html?tab=table&q=nothing": waits_for_words,
    "explore.html?tab=sources&from=2015&fit=group&records=connect": waits_for_words,
    "explore.html?tab=sources&x=parameters&to=2020": waits_for_words,
    "explore.html?from=1950": looks_at_each_preset,
    "embed.html?by=country&fit=group": waits,
}
ACTS: dict[str, Callable[[Page], None]] = {
    "models/meta/llama-3.1-405b.html": opens_the_menu,
    "models/openai/gpt-4.html?as-of=2024-04-05&flop=2.1e25": nothing,
    "models/openai/gpt-4.html?as-of=2024-04-05&flop=1.9e25": lambda page: page.click("button[data-copy=cite-text]"),
    "calculator.html?parameters=405B": calculates,
    "calculator.html?parameters=70B&tokens=2T&chip=nvidia-h100&chips=4096&days=54&with_cost=1&mfu=40%25": (
        turns_it_round
    ),
    "calculator.html?parameters=70B&tokens=2T&cost=1B&chip=nvidia-h100&with_cost=1": turns_it_round,
    "calculator.html?inverse=1e25&chip=nvidia-h100&chips=4096&parameters=70B": turns_it_round,
    "calculator.html?inverse=1e25&chip=nvidia-h100&days=90&tokens=15T": turns_it_round,
    "calculator.html?tokens=2": errs,
    "compare.html?a=meta/llama-3.1-405b&b=openai/gpt-4&c=openai/sora": compares,
    "submit.html": submits,
    "submit.html?model=openai/gpt-4": submits_all,
}
# In the second tier: views of the explorer that say little that the others do not.
MORE = {
    "index.html?q=nothing",
    "explore.html?y=parameters&x=compute&fit=group&by=country",
    "explore.html?y=power&x=active&nonsense=1",
    "models/openai/gpt-4.html?as-of=2024-04-05&flop=2.1e25",
    "calculator.html?inverse=1e25&chip=nvidia-h100&chips=4096&parameters=70B",
    "explore.html?model=openai/gpt-4&y=parameters",
    "explore.html?y=compute&fit=none&min=1e25&from=2020&to=2023&by=org",
    "explore.html?y=cost&by=category&bars=1",
    "explore.html?by=class&class=likely,below&records=only&eras=2010,2015-09&from=1950",
    "explore.html?tab=table&y=parameters&x=compute&from=1950&variants=1",
    "explore.html?tab=sources&x=parameters&to=2020",
    "explore.html?from=1950",
    "calculator.html?parameters=70B&tokens=2T&cost=1B&chip=nvidia-h100&with_cost=1",
    "calculator.html?inverse=1e25&chip=nvidia-h100&days=90&tokens=15T",
}
ALL = {**ACTS, **EXPLORED, **dict.fromkeys(STATIC, nothing)}


@pytest.mark.parametrize("path", tiered(ALL, ALL.keys() - MORE - set(STATIC)))
def test_no_plain_english_word_is_left_where_scripts_write(
    visits: Visits, accented_hub: str, reader: Readers, path: str
) -> None:
    visit = visits(accept_downloads=True, locale="en-US")  # its own: nothing takes the listener away again
    if visit not in _LISTENING:
        visit.page.add_init_script(LISTEN)
        _LISTENING.append(visit)
    visit.page.goto(accented_hub + path)
    ALL[path](visit.page)
    left = reader.of(visit.page.evaluate(READ))
    assert left == {}, json.dumps(left, indent=1, ensure_ascii=False)[:4000]
    assert visit.errors == []


def test_a_word_that_is_not_marked_is_found_in_template_and_script(
    visit: Visit, accented_hub: str, reader: Readers
) -> None:
    """Seed one unmarked word in a page and one in a script: the test above finds both."""

    def unmarked(route: Route, word: str, plain: str) -> None:
        text = route.fetch().text()
        assert word in text
        route.fulfill(
            body=text.replace(word, plain),
            headers={"content-type": "text/html" if "<html" in text else "text/javascript"},
        )

    page = visit.page
    page.route(re.compile(r"/compare\.html"), lambda route: unmarked(route, "[Ñåmé öŕ îð ·]", "Name or id"))
    page.route("**/assets/compare.js", lambda route: unmarked(route, "gettext('unknown')", "'unknown'"))
    page.goto(accented_hub + "compare.html?a=openai/sora&b=openai/gpt-4")
    assert reader.of(page.evaluate(READ)) == {"Name or id": ["Name", "or", "id"], "unknown": ["unknown"]}


# Of English, French, Polish, Slovenian, Arabic.
RULES = (
    "n != 1",
    "n > 1",
    "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2",
    "(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3)",
    "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5",
    "(!(n == 1)) + (n - 2 * 3) * 0 + n / 100 % 2",
)


def test_plural_rules_count_in_the_browser_as_in_gettext(visit: Visit, hub: str) -> None:
    visit.page.goto(hub + "method.html")
    for rule in RULES:
        wanted = [int(gettext.c2py(rule)(n)) for n in range(301)]
        found = visit.page.evaluate(
            "rule => Array.from({length: 301}, (_, n) => Number(flopwatchWords.ruleOf(rule)(n)))", rule
        )
        assert found == wanted, rule


def test_a_catalogue_with_four_forms_speaks_in_scripts(visit: Visit, hub: str) -> None:
    """Slovenian's four forms, with markup in a place of the sentence, as the page's block of data has them."""
    told = {
        "plural": RULES[3],
        "messages": {
            "%(count)s model": ["%(count)s a", "%(count)s b", "%(count)s c", "%(count)s d"],
            "Add": "Dodaj",
        },
    }
    block = f'<script type="application/json" id="words">{json.dumps(told)}</script>'
    visit.page.route(
        re.compile("method.html"),
        lambda route: route.fulfill(
            body=route.fetch().text().replace("<main", block + "<main"), content_type="text/html"
        ),
    )
    visit.page.goto(hub + "method.html")
    said = visit.page.evaluate("""() => {
        const {gettext, ngettext, phrase} = flopwatchWords, box = document.createElement('p'),
          b = document.createElement('b');
        b.textContent = '<i>';
        box.append(phrase(gettext('90%%: %(low)s to %(high)s'), {low: b, high: '2'}));
        return [...[101, 2, 3, 5].map(n => ngettext('%(count)s model', '%(count)s models', n)), gettext('Add'),
          gettext('Remove: %(name)s', {name: '%(x)s'}), box.innerHTML];
    }""")
    assert said == ["101 a", "2 b", "3 c", "5 d", "Dodaj", "Remove: %(x)s", "90%: <b>&lt;i&gt;</b> to 2"]
