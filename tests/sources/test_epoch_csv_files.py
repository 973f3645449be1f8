"""The reader of Epoch's tables on whole files: bytes that are not a table, noise, names of files, and the outside
files.
"""

from __future__ import annotations

import csv
import io
from decimal import Context, Decimal
from pathlib import Path

import pytest
from helpers.epoch_tables import read, stated, table
from helpers.tiers import tiered
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.domain.claims import Source, check_claim
from flopwatch.domain.errors import BadInput
from flopwatch.sources.epoch.cells import split_cell
from flopwatch.sources.epoch.models_csv import EPOCH_CSV
from flopwatch.sources.tables import Caps

FILES = (
    "epoch-2024-04/compute_intensive_systems_2024-07-06.csv",
    "epoch-2024-04/large_scale_ai_models_2024-07-16.csv",
    "epoch-vintages/pcd_2023-12-14.csv",
    "epoch-vintages/pcd_2024-04-02.csv",
    "epoch-vintages/pcd_2024-10-16.csv",
    "epoch-vintages/pcd_2025-06-20.csv",
    "epoch-all-2025-03/all_ai_models_2025-03-14.csv",
    "epoch-parameters-2022/database_2022-05-03.csv",
    "epoch-parameters-2022/compute_trends_123_systems_2022.csv",
)
# In the first tier: of the states of one table the newest.
FIRST = [one for one in FILES if "pcd_202" not in one or "2025" in one]

# ---- files that are no such table


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n\n ,\n", "empty"),
        (b"Model,Domain\nA,Vis\xe9on\n", "byte 18 (0xe9) is not UTF-8"),
        (b"\xef\xbb\xbfModel,Domain\nA,Vis\xe9on\n", "byte 21 (0xe9)"),
        ("Model,Domain\nA,Vision\n".encode("utf-16"), "is zero: a binary file or UTF-16"),
        ("Model,Domain\nA,Vision\n".encode("utf-16-le"), "byte 1 is zero"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "byte 8 is zero"),
        (b'Model,Domain\nA,Vision\nB,"Vision\nC,x\n', "starts at line 3"),
        (b'Model,Domain\nA,"Vis"ion\n', "starts at line 2"),
        (
            b"Hardware name,Domain\nA100,x\n",
            "no column Model or System (the name) among its headers 'Hardware name', 'Domain'",
        ),
        (b"Model,colour\nA,red\n", "and at least one of"),
        (b"Model:Domain\nA:Vision\n", "'Model:Domain'"),
        (b"x" * 3_000_000, "among its headers 'xxx"),
        (b'"' + b"x" * 3_000_000 + b'"\n', "no column"),
        (b"," * 9_000 + b"\n", "empty"),
        (b"a," * 10_001 + b"\n", "more than 10000"),
        (b'{"Model": 1}', "no column"),
    ],
)
def test_bytes_that_are_no_table_are_refused_with_the_place(data: bytes, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(data)
    assert words in str(caught.value)
    assert "epoch/all_ai_models" in str(caught.value)
    assert len(str(caught.value)) < 2_000


def test_a_file_beyond_the_cap_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flopwatch.sources.tables.DEFAULT", Caps(size=30))
    with pytest.raises(BadInput, match="31 bytes are more than the 30"):
        read(b"Model,Domain\nA,Vision\n" + b"B,Vision\n")


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flopwatch.sources.tables.DEFAULT", Caps(rows=3))
    with pytest.raises(BadInput, match="more than 3 rows"):
        read(b"Model,Domain\n" + b"A,Vision\n" * 3)


def test_a_byte_order_mark_and_other_line_ends_change_nothing() -> None:
    plain = table({"Model": "A", "Domain": "Vision"}, {"Model": "B", "Domain": "Games"})
    expected = read(plain).claims
    assert read(b"\xef\xbb\xbf" + plain).claims == expected
    assert read(plain.replace(b"\n", b"\r\n")).claims == expected
    assert read(plain.replace(b"\n", b"\r")).claims == expected


def test_the_limit_of_the_csv_module_is_put_back() -> None:
    before = csv.field_size_limit()
    read(table({"Model": "A", "Domain": "Vision", "Abstract": "x" * 300_000}))
    with pytest.raises(BadInput):
        read(b'Model,Domain\nA,"')
    assert csv.field_size_limit() == before


@given(st.binary(max_size=300))
def test_no_bytes_bring_a_traceback(noise: bytes) -> None:
    for data in (noise, b"Model,Domain,Parameters,Publication date,Link\n" + noise):
        try:
            reading = read(data)
        except BadInput:
            continue
        assert reading.read == reading.claimed + len(reading.skipped) + len(reading.quarantined)


_CELLS = st.text(alphabet=st.sampled_from('abc019.,-+e%$"()/ \n\t½²٣\u202eé中'), max_size=25)


@given(st.lists(st.tuples(_CELLS, _CELLS, _CELLS, _CELLS, _CELLS), max_size=4))
def test_whatever_the_cells_hold_every_claim_keeps_the_schema(rows: list[tuple[str, ...]]) -> None:
    header = (
        "Model",
        "Training compute (FLOP)",
        "Publication date",
        "Organization",
        "Country (of organization)",
    )
    reading = read(table(dict.fromkeys(header, ""), *(dict(zip(header, row, strict=True)) for row in rows)))
    assert reading.read == reading.claimed + len(reading.skipped) + len(reading.quarantined) >= len(rows)
    for claim in reading.claims:
        assert check_claim(claim) is claim


@given(st.text(max_size=60))
def test_splitting_a_cell_never_fails_and_yields_clean_parts(text: str) -> None:
    for part in split_cell(text, "country") + split_cell(text, one_name=True):
        assert part == part.strip() != ""


# ---- the source


@pytest.mark.parametrize(
    ("name", "id", "date"),
    [
        ("large_scale_ai_models_2024-07-16.csv", "epoch/large_scale_ai_models", "2024-07-16"),
        ("/tmp/x/pcd_2024-04-02.csv", "epoch/pcd", "2024-04-02"),
        (r"C:\data\ALL_AI_models 2025-03-14.CSV", "epoch/all_ai_models", "2025-03-14"),
        ("https://epoch.ai/data/all_ai_models.csv?x=1", "epoch/all_ai_models", ""),
        ("compute_trends_123_systems_2022.csv", "epoch/compute_trends_123_systems", "2022"),
        ("epoch_20240402.csv", "epoch/epoch", "2024-04-02"),
        ("models_2024-13-45.csv", "epoch/models_13_45", "2024"),
        ("2024-04-02.csv", "epoch/models", "2024-04-02"),
        ("../../etc/passwd", "epoch/passwd", ""),
        ("", "epoch/models", ""),
    ],
)
def test_a_source_is_named_after_its_file_and_dated_by_it(name: str, id: str, date: str) -> None:
    source = EPOCH_CSV.describe(name, b"")
    assert (source.id, source.date) == (id, date)
    assert (source.group, source.licence) == ("epoch", "CC BY 4.0")
    assert source.url == "https://epoch.ai/data/ai-models"


# ---- the outside files


def _sum(cells: list[str]) -> Decimal:
    total, context = Decimal(0), Context(prec=200)
    for cell in cells:
        total = context.add(total, Decimal(cell))
    return total


@pytest.mark.shared
@pytest.mark.parametrize("path", tiered(FILES, FIRST))
def test_the_outside_files_are_read_whole_and_their_sums_are_kept(shared: Path, path: str) -> None:
    data = (shared / "data" / path).read_bytes()
    source = EPOCH_CSV.describe(path, data)
    reading = EPOCH_CSV.read(data, source)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert reading.read == len(rows)
    assert reading.claimed >= 0.99 * reading.read
    assert reading.counts["columns_unknown"] == 0
    assert {(claim.source, claim.identity) for claim in reading.claims} == {(source.id, "")}
    for field, headers in {
        "training_compute": ("Training compute (FLOP)", "Training compute (FLOPs)"),
        "parameters": ("Parameters",),
    }.items():
        cells = [cell for row in rows for header in headers if (cell := (row.get(header) or "").strip())]
        claims = stated(reading, field)
        assert _sum([claim.value for claim in claims]) == _sum(cells)
        assert len(claims) + sum(Decimal(cell) == 0 for cell in cells) == len(cells)


@pytest.mark.shared
def test_the_sheet_of_2022_is_day_first_with_all_its_partial_dates(shared: Path) -> None:
    path = "epoch-parameters-2022/database_2022-05-03.csv"
    data = (shared / "data" / path).read_bytes()
    published = stated(EPOCH_CSV.read(data, EPOCH_CSV.describe(path, data)), "published")
    precise = [claim for claim in published if len(claim.value) == 10]
    assert len(published) == 497
    assert len(precise) == 356
    assert max(claim.value for claim in precise) <= "2022-05-04"
    assert 100 < sum("ambiguous-date" in claim.flags for claim in published) < 200


@pytest.mark.shared
@pytest.mark.parametrize(
    "path",
    [
        "epoch-hardware/ml_hardware_2026-04-27.csv",
        "names/pairs.jsonl",
        "epoch-benchmarks-2025-12/external_benchmark_mmlu.csv",
    ],
)
def test_other_outside_files_are_refused_in_words(shared: Path, path: str) -> None:
    data = (shared / "data" / path).read_bytes()
    with pytest.raises(BadInput, match="among its headers"):
        EPOCH_CSV.read(data, Source(id="other", title="other"))
