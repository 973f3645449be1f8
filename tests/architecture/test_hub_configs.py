"""Configs as hubs hold them, with the counts transformers gives; heads; and what is refused by name."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from helpers.architecture_cases import REAL

from flopwatch.architecture.counts import count_architecture
from flopwatch.domain.errors import BadInput, FlopwatchError
from flopwatch.sources.model_files import read_config_json

HUB = [
    json.loads(line) for line in (Path(__file__).parent / "hub_configs.jsonl").read_text(encoding="utf-8").splitlines()
]
LLAMA = REAL["Llama 3 8B"]


@pytest.mark.parametrize("row", HUB, ids=lambda row: row["name"])
def test_a_config_of_the_hub_has_exactly_the_parameters_the_oracle_counts(row):
    counts = count_architecture(row["config"])
    assert counts.parameters == row["parameters"]
    if "text" in row:
        assert counts.by_part["text"] == row["text"]


@pytest.mark.parametrize(
    ("change", "parameters"),
    [
        ({}, 8030261248),
        ({"architectures": ["LlamaModel"]}, 7504924672),
        ({"architectures": ["LlamaForSequenceClassification"], "id2label": {"0": "a"}}, 7504928768),
        ({"architectures": ["LlamaForSequenceClassification"], "num_labels": 5}, 7504945152),
        ({"architectures": ["LlamaForTokenClassification"], "num_labels": 5}, 7504945157),
        ({"architectures": ["LlamaForQuestionAnswering"]}, 7504932866),
        ({"architectures": []}, 8030261248),
        ({"architectures": None}, 8030261248),
    ],
)
def test_the_head_is_that_of_the_class_a_config_names(change, parameters):
    counts = count_architecture({**LLAMA, **change})
    assert counts.parameters == parameters
    assert counts.counted == (change.get("architectures") or ["LlamaForCausalLM"])[0]


def test_an_encoder_alone_is_not_counted_as_the_whole():
    # T5EncoderModel of the 11B size: 4.76e9, not 11e9.
    config = {
        "model_type": "t5",
        "d_model": 4096,
        "num_layers": 24,
        "num_decoder_layers": 24,
        "num_heads": 64,
        "d_kv": 64,
        "d_ff": 10240,
        "vocab_size": 32128,
        "feed_forward_proj": "gated-gelu",
    }
    assert count_architecture({**config, "architectures": ["T5EncoderModel"]}).parameters == 4762310656
    assert count_architecture(config).parameters == pytest.approx(11.0e9, rel=0.01)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"architectures": ["LlamaForCausalLMEagle3"], "draft_vocab_size": 32000}, "'LlamaForCausalLMEagle3' is not"),
        ({"architectures": ["MixtralForCausalLM"]}, "is a class of model_type 'mixtral', which contradicts"),
        ({"num_local_experts": 8}, "num_local_experts = 8 states experts, which LlamaForCausalLM has none of"),
        ({"architectures": ["x" * 5000]}, "Classes of llama that are counted: LlamaForCausalLM, LlamaModel"),
        ({"architectures": [7]}, "is not the name of a class"),
    ],
)
def test_a_class_that_contradicts_or_is_not_known_is_refused_by_name(change, says):
    with pytest.raises(BadInput, match="llama: ") as caught:
        count_architecture({**LLAMA, **change})
    assert says in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"model_type": "llama_moee"}, "Nearest that is counted: 'llama'"),
        ({"model_type": "qwen3_vl", "text_config": {"hidden_size": 7, "num_hidden_layers": "x"}}, "text_config"),
        (
            {"model_type": "llava", "text_config": {"model_type": "rwkv"}},
            "text_config.model_type 'rwkv' is not counted",
        ),
        ({"model_type": "llava", "vision_config": {"model_type": "clip_visionn"}}, "'clip_vision_model'"),
        ({"_class_name": "UNet2DConditionModel"}, "Counted of diffusers: FluxTransformer2DModel"),
    ],
)
def test_what_is_not_counted_is_refused_with_the_nearest_that_is(config, says):
    with pytest.raises(BadInput) as caught:
        count_architecture(config)
    assert says in str(caught.value)


JUNK = (None, True, -1, 0, 1, 3, 10**30, 2**31 - 1, 1.5, float("nan"), "x", "", [], [1], ["x"], [None], {}, {"a": 1})


def places(config, before=()):
    """Every key of a config and of its parts."""
    for key, value in config.items():
        yield (*before, key)
        if isinstance(value, dict) and not before:
            yield from places(value, (key,))


def replaced(config, place, junk):
    first, *rest = place
    return {**config, first: replaced(config[first], rest, junk) if rest else junk}


def test_junk_under_any_key_of_a_new_family_is_counted_or_refused_but_never_breaks():
    draw = random.Random(15)
    every = [(row["config"], place) for row in HUB for place in places(row["config"])]
    for config, place in draw.sample(every, 800):
        changed = replaced(config, place, draw.choice(JUNK))
        try:
            counts = count_architecture(changed, 8)
        except FlopwatchError as error:
            assert len(str(error)) < 3000  # noqa: PT017
        else:
            assert 0 < counts.active_parameters <= counts.parameters


def test_a_published_correction_of_training_flop_is_met():
    # OpenAI gpt-oss-20b: 93.848e12 FLOP for a sequence of 4096, heads being 64 wide.
    config = next(row["config"] for row in HUB if row["name"] == "openai/gpt-oss-20b")
    counts = count_architecture(config, 4096, "causal-half")
    assert counts.training_flop_per_token * 4096 == pytest.approx(93.848e12, rel=1e-3)


def test_a_tie_saves_weights_and_no_operation():
    small = {
        **LLAMA,
        "hidden_size": 2048,
        "num_hidden_layers": 16,
        "intermediate_size": 8192,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
    }
    tied, own = (count_architecture({**small, "tie_word_embeddings": tie}) for tie in (True, False))
    assert (tied.parameters, own.parameters) == (1235814400, 1498482688)
    assert tied.forward_flop_per_token == own.forward_flop_per_token


def test_a_key_stated_twice_is_refused_by_its_name_and_a_nan_that_is_no_count_is_not():
    with pytest.raises(BadInput, match="'hidden_size' twice"):
        read_config_json(b'{"model_type": "llama", "hidden_size": 2048, "hidden_size": 4096}')
    raw = json.dumps({**LLAMA, "rope_theta": float("nan")}).encode()
    assert count_architecture(read_config_json(raw)).parameters == 8030261248


def test_operations_of_a_whole_model_are_those_of_its_language_model():
    whole = next(row["config"] for row in HUB if row["name"] == "Qwen/Qwen3-VL-8B-Instruct")
    text = {**whole["text_config"], "tie_word_embeddings": False}
    both = count_architecture(whole, 4096), count_architecture(text, 4096)
    assert both[0].forward_flop_per_token == both[1].forward_flop_per_token
    assert both[0].parameters == both[1].parameters + both[0].by_part["vision"]
    assert "runs once per image" in both[0].notes[0]


@pytest.mark.parametrize(
    ("family", "name", "parameters"),
    [
        # transformers 5.24.0 on the meta device, two layers, five labels
        ("bert", "BertForQuestionAnswering", 38016773),
        ("roformer", "RoFormerForQuestionAnswering", None),
        ("t5", "T5ForQuestionAnswering", 31138821),
    ],
)
def test_a_span_has_a_row_for_each_label_where_its_class_reads_them(family, name, parameters):
    golden = Path(__file__).parent / "family_golden.jsonl"
    rows = (json.loads(line) for line in golden.read_text(encoding="utf-8").splitlines()[1:])
    config = next(row["config"] for row in rows if row["config"].get("model_type") == family)
    layers = {key: 2 for key in ("num_hidden_layers", "num_layers", "num_decoder_layers") if key in config}
    asked = {**config, **layers, "architectures": [name]}
    five, two = (count_architecture({**asked, "num_labels": many}).parameters for many in (5, 2))
    assert five == (parameters or two)
