"""The documents that are written from the schema: up to date, whole, and said to be stale when they are."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flopwatch.bundled_data import curated_folder
from flopwatch.domain.fields import FIELDS
from flopwatch.domain.units import UNITS
from flopwatch.domain.vocabularies import VOCABULARIES
from flopwatch.products.model_columns import COLUMNS
from flopwatch.sources.curated.claim_entries import ENTRY_KEYS
from flopwatch.sources.curated.load import load_curated

ROOT = Path(__file__).parents[2]
DICTIONARY = ROOT / "docs/data-dictionary.md"


@pytest.fixture(scope="module")
def rows() -> dict[str, list[str]]:
    """Return the dictionary's table rows by their first cell."""
    found = {}
    for line in DICTIONARY.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells:
            found.setdefault(cells[0].strip("` †"), cells)
    return found


def generate(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, root / "docs/generate.py", *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_documents_are_up_to_date() -> None:
    done = generate(ROOT, "--check")
    assert done.returncode == 0, done.stderr


def test_a_stale_document_is_named_and_written_again(tmp_path: Path) -> None:
    for name in (
        "docs/generate.py",
        "docs/messages.py",
        "docs/estimation_table.py",
        "docs/data-dictionary.md",
        "docs/methods/one-e25.md",
        "README.md",
        "src/flopwatch/pipeline.py",
        "src/flopwatch/wording/locales/flopwatch.pot",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    good = (tmp_path / "docs/data-dictionary.md").read_text(encoding="utf-8")
    (tmp_path / "docs/data-dictionary.md").write_text(good.replace("FLOP", "FLOPS", 1), encoding="utf-8")
    done = generate(tmp_path, "--check")
    assert done.returncode == 1
    assert "docs/data-dictionary.md out of date: run 'make fix'" in done.stderr
    assert generate(tmp_path).returncode == 0
    assert (tmp_path / "docs/data-dictionary.md").read_text(encoding="utf-8") == good


def test_every_field_key_unit_term_and_column_is_in_the_dictionary(rows: dict[str, list[str]]) -> None:
    for about in FIELDS:
        assert about.meaning in rows[about.name][3]
        assert rows[about.name][4] == ("many" if about.many else "one")
    assert {column.header for column in COLUMNS} <= set(rows)
    assert set(ENTRY_KEYS) <= set(rows)
    text = DICTIONARY.read_text(encoding="utf-8")
    assert [unit for unit in UNITS if unit not in text] == []
    terms = {f"`{term.id}`" for terms in VOCABULARIES.values() for term in terms}
    assert [term for term in terms if term not in text] == []


def test_an_example_is_a_claim_of_the_bundled_base(rows: dict[str, list[str]]) -> None:
    said: dict[str, set[str]] = {}
    for claim in load_curated(curated_folder()).claims():
        said.setdefault(claim.field, set()).add(f"{claim.subject}: `")
    for about in FIELDS:
        example = rows[about.name][6].replace("\\|", "|")
        if about.name in said:
            assert any(example.startswith(one) for one in said[about.name]), example
        else:
            assert example == "none in the base"


def test_every_link_of_the_dictionary_leads_to_a_heading() -> None:
    text = DICTIONARY.read_text(encoding="utf-8")
    headings = {line.lstrip("# ").lower().replace(" ", "-") for line in text.splitlines() if line.startswith("#")}
    assert [link for link in re.findall(r"\]\(#([^)]+)\)", text) if link not in headings] == []
