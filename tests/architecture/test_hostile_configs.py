"""Configs that are broken, hostile or of no family: named errors, never a guess and never a hang."""

from __future__ import annotations

import json

import pytest
from helpers.architecture_cases import OWN_CODE, REAL
from helpers.operations import watchdog
from helpers.tiers import examples, tiered
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwatch.architecture.counts import count_architecture
from flopwatch.architecture.families.registry import FAMILIES
from flopwatch.domain.errors import BadInput, FlopwatchError
from flopwatch.sources.model_files import read_config_json, read_safetensors_header

LLAMA = REAL["Llama 3 8B"]


def test_an_unknown_family_is_an_error_that_lists_what_is_supported():
    with pytest.raises(BadInput) as caught:
        count_architecture({"model_type": "frobnicator", "hidden_size": 64})
    message = str(caught.value)
    assert "'frobnicator'" in message
    assert all(one.model_type in message for one in FAMILIES)


@pytest.mark.parametrize(
    "config", [{}, {"model_type": None}, {"model_type": 7}, {"model_type": ["llama"]}, {"model_type": ""}]
)
def test_a_config_without_a_family_is_an_error_that_says_so(config):
    with pytest.raises(BadInput, match="lacks 'model_type'"):
        count_architecture(config)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("-4096", "is outside 1 to"),
        ("0", "is outside 1 to"),
        ("99999999999999999999", "is outside 1 to"),
        ("9" * 5000, "is not a whole number"),
        ('"4096"', "is not a whole number"),
        ('"４０９６"', "is not a whole number"),
        ("4096.0", "is not a whole number"),
        ("1e3", "is not a whole number"),
        ("1e999", "is not a whole number"),
        ("NaN", "is not a whole number"),
        ("-Infinity", "is not a whole number"),
        ("true", "is not a whole number"),
        ("[4096]", "is not a whole number"),
        ("{}", "is not a whole number"),
        ("null", "lacks 'hidden_size'"),
    ],
)
def test_what_is_no_count_is_refused_with_its_key(text, says):
    raw = json.dumps({**LLAMA, "hidden_size": 0}).replace('"hidden_size": 0', f'"hidden_size": {text}')
    with pytest.raises(BadInput, match="llama: ") as caught:
        count_architecture(read_config_json(raw.encode()))
    assert says in str(caught.value)
    assert "hidden_size" in str(caught.value)
    assert len(str(caught.value)) < 400


def test_an_infinity_that_is_no_count_does_no_harm():
    raw = json.dumps({**REAL["Codestral Mamba 7B"], "time_step_limit": [0.0, float("inf")]})
    assert (
        count_architecture(read_config_json(raw.encode())).parameters
        == count_architecture(REAL["Codestral Mamba 7B"]).parameters
    )


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty"),
        (b"{", "is not JSON"),
        (b"[1, 2]", "holds a list, not an object"),
        (b'"llama"', "holds a str"),
        (b"\xff\xfe{}", "not UTF-8 text"),
        (b'{"model_type": "llama", "model_type": "gpt2"}', "names the key 'model_type' twice"),
        (b'{"a": {"b": 1, "b": 2}}', "names the key 'b' twice"),
        (b"[" * 200_000, "is nested too deeply"),
        (b'{"a":' * 100_000, "is nested too deeply"),
        (b'{"model_type": "llama", "pad": "' + b"x" * 10_000_000 + b'"}', "at most"),
    ],
)
def test_a_file_that_is_no_config_is_refused_in_words(raw, says):
    with pytest.raises(BadInput, match="^c.json: ") as caught:
        read_config_json(raw, "c.json")
    assert says in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"num_key_value_heads": 5}, "32 attention heads are not a multiple of 5"),
        ({"num_attention_heads": 33, "num_key_value_heads": 33}, "is not a multiple of 33 heads"),
        ({"tie_word_embeddings": "yes"}, "is not true or false"),
        ({"num_hidden_layers": 20_000}, "is more than 10000 layers"),
    ],
)
def test_sizes_that_do_not_fit_each_other_are_refused(change, says):
    with pytest.raises(BadInput, match=says):
        count_architecture({**LLAMA, **change})


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("Gemma 3 1B", {"layer_types": ["full_attention"] * 3}, "has 3 entries for 26 layers"),
        ("Gemma 3 1B", {"layer_types": ["sideways"] * 26}, "'sideways' is not one of full_attention"),
        ("Gemma 3 1B", {"layer_types": "full_attention"}, "is not a list"),
        ("Qwen3 30B-A3B", {"mlp_only_layers": ["0"]}, "is not a whole number"),
        ("Qwen3 30B-A3B", {"mlp_only_layers": list(range(20_000))}, "is longer than"),
        ("GPT-Neo 1.3B", {"attention_types": [[["global"], 10**9]]}, "spells out more than 24 layers"),
        ("GPT-Neo 1.3B", {"attention_types": [[["global", "local"], 3]]}, "spells out 6 of 24 layers"),
        ("Nemotron 3 Nano 30B-A3B", {"hybrid_override_pattern": "MXM"}, "is not made of M, E"),
        ("EXAONE 4.0 32B", {"sliding_window_pattern": "LLLX"}, "is not made of L and G"),
        ("Codestral Mamba 7B", {"num_heads": 100}, "times head_dim 64 is not expand"),
        ("ViT-B/16, 1000 classes", {"patch_size": 500}, "is larger than the image of 224"),
        (
            "BERT base",
            {"architectures": ["BertForTranslation"]},
            "is not counted, .* Classes of bert that are counted: BertForMaskedLM",
        ),
        ("DeepSeek-V3", {"n_routed_experts": 4}, "cannot pass 8 of 4 experts"),
        ("Jamba v0.1", {"attn_layer_offset": None}, "lacks 'attn_layer_offset'"),
    ],
)
def test_odd_layers_are_refused_and_named(name, change, says):
    with pytest.raises(BadInput, match=says):
        count_architecture({**REAL[name], **change})


def test_an_absent_query_rank_is_not_taken_for_a_null_one():
    config = {key: value for key, value in REAL["DeepSeek-V2 Lite"].items() if key != "q_lora_rank"}
    with pytest.raises(BadInput, match="lacks 'q_lora_rank'"):
        count_architecture(config)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(-5, 5), max_size=5),
    st.lists(st.text(max_size=12), max_size=5),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.integers(0, 9),
)


@pytest.mark.parametrize("name", tiered([*REAL, *OWN_CODE], [*REAL, *OWN_CODE][::3]))
def test_junk_under_any_key_is_counted_or_refused_but_never_breaks(name):
    config = {**REAL, **OWN_CODE}[name]

    @given(
        st.sampled_from(
            [
                *config,
                "layer_types",
                "head_dim",
                "sliding_window",
                "architectures",
                "no_rope_layers",
                "moe_layers",
            ]
        ),
        JUNK,
    )
    def check(key, junk):
        if key == "model_type":
            return
        try:
            with watchdog():
                counts = count_architecture({**config, key: junk})
        except FlopwatchError as error:
            assert len(str(error)) < 3000  # noqa: PT017
        else:
            assert 0 < counts.active_parameters <= counts.parameters

    settings(max_examples=examples(25))(check)()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "are not a safetensors file"),
        (b"\xff" * 16, "Is this a safetensors file"),
        ((50).to_bytes(8, "little") + b"{}        ", "only 10 are here"),
        ((4).to_bytes(8, "little") + b"[1] and more", "holds a list"),
    ],
)
def test_bytes_that_are_no_safetensors_header_are_refused(raw, says):
    with pytest.raises(BadInput, match=says):
        read_safetensors_header(raw)


def test_a_header_is_read_from_the_beginning_of_a_file():
    text = b'{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
    assert read_safetensors_header(len(text).to_bytes(8, "little") + text + b"\0" * 8)["w"]["shape"] == [2]
