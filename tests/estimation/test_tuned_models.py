"""A tuned model's compute from its base's, where nothing of its own was counted."""

from __future__ import annotations

import msgspec
import pytest
from helpers.made_facts import fact, facts

from flopwatch.catalogue import Catalogue
from flopwatch.domain import Unknown
from flopwatch.estimation.estimate import estimate_run, methods_for
from flopwatch.sources import curated_folder, load_tables
from flopwatch.statistics import LogNormal

TABLES = Catalogue.of(load_tables(curated_folder()))


def tuned(**changes):
    """A reasoning model whose row repeats the 14.8e12 tokens of its base as datapoints: DeepSeek-R1."""
    stated = facts(
        parameters=fact(671e9, "parameters", claims=()),
        active=fact(37e9, "parameters", claims=()),
        data={"datapoints": fact(14.8e12, "datapoints", claims=())},
        compute=fact(3.5e24, "FLOP", claims=()),
        confidence="Confident",
        is_sequence=True,
        domains=frozenset({"language"}),
    )
    its = {
        "base_models": ("DeepSeek-V3",),
        "base": LogNormal.from_factor(median=3.3e24, factor=1.2),
        "base_parameters": 671e9,
        "base_data": (14.8e12,),
    }
    return msgspec.structs.replace(stated, **{**its, **changes})


def test_data_of_the_base_repeated_as_datapoints_are_not_counted_again():
    methods, missing = methods_for(tuned(), TABLES.chips)
    assert [one.method for one in methods] == ["reported", "base"]
    assert any("count the base once more" in one.reason for one in missing)


@pytest.mark.parametrize("amounts", [(18e12,), ()])
def test_data_of_its_own_are_counted(amounts):
    methods, _ = methods_for(tuned(base_data=amounts), TABLES.chips)
    assert [one.method for one in methods] == ["reported", "operations"]


def test_the_base_corroborates_a_reported_figure():
    found = estimate_run("R1", tuned(), TABLES, {})
    alone = estimate_run("R1", tuned(base=None, base_unknown="whose compute is not known"), TABLES, {})
    assert not isinstance(found, Unknown)
    assert not isinstance(alone, Unknown)
    assert found.compute_flop.median == pytest.approx(3.5e24)
    assert found.compute_flop.factor < alone.compute_flop.factor
    assert found.compute_flop.prob_above(1e25) < 0.05


def test_a_base_that_disagrees_leaves_the_interval_of_the_word():
    """The row counts the tuning alone: its figure is far below the base's."""
    far = tuned(base=LogNormal.from_factor(median=3.3e26, factor=1.2))
    found = estimate_run("R1", far, TABLES, {})
    assert found.compute_flop.factor == pytest.approx(3.0)
    assert "differ from it by up to 104×" in found.rule
