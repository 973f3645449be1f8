"""The scheduled update of docs/methods/updates.md: its shell parts against a repository and a site on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from helpers.fake_site import FakeSite, serving_site

ROOT = Path(__file__).parents[2]
FILES = {"all_ai_models": 12, "notable_ai_models": 11}  # with their rows; a third source would cost two seconds more
_LEFT_OUT = 'address = "https://epoch.ai/data/large_scale_ai_models.csv"\n'
HEADERS = "Model,Organization,Publication date,Parameters,Training compute (FLOP)"


def steps() -> list[str]:
    """Return the shell parts of the job, without the installation."""
    text = (ROOT / "docs/methods/updates.md").read_text(encoding="utf-8")
    job = yaml.safe_load(text.partition("```yaml\n")[2].partition("```")[0])["jobs"]["update"]
    return [one["run"] for one in job["steps"] if "name" in one]


def table(*rows: str) -> bytes:
    return "\n".join([HEADERS, *rows]).encode() + b"\n"


@pytest.mark.matrix
@pytest.mark.skipif(not (shutil.which("jq") and shutil.which("git")), reason="jq or git is not installed")
def test_each_public_export_becomes_one_branch_with_its_own_diff(tmp_path):
    data, tools, clone = tmp_path / "data", tmp_path / "tools", tmp_path / "clone"
    data.mkdir()
    tools.mkdir()
    (tools / "uv").write_text(f'#!/bin/sh\nshift 2\nexec "{sys.executable}" -m flopwatch "$@"\n')
    (tools / "gh").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/gh.log\ncat body.txt >> {tmp_path}/gh.log\n')
    for tool in tools.iterdir():
        tool.chmod(0o755)
    rows = [f"Atlas-{at},Example Lab,2025-01-{1 + at:02},{at + 1}e9,{at + 1}e23" for at in range(12)]
    with serving_site(FakeSite()) as site:
        site.files = {f"/{name}.csv": table(*rows[:count]) for name, count in FILES.items()}
        for path in (ROOT / "data").iterdir():
            if path.is_file():
                shutil.copy(path, data)
        shutil.copytree(ROOT / "data/vocabulary", data / "vocabulary")
        listed = (data / "sources.toml").read_text(encoding="utf-8")
        assert _LEFT_OUT in listed
        listed = listed.replace(_LEFT_OUT, "")
        (data / "sources.toml").write_text(listed.replace("https://epoch.ai/data/", f"{site.url}/"), encoding="utf-8")
        env = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "FLOPWATCH_DATA": str(data)}
        env |= {"FLOPWATCH_ALLOW_LOOPBACK": "1", "PYTHONPATH": os.pathsep.join(map(str, [ROOT / "src"]))}
        env |= {f"GIT_{who}_{what}": "ada@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

        def run(script: str, folder: Path) -> None:
            subprocess.run(
                ["bash", "-e", "-o", "pipefail", "-c", script], cwd=folder, env=env, check=True, timeout=1200
            )

        run("git init -q --bare origin.git && git clone -q origin.git clone 2>/dev/null", tmp_path)
        run("printf '.flopwatch\\n' > .gitignore && git add -A && git commit -q -m first", clone)
        run("git push -q origin HEAD", clone)
        for script in steps():
            run(script, clone)
        assert sorted(path for path, _ in site.asked) == sorted(f"/{name}.csv" for name in (*FILES, *FILES))
    created = [line.split() for line in (tmp_path / "gh.log").read_text().splitlines() if line.startswith("pr create")]
    assert len(created) == len(FILES)
    origin = ["git", "--git-dir", str(tmp_path / "origin.git")]
    for line in created:
        branch = line[line.index("--head") + 1]
        changed = subprocess.run([*origin, "diff", "HEAD", branch], capture_output=True, text=True, check=True).stdout
        assert sum(f'"epoch/{name}"' in changed for name in FILES) == 1, branch
    log = (tmp_path / "gh.log").read_text()
    assert all(f"new: {count} added, 0 changed, 0 withdrawn." in log for count in FILES.values())
