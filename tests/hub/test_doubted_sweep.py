"""A sweep over a built hub of a small census with doubted models: change what is doubted, and no number may change.

Two releases of one census differ in the doubted figures alone, by a factor of three. A page, chart, table, rule or
count that takes one up differs too; only the doubted models' own rows and pages, and lists of findings, may.
"""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import pytest

from flopwatch import pipeline
from flopwatch.build_folder import publish
from flopwatch.bundled_data import curated_folder
from flopwatch.census import Census
from flopwatch.estimation import Doubted

SOUND = ("openai/gpt-4", "openai/gpt-3", "openai/o1", "meta/llama-3.1-405b", "xai/grok-3", "google/palm")
DOUBTED = ("openai/doubted-1", "openai/doubted-2")
# What states findings and claims, or a digest of all.
OWN = re.compile(
    r"audit\.html|releases|manifest|models(\.json|/openai/doubted)|explore-data|compare-data|comparison|lists\.html"
)
_ROW = re.compile(
    r"<(tr|li|dd|figcaption)\b(?:(?!</\1>).)*?doubted-[12](?:(?!</\1>).)*?</\1>", re.DOTALL | re.IGNORECASE
)
_DIGEST = re.compile(r"\b[0-9a-f]{16,64}\b")


def claim(field: str, value: str, unit: str) -> str:
    cells = {"value": value, "unit": unit, "source": "awesome-llms", "where": "made", "quote": value}
    lines = "".join(f'{key} = "{cell}"\n' for key, cell in cells.items() if cell)
    return f"\n[[{field}]]\n{lines}recorded = 2026-11-22\n"


def made(number: int, factor: int) -> str:
    own = {
        1: (("parameters", "20e9", "parameters"), ("training_compute", f"{9 * factor}e26", "FLOP")),
        2: (("parameters", f"{170 * factor}e12", "parameters"), ("dataset_size", "400e9", "tokens")),
    }[number]
    parts = (("developer", "OpenAI", ""), ("published", "2022-04-01", ""), ("domain", "language", ""), *own)
    return f'name = "Doubted-{number}"\n' + "".join(claim(*part) for part in parts)


def built(folder: Path, factor: int) -> tuple[Census, Path]:
    data = folder / f"data-{factor}"
    left = shutil.ignore_patterns("claims", "decisions", "corrections.toml", "left_out.toml")
    shutil.copytree(curated_folder(), data, ignore=left)
    for key in SOUND:
        (data / "claims" / key).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(curated_folder() / "claims" / f"{key}.toml", data / "claims" / f"{key}.toml")
    for number, key in enumerate(DOUBTED, 1):
        (data / "claims" / f"{key}.toml").write_text(made(number, factor))
    census = pipeline.take_census(data, "/nonexistent/ledger.sqlite")
    publish(census, folder / f"out-{factor}", notes="")
    return census, folder / f"out-{factor}" / "site"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Census, Path, Path]:
    folder = tmp_path_factory.mktemp("doubted")
    census, one = built(folder, 1)
    _, other = built(folder, 3)
    return census, one, other


def words_of(page: Path) -> str:
    """The page without the doubted models' own rows and without digests."""
    return _DIGEST.sub("#", _ROW.sub("", page.read_text(encoding="utf-8")))


def test_the_census_holds_two_doubted_models_and_they_have_no_class(both: tuple[Census, Path, Path]) -> None:
    census = both[0]
    for key in DOUBTED:
        assert isinstance(census.estimates[key], Doubted)
        assert {one.compute_class for one in census.crossings[key]} == {"unknown"}
        assert {one.probability for one in census.crossings[key]} == {None}
        assert not [rule for rule, some in census.covered.items() if key in {one.model for one in some}]


def test_no_doubted_figure_enters_a_number_of_any_page_chart_table_or_count(both: tuple[Census, Path, Path]) -> None:
    _, one, other = both
    pages = sorted(path.relative_to(one).as_posix() for path in one.rglob("*") if path.suffix in (".html", ".svg"))
    compared = [page for page in pages if not OWN.match(page)]
    assert len(compared) > 30
    changed = [page for page in compared if words_of(one / page) != words_of(other / page)]
    assert changed == []


def test_the_count_at_1e25_is_the_same_on_every_page(both: tuple[Census, Path, Path]) -> None:
    census, site, _ = both
    index = next(i for i, one in enumerate(census.thresholds) if one.flop == "1e25")
    counts = census.class_counts(index)
    expected = tuple(str(counts[name]) for name in ("confirmed", "likely", "cannot-rule-out"))
    counted = re.compile(r"(\d+) (?:models are )?confirmed(?: above 10 ?25 FLOP ?)?, (\d+) likely, up to (\d+) more")
    places = {
        "index.html": r'class="sentence">.*?</h1>',
        "thresholds.html": r'id="t-1e25">.*?class="count">.*?</p>',
        "findings.html": r'id="above-1e25">.*?</p>',
    }
    for page, place in places.items():
        (part,) = re.findall(place, (site / page).read_text(encoding="utf-8"), re.DOTALL)
        assert counted.findall(words(part)) == [expected], page


def words(part: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", part)))
