"""Safetensors headers: packed weights are unpacked, auxiliary tensors are left out. The headers are made here."""

from __future__ import annotations

from math import prod

import pytest
from helpers.architecture_cases import REAL
from helpers.safetensors_headers import header
from hypothesis import given
from hypothesis import strategies as st

from flopwatch.architecture.counts import count_architecture
from flopwatch.architecture.safetensors import parameters_from_safetensors_header
from flopwatch.architecture.safetensors_header import BITS
from flopwatch.domain.errors import BadInput


def llama(dtype="BF16", layers=2):
    """A small Llama's tensors, and its config."""
    config = {
        "model_type": "llama",
        "hidden_size": 64,
        "num_hidden_layers": layers,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "intermediate_size": 128,
        "vocab_size": 100,
    }
    tensors = {
        "model.embed_tokens.weight": ("BF16", 100, 64),
        "model.norm.weight": ("BF16", 64),
        "lm_head.weight": ("BF16", 100, 64),
    }
    for i in range(layers):
        stem = f"model.layers.{i}."
        for name, rows, columns in LINEAR:
            tensors[f"{stem}{name}.weight"] = (dtype, rows, columns)
        for name in ("input_layernorm", "post_attention_layernorm"):
            tensors[f"{stem}{name}.weight"] = ("BF16", 64)
    return tensors, config


LINEAR = (
    ("self_attn.q_proj", 64, 64),
    ("self_attn.k_proj", 32, 64),
    ("self_attn.v_proj", 32, 64),
    ("self_attn.o_proj", 64, 64),
    ("mlp.gate_proj", 128, 64),
    ("mlp.up_proj", 128, 64),
    ("mlp.down_proj", 64, 128),
)


def quantised(pack):
    """The small Llama with each projection replaced by what `pack(stem, rows, columns)` gives."""
    tensors, config = llama()
    for i in range(2):
        for name, rows, columns in LINEAR:
            stem = f"model.layers.{i}.{name}"
            del tensors[f"{stem}.weight"]
            tensors.update({f"{stem}.{key}": value for key, value in pack(rows, columns).items()})
    return tensors, config


def gptq(bits):
    return lambda rows, columns: {
        "qweight": ("I32", columns * bits // 32, rows),
        "qzeros": ("I32", columns // 32, rows * bits // 32),
        "scales": ("F16", columns // 32, rows),
        "g_idx": ("I32", columns),
    }


PACKINGS = {
    "GPTQ, 4 bits by the shapes alone": (gptq(4), {}),
    "GPTQ, 8 bits by the shapes alone": (gptq(8), {}),
    "GPTQ, 2 bits": (gptq(2), {"quantization_config": {"quant_method": "gptq", "bits": 2}}),
    "AWQ, by the shapes alone": (
        lambda rows, columns: {
            "qweight": ("I32", columns, rows // 8),
            "qzeros": ("I32", columns // 32, rows // 8),
            "scales": ("F16", columns // 32, rows),
        },
        {},
    ),
    "compressed-tensors, 4 bits": (
        lambda rows, columns: {
            "weight_packed": ("I32", rows, columns // 8),
            "weight_scale": ("BF16", rows, columns // 32),
            "weight_shape": ("I64", 2),
            "weight_zero_point": ("I32", rows // 8, columns // 32),
        },
        {
            "quantization_config": {
                "quant_method": "compressed-tensors",
                "config_groups": {"group_0": {"weights": {"num_bits": 4}}},
            }
        },
    ),
    "compressed-tensors, NVFP4": (
        lambda rows, columns: {
            "weight_packed": ("U8", rows, columns // 2),
            "weight_scale": ("F8_E4M3", rows, columns // 16),
            "weight_global_scale": ("F32", 1),
            "input_global_scale": ("F32", 1),
        },
        {},
    ),
    "NVFP4": (
        lambda rows, columns: {
            "weight": ("U8", rows, columns // 2),
            "weight_scale": ("F8_E4M3", rows, columns // 16),
            "weight_scale_2": ("F32",),
            "input_scale": ("F32",),
        },
        {},
    ),
    "bitsandbytes, NF4": (
        lambda rows, columns: {
            "weight": ("U8", rows * columns // 2, 1),
            "weight.absmax": ("U8", rows * columns // 64),
            "weight.quant_map": ("F32", 16),
            "weight.nested_absmax": ("F32", 1),
            "weight.nested_quant_map": ("F32", 256),
            "weight.quant_state.bitsandbytes__nf4": ("U8", 80),
        },
        {},
    ),
    "bitsandbytes, 8 bits": (
        lambda rows, columns: {"weight": ("I8", rows, columns), "SCB": ("F32", rows), "weight_format": ("U8",)},
        {},
    ),
    "FP8 in blocks": (
        lambda rows, columns: {"weight": ("F8_E4M3", rows, columns), "weight_scale_inv": ("F32", 1, 1)},
        {},
    ),
    "MLX, 4 bits": (
        lambda rows, columns: {
            "weight": ("U32", rows, columns // 8),
            "scales": ("BF16", rows, columns // 32),
            "biases": ("BF16", rows, columns // 32),
        },
        {"quantization": {"group_size": 32, "bits": 4}},
    ),
    "MLX, 3 bits": (
        lambda rows, columns: {
            "weight": ("U32", rows, columns * 3 // 32),
            "scales": ("BF16", rows, columns // 32),
            "biases": ("BF16", rows, columns // 32),
        },
        {"quantization": {"group_size": 32, "bits": 3}},
    ),
    "F4, stated in weights": (
        lambda rows, columns: {"weight": ("F4", rows, columns), "weight_scale": ("F8_E8M0", rows, columns // 32)},
        {},
    ),
}


@pytest.mark.parametrize("name", PACKINGS)
def test_a_quantised_file_has_the_parameters_of_the_model_it_came_from(name):
    pack, settings = PACKINGS[name]
    tensors, config = quantised(pack)
    count = parameters_from_safetensors_header(header(tensors), {**config, **settings})
    assert count.parameters == count_architecture(config).parameters
    assert count.auxiliary + count.buffers > 0
    assert count.elements != count.parameters
    assert not count.doubts


def test_a_plain_file_has_the_parameters_of_its_config():
    tensors, config = llama()
    count = parameters_from_safetensors_header(header(tensors), config)
    assert count.parameters == count.active_parameters == count_architecture(config).parameters == count.elements
    assert not count.packed


def test_a_stray_total_in_the_metadata_is_doubted_and_never_taken():
    tensors, config = llama()
    count = parameters_from_safetensors_header(header(tensors, total_parameters="333312"), config)
    assert count.parameters == count_architecture(config).parameters
    assert count.doubts == (f"metadata states total_parameters 333312; counted {count.parameters}",)


def test_packing_whose_bits_nothing_states_is_an_error_and_no_guess():
    tensors, config = quantised(PACKINGS["MLX, 4 bits"][0])
    with pytest.raises(BadInput, match="is packed \\(MLX\\), and nothing says how many bits"):
        parameters_from_safetensors_header(header(tensors), config)


def test_shards_count_together_and_a_tensor_stands_in_one():
    tensors, config = llama()
    names = list(tensors)
    shards = [header({name: tensors[name] for name in some}) for some in (names[:7], names[7:])]
    assert parameters_from_safetensors_header(shards).parameters == count_architecture(config).parameters
    with pytest.raises(BadInput, match="is in two files"):
        parameters_from_safetensors_header([shards[0], shards[0]])


def test_experts_a_token_is_not_routed_to_are_idle():
    config = {
        "model_type": "mixtral",
        "hidden_size": 8,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "intermediate_size": 16,
        "vocab_size": 10,
        "num_local_experts": 4,
        "num_experts_per_tok": 1,
    }
    stem = "model.layers.0."
    tensors = {
        "model.embed_tokens.weight": ("BF16", 10, 8),
        "lm_head.weight": ("BF16", 10, 8),
        "model.norm.weight": ("BF16", 8),
        f"{stem}input_layernorm.weight": ("BF16", 8),
        f"{stem}post_attention_layernorm.weight": ("BF16", 8),
        f"{stem}block_sparse_moe.gate.weight": ("BF16", 4, 8),
    }
    tensors.update({f"{stem}self_attn.{one}_proj.weight": ("BF16", 8, 8) for one in "qkvo"})
    for expert in range(4):
        place = f"{stem}block_sparse_moe.experts.{expert}"
        tensors.update(
            {
                f"{place}.w1.weight": ("BF16", 16, 8),
                f"{place}.w2.weight": ("BF16", 8, 16),
                f"{place}.w3.weight": ("BF16", 16, 8),
            }
        )
    count, formula = parameters_from_safetensors_header(header(tensors), config), count_architecture(config)
    assert (count.parameters, count.active_parameters) == (formula.parameters, formula.active_parameters)
    assert count.routed_expert_parameters == 4 * 3 * 8 * 16


def test_gpt_oss_files_in_mxfp4_have_its_parameters():
    config = {**REAL["gpt-oss 20B"], "num_hidden_layers": 1}
    stem, v, h, e = "model.layers.0.", 201088, 2880, 32
    tensors = {
        "model.embed_tokens.weight": ("BF16", v, h),
        "lm_head.weight": ("BF16", v, h),
        "model.norm.weight": ("BF16", h),
        f"{stem}input_layernorm.weight": ("BF16", h),
        f"{stem}post_attention_layernorm.weight": ("BF16", h),
        f"{stem}self_attn.sinks": ("BF16", 64),
        f"{stem}mlp.router.weight": ("BF16", e, h),
        f"{stem}mlp.router.bias": ("BF16", e),
        f"{stem}mlp.experts.gate_up_proj_blocks": ("U8", e, 2 * h, h // 32, 16),
        f"{stem}mlp.experts.gate_up_proj_scales": ("U8", e, 2 * h, h // 32),
        f"{stem}mlp.experts.gate_up_proj_bias": ("BF16", e, 2 * h),
        f"{stem}mlp.experts.down_proj_blocks": ("U8", e, h, h // 32, 16),
        f"{stem}mlp.experts.down_proj_scales": ("U8", e, h, h // 32),
        f"{stem}mlp.experts.down_proj_bias": ("BF16", e, h),
    }
    for name, rows, columns in (("q", 4096, h), ("k", 512, h), ("v", 512, h), ("o", h, 4096)):
        tensors |= {
            f"{stem}self_attn.{name}_proj.weight": ("BF16", rows, columns),
            f"{stem}self_attn.{name}_proj.bias": ("BF16", rows),
        }
    count, formula = parameters_from_safetensors_header(header(tensors), config), count_architecture(config)
    assert (count.parameters, count.active_parameters) == (formula.parameters, formula.active_parameters)


def test_experts_in_bytes_of_two_by_the_configs_word():
    tensors = {
        "layers.0.experts.0.w1.weight": ("I8", 16, 4),
        "layers.0.experts.0.w1.scale": ("F8_E8M0", 16, 1),
    }
    counted = parameters_from_safetensors_header(header(tensors), {"expert_dtype": "fp4"})
    assert counted.parameters == 16 * 8


def test_masks_indices_and_rotary_frequencies_are_no_parameters():
    tensors = {
        "h.0.attn.bias": ("F32", 1, 1, 8, 8),
        "h.0.attn.masked_bias": ("F32",),
        "rotary_emb.inv_freq": ("F32", 4),
        "embeddings.position_ids": ("I64", 1, 8),
        "mask": ("BOOL", 8),
        "h.0.attn.c_attn.bias": ("F32", 24),
        "mlp.gate.e_score_correction_bias": ("F32", 8),
    }
    count = parameters_from_safetensors_header(header(tensors))
    assert (count.parameters, count.buffers) == (24, 64 + 1 + 4 + 8 + 8 + 8)


def test_a_scale_that_is_a_weight_is_counted():
    tensors = {
        "logit_scale": ("F32",),
        "layers.0.layer_scale": ("F32", 8),
        "norm.scale": ("F32", 8),
        "scales": ("F32", 3),
    }
    assert parameters_from_safetensors_header(header(tensors)).parameters == 1 + 8 + 8 + 3


def test_whole_numbers_without_a_packing_are_doubted():
    count = parameters_from_safetensors_header(header({"table": ("U8", 100)}))
    assert count.parameters == 100
    assert "nothing that says how they are packed" in count.doubts[0]


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (
            {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]},
            "takes 8 bytes, but data_offsets hold 4. Is the file complete",
        ),
        ({"dtype": "F99", "shape": [2], "data_offsets": [0, 8]}, "dtype 'F99' is not one of"),
        ({"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}, "is not a list of whole numbers"),
        ({"dtype": "F32", "shape": [True], "data_offsets": [0, 4]}, "is not a list of whole numbers"),
        ({"dtype": "F32", "shape": [2**60], "data_offsets": [0, 2**62]}, "is larger than any weight file"),
        (
            {"dtype": "F32", "shape": [2**30, 2**30], "data_offsets": [0, 2**62]},
            "is larger than any weight file",
        ),
        ({"dtype": "F32", "shape": [2]}, "is not a pair of whole numbers"),
        ("F32", "is not an object"),
    ],
)
def test_a_tensor_that_cannot_be_is_refused_by_name(entry, says):
    with pytest.raises(BadInput, match="tensor 'w'") as caught:
        parameters_from_safetensors_header({"w": entry})
    assert says in str(caught.value)


def test_a_config_that_does_not_belong_to_the_files_is_refused():
    tensors = {"experts.0.w": ("BF16", 8), "experts.1.w": ("BF16", 8), "experts.2.w": ("BF16", 8)}
    with pytest.raises(BadInput, match="Does this config belong to these files"):
        parameters_from_safetensors_header(header(tensors), {"num_experts": 5, "num_experts_per_tok": 1})


@given(st.lists(st.tuples(st.sampled_from(sorted(BITS)), st.lists(st.integers(0, 9), max_size=4)), max_size=8))
def test_plain_tensors_add_up(tensors):
    named = {f"t{i}.w": (dtype, *shape) for i, (dtype, shape) in enumerate(tensors)}
    count = parameters_from_safetensors_header(header(named))
    assert (
        count.parameters + count.auxiliary + count.buffers == count.elements == sum(prod(shape) for _, shape in tensors)
    )
