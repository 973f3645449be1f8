"""The quantities that the source lists and documents write, and what each of them says."""

from __future__ import annotations

import pytest

from flopwatch.domain.decimals import exact
from flopwatch.domain.errors import BadClaim, BadInput
from flopwatch.domain.units import UNITS
from flopwatch.text.quantities import read_quantities
from flopwatch.text.tokens import MAX_CHARACTERS

# (words, unit expected, [(value, unit, label)])
LISTED: tuple[tuple[str, str, list[tuple[str, str, str]]], ...] = (
    # sizes and amounts of operations
    ("1.4B", "", [("1400000000", "", "")]),
    ("290k", "", [("290000", "", "")]),
    ("16M", "petaFLOP", [("16000000", "petaFLOP", "")]),
    ("33.9M", "petaFLOP", [("33900000", "petaFLOP", "")]),
    ("2.5B", "petaFLOP", [("2500000000", "petaFLOP", "")]),
    ("petaFLOPs 2.5B", "", [("2500000000", "petaFLOP", "")]),
    ("Training petaFLOPs: 93B", "", [("93000000000", "petaFLOP", "")]),
    ("1 petaFLOPs = 1e15 FLOPs", "", [("1", "petaFLOP", ""), ("1e15", "FLOP", "")]),
    ("1.2T", "parameters", [("1200000000000", "parameters", "")]),
    ("10T", "parameters", [("1e13", "parameters", "")]),
    ("0.01T", "parameters", [("10000000000", "parameters", "")]),
    (
        "562B (540B LLM + 22B Vi)",
        "",
        [("562000000000", "", ""), ("540000000000", "", "LLM"), ("22000000000", "", "Vi")],
    ),
    (
        "3.5B diffusion model (2.3B for visual encoding, 1.2B for textual) + 1.5B for model for upsampling",
        "",
        [
            ("3500000000", "", "diffusion model"),
            ("2300000000", "", "visual encoding"),
            ("1200000000", "", "textual"),
            ("1500000000", "", "model for upsampling"),
        ],
    ),
    # data
    ("1.5t tokens", "", [("1500000000000", "tokens", "")]),
    ("The Pile (1.5t tokens)", "", [("1500000000000", "tokens", "Pile")]),
    ("4TB (1.4T tokens)", "", [("4", "TB", ""), ("1400000000000", "tokens", "")]),
    ("5.2TB (1.4T tokens)", "", [("5.2", "TB", ""), ("1400000000000", "tokens", "")]),
    ("(371B tokens)", "", [("371000000000", "tokens", "")]),
    ("45TB (680B Tokens)", "", [("45", "TB", ""), ("680000000000", "tokens", "")]),
    ("1T tokens (RedPajama)", "", [("1000000000000", "tokens", "RedPajama")]),
    ("562B tokens (Korean)", "", [("562000000000", "tokens", "Korean")]),
    ("174 GB", "", [("174", "GB", "")]),
    ("525GiB", "", [("525", "GiB", "")]),
    ("1.1TB (Chinese)", "", [("1.1", "TB", "Chinese")]),
    ("16GB (3.3B words)", "", [("16", "GB", ""), ("3300000000", "words", "")]),
    ("(1.56T words)", "", [("1560000000000", "words", "")]),
    ("12,000,000 hours", "", [("12000000", "hours", "")]),
    ("21,340 hours", "", [("21340", "hours", "")]),
    ("400M text-image pairs", "", [("400000000", "image-text pairs", "")]),
    ("2B image-text pairs", "", [("2000000000", "image-text pairs", "")]),
    ("(250M text-images pairs)", "", [("250000000", "image-text pairs", "")]),
    ("WIT (WebImageText) - 400 million text,image pairs", "", [("400000000", "image-text pairs", "")]),
    ("a dataset of 400 million (image, text) pairs", "", [("400000000", "image-text pairs", "")]),
    ("250 million text-images pairs from the internet", "", [("250000000", "image-text pairs", "")]),
    ("(3B images)", "", [("3000000000", "images", "")]),
    ("70M", "", [("70000000", "", "")]),
    ("(1.4B samples, Chinese)", "", [("1400000000", "samples", "")]),
    (
        "2.6TB (Chinese 2.3TB, English 300GB)",
        "",
        [("2.6", "TB", ""), ("2.3", "TB", "Chinese"), ("300", "GB", "English")],
    ),
    ("1GB (7k books)", "", [("1", "GB", ""), ("7000", "books", "")]),
    ("40GB (8M web pages)", "", [("40", "GB", ""), ("8000000", "pages", "")]),
    ("8 million web pages (40 GB). 10X GPT .", "", [("8000000", "pages", ""), ("40", "GB", ""), ("10", "scale", "")]),
    ("(604 Tasks)", "", [("604", "tasks", "")]),
    ("(101 languages)", "", [("101", "languages", "")]),
    ("(147M conversation)", "", [("147000000", "conversations", "")]),
    ("5TB (180B tokens, Chinese)", "", [("5", "TB", ""), ("180000000000", "tokens", "Chinese")]),
    (
        "~ 500B tokens including CommonCrawl (410B), WebText2 (19B), Books1 (12B), Books2 (55B), and Wikipedia (3B)",
        "tokens",
        [
            ("500000000000", "tokens", ""),
            ("410000000000", "tokens", "CommonCrawl"),
            ("19000000000", "tokens", "WebText2"),
            ("12000000000", "tokens", "Books1"),
            ("55000000000", "tokens", "Books2"),
            ("3000000000", "tokens", "Wikipedia"),
        ],
    ),
    ("84k", "tokens", [("84000", "tokens", "")]),
    ("2048", "tokens", [("2048", "tokens", "")]),
    ("between 8192 and 32,768 tokens", "", [("8192", "tokens", "")]),
    # money, energy, chips and time
    ("$4.6M", "", [("4600000", "USD", "")]),
    ("$43k", "", [("43000", "USD", "")]),
    ("4.6 million USD", "", [("4600000", "USD", "")]),
    ("USD 4.6 million", "", [("4600000", "USD", "")]),
    ("US$2 billion", "", [("2000000000", "USD", "")]),
    ("A100 GPU hoor: $1.10 (2022)", "", [("1.1", "USD", ""), ("2022", "", "")]),
    ("$2.50 per GPU-hour", "", [("2.5", "USD/chip-hour", "")]),
    ("$0.07/kWh", "", [("0.07", "USD/kWh", "")]),
    ("449 MWh", "", [("449", "MWh", "")]),
    (
        "$10M (16,809,984 TPUv4core-hours, 64 days)",
        "",
        [("10000000", "USD", ""), ("16809984", "chip-hours", "TPUv4core"), ("64", "days", "")],
    ),
    (
        "1,022,362 (2048 80G-A100 x 21 days)",
        "",
        [("1022362", "", ""), ("2048", "chips", "80G-A100"), ("21", "days", "")],
    ),
    (
        "1M A100 GPU hours = 384 80G-A100 x 4 months",
        "",
        [("1000000", "chip-hours", "A100"), ("384", "chips", "80G-A100"), ("4", "months", "")],
    ),
    (
        "516,096 A100 hours = 768 40G-A100 x 28 days",
        "",
        [("516096", "chip-hours", "A100"), ("768", "chips", "40G-A100"), ("28", "days", "")],
    ),
    (
        "95 A100 GPU years (835584 A100 GPU hours, 355 V100 GPU years)",
        "",
        [("95", "chip-years", "A100"), ("835584", "chip-hours", "A100"), ("355", "chip-years", "V100")],
    ),
    ("1280 TPUv3 days", "", [("1280", "chip-days", "TPUv3")]),
    ("16.8k TPUv3 days", "", [("16800", "chip-days", "TPUv3")]),
    ("64 TPUv2 days (280 V100 GPU days)", "", [("64", "chip-days", "TPUv2"), ("280", "chip-days", "V100")]),
    ("1024 V100 GPU days", "", [("1024", "chip-days", "V100")]),
    ("GPU hours: 1.7M", "", [("1700000", "chip-hours", "GPU")]),
    ("1000 GPUh", "", [("1000", "chip-hours", "GPU")]),
    ("3 TPU-weeks", "", [("21", "chip-days", "TPU")]),
    ("8xA100", "", [("8", "chips", "A100")]),
    ("2,048 x H100", "", [("2048", "chips", "H100")]),
    ("H100 x 64", "", [("64", "chips", "H100")]),
    ("an 8-GPU node", "", [("8", "chips", "GPU")]),
    ("3,640 petaFLOP/s-days", "", [("3640", "petaFLOP/s-day", "")]),
    ("3640 PF-days", "", [("3640", "petaFLOP/s-day", "")]),
    ("1.5 exaflop/s-days", "", [("1500", "petaFLOP/s-day", "")]),
    ("312 TFLOP/s", "", [("312", "teraFLOP/s", "")]),
    ("1.2 exaFLOP per second", "", [("1200", "petaFLOP/s", "")]),
    # a week of a chip is seven days of it, before the number as after it
    ("3 GPU-weeks", "", [("21", "chip-days", "GPU")]),
    ("GPU-weeks: 3", "", [("21", "chip-days", "GPU")]),
    # numbers in words, shares, growth
    ("48 million", "", [("48000000", "", "")]),
    ("1 trillion", "", [("1000000000000", "", "")]),
    ("the 12 trillion parameter Deep Learning Recommender System", "", [("1.2e13", "parameters", "")]),
    ("a 175-billion-parameter model", "", [("175000000000", "parameters", "")]),
    ("ImageNet's 1.3 million train images", "", [("1300000", "images", "")]),
    ("seven billion parameters", "", [("7000000000", "parameters", "")]),
    ("two hundred and fifty models", "", [("250", "models", "")]),
    ("twenty-five models", "", [("25", "models", "")]),
    ("a dozen", "", [("12", "", "")]),
    ("two dozen models", "", [("24", "models", "")]),
    ("half a million images", "", [("500000", "images", "")]),
    ("5 crore words", "", [("50000000", "words", "")]),
    ("1,00,000 words", "", [("100000", "words", "")]),
    ("86%", "", [("0.86", "fraction", "")]),
    ("40 percent of", "", [("0.4", "fraction", "")]),
    ("⅕", "", [("0.2", "fraction", "")]),
    ("a fifth of the compute", "", [("0.2", "fraction", "")]),
    ("three quarters of", "", [("0.75", "fraction", "")]),
    ("A quarter were developed in China", "", [("0.25", "fraction", "")]),
    ("2½ years", "", [("2.5", "years", "")]),
    ("2.2x", "", [("2.2", "scale", "")]),
    ("4x per year", "", [("4", "times/year", "")]),
    ("4.4x/year", "", [("4.4", "times/year", "")]),
    ("three times larger", "", [("3", "scale", "")]),
    ("5 large language models", "", [("5", "models", "")]),
)


@pytest.mark.parametrize(("words", "default", "expected"), LISTED, ids=[row[0] for row in LISTED])
def test_what_the_lists_write_is_read_as_they_mean_it(
    words: str, default: str, expected: list[tuple[str, str, str]]
) -> None:
    found = read_quantities(words, default_unit=default)
    assert [(q.value, q.unit, q.label) for q in found] == expected
    assert all(words[q.start : q.end] == q.as_written for q in found)
    assert all(exact(q.value) >= 0 and (q.unit == "" or q.unit in UNITS) for q in found)


@pytest.mark.parametrize(
    "words",
    [
        "GPT-3.5",
        "A100",
        "RN50x64",
        "ViT-G/14",
        "H800",
        "80G-A100",
        "NVIDIA V100 (16GB) GPU",
        "A100-SXM4-80GB",
        "2103.00020",
        "arXiv:2104.05158",
        "https://arxiv.org/abs/2103.00020v2?x=1.5B",
        "databricks-dolly-15k",
        "WSP-2B",
        "Qwen2.5-72B",
        "T5-11B",
        "RWKV-14B",
        "MAE->WSP-2B",
        "8x7B",
        "512x512",
        "Figure 2b shows",
        "Section 1.1 and so on",
        "step 3",
        "v1.5",
        "1.2.3",
        "3rd",
        "1990s",
        "80000hours.org",
        "12:30",
        "#163",
        "COVID-19",
        "#1",
        "10.18653/v1/2020.acl-main.464",
        "see [3] and [2-26]",
        "January 30, 2025",
        "2023-03-14",
        "in May 2022",
        "1. There was no discontinuity",
        "GLM-4 (0116)",
        "1,234,56",
        "١٧٥ billion",
        "1\u200b000",
        "1_000",
        "0x10",
        "10²³⁴⁵⁶",
        "1⁰23",
        "a few $10M’s to train",
        "Llama 3.1-405B",
        "text-davinci-003",
        "a few",
        "a couple hundred moves",
        "dozens of models",
        "tens of millions of dollars",
        "trillions of tokens",
        "several",
        "maximum number of parameters (in million)",
        "one way to do it",
        "a third model",
        "in the second half of the year",
        "4-bit",
        "NaN",
        "inf",
        "1e999",
        "9" * 41,
    ],
)
def test_a_number_inside_a_name_a_date_or_a_vague_word_is_no_quantity(words: str) -> None:
    assert read_quantities(words) == ()


@pytest.mark.parametrize(
    "written",
    [
        "10^25",
        "10²⁵",
        "10**25",
        "1e25",
        "1E+25",
        "10^{25}",
        "10<sup>25</sup>",
        "1 × 10^25",
        "1.0x10^25",
        "10 × 10²⁴",
    ],
)
def test_every_way_to_write_a_power_of_ten_is_the_same_number(written: str) -> None:
    for unit in ("", " FLOP", " floating-point operations"):
        (one,) = read_quantities(written + unit)
        assert (one.value, one.flags) == ("1e25", ())
        assert one.as_written == written + unit


@pytest.mark.parametrize(
    ("words", "value", "relation"),
    [
        ("1023 FLOP", "1e23", "="),
        ("1025 FLOP", "1e25", "="),
        ("1025 floating-point operations", "1e25", "="),
        ("with over 1023 floating point operations (FLOP)", "1e23", "≥"),
        (">1023 FLOP", "1e23", "≥"),
        ("over 1025", "1e25", "≥"),
        ("over the 1025 FLOP training compute threshold", "1e25", "≥"),
        ("trained with just under 1025 FLOP", "1e25", "≤"),
        ("Training compute estimated to be over 1025 due to superior performance", "1e25", "≥"),
        ("compute, to reach the 1023 level", "1e23", "="),
        ("train a model with 1023 FLOPs", "1e23", "="),
        ("currently 1025 FLOP or more", "1e25", "≥"),
        ("3.8 * 1024 FLOP", "3.8e24", "="),
        ("3.8 × 1024", "3.8e24", "="),
        ("2 x 1024 FLOP", "2e24", "="),
    ],
)
def test_a_lost_superscript_is_restored_and_flagged(words: str, value: str, relation: str) -> None:
    (one,) = read_quantities(words)
    assert (one.value, one.unit, one.relation) == (value, "FLOP", relation)
    assert one.flags == ("lost-superscript",)


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("1024 tokens", ["1024"]),
        ("2048", ["2048"]),
        ("1024", ["1024"]),
        ("1024 V100", ["1024"]),
        ("8 x 1024 V100", ["8", "1024"]),
        ("1014 FLOP", ["1014"]),
        ("1030 FLOP", ["1030"]),
        ("1,023 FLOP", ["1023"]),
        ("1023.5 FLOP", ["1023.5"]),
        ("1024 FLOP/s", ["1024"]),
        ("1024 FLOP per token", ["1024"]),
        ("1024 GFLOPs", ["1024000000000"]),
        ("over 1025 further models with known compute", ["1025"]),
        ("context increased from 512 to 1024", ["512"]),
    ],
)
def test_a_plain_count_is_never_taken_for_a_power(words: str, values: list[str]) -> None:
    found = read_quantities(words)
    assert [q.value for q in found] == values
    assert all("lost-superscript" not in q.flags for q in found)


@pytest.mark.parametrize(
    ("words", "low", "high", "unit"),
    [
        ("10-20B", "10000000000", "20000000000", ""),
        ("10–20B parameters", "10000000000", "20000000000", "parameters"),
        ("10B-20B", "10000000000", "20000000000", ""),
        ("10~20B", "10000000000", "20000000000", ""),
        ("$10-20M", "10000000", "20000000", "USD"),
        ("$10M to $20M", "10000000", "20000000", "USD"),
        ("between 3 and 5 months", "3", "5", "months"),
        ("18 to 24 months", "18", "24", "months"),
        ("between 4 to 8 months", "4", "8", "months"),
        ("1.1x-5.0x", "1.1", "5", "scale"),
        ("30-50% model FLOPs utilization", "0.3", "0.5", "fraction"),
        ("between 1023 and 1024 FLOP", "1e23", "1e24", "FLOP"),
        ("10^24–10^25 FLOP", "1e24", "1e25", "FLOP"),
        ("500GB-2TB", "0.5", "2", "TB"),
        ("12 to 16 A100", "12", "16", "chips"),
        ("petaFLOPs: 10-20B", "10000000000", "20000000000", "petaFLOP"),
        ("3-6", "3", "6", ""),
        ("2-4 GPU-weeks", "14", "28", "chip-days"),
        ("GPU-weeks: 2-4", "14", "28", "chip-days"),
    ],
)
def test_a_range_is_one_quantity_with_two_ends(words: str, low: str, high: str, unit: str) -> None:
    (one,) = read_quantities(words)
    assert (one.value, one.high, one.unit, one.relation) == (low, high, unit, "range")
    assert words[one.start : one.end] == one.as_written


def test_a_range_that_would_run_backwards_is_not_scaled() -> None:
    (one,) = read_quantities("500-1B")
    assert (one.value, one.high, one.flags) == ("500", "1000000000", ("ambiguous-scale",))


@pytest.mark.parametrize(
    ("words", "relation"),
    [
        ("over 100 models", "≥"),
        ("more than 100 models", "≥"),
        (">100 models", "≥"),
        ("at least 100 models", "≥"),
        ("≥ 100 models", "≥"),
        ("100+ models", "≥"),
        ("exceeding 100 models", "≥"),
        ("no less than 100 models", "≥"),
        ("under 100 models", "≤"),
        ("less than 100 models", "≤"),
        ("fewer than 100 models", "≤"),
        ("up to 100 models", "≤"),
        ("no more than 100 models", "≤"),
        ("≤100 models", "≤"),
        ("about 100 models", "≈"),
        ("~100 models", "≈"),
        ("~ 100 models", "≈"),
        ("roughly 100 models", "≈"),
        ("almost 100 models", "≈"),
        ("more than ~100 models", "≥"),
        ("moreover 100 models", "="),
        ("100 models", "="),
        ("A -> 100 models", "="),
    ],
)
def test_the_words_before_a_number_give_its_relation(words: str, relation: str) -> None:
    (one,) = read_quantities(words)
    assert one.value == "100"
    assert one.relation == relation


def test_a_bare_g_is_gigabytes_only_among_data() -> None:
    assert [(q.value, q.unit, q.flags) for q in read_quantities("100G (Chinese)", default_unit="bytes")] == [
        ("100", "GB", ("bytes-assumed",))
    ]
    found = read_quantities("180G (1.4B samples, Chinese)")
    assert [(q.value, q.unit, q.flags) for q in found] == [
        ("180", "GB", ("bytes-assumed",)),
        ("1400000000", "samples", ()),
    ]
    found = read_quantities("300G Texts + 2TB Images")
    assert [(q.value, q.unit, q.label) for q in found] == [("300", "GB", "Texts"), ("2", "TB", "Images")]
    (alone,) = read_quantities("100G")
    assert (alone.value, alone.unit, alone.flags) == ("100000000000", "", ("ambiguous-scale",))


@pytest.mark.parametrize(
    ("words", "largest"),
    [("65B, 33B, 13B, 7B", 0), ("13B, 7B", 0), ("125M, 1.3B, 6.7B, 30B, 120B", 4), ("7B/13B/70B", 2)],
)
def test_of_a_list_of_sizes_all_are_read_and_the_largest_is_flagged(words: str, largest: int) -> None:
    found = read_quantities(words)
    assert len(found) == len(words.replace("/", ",").split(","))
    assert [n for n, q in enumerate(found) if "largest-of-list" in q.flags] == [largest]


def test_what_could_be_read_otherwise_is_flagged() -> None:
    flags = {
        words: read_quantities(words)[-1].flags
        for words in (
            "1.5m",
            "312 TFLOPS",
            "3.14e23 FLOPS",
            "312 TFLOPs",
            "⅓",
            "in 2020",
            "Claude 3",
            "from 3 to 5 years",
            "€5M",
            "3 TB/s",
            "5 TPUv3core hours",
            "2000 to 2016-2018",
        )
    }
    assert flags == {
        "1.5m": ("ambiguous-scale",),
        "312 TFLOPS": ("flops-ambiguous",),
        "3.14e23 FLOPS": ("flops-ambiguous",),
        "312 TFLOPs": ("flops-ambiguous",),
        "⅓": ("rounded",),
        "in 2020": ("year-like",),
        "Claude 3": ("name-like",),
        "from 3 to 5 years": ("from-to",),
        "€5M": ("other-currency",),
        "3 TB/s": ("rate",),
        "5 TPUv3core hours": ("core-hours",),
        "2000 to 2016-2018": ("year-like",),
    }


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("(Chen et al., 2024)", [("2024", "", ("year-like",))]),
        ("(Chen et al., 2024b)", []),
        ("1.2 × 10−4", [("0.00012", "", ("lost-superscript",))]),
        ("length: 5000\nEpochs: 5", [("5000", "", ()), ("5", "epochs", ())]),
        ("1.3 million\nimages", [("1300000", "images", ())]),
        ("8 V100s with 16GB of memory", [("8", "chips", ()), ("16", "GB", ("memory",))]),
        ("722 FLOP per parameter", [("722", "FLOP", ("rate",))]),
        ("5 language models and 100 model evaluations", [("5", "models", ()), ("100", "", ())]),
        (
            "1.7T (8 x 220B)",
            [("1700000000000", "parameters", ()), ("8", "", ()), ("220000000000", "", ("factor",))],
        ),
        ("trained on 48 NVIDIA A100s 80GB for 3 weeks", [("48", "chips", ()), ("3", "weeks", ())]),
    ],
)
def test_prose_around_a_number_is_heeded(words: str, shown: list[tuple[str, str, tuple[str, ...]]]) -> None:
    found = read_quantities(words, default_unit="parameters" if words.startswith("1.7T") else "")
    assert [(q.value, q.unit, q.flags) for q in found] == shown


def test_a_name_or_a_year_does_not_take_the_unit_that_is_expected() -> None:
    found = read_quantities("Claude 3 in 2024: 70B", default_unit="parameters")
    assert [(q.value, q.unit) for q in found] == [("3", ""), ("2024", ""), ("70000000000", "parameters")]


def test_flops_in_capitals_is_an_amount_only_where_no_machine_is_so_fast() -> None:
    assert [q.unit for q in read_quantities("989 TFLOPS and 3.14e23 FLOPS")] == ["teraFLOP/s", "FLOP"]


def test_an_unknown_default_unit_is_refused() -> None:
    with pytest.raises(BadClaim, match="unit 'bananas' is not known"):
        read_quantities("5", default_unit="bananas")


def test_text_beyond_the_cap_is_refused_with_its_length() -> None:
    with pytest.raises(BadInput, match=f"text of {MAX_CHARACTERS + 1} characters"):
        read_quantities("1" * (MAX_CHARACTERS + 1))


def test_full_width_digits_are_digits() -> None:
    assert [one.value for one in read_quantities("\uff11\uff17\uff15B")] == ["175000000000"]
