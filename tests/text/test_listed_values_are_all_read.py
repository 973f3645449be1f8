"""Every quantity that the two source lists state is read; what gives none is named here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flopwatch.text.hardware import read_chip_use
from flopwatch.text.quantities import read_quantities
from flopwatch.text.sizes import read_parameters

_KEYS = {
    "Params": "parameters",
    "Embeddings Params": "parameters",
    "number of parameters": "parameters",
    "maximum number of parameters (in million)": "parameters",
    "Training petaFLOPs": "petaFLOP",
    "Training Data": "samples",
    "Training Cost": "",
    "Training Time": "",
    "Training Power Consumption": "Wh",
    "Context Length": "tokens",
}
# Words in place of a number: they name a dataset, another model, or explain the key.
_NO_NUMBER = {"Same as GPT3", "ShareGPT", "databricks-dolly-15k", "number of parameters of the largest model"}


@pytest.fixture(scope="module")
def values(shared: Path) -> list[tuple[str, str]]:
    """Each (key, words) of the two lists; the tests are skipped, saying so, where these are absent."""
    found = []
    for path in sorted((shared / "seeds").glob("00[34]_*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            key, colon, value = line.strip(" -*\t").partition(":")
            if colon and key in _KEYS and value.strip():
                found.append((key, value.strip()))
    if not found:
        pytest.skip(f"the lists are not in {shared / 'seeds'}")
    return found


@pytest.mark.shared
def test_every_stated_quantity_of_the_lists_is_read(values: list[tuple[str, str]]) -> None:
    assert len(values) > 250
    unread = set()
    for key, words in values:
        found = read_quantities(words, default_unit=_KEYS[key])
        if not found:
            unread.add(words)
        # Every number of the words is read, save those inside a name, a chip or behind one (80G-A100).
        plain = re.findall(r"(?<![\w.,-])[0-9][0-9.,]*(?![0-9]*G-)", re.sub(r"\bTPUv[0-9]|[AV]100", "", words))
        read = sum(
            len(re.findall(r"[0-9][0-9.,]*", re.sub(r"TPUv[0-9]|[0-9]*G?-?[AV]100", "", q.as_written))) for q in found
        )
        assert read == len(plain), words
    assert unread <= _NO_NUMBER


@pytest.mark.shared
def test_every_stated_size_and_chip_use_of_the_lists_is_read(values: list[tuple[str, str]]) -> None:
    sizes = {words: read_parameters(words) for key, words in values if "aram" in key}
    assert {words for words, read in sizes.items() if read.total is None} <= _NO_NUMBER
    assert all(read_chip_use(words) for key, words in values if key == "Training Time")
