"""Tables of a release: what they hold, that every cell has a claim behind it, that the same census gives the same
bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import polars as pl
import pytest
from helpers.sample_census import build_census
from syrupy.assertion import SnapshotAssertion

from flopwatch.api.census_file import decode_census, encode_census
from flopwatch.build_folder import foreign_files, publish
from flopwatch.census import Census
from flopwatch.domain.errors import BadInput, OrphanCell
from flopwatch.exports.database import dump_sha256
from flopwatch.products.traced_cells import Cell, cells_of, check_cells
from flopwatch.records.results import FieldKey, FieldValue
from flopwatch.releases.manifest import FileEntry, Manifest

Release = tuple[Path, Manifest]
LLAMA = "meta/llama-3.1-405b"


def rows_of(folder: Path) -> dict[str, dict[str, str]]:
    text = (folder / "models.csv").read_bytes().decode()
    return {row["flopwatch id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def swapped(census: Census, model: str, field: str, value: FieldValue) -> Census:
    """The census with one field of one model replaced."""
    record = census.records[model]
    record = replace(record, fields={**record.fields, field: value})
    return replace(census, records={**census.records, model: record})


def test_the_csv_keeps_its_headers(release: Release, snapshot: SnapshotAssertion) -> None:
    header = (release[0] / "models.csv").read_text().splitlines()[0]
    assert header.split(",") == snapshot


def test_a_row_holds_what_its_claims_state(release: Release) -> None:
    row = rows_of(release[0])[LLAMA]
    assert row["Model"] == "Llama 3.1 405B"
    assert row["Organization"] == "Meta AI"
    assert row["Country (of organization)"] == "United States"
    assert row["Publication date"] == "2024-07-23"
    assert row["Parameters"] == "405000000000"
    assert row["Tokens seen"] == "1.56e13"
    assert float(row["Training compute (FLOP)"]) == pytest.approx(6 * 405e9 * 15.6e12, rel=0.01)
    assert float(row["Training compute p5"]) < float(row["Training compute p50"]) < float(row["Training compute p95"])
    assert row["Compute class"] == "confirmed"
    assert float(row["P(>1e25)"]) > 0.99
    assert row["Model URL"] == "models/meta/llama-3.1-405b.html"


def test_a_bare_statement_gives_a_class_and_no_figure(release: Release) -> None:
    row = rows_of(release[0])["openai/sora"]
    assert (row["Compute class"], row["Confidence"]) == ("likely", "Speculative")
    assert row["Training compute p50"] == row["P(>1e25)"] == ""


def test_a_range_is_not_passed_off_as_a_number(release: Release) -> None:
    assert rows_of(release[0])["deepmind/alphago-zero"]["Bounds and ranges"] == "chip_count 1000 to 4000 chips"


def test_money_of_another_year_is_not_called_dollars_of_2023(release: Release) -> None:
    row = rows_of(release[0])["openai/gpt-3"]
    assert row["Training compute cost (2023 USD)"] == ""
    assert (row["Training cost (USD)"], row["Training cost USD year"]) == ("4600000", "2020")


def test_no_cell_of_outside_text_begins_like_a_formula(release: Release) -> None:
    row = rows_of(release[0])["nobody/hostile"]
    assert row["Reference"].startswith("'=HYPERLINK")
    assert row["License"] == "'+1"
    assert row["Organization"].startswith("'@Nobody")
    for cells in rows_of(release[0]).values():
        assert not [v for v in cells.values() if v.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_csv_survives_a_strict_reader(release: Release) -> None:
    data = (release[0] / "models.csv").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")
    lines = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    assert len({len(line) for line in lines}) == 1


def test_the_parquet_has_the_same_models_and_types(release: Release) -> None:
    frame = pl.read_parquet(release[0] / "models.parquet")
    assert frame["id"].to_list() == sorted(rows_of(release[0]))
    assert frame.schema["training_compute_p50"] == pl.Float64
    assert frame.schema["published_day"] == pl.Date
    llama = frame.filter(pl.col("id") == LLAMA).row(0, named=True)
    assert llama["training_compute_p50"] == pytest.approx(6 * 405e9 * 15.6e12, rel=1e-9)
    bert = frame.filter(pl.col("id") == "google/bert-large").row(0, named=True)
    assert (bert["published"], str(bert["published_day"])) == ("2018-10", "2018-10-15")


def test_every_claim_is_released_but_the_prose_of_its_source(release: Release, census: Census) -> None:
    frame = pl.read_parquet(release[0] / "claims.parquet")
    kept = {i for i, claim in census.claims.items() if claim.field != "abstract"}
    assert set(frame["id"]) == kept
    assert release[1].withheld == len(census.claims) - len(kept) == 1
    assert not frame.filter(pl.col("as_written").str.contains("Words of a paper"))["id"].to_list()
    text = "".join(p.read_text(errors="replace") for p in (release[0] / "site").rglob("*.html"))
    assert "Words of a paper" not in text


def test_every_method_has_its_own_row_beside_the_published_figure(release: Release) -> None:
    frame = pl.read_parquet(release[0] / "estimates.parquet").filter(pl.col("model") == LLAMA)
    assert frame["method"].to_list() == ["published", "operations", "reported", "hardware"]
    assert all(frame["p5"] < frame["p50"])
    inputs = json.loads(frame.row(1, named=True)["inputs"])
    assert [i["symbol"] for i in inputs] == ["N", "D"]


def test_the_database_holds_the_same_rows_and_its_keys_hold(release: Release, census: Census) -> None:
    with closing(sqlite3.connect(f"file:{release[0] / 'flopwatch.sqlite'}?mode=ro", uri=True)) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM models").fetchone()[0] == len(census.models())
        joined = (
            "SELECT s.title FROM claims c JOIN sources s ON s.id = c.source "
            "WHERE c.record = ? AND c.field = 'tokens_seen'"
        )
        assert db.execute(joined, (LLAMA,)).fetchall() == [("The Llama 3 Herd of Models",)]
        assert dump_sha256(db) == release[1].files["flopwatch.sqlite"].sha256


def test_a_value_without_a_claim_stops_the_release_and_is_named(census: Census, tmp_path: Path) -> None:
    made_up = FieldValue(
        key=FieldKey("license"), values=("Apache-2.0",), unit="", relation="=", high="", rule="", claims=()
    )
    with pytest.raises(OrphanCell, match=r"openai/gpt-4.*'License'.*'Apache-2\.0'.*no claim"):
        publish(swapped(census, "openai/gpt-4", "license", made_up), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_value_on_a_claim_that_is_no_longer_current_stops_the_release(census: Census, tmp_path: Path) -> None:
    gone = FieldValue(
        key=FieldKey("license"),
        values=("MIT",),
        unit="",
        relation="=",
        high="",
        rule="",
        claims=("0123456789abcdef0123",),
    )
    with pytest.raises(OrphanCell, match=r"'License'.*'MIT'.*0123456789abcdef0123"):
        publish(swapped(census, "openai/gpt-4", "license", gone), tmp_path / "out")


def test_a_correction_rests_on_the_claims_that_it_corrects(census: Census) -> None:
    old = census.records["openai/gpt-3"].fields["parameters"]
    corrected = msgspec.structs.replace(
        old, values=("174600000000",), claims=(), rivals=old.claims, corrected="misprinted"
    )
    cells = [c for row in cells_of(swapped(census, "openai/gpt-3", "parameters", corrected)) for c in row if c]
    cell = next(c for c in cells if c.model == "openai/gpt-3" and c.column == "Parameters")
    assert (cell.value, cell.claims) == ("174600000000", old.claims)


def test_worked_out_cells_trace_to_the_claims_of_their_inputs(census: Census) -> None:
    cells = {(c.model, c.column): c for row in cells_of(census) for c in row if c}
    record = census.records[LLAMA]
    behind = {record.claims[i].field for i in cells[LLAMA, "Training compute p50"].claims}
    assert {"parameters", "tokens_seen"} <= behind
    assert set(cells[LLAMA, "Compute class"].claims) == set(cells[LLAMA, "Training compute p50"].claims)
    sora = cells["openai/sora", "Compute class"]
    assert {census.claims[i].field for i in sora.claims} == {"training_compute_believed"}


def test_checking_cells_counts_them(census: Census, release: Release) -> None:
    cells = [c for row in cells_of(census) for c in row if c]
    assert check_cells(cells, census) == len(cells) == release[1].cells
    with pytest.raises(OrphanCell):
        check_cells([Cell("a/b", "Model", "B", ())], census)


def test_the_same_census_read_back_from_the_cache_gives_the_same_bytes(release: Release, tmp_path: Path) -> None:
    census = decode_census(encode_census(build_census()))
    assert census is not None
    again = publish(census, tmp_path / "elsewhere", notes="")
    assert again == release[1]
    for path in again.files:
        if not path.endswith(".sqlite"):
            assert (tmp_path / "elsewhere" / path).read_bytes() == (release[0] / path).read_bytes(), path


def test_another_process_with_another_hash_seed_and_time_zone_gives_the_same_bytes(
    release: Release, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from helpers.sample_census import build_census; "
        "from flopwatch.build_folder import publish; one = build_census(); "
        "print(publish(one, Path(sys.argv[1]), notes='').sha256)"
    )
    tests = Path(__file__).resolve().parents[1]
    env = {
        "PYTHONHASHSEED": "4242",
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
        "PYTHONPATH": str(tests),
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "out")],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == release[1].sha256


def test_one_changed_number_changes_exactly_the_cells_that_depend_on_it(census: Census) -> None:
    old = census.records["google/bert-large"].fields["parameters"]
    changed = swapped(census, "google/bert-large", "parameters", msgspec.structs.replace(old, values=("336000000",)))
    before = {(c.model, c.column): c.value for row in cells_of(census) for c in row if c}
    after = {(c.model, c.column): c.value for row in cells_of(changed) for c in row if c}
    assert {k for k in before if before[k] != after[k]} == {("google/bert-large", "Parameters")}


def test_the_manifest_names_every_file_with_its_hash(release: Release) -> None:
    folder, manifest = release
    on_disk = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {"manifest.json"}
    assert set(manifest.files) == on_disk
    for path, entry in manifest.files.items():
        if not entry.of:
            assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == entry.sha256
    assert msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest) == manifest
    assert manifest.sealed() == manifest


def test_a_release_replaces_an_older_one_whole(census: Census, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "elsewhere").write_text("read through a link")
    made = publish(census, out)
    stale = out / "site" / "stale.html"
    stale.write_text("left over")
    entry = FileEntry(sha256=hashlib.sha256(b"left over").hexdigest(), bytes=9)
    listed = msgspec.structs.replace(made, files={**made.files, "site/stale.html": entry}).sealed()
    (out / "manifest.json").write_bytes(listed.encoded())
    assert publish(census, out) == made
    assert not stale.exists()
    foreign = {"CNAME": "models.example", "site/.git/config": "[core]", "site/models/notes.txt": "mine"}
    for name, text in foreign.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text)
    (out / "link").symlink_to(tmp_path / "elsewhere")
    for damaged in (False, True):
        if damaged:
            (out / "manifest.json").write_text("{")
        assert publish(census, out) == made
        assert {name: (out / name).read_text() for name in foreign} == foreign
        assert (out / "link").is_symlink()
        assert foreign_files(out, made.files) == sorted([*foreign, "link"])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["elsewhere", "out"]


def test_a_file_of_somebody_else_is_never_written_over_or_left_out(census: Census, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = publish(census, out)
    kept = {name: one for name, one in made.files.items() if name != "models.csv"}
    mine = msgspec.structs.replace(made, files=kept).sealed().encoded()
    (out / "manifest.json").write_bytes(mine)
    (out / "models.csv").write_text("mine")
    with pytest.raises(BadInput, match=r"models\.csv is in the place of a file of the new release"):
        publish(census, out)
    assert ((out / "models.csv").read_text(), (out / "manifest.json").read_bytes()) == ("mine", mine)
    (out / "models.csv").unlink()
    os.mkfifo(out / "pipe")
    with pytest.raises(BadInput, match=r"pipe is a FIFO"):
        publish(census, out)
    assert (out / "pipe").is_fifo()
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_failed_release_leaves_the_older_one_as_it_was(census: Census, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = publish(census, out)
    orphan = FieldValue(key=FieldKey("license"), values=("X",), unit="", relation="=", high="", rule="", claims=())
    with pytest.raises(OrphanCell):
        publish(swapped(census, "openai/gpt-4", "license", orphan), out)
    assert msgspec.json.decode((out / "manifest.json").read_bytes(), type=Manifest) == first
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_is_no_release_is_never_replaced(census: Census, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BadInput, match="not a flopwatch release"):
        publish(census, tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_run_cut_off_between_its_renames_is_mended_by_the_next(census: Census, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(census, out)
    out.rename(tmp_path / ".out.old")
    orphan = FieldValue(key=FieldKey("license"), values=("X",), unit="", relation="=", high="", rule="", claims=())
    with pytest.raises(OrphanCell):
        publish(swapped(census, "openai/gpt-4", "license", orphan), out)
    assert (out / "manifest.json").is_file()


def test_an_address_makes_links_in_the_table_absolute(census: Census, tmp_path: Path) -> None:
    publish(census, tmp_path / "out", base_url="https://flopwatch.example/hub/")
    row = rows_of(tmp_path / "out")[LLAMA]
    assert row["Model URL"] == "https://flopwatch.example/hub/models/meta/llama-3.1-405b.html"
