"""The Hugging Face channel: the real client against a hub on this machine."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest
from helpers.fake_hub import FakeHub, serving_hub
from helpers.safetensors_headers import header

from flopwatch import sources
from flopwatch.discovery import (
    Basis,
    HubLimits,
    families_of,
    listing_frame,
    read_queue,
    read_searches,
    search,
    size_of,
    worth_reading,
)
from flopwatch.discovery.basis import CensusModel
from flopwatch.discovery.modification import tuning_tokens
from flopwatch.discovery.ranking import Peer
from flopwatch.domain import BadInput, BadLedger
from flopwatch.identity import drafts_for_another, weights_key

pytest.importorskip("huggingface_hub", reason="the Hugging Face client is not installed")
LISTING = Path(__file__).parents[3] / "shared" / "data" / "hugging-face" / "hf_models_2026-03.json"
NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
BASIS = Basis(
    (
        CensusModel(
            "qwen/qwen3-8b", ("Qwen3-8B",), ("hub:qwen/qwen3-8b",), (8.2e9,), "2025-04-29", ("alibaba",), 1.7e24
        ),
    ),
    tuple(Peer(dt.date(2025, month, 1).toordinal(), 1e9 * month, 6e9 * month * 5e12) for month in range(1, 13)),
)


def row(item, downloads=500, created="2025-05-01T00:00:00.000Z", tags=(), **more):
    return {"id": item, "downloads": downloads, "createdAt": created, "tags": list(tags), "private": False, **more}


def hub_of(*rows, page=100):
    return FakeHub(list(rows), page)


@pytest.fixture
def opted_in(monkeypatch):
    monkeypatch.setenv("FLOPWATCH_ALLOW_LOOPBACK", "1")


def searched(hub, folder, monkeypatch, now=NOW, **limits):
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    return search(sources.channel("huggingface"), folder, BASIS, lambda: now, limits=HubLimits(**limits))


def test_pages_and_rate_limits_are_followed_to_the_end(tmp_path, monkeypatch, opted_in):
    rows = [row(f"lab{at}/Model{at}-7B", downloads=1000 - at) for at in range(7)]
    rows.append(row("lab/Rare-7B", downloads=100))
    with serving_hub(hub_of(*rows, page=3)) as hub:
        hub.refuse = 1
        found = searched(hub, tmp_path, monkeypatch, most_read=0)
    assert (found.read, found.found, found.requests) == (8, 8, 4)
    assert len(found.candidates) == 7  # the eighth has no more than 100 downloads
    assert not found.incomplete


def test_uploads_quants_tunes_and_adapters_fold_under_their_topmost_base(tmp_path, monkeypatch, opted_in):
    rows = [
        row("lab/Atlas-9B"),
        row("other/Atlas-9B-AWQ", tags=["base_model:quantized:lab/Atlas-9B"]),
        row("some/Atlas-9B-MLX-4bit"),
        row("tuner/Hero-9B", tags=["base_model:lab/Atlas-9B", "base_model:finetune:lab/Atlas-9B"]),
        row("tuner2/Hero-9B-v2-GGUF", tags=["base_model:quantized:tuner/Hero-9B"]),
        row(
            "me/hero-lora",
            tags=["base_model:adapter:tuner/Hero-9B"],
            safetensors={"total": 10, "parameters": {"F32": 10}},
        ),
        row("loop/A-9B", tags=["base_model:finetune:loop/B-9B"]),
        row("loop/B-9B", tags=["base_model:finetune:loop/A-9B"]),
    ]
    with serving_hub(hub_of(*rows)) as hub:
        found = searched(hub, tmp_path, monkeypatch, most_read=0)
    atlas = next(one for one in found.candidates if one.name == "Atlas-9B")
    assert {key: value for key, value in atlas.facts.items() if key.startswith("repositories_")} == {
        "repositories_adapter": 1,
        "repositories_finetune": 1,
        "repositories_quantized": 3,
        "repositories_upload": 1,
    }
    assert atlas.facts["downloads"] == 3000
    assert {one.name for one in found.candidates} == {"Atlas-9B", "A-9B", "B-9B"}


@pytest.mark.parametrize(
    ("card", "tokens"),
    [
        ("Atlas was initialized from Base-7B, and trained on 400 billion tokens.", 400e9),
        ("Made by continuous training, a process of tuning a pre-trained model, on 370 billion tokens.", 370e9),
        ("840B tokens continued pretraining for long contexts.", 840e9),
        ("Atlas is based on a Transformer and trained on 1.2 trillion tokens.", None),
        ("Atlas uses a pre-trained encoder and is pre-trained on 2T tokens.", None),
    ],
)
def test_tokens_of_a_later_training_are_separate_from_the_first(card, tokens):
    found = tuning_tokens(card, {})
    assert (found and found[0]) == tokens


def test_a_tune_above_a_third_of_its_base_is_a_model_of_its_own(tmp_path, monkeypatch, opted_in):
    """6 × 8.2e9 × 12e12 = 5.9e23 FLOP, more than a third of the 1.7e24 that this census has for Qwen3-8B."""
    tuned = {"tags": ["base_model:Qwen/Qwen3-8B", "base_model:finetune:Qwen/Qwen3-8B"]}
    other = {"tags": ["base_model:finetune:lab/Atlas-9B"]}
    rows = [
        row("lab/Atlas-9B"),
        row("maker/Large-8.2B", **tuned),
        row("maker/Small-8.2B", **tuned),
        row("fan/Large-8.2B-AWQ", tags=["base_model:quantized:maker/Large-8.2B"]),
        row("ja/Atlas-Ja-9B", **other),
        row("ja/Atlas-Chat-9B", **other),
        row("ja/Silent-9B", **other),
    ]
    cards = {
        "maker/Large-8.2B": "Qwen3-8B, continually pre-trained on 12T tokens of code.",
        "maker/Small-8.2B": "Qwen3-8B, pre-trained on 36T tokens, then fine-tuned on 200 billion tokens of chats.",
        "lab/Atlas-9B": "Atlas-9B was trained on 8 trillion tokens. Then it was further trained on 4T tokens.",
        "ja/Atlas-Ja-9B": "Atlas-9B, trained on 8T tokens, with continued pre-training on 2 trillion tokens.",
        "ja/Atlas-Chat-9B": "Atlas-9B was further trained on 4T tokens. This is its chat version.",
    }
    with serving_hub(hub_of(*rows)) as hub:
        hub.files |= {(item, "README.md"): text.encode() for item, text in cards.items()}
        found = searched(hub, tmp_path, monkeypatch)
        hub.asked.clear()
        again = searched(hub, tmp_path, monkeypatch, now=NOW + dt.timedelta(days=8))
        assert not any("README" in one for one in hub.asked)
    assert again.repeated
    assert {one.name for one in found.candidates} == {"Large-8.2B", "Atlas-9B"}
    large, atlas = sorted(found.candidates, key=lambda one: one.name, reverse=True)
    assert atlas.facts["fine_tunes_measured"] == 1  # 2e12 of 8e12; the chat version repeats its base's 4e12
    assert str(atlas.facts["largest_modification"]).startswith("ja/Atlas-Ja-9B: 0.25 of")
    assert large.facts["modification_share"] == pytest.approx(0.347, abs=0.001)
    assert (large.facts["base_model"], large.facts["repositories_quantized"]) == ("Qwen/Qwen3-8B", 1)
    assert "12T tokens" in large.facts["tuning_words"]


def test_active_parameters_of_a_name_order_the_queue_and_say_where_they_are_from(tmp_path, monkeypatch, opted_in):
    with serving_hub(hub_of(row("lab/Mix-8x22B"), row("lab/Dense-176B"), row("lab/Sparse-30B-A3B"))) as hub:
        found = {one.name: one for one in searched(hub, tmp_path, monkeypatch, most_read=0).candidates}
    active = {
        name: (one.facts.get("active_parameters"), one.facts.get("active_parameters_basis"))
        for name, one in found.items()
    }
    assert active == {"Mix-8x22B": (44e9, "name"), "Dense-176B": (None, None), "Sparse-30B-A3B": (3e9, "name")}
    assert found["Dense-176B"].p_above["1e25"] > found["Mix-8x22B"].p_above["1e25"]


def test_what_the_census_has_is_no_candidate(tmp_path, monkeypatch, opted_in):
    with serving_hub(hub_of(row("Qwen/Qwen3-8B"), row("nvidia/Qwen3-8B-NVFP4"))) as hub:
        found = searched(hub, tmp_path, monkeypatch, most_read=0)
    assert (found.known, found.candidates) == (1, ())


def test_parameters_come_from_headers_of_virtual_and_sharded_files(tmp_path, monkeypatch, opted_in):
    whole = header({"a.weight": ("BF16", 46_702, 1_000_000)})  # 93.4 GB that nobody has
    shards = [header({"a.weight": ("F32", 1_000, 700_000)}), header({"b.weight": ("BF16", 1_000, 800_000)})]
    with serving_hub(hub_of(row("lab/Virtual"), row("lab/Sharded"), row("lab/Small-120B"))) as hub:
        hub.add_weights("lab/Virtual", whole)
        hub.add_shards("lab/Sharded", shards)
        hub.add_weights("lab/Small-120B", header({"a.weight": ("BF16", 200, 1_000_000)}))
        hub.rows[2]["safetensors"] = {"total": 200_000_000, "parameters": {"BF16": 200_000_000}}
        found = searched(hub, tmp_path, monkeypatch)
        ranges = [one for one in hub.asked if one.startswith("GET") and "safetensors" in one]
    sizes = {one.name: (one.facts["parameters"], one.facts["parameters_basis"]) for one in found.candidates}
    assert sizes == {"Virtual": (46_702e6, "counted_headers"), "Sharded": (1.5e9, "counted_headers")}
    assert len(ranges) == 5  # one a file, and the index


def test_a_second_search_without_news_does_no_work_twice(tmp_path, monkeypatch, opted_in):
    with serving_hub(hub_of(row("lab/Unknown"), row("lab/Atlas-9B"))) as hub:
        hub.add_weights("lab/Unknown", header({"a.weight": ("BF16", 2_000, 1_000_000)}))
        first = searched(hub, tmp_path, monkeypatch)
        written = (tmp_path / "candidates.parquet").stat().st_mtime_ns
        hub.asked.clear()
        second = searched(hub, tmp_path, monkeypatch, now=NOW + dt.timedelta(days=1))
        assert (second.repeated, second.new, second.requests) == (True, 0, 1)
        assert not any("/resolve/" in one for one in hub.asked)
        assert (tmp_path / "candidates.parquet").stat().st_mtime_ns == written
        hub.rows.append(row("lab/New-30B", created="2026-12-01T00:00:00.000Z"))
        third = searched(hub, tmp_path, monkeypatch, now=NOW + dt.timedelta(days=2))
    assert (first.new, third.new, len(read_queue(tmp_path))) == (2, 1, 3)
    assert [one.complete for one in read_searches(tmp_path)] == [True, True, True]


def test_a_search_that_breaks_off_keeps_what_came_and_its_watermark(tmp_path, monkeypatch, opted_in):
    with serving_hub(hub_of(row("lab/Atlas-9B"))) as hub:
        searched(hub, tmp_path, monkeypatch, most_read=0)
        hub.rows[:] = [row("lab/Zeus-9B", downloads=900), row("lab/Hera-9B", created="no date")]
        hub.page = 1
        broken = searched(hub, tmp_path, monkeypatch, now=NOW + dt.timedelta(days=8), most_read=0)
    assert "no date" in broken.incomplete
    assert broken.held[0].reason == "createdAt is 'no date', which is not a time"
    assert broken.watermark == NOW.isoformat(timespec="seconds")
    assert {one.name for one in read_queue(tmp_path)} == {"Atlas-9B", "Zeus-9B"}
    assert len(list((tmp_path / "answers").rglob("*"))) >= 2


def test_rows_that_are_none_are_held_and_counts_balance():
    rows = [row("a/B-7B"), 5, {"downloads": 3}, row("a/C-7B", downloads="many"), row("a/D-7B") | {"private": True}]
    body = json.dumps(rows).encode()
    page = sources.Answer(url="http://h/api/models", status=200, headers={}, fetched="", body=body)
    parsed = sources.channel("huggingface").parse(page)
    assert (parsed.read, len(parsed.found), len(parsed.skipped), len(parsed.held)) == (5, 1, 1, 3)
    drifted = sources.channel("huggingface").parse(
        sources.Answer(url="http://h/api/models", status=200, headers={}, fetched="", body=b'{"models": []}')
    )
    assert "did the service change" in drifted.held[0].reason


def test_this_machine_is_asked_only_when_it_is_allowed(tmp_path, monkeypatch):
    monkeypatch.delenv("FLOPWATCH_ALLOW_LOOPBACK", raising=False)
    with serving_hub(hub_of(row("lab/Atlas-9B"))) as hub:
        found = searched(hub, tmp_path, monkeypatch)
    assert "FLOPWATCH_ALLOW_LOOPBACK" in found.incomplete
    assert hub.asked == []


@pytest.mark.parametrize("file", ["candidates.parquet", "hub_listing.parquet"])
@pytest.mark.parametrize("damage", [b"", b"garbage", "another table"])
def test_a_damaged_table_is_named_before_anything_is_asked(tmp_path, monkeypatch, opted_in, file, damage):
    if isinstance(damage, bytes):
        (tmp_path / file).write_bytes(damage)
    else:
        pl.DataFrame({"a": [1]}).write_parquet(tmp_path / file)
    with serving_hub(hub_of(row("lab/Atlas-9B"))) as hub:
        with pytest.raises(BadLedger, match=f"{file}: cannot be read .*Move it away"):
            searched(hub, tmp_path, monkeypatch)
        assert hub.asked == []


def test_a_missing_client_is_named_with_the_way_to_install_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "huggingface_hub", None)
    with pytest.raises(BadInput, match=r"flopwatch\[hub\]"):
        sources.channel("huggingface").fetch(sources.Plan(), lambda answer: None)


@pytest.mark.parametrize(("file", "same"), [("hub_pairs.tsv", 16), ("hub_pairs_of_owners.tsv", 72)])
def test_uploads_of_one_model_group_as_labelled(file, same):
    """100 pairs of repositories of a listing of March 2026, labelled by eye before anything was grouped."""
    with (Path(__file__).parent / file).open(encoding="utf-8") as file:
        pairs = list(csv.DictReader(file, delimiter="\t"))
    said = [(one["same"] == "yes", weights_key(one["a"]) == weights_key(one["b"])) for one in pairs]
    true, found, both = (sum(one[0] for one in said), sum(one[1] for one in said), said.count((True, True)))
    assert (len(pairs), true) == (100, same)
    assert 2 * both / (true + found) >= 0.95


@pytest.mark.shared
@pytest.mark.skipif(not LISTING.is_file(), reason="the outside listing is not here")
def test_a_real_listing_is_flagged_grouped_and_loses_no_olmo(tmp_path, monkeypatch, opted_in):
    listed = json.loads(LISTING.read_text(encoding="utf-8"))
    rows = [
        row(
            one["name"],
            one["hf_downloads"],
            f"{one['release_date']}T00:00:00.000Z" if one["release_date"] else "",
            safetensors={"total": one["parameters_raw"], "parameters": {"BF16": one["parameters_raw"]}},
        )
        for one in listed
    ]
    with serving_hub(FakeHub(rows, page=200)) as hub:
        found = searched(hub, tmp_path, monkeypatch, most_read=0)
    assert (found.read, found.found) == (514, 514)
    sizes = {one["name"]: size_of(one["name"], {"listed_elements": float(one["parameters_raw"])}) for one in listed}
    flagged = {name for name, size in sizes.items() if size.flag}
    # 44 packed weights, 4 draft models named after another, Olmo-3-7B three times with 528 thousand, and pythia-14m,
    # whose listing counts six attention masks of 2048² as parameters.
    assert len(flagged) == 52
    assert sum(drafts_for_another(name) for name in flagged) == 4
    assert 14_067_712 + 6 * 2048**2 + 24 == next(
        one["parameters_raw"] for one in listed if one["name"].endswith("pythia-14m-deduped")
    )
    assert not {name for name in flagged if "OLMoE-1B-7B" in name or "17B-128E" in name or "bloom-1b7" in name}
    names = " ".join(f"{one.name} {one.facts.get('size_doubted', '')}" for one in found.candidates)
    for name in ("Olmo-3-7B-Instruct", "Olmo-3-7B-Think", "Olmo-3-7B-Think-DPO"):
        assert name in names
    everything = listing_frame([one for page in _pages(rows) for one in page.found])
    large = families_of(worth_reading(everything, 100))
    assert 250 <= len(large) <= 323


def _pages(rows):
    body = json.dumps(rows).encode()
    yield sources.channel("huggingface").parse(
        sources.Answer(url="http://h/api/models", status=200, headers={}, fetched="", body=body)
    )
