"""Doubts that set a figure aside, on the bundled base: what cannot be is doubted, and sound models are not."""

from __future__ import annotations

import pytest
from helpers.bundled import bundled_census

from flopwatch.estimation import Doubted, Estimate


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("google/vit-g-14-lit", "times the largest known by 2021-11-15"),  # 1.04e12 "images", 4.5 times
        ("baai/bagualu", "times the largest known by 2022-03-28"),  # a demonstration with 174e12 parameters
        ("google/word2vec-small", "times the largest known by 2013-10-16"),
    ],
)
def test_a_product_far_beyond_all_known_compute_is_doubted(model: str, words: str) -> None:
    found = bundled_census().estimates[model]
    assert isinstance(found, Doubted)
    assert words in found.reason


@pytest.mark.parametrize(
    "model",
    [
        "meta/xlm-roberta",  # 3.07 times the most tokens known by then
        "openai/whisper-v3",  # 4.4 times, in frames of sound
        "openai/gpt-oss-120b",
        "cursor/composer-2",  # tuned: its compute contains its base's
        "cisco/foundation-sec-8b",
        "databricks/dolly-2.0",  # tuned on few tokens
        "idsia/mitosis",  # 37,230 weights, used again at each point of an image
    ],
)
def test_a_sound_model_is_not_doubted(model: str) -> None:
    found = bundled_census().estimates[model]
    assert not isinstance(found, Doubted), found.reason


def test_a_receipt_shows_no_noise_of_a_spreadsheet() -> None:
    census = bundled_census()
    found = census.estimates["xai/grok-4"]
    assert isinstance(found, Estimate)
    assert found.methods[0].formula.startswith("reported: 5e26 FLOP,")
