"""The size of a model and the hardware behind it, from one line of a list."""

from __future__ import annotations

import pytest

from flopwatch.text.hardware import read_chip_use
from flopwatch.text.sizes import read_parameters


def test_of_a_list_of_sizes_the_largest_is_the_total() -> None:
    sizes = read_parameters("65B, 33B, 13B, 7B")
    assert sizes.total is not None
    assert (sizes.total.value, sizes.total.unit) == ("65000000000", "parameters")
    assert "largest-of-list" in sizes.total.flags
    assert [q.value for q in sizes.variants] == ["65000000000", "33000000000", "13000000000", "7000000000"]
    assert sizes.components == ()


def test_a_list_that_ends_with_its_largest_is_read_alike() -> None:
    sizes = read_parameters("125M, 350M, 774M, 1.3B, 2.7B, 6.7B, 13B, 175B")
    assert sizes.total is not None
    assert sizes.total.value == "175000000000"
    assert len(sizes.variants) == 8


def test_parts_in_brackets_are_components_of_the_total() -> None:
    sizes = read_parameters("562B (540B LLM + 22B Vi)")
    assert sizes.total is not None
    assert (sizes.total.value, sizes.total.flags) == ("562000000000", ())
    assert [(q.value, q.label) for q in sizes.components] == [("540000000000", "LLM"), ("22000000000", "Vi")]
    assert sizes.variants == ()


def test_a_leading_figure_before_a_plus_is_the_total_and_flagged() -> None:
    words = "3.5B diffusion model (2.3B for visual encoding, 1.2B for textual) + 1.5B for model for upsampling"
    sizes = read_parameters(words)
    assert sizes.total is not None
    assert (sizes.total.value, sizes.total.flags) == ("3500000000", ("leading-of-sum",))
    assert [(q.value, q.label) for q in sizes.components] == [
        ("2300000000", "visual encoding"),
        ("1200000000", "textual"),
        ("1500000000", "model for upsampling"),
    ]


def test_tokens_among_parameters_are_kept_apart() -> None:
    sizes = read_parameters("20B (1T tokens)")
    assert sizes.total is not None
    assert (sizes.total.value, [q.value for q in sizes.tokens]) == ("20000000000", ["1000000000000"])
    assert sizes.components == ()


def test_active_parameters_are_not_a_component() -> None:
    sizes = read_parameters("671B total, 37B active parameters")
    assert sizes.total is not None
    assert sizes.active is not None
    assert (sizes.total.value, sizes.active.value, sizes.components) == ("671000000000", "37000000000", ())


def test_data_named_after_trained_on_is_no_size() -> None:
    sizes = read_parameters("7B, trained on 2T")
    assert sizes.total is not None
    assert (sizes.total.value, sizes.variants, sizes.components) == ("7000000000", (), ())


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Same as GPT3", "no size is stated in 'Same as GPT3'"),
        ("N/A", "nothing is stated"),
        ("", "nothing is stated"),
        ("8x7B", "'8x7B' multiplies experts; their product is not a total"),
    ],
)
def test_without_a_size_the_reason_is_given(words: str, reason: str) -> None:
    sizes = read_parameters(words)
    assert (sizes.total, sizes.reason) == (None, reason)


def _uses(words: str) -> list[tuple[str, str, str, str]]:
    def shown(q: object) -> str:
        return f"{q.value} {q.unit}" if q else ""  # type: ignore[attr-defined]

    return [(u.chip, shown(u.count), shown(u.duration), shown(u.chip_hours)) for u in read_chip_use(words)]


@pytest.mark.parametrize(
    ("words", "uses"),
    [
        ("384 80G-A100 x 4 months", [("80G-A100", "384 chips", "4 months", "")]),
        ("18 days to train on 592 V100 GPUs", [("V100", "592 chips", "18 days", "")]),
        ("trained on 592 V100 GPUs, which took 18 days", [("V100", "592 chips", "18 days", "")]),
        ("We used 2048 A100 GPUs. Training took 21 days.", [("A100", "2048 chips", "21 days", "")]),
        (
            "The largest ResNet model, RN50x64, took 18 days to train on 592 V100 GPUs while the largest Vision "
            "Transformer "
            "took 12 days on 256 V100 GPUs.",
            [("V100", "592 chips", "18 days", ""), ("V100", "256 chips", "12 days", "")],
        ),
        (
            "1M A100 GPU hours = 384 80G-A100 x 4 months",
            [("80G-A100", "384 chips", "4 months", "1000000 chip-hours")],
        ),
        ("1,022,362 (2048 80G-A100 x 21 days)", [("80G-A100", "2048 chips", "21 days", "")]),
        ("$10M (16,809,984 TPUv4core-hours, 64 days)", [("TPUv4core", "", "64 days", "16809984 chip-hours")]),
        ("64 TPUv2 days (280 V100 GPU days)", [("TPUv2", "", "", "64 chip-days"), ("V100", "", "", "280 chip-days")]),
        (
            "95 A100 GPU years (835584 A100 GPU hours, 355 V100 GPU years)",
            [
                ("A100", "", "", "95 chip-years"),
                ("A100", "", "", "835584 chip-hours"),
                ("V100", "", "", "355 chip-years"),
            ],
        ),
        ("All models were trained on V100 GPU’s on part of a high-bandwidth cluster.", []),
        ("64 days", []),
    ],
)
def test_chips_their_number_and_their_time_are_brought_together(
    words: str, uses: list[tuple[str, str, str, str]]
) -> None:
    assert _uses(words) == uses
