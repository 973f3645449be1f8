"""Notes are read for the right model and the right quantity; each case is a row of Epoch's exports of 2026."""

from __future__ import annotations

import pytest
from helpers.made_records import note, record

from flopwatch.catalogue import Catalogue
from flopwatch.domain import Unknown
from flopwatch.estimation import Estimate, estimate_models, facts_of
from flopwatch.records import Record
from flopwatch.sources import curated_folder, load_tables

LING = (
    "two differently sized MoE models: Ling-Lite contains 16.8 billion parameters with 2.75 billion activated "
    "parameters, while Ling-Plus boasts 290 billion parameters with 28.8 billion activated parameters"
)


@pytest.mark.parametrize(("parameters", "active"), [("2.9e11", 28.8e9), ("1.68e10", 2.75e9)])
def test_an_active_size_is_never_a_sibling_s(parameters: str, active: float) -> None:
    ling = record("Ling", ("parameters", parameters, "parameters", {}), ("abstract", LING, "", {}))
    assert facts_of(ling).active.value == active


def test_a_sibling_alone_gives_no_active_size() -> None:
    words = "a MoE model built upon Ling-Lite, of 16.8 billion parameters with 2.75 billion activated parameters"
    other = record("Ling", ("parameters", "2.9e11", "parameters", {}), ("abstract", words, "", {}))
    assert facts_of(other).active is None


@pytest.mark.parametrize(("parameters", "active"), [("4e11", 25e9), ("2e10", 3e9), ("7e10", None)])
def test_an_abstract_that_states_active_sizes_needs_no_word_for_experts(parameters: str, active: float | None) -> None:
    words = (
        "M-Small has 20 billion parameters with 3 billion activated parameters; M-Large has 400 billion parameters "
        "with 25 billion activated parameters"
    )
    found = facts_of(record("M", ("parameters", parameters, "parameters", {}), ("abstract", words, "", {}))).active
    assert (found and found.value) == active


def test_a_note_that_turns_to_another_model_gives_none_of_its_sizes() -> None:
    words = "Unlike the 116.8B model with 5.1B active parameters, it is dense"
    dense = record("X", ("parameters", "7e10", "parameters", {}), note("Parameters notes", words))
    assert facts_of(dense).active is None


@pytest.mark.parametrize("words", ["from compute: C/(6N)", "4.2e23/(6*70e9)", "training FLOP / (6 * 70e9 parameters)"])
def test_data_divided_out_of_the_compute_are_known_by_the_quotient(words: str) -> None:
    sized = (("parameters", "7e10", "parameters", {}), ("dataset_size", "1e12", "datapoints", {}))
    assert facts_of(record("X", *sized, note("Dataset size notes", words))).data_divided


def test_data_divided_out_of_the_compute_are_not_counted() -> None:
    oss = record(
        "gpt-oss-120b",
        ("parameters", "1.1683e11", "parameters", {}),
        ("domain", "language", "", {}),
        ("dataset_size", "1.4673203e14", "datapoints", {}),
        note("Dataset size notes", "(pretraining FLOPs)/(6*5.1B active parameters)"),
    )
    found = facts_of(oss)
    assert (found.data, found.noted_tokens, found.data_divided) == ({}, None, True)


def test_one_component_of_a_list_is_not_the_total() -> None:
    words = (
        '"• Nemotron-CC-v2.1 : 2.5 trillion new English tokens from Common Crawl. '
        '• Nemotron-CC-Code-v1 : 428 billion tokens of code."'
    )
    nano = record("Nemotron 3-Nano-30B-A3B", note("Training dataset notes", words))
    assert facts_of(nano).noted_tokens is None
    whole = record("Nemotron 3-Nano-30B-A3B", note("Dataset size notes", "25 trillion tokens, of which 2.5T are new"))
    assert facts_of(whole).noted_tokens.value == 25e12


@pytest.mark.parametrize(
    ("parameters", "points", "words"),
    [
        ("3.55e8", "1.5e10", "Trained for 15B tokens on The Pile"),
        ("5e8", "39321600000", "max updates 300K 4096 * 4 * 8 * 300000 = 39321600000 tokens"),
    ],
)
def test_tokens_of_the_whole_training_are_not_multiplied_by_a_prior(parameters: str, points: str, words: str) -> None:
    found = estimate(
        record(
            "Hyena-2",
            ("parameters", parameters, "parameters", {}),
            ("domain", "language", "", {}),
            ("dataset_size", points, "datapoints", {"counted": "datapoints"}),
            note("Dataset size notes", words),
        )
    )
    assert isinstance(found, Estimate)
    assert found.compute_flop.median == pytest.approx(6 * float(parameters) * float(points), rel=1e-6)


def test_the_reason_given_is_the_true_one() -> None:
    stated = (
        ("parameters", "1.3e10", "parameters", {}),
        ("training_compute", "3.53e23", "FLOP", {}),
        ("dataset_size", "1.8e11", "datapoints", {"counted": "datapoints"}),
    )
    opt = estimate(record("OPT-13B", *stated))
    assert isinstance(opt, Estimate)
    assert opt.sensitivity.startswith("its domain, for a further figure by operations")


def test_a_record_of_fine_tuning_alone_says_so() -> None:
    # 6 × 125e6 × 66.24e9 = 4.968e19: the data are those of the fine-tuning.
    smd = estimate(
        record(
            "NASA SMD",
            ("parameters", "1.25e8", "parameters", {}),
            ("domain", "language", "", {}),
            ("finetune_compute", "4.968e19", "FLOP", {}),
            ("dataset_size", "66240000000", "datapoints", {"counted": "datapoints"}),
        )
    )
    assert isinstance(smd, Unknown)
    assert "fine-tuning only" in smd.reason


def estimate(one: Record) -> Estimate | Unknown:
    tables = Catalogue.of(load_tables(curated_folder()))
    return estimate_models({one.id: one}, tables)[one.id]
