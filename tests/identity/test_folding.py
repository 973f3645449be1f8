"""Names fold in one room only, each way for a purpose of its own."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import flopwatch
from flopwatch import identity
from flopwatch.domain import Claim, ClaimEvent, event_fault
from flopwatch.records import id_of_new_model


@pytest.mark.parametrize(
    ("fold", "alike", "apart"),
    [
        (identity.fold_name, ("GPT-3 (175B)", "gpt 3 175b"), ("GPT-3.5", "GPT-35")),
        (identity.fold_listed, ("OpenAI", "openai"), ("Open AI", "OpenAI")),
        (identity.fold_row, ("Falcon 180B", "falcon-180b"), ("GLM-4 (0116)", "GLM-4 0116")),
        (identity.fold_vintage, ("GPT-3.5", "GPT 35"), ("GPT-3", "GPT-4")),
        (identity.fold_chip, ("NVIDIA 80GA100 GPU", "A100"), ("A100 SXM", "A100 PCIe")),
        (identity.fold_chip_without_board, ("Tesla V100 DGXS 32 GB", "V100"), ("V100", "A100")),
        (identity.fold_chip_of_rate, ("Google TPU-v3", "tpuv3"), ("40G-A100", "A100")),
        (identity.file_slug, ("Awesome LLMs", "awesome_llms"), ("a1", "a2")),
    ],
)
def test_each_fold_joins_what_it_is_for_and_no_more(fold, alike, apart) -> None:
    assert fold(alike[0]) == fold(alike[1])
    assert fold(apart[0]) != fold(apart[1])


def test_no_other_room_strips_marks_from_a_case_folded_name() -> None:
    """`re.sub(…, "", name.casefold())` is a fold of names: it belongs into `identity`."""
    rooms = Path(flopwatch.__file__).parent
    found = [
        f"{path.relative_to(rooms)}: {line.strip()}"
        for path in rooms.rglob("*.py")
        if path.parent.name != "identity"
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"""sub\([^,]*, *["']["'], *\w+\.(?:casefold|lower)\(\)""", line)
    ]
    assert found == []


@example("+1 B", "a" * 140)
@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_a_name_is_its_id_is_one_that_a_claim_may_state(name: str, developer: str) -> None:
    made = id_of_new_model(name, developer, ())
    claim = Claim(
        subject="x", field="parameters", value="1e9", unit="parameters", source="s", locator="l", as_written="w"
    )
    assert event_fault(ClaimEvent(claim=msgspec.structs.replace(claim, identity=made))) == ""
