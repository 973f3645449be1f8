"""The census as awesome lists in three styles, read back and linted."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from helpers.validators import AWESOME_LINT, needs_awesome_lint

from flopwatch.census import Census
from flopwatch.domain import Claim, Source
from flopwatch.exports.awesome_lists import CONTRIBUTING, by_field, by_organisation, clean, highlighted
from flopwatch.sources.lists.awesome_list import read


def _stated(text: str, field: str) -> dict[str, Claim]:
    found = read(text.encode(), Source(id="x", title="x"))
    assert not found.quarantined
    return {one.subject: one for one in found.claims if one.field == field}


@pytest.mark.parametrize("style", [by_field, by_organisation])
def test_a_generated_list_states_the_size_and_date_of_every_base_model(census: Census, style) -> None:
    text = style(census)
    sizes, dates = _stated(text, "parameters"), _stated(text, "published")
    for record in census.models():
        if record.is_variant:
            continue
        if size := record.fields.get("parameters"):
            assert float(sizes[record.name].value) == pytest.approx(float(size.value), rel=0.006), record.name
        assert dates[record.name].value[:4] == record.value("published")[:4]


def test_an_estimate_in_a_list_is_marked_and_a_stated_figure_is_not(census: Census) -> None:
    compute = _stated(by_field(census), "training_compute")
    stated = {one.name for one in census.models() if "training_compute" in one.fields}
    assert {one.relation for name, one in compute.items() if name in stated} == {"="}
    assert {one.relation for name, one in compute.items() if name not in stated} <= {"≈"}


def test_the_anchors_of_a_table_of_contents_lead_to_headings(census: Census) -> None:
    for text in (by_field(census), by_organisation(census), clean(census)):
        anchors = re.findall(r"^ *- \[[^\]]+\]\(#([^)]*)\)", text, re.MULTILINE)
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        made = {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", one.casefold()).strip()) for one in headings}
        assert anchors
        assert set(anchors) <= made


def test_prose_is_written_from_the_users_own_ledger_alone(census: Census) -> None:
    assert "innovation:" not in by_organisation(census)
    assert "CC BY-SA" in by_organisation(census)
    assert "CC BY-SA" not in by_field(census)
    assert highlighted(census)


def test_the_clean_list_has_each_address_once(census: Census) -> None:
    links = Counter(re.findall(r"^- \[[^\]]+\]\((https?://[^)]+)\) - [A-Z].*\.$", clean(census), re.MULTILINE))
    assert links
    assert max(links.values()) == 1


@pytest.mark.matrix
@needs_awesome_lint()
def test_awesome_lint_has_nothing_to_say_on_the_clean_list(census: Census, tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text(clean(census), encoding="utf-8")
    (tmp_path / "contributing.md").write_text(CONTRIBUTING, encoding="utf-8")
    said = _lint(tmp_path)
    assert set(re.findall(r"remark-lint:([\w-]+)", said)) <= {"awesome-github"}, said
    text = (tmp_path / "readme.md").read_text(encoding="utf-8")
    (tmp_path / "readme.md").write_text(
        text.replace(".\n", "\n", 3).replace("## Contents", "## Inhalt"), encoding="utf-8"
    )
    assert "awesome-list-item" in _lint(tmp_path)


def _lint(folder: Path) -> str:
    done = subprocess.run(
        [str(AWESOME_LINT), "readme.md"], cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )
    return done.stdout + done.stderr
