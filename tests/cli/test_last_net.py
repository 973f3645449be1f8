"""The last net: whatever happens, one line on stderr, exit 1, a report file, and never a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flopwatch import cli
from flopwatch.domain import BadInput


def ended(run: object, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as end:
        cli.main(run)  # type: ignore[arg-type]
    assert end.value.code == 1
    return capsys.readouterr().err


@pytest.mark.parametrize(
    "error",
    [
        KeyError("x"),
        RecursionError("deep"),
        MemoryError(),
        UnicodeDecodeError("utf-8", b"\xb0", 0, 1, "bad"),
        ValueError("\x1b[31m\x07"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_an_error_nobody_foresaw_is_one_line_and_a_report(
    error: Exception, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def run() -> None:
        raise error

    said = ended(run, capsys)
    assert said.count("\n") == 1
    assert said.strip().isprintable()
    assert type(error).__name__ in said
    [report] = tmp_path.iterdir()
    assert str(report) in said
    assert "Traceback" in report.read_text()


def test_where_no_report_can_be_kept_the_line_comes_all_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nonexistent/folder")

    def run() -> None:
        raise KeyError("x")

    assert "KeyError" in ended(run, capsys)


def test_messages_carry_no_marks_that_steer_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    def run() -> None:
        raise BadInput("a\x1b]0;pwn\x07b\u202ec\u200bd\udcffe\nsecond line")

    said = ended(run, capsys)
    assert said == "flopwatch: a�]0;pwn�b�c�d�e\nsecond line\n"


def test_odd_words_and_a_python_without_docstrings_end_in_a_sentence(few_models: Path, tmp_path: Path) -> None:
    env = {**os.environ, "FLOPWATCH_DATA": str(few_models), "FLOPWATCH_LEDGER": str(tmp_path / "l.sqlite")}
    bad = tmp_path / "esc.csv"
    bad.write_bytes(b"a\x1b]0;pwn\x07\x1b[31m,b\n1,2\n")
    for words, code in (
        (["-m", "flopwatch", "models", "--where", b"name = '\xff'"], 2),
        (["-m", "flopwatch", "import", "orkg", str(bad)], 1),
        (["-OO", "-m", "flopwatch", "models"], 1),
    ):
        ran = subprocess.run([sys.executable, *words], capture_output=True, env=env, check=False)
        told = ran.stderr.decode()
        assert ran.returncode == code, told
        assert re.match(r"flopwatch: ", told)
        assert "Traceback" not in told
        assert told.replace("\n", "").isprintable()
