"""Models of text and images or sound: a language model of any family, its towers, and the parts that join them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from flopwatch.architecture.config_reader import Keys
from flopwatch.architecture.families.towers import Tower
from flopwatch.architecture.layers import Linear, Part, Plain


class Joint(NamedTuple):
    """Inputs from which a projector is built.

    Args:
        top: The keys of the whole config.
        towers: The towers by their key.
        parts: The keys of each tower.
        text: Hidden size of the language model.
    """

    top: Keys
    towers: Mapping[str, Tower]
    parts: Mapping[str, Keys]
    text: int

    @property
    def seen(self) -> int:
        """Width that comes out of the tower of images."""
        return self.towers["vision_config"].width


class Wrapper(NamedTuple):
    """A `model_type` whose language model is in `text_config`.

    Args:
        model_type: The type.
        counted: Its class.
        joins: Parts between towers and language model.
        known: Models saved so.
        towers: Keys of the towers.
        text_ties: Whether a text that says its tables are tied ties them though the whole does not (older files).
        flat: Whether older files hold the text's keys at the top.
        ties: Whether its code ties tables at all.
        fixed: Whether the whole names the kind of its parts, whatever `model_type` they state.
    """

    model_type: str
    counted: str
    joins: Callable[[Joint], tuple[Part, ...]]
    known: str
    towers: tuple[str, ...] = ("vision_config",)
    text_ties: bool = False
    flat: bool = False
    ties: bool = True
    fixed: bool = False


def no_join(joint: Joint) -> tuple[Part, ...]:
    """Return no parts: the tower's own merger already writes the language model's width."""
    return ()


def two_layers(joint: Joint) -> tuple[Part, ...]:
    """Return LLaVA's projector: two matrices, over one or several layers of the tower."""
    return (_first(joint), Linear(joint.text, joint.text, joint.top.flag("multimodal_projector_bias")))


def with_newline(joint: Joint) -> tuple[Part, ...]:
    """Return LLaVA's projector and a learned end of line."""
    return (*two_layers(joint), Plain(joint.text))


def with_norm(joint: Joint) -> tuple[Part, ...]:
    """Return ViP-LLaVA's projector: a norm over several layers of the tower, two matrices."""
    wide = joint.seen * _features(joint.top)
    return (Plain(2 * wide), Linear(wide, joint.text, True), Linear(joint.text, joint.text, True))


def _features(top: Keys) -> int:
    """Return the number of tower layers whose outputs are concatenated."""
    for name in ("vision_feature_layer", "vision_feature_layers"):
        listed = top.raw(name)
        if isinstance(listed, list) and 0 < len(listed) <= 1000:
            return len(listed)
    return 5 if top.model_type == "vipllava" and top.raw("vision_feature_layers") is None else 1


def _first(joint: Joint) -> Linear:
    bias = joint.top.flag("multimodal_projector_bias")
    return Linear(joint.seen * _features(joint.top), joint.text, bias)


def merged_patches(joint: Joint) -> tuple[Part, ...]:
    """Return Mistral 3's projector: a norm, a merger of neighbouring patches, two matrices."""
    width, near = joint.seen, joint.top.known("spatial_merge_size") ** 2
    return (Plain(width), Linear(width * near, width), *two_layers(joint))


def gemma3_projector(joint: Joint) -> tuple[Part, ...]:
    """Return Gemma 3's projector: a norm and one matrix."""
    return (Plain(joint.seen), Linear(joint.seen, joint.text))


def one_layer(joint: Joint) -> tuple[Part, ...]:
    """Return PaliGemma's projector: one matrix with a bias, to `projection_dim`."""
    return (Linear(joint.seen, joint.top.known("projection_dim"), True),)


def llama4_projector(joint: Joint) -> tuple[Part, ...]:
    """Return Llama 4's projector: one matrix."""
    return (Linear(joint.seen, joint.text),)


def kimi_projector(joint: Joint) -> tuple[Part, ...]:
    """Return Kimi K2.5's projector: a norm, then two matrices over merged patches."""
    sizes = joint.parts["vision_config"].counts("merge_kernel_size", low=1) or [2, 2]
    wide = joint.seen
    for size in sizes[:4]:
        wide *= size
    narrow = joint.top.known("projection_hidden_size")
    return (Plain(2 * narrow), Linear(wide, wide, True), Linear(wide, joint.text, True))


def lfm2_projector(joint: Joint) -> tuple[Part, ...]:
    """Return LFM2-VL's projector: patches folded together, an optional norm, two matrices."""
    folded = joint.seen * joint.top.known("downsample_factor") ** 2
    inner, bias = joint.top.known("projector_hidden_size"), joint.top.flag("projector_bias")
    norm = 2 * folded if joint.top.flag("projector_use_layernorm") else 0
    return (Plain(norm), Linear(folded, inner, bias), Linear(inner, joint.text, bias))


def step_projector(joint: Joint) -> tuple[Part, ...]:
    """Step 3.7's projector: one matrix."""
    return (Linear(joint.seen, joint.text, joint.top.flag("projector_bias")),)


def gemma4_projector(joint: Joint) -> tuple[Part, ...]:
    """Return Gemma 4's projectors: one matrix for each tower."""
    return tuple(Linear(one.width, joint.text) for one in joint.towers.values())


def gemma3n_projector(joint: Joint) -> tuple[Part, ...]:
    """Return Gemma 3n's projectors: for images and for sound a small table of tokens, two norms and one matrix."""
    parts: list[Part] = []
    for name, wide, rows in (("vision_config", 2048, 128), ("audio_config", 1536, 128)):
        keys = joint.parts.get(name)
        if keys is not None:
            wide, rows = keys.default(wide, "hidden_size"), keys.default(rows, "vocab_size")
        parts += [Plain(rows * wide + 2 * wide), Linear(wide, joint.text)]
    return tuple(parts)


def voxtral_projector(joint: Joint) -> tuple[Part, ...]:
    """Return Voxtral's projector: four frames at a time, two matrices."""
    inner = joint.parts["audio_config"].size("intermediate_size", "encoder_ffn_dim")
    return (Linear(inner, joint.text), Linear(joint.text, joint.text))


def sound_layer(joint: Joint) -> tuple[Part, ...]:
    """Return Qwen2-Audio's projector: one matrix with a bias."""
    return (Linear(joint.towers["audio_config"].width, joint.text, True),)


def internvl_projector(joint: Joint) -> tuple[Part, ...]:
    """Return InternVL's projector: patches folded together, a norm, two matrices."""
    ratio = joint.top.number("downsample_ratio") or 0.5
    folded = joint.seen * max(int(1 / ratio), 1) ** 2
    return (Plain(2 * folded), Linear(folded, joint.text, True), Linear(joint.text, joint.text, True))


def cohere_projector(joint: Joint) -> tuple[Part, ...]:
    """Return Command A Vision's and Aya Vision's projector: patches folded together, a gated pair of matrices."""
    folded = joint.seen * joint.top.known("downsample_factor") ** 2
    inner = joint.top.optional("alignment_intermediate_size")
    if inner is None:
        inner = joint.top.known("alignment_intermediate_size") if joint.top.model_type != "aya_vision" else joint.text
    norm = 2 * folded if joint.top.model_type == "aya_vision" else 0
    return (Plain(norm), Linear(folded, inner, True), Linear(inner // 2, joint.text, True))


def idefics_projector(joint: Joint) -> tuple[Part, ...]:
    """Return Idefics 3's and SmolVLM's projector: patches folded together, one matrix."""
    return (Linear(joint.seen * joint.top.known("scale_factor") ** 2, joint.text),)


WRAPPERS: tuple[Wrapper, ...] = (
    Wrapper("aya_vision", "AyaVisionForConditionalGeneration", cohere_projector, "Aya Vision"),
    Wrapper("cohere2_vision", "Cohere2VisionForConditionalGeneration", cohere_projector, "Command A Vision"),
    Wrapper("exaone4_5", "Exaone4_5_ForConditionalGeneration", no_join, "EXAONE 4.5"),
    Wrapper("gemma3", "Gemma3ForConditionalGeneration", gemma3_projector, "Gemma 3 4B to 27B", fixed=True),
    Wrapper(
        "gemma3n",
        "Gemma3nForConditionalGeneration",
        gemma3n_projector,
        "Gemma 3n",
        ("vision_config", "audio_config"),
        fixed=True,
    ),
    Wrapper("gemma4", "Gemma4ForConditionalGeneration", gemma4_projector, "Gemma 4", ("vision_config", "audio_config")),
    Wrapper("glm4v", "Glm4vForConditionalGeneration", no_join, "GLM-4.1V", text_ties=True),
    Wrapper("glm4v_moe", "Glm4vMoeForConditionalGeneration", no_join, "GLM-4.5V", text_ties=True),
    Wrapper("idefics3", "Idefics3ForConditionalGeneration", idefics_projector, "Idefics 3"),
    Wrapper("internvl", "InternVLForConditionalGeneration", internvl_projector, "InternVL 3"),
    Wrapper("kimi_k25", "Kimi_K25ForConditionalGeneration", kimi_projector, "Kimi K2.5"),
    Wrapper("lfm2_vl", "Lfm2VlForConditionalGeneration", lfm2_projector, "LFM2-VL"),
    Wrapper("llama4", "Llama4ForConditionalGeneration", llama4_projector, "Llama 4 Scout, Maverick", ties=False),
    Wrapper("llava", "LlavaForConditionalGeneration", two_layers, "LLaVA 1.5"),
    Wrapper("llava_next", "LlavaNextForConditionalGeneration", with_newline, "LLaVA 1.6"),
    Wrapper("llava_onevision", "LlavaOnevisionForConditionalGeneration", with_newline, "LLaVA-OneVision"),
    Wrapper("mistral3", "Mistral3ForConditionalGeneration", merged_patches, "Mistral Small 3.1, Devstral Small 2"),
    Wrapper("paligemma", "PaliGemmaForConditionalGeneration", one_layer, "PaliGemma"),
    Wrapper(
        "qwen2_5_vl", "Qwen2_5_VLForConditionalGeneration", no_join, "Qwen2.5-VL", text_ties=True, flat=True, fixed=True
    ),
    Wrapper(
        "qwen2_audio", "Qwen2AudioForConditionalGeneration", sound_layer, "Qwen2-Audio", ("audio_config",), ties=False
    ),
    Wrapper("qwen2_vl", "Qwen2VLForConditionalGeneration", no_join, "Qwen2-VL", text_ties=True, flat=True, fixed=True),
    Wrapper("qwen3_5", "Qwen3_5ForConditionalGeneration", no_join, "Qwen3.5", fixed=True),
    Wrapper("qwen3_5_moe", "Qwen3_5MoeForConditionalGeneration", no_join, "Qwen3.5 with experts", fixed=True),
    Wrapper("qwen3_vl", "Qwen3VLForConditionalGeneration", no_join, "Qwen3-VL", fixed=True),
    Wrapper("qwen3_vl_moe", "Qwen3VLMoeForConditionalGeneration", no_join, "Qwen3-VL with experts", fixed=True),
    Wrapper("smolvlm", "SmolVLMForConditionalGeneration", idefics_projector, "SmolVLM"),
    Wrapper("step3p7", "Step3p7ForConditionalGeneration", step_projector, "Step 3.7 Flash", fixed=True),
    Wrapper("vipllava", "VipLlavaForConditionalGeneration", with_norm, "ViP-LLaVA"),
    Wrapper("voxtral", "VoxtralForConditionalGeneration", voxtral_projector, "Voxtral", ("audio_config",), ties=False),
)
