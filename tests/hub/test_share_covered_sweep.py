"""A sweep over a whole hub: a page that counts models above 1e23 FLOP says what share of them the census has."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

_COUNTS = re.compile(
    r"[0-9][0-9,]* (?:base )?models?\b[^.;:|]{0,40}\b(?:above|at least|exceed\w*|more than|over) (?:10\^23|1e23)"
    r"|(?:above|over|more than) 10\^23 FLOP:? [0-9]|10\^23 FLOP: [\w ]{1,30} [0-9][0-9,]* models?",
    re.IGNORECASE,
)
# Statements of documents, and models with scores: no counts of the field.
_OTHERS = ("documents.html", "benchmarks.html")


def words_of(page: str) -> str:
    plain = re.sub(r"<script.*?</script>|<details.*?</details>", " ", page, flags=re.DOTALL)
    plain = re.sub(r"10<sup>(\d+)</sup>", r"10^\1", plain)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", plain)).split())


def counts_without_share(site: Path) -> dict[str, str]:
    found = {}
    for file in sorted(site.rglob("*.html")):
        name = file.relative_to(site).as_posix()
        page = file.read_text(encoding="utf-8")
        stated = _COUNTS.search(words_of(page)) if "23" in page and name not in _OTHERS else None
        if stated and "coverage.html#elsewhere" not in page:
            found[name] = stated[0]
    return found


@pytest.mark.matrix
def test_no_page_counts_models_above_1e23_without_the_share_that_is_covered(base_site: Path) -> None:
    assert counts_without_share(base_site) == {}


@pytest.mark.parametrize(
    "page",
    [
        "<h1>A rule <span>716 models</span></h1><p>More than 1e23 FLOP</p>",
        "<p>322 base models are above 10<sup>23</sup> FLOP.</p>",
        "<p>Above 10<sup>23</sup> FLOP: 250 confirmed</p>",
    ],
)
def test_a_count_without_the_share_is_caught(tmp_path: Path, page: str) -> None:
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (tmp_path / "b.html").write_text(page + '<a href="coverage.html#elsewhere">x</a>', encoding="utf-8")
    assert list(counts_without_share(tmp_path)) == ["a.html"]
