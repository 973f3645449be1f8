"""What the daily job of docs/publish-daily.md keeps of a release folder is enough for the next release."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml
from helpers.sample_census import later_census

from flopwatch.build_folder import publish
from flopwatch.census import Census
from flopwatch.releases.manifest import Manifest

PAGE = Path(__file__).parents[2] / "docs/publish-daily.md"


def test_records_values_and_manifest_are_enough_for_the_next_release(
    release: tuple[Path, Manifest], census: Census, tmp_path: Path
) -> None:
    job = yaml.safe_load(PAGE.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0])
    taken = next(one["run"] for one in job["jobs"]["publish"]["steps"] if one.get("name", "").startswith("Take"))
    assert "cp -r published/releases out/site/releases" in taken
    assert "cp published/manifest.json out/manifest.json" in taken
    out = tmp_path / "out"
    shutil.copytree(release[0] / "site/releases", out / "site/releases")
    shutil.copyfile(release[0] / "manifest.json", out / "manifest.json")
    assert publish(later_census(census), out, notes="").release == 2
    first = (out / "site/releases/1/release.json").read_bytes()
    assert first == (release[0] / "site/releases/1/release.json").read_bytes()
