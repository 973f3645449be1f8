"""How long the hub's pages take: 2,000 model pages of a synthetic census, and the bundled base's hub, in CPU and wall
time.

Run it on a quiet machine: `uv run python benchmarks/pages.py [MODELS]`. CPU time is that of this process; a neighbour
on the same core still slows it.
"""

from __future__ import annotations

import dataclasses
import random
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

import flopwatch as fw
from flopwatch.census import Census
from flopwatch.domain.claims import Claim
from flopwatch.estimation.results import Estimate, Input, MethodResult
from flopwatch.hub.build import write_site
from flopwatch.hub.pages.model import ModelPages
from flopwatch.hub.site import Site
from flopwatch.records.results import FieldValue, Record
from flopwatch.statistics.lognormal import LogNormal


def synthetic(base: Census, models: int) -> Census:
    """A census of so many models: those of the base again and again, in no order.

    Each copy has claims, places, quotes and amounts of its own, so that nothing kept from an earlier page serves a
    later one that it would not serve in a census of so many real models.
    """
    originals = [one for one in base.models() if not one.base]
    random.Random(2026).shuffle(originals)
    records: dict[str, Record] = {}
    claims: dict[str, Claim] = {}
    estimates, crossings = {}, {}
    for number in range(models):
        one = originals[number % len(originals)]
        key = f"lab-{number % 97}/model-{number}"
        records[key], said = copied(one, key, number, base.claims)
        claims |= said
        estimate = base.estimates[one.id]
        estimates[key] = scaled(estimate, number, base.claims) if isinstance(estimate, Estimate) else estimate
        crossings[key] = base.crossings[one.id]
    return dataclasses.replace(
        base,
        records=dict(sorted(records.items())),
        claims=claims,
        estimates=estimates,
        crossings=crossings,
        findings=(),
        conflicts=(),
        unconfirmed=(),
    )


def claim_id(old: str, number: int) -> str:
    return f"{number:06x}{old[6:]}"


def restated(claim: Claim, number: int) -> Claim:
    return msgspec.structs.replace(
        claim, locator=f"{claim.locator}, copy {number}", as_written=f"{claim.as_written} ({number})"
    )


def quoted(claim: Claim) -> str:
    """A claim as a receipt's line of sources has it."""
    return f"{claim.source}, {claim.locator}: {claim.as_written!r}"


def copied(one: Record, key: str, number: int, known: dict[str, Claim]) -> tuple[Record, dict[str, Claim]]:
    """A record under another id, with its claims restated."""
    ids = {*one.claims, *(i for value in one.fields.values() for i in (*value.claims, *value.rivals))}
    said = {
        claim_id(i, number): restated(claim, number)
        for i in sorted(ids)
        if (claim := one.claims.get(i) or known.get(i))
    }

    def value(field: FieldValue) -> FieldValue:
        return msgspec.structs.replace(
            field,
            claims=tuple(claim_id(i, number) for i in field.claims),
            rivals=tuple(claim_id(i, number) for i in field.rivals),
        )

    own = {claim_id(i, number): said[claim_id(i, number)] for i in one.claims}
    fields = {name: value(field) for name, field in one.fields.items()}
    return dataclasses.replace(one, id=key, name=f"{one.name} {number}", claims=own, fields=fields), said


def scaled(estimate: Estimate, number: int, known: dict[str, Claim]) -> Estimate:
    """The estimate with every amount a little larger, of claims restated."""

    def amount(value: LogNormal) -> LogNormal:
        return dataclasses.replace(value, median=value.median * (1 + number / 10_000))

    def restated_input(one: Input) -> Input:
        claims = tuple(claim_id(key, number) for key in one.claims)
        return dataclasses.replace(one, value=amount(one.value), claims=claims)

    def restated_method(one: MethodResult) -> MethodResult:
        inputs = tuple(restated_input(i) for i in one.inputs)
        return dataclasses.replace(one, compute_flop=amount(one.compute_flop), inputs=inputs)

    text = estimate.working_text
    for claim in {
        key: known[key] for m in estimate.methods for i in m.inputs for key in i.claims if key in known
    }.values():
        text = text.replace(quoted(claim), quoted(restated(claim, number)))
    methods = tuple(restated_method(one) for one in estimate.methods)
    return dataclasses.replace(estimate, compute_flop=amount(estimate.compute_flop), methods=methods, working_text=text)


def timed(label: str, models: int, work: Callable[[], None]) -> float:
    """Do it, and print how long it took; the CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"{label:<40}{wall:7.2f} s wall {cpu:7.2f} s CPU   {1000 * cpu / models:6.2f} ms CPU a model")
    return cpu


def main() -> None:
    models = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    base = fw.take_census("absent.sqlite")
    many = synthetic(base, models)
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top)
        # Templates are compiled once and kept: the first pages pay for it.
        write_site(base, folder / "warm", {})
        count = len(base.models())
        timed(
            f"the base's hub ({count} models)",
            count,
            lambda: write_site(base, folder / "base", {}),
        )

        def pages() -> None:
            with ThreadPoolExecutor(max_workers=1) as writer:
                site = Site(many, folder / "many", "", writer)
                made = ModelPages(site, many)
                for record in many.models():
                    made.write(record)
                site.finish()

        took = timed(f"{models} model pages", models, pages)
        claims = sum(len(one.claims) for one in many.models())
        size = sum(path.stat().st_size for path in (folder / "many").rglob("*.html"))
        print(
            f"{claims / models:.0f} claims a model, {size / models / 1000:.0f} KB a page, {1e6 * took / claims:.0f} "
            "µs CPU a claim"
        )


if __name__ == "__main__":
    main()
