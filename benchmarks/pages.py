"""How long the hub's pages take: 2,000 model pages of a synthetic census, and the bundled base's pages, in CPU seconds.

Run it on a quiet machine: `uv run python benchmarks/pages.py [MODELS]`. CPU time is that of this process; a neighbour on the same
core still slows it.
"""

from __future__ import annotations

import dataclasses
import random
import sys
import tempfile
import time
from pathlib import Path

import flopwatch as fw
from flopwatch import sources
from flopwatch.census import Census
from flopwatch.publishing import read_background, site
from flopwatch.publishing.releases import Releases, values_of
from flopwatch.publishing.site import Site


def synthetic(base: Census, models: int) -> Census:
    """A census of so many models: those of the base again and again under other ids, with their claims, in no order."""
    originals = [one for one in base.models() if not one.base]
    random.Random(2026).shuffle(originals)
    records, estimates, crossings = {}, {}, {}
    for number in range(models):
        one = originals[number % len(originals)]
        key = f"lab-{number % 97}/model-{number}"
        records[key] = dataclasses.replace(one, id=key, name=f"{one.name} {number}")
        estimates[key], crossings[key] = base.estimates[one.id], base.crossings[one.id]
    return dataclasses.replace(
        base, records=dict(sorted(records.items())), estimates=estimates, crossings=crossings, findings=(), conflicts=(), unconfirmed=()
    )  # fmt: skip


def cpu(label: str, census: Census, work: object) -> float:
    start = time.process_time()
    work()  # type: ignore[operator]
    took = time.process_time() - start
    print(f"{label:<58}{took:7.2f} s CPU   {1000 * took / max(len(census.models()), 1):6.2f} ms a model")
    return took


def main() -> None:
    models = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    base = fw.take_census("absent.sqlite")
    beside = read_background(sources.curated_folder(), base)
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top)
        # Templates are compiled once and kept: the first pages pay for it.
        site.write_site(base, folder / "warm", {}, beside)
        cpu(
            f"bundled base, whole site ({len(base.models())} models)",
            base,
            lambda: site.write_site(base, folder / "base", {}, beside),
        )
        many = synthetic(base, models)
        extras = site.ModelExtras(many, beside)
        relations = site._Relations(many)
        writer = Site(many, folder / "many", "", Releases((), values_of(many)))

        def pages() -> None:
            for record in many.models():
                site._model_page(writer, many, record, relations, extras)

        took = cpu(f"{models} model pages", many, pages)
        claims = sum(len(one.claims) for one in many.models())
        size = sum(path.stat().st_size for path in (folder / "many").rglob("*.html"))
        print(
            f"{claims / models:.0f} claims a model, {size / models / 1000:.0f} KB a page, {1e6 * took / claims:.0f} µs a claim"
        )


if __name__ == "__main__":
    main()
