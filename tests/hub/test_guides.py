"""Guides: each user of the design has one, whose pages are there and whose commands run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flopwatch.cli import app
from flopwatch.hub.pages.guides import GUIDES

USERS = {"governance-analyst", "forecaster", "researcher", "journalist", "curator", "contributor", "list-maintainer"}


def test_each_user_has_a_guide_and_all_its_pages_are_there(site: Path) -> None:
    assert {one.id for one in GUIDES} == USERS
    index = (site / "guides.html").read_text(encoding="utf-8")
    for one in GUIDES:
        assert f'href="guides/{one.id}.html"' in index
        text = (site / f"guides/{one.id}.html").read_text(encoding="utf-8")
        body = text[text.index("<main") : text.index("</main>")]
        assert one.question in body
        assert len(re.findall("<li>", body)) == 3
        for link in re.findall(r'href="([^"#?:]+)', body):
            assert (site / "guides" / link).resolve().is_file(), link


@pytest.mark.parametrize("command", [step.command for one in GUIDES for step in one.steps if step.command])
def test_each_command_of_a_guide_is_one_with_these_options(command: str) -> None:
    words = shlex.split(command)
    named = [word for word in words[1:] if re.fullmatch(r"[a-z]+", word)]
    answer = CliRunner().invoke(app, [*named, "--help"])
    assert answer.exit_code == 0
    plain = re.sub(r"\x1b\[[0-9;]*m", "", answer.output)
    assert all(word in plain for word in words if word.startswith("--"))
