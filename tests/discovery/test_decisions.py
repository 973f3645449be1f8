"""Candidates accepted and rejected: claims with the evidence's source, in the ledger, all or nothing, once."""

from __future__ import annotations

import json

import pytest
from helpers.commands import command

from flopwatch import api, ledger, sources
from flopwatch.discovery import Basis, Candidate, KnownModels, Priors, accepted_snapshots, read_queue
from flopwatch.discovery.named_finds import candidates_named
from flopwatch.discovery.queue import queued, write_queue
from flopwatch.domain import BadInput, NotFound, Snapshot, WrongUsage

COMPUTE = "Entity,Day,Training computation (petaFLOP)\nAtlas 99,2026-02-03,4e10\nGPT-4,2023-03-14,2.1e10\n"
ARENA = "model,arena_score,votes,organization\nAtlas 99,1500,9000,Lab of Tests\nNo Board Says More,1400,10,\n"
NOBODY = Basis((), ())


def found(name, text):
    answer = sources.Answer(url=f"https://a.example/{name}.csv", status=200, headers={}, fetched="", body=text.encode())
    finds = sources.channel(name).parse(answer).found
    return candidates_named(name, finds, KnownModels(NOBODY), Priors(()), "2026-03-01")[0]


@pytest.fixture
def store(tmp_path):
    """A ledger next to a queue of three candidates."""
    address = str(tmp_path / "ledger.sqlite")
    folder = ledger.beside(address, "discovery")
    folder.mkdir()
    queue, _ = queued([], found("owid", COMPUTE))
    queue, _ = queued(queue, found("arena", ARENA))
    write_queue(folder, queue)
    return address


def events(store):
    return list(ledger.read_events(store))


def named(data, store, name):
    return [one for one in api.take_census(data, store).models() if one.name == name]


def test_an_accepted_candidate_becomes_claims_with_the_source_of_each(store, few_models):
    done = command("candidates", "accept", "Atlas 99", "--by", "ada", "--ledger", store, "--data", str(few_models))
    assert done.returncode == 0, done.stderr
    assert "accepted as lab-of-tests/atlas-99, 4 claims" in done.stdout
    shown = json.loads(command("show", "Atlas 99", "--json", "--ledger", store, "--data", str(few_models)).stdout)
    compute = shown["fields"]["training_compute"]
    assert (compute["value"], compute["claims"][0]["source"].split("/")[1]) == (4 * 10**25, "owid")
    assert shown["fields"]["developer"]["claims"][0]["url"] == "https://lmarena.ai/leaderboard"
    assert "Atlas 99, 2026-02-03, 4e10" in compute["claims"][0]["as_written"]
    assert [one.about.group for one in events(store) if isinstance(one, Snapshot)].count("epoch") == 1
    listed = command("candidates", "--json", "--ledger", store, "--data", str(few_models)).stdout
    assert {one["name"] for one in json.loads(listed)} == {"GPT-4", "No Board Says More"}
    assert ledger.verify(store) == []


def test_a_decision_is_written_once_and_the_next_one_takes_it_back(store, few_models):
    for _ in range(2):
        api.accept_candidates(few_models, store, ["Atlas 99"])
    assert len(events(store)) == 3  # a snapshot of each of two sources, and the decision
    (rejected,) = api.reject_candidates(store, ["Atlas 99"], reason="a hoax")
    assert len(rejected.retracted) == 3
    assert api.reject_candidates(store, ["Atlas 99"], reason="a hoax")[0].repeated
    assert named(few_models, store, "Atlas 99") == []
    api.accept_candidates(few_models, store, ["Atlas 99"], reason="no hoax")
    assert len(named(few_models, store, "Atlas 99")) == 1
    api.reject_candidates(store, ["Atlas 99"], reason="a hoax")
    api.accept_candidates(few_models, store, ["Atlas 99"], reason="no hoax")
    assert len(named(few_models, store, "Atlas 99")) == 1
    queue = read_queue(ledger.beside(store, "discovery"))
    assert len(queue) == 3  # the queue itself is not changed
    assert {one.name for one in api.candidates(store)} == {"GPT-4", "No Board Says More"}


def test_what_the_census_may_have_is_decided_by_a_person(store, few_models):
    with pytest.raises(BadInput, match="--same-as openai/gpt-4"):
        api.accept_candidates(few_models, store, ["Atlas 99", "GPT-4"])
    assert events(store) == []  # all or nothing
    (one,) = api.accept_candidates(few_models, store, ["GPT-4"], same_as="openai/gpt-4")
    assert (one.model, one.claims, len(named(few_models, store, "GPT-4"))) == ("openai/gpt-4", 2, 1)


def test_a_hub_states_sizes_that_were_counted_and_none_that_its_names_state():
    def claims(basis):
        candidate = Candidate(
            key="hub:lab/atlas-9b",
            name="Atlas-9B",
            developer="lab",
            published="2026-05-01",
            facts={
                "parameters": 9.1e9,
                "parameters_basis": basis,
                "active_parameters": 1.2e9,
                "active_parameters_basis": "counted" if basis == "counted_headers" else basis,
                "base_model": "lab/Atlas-8B",
                "tuning_words": "further trained on 9T tokens",
            },
            channels=("huggingface",),
            last_seen="2026-11-30",
            evidence=(sources.Evidence(url="https://huggingface.co/lab/Atlas-9B", words="listed as lab/Atlas-9B"),),
        )
        (one,) = accepted_snapshots(candidate, "lab/atlas-9b", {}, "", "ada", "2026-11-30")
        return {claim.field: (claim.value, claim.relation) for claim in one.claims}

    counted = claims("counted_headers")
    assert counted["parameters"] == ("9100000000", "=")
    assert counted["published"] == ("2026-05-01", "≈")  # the repository's day, not the announcement's
    assert counted["hugging_face_id"] == ("lab/Atlas-9B", "=")
    assert (counted["active_parameters"], counted["base_model"]) == (("1200000000", "="), ("lab/Atlas-8B", "="))
    assert not {"parameters", "active_parameters"} & set(claims("name"))


@pytest.mark.parametrize(
    ("names", "more", "error", "words"),
    [
        (["Atlas 98"], {}, NotFound, "Near: .*Atlas 99"),
        (["Atlas 99", "GPT-4"], {"same_as": "openai/gpt-4"}, WrongUsage, "one candidate"),
        (["Atlas 99"], {"same_as": "openai/gpt-77"}, NotFound, "no model of the census"),
    ],
)
def test_a_decision_about_nothing_is_refused(store, few_models, names, more, error, words):
    with pytest.raises(error, match=words):
        api.accept_candidates(few_models, store, names, **more)
    with pytest.raises(WrongUsage, match="--reason"):
        api.reject_candidates(store, ["Atlas 99"], reason=" ")


def test_killed_while_it_writes_all_of_it_is_there_or_nothing(store, few_models, monkeypatch):
    import flopwatch.ledger.sqlite_store as sqlite_store

    insert, calls = sqlite_store.Ledger._insert, []

    def killed(self, db, sealed):
        calls.append(sealed)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return insert(self, db, sealed)

    monkeypatch.setattr(sqlite_store.Ledger, "_insert", killed)
    with pytest.raises(KeyboardInterrupt):
        api.accept_candidates(few_models, store, ["Atlas 99"])
    monkeypatch.undo()
    assert events(store) == []
    assert api.accept_candidates(few_models, store, ["Atlas 99"])[0].claims == 4
