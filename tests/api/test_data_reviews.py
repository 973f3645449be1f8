"""Review of a change of the curated folder: problems, counts and values, as a comment."""

from __future__ import annotations

import shutil

import pytest

from flopwatch import api
from flopwatch.domain import NotFound


def test_a_changed_number_gives_its_effect_and_a_broken_row_its_problem(few_models, tmp_path):
    head, store = tmp_path / "head", str(tmp_path / "l.sqlite")
    shutil.copytree(few_models, head)
    file = head / "claims/openai/gpt-4.toml"
    text = file.read_text()
    file.write_text(text + '\n[[chip_count]]\nvalue = "many"\nsource = "no-such-source"\nwhere = "@everyone <b>"\n')
    broken = api.review_data(str(few_models), str(head), store)
    assert broken.problems
    comment = "\n".join(api.review_comment(broken))
    assert "**Problems:**" in comment
    assert "<b>" not in comment.replace("\\<b\\>", "")
    file.write_text(text)
    (head / "claims/openai/gpt-4o.toml").unlink()
    smaller = api.review_data(str(few_models), str(head), store)
    assert smaller.unreadable == ""
    assert any(one.after < one.before for one in smaller.counts)
    assert [(one.kind, one.model) for one in smaller.changes] == [("removed", "openai/gpt-4o")]


def test_a_word_that_names_nothing_is_refused(tmp_path):
    with pytest.raises(NotFound, match="neither a folder nor a revision"):
        api.review_data("no-such-revision-at-all", str(tmp_path), str(tmp_path / "l.sqlite"))
