"""Imports: resolved before they are stored, held where a source shrank, current again when repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from flopwatch import api
from flopwatch.domain import Shrunken, Snapshot
from flopwatch.ledger import copy_ledger, read_events, retract
from flopwatch.records import fold
from flopwatch.sources import reader


def table(*numbers: int, modified: str = "") -> bytes:
    head = "Model,Parameters" + (",Last modified" if modified else "")
    return "\n".join((head, *(f"Made-{n},{n + 1}e9" + (f",{modified}" if modified else "") for n in numbers))).encode()


class Imports:
    """One ledger, and files imported into it."""

    def __init__(self, data: Path, folder: Path) -> None:
        self.data, self.folder, self.store = data, folder, str(folder / "l.sqlite")

    def __call__(self, content: bytes, name: str = "made.csv", **how: bool) -> api.imports.Imported:  # type: ignore[name-defined]
        (self.folder / name).write_bytes(content)
        return api.import_file("epoch-csv", str(self.folder / name), self.data, self.store, **how)

    def models(self) -> set[str]:
        return {claim.subject for claim in fold(read_events(self.store)).claims.values()}

    def snapshots(self) -> list[Snapshot]:
        return [one for one in read_events(self.store) if isinstance(one, Snapshot)]


@pytest.fixture
def imports(few_models: Path, tmp_path: Path) -> Imports:
    return Imports(few_models, tmp_path)


def test_a_shrunken_source_is_held_until_it_is_accepted_and_the_whole_file_becomes_current_again(
    imports: Imports,
) -> None:
    imports(table(*range(20)))
    with pytest.raises(
        Shrunken, match=r"3 of 20 names would disappear: Made-17, Made-18, Made-19\. .*--accept-shrink"
    ) as held:
        imports(table(*range(17)))
    assert held.value.gone == ("Made-17", "Made-18", "Made-19")
    assert len(imports.snapshots()) == 1
    imports(table(*range(18)))  # one in ten may go
    assert len(imports.models()) == 18
    imports(table(0, 1), accept_shrink=True)
    assert imports.models() == {"Made-0", "Made-1"}
    imports(table(*range(20)))
    assert len(imports.models()) == 20
    imports(table(0, 1), accept_shrink=True)
    assert len(imports.models()) == 2


def test_models_that_are_exchanged_for_others_count_as_gone(imports: Imports) -> None:
    imports(table(*range(20)))
    with pytest.raises(Shrunken, match="20 of 20 names would disappear"):
        imports(table(*range(100, 120)))


def test_the_same_file_again_adds_nothing(imports: Imports) -> None:
    first, second = imports(table(1, 2)), imports(table(1, 2))
    assert "nothing was added" in second.notes[-1]
    assert (len(imports.snapshots()), first.claims) == (1, second.claims)


def test_two_exports_of_one_name_are_two_snapshots_and_the_later_import_counts(imports: Imports) -> None:
    for numbers in ((1, 2), (1, 2, 3), (1, 2)):
        imports(table(*numbers), accept_shrink=True)
        assert imports.models() == {f"Made-{n}" for n in numbers}
    assert len(imports.snapshots()) == 3


def test_a_file_is_dated_by_its_own_last_change_and_an_earlier_one_is_history(imports: Imports) -> None:
    assert reader("epoch-csv").describe("made.csv", table(1, modified="2024-05-06 10:00:00")).date == "2024-05-06"
    imports(table(1, 2, modified="2025-02-01"))
    row = imports(table(1, 3, modified="2024-02-01"))
    assert "kept as history" in row.notes[-1]
    assert imports.models() == {"Made-1", "Made-2"}
    again = imports(table(1, 3, modified="2024-02-01"), accept_shrink=True)
    assert imports.models() == {"Made-1", "Made-2"}  # whenever it is imported, the newer word holds
    retract(imports.store, again.notes[-1].rsplit(" ", 1)[1], reason="the newer file was a mistake")
    assert imports.models() == {"Made-1", "Made-3"}


@pytest.mark.matrix
def test_ledgers_merged_with_rival_snapshots_lose_neither(imports: Imports, tmp_path: Path) -> None:
    other = Imports(imports.data, tmp_path / "other")
    other.folder.mkdir()
    imports(table(1, 2))
    other(table(2, 3))
    copy_ledger(other.store, imports.store)
    assert imports.models() == {"Made-1", "Made-2", "Made-3"}
    imports(table(1, 2, 3, 4))
    assert imports.models() == {"Made-1", "Made-2", "Made-3", "Made-4"}


def test_what_cannot_be_resolved_is_not_stored(imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no record can be made of it")

    monkeypatch.setattr("flopwatch.records.resolve", broken)
    with pytest.raises(ValueError, match="no record"):
        imports(table(1))
    assert not Path(imports.store).exists()
    assert not (imports.folder / "cache").exists()
