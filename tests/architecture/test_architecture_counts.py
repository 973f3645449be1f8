"""Counts against the oracle's, as committed in golden.json, against published totals, and by laws."""

from __future__ import annotations

import json
from pathlib import Path

import architecture_table
import pytest
from helpers.architecture_cases import OWN_CODE, PUBLISHED, REAL, RECURRENT, SMALL
from helpers.architecture_variations import VARIATIONS
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.architecture.attention import doubled_pairs
from flopwatch.architecture.counts import count_architecture
from flopwatch.architecture.families.registry import FAMILIES
from flopwatch.architecture.families.towers import TOWERS
from flopwatch.architecture.families.wrappers import WRAPPERS
from flopwatch.architecture.family_defaults import defaults_of
from flopwatch.domain.errors import BadInput

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))
FAMILY_GOLDEN = [
    json.loads(line)
    for line in (Path(__file__).parent / "family_golden.jsonl").read_text(encoding="utf-8").splitlines()[1:]
]
LLAMA = REAL["Llama 3 8B"]


def weights(config):
    counts = count_architecture(config)
    return {key: getattr(counts, key) for key in ("parameters", "active_parameters", "non_embedding_parameters")}


def expected(row):
    return {key: row[key] for key in ("parameters", "active_parameters", "non_embedding_parameters")}


@pytest.mark.parametrize("row", GOLDEN["weights"], ids=lambda row: row["name"])
def test_a_well_known_model_has_exactly_the_parameters_transformers_builds(row):
    assert weights(REAL[row["name"]]) == expected(row)
    assert count_architecture(REAL[row["name"]]).counted == row["class"]


@pytest.mark.parametrize("row", GOLDEN["small_weights"], ids=lambda row: row["name"])
def test_a_small_copy_has_exactly_the_parameters_transformers_builds(row):
    assert weights({**SMALL, **RECURRENT}[row["name"].removeprefix("small ")][0]) == expected(row)


def test_random_configs_of_every_family_have_exactly_the_parameters_transformers_builds():
    wrong = [row for row in GOLDEN["varied_weights"] if weights(row["config"]) != expected(row)]
    assert not wrong
    assert len(GOLDEN["varied_weights"]) >= 180


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_model_has_exactly_the_parameters_the_hub_lists_for_it(name):
    assert count_architecture({**REAL, **OWN_CODE}[name]).parameters == PUBLISHED[name]


@pytest.mark.parametrize("row", GOLDEN["flop"], ids=lambda row: row["name"])
def test_a_forward_pass_takes_exactly_the_operations_torch_executes(row):
    counts = count_architecture(SMALL[row["name"]][0], row["context"])
    assert counts.forward_flop_per_sequence == row["forward"]


@pytest.mark.parametrize("row", GOLDEN["flop"], ids=lambda row: row["name"])
def test_forward_and_backward_take_three_times_the_forward_pass_where_everything_is_trained_from_tokens(row):
    if row["name"] in ("BERT with pooler", "ViT", "CLIP", "Whisper"):
        # Nothing flows back into pixels or sound, or through a head the loss did not use: torch executes a little less.
        assert row.get("forward_and_backward", 0) < 3 * row["forward"]
    else:
        assert row["forward_and_backward"] == 3 * row["forward"]
    counts = count_architecture(SMALL[row["name"]][0], row["context"])
    assert counts.training_flop_per_token * counts.tokens == pytest.approx(3 * row["forward"], rel=1e-15)


@pytest.mark.parametrize("row", GOLDEN["flop_outside_recurrence"], ids=lambda row: row["name"])
def test_outside_the_recurrence_a_hybrid_takes_exactly_the_operations_torch_executes(row):
    config, context = RECURRENT[row["name"]]
    outside = architecture_table.outside_recurrence(config, context)
    assert outside == row["forward"] < count_architecture(config, context).forward_flop_per_sequence


def test_every_family_is_in_the_table_of_the_documentation():
    page = architecture_table.PAGE.read_text(encoding="utf-8")
    assert all(f"| `{one.model_type}` |" in page for one in FAMILIES)


def test_every_family_is_held_against_the_oracle_or_a_published_total():
    known = {row["model_type"] for row in GOLDEN["weights"]}
    more = {row["config"].get("model_type") for row in FAMILY_GOLDEN}
    own = {OWN_CODE[name]["model_type"] for name in PUBLISHED if name in OWN_CODE}
    # Kimi K2 is read as DeepSeek-V3, its own code being a copy.
    # MiMo is Qwen2 with further layers; parts named *_text have no class of their own that transformers builds alone.
    read_as = {"kimi_k2", "mimo", "exaone4_5_text", "step3p5"}
    nested = {f"{one.model_type}_text" for one in WRAPPERS}
    assert {one.model_type for one in FAMILIES} - known - own - more - read_as - nested == {"nemotron-nas"}
    assert {one.model_type for one in WRAPPERS} - more <= {"aya_vision", "gemma3n"}
    assert known == set(VARIATIONS)
    assert len(known) >= 30
    assert len(GOLDEN["weights"]) >= 40


@pytest.mark.parametrize(
    ("name", "billions", "active"),
    [
        ("Llama 3 8B", 8.0303, 8.0303),
        ("Llama 3.1 405B", 405.8534, 405.8534),
        ("Qwen3 32B", 32.7621, 32.7621),
        ("Gemma 2 9B", 9.2417, 9.2417),
        ("Mixtral 8x7B", 46.7028, 12.8799),
        ("Qwen3 235B-A22B", 235.0936, 22.1907),
        ("DeepSeek-V3", 671.0264, 37.5523),
    ],
)
def test_the_figures_everybody_quotes_come_out(name, billions, active):
    counts = count_architecture(REAL[name])
    assert (counts.parameters / 1e9, counts.active_parameters / 1e9) == (
        pytest.approx(billions, abs=5e-5),
        pytest.approx(active, abs=5e-4),
    )


def test_the_part_that_predicts_further_tokens_is_stated_and_not_counted():
    (left_out,) = count_architecture(REAL["DeepSeek-V3"]).uncounted
    # "11.5B unique parameters" in the model's own description of its files.
    assert left_out.part == "multi-token prediction"
    assert left_out.parameters == pytest.approx(11.5e9, rel=0.02)


def test_published_non_embedding_parameters_leave_out_both_tables():
    # The model cards say 31.2B for Qwen3-32B and 0.44B for Qwen3-0.6B.
    assert round(count_architecture(REAL["Qwen3 32B"]).non_embedding_parameters / 1e9, 1) == 31.2
    assert round(count_architecture(REAL["Qwen3 0.6B"]).non_embedding_parameters / 1e9, 2) == 0.44


def test_palms_formula_for_dense_models_is_met_up_to_norms():
    # 6N + 12·L·H·d·s per token, N without the embedding that is only looked up (PaLM, appendix B).
    counts = count_architecture(LLAMA, 8192)
    n = counts.parameters - 128256 * 4096
    assert counts.training_flop_per_token == pytest.approx(6 * n + 12 * 32 * 32 * 128 * 8192, rel=1e-4)


def test_head_dim_is_read_and_not_inferred():
    stated = {**LLAMA, "head_dim": 256}
    assert count_architecture(stated).parameters - count_architecture(LLAMA).parameters == 32 * 2 * 4096 * 128 * (
        32 + 8
    )
    assert "head_dim" in count_architecture(LLAMA).defaults
    assert "head_dim" not in count_architecture(stated).defaults


def test_a_family_with_a_head_width_of_its_own_does_not_fall_back_on_the_quotient():
    config = {key: value for key, value in REAL["Gemma 2 9B"].items() if key != "head_dim"}
    with pytest.raises(BadInput, match="gemma2: config lacks 'head_dim'"):
        count_architecture(config)


def test_nested_parts_are_counted_with_their_familys_defaults_and_text_and_whole_are_both_stated():
    # As such files are saved: only what differs from the family's own sizes.
    nested = {
        "model_type": "gemma3",
        "text_config": {
            "model_type": "gemma3_text",
            "hidden_size": 2560,
            "intermediate_size": 10240,
            "num_hidden_layers": 34,
            "sliding_window": 1024,
        },
        "vision_config": {
            "hidden_size": 1152,
            "image_size": 896,
            "intermediate_size": 4304,
            "model_type": "siglip_vision_model",
            "num_attention_heads": 16,
            "num_hidden_layers": 27,
            "patch_size": 14,
            "vision_use_head": False,
        },
    }
    counts = count_architecture(nested)
    assert counts.model_type == "gemma3"
    assert counts.parameters == 4_300_079_472  # Gemma 3 4B, as the hub lists it
    assert counts.by_part == {"text": 3_880_263_168, "vision": 416_866_032, "projector": 2_950_272}
    assert counts.defaults["text_config.num_attention_heads"] == 8
    assert counts.defaults["text_config.vocab_size"] == 262208
    assert counts.uncounted == ()
    with pytest.raises(BadInput, match=r"gemma3: config\.text_config is not an object"):
        count_architecture({"model_type": "gemma3", "text_config": [1]})
    # As the family's own code has it: without text_config its default language model.
    assert "no text_config" in count_architecture({"model_type": "gemma3", "hidden_size": 7}).notes[0]


def test_a_top_level_size_is_never_filled_in():
    for key in ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size"):
        config = {name: value for name, value in LLAMA.items() if name != key}
        with pytest.raises(BadInput, match=f"llama: config lacks '{key}'"):
            count_architecture(config)


def test_two_names_of_one_key_must_agree():
    assert weights({**REAL["GPT-2"], "hidden_size": 768}) == weights(REAL["GPT-2"])
    with pytest.raises(BadInput, match=r"gpt2: config.hidden_size = 1024 contradicts n_embd = 768"):
        count_architecture({**REAL["GPT-2"], "hidden_size": 1024})


def test_wrappers_name_families_and_towers_that_exist():
    for one in WRAPPERS:
        parts = {name: defaults_of(f"{one.model_type}/{name}")["model_type"] for name in ("text_config", *one.towers)}
        assert parts.pop("text_config") in {family.model_type for family in FAMILIES}
        assert set(parts.values()) <= {*TOWERS, "gemma3n_vision"}


def test_a_t5_that_says_its_head_is_its_own_states_what_its_files_hold_beyond_the_count():
    untied = count_architecture({**REAL["mT5 small"], "tie_word_embeddings": False})
    assert untied.parameters == count_architecture(REAL["mT5 small"]).parameters
    assert untied.parameters + untied.uncounted[0].parameters == 300_176_768  # the published total of mT5 small


def test_causal_half_halves_the_core_of_causal_attention_only():
    full, half = (count_architecture(LLAMA, 8192, one).forward_flop_per_token for one in ("full", "causal-half"))
    assert full - half == 2 * 8192 * 32 * 128 * 32
    bert = REAL["BERT base"]
    assert (
        count_architecture(bert, 512, "causal-half").forward_flop_per_token
        == count_architecture(bert, 512).forward_flop_per_token
    )


def test_a_window_caps_the_keys_a_query_meets():
    short, long = (count_architecture(REAL["Mistral 7B"], s).forward_flop_per_token for s in (4096, 65536))
    assert short == long
    unbound = {**REAL["Mistral 7B"], "sliding_window": None}
    assert count_architecture(unbound, 65536).forward_flop_per_token > 1.5 * long
    gemma = (
        count_architecture(REAL["Gemma 2 9B"], 8192).forward_flop_per_token
        - count_architecture(REAL["Gemma 2 9B"], 4096).forward_flop_per_token
    )
    assert gemma == 21 * 4 * 16 * 256 * 4096  # every second of 42 layers sees the further 4096 keys


def test_a_context_beyond_learned_positions_is_refused_and_beyond_rotary_ones_is_not():
    with pytest.raises(BadInput, match="context 2048 is longer than the 1024 positions GPT2LMHeadModel has learned"):
        count_architecture(REAL["GPT-2"], 2048)
    assert count_architecture(LLAMA, 1_000_000).context == 1_000_000
    assert count_architecture(REAL["GPT-2"]).context == 1024
    assert count_architecture(LLAMA).context == 4096
    for context in (0, -1, True, 1 << 40):
        with pytest.raises(BadInput, match="is not a whole number from 1"):
            count_architecture(LLAMA, context)


@given(st.integers(1, 60), st.one_of(st.none(), st.integers(1, 70)))
def test_pairs_are_those_of_the_mask_with_the_diagonal_counted_half(tokens, window):
    reach = min(window or tokens, tokens)
    under_the_mask = sum(min(i + 1, reach) for i in range(tokens))
    # Each query meets itself: the half convention counts the diagonal, and the edge of the window, at half.
    assert doubled_pairs(tokens, window=window, half=True) == 2 * under_the_mask - reach
    assert doubled_pairs(tokens, window=window) == 2 * tokens * reach


@given(st.integers(1, 80), st.integers(1, 90))
def test_chunks_do_not_see_each_other(tokens, chunk):
    blocks = [min(chunk, tokens - start) for start in range(0, tokens, chunk)]
    assert doubled_pairs(tokens, chunk=chunk, half=True) == sum(one * one for one in blocks)


@given(st.integers(1, 200), st.integers(1, 3000))
def test_twice_the_layers_add_as_much_again(layers, context):
    def counts(n):
        one = count_architecture({**LLAMA, "num_hidden_layers": n}, context)
        return one.parameters, one.forward_flop_per_token

    (one, two, four) = (counts(n) for n in (layers, 2 * layers, 3 * layers))
    assert two[0] - one[0] == four[0] - two[0]
    assert two[1] - one[1] == four[1] - two[1]


@given(st.integers(1, 64), st.integers(1, 64))
def test_only_active_parameters_and_operations_follow_the_experts_a_token_passes(experts, used):
    config = {**REAL["Mixtral 8x7B"], "num_local_experts": experts, "num_experts_per_tok": used}
    if used > experts:
        with pytest.raises(BadInput, match=f"cannot pass {used} of {experts} experts"):
            count_architecture(config)
        return
    counts, dense = count_architecture(config), count_architecture({**config, "num_experts_per_tok": experts})
    assert counts.parameters == dense.parameters == dense.active_parameters
    idle = 32 * (experts - used) * 3 * 4096 * 14336
    assert counts.active_parameters == counts.parameters - idle
    assert dense.forward_flop_per_token - counts.forward_flop_per_token == 2 * idle


@given(st.integers(2, 40), st.integers(1, 41), st.sets(st.integers(0, 39)))
def test_qwens_rule_counts_from_one(layers, step, dense):
    config = {
        **REAL["Qwen3 30B-A3B"],
        "num_hidden_layers": layers,
        "decoder_sparse_step": step,
        "mlp_only_layers": sorted(dense),
    }
    sparse = sum((i + 1) % step == 0 and i not in dense for i in range(layers))
    idle = count_architecture(config).parameters - count_architecture(config).active_parameters
    assert idle == sparse * 120 * 3 * 2048 * 768
