"""Races and attacks on review: many processes at once, the last of the bounty, a stolen account."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from flopwatch import api, ledger
from flopwatch.api.review_desk import Desk, Policy
from flopwatch.api.submissions import Submission
from flopwatch.domain import Accept, FlopwatchError, Payout, Propose
from flopwatch.review import StaleBasis, Terms

DAY = "2026-11-30"
PEOPLE = 16
GIVEN = Submission(
    model="openai/gpt-4",
    field="training_compute",
    value="3.3e25",
    unit="FLOP",
    url="https://lab.example/report",
    where="table 2",
    quote="trained with 3.3e25 FLOP",
)
CONTEXT = multiprocessing.get_context("fork")


def rival(number: int, **parts: str) -> Submission:
    value = f"{3.3 + number / 100:.2f}e25"
    return msgspec.structs.replace(GIVEN, value=value, quote=f"trained with {value} FLOP", **parts)


def desk_of(store: str, data: Path, policy: Policy | None = None) -> Desk:
    made = Desk(data, store, policy, today=lambda: DAY)
    made.outlook()  # taken before the processes part, as each would take its own
    return made


def together(deed: Callable[[int], object], count: int = PEOPLE) -> list[str]:
    """Run a deed in processes that start at once; return the name of each error, "" where there was none."""
    answers: multiprocessing.Queue[str] = CONTEXT.Queue()
    gate = CONTEXT.Barrier(count)

    def run(number: int) -> None:
        gate.wait(60)
        try:
            deed(number)
        except FlopwatchError as error:
            answers.put(type(error).__name__)
        else:
            answers.put("")

    people = [CONTEXT.Process(target=run, args=(number,)) for number in range(count)]
    for one in people:
        one.start()
    found = [answers.get(timeout=120) for _ in people]
    for one in people:
        one.join(60)
    return sorted(found)


@pytest.mark.matrix
def test_of_sixteen_acceptances_of_rivals_on_one_basis_one_counts_and_the_rest_are_stale(tmp_path, few_models):
    desk = desk_of(str(tmp_path / "l.sqlite"), few_models)
    keys = [api.submit(desk, rival(number), by=f"p{number}").key for number in range(PEOPLE)]
    bases = [api.review_item(desk, key).basis for key in keys]
    found = together(lambda n: api.decide(desk, keys[n], "accept", reason="yes", by=f"q{n}", basis=bases[n]))
    assert found == ["", *[StaleBasis.__name__] * (PEOPLE - 1)]
    assert not api.take_census(desk.data, desk.store).records["openai/gpt-4"].fields["training_compute"].contested


@pytest.mark.matrix
def test_sixteen_acceptances_of_rivals_without_a_basis_are_contested_and_none_is_lost(tmp_path, few_models):
    desk = desk_of(str(tmp_path / "l.sqlite"), few_models)
    keys = [api.submit(desk, rival(number), by=f"p{number}").key for number in range(PEOPLE)]
    before = api.take_census(desk.data, desk.store).records["openai/gpt-4"].value("training_compute")
    assert together(lambda n: api.decide(desk, keys[n], "accept", reason="yes", by=f"q{n}")) == [""] * PEOPLE
    value = api.take_census(desk.data, desk.store).records["openai/gpt-4"].fields["training_compute"]
    assert value.contested
    assert value.value == before  # the usual order decides until they agree
    assert sum(isinstance(one, Accept) for one in ledger.read_events(desk.store)) == 2 * PEOPLE


@pytest.mark.matrix
def test_the_last_five_dollars_are_paid_once(tmp_path, few_models):
    policy = Policy(two_people=True, terms=Terms("5", "10"))
    desk = desk_of(str(tmp_path / "l.sqlite"), few_models, policy)
    keys = [api.submit(desk, rival(number), by=f"p{number}").key for number in range(PEOPLE)]
    for key in keys:
        api.decide(desk, key, "accept", reason="yes", by="bo")
    api.pay(desk, keys[0], reason="first", by="cy")
    found = together(lambda n: api.pay(desk, keys[n], reason="first report", by="cy"))
    assert found == ["", *["BadInput"] * (PEOPLE - 1)]
    purse = api.bounty(desk)
    assert (purse.paid_usd, purse.left_usd, len(purse.payouts)) == ("10", "0", 2)


@pytest.mark.matrix
def test_fifty_identical_submissions_are_one_event(tmp_path, few_models):
    desk = desk_of(str(tmp_path / "l.sqlite"), few_models)
    assert together(lambda n: api.submit(desk, GIVEN, by=f"p{n}"), 50) == [""] * 50
    assert sum(isinstance(one, Propose) for one in ledger.read_events(desk.store)) == 1


def test_nobody_is_paid_for_a_recent_error_of_their_own_nor_approves_their_own_report(tmp_path, few_models):
    desk = desk_of(str(tmp_path / "l.sqlite"), few_models, Policy(two_people=True))
    first = api.submit(desk, GIVEN, by="eve").key
    api.decide(desk, first, "accept", reason="yes", by="bo")
    second = api.submit(desk, rival(7), by="eve").key
    api.decide(desk, second, "accept", reason="yes", by="bo", settle=True)
    with pytest.raises(FlopwatchError, match="eve introduced the value that it replaces"):
        api.pay(desk, second, reason="report", by="cy")
    for person in ("eve", "bo"):
        with pytest.raises(FlopwatchError, match="another person approves the payout"):
            api.pay(desk, first, reason="report", by=person)
    assert not any(isinstance(one, Payout) for one in ledger.read_events(desk.store))
    assert api.pay(desk, first, reason="report", by="cy").left_usd == "595"
    with pytest.raises(FlopwatchError, match="it was paid on"):
        api.pay(desk, first, reason="report", by="dee")


@pytest.mark.matrix
def test_five_hundred_hostile_acceptances_are_undone_by_one_command_byte_for_byte(tmp_path, few_models):
    desk = desk_of(str(tmp_path / "l.sqlite"), few_models)
    honest = api.submit(desk, rival(50), by="ada").key
    api.decide(desk, honest, "accept", reason="yes", by="bo")

    def published() -> dict[str, bytes]:
        out = tmp_path / "out"
        api.build(desk.data, desk.store, out)
        return {str(one.relative_to(out)): one.read_bytes() for one in sorted(out.rglob("*")) if one.is_file()}

    before = published()
    models = [one.id for one in desk.census().models()]
    keys = []
    for number in range(500):
        given = rival(number, model=models[number % len(models)], field="parameters", unit="parameters")
        given = msgspec.structs.replace(given, value=f"{number + 1}.123e9", quote=f"{number + 1}.123e9 parameters")
        keys.append(api.submit(desk, given, by=f"sock{number // 100}").key)
    for key in keys:
        api.decide(desk, key, "accept", reason="trust me", by="mallory")
    assert published() != before
    assert api.revert(desk, "mallory", reason="stolen account", by="cy") >= 1000
    after = published()
    assert [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)] == []
    assert ledger.verify(desk.store) == []
