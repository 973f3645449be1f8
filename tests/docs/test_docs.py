"""The documents that are written from the schema: up to date, whole, and said to be stale when they are."""

from __future__ import annotations

import re
from pathlib import Path

import generate
import pytest
from helpers.bundled import bundled_census, bundled_curated

from flopwatch import pipeline
from flopwatch.domain.fields import FIELDS
from flopwatch.domain.units import UNITS
from flopwatch.domain.vocabularies import VOCABULARIES
from flopwatch.products.model_columns import COLUMNS
from flopwatch.sources.curated.claim_entries import ENTRY_KEYS

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


@pytest.fixture(scope="module")
def written() -> dict[Path, str]:
    """Each generated file with the text it should have: worked out once."""
    census = bundled_census()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "take_census", lambda *_, **__: census)
        return generate.written()


@pytest.mark.matrix
def test_the_documents_are_up_to_date(written: dict[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "written", lambda: written)
    with pytest.raises(SystemExit) as end:
        generate.main(["--check"])
    assert end.value.code == 0


@pytest.mark.matrix
def test_a_stale_document_is_named_and_written_again(
    written: dict[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = {tmp_path / path.relative_to(ROOT): text for path, text in written.items()}
    for path, text in copies.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    stale = tmp_path / "docs/data-dictionary.md"
    stale.write_text(copies[stale].replace("FLOP", "FLOPS", 1), encoding="utf-8")
    monkeypatch.setattr(generate, "written", lambda: copies)
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match=r"^docs/data-dictionary.md out of date: run 'make fix'$"):
        generate.main(["--check"])
    generate.main([])
    assert stale.read_text(encoding="utf-8") == copies[stale]


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
    for claim in bundled_curated().claims():
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
