"""Wrong command lines: exit code 2 if the line is wrong by itself, 1 if an input or the census is at fault.

Each message names the value given and the next step.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.commands import command

FLOPWATCH = str(Path(sys.executable).with_name("flopwatch"))

# Command line, exit code, and what the message must say: the value or option, and the next step.
WRONG = (
    ("modls", 2, "'modls'", "Did you mean 'models'?"),
    ("thresold", 2, "'thresold'", "Did you mean 'thresholds'?"),
    ("trends growht", 2, "'growht'", "Did you mean 'growth'?"),
    ("ledger verifi", 2, "'verifi'", "Did you mean 'verify'?"),
    ("validate cost", 2, "'cost'", "Did you mean 'costs'?"),
    ("data chek", 2, "'chek'", "Did you mean 'check'?"),
    ("zzz", 2, "'zzz'", "flopwatch --help"),
    ("models --whre x", 2, "--whre", "Did you mean '--where'?"),
    ("models --json1", 2, "--json1", "Did you mean '--json'?"),
    ("models --order name", 2, "--order", "models --help"),
    ("estimate --params 7B", 2, "--params", "Did you mean '--parameters'?"),
    ("models --limit x", 2, "--limit 'x'", "a whole number from 0 up"),
    ("models --limit=-1", 2, "--limit '-1'", "a whole number from 0 up"),
    ("models --limit", 2, "--limit", "models --help"),
    ("models --format xml", 2, "--format 'xml'", "table, json, csv"),
    ("models --format jsn", 2, "--format 'jsn'", "Did you mean 'json'?"),
    ("models --json=3", 2, "--json", "models --help"),
    ("models extra", 2, "extra", "models --help"),
    ("models --sort developer", 2, "'developer'", "Did you mean 'developers'?"),
    ("models --sort name:down", 2, "'down'", "name:desc"),
    ("models --sort colour", 2, "'colour'", "--format csv"),
    ("models --where 'developer like \"x\"'", 2, "'developer'", "Did you mean 'developers'?"),
    ("models --where 'paramters > 1'", 2, "'paramters'", "Did you mean 'parameters'"),
    ("models --where 'developers = OpenAI'", 2, "'OpenAI'", "single quotes"),
    ("models --where 'name ='", 2, "name =", "Example: --where"),
    ("models --where 'sleep(3)'", 2, "'sleep'", "Functions: abs"),
    ("models --at 1e25x", 2, "--at '1e25x'", "1e25, 3.5e24 or 10^25"),
    ("models --at 3e24", 2, "'3e24'", "Thresholds: 1e22"),
    ("models --as-of 2023-02-30", 2, "--as-of", "no day 30"),
    ("models --as-of 2024-13", 2, "'2024-13'", "month 13"),
    ("thresholds 1e25", 2, "(1e25)", "--at"),
    ("models --as-of yesterday", 2, "'yesterday'", "is not a date"),
    ("models --data nowhere", 1, "nowhere", "--data"),
    ("models --ledger list.md", 1, "list.md", "ledger"),
    ("models --ledger mysql://x", 2, "mysql://", "sqlite:PATH"),
    ("thresholds --at 1e25x", 2, "--at '1e25x'", "not in FLOP"),
    ("thresholds --at '5e24 tokens'", 2, "'5e24 tokens'", "not in FLOP"),
    ("thresholds --at 1e99", 2, "'1e99'", "mistyped"),
    ("thresholds --at lots", 2, "'lots'", "1e25, 3.5e24 or 10^25"),
    ("thresholds --within abc", 2, "--within 'abc'", "is not a number"),
    ("thresholds --within 99", 2, "--within 99", "0 to 30"),
    ("thresholds --rule base-model", 2, "'base-model'", "Did you mean 'base-models'?"),
    ("rules eu-systemc-risk", 2, "'eu-systemc-risk'", "Did you mean 'eu-systemic-risk'?"),
    ("show", 2, "MODEL", "show --help"),
    ("show GPT-44", 1, "'GPT-44'", "Did you mean openai/gpt-4"),
    ("show 'No Such Model'", 1, "'No Such Model'", "flopwatch models"),
    ("import", 2, "READER", "import --help"),
    ("import epoch-cvs list.md", 2, "'epoch-cvs'", "Did you mean 'epoch-csv'?"),
    ("import xls list.md", 2, "'xls'", "Readers: awesome-list"),
    ("import awesome-list absent.md", 1, "absent.md", "there is no such file"),
    ("import awesome-list list.md --date never", 2, "--date 'never'", "is not a date"),
    ("import epoch-csv empty.csv", 1, "empty.csv", "cut off"),
    ("import epoch-csv colours.csv", 1, "colours.csv", "no column Model or System"),
    ("audit absent.csv", 1, "absent.csv", "there is no such file"),
    ("audit list.md --reader orgk", 2, "'orgk'", "Did you mean 'orkg'?"),
    ("estimate", 2, "Too little", "--parameters"),
    ("estimate --parameters lots --tokens 1e12", 2, "--parameters 'lots'", "405B"),
    ("estimate --parameters 7B --tokens 1e12x", 2, "--tokens '1e12x'", "tokens"),
    ("estimate --chips 8 --days 5 --mfu 40 --chip H100", 2, "40", "40%"),
    ("estimate --chips 8 --days 5 --chip H1000", 1, "'H1000'", "Nearest: NVIDIA H100"),
    ("estimate --parameters 7B --tokens 1e12 --country Narnia", 2, "'Narnia'", "ISO 3166"),
    ("estimate --parameters 7B --tokens 1e12 --operator big", 2, "'big'", "large, other"),
    ("estimate --parameters 7B --hours 3 --days 5", 2, "--hours", "Give one of them"),
    ("estimate --like '0.4x GPT-44'", 1, "'GPT-44'", "Did you mean openai/gpt-4"),
    ("architecture absent.json", 1, "absent.json", "there is no such file"),
    ("architecture list.md", 1, "list.md", "Markdown"),
    ("architecture config.json --context 0", 2, "--context '0'", "from 1 up"),
    ("architecture config.json --convention half", 2, "'half'", "Conventions: full, causal-half"),
    ("trends counts --by colour", 2, "--by 'colour'", "Groupings:"),
    ("trends growth --group colour", 2, "--group 'colour'", "organisation"),
    ("trends growth --break never", 2, "--break 'never'", "is not a date"),
    ("trends chart pie", 2, "'pie'", "Charts:"),
    ("export xml --out x", 2, "'xml'", "claims-toml"),
    ("build --notes hello", 2, "--notes", "--release"),
    ("build --base-url ftp://x --out b", 2, "'ftp://x'", "https://example.org"),
    ("serve --port 99999999", 2, "--port '99999999'", "from 0 to 65535"),
    ("merge GPT-4 GPT-3 --reason ''", 2, "reason", "--reason"),
    ("same GPT-4 ''", 2, "empty", "two names"),
    ("search", 2, "WORDS", "search --help"),
    ("search ''", 2, "nothing to search for", "flopwatch search llama"),
    ("search GTP-44", 1, "'GTP-44'", "Did you mean 'GPT-4"),
    ("search llama --limit 0", 2, "--limit '0'", "from 1 up"),
)

LLAMA = {
    "model_type": "llama",
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 128,
    "vocab_size": 100,
    "max_position_embeddings": 2048,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, few_models: Path) -> Path:
    """A folder with a list, a config, an empty table and a table of something else."""
    place = tmp_path_factory.mktemp("usage")
    (place / "list.md").write_text("# Models\n\n- GPT-3 [OpenAI]\n", encoding="utf-8")
    (place / "config.json").write_text(json.dumps(LLAMA), encoding="utf-8")
    (place / "empty.csv").write_text("", encoding="utf-8")
    (place / "colours.csv").write_text("Colour,Hex\nred,f00\n", encoding="utf-8")
    return place


def test_there_are_enough_wrong_usages() -> None:
    assert len({line for line, *_ in WRONG}) == len(WRONG) >= 60


@pytest.mark.parametrize(("line", "code", "value", "step"), WRONG, ids=[line for line, *_ in WRONG])
def test_a_wrong_usage_names_its_value_and_the_next_step(
    folder: Path, few_models: Path, line: str, code: int, value: str, step: str
) -> None:
    done = command(*shlex.split(line), cwd=folder, env={"FLOPWATCH_DATA": str(few_models)})
    words = done.stderr.replace("\n", " ")
    assert done.returncode == code, words
    assert value in words
    assert step in words
    assert words.startswith("flopwatch: ") or "Usage:" in words
    assert "Traceback" not in words
    assert len(words) < 700, "a message fits the screen"
    assert done.stdout == ""


def test_a_context_beyond_the_config_s_is_counted_with_a_caution(folder: Path) -> None:
    said = command("architecture", "config.json", "--context", "1000000", cwd=folder).stdout
    assert "caution: a context of 1,000,000 tokens is longer than the 2,048 that the config states" in said
    assert "caution" not in command("architecture", "config.json", "--context", "2048", cwd=folder).stdout


@pytest.mark.parametrize(
    "where", ["published > 2024", "published > '2024'", "parameters < '1e11'", "parameters < 1e11"]
)
def test_text_and_numbers_are_compared_as_the_column_is(where: str, folder: Path, few_models: Path) -> None:
    env = {"FLOPWATCH_DATA": str(few_models)}
    listed = json.loads(command("models", "--json", cwd=folder, env=env).stdout)
    chosen = json.loads(command("models", "--json", "--where", where, cwd=folder, env=env).stdout)
    later = [one["id"] for one in listed if (one["published"] or "") > "2024"]
    smaller = [one["id"] for one in listed if one["parameters"] is not None and one["parameters"] < 1e11]
    assert [one["id"] for one in chosen] == (later if "published" in where else smaller)


def test_a_pipe_gets_tabs_and_numbers_that_other_programs_read(folder: Path, few_models: Path) -> None:
    env = {"FLOPWATCH_DATA": str(few_models), "COLUMNS": ""}
    piped = command("models", cwd=folder, env=env).stdout.splitlines()
    keys = piped[0].split("\t")
    rows = [dict(zip(keys, line.split("\t"), strict=True)) for line in piped[1:]]
    listed = json.loads(command("models", "--json", cwd=folder, env=env).stdout)
    assert [row["id"] for row in rows] == [row["id"] for row in listed]
    known = [row["training_compute_flop"] for row in listed]
    assert [row["training_compute_flop_p50"] for row in rows] == [
        "" if one is None else str(one["p50"]) for one in known
    ]


@pytest.mark.parametrize(
    ("shell", "env"),
    [
        ("bash", {"COMP_WORDS": "flopwatch thre", "COMP_CWORD": "1"}),
        ("zsh", {"_TYPER_COMPLETE_ARGS": "flopwatch thre"}),
        ("fish", {"_TYPER_COMPLETE_ARGS": "flopwatch thre", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}),
    ],
)
def test_each_shell_completes_commands(shell: str, env: dict[str, str]) -> None:
    asked = {"_FLOPWATCH_COMPLETE": f"complete_{shell}", **env}
    done = subprocess.run([FLOPWATCH], env=os.environ | asked, capture_output=True, text=True, check=True)
    assert "thresholds" in done.stdout
    assert "coverage" not in done.stdout


def test_a_pipe_is_not_wrapped_and_a_narrow_screen_breaks_no_word(folder: Path, few_models: Path) -> None:
    words = "thresholds", "--at", "1e24"
    env = {"FLOPWATCH_DATA": str(few_models)}
    wide = command(*words, cwd=folder, env={**env, "COLUMNS": ""}).stdout.splitlines()
    narrow = command(*words, cwd=folder, env={**env, "COLUMNS": "80"})
    assert max(map(len, wide)) > 160
    assert max(map(len, narrow.stdout.splitlines())) <= 80
    assert "leave no room for" in narrow.stderr
    rows = json.loads(command(*words, "--json", cwd=folder, env=env).stdout)
    assert len(wide) == len(rows) + 1
    cut = set(narrow.stdout.split())
    assert all(word in cut for row in rows for word in row["name"].split())
