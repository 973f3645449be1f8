"""Every word of the hub's files goes through its catalogues: in the pseudo-language with accents no plain English word
is left in any of them.
"""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from helpers.plain_words import STATIC, Readers, reader_of

from flopwatch.census import Census

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What says itself that it is not a word of ours.
_KEPT = {"code", "q", "blockquote", "script", "style", "template"}
_SPOKEN = ("title", "aria-label", "placeholder", "alt")
# Words that are always ours: nothing hides from the walk by saying that it is English.
_OURS = {"nav", "button", "label", "legend", "h1", "h2", "option", "figcaption"}
_OURS_WITHIN = {"h2", "figcaption"}  # may be a record's own words, if they say so themselves


class Texts(HTMLParser):
    """The texts of one page: of elements and attributes, apart from records' own words; and what hides from it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.hidden: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []  # tag, within kept words, within English
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        _, kept, english = self._open[-1] if self._open else ("", False, False)
        own = given.get("lang") == "en" and tag != "html"
        ours = tag in _OURS or (tag == "th" and any(one == "thead" for one, _, _ in self._open))
        if ours and (english or (own and tag not in _OURS_WITHIN)):
            self.hidden.append(f"<{tag}>")
        kept = kept or own or tag in _KEPT
        if not kept:
            self.texts += [given[name] for name in _SPOKEN if given.get(name)]
            if tag == "meta" and given.get("name") == "description":
                self.texts.append(given["content"])
        if tag not in _VOID:
            self._open.append((tag, kept, english or own))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self._open and self._open[-1][1]):
            self.texts.append(data.strip())


@pytest.fixture(scope="module")
def reader(census: Census) -> Readers:
    return reader_of(census)


def test_no_plain_english_word_is_left_on_any_page(accented_site: Path, reader: Readers) -> None:
    left, hidden, known = {}, {}, {}
    pages = {path.relative_to(accented_site).as_posix(): path for path in sorted(accented_site.rglob("*.html"))}
    assert set(STATIC) <= set(pages)
    for name, path in pages.items():
        page = Texts(path.read_text(encoding="utf-8"))
        new = [text for text in page.texts if text not in known]
        known.update(dict.fromkeys(new))
        if found := reader.of(new):
            left[name] = found
        if page.hidden:
            hidden[name] = page.hidden
    assert left == {}, json.dumps(left, indent=1, ensure_ascii=False)[:4000]
    assert hidden == {}
    assert len(known) > 1000


@pytest.mark.parametrize(
    ("html", "texts", "hidden"),
    [
        ("<p>plain <b lang=en>kept</b> words</p>", ["plain", "words"], []),
        ('<p title="said"><code>kept</code><img alt="a picture">', ["said", "a picture"], []),
        ('<div lang="en"><button>Save</button></div>', [], ["<button>"]),
        (
            '<table><thead><tr><th lang="en">Head</th></tr></thead><tbody><tr><th lang="en">GPT-4</th></tr>',
            [],
            ["<th>"],
        ),
        ('<h2 lang="en">A title</h2><h1 lang="en">Ours</h1>', [], ["<h1>"]),
        ("<svg><text>Axis</text></svg><script>var kept</script>", ["Axis"], []),
    ],
)
def test_a_word_of_a_page_is_read_unless_it_is_a_records(html: str, texts: list[str], hidden: list[str]) -> None:
    page = Texts(html)
    assert (page.texts, page.hidden) == (texts, hidden)
