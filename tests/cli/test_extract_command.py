"""`flopwatch extract`: text in, rows or JSON out; errors name the place and the next step."""

from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace

import pytest
from helpers.commands import command

import flopwatch as fw

GERMAN = "Kimi K2 kommt auf eine Billion Parameter, davon sind 32 Milliarden aktiv. Training 2025 auf 2.048 GPUs."


@pytest.fixture
def piped(monkeypatch):
    def pipe(raw: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))

    return pipe


def test_a_piped_text_gives_its_facts_with_spans_and_words(piped):
    piped(GERMAN.encode())
    done = command("extract", "--json")
    found = json.loads(done.stdout)
    assert found["language"] == "de"
    facts = {one["kind"]: one for one in found["facts"]}
    assert (facts["params"]["value"], facts["params"]["model"]) == ("1000000000000", "Kimi K2")
    assert facts["params"]["flags"] == ["ambiguous-scale"]
    assert facts["active_params"]["value"] == "32000000000"
    assert facts["chip_count"]["value"] == "2048"
    assert all(GERMAN[one["start"] : one["end"]] == one["as_written"] for one in found["facts"])


def test_the_package_gives_what_the_command_prints(piped):
    piped(GERMAN.encode())
    assert json.loads(command("extract", "--json").stdout) == json.loads(json.dumps(fw.extract(GERMAN)))


def test_a_file_is_read_and_the_table_counts(tmp_path):
    (tmp_path / "text.txt").write_text("Модель с 1,7 трлн параметров", encoding="utf-8")
    done = command("extract", "text.txt", cwd=tmp_path)
    assert done.returncode == 0
    assert "1700000000000" in done.stdout
    assert "language ru, 1 fact" in done.stderr


@pytest.mark.parametrize(
    ("words", "raw", "code", "says"),
    [
        (("--lang", "xx"), b"text", 2, "'xx'"),
        (("absent.txt",), b"", 1, "absent.txt is not a file"),
        ((), b"\xff\xfe7B", 1, "standard input: byte 0 is not UTF-8"),
    ],
)
def test_an_error_names_the_place_and_the_next_step(piped, tmp_path, words, raw, code, says):
    piped(raw)
    done = command("extract", *words, cwd=tmp_path)
    assert done.returncode == code
    assert says in done.stderr
