"""Every file that a document names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|js|toml|json|pot))`|\]\((\.\.?/[\w./-]+)\)")
BASES = ("", "src/flopwatch", "docs", "data")


def missing(page: Path, text: str) -> list[str]:
    """The files that a page names and that are not there."""
    out = []
    for named, linked in NAMED.findall(text):
        places = [page.parent / linked] if linked else [ROOT / base / named for base in BASES]
        if not any(place.exists() for place in places):
            out.append(named or linked)
    return out


def test_every_file_that_a_document_names_is_there() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    assert {str(page.relative_to(ROOT)): lost for page in pages if (lost := missing(page, page.read_text()))} == {}


def test_a_file_that_is_gone_is_named() -> None:
    page = ROOT / "docs/methods/cost.md"
    assert missing(page, "see `estimation/bill.py` and [it](../../src/nowhere.py)") == [
        "estimation/bill.py",
        "../../src/nowhere.py",
    ]
