"""Families: which function reads which `model_type`. One tuple, to be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from flopwatch.architecture.config_reader import Keys
from flopwatch.architecture.families import (
    classic_decoders,
    encoder_decoders,
    encoders,
    gated_decoders,
    latent_attention,
    mixture_of_experts,
    norm_variants,
    recurrent,
    remote_code,
)
from flopwatch.architecture.network import Network


class Family(NamedTuple):
    """A `model_type`, the function that reads it, and models saved as it."""

    model_type: str
    describe: Callable[[Keys], Network]
    known: str


FAMILIES: tuple[Family, ...] = (
    Family("bamba", recurrent.bamba, "Bamba"),
    Family("bert", encoders.bert, "BERT"),
    Family("bloom", classic_decoders.bloom, "BLOOM"),
    Family("chatglm", remote_code.chatglm, "ChatGLM2, ChatGLM3, GLM-4-9B"),
    Family("clip", encoders.clip, "CLIP"),
    Family("codegen", classic_decoders.gptj, "CodeGen"),
    Family("cohere", norm_variants.cohere, "Command R, Aya 23"),
    Family("cohere2", norm_variants.cohere2, "Command R7B, Command A"),
    Family("deepseek", remote_code.deepseek, "DeepSeek-MoE 16B"),
    Family("deepseek_v2", latent_attention.deepseek_v2, "DeepSeek-V2, V2-Lite"),
    Family("deepseek_v3", latent_attention.deepseek_v3, "DeepSeek-V3, R1"),
    Family("distilbert", encoders.distilbert, "DistilBERT"),
    Family("ernie4_5", gated_decoders.ernie, "ERNIE 4.5 0.3B"),
    Family("exaone4", norm_variants.exaone4, "EXAONE 4.0"),
    Family("falcon", classic_decoders.falcon, "Falcon 7B, 40B, 180B"),
    Family("falcon_mamba", recurrent.mamba, "Falcon Mamba 7B"),
    Family("gemma", norm_variants.gemma, "Gemma 1"),
    Family("gemma2", norm_variants.gemma2, "Gemma 2"),
    Family("gemma3_text", norm_variants.gemma3, "Gemma 3 1B; the text of Gemma 3"),
    Family("glm", norm_variants.glm, "GLM-4-9B, GLM-Edge"),
    Family("glm4", norm_variants.glm4, "GLM-4-0414"),
    Family("glm4_moe", mixture_of_experts.glm4_moe, "GLM-4.5, GLM-4.6"),
    Family("gpt2", classic_decoders.gpt2, "GPT-2, DistilGPT2, Cerebras-GPT"),
    Family("gpt_bigcode", classic_decoders.gpt_bigcode, "StarCoder, SantaCoder"),
    Family("gpt_neo", classic_decoders.gpt_neo, "GPT-Neo"),
    Family("gpt_neox", classic_decoders.gpt_neox, "GPT-NeoX-20B, Pythia"),
    Family("gpt_oss", mixture_of_experts.gpt_oss, "gpt-oss"),
    Family("gptj", classic_decoders.gptj, "GPT-J"),
    Family("granite", gated_decoders.granite, "Granite 3"),
    Family("granitemoe", mixture_of_experts.granitemoe, "Granite 3 MoE"),
    Family("granitemoehybrid", recurrent.granite_hybrid, "Granite 4"),
    Family("hunyuan_v1_dense", gated_decoders.hunyuan, "Hunyuan, dense"),
    Family("jamba", recurrent.jamba, "Jamba"),
    Family("kimi_k2", latent_attention.deepseek_v3, "Kimi K2"),
    Family("llama", gated_decoders.llama, "Llama 1 to 3, Yi, DeepSeek LLM, SmolLM"),
    Family("llama4_text", mixture_of_experts.llama4, "the text of Llama 4"),
    Family("mamba", recurrent.mamba, "Mamba"),
    Family("mamba2", recurrent.mamba2, "Mamba-2, Codestral Mamba"),
    Family("mistral", gated_decoders.mistral, "Mistral 7B, Nemo, Small, Large"),
    Family("mixtral", mixture_of_experts.mixtral, "Mixtral"),
    Family("mpt", classic_decoders.mpt, "MPT"),
    Family("mt5", encoder_decoders.t5, "mT5"),
    Family("nemotron", classic_decoders.nemotron, "Nemotron-4, Minitron"),
    Family("nemotron_h", recurrent.nemotron_h, "Nemotron-H, Nemotron Nano 2 and 3"),
    Family("olmo", norm_variants.olmo, "OLMo 1"),
    Family("olmo2", norm_variants.olmo2, "OLMo 2"),
    Family("olmo3", norm_variants.olmo3, "OLMo 3"),
    Family("olmoe", mixture_of_experts.olmoe, "OLMoE"),
    Family("opt", classic_decoders.opt, "OPT, Galactica"),
    Family("phi", classic_decoders.phi, "Phi-1, 1.5, 2"),
    Family("phi3", gated_decoders.phi3, "Phi-3, Phi-4"),
    Family("phimoe", mixture_of_experts.phimoe, "Phi-3.5-MoE"),
    Family("qwen", remote_code.qwen, "Qwen 1"),
    Family("qwen2", gated_decoders.qwen2, "Qwen1.5, Qwen2, Qwen2.5, QwQ"),
    Family("qwen2_moe", mixture_of_experts.qwen2_moe, "Qwen1.5-MoE, Qwen2-57B-A14B"),
    Family("qwen3", gated_decoders.qwen3, "Qwen3, dense"),
    Family("qwen3_moe", mixture_of_experts.qwen3_moe, "Qwen3 30B-A3B, 235B-A22B"),
    Family("roberta", encoders.roberta, "RoBERTa"),
    Family("seed_oss", gated_decoders.seed_oss, "Seed-OSS"),
    Family("smollm3", gated_decoders.smollm3, "SmolLM3"),
    Family("stablelm", norm_variants.stablelm, "StableLM 2, StableLM 3B"),
    Family("starcoder2", classic_decoders.starcoder2, "StarCoder2"),
    Family("t5", encoder_decoders.t5, "T5, T5 1.1, Flan-T5, UL2"),
    Family("vit", encoders.vit, "ViT"),
    Family("whisper", encoder_decoders.whisper, "Whisper"),
    Family("xlm-roberta", encoders.roberta, "XLM-R"),
    Family("zamba2", recurrent.zamba2, "Zamba2"),
)

# Models of text and images (or sound) whose language model stands in `text_config`: that part is counted, and the
# figures say so.
WRAPPERS: tuple[tuple[str, str], ...] = (
    # model_type, the family of text_config where it does not name one
    ("gemma3", "gemma3_text"),
    ("llama4", "llama4_text"),
    ("llava", "llama"),
    ("llava_next", "llama"),
    ("mistral3", "mistral"),
    ("paligemma", "gemma"),
)
