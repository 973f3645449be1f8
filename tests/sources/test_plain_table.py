"""Plain tables of models: columns by usual headers, cells in words, every row accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest

from flopwatch.domain import BadInput, Source
from flopwatch.sources.lists.plain_table import read_plain_table
from flopwatch.sources.names_file import read_names
from flopwatch.sources.snapshots import read_audited, recognised

SOURCE = Source(id="mine", title="")


def facts(text: str) -> dict[tuple[str, str], tuple[str, str]]:
    reading = read_plain_table(text.encode(), SOURCE)
    assert reading.read == reading.claimed + len(reading.skipped) + len(reading.quarantined)
    return {(one.subject, one.field): (one.value, one.unit) for one in reading.claims}


@pytest.mark.parametrize(
    "header", ["Model,Org,Params", "name,developer,parameters", "System,Company,Size", "LLM,Lab,# params"]
)
def test_usual_headers_are_read(header: str) -> None:
    found = facts(f"{header}\nExample-1,Acme,7B\n")
    assert found["Example-1", "parameters"] == ("7000000000", "parameters")
    assert found["Example-1", "developer"][0] == "Acme"


@pytest.mark.parametrize(
    ("header", "cell", "field", "value"),
    [
        ("Params (B)", "7", "parameters", ("7000000000", "parameters")),
        ("Tokens", "2T", "dataset_size", ("2000000000000", "tokens")),
        ("Tokens", "2T tokens", "dataset_size", ("2000000000000", "tokens")),
        ("Tokens (T)", "15", "dataset_size", ("1.5e13", "tokens")),
        ("Training compute (FLOP)", "3.8e25", "training_compute", ("3.8e25", "FLOP")),
        ("Release date", "March 2024", "published", ("2024-03", "")),
        ("Context length", "128k", "context_length", ("128000", "tokens")),
        ("Licence", "MIT", "license", ("MIT", "")),
    ],
)
def test_cells_in_words_are_read_in_the_unit_of_their_header(header, cell, field, value) -> None:
    assert facts(f"Model,{header}\nExample-1,{cell}\n")["Example-1", field] == value


def test_dates_follow_the_order_of_their_column() -> None:
    found = facts("Model;Date;Size\nA-1;03/04/2024;7B\nB-1;12/25/2023;8B\n")
    assert found["A-1", "published"][0] == "2024-03-04"


def test_every_row_and_column_is_accounted_for() -> None:
    text = "Model,Org,Mood\nA-1,Acme,good\n,Nobody,\nB-1,,bad\n,,\nC-1,Acme,good,stray\n"
    reading = read_plain_table(text.encode(), SOURCE)
    assert (reading.read, reading.claimed, len(reading.skipped), len(reading.quarantined)) == (5, 1, 2, 2)
    assert reading.notes == ["columns read: Model (name), Org (developer)", "columns not read: Mood"]
    assert [one.reason.split(":")[0] for one in reading.quarantined] == [
        "has no name",
        "has 4 cells where the header has 3",
    ]


def test_a_markdown_table_is_one() -> None:
    assert facts("| Model | Size |\n|---|---|\n| A-1 | 7B |\n")["A-1", "parameters"][0] == "7000000000"
    assert recognised("list.md", b"| Model | Size |\n|---|---|\n| A-1 | 7B |\n").name == "plain-table"


MARKDOWN = """# My list

| Colour | Hex |
|---|---|
| red | f00 |

Words | and a bar.

| Model | Parameters | Date |
|:--|--:|---|
| [A-1](https://example.org/a) | 7B | 05/06/2025 |
| **B-1** | 1,5B | 07/08/2025 |
"""


def test_a_table_below_headings_and_words_is_read_by_its_lines() -> None:
    reading = read_plain_table(MARKDOWN.encode(), SOURCE)
    sizes = {one.subject: (one.value, one.locator) for one in reading.claims if one.field == "parameters"}
    assert sizes == {"A-1": ("7000000000", "row 11, Parameters"), "B-1": ("1500000000", "row 12, Parameters")}
    assert "tables not read, as they are not of models: those at line 3" in reading.notes
    assert "2 of the dates are read day-first, such as '05/06/2025'; nothing decides it" in reading.notes
    assert (reading.read, reading.claimed) == (2, 2)


def test_names_to_match_come_from_the_same_column_as_those_to_import(tmp_path: Path) -> None:
    (tmp_path / "list.md").write_text(MARKDOWN, encoding="utf-8")
    assert read_names(str(tmp_path / "list.md")).names == ("A-1", "B-1")
    for header in (
        "Name,Model,Size",
        "ID,LLM,Size",
        "model_name,System,Size",
        "Modell,Notes,Size",
        "Namme,System,Size",
    ):
        text = f"{header}\nA-1,B-1,7B\n"
        (tmp_path / "list.csv").write_text(text, encoding="utf-8")
        assert {name for name, _ in facts(text)} == set(read_names(str(tmp_path / "list.csv")).names), header


LIST = """# Awesome models and datasets

- [Models](#models)

## Models

- **A-1** [[Lab]](https://example.org) Jan. 2023

  ```yaml
  Params: 7B
  - no item
  ```
* B-1：
  * 地址：https://example.org/b
- [C-1](https://example.org/c) - a model

Prose about models.

## Datasets

### Text

- [D](https://example.org/d)
"""


def test_a_list_gives_the_name_that_starts_each_item_and_no_heading(tmp_path: Path) -> None:
    (tmp_path / "list.md").write_text(LIST, encoding="utf-8")
    found = read_names(str(tmp_path / "list.md"))
    assert found.names == ("A-1", "B-1", "C-1")
    assert [one.item for one in found.skipped] == ["line 23", "11 other lines"]


def test_each_table_of_models_is_read_and_those_of_data_sets_are_counted(tmp_path: Path) -> None:
    table = "\n\n|{}|Size|\n|---|---|\n|{}|7B|\n"
    text = "# LLMs" + table.format("Language Model", "A-1") + table.format("", "[B-1](https://example.org)<br>(7b)")
    (tmp_path / "list.md").write_text(text + "\n## Datasets" + table.format("Name", "C4"), encoding="utf-8")
    found = read_names(str(tmp_path / "list.md"))
    assert (found.names, len(found.skipped)) == (("A-1", "B-1"), 1)


def test_the_one_list_of_an_answer_is_read(tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text('{"data": [{"id": "lab/a-1", "name": "Lab: A-1"}], "object": "list"}')
    assert read_names(str(tmp_path / "answer.json")).names == ("Lab: A-1",)


def test_a_second_column_of_one_header_is_named_and_not_claimed() -> None:
    reading = read_plain_table(b"Model,Size,Size\nA-1,7B,8B\n", SOURCE)
    assert [one.value for one in reading.claims] == ["7000000000"]
    assert "columns not read: Size (a second column of this header)" in reading.notes


@pytest.mark.parametrize("cell", ["inf", "-inf", "Infinity", "inf tokens", "nan", "<NA>"])
def test_what_is_no_amount_becomes_no_claim(cell: str) -> None:
    assert facts(f"Model,Size,Tokens\nA-1,7B,{cell}\n") == {("A-1", "parameters"): ("7000000000", "parameters")}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "the file is empty"),
        (b"Colour,Hex\nred,f00\n", "no column of names among its headers 'Colour', 'Hex'"),
        (b"Model,Colour\nGPT-4,red\n", "no column of facts among its headers 'Model', 'Colour'"),
        (b"Model,Size\n", "the table has headers but no row below them"),
        (b"Model,Size\nGPT-4,\n", "no entry states anything but its name"),
    ],
)
def test_a_table_that_no_reader_accepts_is_refused_in_one_sentence(tmp_path, text: bytes, says: str) -> None:
    place = tmp_path / "list.csv"
    place.write_bytes(text)
    with pytest.raises(BadInput) as caught:
        read_audited(str(place), source="audited/list")
    assert str(caught.value).startswith(f"{place}: no reader accepts this file. Nearest is plain-table: {says}")
    assert "\n" not in str(caught.value)


def test_another_format_is_still_read_by_its_own_reader() -> None:
    epoch = b"Model,Organization,Parameters,Training compute (FLOP),Domain\nA-1,Acme,7e9,1e23,Language\n"
    assert recognised("models.csv", epoch).name == "epoch-csv"


def test_compute_in_petaflop_under_the_header_of_our_world_in_data() -> None:
    found = facts("Entity,Day,Training computation (petaFLOP)\nExample-1,2018-08-30,693\n")
    assert found["Example-1", "training_compute"] == ("693", "petaFLOP")
    assert found["Example-1", "published"][0] == "2018-08-30"


TABLES = """# Models of a country

## Text

|   | Release Year | Parameters | Developer |
|---|---|---|---|
| [A-1](https://example.org/a) | 2024 | 7B | Acme |

## Speech

| Model | Params (M) | Language |
|---|---|---|
| B-1 | 244 | Thai |

## Datasets

| Name | Size |
|---|---|
| C-1 | 5B |
"""


def test_every_table_of_models_is_read_under_its_own_headers() -> None:
    """Also one whose corner above the names is empty; a table of data sets is said to be left out."""
    reading = read_plain_table(TABLES.encode(), SOURCE)
    sizes = {one.subject: (one.value, one.locator) for one in reading.claims if one.field == "parameters"}
    assert sizes == {"A-1": ("7000000000", "row 7, Parameters"), "B-1": ("244000000", "row 13, Params (M)")}
    assert "tables not read, as they are not of models: those at line 17" in reading.notes
    assert "columns not read, in the table at line 11: Language" in reading.notes
    assert (reading.read, reading.claimed) == (2, 2)


def test_sizes_in_brackets_after_the_architecture_are_read_where_no_column_has_them() -> None:
    cell = "Llama<br>([**7b**](https://example.org/7b), [**70b**-chat](https://example.org/70b))"
    table = f"|   | Architecture | Developer |\n|---|---|---|\n| A-1 | {cell} | Acme |\n"
    table += "| B-1<br>(new) | BERT (A-1 7B) | Acme |\n"
    found = facts(table)
    assert found["A-1", "parameters"][0] == "70000000000"
    assert found["B-1", "developer"][0] == "Acme"
    assert ("B-1", "parameters") not in found
    sized = facts(table.replace("Developer", "Params (B)").replace("Acme", "33"))
    assert sized["A-1", "parameters"][0] == "33000000000"


def test_the_scale_of_a_header_holds_for_each_number_of_a_range_and_of_several() -> None:
    rows = b"| A-1 | 0.1 - 14 | 2023/03<!--13--> |\n| B-1 | 0.76, 1.3 | 2024 |\n"
    table = b"| Model | Params (B) | Date |\n|---|---|---|\n" + rows
    found = [(one.subject, one.field, one.value, one.high) for one in read_plain_table(table, SOURCE).claims]
    assert ("A-1", "parameters", "100000000", "14000000000") in found
    assert ("A-1", "published", "2023-03", "") in found
    assert {value for name, _, value, _ in found if name == "B-1"} >= {"760000000", "1300000000"}


@pytest.mark.parametrize(
    ("header", "row", "stated"),
    [
        ("| | Année de sortie | Développeur |", "| [A-7b](https://a.org) | **2024** | Acme |", "7e9 2024 Acme"),
        ("|  | 公開年 |  開発元 | ベースのLLM |", "| M<br>([it](a)) | 2024 | A | L (**8b**) |", "8e9 2024 A"),
        ("| 模型 | 参数量（亿） | 发布时间 | 机构 |", "| M | 70 | 2024-03 | Acme |", "7e9 2024-03 Acme"),
        ("| Model | Year | Developer | HuggingFace?[^4] |", "| M | 2024 | A | ([30m](a), [1.3b](b)) |", "1.3e9 2024 A"),
        ("| Model | Year | Lab | Architecture |", "| M | 2024 | A | T<br>([S](a), **7b(6.8b)**) |", "6.8e9 2024 A"),
        ("| 底座 | 模型参数大小 | 训练token数 | 机构 | 时间 |", "| M | 7B/72B | 2.2T/3T | A | 2024 |", "7.2e10 2024 A"),
        ("| Modelo | Fecha<br>de lanzamiento | Empresa |", "| M 13B | 2024 | Acme |", "1.3e10 2024 Acme"),
    ],
)  # fmt: skip
def test_tables_in_other_languages_and_sizes_in_names_are_read(header: str, row: str, stated: str) -> None:
    rule = "|" + "---|" * (header.count("|") - 1)
    found = read_plain_table(f"# Models\n\n{header}\n{rule}\n{row}\n".encode(), Source(id="x", title=""))
    by_field = {one.field: one.value for one in found.claims}
    size, date, maker = stated.split()
    assert float(by_field["parameters"]) == float(size)
    assert (by_field["published"], by_field["developer"]) == (date, maker)


def test_numbers_of_names_and_of_contexts_are_no_amounts_of_data() -> None:
    cell = "CC-100, COCO 2014 (**78.3B** tokens), context extended to 32k, from Youri 7B (base)"
    text = f"| Model | Training data | Developer |\n|---|---|---|\n| M | {cell} | A |\n"
    found = read_plain_table(text.encode(), Source(id="x", title=""))
    assert [(one.value, one.unit) for one in found.claims if one.field == "dataset_size"] == [("78300000000", "tokens")]


@pytest.mark.parametrize(
    ("header", "cell", "field", "value"),
    [
        ("Training tokens", "1T/1.4", "dataset_size", 1.4e12),
        ("Tokens", "300B, 600", "dataset_size", 6e11),
        ("Context length", "7b, 13b: 4,096<br>70b: 8,192", "context_length", 8192),
        ("Context", "4k (7B) / 8k (70B)", "context_length", 8000),
    ],
)
def test_figures_share_a_scale_and_sizes_are_no_contexts(header, cell, field, value) -> None:
    assert float(facts(f"| Model | {header} |\n|---|---|\n| Example-1 | {cell} |\n")["Example-1", field][0]) == value
