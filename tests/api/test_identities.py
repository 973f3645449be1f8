"""same, match, merge, split: answers, decisions in the ledger, and what is refused."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from flopwatch import api, ledger, pipeline, sources
from flopwatch.cli import app
from flopwatch.domain.errors import BadInput, NotFound


@pytest.fixture
def store(tmp_path):
    return str(tmp_path / "ledger.sqlite")


def test_same_gives_the_three_zones_with_weights_that_have_words(store, few_models):
    done = CliRunner().invoke(
        app,
        ["same", "Llama 2-70B", "meta-llama/Llama-2-70b-hf", "--ledger", store, "--data", str(few_models), "--json"],
    )
    answer = json.loads(done.stdout)
    assert (answer["same"], set(answer)) == (True, {"same", "probability", "reasons", "relation"})
    assert all(set(one) == {"part", "weight", "words"} and one["words"] for one in answer["reasons"])


def test_match_gives_each_name_its_model_and_rival(store, tmp_path, few_models):
    names = ["Llama 2 70B", "meta-llama/Llama-2-70b-chat-hf", "An unheard-of thing"]
    (tmp_path / "names.csv").write_text("Rank,Model\n" + "".join(f"1,{one}\n" for one in names) + "4,\n")
    (tmp_path / "names.json").write_text(json.dumps(names))
    (tmp_path / "names.txt").write_text("\n".join(names))
    answers = [api.match(few_models, store, str(tmp_path / f"names.{kind}")) for kind in ("csv", "json", "txt")]
    assert answers[0].rows == answers[1].rows == answers[2].rows
    assert answers[0].skipped == ("row 5: it has no name",)
    assert [(one.model, one.same, one.relation) for one in answers[0].rows[:2]] == [
        ("meta/llama-2-70b", True, ""),
        ("meta/llama-2-70b", False, "a tune (chat) of Llama 2-70B"),
    ]
    assert answers[0].rows[2].model == ""


@pytest.mark.parametrize(
    ("name", "text", "skipped"),
    [
        ("a.csv", "sep=;\nRang;Nom du modèle;Score\n1;Llama 2-70B;9\n", ()),
        ("a.tsv", "A board\t\n순위\t모델명\n1\tLlama 2-70B\n", ("row 1: it is above the headers",)),
        ("a.md", "| # | **[Model](https://a.example)** |\n|---|---|\n| 1 | Llama 2-70B |\n", ()),
    ],
)
def test_the_column_of_names_is_found_in_other_writings(tmp_path, name, text, skipped):
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = sources.read_names(str(tmp_path / name))
    assert (found.names, tuple(f"{one.item}: {one.reason}" for one in found.skipped)) == (("Llama 2-70B",), skipped)


def test_a_row_that_repeats_an_earlier_one_is_remarked(store, tmp_path, few_models):
    (tmp_path / "names.txt").write_text("Llama 2 70B\nllama-2-70b\nLlama 2 7B\n")
    options = ["--ledger", store, "--data", str(few_models)]
    done = CliRunner().invoke(app, ["match", str(tmp_path / "names.txt"), *options])
    assert "'llama-2-70b' is in the list 2 times" in done.stderr
    rows = api.match(few_models, store, str(tmp_path / "names.txt")).rows
    assert [one.repeats for one in rows] == [0, 1, 0]


def test_a_tune_is_named_with_its_base(store, few_models):
    answer = api.same(few_models, store, "Llama 2-70B-chat", "Llama 2-70B")
    assert (answer.same, answer.relation) == (False, "Llama 2-70B-chat is a tune (chat) of Llama 2-70B")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "Rank,Score\n1,2\n", "no column of names among its headers 'Rank', 'Score'"),
        ("a.json", '{"x": 1}', "a list of objects"),
        ("a.jsonl", "{", "not JSON"),
    ],
)
def test_a_file_without_names_is_refused_and_named(store, few_models, tmp_path, name, text, words):
    (tmp_path / name).write_text(text)
    with pytest.raises(BadInput, match=words) as error:
        api.match(few_models, store, str(tmp_path / name))
    assert name in str(error.value)


def test_a_merge_is_written_with_its_reason_and_undone_by_one_command(store, few_models):
    before = pipeline.know(few_models, store).found
    assert "openai/sora" not in before.redirects
    done = api.merge(few_models, store, "LaMDA", "Sora", reason="a test", by="me")
    (event,) = ledger.read_events(store)
    assert (event.a, event.b, event.reason, event.by) == ("LaMDA", "Sora", "a test", "me")
    merged = pipeline.know(few_models, store).found
    assert done.models == ("google/lamda",)
    assert merged.redirects == before.redirects | {"openai/sora": "google/lamda"} == done.redirects
    assert api.find(api.take_census(few_models, store), "openai/sora").id == "google/lamda"
    assert api.same(few_models, store, "LaMDA", "Sora").probability == 1.0
    undone = api.split(few_models, store, "LaMDA", "Sora", reason="it was wrong")
    assert (undone.retracted, undone.redirects) == ((done.event,), before.redirects)
    assert pipeline.know(few_models, store).found.records == before.records
    assert api.same(few_models, store, "LaMDA", "Sora").same is False


def test_what_cannot_be_decided_is_refused_with_the_reason(store, few_models):
    with pytest.raises(BadInput, match="sizes differ: 70B and 7B"):
        api.merge(few_models, store, "Llama 2-70B", "Llama 2-7B", reason="x")
    with pytest.raises(NotFound, match="no model 'Nobody'"):
        api.merge(few_models, store, "Nobody", "GPT-4", reason="x")
    with pytest.raises(BadInput, match="needs a reason"):
        api.split(few_models, store, "GPT-3", "GPT-4", reason=" ")
    with pytest.raises(BadInput, match="one name"):
        api.split(few_models, store, "GPT-4", "gpt 4", reason="x")
    with pytest.raises(BadInput, match="one model already: openai/gpt-4"):
        api.merge(few_models, store, "GPT-4", "openai/gpt-4", reason="x")
    assert ledger.read_events(store) == ()


def test_a_split_of_two_models_says_that_it_changes_nothing_yet(store, few_models):
    done = api.split(few_models, store, "LaMDA", "Sora", reason="a test")
    assert (done.before, done.retracted) == (done.models, ()) == (("google/lamda", "openai/sora"), ())
