"""Imported rows at a threshold: listed, folded or below it with the reason, and the models whose class changed."""

from __future__ import annotations

from pathlib import Path

from flopwatch import api

ROWS = """Model,Organization,Publication date,Parameters,Training compute (FLOP),Training compute notes,Base model
Zork 1,Zorklab,2025-01-01,1e12,5.0000000001e25,,
Zork 1 Chat,Zorklab,2025-02-01,1e12,5.1e25,,Zork 1
Zork Small,Zorklab,2025-03-01,1e9,1e22,,
"""


def test_each_imported_row_is_explained_and_the_ledger_leaves_nothing_elsewhere(
    few_models: Path, tmp_path: Path
) -> None:
    (tmp_path / "rows.csv").write_text(ROWS, encoding="utf-8")
    store = str(tmp_path / "kept/l.sqlite")
    api.import_file("epoch-csv", str(tmp_path / "rows.csv"), few_models, store)
    found = api.explain_imports(few_models, store, at="1e25")
    rows = {one.name: (one.flop, one.outcome, one.reason) for one in found.rows}
    assert list(rows) == ["Zork 1 Chat", "Zork 1"]
    assert rows["Zork 1"][:2] == ("5.0000000001e25", "listed")
    assert rows["Zork 1 Chat"][1:] == ("folded", "folds under Zork 1: tuned from Zork 1")
    assert [(one.name, one.before, one.after) for one in found.changed] == [("Zork 1", "", found.rows[1].compute_class)]
    assert sum(found.after.values()) == sum(found.before.values()) + 1
    assert {one.name for one in (tmp_path / "kept").iterdir()} <= {"l.sqlite", "memory", "cache"}
