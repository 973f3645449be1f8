"""A build into a folder that holds the same release: the folder stays as it is, and any difference is built anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from flopwatch import api, build_folder
from flopwatch.api import builds


def test_an_unchanged_build_leaves_its_folder_and_any_difference_builds_it_again(
    few_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, out = str(tmp_path / "kept/ledger.sqlite"), tmp_path / "out"
    made: list[Path] = []

    def count(census: object, folder: Path, **options: object) -> object:
        made.append(folder)
        return build_folder.publish(census, folder, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(builds, "publish", count)
    first = api.build(few_models, store, out)
    assert api.build(few_models, store, out) == first
    assert api.build_if_needed(few_models, store, out) is False
    assert len(made) == 1
    page = out / "site/index.html"
    right = page.read_bytes()
    page.write_bytes(right + b"altered")
    assert api.build(few_models, store, out) == first
    assert (page.read_bytes(), len(made)) == (right, 2)
    assert build_folder.release_in(out, first.sha256) is not None
    (out / "site/foreign.html").write_bytes(b"")
    assert build_folder.release_in(out, first.sha256) is None
    assert api.build(few_models, store, out, base_url="https://example.org").sha256 != first.sha256
    assert ((out / "site/foreign.html").exists(), len(made)) == (False, 3)
