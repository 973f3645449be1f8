"""Pages of the hub: well-formed, self-contained, escaped, and saying what the census says."""

from __future__ import annotations

import gzip
import json
import posixpath
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from helpers.sample_census import derived
from syrupy.assertion import SnapshotAssertion

from flopwatch.build_folder import publish
from flopwatch.catalogue import Catalogue
from flopwatch.census import Census
from flopwatch.hub.site import CONTENT_POLICY
from flopwatch.wording.links import model_path

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
PAGES = (
    "index.html",
    "thresholds.html",
    "audit.html",
    "coverage.html",
    "conflicts.html",
    "withdrawals.html",
    "lists.html",
    "documents.html",
    "guides.html",
    "data.html",
    "method.html",
)


class Page(HTMLParser):
    """One page taken apart: elements, links, ids, words; complains of tags that do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> repeats an attribute at {self.getpos()}")
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return {p.relative_to(site).as_posix(): Page(p.read_text()) for p in sorted(site.rglob("*.html"))}


@pytest.fixture(scope="module")
def base_pages(base_site: Path) -> dict[str, Page]:
    return {p.relative_to(base_site).as_posix(): Page(p.read_text()) for p in sorted(base_site.rglob("*.html"))}


def lost_links(pages: dict[str, Page], site: Path) -> list[tuple[str, str]]:
    """Every (page, address) that leads nowhere within the site."""
    lost = []
    ids = {name: {a.get("id") for _, a in page.elements} for name, page in pages.items()}
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    for name, page in pages.items():
        for address in {address for _, _, address in references(page)}:
            parts = urlsplit(address)
            if parts.scheme in ("http", "https", "data"):
                continue
            assert not parts.scheme, address
            # The page of absent addresses is shown at any depth: its links begin at the root.
            assert (name == "404.html") or not address.startswith("/"), f"{name}: {address} would break in a sub-folder"
            path = unquote(parts.path).removeprefix("/")
            found = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
            if found not in files:
                lost.append((name, address))
                continue
            if parts.fragment and found.endswith(".html") and unquote(parts.fragment) not in ids[found]:
                lost.append((name, address))
    return lost


def repeated_ids(pages: dict[str, Page]) -> list[tuple[str, str]]:
    """Every (page, id) that occurs twice."""
    counts = {name: Counter(str(a["id"]) for _, a in page.elements if a.get("id")) for name, page in pages.items()}
    return [(name, i) for name, found in counts.items() for i, n in found.items() if n > 1]


def references(page: Page) -> Iterator[tuple[str, str, str]]:
    """(tag, attribute, address) of everything a page points to."""
    for tag, attributes in page.elements:
        for name in ("href", "src", "srcset", "poster", "data", "action", "xlink:href"):
            if value := attributes.get(name):
                yield tag, name, value


def test_every_page_is_well_formed(pages: dict[str, Page]) -> None:
    assert set(PAGES) <= set(pages)
    assert {name: page.faults for name, page in pages.items() if page.faults} == {}


def test_ids_are_unique_on_each_page(pages: dict[str, Page]) -> None:
    assert repeated_ids(pages) == []


def test_every_relative_link_and_fragment_resolves(pages: dict[str, Page], site: Path) -> None:
    assert lost_links(pages, site) == []


def test_the_hub_of_the_bundled_base_is_sound(base_pages: dict[str, Page], base_site: Path) -> None:
    assert len(base_pages) > 50
    assert {name: page.faults for name, page in base_pages.items() if page.faults} == {}
    assert repeated_ids(base_pages) == []
    assert lost_links(base_pages, base_site) == []


def test_receipts_of_the_bundled_base_lead_to_the_claims_they_quote(base_pages: dict[str, Page]) -> None:
    marks = 0
    for name, page in base_pages.items():
        if name.startswith("models/") and "Receipt" in page.text:
            quoted = len(re.findall(r" \[[0-9]+\] [a-z0-9.-]+, ", page.text))
            marks += quoted
            links = [a for tag, a in page.elements if tag == "a" and str(a.get("href")).startswith("#c-")]
            assert len(links) >= quoted, name
    assert marks > 20


def test_nothing_is_loaded_from_elsewhere(pages: dict[str, Page], site: Path) -> None:
    for name, page in pages.items():
        for tag, attribute, address in references(page):
            if urlsplit(address).scheme in ("http", "https"):
                assert (tag, attribute) == ("a", "href"), f"{name} loads {address}"
    style = (site / "assets" / "hub.css").read_text()
    assert not re.search(r"url\(\s*[\"']?(https?:)?//", style)
    assert "@import" not in style


def test_no_script_style_or_handler_stands_inside_a_page(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        for tag, attributes in page.elements:
            assert tag != "style", name
            assert "style" not in attributes, (name, tag, attributes)
            assert not [a for a in attributes if a.startswith("on")], (name, tag)
            if tag == "script":
                assert attributes.get("src"), name


def test_each_page_states_the_policy_and_it_forbids_eval_and_inline(pages: dict[str, Page]) -> None:
    assert "unsafe" not in CONTENT_POLICY
    for name, page in pages.items():
        metas = [a for tag, a in page.elements if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"]
        assert [m["content"] for m in metas] == [CONTENT_POLICY], name


def test_outside_links_leak_nothing_and_vouch_for_nothing(pages: dict[str, Page]) -> None:
    count = 0
    for page in pages.values():
        for tag, attributes in page.elements:
            if tag == "a" and str(attributes.get("href")).startswith("http"):
                count += 1
                assert "noopener" in str(attributes.get("rel"))
                assert "nofollow" in str(attributes.get("rel"))
    assert count > 20


def test_a_hostile_name_stays_text_everywhere(site: Path, pages: dict[str, Page]) -> None:
    for path in [*site.rglob("*.html"), *site.rglob("*.svg")]:
        assert "<script>alert" not in path.read_text(), path
    assert "<script>alert(1)</script>=1+1" in pages["index.html"].text


def test_a_javascript_address_becomes_text_not_a_link(pages: dict[str, Page]) -> None:
    page = pages["models/openai/whisper-large.html"]
    assert "javascript:alert(1)" in page.text
    assert not [a for _, _, a in references(page) if a.startswith("javascript")]


def test_the_first_sentence_says_of_when_the_data_are_and_counts_each_class(pages: dict[str, Page]) -> None:
    said = "In data to July 2024 , 1 model is confirmed above 10 25 FLOP, 2 likely, up to 1 more"
    assert said in pages["index.html"].text


def test_the_start_page_holds_each_model_as_a_row_and_each_figure_as_a_point(
    pages: dict[str, Page], census: Census
) -> None:
    page = pages["index.html"]
    rows = [a for tag, a in page.elements if tag == "th" and a.get("scope") == "row"]
    assert len(rows) == len(census.models())
    drawn = [a for tag, a in page.elements if tag == "use"]
    with_figure = [m for m, e in census.estimates.items() if hasattr(e, "compute_flop")]
    assert len(drawn) == len(with_figure)
    assert "Not drawn, because no source gives a figure: Sora" in page.text


def test_points_lie_where_their_date_and_compute_put_them(site: Path) -> None:
    svg = ET.fromstring(re.sub(r"&#8203;", "", (site / "chart.svg").read_text()))
    ns = {"s": "http://www.w3.org/2000/svg"}
    spots = {}
    for dot in svg.iter("{http://www.w3.org/2000/svg}use"):  # a mark is drawn once and used for each model
        title = dot.find("s:title", ns)
        if title is not None and title.text:
            spots[title.text.split(":")[0]] = (float(str(dot.get("x")).rstrip("%")), float(str(dot.get("y"))))
    # Two models a known number of decades apart lie as far apart as two grid lines that many decades apart.
    ticks = [t for t in svg.iter("{http://www.w3.org/2000/svg}text") if t.get("class") == "tick" and t.text == "10"]
    heights = {int(str(t.find("s:tspan", ns).text)): float(str(t.get("y"))) for t in ticks}  # type: ignore[union-attr]
    low, high = min(heights), max(heights)
    decade = (heights[low] - heights[high]) / (high - low)
    apart = (spots["BERT-Large"][1] - spots["GPT-3 175B (davinci)"][1]) / decade
    assert apart == pytest.approx(3.04, abs=0.03)  # log10(6 · 175e9 · 300e9 / 2.8e20)
    assert spots["AlphaGo Zero"][0] < spots["BERT-Large"][0] < spots["GPT-4"][0] < spots["Llama 3.1 405B"][0]


def test_a_model_page_reads_as_before(site: Path, snapshot: SnapshotAssertion) -> None:
    html = (site / "models/openai/gpt-4.html").read_text()
    text = Page(html[html.index("<main") : html.index("</main>") + len("</main>")]).text
    # The release's hash covers every value of every model: it is tested where releases are.
    assert re.sub(r"sha256 [0-9a-f]{16}", "sha256 …", text) == snapshot


def test_a_model_page_shows_every_claim_with_words_place_and_source(pages: dict[str, Page], census: Census) -> None:
    record = census.records["meta/llama-3.1-405b"]
    page = pages["models/meta/llama-3.1-405b.html"]
    ids = {a.get("id") for _, a in page.elements}
    for claim_id, claim in record.claims.items():
        assert f"c-{claim_id}" in ids
        assert claim.as_written in page.text
        assert claim.locator in page.text
        assert census.sources[claim.source].title in page.text
    assert "1 more claim , 1 rival" in page.text.replace("claim,", "claim ,")


def test_doubts_unknowns_and_findings_stand_on_the_model_page(pages: dict[str, Page]) -> None:
    neox = pages["models/eleutherai/gpt-neox-20b.html"].text
    assert "No figure is published. The stated compute is 1.6 times" in neox
    assert "6 × 20e9 × 472e9 = 5.7e22 FLOP" in neox
    assert "Proposed reading: Look whether" in neox
    assert "not disclosed" in pages["models/openai/gpt-4.html"].text
    assert "unknown No token count and no chip count." in pages["models/openai/sora.html"].text


def test_variants_and_their_base_point_at_each_other(pages: dict[str, Page], site: Path) -> None:
    base, variant = "models/meta/llama-3.1-405b.html", "models/meta/llama-3.1-405b-instruct.html"
    assert any(a.endswith("llama-3.1-405b-instruct.html") for _, _, a in references(pages[base]))
    assert any(a.endswith("llama-3.1-405b.html") for _, _, a in references(pages[variant]))
    # Thresholds count base models; rules of law, further down, may cover a variant with its base.
    counted = (site / "thresholds.html").read_text().partition('<h2 id="rules"')[0]
    assert "llama-3.1-405b.html" in counted
    assert "llama-3.1-405b-instruct" not in counted


def test_the_interval_figure_puts_bars_and_thresholds_on_one_log_scale(pages: dict[str, Page]) -> None:
    page = pages["models/openai/gpt-4.html"]
    bars = [a for tag, a in page.elements if tag == "line" and "bar" in str(a.get("class")).split()]
    laws = [a for tag, a in page.elements if tag == "line" and "law" in str(a.get("class")).split()]
    low, high = (float(str(bars[0][k]).rstrip("%")) for k in ("x1", "x2"))
    # 8.2e24 to 4.4e25 spans 0.73 decades around 1e25; the axis runs from 1e24 to 1e26 over 3% to 97%.
    assert low == pytest.approx(3 + 94 * 0.914 / 2, abs=0.3)
    assert high == pytest.approx(3 + 94 * 1.643 / 2, abs=0.3)
    assert [float(str(a["x1"]).rstrip("%")) for a in laws] == pytest.approx([50.0, 97.0], abs=0.01)


def test_frameworks_surveys_findings_recipes_and_products_have_their_place(pages: dict[str, Page]) -> None:
    assert "Megatron-LM" in pages["lists.html"].text
    assert "Opportunities and Risks" in pages["lists.html"].text
    for words in ("Over 20 models had been trained", "whose compute nobody has stated", "ChatGPT"):
        assert words in pages["documents.html"].text
    assert "ChatGPT" in pages["models/openai/gpt-4.html"].text


def test_the_short_json_has_the_shape_of_the_command(site: Path, census: Census) -> None:
    models = {m["id"]: m for m in json.loads((site / "models.json").read_bytes())}
    assert set(models) == {r.id for r in census.models()}
    llama = models["meta/llama-3.1-405b"]
    assert set(llama["training_compute_flop"]) == {"p5", "p50", "p95"}
    assert llama["parameters"] == 405_000_000_000
    assert models["openai/sora"]["training_compute_flop"] is None


def test_the_start_page_with_all_it_loads_stays_light(site: Path) -> None:
    page = (site / "index.html").read_text()
    names = ["index.html", *re.findall(r'(?:src|href)="(assets/[^"]+)"', page)]
    assert "assets/explore-data.js" in names
    names += ["assets/fonts/inter.woff2", "assets/fonts/source-serif-4.woff2"]
    weight = sum(len(gzip.compress((site / n).read_bytes())) for n in names)
    assert weight < 400_000


def test_fonts_and_scripts_carry_their_licences(site: Path) -> None:
    for name in ("inter", "source-serif-4"):
        assert "SIL Open Font License" in (site / "assets" / "fonts" / f"{name}.OFL.txt").read_text()
    assert "vega-view" in (site / "assets" / "vega-slim.LICENSES.txt").read_text()


def test_a_census_without_models_or_thresholds_still_gives_a_hub(census: Census, tmp_path: Path) -> None:
    from dataclasses import replace

    empty = replace(
        census,
        sources={},
        records={},
        estimates={},
        catalogue=Catalogue(),
        crossings={},
        findings=(),
        conflicts=(),
        claims={},
        expected_above=(),
    )
    empty = derived(empty)
    manifest = publish(empty, tmp_path / "out")
    assert manifest.models == 0
    assert "0 models" in Page((tmp_path / "out" / "site" / "index.html").read_text()).text


def test_the_coverage_page_says_what_the_counts_say(pages: dict[str, Page], census: Census) -> None:
    page = pages["coverage.html"]
    models = census.models()
    known = [one for one in models if one.value("parameters")]
    assert 0 < len(known) < len(models)
    assert f"Parameters {len(known)} {round(100 * len(known) / len(models))}%" in page.text
    missing = {model_path(one.id) for one in models if not one.value("parameters")}
    start = page.text.index("Missing facts")
    for one in models:
        assert (one.name in page.text[start:]) or one.value("parameters")
    assert missing <= {address for _, _, address in references(page)}
    for conflict in census.conflicts:
        assert any(address.startswith(f"{model_path(conflict.model)}#f-") for _, _, address in references(page))
        for keys in conflict.values.values():
            assert any(address.endswith(f"#c-{keys[0]}") for _, _, address in references(page))


def test_no_bar_of_the_coverage_page_speaks_alone(pages: dict[str, Page]) -> None:
    # Each bar is hidden from readers of the page's text, for the count and the percent next to it say the same.
    bars = [a for tag, a in pages["coverage.html"].elements if tag == "svg" and a.get("class") in ("known", "share")]
    assert len(bars) > 100
    assert all(a.get("aria-hidden") == "true" for a in bars)
    assert pages["coverage.html"].text.count("%") >= len(bars)
