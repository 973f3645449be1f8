"""Boards and lists that are files: counts balance, ten rows of each agree with what other code reads there."""

from __future__ import annotations

import csv
import json
import tomllib

import pytest
import yaml

from flopwatch import sources


def parsed(channel, path, body=None):
    raw = path.read_bytes() if body is None else body
    return sources.channel(channel).parse(
        sources.Answer(url=str(path), status=200, headers={}, fetched="2026-11-30T00:00:00+00:00", body=raw)
    )


def ten(rows):
    return rows[:: max(len(rows) // 10, 1)][:10]


def balanced(one):
    return one.read == len(one.found) + len(one.skipped) + len(one.held)


# channel, file, rows read, found; column of the name, then facts with their column and unit
TABLES = [
    ("arena", "leaderboards/lmsys_2024-10-15.csv", 148, 148, "model", {"score": ("arena_score", 1)}),
    ("arena", "leaderboards/lmsys_2025-01-30.csv", 190, 190, "model", {"score": ("arena_score", 1)}),
    ("arena", "leaderboards/2025-08/lmarena_text.csv", 266, 266, "model", {"score": ("arena_score", 1)}),
    ("arena", "leaderboards/2025-08/lmarena_vision.csv", 86, 86, "model", {"score": ("arena_score", 1)}),
    ("arena", "leaderboards/2025-08/lmarena_image.csv", 19, 19, "model", {"score": ("arena_score", 1)}),
    (
        "open-llm-leaderboard",
        "leaderboards/open_llm_leaderboard_v2_2025-06.csv",
        4576,
        4576,
        "model_name",
        {"score": ("model_average_score", 1), "parameters": ("metadata_params_billions", 1e9)},
    ),
    (
        "epoch-capabilities",
        "epoch-2026/epoch_capabilities_index_2026-07-01.csv",
        683,
        683,
        "Model name",
        {"score": ("ECI Score", 1), "training_compute_flop": ("Training compute (FLOP)", 1)},
    ),
    ("epoch-benchmarks", "epoch-benchmarks-2026-03/mmlu_external.csv", 247, 247, "Model version", {"score": ("EM", 1)}),
    (  # the score stands before the model's version, the number of shots after it
        "epoch-benchmarks",
        "epoch-benchmarks-2025-12/external_benchmark_hellaswag.csv",
        135,
        135,
        "Model version",
        {},
    ),
    (
        "owid",
        "lists/artificial-intelligence-training-computation.csv",
        904,
        862,
        "Entity",
        {"training_compute_flop": ("Training computation (petaFLOP)", 1e15)},
    ),
]


@pytest.mark.shared
@pytest.mark.parametrize(("channel", "file", "read", "found", "name", "facts"), TABLES)
def test_a_table_is_read_whole_and_ten_rows_agree(shared, channel, file, read, found, name, facts):
    path = shared / "data" / file
    one = parsed(channel, path)
    assert balanced(one)
    assert (one.read, len(one.found)) == (read, found)
    with path.open(encoding="utf-8-sig", newline="") as opened:
        rows = {f"{path.name}#{at}": row for at, row in enumerate(csv.DictReader(opened), 2)}
    for find in ten(one.found):
        row = rows[find.item]
        assert find.name in row[name] or not row[name]
        for fact, (column, unit) in facts.items():
            assert find.facts.get(fact) == pytest.approx(float(row[column]) * unit) if row[column] else True


# file, items, found; column of the name, then ten cells under their benchmark
WIDE = [
    ("epoch-benchmarks-2024-10/benchmarks_with_model_accessibility.csv", 302, 300, "System"),
    ("epoch-benchmarks-2026-03/merged_benchmark_data.csv", 1813, 1715, "model_name"),
    ("benchmarks-scaling/base_llm_benchmark_eval.csv", 1144, 1144, "Model"),
    ("benchmarks-scaling/sloth_data_v1.csv", 14083, 14083, "Model"),
]


@pytest.mark.shared
@pytest.mark.parametrize(("file", "read", "found", "name"), WIDE)
def test_a_table_of_benchmarks_is_read_whole_and_ten_cells_agree(shared, file, read, found, name):
    path = shared / "data" / file
    one = parsed("benchmark-tables", path)
    assert balanced(one)
    assert (one.read, len(one.found)) == (read, found)
    with path.open(encoding="utf-8-sig", newline="") as opened:
        rows = {f"{path.name}#{at}": row for at, row in enumerate(csv.DictReader(opened), 2)}
    for find in ten(one.found):
        row, board = rows[find.item.partition("/")[0]], find.facts["benchmark"]
        assert row[name].strip().endswith(find.name)
        assert find.facts["score"] == pytest.approx(float(row[board]))


@pytest.mark.shared
def test_markdown_and_json_boards_agree_with_what_their_files_say(shared):
    data = shared / "data"
    clue = parsed("superclue", data / "channels/superclue/README.md")
    lines = (data / "channels/superclue/README.md").read_text(encoding="utf-8").splitlines()
    assert (clue.read, len(clue.found)) == (19, 19)
    for find in ten(clue.found):
        line = lines[int(find.item.removeprefix("line ")) - 1]
        assert (f"{find.facts['score']:.2f}" in line, find.name in line, find.developer in line) == (True, True, True)
    squad = json.loads((data / "papers-with-code/squad.json").read_text())[0]["datasets"]
    best = {f"Question Answering: {one['dataset']}": one["sota"]["rows"] for one in squad}
    page = parsed("papers-with-code", data / "papers-with-code/squad.json")
    assert balanced(page)
    assert page.read == sum(map(len, best.values())) == 451
    for find in page.found:
        rows = best[find.facts["benchmark"]]
        assert (find.name, find.facts["evaluations"]) == (" ".join(rows[0]["model_name"].split()), len(rows))


def test_a_score_before_the_name_is_found_and_the_number_of_shots_is_none(tmp_path):
    table = (
        "id,Name,Overall accuracy,Model version,Shots,Source\nr1,Atlas,95.3%,atlas-2,10,x\nr2,Zeus,80%,zeus-1,10,y\n"
    )
    page = parsed("epoch-benchmarks", tmp_path / "hella.csv", table.encode())
    assert [(one.name, one.facts["score"]) for one in page.found] == [("atlas-2", 95.3), ("zeus-1", 80.0)]


@pytest.mark.matrix
@pytest.mark.shared
def test_documents_are_read_whole_and_ten_entries_agree(shared):
    data = shared / "data"
    graphs = [parsed("ecosystem-graphs", path) for path in sorted((data / "ecosystem-graphs").glob("*.yaml"))]
    loaded = [
        row for path in sorted((data / "ecosystem-graphs").glob("*.yaml")) for row in yaml.safe_load(path.read_text())
    ]
    assert all(map(balanced, graphs))
    assert [one.name for page in graphs for one in page.found] == [
        " ".join(str(row["name"]).split()) for row in loaded if row["type"] == "model"
    ]
    for path in ten(sorted((data / "models-dev").rglob("*.toml"))):
        find, row = parsed("models-dev", path).found[0], tomllib.loads(path.read_text())
        assert (find.name, find.published, find.developer) == (row["name"], row["release_date"], path.parent.name)
    for path in ten(sorted((data / "akronomicon").rglob("*.json"))):
        try:
            row = json.loads(path.read_text())
        except ValueError:
            assert "not JSON" in parsed("akronomicon", path).held[0].reason
            continue
        find = parsed("akronomicon", path).found[0]
        assert find.name == row["name"].strip()
        assert find.facts.get("parameters", 0) == pytest.approx(float(row["model"]["parameters"] or 0) * 1e9)
    listed = json.loads((data / "openrouter-2026-05/models.json").read_text())
    listed = listed["data"] if isinstance(listed, dict) else listed
    router = parsed("openrouter", data / "openrouter-2026-05/models.json")
    assert (router.read, len(router.found)) == (364, len(listed))
    for find, row in ten(list(zip(router.found, listed, strict=True))):
        assert row["name"].endswith(find.name)


def test_papers_with_code_gives_the_best_of_large_boards_and_every_large_model(tmp_path):
    rows = [{"model_name": f"M{at}", "metrics": {"EM": str(90 - at)}} for at in range(101)]
    rows[50]["metrics"]["Number of params"] = "1542M"
    inner = {"dataset": "Inner", "sota": {"rows": rows}}
    task = {"task": "QA", "datasets": [{"dataset": "Outer", "subdatasets": [inner]}], "subtasks": [3]}
    one = parsed("papers-with-code", tmp_path / "a.json", json.dumps([{"task": "NLP", "subtasks": [task]}]).encode())
    assert [find.name for find in one.found] == ["M0", "M50"]
    assert one.found[1].facts["parameters"] == 1.542e9
    assert (one.read, len(one.skipped), len(one.held)) == (102, 99, 1)


def test_every_eval_ever_gives_each_result(tmp_path):
    results = [
        {"evaluation_name": "GPQA", "score_details": {"score": 0.6}},
        {"evaluation_name": "MMLU", "score_details": {"score": "high"}},
    ]
    body = {"model_info": {"name": "lab/Atlas-9B"}, "evaluation_results": results, "source_metadata": {}}
    one = parsed("every-eval-ever", tmp_path / "a.json", json.dumps(body).encode())
    assert [(find.name, find.developer, find.facts) for find in one.found] == [
        ("Atlas-9B", "lab", {"benchmark": "GPQA", "score": 0.6})
    ]
    assert balanced(one)


def test_superclue_reads_its_tables_and_names_a_renamed_column(tmp_path):
    header = "| 排名 | 模型 | 机构 | 总分 |\n|:-:|:-:|:-:|:-:|\n"
    text = header + "| 1 | [文心一言](http://x)4.0 | 百度 | 79.02 |\n| 2 | B | C | 高 |\n"
    one = parsed("superclue", tmp_path / "README.md", text.encode())
    assert [(find.name, find.developer, find.facts["score"]) for find in one.found] == [("文心一言4.0", "百度", 79.02)]
    assert (one.read, len(one.held)) == (2, 1)
    renamed = parsed("superclue", tmp_path / "README.md", text.replace("总分", "得分").encode())
    assert "renamed" in renamed.held[0].reason


def test_a_name_with_many_dates_is_a_series_and_no_model(tmp_path):
    lines = [f"Maximum compute,20{at}-01-01,{at}" for at in range(10, 14)] + [
        "Atlas,2020-01-01,7",
        "Atlas,2021-01-01,8",
    ]
    table = "\n".join(["Entity,Day,Training computation (petaFLOP)", *lines])
    page = parsed("owid", tmp_path / "a.csv", table.encode())
    assert [one.name for one in page.found] == ["Atlas", "Atlas"]
    assert {(one.item, one.reason) for one in page.skipped} == {("Maximum compute", "a series of 4 dates, not a model")}
    assert balanced(page)


@pytest.mark.parametrize(
    ("headers", "unit", "words"),
    [
        ("model_name,Average,#Params (B)", 1, ""),
        ("model_name,Average,#Params (B)", 1000, "another unit"),  # millions for billions
        ("model_name,#Params (B),Average", 1, "did the columns move"),
        ("model_name,Average", 1, ""),  # a column dropped that is not needed
        ("model_name,Mean,#Params (B)", 1, "Was it renamed"),
    ],
)
def test_a_board_in_another_form_is_held_whole(tmp_path, headers, unit, words):
    rows = [f"lab/Atlas-{at}B,{3000 + at},{at * unit}" for at in range(1, 9)]
    page = parsed("open-llm-leaderboard", tmp_path / "a.csv", "\n".join([headers, *rows]).encode())
    assert (len(page.found), balanced(page)) == (0 if words else 8, True)
    assert words in (page.held[0].reason if page.held else "")


def test_boards_known_from_documents_take_any_shape_that_names_models(tmp_path):
    rows = {
        "sets": [{"name": "MMLU"}],
        "data": {
            "big": [{"模型": "甲-72B", "机构": "Lab", "总分": "81.2", "参数量": "72B"}, {"模型": "乙", "总分": "n/a?"}]
        },
    }
    opened = parsed("opencompass", tmp_path / "a.json", json.dumps(rows).encode())
    assert (opened.read, opened.found[0].developer, opened.found[0].facts["parameters"]) == (2, "Lab", 72e9)
    assert "score 'n/a?'" in opened.held[0].reason
    table = b"Model,Organization,Rating,Votes\nlab/Atlas,Lab,1300,12\n"
    assert parsed("compassarena", tmp_path / "a.csv", table).found[0].popularity == 12
    assert "It holds other, keys" in parsed("seal", tmp_path / "b.json", b'{"other": [], "keys": 1}').held[0].reason
    cells = [{"value": "Atlas"}, {"value": None}, {"value": 0.5, "run_spec_names": ["gsm:model=lab_atlas,stop=x"]}]
    tables = [{"title": "Core", "header": [], "rows": [cells, [{"value": "Zeus"}, {"value": "-"}], []]}]
    helm = parsed("helm", tmp_path / "core.json", json.dumps(tables).encode())
    assert (helm.read, len(helm.found), len(helm.skipped), len(helm.held)) == (3, 1, 1, 1)
    assert (helm.found[0].developer, helm.found[0].facts["score"]) == ("lab", 0.5)


@pytest.mark.parametrize("channel", [name for name, _ in sources.CHANNELS if name not in ("huggingface", "modelscope")])
@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00", b"<html>busy</html>", b"[" * 5000, b'{"data": 3}', b"a,b\n1,2\n"]
)
def test_what_is_no_such_file_is_held_with_a_reason(channel, body, tmp_path):
    one = parsed(channel, tmp_path / "file", body)
    assert (len(one.found), balanced(one)) == (0, True)
    assert all(held.reason for held in one.held)
