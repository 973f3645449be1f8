from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.catalogue.chips import Chips, Frontier
from flopwatch.domain.curated_rows import Chip, FrontierPoint, Threshold
from flopwatch.domain.dates import PartialDate
from flopwatch.domain.errors import NotFound
from flopwatch.domain.figures import chance
from flopwatch.domain.unknown import Unknown
from flopwatch.estimation.combination import combine
from flopwatch.estimation.methods.hardware import compute_from_hardware
from flopwatch.estimation.methods.operations import compute_from_operations
from flopwatch.estimation.methods.reported import FACTOR_BY_CONFIDENCE, compute_reported
from flopwatch.estimation.plausibility import doubts_about
from flopwatch.estimation.receipts import receipt
from flopwatch.estimation.results import Estimate, MethodResult
from flopwatch.estimation.run_facts import Fact, RunFacts
from flopwatch.statistics.lognormal import LogNormal

A100 = Chip(
    id="a100",
    name="NVIDIA A100",
    aliases=("A100", "80G-A100"),
    peak_flop_per_s={"bf16": "3.12e14"},
    source="s",
)
TPU = Chip(id="tpu", name="TPU v3", peak_flop_per_s={"bf16": "1.23e14"}, source="s", per="chip or core")
CHIPS = Chips([A100, TPU])
FRONTIER = Frontier(
    [
        FrontierPoint(quantity="training_compute", date="2017-10-18", value="3.4e23", model="AlphaGo Zero", source="s"),
        FrontierPoint(quantity="training_compute", date="2022-04-04", value="2.5e24", model="PaLM", source="s"),
        FrontierPoint(quantity="training_compute", date="2023-03-14", value="2.1e25", model="GPT-4", source="s"),
        FrontierPoint(quantity="parameters", date="2020-05-28", value="1.75e11", model="GPT-3", source="s"),
        FrontierPoint(quantity="parameters", date="2021-01-11", value="1.6e12", model="Switch", source="s"),
        FrontierPoint(quantity="tokens_seen", date="2020-01-28", value="6.6e12", model="Meena", source="s"),
    ]
)


def fact(value, unit="", words="x", claims=("c",)):
    return Fact(float(value), unit, claims, words)


def facts(**changes):
    base = {
        "model": "m",
        "date": PartialDate(2022, 4),
        "compute": None,
        "parameters": None,
        "active": None,
        "tokens_seen": None,
        "data": {},
        "epochs": None,
        "chip_hours": None,
        "chips": None,
        "hours": None,
        "chip": "",
        "chip_claims": (),
        "utilization": None,
        "cost_usd": None,
        "is_sequence": True,
        "is_sparse": False,
        "is_encoder_decoder": False,
        "is_convolutional": False,
        "is_recommender": False,
        "confidence": "",
    }
    return RunFacts(**{**base, **changes})


def figures(result):
    assert isinstance(result, MethodResult), result
    return result.compute_flop


# ------------------------------------------------------------------ operations


def test_counting_gives_the_published_figure_for_llama_3_1_405b():
    # Llama Team (2024), section 1: 405B parameters on 15.6T tokens, 3.8 × 10^25 FLOPs.
    llama = facts(parameters=fact(405e9), tokens_seen=fact(15.6e12))
    assert figures(compute_from_operations(llama)).median == pytest.approx(3.8e25, rel=0.01)


def test_counting_gives_the_published_figure_for_chinchilla():
    # Hoffmann et al. (2022), table A3: Chinchilla 70B on 1.4T tokens, 5.76e23 FLOPs (6ND: 5.88e23).
    assert figures(
        compute_from_operations(facts(parameters=fact(70e9), tokens_seen=fact(1.4e12)))
    ).median == pytest.approx(5.76e23, rel=0.03)


def test_a_mixture_of_experts_counts_its_active_parameters():
    # DeepSeek-AI (2024), DeepSeek-V3: 671B in all, 37B active, 14.8T tokens; 6 × 37e9 × 14.8e12 = 3.3e24.
    moe = facts(parameters=fact(671e9), active=fact(37e9), tokens_seen=fact(14.8e12), is_sparse=True)
    assert figures(compute_from_operations(moe)).median == pytest.approx(3.29e24, rel=0.01)


def test_a_mixture_without_active_parameters_is_unknown_not_total():
    found = compute_from_operations(facts(parameters=fact(1.6e12), tokens_seen=fact(1e12), is_sparse=True))
    assert isinstance(found, Unknown)
    assert "active" in found.reason


@given(st.floats(1e6, 1e13), st.floats(1e6, 1e14), st.floats(1.1, 100))
def test_twice_the_parameters_or_tokens_twice_the_compute(n, d, k):
    one = figures(compute_from_operations(facts(parameters=fact(n), tokens_seen=fact(d)))).median
    assert figures(compute_from_operations(facts(parameters=fact(k * n), tokens_seen=fact(d)))).median == pytest.approx(
        k * one
    )
    assert figures(compute_from_operations(facts(parameters=fact(n), tokens_seen=fact(k * d)))).median == pytest.approx(
        k * one
    )


def test_words_are_four_thirds_tokens_and_unstated_passes_widen_the_interval():
    words = figures(
        compute_from_operations(facts(parameters=fact(1e9), data={"words": fact(3e9, "words")}, epochs=fact(2)))
    )
    tokens = figures(
        compute_from_operations(facts(parameters=fact(1e9), data={"tokens": fact(4e9, "tokens")}, epochs=fact(2)))
    )
    assert words.median == pytest.approx(tokens.median)
    unstated = figures(compute_from_operations(facts(parameters=fact(1e9), data={"tokens": fact(4e9, "tokens")})))
    assert unstated.sigma_dex > tokens.sigma_dex


def test_images_are_not_counted_as_tokens():
    assert isinstance(
        compute_from_operations(facts(parameters=fact(1e9), data={"images": fact(3e8, "images")})), Unknown
    )
    assert isinstance(
        compute_from_operations(facts(parameters=fact(1e9), tokens_seen=fact(1e9), is_sequence=False)),
        Unknown,
    )


# ------------------------------------------------------------------ hardware


def test_blooms_hardware_gives_its_known_compute():
    # Le Scao et al. (2022): 384 A100 80GB for about 118 days; Epoch counts 3.66e23 FLOP for BLOOM-176B.
    bloom = facts(chips=fact(384, "chips"), hours=fact(118 * 24, "hours"), chip="80G-A100")
    assert figures(compute_from_hardware(bloom, CHIPS)).prob_above(3.66e23) == pytest.approx(0.5, abs=0.35)


@given(st.floats(1, 1e6), st.floats(1, 1e4), st.floats(1.1, 50))
def test_twice_the_chips_or_the_time_twice_the_compute(chips, hours, k):
    def run(c, h):
        return figures(compute_from_hardware(facts(chips=fact(c), hours=fact(h), chip="A100"), CHIPS)).median

    assert run(k * chips, hours) == pytest.approx(k * run(chips, hours))
    assert run(chips, k * hours) == pytest.approx(k * run(chips, hours))


def test_stated_utilisation_narrows_the_interval():
    base = {"chips": fact(100), "hours": fact(100), "chip": "A100"}
    prior = figures(compute_from_hardware(facts(**base), CHIPS))
    stated = figures(compute_from_hardware(facts(**base, utilization=fact(0.4)), CHIPS))
    assert stated.sigma_dex < prior.sigma_dex
    assert stated.median == pytest.approx(100 * 100 * 3600 * 3.12e14 * 0.4)


def test_an_unknown_chip_is_named_with_the_nearest_ones():
    with pytest.raises(NotFound, match="Nearest: NVIDIA A100"):
        CHIPS.find("A10O")
    found = compute_from_hardware(facts(chips=fact(1), hours=fact(1), chip="Zebra 9"), CHIPS)
    assert isinstance(found, Unknown)
    assert "chips.toml" in found.reason


def test_a_tpu_may_be_a_core_and_that_widens_the_interval():
    def run(chip):
        return figures(compute_from_hardware(facts(chip_hours=fact(1e6), chip=chip), CHIPS))

    assert run("TPU v3").sigma_dex > run("A100").sigma_dex


# ------------------------------------------------------------------ reported and combine


@pytest.mark.parametrize(("word", "factor"), FACTOR_BY_CONFIDENCE.items())
def test_a_sources_own_word_sets_the_interval(word, factor):
    value = figures(compute_reported(facts(compute=fact(1e24), confidence=word)))
    low, high = value.interval()
    assert (low, high) == (pytest.approx(1e24 / factor), pytest.approx(1e24 * factor))


def method(name, median, sigma=0.2):
    return MethodResult(name, LogNormal(median=median, sigma_dex=sigma), "f", ())


def combined(*methods, **changes):
    made = facts(**changes)
    inputs = tuple(MethodResult(one.method, one.compute_flop, one.formula, (_input(one),)) for one in methods)
    return combine(made, inputs, (), doubts_about(made, FRONTIER))


def _input(one):
    from flopwatch.estimation.results import Input

    return Input("x", "x", one.compute_flop, "FLOP")


def test_a_reported_figure_stands_as_it_is():
    found = combined(method("reported", 3.8e25), method("operations", 3.5e25), date=PartialDate(2024, 7))
    assert found.compute_flop.median == 3.8e25
    assert "agree" in found.rule


def test_a_route_narrows_a_report_less_the_further_it_is_away_and_not_at_all_beside_a_far_figure():
    reported = method("reported", 1e24, 0.5)
    alone, near, further = (
        combined(reported, *routes).compute_flop.sigma_dex
        for routes in ((), (method("operations", 1.2e24, 0.1),), (method("operations", 2.5e24, 0.1),))
    )
    assert near < further < alone
    beside = combined(reported, method("operations", 1.2e24, 0.1), method("relative", 1e26, 0.1))
    assert beside.compute_flop.sigma_dex == alone


def test_two_methods_that_agree_are_weighted_and_their_shared_error_does_not_average_out():
    found = combined(method("operations", 1e23, 0.3), method("hardware", 2e23, 0.3))
    assert found.compute_flop.median == pytest.approx(math.sqrt(2) * 1e23)
    assert 0.1 < found.compute_flop.sigma_dex < 0.3


@given(st.floats(1e18, 1e22), st.floats(0.01, 1))
def test_a_figure_counted_twice_narrows_no_further_than_the_shared_error(median, sigma):
    many = combined(*[method("operations", median, sigma)] * 50)
    assert many.compute_flop.sigma_dex >= 0.1


def test_methods_far_apart_are_reported_not_averaged():
    found = combined(method("operations", 1e22), method("hardware", 1e24))
    assert found.compute_flop.median == 1e22
    assert found.compute_flop.interval()[1] >= 0.999 * method("hardware", 1e24).compute_flop.interval()[1]
    assert (found.doubted, found.caution) == ("", "The methods differ by a factor of 1e+02.")


def test_nothing_known_says_everything_that_is_missing():
    found = combine(facts(), (), (Unknown("no parameters"), Unknown("no chips")), ())
    assert found == Unknown("no parameters; no chips")


# ------------------------------------------------------------------ plausibility


def doubted(**changes):
    return {one.rule: one for one in doubts_about(facts(**changes), FRONTIER)}


def test_gpt_neox_in_billions_of_petaflop_is_doubted_twice_with_its_arithmetic():
    # awesome-huge-models: 20B parameters, 525 GiB, "93B" petaFLOP; Epoch has 9.3e22 FLOP.
    found = doubted(
        compute=fact(9.3e25, words="93B"), parameters=fact(20e9), data={"bytes": fact(525 * 2**30, "bytes")}
    )
    assert set(found) == {"beyond-frontier", "compute-against-6nd"}
    assert "37" in found["beyond-frontier"].message
    assert "9.3e22" in found["compute-against-6nd"].proposal


@pytest.mark.parametrize(
    ("name", "year", "compute", "parameters", "data"),
    [  # as the lists state them; many passes over a small corpus, or part of a large one, are not errors
        ("BERT", 2018, 2.9e20, 330e6, {"words": 3.3e9}),
        ("Meena", 2020, 1.1e23, 2.6e9, {"words": 40e9}),
        ("GPT-2", 2019, 1.5e21, 1.5e9, {"bytes": 40e9}),
        ("GPT", 2018, 1.8e19, 117e6, {"bytes": 1e9}),
        ("LaMDA", 2022, 3.6e23, 137e9, {"words": 1.56e12}),
    ],
)
def test_epochs_and_partial_corpora_are_not_errors(name, year, compute, parameters, data):
    stated = {unit: fact(value, unit) for unit, value in data.items()}
    assert not doubted(date=PartialDate(year), compute=fact(compute), parameters=fact(parameters), data=stated), name


def test_a_sparse_models_total_parameters_are_no_evidence_against_its_compute():
    assert not doubted(
        date=PartialDate(2021),
        compute=fact(8.2e22),
        parameters=fact(1.6e12),
        is_sparse=True,
        data={"bytes": fact(750e9, "bytes")},
    )


@given(st.floats(1e8, 1e11), st.floats(1, 300), st.sampled_from([1e3, 1e-3]))
def test_a_slip_of_a_thousand_in_consistent_numbers_is_always_doubted(n, per, slip):
    d = n * per
    base = {"parameters": fact(n), "data": {"tokens": fact(d, "tokens")}, "date": PartialDate(2022)}
    if 6 * n * d > 2e24 or d > 6e12 or per < 0.5:
        return
    assert not doubted(**base, compute=fact(6 * n * d))
    assert doubted(**base, compute=fact(6 * n * d * slip))
    assert doubted(**{**base, "parameters": fact(n * slip)}, compute=fact(6 * n * d))
    assert doubted(**{**base, "data": {"tokens": fact(d * slip, "tokens")}}, compute=fact(6 * n * d))


def test_swapped_parameters_and_tokens_are_proposed_as_such():
    found = doubted(parameters=fact(1.4e12), data={"tokens": fact(70e9, "tokens")})
    assert "Swapped?" in found["tokens-per-parameter"].proposal


def test_a_doubted_report_gives_way_to_a_sound_method_and_says_so():
    found = combined(
        method("reported", 9.3e25),
        method("operations", 1.7e22),
        compute=fact(9.3e25, words="93B"),
        parameters=fact(20e9),
        data={"bytes": fact(525 * 2**30, "bytes")},
    )
    assert isinstance(found, Estimate)
    assert found.compute_flop.median == 1.7e22
    assert "reported set aside" in found.rule
    assert found.doubted == ""  # what is published rests on no doubted field
    assert "it implies" in found.caution


def test_probabilities_are_never_shown_as_certain():
    assert chance(1.0) == "> 99.9%"
    assert chance(0.0) == "< 0.1%"


@pytest.mark.parametrize(
    ("median", "shown"),
    [
        (3.8e25, ["1e25", "1e26"]),
        (9e24, ["1e25", "1e24"]),
        (2e23, ["1e25", "1e23"]),
        (1e15, ["1e25"]),
        (1e28, ["1e25"]),
    ],
)
def test_every_receipt_gives_the_chance_above_1e25_and_above_the_nearest_other_threshold_within_ten_times(
    median: float, shown: list[str]
) -> None:
    thresholds = [Threshold(flop=f"1e{one}", label="", meaning="", source="") for one in (23, 24, 25, 26)]
    said = receipt("m", combined(method("reported", median)), {}, thresholds)
    (line,) = ("".join(map(str, one.parts)) for one in said.lines if one.kind == "probability")
    assert re.findall(r"P\(> ([^)]*)\) (?:=|>|<) ", line) == shown
