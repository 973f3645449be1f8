"""Used parts of a whole, months and products by number, chips that serve, and names that are of no model."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwatch.extraction import extract_facts, read_facts

PAIR = [("params", 80e9), ("active_params", 3e9)]


def pairs(language: str, text: str) -> list[tuple[str, float]]:
    return sorted((one.kind, float(one.value)) for one in read_facts(text, language=language) if one.kind != "chip")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The model has 80 billion parameters and uses 3 billion per token."),
        ("en", "Of 80 billion parameters, only 3 billion are used at a time."),
        ("en", "A model with 80B parameters, of which each token sees 3B."),
        ("ko", "이 모델은 800억 개 중 30억 개만 사용하는 파라미터 구조다."),
    ],
)
def test_the_used_part_of_a_whole_is_active_without_the_word(language, text):
    assert pairs(language, text) == sorted(PAIR)


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "Our models have 80 billion and 3 billion parameters.", [("params", 80e9), ("params", 3e9)]),
        ("en", "A model of 80 billion parameters is distilled into one of 3 billion parameters.",
         [("params", 80e9), ("params", 3e9)]),
        ("en", "The model has 80 billion parameters and saw 3 billion tokens.", [("params", 80e9), ("tokens", 3e9)]),
    ],
)  # fmt: skip
def test_two_sizes_without_a_tie_are_two_models(language, text, wanted):
    assert pairs(language, text) == sorted(wanted)


@given(st.integers(1, 12), st.integers(1, 28))
@settings(max_examples=40, deadline=None)
def test_a_month_and_its_day_are_no_duration(month, day):
    for language, text in (
        ("zh", f"模型于2025年{month}月{day}日完成训练。"),
        ("ja", f"学習は2025年{month}月{day}日に終わった。"),
    ):
        assert not [one for one in read_facts(text, language=language) if one.kind == "days"], text


@given(st.integers(2, 30))
@settings(max_examples=20, deadline=None)
def test_a_count_of_months_is_a_duration(months):
    for language, text in (("zh", f"模型训练历时{months}个月。"), ("ja", f"学習に{months}か月を要した。")):
        (fact,) = read_facts(text, language=language)
        assert (fact.kind, float(fact.value)) == ("days", months * 30.4375), text


@given(st.integers(2, 64), st.sampled_from(("2080", "3090", "4090", "5090")))
@settings(max_examples=30, deadline=None)
def test_the_number_of_a_product_is_no_count_of_chips(count, product):
    for language, text in (
        ("zh", f"模型在{count}张{product}显卡上训练。"),
        ("ko", f"이 모델은 {product} GPU {count}장으로 학습했다."),
    ):
        assert pairs(language, text) == [("chip_count", float(count))], text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Inference needs 16 H100 GPUs."),
        ("en", "The model can be deployed on 8 GPUs."),
        ("zh", "推理需要16张H100显卡。"),
        ("ja", "推論には16枚のGPUが必要だ。"),
        ("ko", "추론에는 GPU 16장이 필요하다."),
        ("ru", "Для инференса нужны 16 GPU."),
        ("es", "La inferencia requiere 16 GPU."),
        ("fr", "L'inférence exige 16 GPU."),
        ("de", "Die Inferenz benötigt 16 GPUs."),
        ("tr", "Çıkarım için 16 GPU gerekir."),
    ],
)
def test_chips_that_serve_a_model_are_not_those_that_trained_it(language, text):
    assert ("chip_count", 16.0) not in pairs(language, text)
    assert not [one for one in read_facts(text, language=language) if one.kind == "chip_count"]


def test_chips_of_a_training_run_with_a_word_for_serving_are_counted():
    text = "The model was trained on 512 GPUs and supports fast inference."
    assert pairs("en", text) == [("chip_count", 512.0)]


@pytest.mark.parametrize(
    "text",
    ["LongBench-V2 shows it.", "We use MindSpore 1.7 here.", "TensorRT-LLM 0.9 and CUDA 12 are needed.",
     "It scores high on LiveCodeBench-v6.", "See DeepSpeed 0.14 for this."],
)  # fmt: skip
def test_libraries_and_benchmarks_are_no_models(text):
    assert [one.name for one in extract_facts(text, language="en").names if one.kind == "model"] == []


@pytest.mark.parametrize("mark", ["'", "’"])
def test_a_possessive_is_no_part_of_a_name(mark):
    found = extract_facts(f"Zephon-8{mark}s size is 8 billion parameters.", language="en")
    (name,) = [one for one in found.names if one.kind == "model"]
    assert (name.name, name.start, name.end) == ("Zephon-8", 0, 8)


def test_an_amount_after_a_capital_is_no_name():
    text = "Dos 30 bilhões de parâmetros do modelo, 3 bilhões são ativados."
    found = extract_facts(text, language="pt")
    assert [one.name for one in found.names if one.kind == "model"] == []
    assert [one.model for one in found.facts] == ["", ""]


def test_the_date_of_a_benchmark_is_none_of_a_model():
    facts = extract_facts("It leads LiveCodeBench (2024-08-01) with 71 points.", language="en").facts
    assert [one for one in facts if one.kind == "date"] == []
