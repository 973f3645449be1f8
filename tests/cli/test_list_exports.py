from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flopwatch.cli import app

LIST = """\
# A list

## Models

### Language

- **Some-1** [[Acme]]() Sept. 2021 [close]

  ```yaml
  Params: 7B
  Obective: MLM
  ```
"""


def _run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, done.stdout, done.stderr + str(done.exception or "")


def test_an_imported_list_is_written_again_with_a_reason_for_each_difference(few_models, tmp_path: Path) -> None:
    file, out, store = tmp_path / "list.md", tmp_path / "out", str(tmp_path / "l.sqlite")
    file.write_text(LIST, encoding="utf-8")
    where = ("--data", str(few_models), "--ledger", store)
    assert _run("import", "awesome-list", str(file), "--source", "mine", *where)[0] == 0
    code, said, _ = _run(
        "export", "awesome", "--only", "mine", "--out", str(out), "--against", str(file), "--json", *where
    )
    assert code == 0
    (difference,) = json.loads(said)["differences"]
    assert (difference["was"], difference["now"], difference["reason"]) == ("Obective", "Objective", "misspelt key")
    assert "Objective: MLM" in (out / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("awesome", "--only", "nobody"), "Import the list first"),
        (("awesome", "--style", "blocs"), "blocks"),
        (("awesome", "--against", "x.md"), "--only"),
        (("orkg", "--style", "clean"), "--style"),
        (("orkg", "--only", "x"), "--only"),
    ],
)
def test_what_cannot_be_exported_is_said_and_nothing_is_written(few_models, tmp_path: Path, words, said: str) -> None:
    out = tmp_path / "out"
    where = ("--data", str(few_models), "--ledger", str(tmp_path / "none.sqlite"), "--out", str(out))
    code, _, error = _run("export", *words, *where)
    assert code in (1, 2)
    assert said in " ".join(error.split())
    assert not out.exists()
