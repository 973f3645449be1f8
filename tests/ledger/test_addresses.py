"""A ledger is opened by its address; an address of another kind is refused with the next step."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flopwatch.cli import app
from flopwatch.domain import Accept, BadInput, WrongUsage
from flopwatch.ledger import beside, copy_ledger, open_store, read_events, verify


def test_a_bare_path_and_a_sqlite_address_are_one_ledger(tmp_path: Path) -> None:
    file = tmp_path / "l.sqlite"
    with open_store(f"sqlite:{file}") as ledger:
        assert ledger.append([Accept(claim="c1")]) == 1
    for address in (file, str(file), f"sqlite:{file}", f"sqlite://{file}", f"sqlite:{os.path.relpath(file)}"):
        assert [one.claim for one in read_events(address) if isinstance(one, Accept)] == ["c1"]
        assert verify(address) == []
        assert beside(address, "cache").resolve() == (tmp_path / "cache").resolve()
    with pytest.raises(BadInput, match="are the same ledger"):
        copy_ledger(f"sqlite:{file}", str(file))
    assert copy_ledger(f"sqlite:{file}", f"sqlite:{tmp_path}/other.sqlite") == (1, 0)


@pytest.mark.parametrize("address", ["postgresql://me:secret@[", "postgres://me:secret@h\u2100/db"])
def test_an_address_without_parts_is_refused_and_not_quoted(address: str) -> None:
    for call in (open_store, verify, lambda one: beside(one, "cache")):
        with pytest.raises(WrongUsage, match="not an address that libpq can read") as error:
            call(address)
        assert "secret" not in str(error.value)


@pytest.mark.parametrize("address", ["postgresql://me:secret@host/db", "postgres://host/db", "PostgreSQL://h/d"])
def test_postgresql_without_its_package_names_the_extra_and_no_password(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)  # as where it is not installed
    with pytest.raises(BadInput, match=r"pip install 'flopwatch\[postgres\]'") as error:
        open_store(address)
    assert "secret" not in str(error.value)
    said = CliRunner().invoke(app, ["ledger", "export", "l.jsonl", "--ledger", address])
    assert said.exit_code == 1
    assert not Path("postgresql:").exists()


@pytest.mark.parametrize("address", ["", "sqlite:", "sqlite://host/l.sqlite", "mysql://host/db", "https://host/l"])
def test_an_address_of_no_ledger_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match=r"Write sqlite:PATH, a bare path, or postgresql"):
        open_store(address)
