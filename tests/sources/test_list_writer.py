"""Lists written again from their claims: the same claims are read from them, and each difference has a reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from flopwatch.domain import Claim, Source
from flopwatch.sources.lists.awesome_list import read
from flopwatch.sources.lists.list_differences import list_differences
from flopwatch.sources.lists.list_entries import entries_of_claims
from flopwatch.sources.lists.list_writer import list_markdown, list_of_claims
from flopwatch.sources.lists.listed_entry import ListedEntry

LIST = """\
# A list

## Survey

- [A survey](https://a.org/s) [[chart]](https://a.org/c)

## Models

### Language

- **Some-1** [[Acme, Other Lab]](https://acme.org) Sept. 2021 [[open]](https://acme.org/w)
  Some words: a title [[ICML'21]](https://acme.org/p)

  ```yaml
  Field: Language (Dialogue)
  Params: 562B (540B LLM + 22B Vi)
  Trainig Data: 45TB (680B Tokens, with books)
  Training Cost: 1M A100 GPU hours = 384 80G-A100 x 4 months
  Obective: MLM, NSP
  Mood: good
  ```

- **Some-1** [[Acme]]() Oct. 2021 [close] [</>](https://acme.org/code)

  ```yaml
  Params: 7B
  Training Data: unknown: nobody says
  ```

```yaml
Title: A paper
has model: Other-2
model family: Other
date created: 2023-05-01
organization: Acme, and Other Lab
innovation: "It is new: it has prose, with 3 commas."
number of parameters: 3B, 7B
maximum number of parameters (in million): 7000
license: closed source
```

## Distributed Training Framework

### XLA Ecosystem

- **Jax\\*** [[Google]]() Oct. 2019 [[open]](https://github.com/google/jax)
- **Persia** [[Kuaishou]]() Nov. 2021

  ```yaml
  Embeddings Params: 100T
  ```

## Keys Explanations

- Params: number of parameters
- Training cost
  - V100 GPU hour: $0.55 (2022)
"""


def _claims(text: str) -> list[Claim]:
    return read(text.encode(), Source(id="x", title="x")).claims


def _said(claims: list[Claim]) -> Counter[tuple[object, ...]]:
    """Claims by all but source, place, and the mark of a misspelt key, which the written list spells right."""
    return Counter(
        (
            one.kind,
            one.subject,
            one.field,
            one.value,
            one.unit,
            one.relation,
            one.high,
            one.as_written,
            tuple(sorted(one.qualifiers.items())),
            tuple(flag for flag in one.flags if flag != "misspelt-key"),
        )
        for one in claims
    )


def test_a_list_written_from_its_claims_states_the_same_claims() -> None:
    claims = _claims(LIST)
    again = list_of_claims(claims, "A list")
    assert _said(_claims(again)) == _said(claims)
    assert {(one.key, one.now, one.reason) for one in list_differences(LIST, again)} == {
        ("Trainig Data", "Training Data", "misspelt key"),
        ("Obective", "Objective", "misspelt key"),
    }
    assert list_of_claims(_claims(again), "A list") == again


def test_the_group_and_the_star_of_a_framework_are_fields() -> None:
    stated = {(one.subject, one.field): one.value for one in _claims(LIST) if one.kind == "framework"}
    assert stated["Jax", "distributed_training"] == "yes"
    assert stated["Jax", "framework_group"] == stated["Persia", "framework_group"] == "XLA Ecosystem"
    assert ("Persia", "distributed_training") not in stated
    assert stated["Jax", "published"] == "2019-10"


def test_a_difference_that_nothing_explains_says_so() -> None:
    other = LIST.replace("Params: 7B", "Params: 70B").replace("[[Acme]]() Oct", "[Acme]() Oct")
    found = {(one.key, one.was, one.now, one.reason) for one in list_differences(LIST, other)}
    assert ("Params", "7B", "70B", "") in found
    assert [one[3] for one in found if one[0] == "item"] == ["marks"]


def test_values_that_yaml_would_read_otherwise_are_quoted() -> None:
    pairs = (("Params", "7B"), ("Training Data", "a: b # c"), ("License", "[x]"), ("Mood", 'say "hi"'))
    entry = ListedEntry(("Models", "Language"), "model", "Some-1", pairs=pairs)
    (back,) = entries_of_claims(_claims(list_markdown("L", ["x"], [entry])))
    assert dict(back.pairs) == dict(pairs)
    assert not back.lenient


@pytest.mark.shared
@pytest.mark.parametrize("seed", ["003", "004"])
def test_a_list_of_the_documents_comes_back_claim_for_claim(shared: Path, seed: str) -> None:
    text = next((shared / "seeds").glob(f"{seed}*")).read_text(encoding="utf-8")
    claims = _claims(text)
    again = list_of_claims(claims, "again")
    assert _said(_claims(again)) == _said(claims)
    assert [one for one in list_differences(text, again) if not one.reason] == []
