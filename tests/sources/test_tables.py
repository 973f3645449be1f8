"""The opener of tables: separators found, sizes capped while rows come in, what is not a table named."""

from __future__ import annotations

import gzip
import io
import os
import socket
import zipfile
from pathlib import Path

import pytest

from flopwatch.domain import BadInput, Source
from flopwatch.sources import Columns, fetch, read_series, reader
from flopwatch.sources.tables import Caps, open_table, separator_of, turned
from flopwatch.sources.wire import download as download_module
from flopwatch.sources.wire.decode import pieces, unpacked
from flopwatch.sources.wire.fetch import MAX_BYTES, read_local


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_each_reader_of_tables_finds_the_separator(mark: str) -> None:
    rows = [["Model", "Parameters", "Publication date"], ["A-1", "7e9", "2020-01-01"], ["B, or C; D|E", "8e9", "2021"]]
    data = "\n".join(mark.join(f'"{cell}"' for cell in row) for row in rows).encode()
    assert open_table(data, "a.csv") == rows
    reading = reader("epoch-csv").read(data, Source(id="epoch/a", title="A"))
    assert (reading.claimed, len(reading.claims)) == (2, 4)
    series = read_series(data, Source(id="a", title="A"), Columns("Publication date", "Parameters"))
    assert [row.value for row in series.rows] == [7e9, 8e9]


def test_a_comma_stays_the_separator_whatever_else_its_cells_hold() -> None:
    for text in (
        "Model,Notes\nA,a; b; c\nB,d; e; f\n",
        "Model;x,Parameters\nA,1\nB,2\n",
        "Model\nA;B\nC;D\n",
        "a,b\n",
        "",
        '"a;b;c",d\n"e;f;g",h\n',
    ):
        assert separator_of(text) == ","
    assert separator_of("Modell;Größe\nA;7,5\nB;8,25\n") == ";"


def test_a_table_above_a_cap_is_refused_before_it_fills_the_memory() -> None:
    caps = Caps(size=1_000, rows=5, columns=6, cells=20)
    for data, words in (
        (b"x" * 1_001, "1001 bytes are more than the 1000"),
        (b"a\n" * 6, "more than 5 rows"),
        (b"a,b,c,d,e,f,g\n", "line 1 has 7 cells, more than 6"),
        (b"a,b,c,d,e\n" * 5, "more than 20 cells by line 5"),
    ):
        with pytest.raises(BadInput, match=words):
            open_table(data, "a.csv", caps)
    with pytest.raises(BadInput, match="4 rows × 6 columns are more than the 20"):
        turned([["a"], ["b"], ["c"], list("abcdef")], "a.csv", caps)


def test_one_wide_row_does_not_make_every_other_as_wide() -> None:
    data = b"has model" + b",x" * 90_000 + b"\n" + b"number of parameters,7B\n" * 20_000
    with pytest.raises(BadInput, match=r"20001 rows × 90001 columns"):
        reader("orkg").read(data, Source(id="orkg/a", title="A"))


def test_a_workbook_is_named_with_its_sheets() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "xl/workbook.xml", '<sheets><sheet name="Models" sheetId="1"/><sheet name="A &amp; B"/></sheets>'
        )
    with pytest.raises(BadInput, match=r"a workbook of 2 sheets \('Models', 'A & B'\)"):
        open_table(made.getvalue(), "a.xlsx")
    with pytest.raises(BadInput, match="a zip archive"):
        open_table(b"PK\x03\x04 and no more", "a.zip")


def test_devices_fifos_sockets_and_folders_are_refused_by_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "sock"))
        for place, words in (
            (tmp_path / "fifo", "is a FIFO"),
            (tmp_path / "sock", "is a socket"),
            (Path("/dev/zero"), "is a character device"),
            (tmp_path, "is a folder"),
            (tmp_path / "none", "no such file"),
        ):
            with pytest.raises(BadInput, match=words):
                fetch(str(place))


def test_what_a_list_holds_beside_its_entries_is_counted_and_said() -> None:
    text = b"# L\n\n* GPT-3: OpenAI, 175B parameters\n\n| Tool | Stars |\n|---|---|\n| A | 1 |\n| B | 2 |\n\n"
    text += (
        b"<table>\n<tr><td>C</td></tr>\n<tr><td>D</td></tr></table>\n\n```\n| no | table |\n|--|--|\n| x | y |\n```\n"
    )
    reading = reader("awesome-list").read(text, Source(id="l", title="L"))
    assert reading.counts["table_rows_unread"] == 2
    assert (reading.counts["html_tables_unread"], reading.counts["html_table_rows_unread"]) == (1, 2)
    assert any("2 rows of Markdown tables were not read" in note for note in reading.notes)


def test_columns_that_are_no_benchmark_are_named_and_a_missing_one_is_no_error() -> None:
    data = b"Model,Model Family,FLOPs (1E21),MMLU,Colour,Taste\nMade-7b,Made,84.0,0.5,red,sweet\n"
    reading = reader("benchmark-scores").read(data, Source(id="benchmark-scores/a", title="A"))
    assert reading.counts["columns_unknown"] == 3
    assert any("Colour, Taste" in note for note in reading.notes)


def test_a_file_or_download_above_the_cap_is_refused_by_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "large.csv"
    place.write_bytes(b"x" * 101)
    with pytest.raises(BadInput, match="more than 100 bytes"):
        read_local(place, 100)
    assert read_local(place, 101) == b"x" * 101
    asked: list[object] = []
    monkeypatch.setattr(download_module, "download", lambda *given: asked.append(given) or b"")
    fetch("https://example.org/a.csv")
    assert asked == [("https://example.org/a.csv", MAX_BYTES)]


def test_what_follows_the_one_file_of_an_archive_is_refused() -> None:
    with pytest.raises(BadInput, match="more follows its one file"):
        unpacked(gzip.compress(b"a") + b"more", "a.csv.gz", 100)
    with pytest.raises(BadInput, match="truncated"):
        b"".join(pieces(iter([gzip.compress(b"a") + b"more"]), "gzip"))
