"""A build into a folder that holds the same release: the folder stays as it is, and any difference is built anew."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jinja2 import Template

from flopwatch import api, build_folder
from flopwatch.api import builds
from flopwatch.census import Census
from flopwatch.releases import Manifest


def test_an_unchanged_build_leaves_its_folder_and_any_difference_builds_it_again(
    few_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, out = str(tmp_path / "kept/ledger.sqlite"), tmp_path / "out"
    made: list[Path] = []

    def count(census: Census, folder: Path, **options: Any) -> Manifest:
        made.append(folder)
        return build_folder.publish(census, folder, **options)

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
    assert api.build(few_models, store, out) == msgspec.structs.replace(first, foreign=["site/foreign.html"])
    assert len(made) == 2
    other = api.build(few_models, store, out, base_url="https://example.org")
    assert (other.foreign, len(made)) == (["site/foreign.html"], 3)
    assert other.sha256 != first.sha256


def tree(folder: Path) -> dict[str, str]:
    """Every file of a folder with its hash."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.matrix
def test_a_changed_claim_renders_only_the_pages_that_follow_from_it_and_the_bytes_are_those_of_a_new_build(
    few_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(few_models, data)
    rendered: list[str] = []
    render = Template.render

    def count(self: Template, *args: Any, **values: Any) -> str:
        if self.name == "model.html":
            rendered.append(values["here"] if "here" in values else args[0]["here"])
        return render(self, *args, **values)

    monkeypatch.setattr(Template, "render", count)
    api.build(data, str(tmp_path / "kept/ledger.sqlite"), tmp_path / "out")
    models = len(rendered)
    claims = data / "claims/openai/gpt-3.toml"
    text = claims.read_text(encoding="utf-8")
    before, head, entry = text.partition("[[parameters]]\n")
    assert head
    assert "2026-12-24" not in text
    # Another value, recorded later: the date of the view moves, and every page shows it.
    recorded = entry.index("recorded = ")
    changed = entry[:recorded] + "recorded = 2026-12-24" + entry[recorded + len("recorded = 2026-01-01") :]
    start = changed.index('value = "') + len('value = "')
    changed = changed[:start] + "176" + changed[start + 3 :]
    claims.write_text(before + head + changed, encoding="utf-8")
    rendered.clear()
    cached = api.build(data, str(tmp_path / "kept/ledger.sqlite"), tmp_path / "out")
    assert cached.as_of == "2026-12-24"
    assert "models/openai/gpt-3.html" in rendered
    assert len(rendered) < models / 2
    fresh = api.build(data, str(tmp_path / "other/ledger.sqlite"), tmp_path / "fresh")
    assert fresh.sha256 == cached.sha256
    assert tree(tmp_path / "fresh") == tree(tmp_path / "out")
