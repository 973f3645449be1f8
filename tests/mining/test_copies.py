"""Copies: one group for the syndicated copies of a report, every document kept, independent reports apart."""

from __future__ import annotations

import json
import random

import polars as pl
import pytest
from helpers.operations import operations

from flopwatch.bundled_data import curated_folder
from flopwatch.mining import mine
from flopwatch.mining.copies import groups_of

pytest.importorskip("re2", reason="the extra `mine` is not installed")
REPORT = (
    "Moonshot AI said on Friday that its model Kimi K2 has one trillion parameters, of which 32 billion are active, "
    "and that it was trained on 15.5 trillion tokens of text in several languages."
)
TEXTS = {
    "agency": REPORT,
    "paper": f"BEIJING (Agency) -- {REPORT} Sign up for our newsletter.",
    "marked": "# Tech\n\n" + REPORT.replace("Kimi K2", "**Kimi K2**").replace(" said", "  said").replace("one", "One"),
    "cut": REPORT.partition(", and that")[0] + ".",
    "own": "Our test of Kimi K2, a giant with 1 trillion parameters, took two weeks and eight rented machines.",
    "zh": "DeepSeek-V3 的总参数量为 6710 亿,激活参数 370 亿,在 14.8 万亿 token 上完成训练,性能很强。",
    "zh-copy": "【快讯】DeepSeek-V3的总参数量为6710亿，激活参数370亿，在14.8万亿token上完成训练，性能很强。更多。",
}


def groups_in(tmp_path, names) -> pl.DataFrame:
    (tmp_path / "in").mkdir(parents=True)
    for at, name in enumerate(names):  # a shard each, in the order given
        row = json.dumps({"id": name, "text": TEXTS[name]})
        (tmp_path / f"in/{at}.jsonl").write_text(row, encoding="utf-8")
    done = mine([tmp_path / "in"], tmp_path / "out", curated_folder())
    found = pl.read_parquet(tmp_path / "out/groups.parquet")
    assert done.groups == found["group"].n_unique()
    return found


def test_copies_are_one_group_and_each_fact_keeps_its_documents(tmp_path):
    found = groups_in(tmp_path, TEXTS)
    facts = {
        (name, field, value): documents
        for _, _, name, field, value, documents, _ in found.rows()
        if documents != ["own"]
    }
    assert facts == {
        ("Kimi K2", "parameters", 1e12): ["agency", "cut", "marked", "paper"],
        ("Kimi K2", "active_parameters", 32e9): ["agency", "cut", "marked", "paper"],
        ("Kimi K2", "tokens", 15.5e12): ["agency", "marked", "paper"],
        ("DeepSeek-V3", "parameters", 671e9): ["zh", "zh-copy"],
        ("DeepSeek-V3", "active_parameters", 37e9): ["zh", "zh-copy"],
        ("DeepSeek-V3", "tokens", 14.8e12): ["zh", "zh-copy"],
    }
    own = found.filter(pl.col("documents") == ["own"])
    assert own.select("name", "field", "value").rows() == [("Kimi K2", "parameters", 1e12)]
    assert found["group"].n_unique() == 3


def test_the_groups_do_not_depend_on_the_order_of_the_shards(tmp_path):
    mixed = list(TEXTS)
    random.Random(20).shuffle(mixed)
    assert groups_in(tmp_path / "a", TEXTS).equals(groups_in(tmp_path / "b", mixed))


def test_one_passage_about_two_models_is_two_groups_and_a_chain_of_copies_is_one():
    words = " ".join(f"word{n}" for n in range(60))
    tokens = words.split()
    chain = [" ".join(tokens[start : start + 24]) for start in (0, 30, 6, 14, 22)]
    assert groups_of([("A 1", words), ("B 1", words)]) == [0, 1]
    assert groups_of([("A 1", one) for one in chain]) == [0, 0, 0, 0, 0]
    assert groups_of([("A 1", one) for one in chain[:3]]) == [0, 1, 0]


def test_work_grows_no_faster_than_the_number_of_candidates():
    def rows(count):
        return [("A 1", " ".join(f"w{n % 7}{k}" for k in range(30))) for n in range(count)]

    groups_of(rows(10))
    assert operations(lambda: groups_of(rows(800))) <= 5 * operations(lambda: groups_of(rows(200)))
