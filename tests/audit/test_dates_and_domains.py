"""Dates, bases, data and compute that another cell of the entry, or earlier entries of its domain, contradict."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from flopwatch.audit import Finding
from flopwatch.audit.census.arithmetic import compute_of_nothing, data_as_if_words
from flopwatch.audit.census.attribution import bases_of_entries, dates_against_chips, dates_against_papers
from flopwatch.audit.census.context import AuditContext
from flopwatch.audit.census.peers import EARLIER, beyond_domain
from flopwatch.catalogue import Chips, Frontier
from flopwatch.domain import Chip
from flopwatch.domain.claims import Claim, Source
from flopwatch.records import ChoiceContext, narrow
from flopwatch.records.results import Record

SOURCES = {"s": Source(id="s", title="t", url="", date="2026-08-20", group="g")}
UNITS = {"training_compute": "FLOP", "parameters": "parameters", "dataset_size": "datapoints"}
RELEASED = Chip(id="h100", name="NVIDIA H100", peak_flop_per_s={"bf16": "989.4e12"}, released="2022-09-20")


def record(name: str, **cells: str) -> Record:
    claims = {
        f"{name} {field}": Claim(
            subject=name,
            field=field,
            value=value,
            unit=UNITS.get(field, ""),
            source="s",
            locator=name,
            as_written=value,
        )
        for field, value in cells.items()
    }
    return narrow(Record(f"d/{name}", "model", name, (), {}, {}, claims), list(claims), ChoiceContext(SOURCES))


def found(rule: Callable[[AuditContext], Iterator[Finding]], *records: Record) -> list[str]:
    context = AuditContext({one.id: one for one in records}, SOURCES, {}, Frontier(()), chips=Chips((RELEASED,)))
    return [one.name or one.model for one in rule(context)]


@pytest.mark.parametrize(
    ("published", "paper", "doubted"),
    [
        ("1968-07-01", "https://arxiv.org/abs/1508.07909", True),
        ("2015-08-31", "https://arxiv.org/abs/1508.07909", False),
        ("2025-07-16", "https://arxiv.org/abs/2504.03624", True),
        ("2023-09-06", "https://arxiv.org/abs/2312.08688", False),  # a model before its paper
        ("2024-12-27", "https://www.cac.gov.cn/2024-04/02/c_1713729983803145.htm", False),  # a register
    ],
)
def test_a_date_is_compared_with_the_month_of_its_paper(published: str, paper: str, doubted: bool) -> None:
    assert bool(found(dates_against_papers, record("A", published=published, paper=paper))) is doubted


def test_the_number_of_a_paper_decides_whether_day_and_month_are_swapped() -> None:
    others = [record(f"M{i}", published="2024-08-15", paper=f"https://arxiv.org/abs/2408.{i:05d}") for i in (1, 21_000)]
    others += [record(f"N{i}", published="2024-08-15", paper="https://arxiv.org/abs/2408.09000") for i in range(20)]
    early = record("early", published="2024-07-08", paper="https://arxiv.org/abs/2408.03541")
    late = record("late", published="2024-07-08", paper="https://arxiv.org/abs/2408.19000")

    assert found(dates_against_papers, early, late, *others) == ["d/early"]


def test_no_model_precedes_the_release_of_its_chip() -> None:
    early, late = (record(day, published=day, chip="NVIDIA H100") for day in ("2021-08-05", "2022-08-05"))

    assert found(dates_against_chips, early, late) == ["d/2021-08-05"]


def test_a_base_of_another_family_than_the_name_is_doubted() -> None:
    tuned = [record(f"Tuned {i}", base_model="Qwen2-7B", title="Tuning Qwen2") for i in range(5)]
    tuned += [record("GPT-4", domain="language"), record("SigLIP", domain="vision")]
    encoder = record("Qwen Vision", base_model="SigLIP", title="Seeing")
    wrong = record("Qwen Image Edit", base_model="GPT-4", title="Editing images")
    right = record("Image Edit", base_model="GPT-4", title="Editing images")

    assert found(bases_of_entries, wrong, right, encoder, *tuned) == ["d/Qwen Image Edit"]


@pytest.mark.parametrize(("data", "doubted"), [("4133333333333", True), ("4130000000000", False)])
def test_four_thirds_of_a_round_number_are_doubted_without_words(data: str, doubted: bool) -> None:
    assert bool(found(data_as_if_words, record("A", domain="language", dataset_size=data))) is doubted


def test_compute_of_less_than_a_million_tokens_is_doubted() -> None:
    cells = {"published": "2025-01-02", "parameters": "32e9"}
    few, enough = (record(one, training_compute=one, **cells) for one in ("10548576000", "3e20"))

    assert found(compute_of_nothing, few, enough) == ["d/10548576000"]


def test_data_far_beyond_earlier_entries_of_the_domain_are_doubted() -> None:
    earlier = [record(f"E{i}", published="2020-01-02", domain="vision", dataset_size="1e9") for i in range(EARLIER)]
    slip, large = (record(one, published="2021-01-02", domain="vision", dataset_size=one) for one in ("1e12", "2e10"))

    assert found(beyond_domain, slip, large, *earlier) == ["d/1e12"]
