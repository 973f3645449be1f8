"""Identification: entries of one model, folding under bases, and people's decisions."""

from __future__ import annotations

import itertools
import random

import pytest

from flopwatch.domain.claims import Claim, Source
from flopwatch.domain.curated_rows import Developer, KnownModel
from flopwatch.domain.events import NotSameAs, Retract, SameAs, Snapshot, event_id
from flopwatch.records import fold, resolve

SOURCES = {name: Source(id=name, title="") for name in ("table", "list", "other")}
DEVELOPERS = (
    Developer(id="meta", name="Meta AI", countries=("US",)),
    Developer(id="openai", name="OpenAI", countries=("US",)),
    Developer(id="google", name="Google", countries=("US",)),
    Developer(id="nvidia", name="NVIDIA", countries=("US",)),
    Developer(id="oxford", name="University of Oxford", countries=("GB",)),
)
MODELS = (
    KnownModel(id="meta/llama", name="LLaMA", aliases=("LLaMA-65B",)),
    KnownModel(id="openai/gpt-4", name="GPT-4"),
    KnownModel(id="google/vit-g-14", name="ViT-G/14"),
    KnownModel(id="nvidia/calm", name="CALM"),
)


def entry(source, name, number, **fields):
    """Return the claims of one row: a value, or a list of values, for each field."""
    out = []
    for field, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            unit = {"parameters": "parameters", "training_compute": "FLOP", "dataset_size": "tokens"}.get(field, "")
            out.append(
                Claim(
                    subject=name,
                    field=field,
                    value=one,
                    unit=unit,
                    source=source,
                    locator=f"row {number}, {field}",
                    as_written=one,
                    entry=f"row {number}",
                )
            )
    return out


def found(*rows, events=(), shuffled=0):
    """Resolve rows of the form (source, name, fields)."""
    claims = [claim for at, (source, name, fields) in enumerate(rows) for claim in entry(source, name, at, **fields)]
    made = [
        Snapshot(
            source=source,
            sha256="",
            date="2024",
            reader="r",
            version=1,
            read=1,
            claimed=1,
            claims=tuple(one for one in claims if one.source == source),
        )
        for source in sorted({one.source for one in claims})
    ]
    every = [*made, *events]
    random.Random(shuffled).shuffle(every)
    return resolve(fold(every), SOURCES, DEVELOPERS, MODELS)


def ids(*rows, **more):
    return sorted(found(*rows, **more).records)


def test_two_sizes_of_one_family_are_two_models():
    meta = {"developer": "Meta AI"}
    rows = [
        ("table", "LLaMA-13B", {**meta, "parameters": "1.3e10", "published": "2023-02-27"}),
        ("table", "LLaMA-65B", {**meta, "parameters": "6.5e10", "published": "2023-02-27"}),
    ]
    assert ids(*rows) == ["meta/llama", "meta/llama-13b"]


def test_the_first_dated_release_is_the_model_and_a_later_one_is_not():
    openai = {"developer": "OpenAI"}
    rows = [
        ("list", "GPT-4", {**openai, "published": "2023-03-14"}),
        ("table", "GPT-4 (Mar 2023)", {**openai, "published": "2023-03-15"}),
        ("table", "GPT-4 (Jun 2023)", {**openai, "published": "2023-06-13", "base_model": "GPT-4 (Mar 2023)"}),
    ]
    records = found(*rows).records
    assert sorted(records) == ["openai/gpt-4", "openai/gpt-4-jun-2023"]
    assert records["openai/gpt-4-jun-2023"].base == "openai/gpt-4"


def test_a_short_name_of_another_case_and_domain_is_another_model():
    rows = [
        ("list", "CALM", {"developer": "NVIDIA", "domain": "robotics"}),
        ("table", "CaLM", {"developer": "University of Oxford", "domain": "biology"}),
        ("other", "CaLM", {"domain": "biology"}),
    ]
    assert ids(*rows) == ["nvidia/calm", "oxford/calm"]


def test_a_hub_id_is_no_path_and_a_path_is_no_hub_id():
    rows = [("table", "LIMoE-H/14", {"developer": "Google"}), ("list", "google/ViT-G/14", {"developer": "Google"})]
    assert "google/limoe-h-14" in ids(*rows)


def test_the_order_of_events_does_not_matter():
    rows = [
        ("list", "Aria 7B", {"developer": "Google", "parameters": "7e9"}),
        ("table", "Aria-7b", {"developer": ["Google", "Meta AI"], "parameters": "7.2e9"}),
        ("other", "google/Aria-7B-AWQ", {"parameters": "7e9"}),
        ("other", "Aria-7B-Instruct", {"developer": "Google"}),
    ]
    first = found(*rows)
    assert sorted(first.records) == ["google/aria-7b", "google/aria-7b-instruct"]
    assert all(found(*rows, shuffled=seed) == first for seed in range(4))


def base_of(base, *, name="Tune", more=None, own=None):
    stated = {"base_model": base} if base else {}
    rows = [
        ("table", "Base 70B", {"developer": "Meta AI", "parameters": "7e10", "published": "2023"}),
        ("list", name, {"developer": "Google", **stated, "parameters": own or "7e10", **(more or {})}),
    ]
    return next(one for one in found(*rows).records.values() if one.name == name)


def test_a_stated_base_folds_whoever_states_it():
    made = base_of("meta-llama/Base-70B")
    assert (made.base, made.derivation, made.derived_from) == ("meta/base-70b", "tune", "meta-llama/Base-70B")
    absent = base_of("Unheard-of 70B")
    assert (absent.base, absent.is_variant) == ("", True)


def test_a_hedged_base_and_a_component_do_not_fold():
    for words in (
        "likely Base 70B",
        "Base 70B (probably)",
        "unknown",
        "a frontier model at least as capable as Base 70B",
    ):
        assert not base_of(words).is_variant
    assert not base_of("Base 70B", own="4e11").is_variant  # the base is a part of it


def test_kinds_of_derivation_are_told_from_what_a_row_states():
    assert base_of("Base 70B", name="Base-70B-AWQ-x").derivation == "quantisation"
    assert base_of("Base 70B", name="Best Merge 70B").derivation == "merge"
    assert base_of("Base 70B", more={"notes": "trained as a LoRA"}).derivation == "adapter"
    assert base_of("Base 70B", more={"notes": "an agent that prompts the model"}).derivation == "system"
    assert base_of("Base 70B", more={"title": "Models can be pruned in one shot"}).derivation == "pruned"
    assert base_of("Base 70B", name="Base-Sheared-30B").derivation == "pruned"
    assert base_of("Base 70B", more={"notes": "peak FLOP/s with pruning of 2:4 sparsity"}).derivation == "tune"
    assert base_of("Base 70B", name="Base (finetuned)", more={"title": "On structured pruning"}).derivation == "tune"
    trained = {"notes": "an agent", "training_compute": "1e24"}
    assert base_of("Base 70B", more=trained).derivation == "tune"


@pytest.mark.parametrize(
    ("prose", "base"),
    [
        ("Tune is a cutting-edge open model based on Base 70B with a focus on Ukrainian.", "meta/base-70b"),
        ("Tune: A distilled version of Base 70B generates images in 4 steps.", "meta/base-70b"),
        ("It is an extension of the Base-70B model and reads images.", "meta/base-70b"),
        ("For tables we use the Base-70B model as the initial policy.", "meta/base-70b"),
        ("Tune is based on the Base 70B architecture.", ""),
        ("It is possibly based on Base 70B.", ""),
        ("We shouldn't use Base-70B as the base model here.", ""),
        ("It was trained on Base-70B, a corpus.", ""),
        ("It outperforms a fine-tuned version of Other 9B.", ""),
        ("Additionally, based on the pretrained Tune 3B, we release Tune-3B-Chat.", ""),
        ("To describe sound we fine-tuned Base 70B to obtain Base-70B-Captioner.", ""),
        ("To this end, we co-developed Data-5B that holds 5 billion boxes.", ""),
    ],
)
def test_a_base_that_only_a_sentence_states_folds(prose: str, base: str) -> None:
    made = base_of("", name="Tune 3B", more={"abstract": prose}, own="3e9")
    assert made.base == base
    stated = base_of("Base 70B", name="Tune 3B", more={"abstract": "It is an extension of Other-9B."}, own="3e9")
    assert stated.derived_from == "Base 70B"


def test_chains_fold_under_the_topmost_base_and_circles_are_cut():
    rows = [
        ("table", "Alpha 7B", {"developer": "Meta AI", "published": "2023-01", "base_model": "Gamma 7B"}),
        ("table", "Beta 7B", {"developer": "Meta AI", "published": "2023-02", "base_model": "Alpha 7B"}),
        ("table", "Gamma 7B", {"developer": "Meta AI", "published": "2023-03", "base_model": "Beta 7B"}),
        ("table", "Delta 7B", {"developer": "Meta AI", "published": "2023-04", "base_model": "Gamma 7B"}),
    ]
    bases = {one.name: one.base for one in found(*rows).records.values()}
    assert bases == {
        "Alpha 7B": "",
        "Beta 7B": "meta/alpha-7b",
        "Gamma 7B": "meta/alpha-7b",
        "Delta 7B": "meta/alpha-7b",
    }


ROWS = [
    ("table", "Apple 7B", {"developer": "Meta AI", "published": "2023"}),
    ("list", "Pear 7B", {"developer": "Google", "published": "2023"}),
]


def test_a_merge_redirects_the_ended_id_and_is_undone():
    alone = found(*ROWS)
    merge = SameAs(a="Apple 7B", b="Pear 7B", reason="renamed")
    together = found(*ROWS, events=[merge])
    assert sorted(together.records) == ["google/pear-7b"]
    assert together.redirects == {"meta/apple-7b": "google/pear-7b"}
    assert together.records["google/pear-7b"].aliases
    undone = found(*ROWS, events=[merge, Retract(event_id=event_id(merge))])
    assert undone == alone


def test_a_same_as_of_two_sizes_is_refused_with_the_reason():
    rows = [("table", "Apple 7B", {"developer": "Meta AI"}), ("list", "Apple 70B", {"developer": "Meta AI"})]
    seen = found(*rows, events=[SameAs(a="Apple 7B", b="Apple 70B")])
    assert len(seen.records) == 2
    assert seen.refused == ("same-as 'Apple 70B' and 'Apple 7B' is not followed: sizes differ: 70B and 7B",)


def test_a_chain_of_same_as_never_joins_two_sizes_or_what_people_hold_apart():
    rows = [("table", name, {"developer": "Meta AI"}) for name in ("Apple 7B", "Apple", "Apple 70B", "Pear")]
    pairs = [SameAs(a="Apple 7B", b="Apple"), SameAs(a="Apple", b="Apple 70B"), SameAs(a="Apple", b="Pear")]
    for some in itertools.permutations(pairs):
        seen = found(*rows, events=[*some, NotSameAs(a="Pear", b="Apple 7B")])
        together = [{one.name, *one.aliases} for one in seen.records.values()]
        assert not any({"Apple 7B", "Apple 70B"} <= names or {"Apple 7B", "Pear"} <= names for names in together)
        assert len(seen.refused) >= 1


def test_a_decision_about_a_name_that_nobody_has_is_reported():
    seen = found(*ROWS, events=[SameAs(a="Apple 7B", b="Nobody's")])
    assert any("Nobody's" in words for words in seen.refused)


def test_people_hold_one_name_apart_from_a_model_of_the_vocabulary():
    rows = [("table", "GPT-4 (Mar 2023)", {"developer": "OpenAI", "published": "2023-03-15"})]
    known = [("list", "GPT-4", {"developer": "OpenAI", "published": "2023-03-14"})]
    assert ids(*known, *rows) == ["openai/gpt-4"]
    apart = NotSameAs(a="GPT-4", b="GPT-4 (Mar 2023)")
    assert ids(*known, *rows, events=[apart]) == ["openai/gpt-4", "openai/gpt-4-mar-2023"]
