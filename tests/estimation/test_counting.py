"""Counting operations and chips: golden numbers from papers, laws, and what must be refused."""

from __future__ import annotations

import msgspec
import pytest
from helpers.made_facts import fact, facts
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.catalogue.chips import Chips
from flopwatch.domain.claims import Claim
from flopwatch.domain.curated_rows import Chip
from flopwatch.domain.unknown import Unknown
from flopwatch.estimation.estimate import methods_for
from flopwatch.estimation.methods.base_model import compute_from_base, with_base
from flopwatch.estimation.methods.hardware import compute_from_hardware
from flopwatch.estimation.methods.operations import compute_from_operations
from flopwatch.estimation.methods.tokens_seen import tokens_seen
from flopwatch.estimation.notes_in_prose import NotedQuantity, Notes, unit_of
from flopwatch.estimation.results import MethodResult
from flopwatch.estimation.run_facts import facts_of
from flopwatch.records.results import FieldKey, FieldValue, Record
from flopwatch.statistics.lognormal import LogNormal, added

A100 = Chip(
    id="a100",
    name="NVIDIA A100",
    aliases=("A100",),
    released="2020-05-14",
    source="s",
    peak_flop_per_s={"bf16": "3.12e14", "tf32": "1.56e14", "fp32": "1.95e13"},
)
V100 = Chip(
    id="v100",
    name="NVIDIA V100",
    aliases=("V100",),
    released="2017-06-21",
    source="s",
    peak_flop_per_s={"fp16": "1.25e14", "fp32": "1.567e13"},
)
K80 = Chip(id="k80", name="NVIDIA K80", released="2014-11-17", source="s", peak_flop_per_s={"fp32": "8.1e12"})
CHIPS = Chips([A100, V100, K80])


def record(name, *claims, domain="language"):
    by_key = {}
    fields = {}
    for number, (field, value, unit, qualifiers) in enumerate([("domain", domain, "", {}), *claims]):
        key = f"c{number}"
        by_key[key] = Claim(
            subject=name,
            field=field,
            value=value,
            source="s",
            locator="l",
            as_written=value,
            unit=unit,
            qualifiers=qualifiers,
        )
        shown = FieldKey(field, unit=unit if field == "dataset_size" and field in fields else "")
        if field != "notes":
            fields[shown.label] = FieldValue(shown, (value,), unit, "=", "", "stated once", (key,))
    return Record("d/m", "model", name, (), fields, {}, by_key)


def note(column, words):
    return ("notes", words, "", {"column": column})


def median(result):
    assert isinstance(result, MethodResult), result
    return result.compute_flop.median


# ------------------------------------------------------------------ what is counted


def test_a_forward_pass_times_three_gives_alexnets_compute():
    # Krizhevsky et al. (2012), section 5: 90 cycles through 1.2 million images; one forward pass is 0.72e9
    # multiply-adds.
    alexnet = facts(
        is_sequence=False,
        is_convolutional=True,
        parameters=fact(6e7),
        inference=fact(1.43e9),
        epochs=fact(90),
        data={"images": fact(1.2e6, "images")},
    )
    assert median(compute_from_operations(alexnet)) == pytest.approx(4.7e17, rel=0.05)


def test_unstated_passes_over_few_images_are_many_and_over_many_images_few():
    def passes(images):
        stated = facts(is_convolutional=True, inference=fact(1e9), data={"images": fact(images, "images")})
        return median(compute_from_operations(stated)) / (3 * 1e9 * images)

    assert passes(1.2e6) > 30 > 5 > passes(3e9)


def test_a_vision_transformer_counts_patches_with_a_wide_interval():
    # Dosovitskiy et al. (2021), table 2: ViT-L/16, 304e6 parameters; 196 patches of 300e6 images lie inside 100 to 700.
    vit = facts(
        is_vision_transformer=True,
        domains=frozenset({"vision"}),
        is_sequence=False,
        parameters=fact(304e6),
        data={"images": fact(3e8, "images")},
        epochs=fact(7),
    )
    value = compute_from_operations(vit).compute_flop
    low, high = value.interval()
    assert low < 6 * 304e6 * 196 * 3e8 * 7 < high
    assert value.factor > 2


def test_self_play_counts_what_it_generates():
    # 6 × N × D + 2 × N × G: ten times as many positions generated as trained on cost more than the training itself.
    base = {"parameters": fact(1e8), "tokens_seen": fact(1e10), "is_reinforcement": True}
    alone = median(compute_from_operations(facts(**base)))
    played = compute_from_operations(facts(**base, generated=fact(1e11)))
    assert median(played) == pytest.approx(alone + 2 * 1e8 * 1e11, rel=1e-6)
    assert {one.name for one in played.components} == {"training", "generation"}
    assert isinstance(
        compute_from_operations(facts(parameters=fact(1e8), is_reinforcement=True, data={"tokens": fact(1e9)})),
        Unknown,
    )


@pytest.mark.parametrize(
    ("size", "is_recommender", "passes"),
    [
        (117e6, False, 24.5),  # GPT
        (24e9, False, 24.5),
        (1.739e14, False, 1.0),  # BaGuaLu, a demonstration of a machine
        (1e9, True, 1.0),
    ],
)
def test_many_passes_are_not_supposed_of_demonstrations_and_tables(size, is_recommender, passes):
    run = facts(
        parameters=fact(size, "parameters"), data={"tokens": fact(1e9, "tokens")}, is_recommender=is_recommender
    )
    seen = tokens_seen(run)
    assert seen.value.median == pytest.approx(passes * 1e9, rel=0.01)


def test_a_teachers_passes_are_a_component_and_not_part_of_the_figure():
    base = {"parameters": fact(1e9), "tokens_seen": fact(1e12)}
    taught = compute_from_operations(facts(**base, teacher=fact(1e11)))
    assert median(taught) == pytest.approx(median(compute_from_operations(facts(**base))))
    assert [(one.name, one.counted, one.compute_flop.median) for one in taught.components] == [
        ("teacher", False, pytest.approx(2 * 1e11 * 1e12))
    ]


@given(st.floats(1e7, 1e12), st.floats(1e11, 1e14), st.integers(1, 8))
def test_epochs_multiply_unique_data_but_not_what_is_counted_as_it_passed(n, d, epochs):
    base = {"parameters": fact(n), "data": {"tokens": fact(d, "tokens")}, "epochs": fact(epochs)}
    assert median(compute_from_operations(facts(**base))) == pytest.approx(6 * n * d * epochs)
    assert median(compute_from_operations(facts(**base, counted="gradients"))) == pytest.approx(6 * n * d)


# ------------------------------------------------------------------ what notes say


@pytest.mark.parametrize(
    ("datapoints", "quantities", "tokens", "unit"),
    [
        (1.5e12, [("2 trillion tokens", 2e12, "tokens")], 2e12, "words"),
        (4.1e12, [("4.1T tokens", 4.1e12, "tokens")], 4.1e12, "tokens"),
        (9e12, [("12T tokens", 1.2e13, "tokens"), ("9T words", 9e12, "words")], 1.2e13, "words"),
        (4e9, [("4B images", 4e9, "images")], None, "images"),
        (3e9, [("2 trillion tokens", 2e12, "tokens")], None, ""),
        (3e9, [("2048 tokens", 2048, "tokens")], None, ""),
    ],
)
def test_notes_tell_what_a_column_of_datapoints_counts(datapoints, quantities, tokens, unit):
    found = unit_of(datapoints, Notes(None, False, tuple(NotedQuantity(v, u, w, "c") for w, v, u in quantities)))
    assert (found.tokens, found.unit) == (tokens, unit)


def test_datapoints_in_words_become_the_notes_tokens():
    llama = record(
        "Llama 2-70B",
        ("parameters", "7e10", "parameters", {}),
        ("epochs", "1", "epochs", {}),
        ("dataset_size", "1.5e12", "datapoints", {"counted": "datapoints"}),
        note("Dataset size notes", "2 trillion tokens ~= 1.5 trillion words"),
    )
    # Touvron et al. (2023), Llama 2, table 2: 70B on 2.0T tokens.
    assert median(compute_from_operations(facts_of(llama))) == pytest.approx(6 * 70e9 * 2e12)


@pytest.mark.parametrize(
    ("name", "words", "active"),
    [
        ("DBRX", "132B mixture of experts. 36B parameters active per inference", 36e9),
        ("V3", "671B total and 37B activated for each token", 37e9),
        ("Qwen3-235B-A22B", "", 22e9),
        ("X", "activates only 12.9B parameters per token, 46.7B in all", 12.9e9),
    ],
)
def test_active_parameters_are_read_from_notes_and_names(name, words, active):
    row = record(name, ("parameters", "6.8e11", "parameters", {}), note("Parameters notes", words))
    found = facts_of(row)
    assert found.is_sparse
    assert found.working_parameters.value == pytest.approx(active)


@pytest.mark.parametrize(("name", "words"), [("GLaM", "16B (total, but it's sparse)"), ("Mixtral 8x7B", "46.7B")])
def test_a_mixture_told_by_its_name_or_notes_is_not_counted_by_all_parameters(name, words):
    row = record(
        name,
        ("parameters", "1.2e12", "parameters", {}),
        ("tokens_seen", "1e12", "tokens", {}),
        note("Parameters notes", words),
    )
    found = compute_from_operations(facts_of(row))
    assert isinstance(found, Unknown)
    assert "active" in found.reason


def test_a_dense_models_notes_do_not_make_it_sparse():
    row = record(
        "Falcon-40B",
        ("parameters", "4e10", "parameters", {}),
        note("Parameters notes", "Falcon comes in 7B and 40B parameters"),
    )
    assert facts_of(row).working_parameters.value == 4e10


@pytest.mark.parametrize("domain", ["vision", "multimodal", "speech", "games"])
def test_bare_datapoints_outside_language_are_never_taken_for_tokens(domain):
    row = record("M", ("parameters", "1e9", "parameters", {}), ("dataset_size", "4e8", "datapoints", {}), domain=domain)
    assert isinstance(compute_from_operations(msgspec.structs.replace(facts_of(row), is_sequence=True)), Unknown)


# ------------------------------------------------------------------ chips


def test_board_words_do_not_hide_a_chip():
    for name in ("NVIDIA A100 SXM4 80 GB", "A100 (40GB)", "NVIDIA A100 PCIe"):
        assert CHIPS.find(name).id == "a100", name
    for name in ("NVIDIA Tesla V100 DGXS 32 GB", "Tesla V100 SXM2"):
        assert CHIPS.find(name).id == "v100", name


def test_chips_of_two_kinds_widen_the_interval_and_far_apart_ones_abstain():
    base = {"chip_hours": fact(1e6), "chip": "A100"}
    one = compute_from_hardware(facts(**base, chip_names=("A100",)), CHIPS).compute_flop
    two = compute_from_hardware(facts(**base, chip_names=("A100", "V100")), CHIPS).compute_flop
    assert two.sigma_dex > one.sigma_dex
    assert two.median < one.median
    apart = compute_from_hardware(facts(**base, chip_names=("A100", "K80")), CHIPS)
    assert isinstance(apart, Unknown)
    assert "differ by" in apart.reason


def test_single_precision_is_slower_and_half_formats_are_one():
    def run(*formats):
        return median(
            compute_from_hardware(
                facts(chip_hours=fact(1e6), chip="A100", utilization=fact(0.4), number_formats=formats), CHIPS
            )
        )

    assert run() == run("bf16") == run("fp16") == run("fp32", "bf16") == 2 * run("tf32")
    assert run("fp32") == run("tf32")


def test_utilisation_with_recomputation_is_brought_down_and_never_up():
    base = {"chip_hours": fact(1e6), "chip": "A100"}
    model = median(compute_from_hardware(facts(**base, utilization=fact(0.5)), CHIPS))
    hardware = median(compute_from_hardware(facts(**base, hardware_utilization=fact(0.5)), CHIPS))
    assert 0.75 * model < hardware < model


def test_the_prior_of_a_v100_is_lower_and_wider_than_that_of_an_a100():
    def run(chip):
        found = compute_from_hardware(facts(chip_hours=fact(1e6), chip=chip), CHIPS)
        return next(one.value for one in found.inputs if one.symbol == "u")

    assert run("V100").median < run("A100").median
    assert run("V100").factor > run("A100").factor
    assert all(run(chip).interval()[1] < 1 for chip in ("A100", "V100", "K80"))


# ------------------------------------------------------------------ built upon others


def test_a_fine_tune_carries_its_bases_compute():
    base = LogNormal.from_factor(median=8.1e23, factor=2)
    tuned = facts(base_models=("Llama 2-70B",), base=base, parameters=fact(70e9), tokens_seen=fact(5e9))
    found = with_base(tuned, compute_from_operations(tuned))
    assert 8.1e23 <= median(found) <= 8.1e23 + 6 * 70e9 * 5e9
    assert {one.name for one in found.components} >= {"base", "own"}


def test_a_fine_tune_of_an_unknown_base_abstains_and_says_whose():
    tuned = facts(
        base_models=("Secret-1",),
        base_unknown="which is not among the records",
        parameters=fact(7e9),
        tokens_seen=fact(1e9),
    )
    found = with_base(tuned, compute_from_operations(tuned))
    assert isinstance(found, Unknown)
    assert "Secret-1" in found.reason
    assert isinstance(compute_from_base(tuned), Unknown)
    assert isinstance(compute_from_base(facts()), Unknown)


@given(st.floats(1e20, 1e25), st.floats(1e15, 1e25))
def test_a_total_lies_between_the_larger_part_and_the_sum(base, own):
    tuned = facts(base_models=("B",), base=LogNormal.from_factor(median=base, factor=2))
    found = with_base(tuned, MethodResult("operations", LogNormal.from_factor(median=own, factor=1.5), "f", ()))
    assert max(base, own) * 0.999 <= median(found) <= (base + own) * 1.001


@given(st.floats(1e10, 1e25), st.floats(1e10, 1e25), st.floats(1, 10), st.floats(1, 10))
def test_a_sum_is_never_wider_than_its_widest_part(a, b, fa, fb):
    total = added(LogNormal.from_factor(median=a, factor=fa), LogNormal.from_factor(median=b, factor=fb))
    assert total.median == pytest.approx(a + b)
    assert total.factor <= max(fa, fb) * 1.0001


# ---------------------------------------------------------------- recurrent networks


def recurrent(**changes):
    return facts(is_recurrent=True, is_sequence=True, parameters=fact(36e6, "parameters"), **changes)


def test_a_recurrent_network_passes_its_weights_once_in_every_frame():
    """Deep Speech 2 (Amodei et al. 2015): 11,940 hours at 50 steps a second, 20 passes, 36 million parameters."""
    frames = 11_940 * 3600 * 50
    found = compute_from_operations(recurrent(data={"frames": fact(frames, "frames")}, epochs=fact(20)))
    low, high = found.compute_flop.interval()
    assert low < 6 * 36e6 * frames * 20 < high
    assert "steps" in found.formula


def test_sequences_count_by_the_steps_of_each_and_say_nothing_without_them():
    data = {"sequences": fact(1e6, "sequences")}
    short, long = (
        median(compute_from_operations(recurrent(data=data, epochs=fact(1), context=fact(steps)))) for steps in (35, 70)
    )
    assert long == pytest.approx(2 * short)
    assert isinstance(compute_from_operations(recurrent(data=data, epochs=fact(1))), Unknown)


def test_a_recurrent_model_of_text_is_counted_by_its_tokens_like_any_other():
    data = {"tokens": fact(1e9, "tokens")}
    one = compute_from_operations(recurrent(data=data, epochs=fact(2)))
    other = compute_from_operations(
        facts(is_sequence=True, parameters=fact(36e6, "parameters"), data=data, epochs=fact(2))
    )
    assert one == other


# ---------------------------------------------------------------- chip time stated twice


def timed(chip_hours):
    stated = facts(
        chip="NVIDIA A100",
        chips=fact(100, "chips"),
        hours=fact(50, "hours"),
        chip_hours=fact(chip_hours, "chip-hours"),
    )
    return compute_from_hardware(stated, CHIPS)


def test_chip_hours_and_chips_times_hours_that_agree_are_one_number():
    assert timed(5_100).doubts == ()
    assert timed(5_100).compute_flop.factor == pytest.approx(timed(4_900).compute_flop.factor)


def test_two_chip_times_that_differ_give_the_smaller_and_reach_the_larger():
    found = timed(20_000)
    assert median(found) == pytest.approx(median(timed(5_000)))
    assert found.compute_flop.interval()[1] > median(timed(5_000)) * 4
    assert "100 chips × 50 h" in found.doubts[0]


def test_two_chip_times_in_other_units_give_nothing_and_both_are_named():
    found = timed(120)  # chip-days, say
    assert isinstance(found, Unknown)
    assert "another unit" in found.reason
    assert "5e3" in found.reason


def test_a_small_encoder_is_no_base_but_a_part():
    """Gemma 3 27B names SigLIP 400M: its compute is not an estimate of the whole."""
    encoder = LogNormal.from_factor(median=6e21, factor=2)
    whole = facts(base_models=("SigLIP 400M",), base=encoder, base_parameters=4e8, parameters=fact(27e9, "parameters"))
    found = compute_from_base(whole)
    assert isinstance(found, Unknown)
    assert "400e6 of its 27e9 parameters: a part" in found.reason
    tuned = msgspec.structs.replace(whole, base_parameters=27e9)
    assert isinstance(compute_from_base(tuned), MethodResult)


def test_tuning_that_repeats_the_base_s_own_data_is_not_added_twice():
    # Qwen2.5-72B-Instruct rows repeat the 18 trillion tokens of Qwen2.5-72B: 7.9e24 + 7.9e24 would be 1.58e25.
    stated = msgspec.structs.replace(
        facts(parameters=fact(72.7e9, "parameters"), tokens_seen=fact(18e12, "tokens")),
        base_models=("Qwen2.5-72B",),
        base=LogNormal.from_factor(median=7.9e24, factor=1.2),
        base_parameters=72.7e9,
        base_data=(18e12,),
    )
    methods, missing = methods_for(stated, CHIPS)
    assert [one.method for one in methods] == ["base"]
    assert methods[0].compute_flop.median == pytest.approx(1.1 * 7.9e24)
    assert any("those of Qwen2.5-72B" in one.reason for one in missing)
    more = msgspec.structs.replace(stated, tokens_seen=fact(1e12, "tokens"))
    assert [one.method for one in methods_for(more, CHIPS)[0]] == ["operations"]
