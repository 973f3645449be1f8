"""The pages' words in other languages: what is marked is translated, figures keep their order, a bad catalogue is
refused.
"""

from __future__ import annotations

import gettext
import json
import re
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from threading import Barrier

import pytest
from helpers.sample_census import build_census
from helpers.tiers import MATRIX

from flopwatch.build_folder import publish
from flopwatch.census import Census
from flopwatch.domain.errors import BadInput, WrongUsage
from flopwatch.hub import script_messages
from flopwatch.releases import Manifest
from flopwatch.wording import languages, messages
from flopwatch.wording.html import amount_html, probability_html


def test_a_page_says_its_language_and_its_direction_and_speaks_it(mirrored_site: Path) -> None:
    page = (mirrored_site / "models/openai/gpt-4.html").read_text(encoding="utf-8")
    # Each word is turned by marks of its own.
    page = re.sub("[\u200f\u202e\u202c]", "", page)
    assert '<html lang="ar-XB" dir="rtl">' in page
    for words in ("[Ţŕåîñîñĝ çömþûţé", "[Çöšţ åñð éñéŕĝý", "[Ĥîšţöŕý]", "[Çîţé ţĥîš", "[Ļîķéļý]"):
        assert words in page, words


def test_what_is_marked_leaves_no_plain_english_heading_on_the_pages_of_this_room(
    mirrored_site: Path,
) -> None:
    plain = {}
    for name in (
        "models/openai/gpt-4.html",
        "organisations.html",
        "hardware.html",
        "compare.html",
        "comparison.html",
        "calculator.html",
        "submit.html",
        "unconfirmed.html",
    ):
        html = (mirrored_site / name).read_text(encoding="utf-8")
        headings = re.findall(r"<(h2|legend|summary|label)[^>]*>([^<]+)<", html)
        plain[name] = [
            words for _, words in headings if words.strip() and "[" not in words and re.search("[a-z]{3}", words)
        ]
    assert {name: words for name, words in plain.items() if words} == {}


def test_figures_keep_their_order_where_the_page_runs_from_right_to_left() -> None:
    english = amount_html(3.79e25)
    with messages.speaking("ar-XB"):
        assert amount_html(3.79e25) == f'<bdi dir="ltr">{english}</bdi>'
        assert probability_html(0.99999) == '<bdi dir="ltr">&gt; 99.9%</bdi>'
    assert amount_html(3.79e25) == english == "3.8 × 10<sup>25</sup>"


@pytest.fixture(scope="module")
def alone(census: Census, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Manifest]:
    """A build in each of three languages, one after another."""
    folder = tmp_path_factory.mktemp("alone")
    return {tag: publish(census, folder / f"alone-{tag}", locale=tag) for tag in ("", "en-XA", "ar-XB")}


def test_the_same_census_in_the_same_language_gives_the_same_bytes_and_data_in_none_differ(
    alone: dict[str, Manifest], tmp_path: Path
) -> None:
    first, plain = alone["en-XA"], alone[""]
    assert first == publish(build_census(), tmp_path / "again", locale="en-XA")
    data = {name for name in plain.files if not name.startswith("site/")}
    assert {name: first.files[name] for name in data} == {name: plain.files[name] for name in data}
    assert first.files["site/organisations.html"] != plain.files["site/organisations.html"]


@pytest.mark.matrix
def test_two_builds_in_two_languages_in_two_threads_do_not_mix(
    alone: dict[str, Manifest], census: Census, tmp_path: Path
) -> None:
    tags = list(alone) if MATRIX else ["en-XA", "ar-XB"]
    start = Barrier(len(tags))

    def build(tag: str, turn: int) -> Manifest:
        start.wait()
        return publish(census, tmp_path / f"together-{turn}-{tag}", locale=tag)

    with ThreadPoolExecutor(max_workers=len(tags)) as pool:
        for turn in range(2 if MATRIX else 1):
            together = {tag: pool.submit(build, tag, turn) for tag in tags}
            assert {tag: one.result() for tag, one in together.items()} == {tag: alone[tag] for tag in tags}
    assert len({one.files["site/index.html"].sha256 for one in alone.values()}) == len(alone)


def test_a_thread_speaks_its_own_language_at_every_message() -> None:
    turn = Barrier(2)

    def said(tag: str) -> set[str]:
        found = set()
        with messages.speaking(tag):
            for _ in range(200):
                turn.wait()  # both threads ask at the same time, in the order that the machine takes
                found.add(f"{messages.gettext('Data')} {amount_html(3.79e25)} {messages.plural('one', 'many', 2)}")
        return found

    with ThreadPoolExecutor(max_workers=2) as pool:
        accented, mirrored = pool.map(said, ("en-XA", "ar-XB"))
    assert len(accented) == len(mirrored) == 1
    assert accented != mirrored
    assert messages.gettext("Data") == "Data"


def test_every_call_of_gettext_in_a_script_is_in_the_catalogue_under_that_script() -> None:
    """Babel's reader of scripts gives up silently on nested template strings: what it missed would stay English."""
    assets = Path(str(files("flopwatch.hub") / "assets"))
    missed = {}
    for file in assets.glob("*.js"):
        text = re.sub(r"^\s*//.*$", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        called = set(re.findall(r"\bn?gettext\(\s*'((?:[^'\\]|\\.)*)'", text))
        known = {one for one, _ in script_messages._script_messages().get(f"assets/{file.name}", ())}
        if called - known:
            missed[file.name] = called - known
    assert missed == {}


def test_a_page_carries_the_words_of_its_own_scripts_and_an_english_page_none(accented_site: Path, site: Path) -> None:
    block = re.compile(r'<script type="application/json" id="words">(.*?)</script>', re.DOTALL)
    said = {
        name: json.loads(block.findall((accented_site / name).read_text(encoding="utf-8"))[0])["messages"]
        for name in ("compare.html", "index.html", "method.html")
    }
    assert said["compare.html"]["It is there already."] == "[Îţ îš ţĥéŕé åļŕéåðý. ·]"
    assert set(said["method.html"]) == {
        "%(count)s found",
        "CSV",
        "Copied",
        "Copy it by hand",
        "Dark",
        "Light",
        "Nothing is called “%(words)s”, and no name is like it.",
        "Nothing is called “%(words)s”. Names like it:",
        "Switch to the dark theme",
        "Switch to the light theme",
        "The list of the search could not be loaded.",
        "This table as CSV",
    }
    assert said["index.html"]["%(count)s model"] == [
        "[%(count)s ɱöðéļ]".replace("ɱ", "m"),
        "[%(count)s möðéļš]",
    ]
    assert "It is there already." not in said["index.html"]
    assert "United States" in said["index.html"]
    assert not any(block.search(file.read_text(encoding="utf-8")) for file in site.rglob("*.html"))


def test_a_catalogue_s_words_cannot_end_the_block_that_carries_them() -> None:
    class Hostile(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return "</script"

    with messages.speaking(messages.Language("xx", "ltr", Hostile())):
        block = script_messages.script_words(["assets/compare.js"])
    assert "\\u003c/script" in block
    assert block.count("</script") == 1


def test_a_catalogue_is_read_with_its_plurals() -> None:
    text = """
msgid ""
msgstr "Plural-Forms: nplurals=3; plural=n==1 ? 0 : n<5 ? 1 : 2;\\n"

#: model.html
msgid "Data"
msgstr "Daty"

msgid "one claim"
msgid_plural "%(count)s claims"
msgstr[0] "jedno"
msgstr[1] "%(count)s male"
msgstr[2] "%(count)s vele"
"""
    found = languages.read_po(text)
    assert found.gettext("Data") == "Daty"
    assert [found.ngettext("one claim", "%(count)s claims", n) for n in (1, 3, 7)] == [
        "jedno",
        "%(count)s male",
        "%(count)s vele",
    ]
    assert found.gettext("Models") == "Models"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('msgid "a"\nmsgstr "<script>x</script>"', "nothing else of the kind"),
        ('msgid "Data of %(date)s"\nmsgstr "Daten"', "must carry"),
        ('msgid "a"\nmsgstr "%(secret)s"', "nothing else of the kind"),
        ('msgid "a"\nmsgstr __import__("os")', "is not a line of a catalogue"),
        ('"words first"', "but not in msgid"),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=__import__(1);\\n"', "plural rule"),
    ],
)
def test_a_bad_catalogue_is_refused_with_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(BadInput, match=re.escape(complaint)):
        languages.read_po(text, "xx.po")


def test_a_language_without_a_catalogue_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"there is no tlh\.po .* Known: .*en-XA, ar-XB"):
        publish(build_census(), tmp_path / "out", locale="tlh")
    assert not (tmp_path / "out").exists()
    with pytest.raises(BadInput, match="is not a language tag"):
        messages.find_language("../../etc/passwd")


def test_an_address_stands_in_citations_and_one_that_is_none_is_refused(tmp_path: Path) -> None:
    census = build_census()
    publish(census, tmp_path / "out", base_url="https://example.org/models/")
    page = (tmp_path / "out/site/models/openai/gpt-4.html").read_text(encoding="utf-8")
    address = "https://example.org/models/models/openai/gpt-4.html"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f"{address}?as-of=2025-01-30&amp;flop=1.9e25#compute" in page
    with pytest.raises(BadInput, match="is not an http"):
        publish(census, tmp_path / "other", base_url="javascript:alert(1)")
