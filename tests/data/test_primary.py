"""Developers' own documents: statements are checked against file, line and words before they become claims."""

from __future__ import annotations

import random
import re
from pathlib import Path

import msgspec
import polars as pl
import pytest
from data.test_bundled_base import EXPORTS, PLACE
from helpers.bundled import bundled_curated
from transcription.documents import Library, plain, states
from transcription.primary import _MARKUP, size_only_in_a_name

from flopwatch.domain.claims import SIZE_FROM_NAME, Claim, Source
from flopwatch.records import ChoiceContext
from flopwatch.sources.curated.load import Curated

DRAWN, SEED = 60, 26


@pytest.fixture(scope="module")
def curated() -> Curated:
    return bundled_curated()


@pytest.fixture(scope="module")
def library(request: pytest.FixtureRequest) -> Library:
    shared: Path = request.getfixturevalue("shared")
    return Library(shared / "data/primary")


def from_documents(curated: Curated) -> list[Claim]:
    groups = {key for key, one in curated.sources.items() if one.group.startswith("developer-")}
    return [one for one in curated.claims() if one.source in groups]


@pytest.mark.parametrize(
    ("quote", "kind", "value", "read"),
    [
        ("671B total parameters with 37B activated", "params", 671e9, True),
        ("671B total parameters with 37B activated", "active_params", 37e9, True),
        ("trained on **14.8 trillion** tokens", "tokens", 14.8e12, True),
        ("36T tokens", "tokens", 3e12, False),
        ("achieving 45% MFU", "mfu", 0.45, True),
        ("no number at all", "params", 7e9, False),
    ],
)
def test_a_number_counts_only_if_the_grammar_reads_it_out_of_the_words(
    quote: str, kind: str, value: float, read: bool
) -> None:
    assert states(quote, kind, value) is read


def test_developers_documents_outrank_every_other_source(curated: Curated) -> None:
    own = {one.rank for one in curated.sources.values() if one.group.startswith("developer-")}
    others = {one.rank for one in curated.sources.values() if one.rank and not one.group.startswith("developer-")}
    assert own == {1}
    assert min(others) > 1


def test_every_claim_from_a_document_cites_repository_commit_and_licence(curated: Curated) -> None:
    claims = from_documents(curated)
    assert len(claims) > 600
    for claim in claims:
        source = curated.sources[claim.source]
        assert source.url.startswith("https://github.com/"), source
        assert source.licence, source
        assert len(claim.as_written.split()) <= 25, claim


def test_a_size_that_only_a_name_holds_is_marked(curated: Curated) -> None:
    sizes = [one for one in from_documents(curated) if one.field in ("parameters", "active_parameters")]
    for claim in sizes:
        assert (SIZE_FROM_NAME in claim.flags) is size_only_in_a_name(claim.as_written), claim
    assert sum(SIZE_FROM_NAME in one.flags for one in sizes) == 21


@pytest.mark.parametrize(
    ("words", "only"),
    [
        ("We introduce Kimi-Dev-72B, our new LLM", True),
        ("TeleChat2-115B模型", True),
        ("export CONFIG=config671Bv3.2.json", True),
        ("a 72B model", False),
        ("39B参数量", False),
        ("160亿参数规模", False),
        ("The 1.1 Trillion parameter model", False),
        ("no size", False),
    ],
)
def test_a_size_in_a_name_is_no_stated_one(words: str, only: bool) -> None:
    assert size_only_in_a_name(words) is only


def test_a_size_of_a_name_has_no_rank() -> None:
    own = Source(id="own", title="", group="developer-x", rank=1)
    context = ChoiceContext({"own": own})
    place = {"source": "own", "locator": "l", "as_written": "X-7B"}
    claim = Claim(subject="X-7B", field="parameters", value="7e9", unit="parameters", **place)
    assert context.rank(claim) == 1
    assert context.rank(msgspec.structs.replace(claim, flags=(SIZE_FROM_NAME,))) > 50


def test_no_domain_rests_on_the_middle_of_a_word(curated: Curated) -> None:
    for claim in from_documents(curated):
        if claim.field == "domain":
            assert claim.as_written not in ("lLM", "AIME"), claim


@pytest.mark.shared
def test_claims_drawn_by_a_seed_are_in_their_file_at_their_line_in_their_words(
    curated: Curated, library: Library, shared: Path
) -> None:
    rng = random.Random(SEED)
    documents = {one.source: one for one in library.documents.values()}
    own = [one for one in from_documents(curated) if ", line " in one.locator]
    cells = [one for one in curated.claims() if one.source in EXPORTS and one.as_written]
    key = Claim.id_in
    for claim in rng.sample(sorted(own, key=lambda one: key(one, "")), DRAWN // 2):
        document, line = documents[claim.source], int(claim.locator.rpartition(" line ")[2])
        assert claim.locator.startswith(document.path), claim
        near = " ".join(library.lines(document.saved_as)[line - 1 : line + 3])
        assert plain(claim.as_written) in plain(near), claim
    for claim in rng.sample(sorted(cells, key=lambda one: key(one, "")), DRAWN // 2):
        assert _in_cell(claim, shared / "data" / EXPORTS[claim.source]), claim


def _in_cell(claim: Claim, file: Path) -> bool:
    place = re.fullmatch(PLACE, claim.locator)
    assert place, claim
    table = pl.read_csv(file, infer_schema_length=0)
    table = table.rename({name: name.lstrip("\ufeff") for name in table.columns})
    named = "Model" if "Model" in table.columns else "System"
    rows = [row for row in table.iter_rows(named=True) if _folded(row[named] or row.get("Reference")) == place[1]]
    return any(claim.as_written in _folded(row[place[2]]) for row in rows)


def _folded(cell: str | None) -> str:
    return " ".join((cell or "").split())


@pytest.mark.shared
def test_no_domain_rests_on_markup(curated: Curated, library: Library) -> None:
    documents = {one.source: one for one in library.documents.values()}
    for claim in from_documents(curated):
        if claim.field == "domain" and ", line " in claim.locator:
            line = library.lines(documents[claim.source].saved_as)[int(claim.locator.rpartition(" line ")[2]) - 1]
            assert claim.as_written in _MARKUP.sub(" ", line), claim
