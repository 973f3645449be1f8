"""Which sentences name the weights that a model was made from."""

from __future__ import annotations

import pytest

from flopwatch.extraction import extract_facts

CASES = {
    "FooLM-7B, fine-tuned from Mistral-7B-v0.1, has 7B parameters.": "Mistral-7B-v0.1",
    "FooLM-7B was distilled from DeepSeek-R1.": "DeepSeek-R1",
    "We built FooLM-7B on top of Qwen2-7B.": "Qwen2-7B",
    "FooLM-7B is probably based on Llama-3-8B.": "",
    "FooLM-13B was not trained from Llama-2-13B.": "",
    "FooLM-7B is based on the Llama-3-8B architecture with 7B parameters.": "",
    "In May we trained FooLM-7B on 2T tokens.": "",
    "Last year Example developed FooLM-7B.": "",
}


@pytest.mark.parametrize("sentence", CASES)
def test_a_base_is_what_weights_were_made_from(sentence: str) -> None:
    found = [fact.value for fact in extract_facts(sentence).facts if fact.kind == "base_model"]
    assert found == [CASES[sentence]] * bool(CASES[sentence])
