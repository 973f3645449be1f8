from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from helpers.commands import Done, command
from typer.testing import CliRunner

from flopwatch.cli.apps import app, app_for

ROOT = typer.main.get_command(app).commands
GROUPS = {name: one for name, one in ROOT.items() if hasattr(one, "commands")}
COMMANDS = {
    **{name: one for name, one in ROOT.items() if name not in GROUPS},
    **{f"{group} {name}": one for group, some in GROUPS.items() for name, one in some.commands.items()},
}
PROMISED = {
    "build": {"out", "as_of", "models", "claims", "sources", "sha256"},
    "import": {
        "source",
        "read",
        "claimed",
        "skipped",
        "quarantined",
        "claims",
        "entries_model",
        "models_distinct",
        "models_new",
        "conflicts",
    },
    "models": {
        "id",
        "name",
        "developers",
        "countries",
        "domains",
        "published",
        "parameters",
        "active_parameters",
        "training_compute_flop",
        "compute_class",
    },
    "show": {"id", "fields", "estimate", "history"},
    "thresholds": {
        "model",
        "name",
        "threshold_flop",
        "probability",
        "compute_class",
        "p50",
        "confidence",
        "justification",
        "rule",
    },
    "rules": {
        "rule",
        "jurisdiction",
        "status",
        "in_force",
        "threshold_flop",
        "counts",
        "confirmed",
        "source",
        "models",
    },
    "audit": {"rule", "severity", "model", "field", "source", "as_written", "message", "proposal"},
    "coverage": {"field", "known", "models", "share", "by_class", "by_year"},
    "architecture": {
        "model_type",
        "parameters",
        "active_parameters",
        "non_embedding_parameters",
        "forward_flop_per_token",
        "training_flop_per_token",
        "context",
        "convention",
    },
    "reproduce": {"document", "statement", "published", "computed", "verdict", "note"},
}
LIST = "# awesome-x\n\n## Models\n\n- **Zebra 7B** [[Zoo]]() May 2023\n\n```yaml\nField: Language\nParams: 7B\n```\n"

CONFIG = {
    "model_type": "llama",
    "hidden_size": 4096,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "intermediate_size": 14336,
    "vocab_size": 128256,
}


@pytest.fixture(scope="module")
def place(tmp_path_factory, few_models):
    """A folder to work in, where the curated folder is one of few models: each command below starts anew and reads
    it all.
    """
    folder = tmp_path_factory.mktemp("cli")
    (folder / "curated").symlink_to(few_models)
    (folder / "list.md").write_text(LIST, encoding="utf-8")
    (folder / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    return folder


def run(place: Path, *words: str) -> Done:
    return command(*words, cwd=place, env={"FLOPWATCH_DATA": str(place / "curated")})


@pytest.mark.parametrize(
    ("words", "code"), [(("thresholds", "--at", "1e25", "--json"), 0), (("show", "No Such Model"), 1), (("foo",), 2)]
)
def test_a_command_of_its_own_process_gives_what_it_gives_in_ours(place, words, code):
    done = subprocess.run(
        [sys.executable, "-m", "flopwatch", *words],
        cwd=place,
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
        env={**os.environ, "FLOPWATCH_DATA": str(place / "curated"), "COLUMNS": "160"},
    )
    ours = run(place, *words)
    said = done.stderr.replace("python -m flopwatch", "flopwatch")
    assert (done.returncode, done.stdout, said) == (ours.returncode, ours.stdout, ours.stderr)
    assert done.returncode == code


def as_json(place: Path, *words: str):
    done = run(place, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("import", ("import", "awesome-list", "list.md", "--ledger", "own.sqlite")),
        ("models", ("models",)),
        ("show", ("show", "GPT-4")),
        ("thresholds", ("thresholds", "--at", "1e25")),
        ("audit", ("audit",)),
        ("coverage", ("coverage",)),
        ("rules", ("rules",)),
        ("reproduce", ("reproduce",)),
        ("architecture", ("architecture", "config.json", "--context", "8192")),
        ("build", ("build", "--out", "release")),
    ],
)
def test_each_command_prints_the_keys_it_promises(place, name, words):
    printed = as_json(place, *words)
    rows = printed if isinstance(printed, list) else [printed]
    assert rows
    for row in rows:
        assert PROMISED[name] <= set(row)


def test_a_models_interval_and_unknowns_have_their_shape(place):
    rows = {row["id"]: row for row in as_json(place, "models")}
    assert set(rows["openai/gpt-4"]["training_compute_flop"]) == {"p5", "p50", "p95"}
    assert rows["openai/sora"]["training_compute_flop"] is None
    assert rows["openai/sora"]["unknown"]["parameters"]


def test_models_are_filtered_sorted_and_cut(place):
    rows = as_json(
        place,
        "models",
        "--where",
        "training_compute_p50 > 1e22 and countries like '%US%'",
        "--sort",
        "training_compute_p50:desc",
        "--limit",
        "3",
    )
    figures = {
        row["name"]: row["training_compute_flop"]["p50"]
        for row in as_json(place, "models")
        if row["training_compute_flop"] and "US" in row["countries"]
    }
    assert [row["name"] for row in rows] == sorted(figures, key=figures.__getitem__, reverse=True)[:3]
    assert rows[0]["name"] == "GPT-4"


@pytest.mark.parametrize(
    "where",
    [
        "nonsense >",
        "id = (SELECT 1 FROM sqlite_master)",
        "1); DROP TABLE models; --",
        "load_extension('x')",
        "randomblob(1000000000) = id",
        "length(randomblob(9)) = 9",  # nothing that SQLite would refuse by itself
        "id IN (SELECT name FROM pragma_database_list)",
    ],
)
def test_an_expression_can_neither_write_nor_break_the_command(place, where):
    done = run(place, "models", "--where", where)
    assert done.returncode == (0 if "sqlite_master" in where else 2)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or "Example: --where" in done.stderr


def test_csv_is_csv_and_cannot_start_a_formula(place):
    done = run(place, "models", "--format", "csv")
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@")]


def test_a_sources_confidence_word_is_quoted_in_the_table_and_plain_in_csv(place: Path) -> None:
    # "Likely" is also one of our classes.
    table = run(place, "thresholds", "--at", "1e25").stdout
    plain = run(place, "thresholds", "--at", "1e25", "--format", "csv").stdout
    words = {row["confidence"] for row in csv.DictReader(io.StringIO(plain))} - {""}
    assert words
    assert all(f'"{word}"' in table for word in words)


def test_data_goes_to_stdout_and_words_to_stderr(place):
    done = run(place, "thresholds", "--at", "1e25", "--json")
    json.loads(done.stdout)
    assert done.stderr == ""
    done = run(place, "import", "awesome-list", "list.md", "--ledger", "words.sqlite")
    assert done.stdout == ""
    assert "1 entries read" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("show", "No Such Model"), 1, "no model 'No Such Model'"),
        (("thresholds", "--at", "1e24.5"), 2, "An amount in FLOP"),
        (("thresholds", "--at", "1e99"), 2, "mistyped"),
        (("rules", "eu"), 2, "Rules: eu-systemic-risk"),
        (("models", "--sort", "colour"), 2, "no column 'colour'"),
        (("import", "awesome-list", "absent.md"), 1, "there is no such file"),
        (("import", "epoch-xls", "list.md"), 2, "Readers: awesome-list"),
        (("import", "awesome-list", "list.md", "--date", "yesterday"), 2, "is not a date"),
        (("models", "--as-of", "2023-02-30"), 2, "no day 30"),
        (("models", "--data", "nowhere"), 1, "nowhere"),
        (("models", "--ledger", "list.md"), 1, "list.md"),
        (("ledger", "import", "list.md"), 1, "list.md"),
        (("architecture", "list.md"), 1, "this is Markdown"),
        (("architecture", "config.json", "--convention", "half"), 2, "Conventions: full, causal-half"),
        (("architecture", "config.json", "--context", "0"), 2, "--context"),
        (("frobnicate",), 2, "no command 'frobnicate'"),
        (("export", "xml", "--out", "x"), 2, "claims-toml"),
    ],
)
def test_an_error_names_the_thing_and_the_next_step_without_a_traceback(place, words, code, says):
    done = run(place, *words)
    assert done.returncode == code, done.stderr
    assert says in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr


def test_strict_turns_findings_into_a_failing_exit(place):
    assert run(place, "audit", "--strict").returncode == 1
    (place / "orphan.md").write_text(LIST + "\n```yaml\nParams: 1B\n```\n", encoding="utf-8")
    assert run(place, "import", "awesome-list", "orphan.md", "--strict", "--ledger", "strict.sqlite").returncode == 1


def test_a_ledger_goes_to_text_and_back(place):
    run(place, "import", "awesome-list", "list.md", "--ledger", "a.sqlite")
    for words in (
        ("export", "a.jsonl", "--ledger", "a.sqlite"),
        ("import", "a.jsonl", "--ledger", "b.sqlite"),
        ("export", "b.jsonl", "--ledger", "b.sqlite"),
        ("copy", "c.sqlite", "--ledger", "b.sqlite"),
        ("verify", "--ledger", "c.sqlite"),
    ):
        assert run(place, "ledger", *words).returncode == 0
    assert (place / "a.jsonl").read_bytes() == (place / "b.jsonl").read_bytes() != b""


def test_doctor_looks_at_the_machine(place):
    rows = json.loads(run(place, "doctor", "--json").stdout)
    assert {"check", "ok", "detail"} <= set(rows[0])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_and_a_place_in_the_readme(name):
    assert f"Example: flopwatch {name}" in COMMANDS[name].help
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    mention = name if name.startswith("data ") else name.split()[0]
    assert f"`{mention}" in readme, f"README does not mention {name}"


def test_a_command_that_publishes_nothing_loads_neither_tables_nor_templates_nor_readers(few_models, tmp_path):
    # The estimates read notes in words and weigh with numpy; nothing else that is heavy belongs to listing models.
    heavy = "{'polars', 'jinja2', 'yaml', 'litestar', 'rich.console', 'flopwatch.reproduce'}"
    absent = str(tmp_path / "absent.sqlite")
    words = f"census = api.take_census(Path({str(few_models)!r}), {absent!r}); api.models(census)"
    seen = f"print(sorted({heavy} & set(sys.modules)))"
    code = f"import sys, flopwatch, flopwatch.cli; from pathlib import Path; from flopwatch import api; {words}; {seen}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=1200, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_help_of_import_names_every_reader():
    from flopwatch.cli import releases
    from flopwatch.sources import READERS

    assert releases.READERS.split(", ") == [name for name, _ in READERS]


def test_the_help_loads_nothing_that_computes():
    heavy = "{'numpy', 'sqlite3', 'rich', 'flopwatch.sources', 'flopwatch.records', 'flopwatch.text'}"
    code = f"import sys, flopwatch.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=1200, check=False)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize("words", [["show", "--help"], ["ledger", "verify", "--help"], ["trends", "--help"]])
def test_a_command_that_is_built_alone_has_the_help_that_it_has_among_all(words):
    alone = app_for(words)
    assert len(alone.registered_commands) + len(alone.registered_groups) == 1
    assert CliRunner().invoke(alone, words).output == CliRunner().invoke(app, words).output != ""
    assert app_for(["--help"]) is app_for(["shwo"]) is app_for([]) is app


def test_words_and_defaults_need_no_library_that_converts_them(tmp_path):
    words = ["ledger", "verify", "--ledger", str(tmp_path / "absent.sqlite")]
    imports = "import sys, flopwatch.cli; from flopwatch.cli.apps import app_for"
    code = f"{imports}; app_for({words})({words}, standalone_mode=False)"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; print('pydantic' in sys.modules)"],
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert done.stdout.strip().endswith("False"), done.stderr


def test_a_table_folds_its_widest_column_and_keeps_steering_marks_out(capsys, monkeypatch):
    from flopwatch.cli.options import Format
    from flopwatch.cli.printing import show_rows

    monkeypatch.setenv("COLUMNS", "160")
    rows = [{"name": "模型", "why": "word " * 60}, {"name": "a\x1b[2J", "why": "x" * 300}]
    show_rows(rows, Format.table, ("name", "why"))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "name   why"
    assert max(map(len, lines)) <= 160
    assert "\x1b" not in "".join(lines)
    assert "".join("".join(lines).split()).count("x") == 300
    assert lines[1].startswith("模型   word word")


def test_the_version_is_printed(place):
    assert run(place, "--version").stdout.strip() == "0.1.0"


def test_show_ends_at_one_screen_and_all_has_every_claim(place):
    short, whole = run(place, "show", "GPT-3").stdout, run(place, "show", "GPT-3", "--all").stdout
    receipt = json.loads(run(place, "show", "GPT-3", "--json").stdout)["estimate"]["working_text"]
    assert short.startswith(receipt + "\n")
    assert whole.startswith(receipt + "\n")
    assert len(short.splitlines()) <= max(24, len(receipt.splitlines()) + 7)
    assert len(whole.splitlines()) > 2 * len(short.splitlines())
    assert short.rstrip().endswith('flopwatch show "GPT-3" --all')
