"""Lineages that boards state: a tune lies under its topmost base, and families of tunes count less."""

from __future__ import annotations

import datetime as dt

from flopwatch import sources
from flopwatch.discovery import Basis, KnownModels, Priors, follow, recipe
from flopwatch.discovery.basis import CensusModel
from flopwatch.discovery.lineages import base_of, bases_stated, families_of_tunes
from flopwatch.discovery.ranking import Peer

HEADER = "model_name,model_average_score,model_type,metadata_base_model,features_is_official_provider\n"
ROWS = """tii/falcon-40b,11,pretrained,tii/falcon-40b,TRUE
atlas/Atlas-2-70B,40,pretrained,atlas/Atlas-2-70B,TRUE
fan/Hero-70B,41,fine-tuned,atlas/Atlas-2-70B,FALSE
fan/Hero-Max-70B,42,chatmodels,fan/Hero-70B,FALSE
fan/Stew-70B,43,basemergesandmoerges,fan/Stew-70B (Merge),FALSE
lab/Vega-33B,30,fine-tuned,lab/Vega-33B,TRUE
zeus/Zeus-33B,30,chatmodels,zeus/Zeus-33B,TRUE
fan/Orphan-70B,44,fine-tuned,gone/Unlisted-70B,FALSE
"""
PEERS = tuple(Peer(dt.date(2024, 1, 1).toordinal() + at, 3e10, 5e23) for at in range(30))


def board():
    raw = (HEADER + ROWS).encode()
    answer = sources.Answer(url="open_llm.csv", status=200, headers={}, fetched="", body=raw)
    return sources.channel("open-llm-leaderboard").parse(answer).found


def test_the_topmost_base_is_found_through_tunes_of_tunes():
    finds = {one.name: one for one in board()}
    bases = bases_stated(finds.values())
    found = {name: base_of(one, bases) for name, one in finds.items()}
    assert found == {
        "falcon-40b": "",
        "Atlas-2-70B": "",
        "Hero-70B": "Atlas-2-70B",
        "Hero-Max-70B": "Atlas-2-70B",
        "Stew-70B": sources.UNSTATED,
        "Vega-33B": "",
        "Zeus-33B": "",
        "Orphan-70B": "Unlisted-70B",
    }
    assert families_of_tunes(finds.values()) == {"vega"}


def test_a_recipe_lists_models_and_names_the_tunes_it_left_out():
    falcon = CensusModel("tii/falcon-40b", ("falcon-40b",), (), (), "2023-05-01", ("tii",), 2.4e23)
    known = KnownModels(Basis((falcon,), PEERS))
    found = follow(recipe("large-scale"), board(), known, Priors(PEERS), "2024-06-01")
    assert found.folded == {
        "Hero-70B": "Atlas-2-70B",
        "Hero-Max-70B": "Atlas-2-70B",
        "Stew-70B": sources.UNSTATED,
    }
    names = {one.name: one for one in found.candidates}
    assert set(names) == {"Atlas-2-70B", "Zeus-33B", "Vega-33B", "Orphan-70B"}
    assert names["Vega-33B"].p_above["1e23"] < names["Zeus-33B"].p_above["1e23"]
    assert "does not name" in names["Vega-33B"].reason


def test_a_base_in_the_middle_of_a_name_and_a_dated_preview_are_no_models_of_their_own():
    llama = CensusModel("meta/llama-2-70b", ("Llama-2-70B",), (), (), "2023-07-18", ("meta",), 8e23)
    known = KnownModels(Basis((llama,), PEERS))
    assert known.tuned_from("NV-Llama2-70B-SteerLM-Chat") == "Llama2 70B"
    rows = ("model,arena_score", "Llama-2-7B,1000", "Atlas-5-Pro,1200", "Atlas-5-Pro-Preview-05-06,1190")
    text = "\n".join((*rows, "Atlas-5-Pro-Preview-0409,1180"))
    answer = sources.Answer(url="arena.csv", status=200, headers={}, fetched="", body=text.encode())
    finds = sources.channel("arena").parse(answer).found
    found = follow(recipe("large-scale"), finds, known, Priors(PEERS), "2025-06-01")
    assert [(one.name, one.facts["releases"]) for one in found.candidates] == [("Atlas-5-Pro", 3)]
