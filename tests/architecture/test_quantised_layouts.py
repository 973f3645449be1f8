"""Layouts of quantising tools beyond the usual, and GGUF: the weights they hold, or a doubt with its reason."""

from __future__ import annotations

import struct

import pytest
from helpers.gguf_headers import gguf
from helpers.safetensors_headers import header
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.architecture.gguf import parameters_from_gguf_header
from flopwatch.architecture.safetensors import parameters_from_safetensors_header
from flopwatch.domain.errors import BadInput
from flopwatch.sources.gguf_header import read_gguf_header

SIZE = 4096 * 4096


@pytest.mark.parametrize(
    ("tensors", "config"),
    [
        (
            {"m.weight_packed": ("I32", 4096, 512), "m.weight_scale": ("BF16", 4096, 128)},
            {"text_config": {"quantization_config": {"config_groups": {"group_0": {"weights": {"num_bits": 4}}}}}},
        ),
        (
            {
                "m.codes": ("I8", 4096, 512, 2),
                "m.codebooks": ("F16", 2, 256, 1, 8),
                "m.scales": ("F16", 4096, 1, 1, 1),
            },
            {"quantization_config": {"quant_method": "aqlm"}},
        ),
        (
            {
                "m.codes": ("I16", 4096, 512, 1),
                "m.codebooks": ("F16", 1, 65536, 1, 8),
                "m.scales": ("F16", 4096, 1, 1, 1),
            },
            {"quantization_config": {"quant_method": "aqlm"}},
        ),
        ({"m.weight._data": ("I8", 4096, 4096), "m.weight._scale": ("F16", 4096, 1)}, {}),
        (
            {
                "m.weight._data": ("U8", 2048, 4096),
                "m.weight._scale": ("F16", 4096, 32),
                "m.weight._shift": ("F16", 4096, 32),
            },
            {"quantization_config": {"quant_method": "quanto", "weights": "int4"}},
        ),
        (
            {"m.weight": ("U8", 1024, 4096), "m.weight_scale": ("BF16", 1)},
            {"quantization_config": {"quant_method": "bitnet"}},
        ),
        (
            {"m.W_q": ("U8", 2048, 4096), "m.scale": ("F16", 1, 262144), "m.zero": ("F16", 1, 262144)},
            {"quantization_config": {"quant_method": "hqq", "quant_config": {"weight_quant_params": {"nbits": 4}}}},
        ),
        (
            {
                "m.weight": ("U8", 8388608, 1),
                "m.weight.absmax": ("U8", 262144),
                "m.weight.quant_map": ("F32", 16),
                "m.weight.quant_state.bitsandbytes__nf4": ("U8", 80),
            },
            {"quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": True}},
        ),
        (
            {
                "m.qweight": ("I32", 384, 4096),
                "m.g_idx": ("I32", 4096),
                "m.qzeros": ("I32", 32, 384),
                "m.scales": ("F16", 32, 4096),
            },
            {"quantization_config": {"quant_method": "gptq", "bits": 3}},
        ),
        (
            {"m.weight": ("U32", 4096, 1024), "m.scales": ("F16", 4096, 64), "m.biases": ("F16", 4096, 64)},
            {"quantization": {"bits": 8, "group_size": 64}},
        ),
        (
            {
                "m.weight": ("U8", 4096, 2048),
                "m.weight_scale": ("F8_E4M3", 4096, 256),
                "m.weight_scale_2": ("F32",),
                "m.input_scale": ("F32",),
            },
            {"quantization_config": {"quant_method": "modelopt", "quant_algo": "NVFP4"}},
        ),
    ],
    ids=["nested", "AQLM 2x8", "AQLM 1x16", "quanto 8", "quanto 4", "BitNet", "HQQ", "nf4", "GPTQ 3", "MLX 8", "NVFP4"],
)
def test_a_packed_matrix_of_4096_squared_is_counted_as_such(tensors, config):
    counted = parameters_from_safetensors_header(header(tensors), config)
    assert counted.parameters == SIZE
    assert counted.doubts == ()


@pytest.mark.parametrize(
    ("tensors", "config", "says"),
    [
        ({"m.W_q": ("U8", 2048, 4096)}, {}, "nothing says how many bits"),
        ({"m.W_q": ("I32", 410, 4096)}, {"quantization_config": {"nbits": 3}}, "packed by HQQ at 3 bits with padding"),
        (
            {"m.codes": ("I8", 4096, 512, 2), "m.codebooks": ("F16", 3, 256, 1, 8)},
            {},
            "its codebooks [3, 256, 1, 8] are not",
        ),
    ],
)
def test_a_packing_that_cannot_be_told_is_refused(tensors, config, says):
    with pytest.raises(BadInput) as caught:
        parameters_from_safetensors_header(header(tensors), config)
    assert says in str(caught.value)


def of_two_widths(*targets):
    groups = {f"group_{n}": {"targets": [one], "weights": {"num_bits": 4 + 4 * n}} for n, one in enumerate(targets)}
    return {"quantization_config": {"quant_method": "compressed-tensors", "config_groups": groups}}


TWO_WIDTHS = {
    "m.q_proj.weight_packed": ("I32", 4096, 512),
    "m.q_proj.weight_scale": ("BF16", 4096, 32),
    "m.down_proj.weight_packed": ("I32", 4096, 1024),
    "m.down_proj.weight_scale": ("BF16", 4096, 32),
}


@pytest.mark.parametrize(
    "targets",
    [
        ("re:.*q_proj", "re:.*down_proj$"),
        ("Linear", "re:^.*down_proj"),
        ("m.q_proj", "m.down_proj"),
        ("Linear", "re:m\\.down_proj"),
    ],
)
def test_groups_of_several_widths_are_told_apart_by_their_targets(targets):
    assert parameters_from_safetensors_header(header(TWO_WIDTHS), of_two_widths(*targets)).parameters == 2 * SIZE


@pytest.mark.parametrize("targets", [("re:(q|k)_proj", "re:.*down_proj"), ("Linear", "Linear"), ("re:.*o", "re:.*p")])
def test_targets_that_leave_a_width_open_are_refused(targets):
    with pytest.raises(BadInput, match="nothing says how many bits"):
        parameters_from_safetensors_header(header(TWO_WIDTHS), of_two_widths(*targets))


def test_a_method_that_is_not_described_is_counted_with_a_doubt_that_names_it():
    tensors = {"m.indices": ("I32", 64, 64), "norm.weight": ("BF16", 64)}
    counted = parameters_from_safetensors_header(header(tensors), {"quantization_config": {"quant_method": "vptq"}})
    assert any("'vptq' is not described here" in one for one in counted.doubts)


Q4_K, F32 = 12, 0


def test_a_gguf_file_counts_weights_whatever_their_type():
    raw = gguf(
        {
            "token_embd.weight": (Q4_K, 4096, 32000),
            "blk.0.ffn_gate_exps.weight": (Q4_K, 4096, 1024, 8),
            "rope_freqs.weight": (F32, 64),
        },
        [
            ("general.architecture", "qwen3moe"),
            ("qwen3moe.expert_count", 8),
            ("qwen3moe.expert_used_count", 2),
            ("tokenizer.ggml.tokens", ["a", "b"]),
        ],
    )
    counted = parameters_from_gguf_header(*read_gguf_header(raw))
    experts = 4096 * 1024 * 8
    assert counted.parameters == 4096 * 32000 + experts
    assert counted.active_parameters == 4096 * 32000 + experts // 4
    assert (counted.tensors, counted.architecture, counted.doubts) == (3, "qwen3moe", ())


def test_one_file_of_a_split_model_says_so():
    counted = parameters_from_gguf_header({"a.weight": (8, 8)}, {"split.count": 3})
    assert "one of 3 files" in counted.doubts[0]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"GGML", "does not begin with GGUF"),
        (b"GGUF" + struct.pack("<IQQ", 1, 0, 0), "version 1 is not read"),
        (b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 0), "at most"),
        (b"GGUF" + struct.pack("<IQQ", 3, 5, 5), "extends beyond"),
        (gguf({"a": (0, 7)}) + gguf({})[4:4], ""),
        (gguf({"a": (0, 7)}, [("k", 1)])[:-3], "extends beyond"),
    ],
)
def test_a_gguf_header_that_is_none_is_refused(raw, says):
    if not says:
        assert read_gguf_header(raw)[0] == {"a": (7,)}
        return
    with pytest.raises(BadInput) as caught:
        read_gguf_header(raw)
    assert says in str(caught.value)


@given(st.binary(max_size=400))
def test_any_bytes_after_the_magic_are_read_or_refused(noise):
    try:
        shapes, _ = read_gguf_header(b"GGUF\x03\0\0\0" + noise)
    except BadInput as error:
        assert len(str(error)) < 400  # noqa: PT017
    else:
        assert isinstance(shapes, dict)
