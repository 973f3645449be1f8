"""Combining methods: what they share, the working as a graph, and which fact would narrow it."""

from __future__ import annotations

import pytest
from helpers.made_facts import fact, facts
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.catalogue.chips import Frontier
from flopwatch.domain.curated_rows import Threshold
from flopwatch.estimation.combination import COMMON_ERROR_DEX, combine
from flopwatch.estimation.plausibility import doubts_about
from flopwatch.estimation.results import Input, MethodResult
from flopwatch.statistics.lognormal import LogNormal

AT = (Threshold(flop="1e25", label="x", meaning="m", source="s"),)


def method(name, median, *inputs):
    value = LogNormal(median=median, sigma_dex=sum(one.value.sigma_dex**2 for one in inputs) ** 0.5)
    return MethodResult(name, value, "f", inputs)


def given_input(symbol, sigma, claims=(), weight=1.0):
    return Input(symbol, f"input {symbol}", LogNormal(median=1.0, sigma_dex=sigma), "x", tuple(claims), "", weight)


def run(*methods):
    return combine(facts(), methods, (), (), AT)


def test_methods_that_share_a_claim_narrow_less_than_independent_ones():
    apart = run(
        method("operations", 1e24, given_input("N", 0.3, ["a"])),
        method("hardware", 2e24, given_input("T", 0.3, ["b"])),
    )
    shared = run(
        method("operations", 1e24, given_input("N", 0.3, ["a"])),
        method("hardware", 2e24, given_input("T", 0.3, ["a"])),
    )
    assert apart.compute_flop.sigma_dex < 0.27
    assert shared.compute_flop.sigma_dex == pytest.approx((0.3**2 + COMMON_ERROR_DEX**2) ** 0.5, rel=1e-6)


@given(st.lists(st.floats(0.02, 0.6), min_size=2, max_size=4), st.floats(1, 3))
def test_the_mean_lies_between_the_methods_and_never_below_the_common_error(sigmas, ratio):
    medians = [1e24 * ratio ** (i / len(sigmas)) for i in range(len(sigmas))]
    made = [
        method(f"m{i}", m, given_input("x", s, [str(i)])) for i, (m, s) in enumerate(zip(medians, sigmas, strict=True))
    ]
    found = run(*made).compute_flop
    assert min(medians) * 0.999 <= found.median <= max(medians) * 1.001
    assert COMMON_ERROR_DEX * 0.999 <= found.sigma_dex
    assert found.sigma_dex**2 <= min(sigmas) ** 2 + COMMON_ERROR_DEX**2 + 1e-9


def test_the_surer_method_weighs_more():
    sure, vague = (
        method("operations", 1e24, given_input("N", 0.05, ["a"])),
        method("hardware", 2e24, given_input("T", 0.4, ["b"])),
    )
    assert run(sure, vague).compute_flop.median < 1.1e24


def test_the_working_is_a_graph_whose_inputs_come_first():
    found = run(
        method("operations", 1e24, given_input("N", 0.1, ["a"]), given_input("D", 0.2, ["b"])),
        method("hardware", 1.5e24, given_input("T", 0.3, ["c"]), given_input("N", 0.1, ["a"])),
    )
    met = set()
    for node in found.working:
        assert set(node.inputs) <= met, node.id
        assert node.id not in met
        met.add(node.id)
    assert found.working[-1].id == "compute"
    assert set(found.working[-1].inputs) == {"operations", "hardware"}
    by_id = {node.id: node for node in found.working}
    assert "operations.N" in by_id["hardware"].inputs, "a shared input is one node"


def test_a_method_set_aside_is_in_the_working_but_leads_nowhere():
    found = run(
        method("reported", 1e24, given_input("C", 0.2, ["a"])),
        method("operations", 5e24, given_input("N", 0.1, ["b"])),
    )
    assert {"reported", "operations"} <= {node.id for node in found.working}
    assert found.working[-1].inputs == ("reported",)


@given(st.floats(0.4, 2.5), st.floats(0.02, 0.5))
def test_a_route_that_agrees_narrows_a_reported_figure_and_never_moves_it(ratio, sigma):
    reported = method("reported", 1e24, given_input("C", 0.29, ["a"]))
    found = run(reported, method("operations", ratio * 1e24, given_input("N", sigma, ["b"])))
    assert found.compute_flop.median == 1e24
    assert 0.1 <= found.compute_flop.sigma_dex <= 0.29
    narrower = "narrowed by" in found.rule or "its interval is that of its inputs" in found.rule
    assert narrower == (found.compute_flop.sigma_dex < 0.29)


def test_routes_that_differ_or_rest_on_benchmarks_narrow_no_reported_figure():
    reported = method("reported", 1e24, given_input("C", 0.29, ["a"]))
    counted = method("operations", 1.1e24, given_input("N", 0.05, ["b"]))
    for others in (
        [method("operations", 9e24, given_input("N", 0.05, ["b"]))],
        [counted, method("hardware", 9e24, given_input("T", 0.05, ["c"]))],
        [method("imputed", 1e24, given_input("s", 0.05, ["d"]))],
    ):
        assert run(reported, *others).compute_flop.for_products == reported.compute_flop


def test_sensitivity_moves_the_probability_the_right_way_and_shares_add_up():
    found = run(method("operations", 9e24, given_input("N", 0.05, ["a"]), given_input("D", 0.3, ["b"])))
    first = found.sensitivities[0]
    assert first.name == "input D"
    assert first.probability_low < found.compute_flop.prob_above(1e25) < first.probability_high
    assert first.variance_share == pytest.approx(0.3**2 / (0.3**2 + 0.05**2))
    assert sum(one.variance_share for one in found.sensitivities) == pytest.approx(1)


def test_an_input_of_two_methods_moves_both():
    n = given_input("N", 0.3, ["a"])
    found = run(method("operations", 1e24, n), method("hardware", 1e24, n))
    assert len(found.sensitivities) == 1
    assert found.sensitivities[0].variance_share == pytest.approx(0.3**2 / (0.3**2 + COMMON_ERROR_DEX**2))


def test_what_would_narrow_it_most_is_the_widest_input_of_routes_that_are_taken():
    wide = run(
        method("operations", 1e24, given_input("N", 0.05, ["a"]), given_input("D", 0.5, ["b"])),
        method("hardware", 1e24, given_input("T", 0.5, ["c"])),
    )
    assert "input" in wide.sensitivity
    assert "now within a factor of" in wide.sensitivity


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        (
            {"parameters": fact(7e10, "parameters")},
            "the tokens it saw, for a further figure by operations (known: 70e9 parameters)",
        ),
        (
            {"tokens_seen": fact(2e12, "tokens")},
            "its parameters, for a further figure by operations (known: 2e12 tokens)",
        ),
        (
            {"is_sparse": True, "tokens_seen": fact(2e12, "tokens")},
            "its active parameters, for a further figure by operations (known: 2e12 tokens)",
        ),
        (
            {"chips": fact(2048, "chips"), "chip": "H100"},
            "how long its 2048 chips ran, for a further figure by hardware (known: H100)",
        ),
        ({"hours": fact(500, "hours"), "chip": "H100"}, "how many chips ran for 500 hours"),
        ({"chip_hours": fact(1e6, "chip-hours")}, "the chip, for a further figure by hardware (known: 1e6 chip-hours)"),
        (
            {"is_sequence": False, "domains": frozenset({"vision"}), "data": {"images": fact(1e6, "images")}},
            "the operations of one forward pass, for a further figure by operations (known: 1e6 images)",
        ),
    ],
)
def test_the_one_fact_that_a_further_route_lacks_is_named(stated, says):
    one = facts(**stated)
    found = combine(one, [method("reported", 1e24, given_input("C", 0.2, ["a"]))], (), ())
    assert says in found.sensitivity


def test_with_both_routes_beside_a_report_only_the_developers_count_is_left():
    stated = facts(parameters=fact(7e10), tokens_seen=fact(2e12), chip_hours=fact(1e6), chip="H100")
    routes = [method(name, 1e24, given_input(name, 0.2, [name])) for name in ("reported", "operations", "hardware")]
    assert "the developer's own count" in combine(stated, routes, (), ()).sensitivity


def test_figures_that_differ_ask_which_holds_and_doubted_ones_what_is_misstated():
    far = run(
        method("operations", 1e24, given_input("N", 0.1, ["a"])),
        method("hardware", 9e24, given_input("T", 0.1, ["b"])),
    )
    assert far.sensitivity == "which holds: operations (1e24 FLOP) or hardware (9e24 FLOP)"


def test_the_sentence_says_figure_interval_rule_and_what_would_narrow_it():
    words = run(method("operations", 3.8e25, given_input("N", 0.05, ["a"]))).sentence
    assert "3.8e25" in words
    assert "90%" in words
    assert "operations alone" in words
    assert "narrow" in words


def test_a_name_that_contradicts_its_parameters_is_doubted():
    def rules(size):
        stated = facts(parameters=fact(size, words="7T"), sizes_in_name=(13e9,))
        return {one.rule for one in doubts_about(stated, Frontier([]))}

    assert rules(7e12) == {"size-in-name"}
    assert rules(13e9) == rules(2.7e9) == set()
