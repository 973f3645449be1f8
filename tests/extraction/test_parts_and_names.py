"""Used parts of a whole, months and products by number, chips that serve, and names that are of no model."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwatch.extraction import extract_facts, read_facts
from flopwatch.extraction.comparisons import OF_ANOTHER

DIGITS = "〇一二三四五六七八九"
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
        ("zh", "该模型有800亿参数，每处理一个词元只调用其中的30亿。"),
        ("hi", "हर टोकन पर 80 अरब में से 3 अरब पैरामीटर इस्तेमाल होते हैं।"),
        ("bn", "প্রতি টোকেনে ৮০ বিলিয়নের মধ্যে ৩ বিলিয়ন প্যারামিটার কাজ করে।"),
        ("tr", "Her token için 80 milyar parametrenin 3 milyarı çalışıyor."),
        ("ja", "パラメータ数は800億、推論時に使われるのはそのうち30億に過ぎない。"),
        ("pt", "Dos 80 bilhões de parâmetros, usa 3 bilhões de cada vez."),
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
     "It scores high on LiveCodeBench-v6.", "See DeepSpeed 0.14 for this.",
     "Linear 84.3 and Image 1 of Volume 1, with ZeRO 3."],
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


@given(st.integers(1, 99), st.integers(100, 900))
@settings(max_examples=20, deadline=None)
def test_one_of_two_sizes_of_a_family_is_no_used_part(low, high):
    for language, text in (
        ("en", f"The family has {high} billion and {low} billion parameters, and everyone uses it."),
        ("hi", f"{high} अरब और {low} अरब पैरामीटर वाले मॉडल लोग इस्तेमाल करते हैं।"),
        ("de", f"Von {low} bis {high} Milliarden Parametern wird alles genutzt."),
    ):
        assert {one.kind for one in read_facts(text, language=language)} == {"params"}, text


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("es", "Se entrenó durante mes y medio.", 1.5 * 30.4375),
        ("he", "האימון ארך חודש וחצי.", 1.5 * 30.4375),
        ("he", "האימון ארך שבוע וחצי.", 10.5),
        ("ko", "한 달 반 동안 학습했다.", 1.5 * 30.4375),
    ],
)
def test_a_time_and_a_half_without_its_one_is_one_and_a_half(language, text, days):
    assert pairs(language, text) == [("days", days)]


@pytest.mark.parametrize(
    ("language", "text", "trained"),
    [
        ("en", "It is served on 8 GPUs, but it was trained on 512.", 512),
        ("ru", "Для инференса достаточно 8 видеокарт, а обучали её на 512.", 512),
        ("de", "Zum Betrieb genügen vier GPUs, trainiert wurde das Modell auf sechshundert.", 600),
    ],
)
def test_a_count_of_chips_whose_noun_is_left_out_is_that_of_the_clause_before(language, text, trained):
    assert ("chip_count", float(trained)) in pairs(language, text)


@given(st.integers(1, 99), st.integers(1, 12), st.integers(1, 28))
@settings(max_examples=40, deadline=None)
def test_a_date_of_an_era_is_the_same_in_digits_and_in_han(year, month, day):
    def han(number: int) -> str:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[ones] if ones else "")

    for era, language in (("令和", "ja"), ("民國", "zh")):
        plain, written = (
            f"{era}{year}年{month}月{day}日に公開。",
            f"{era}{han(year)}年{han(month)}月{han(day)}日に公開。",
        )
        dates = [
            [one.value for one in extract_facts(text, language=language).facts if one.kind == "date"]
            for text in (plain, written)
        ]
        assert dates[0] == dates[1], (plain, written)
        assert len(dates[0]) == 1


@pytest.mark.parametrize(
    ("language", "text", "own", "others"),
    [
        ("ar", "يتفوق النموذج الذي يضم 34 مليار معلمة على نموذج لاما.", [34e9], []),
        ("ar", "يتفوق زيفون على نموذج يضم 70 مليار معلمة.", [], [70e9]),
        ("zh", "与拥有4050亿参数的对手不同，它只有90亿参数。", [9e9], [405e9]),
        (
            "de",
            "Im Gegensatz zum 405-Milliarden-Parameter-Modell kommt es mit 9 Milliarden Parametern aus.",
            [9e9],
            [405e9],
        ),
    ],
)
def test_sizes_of_other_models_are_known_by_their_clause(language, text, own, others):
    facts = [one for one in extract_facts(text, language=language).facts if one.kind == "params"]
    assert [float(one.value) for one in facts if OF_ANOTHER not in one.flags] == own
    assert [float(one.value) for one in facts if OF_ANOTHER in one.flags] == others


@given(st.integers(2, 900))
@settings(max_examples=20, deadline=None)
def test_hyphens_of_a_compound_keep_its_scale(billions):
    assert pairs("de", f"Das {billions}-Milliarden-Parameter-Modell ist da.") == [("params", billions * 1e9)]


@pytest.mark.parametrize(
    "text",
    [
        '--gin_param="eval_checkpoint_step = 100000"',
        "tasks_per_node = 8\ngpus_per_node = 8",
        "13B+ Models\nStarCoder2-15B",
        "Token Length\n4400\n4600\n4800\n",
        "A larger window (W= 512) is used.",
        "Scores: | GLM | 2070.2 |",
        "| Model | VRAM | GPU |\n|---|---|---|\n| Zephon-6 | 8GB | 2 x GPU |",
        "Context needs transformers<=4.40.2 here.",
        "Problems P1 , P2 , P3 , P4 , P5 were solved.",
        "Qwen1.5-MoE-A2.7B is trained.",
    ],
)
def test_settings_classes_ticks_versions_and_labels_are_no_facts(text):
    assert [(one.kind, one.value) for one in extract_facts(text, language="en").facts] == []


def test_what_looks_like_a_setting_or_a_class_and_states_something_is_read():
    wanted = {
        "num_parameters = 8000000000": [("params", "8000000000")],
        "Trained on 100B+ parameters.": [("params", "100000000000")],
        "Trained on 8 4090 GPUs for 3 days.": [("chip_count", "8"), ("days", "3")],
        "| Model | GPUs | Days |\n|---|---|---|\n| Zephon-6 | 64 GPUs | 12 |": [("chip_count", "64")],
        "Released 2024.07 with notes.": [("date", "2024-07")],
    }
    for text, facts in wanted.items():
        found = extract_facts(text, language="en").facts
        assert [(one.kind, one.value) for one in found if one.kind != "chip"][: len(facts)] == facts, text


@given(st.lists(st.integers(0, 60), min_size=3, max_size=4))
@settings(max_examples=40, deadline=None)
def test_a_version_is_no_size_of_a_context(parts):
    version = ".".join(map(str, parts))
    facts = read_facts(f"Context length needs version {version} of it.", language="de")
    assert all(float(one.value) < 1 or len(set(map(len, version.split(".")[1:]))) == 1 for one in facts), version


def test_months_in_capitals_and_licences_are_no_models():
    text = "A PREPRINT - DECEMBER 30, 2025. Data are CC-BY-4.0. See Observation 3."
    assert [one.name for one in extract_facts(text, language="en").names] == []


@given(st.lists(st.sampled_from(("the", "new", "model-like", "rock'n", "and.so", "Foo", "Bar", "the's")), max_size=6))
@settings(max_examples=60, deadline=None)
def test_words_around_a_name_do_not_move_it_and_an_address_hides_names(words):
    before = "".join(f"{word}, " for word in words)
    text = f"{before}Zephon-8 https://a.example/Qwen3-8B Baichuan 2, too."
    found = [one for one in extract_facts(text, language="en").names if one.kind == "model"]
    assert [(one.name, one.start) for one in found] == [
        ("Zephon-8", len(before)),
        ("Baichuan 2", text.index("Baichuan")),
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Rent a full H100 node (8 GPUs) by the hour.", []),
        ("1000+ GPU clusters", []),
        ("Lease up to 256 B200 GPUs.", []),
        ("We rented 64 H100 GPUs and trained the model.", [64]),
        ("We used 16 nodes (128 GPUs) for 3 days.", [128]),
        ("The model was trained on a full H100 node (8 GPUs).", [8]),
    ],
)
def test_chips_for_rent_are_no_facts(text, count):
    assert [float(one.value) for one in read_facts(text, language="en") if one.kind == "chip_count"] == count
