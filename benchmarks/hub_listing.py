"""Time and memory to filter, group and rank a made-up hub listing: python benchmarks/hub_listing.py [ROWS].

The rows follow the shape of a real listing: names of 514 real models' patterns with made-up families, downloads with a
heavy tail (one in twelve above 100 a month), tags of lineage on two thirds.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from flopwatch.discovery import Basis, KnownModels, hub_candidates
from flopwatch.discovery.hub_listing import SCHEMA, digest
from flopwatch.discovery.ranking import Peer, Priors

_SIZES = (0.1, 0.5, 1, 1.5, 3, 4, 7, 8, 9, 13, 14, 22, 30, 32, 70, 72, 120, 235, 405, 671)
_REPEATED = 1.15  # rows made for each wanted: a repository that is made twice is one row
_FORMATS = ("-GGUF", "-AWQ", "-GPTQ-Int4", "-MLX-4bit", "-FP8")
_SYLLABLES = ("al", "bo", "ce", "dri", "el", "fa", "gu", "hex", "in", "jo", "ka", "lum", "mi", "nor", "or", "pha", "qu")


def made_listing(rows: int, seed: int = 20261130) -> pl.DataFrame:
    """Return a listing with so many rows."""
    rng = random.Random(seed)
    families = ["".join(rng.choices(_SYLLABLES, k=3)).title() for _ in range(20_000)]
    names, relations, bases, sizes = [], [], [], []
    for at in range(rows):
        family, size = families[int(len(families) * rng.random() ** 3)], rng.choice(_SIZES)
        base = f"{family.lower()}-lab/{family}-{1 + at % 4}-{size}B"
        kind = rng.random()
        if kind < 0.2:
            name, relation = base, ""
        elif kind < 0.5:
            name, relation = f"user{at}/{base.split('/')[1]}{rng.choice(_FORMATS)}", "quantized"
        elif kind < 0.8:
            name, relation = f"user{at}/{base.split('/')[1]}-tune-{at}", "finetune"
        else:
            name, relation = f"user{at}/lora-{at}", "adapter"
        names.append(name)
        relations.append(relation)
        bases.append([base] if relation and rng.random() < 0.8 else [])
        sizes.append(size * 1e9 if relation != "adapter" else 2e7)
    downloads = [float(int(10 / (1 - rng.random()) ** 0.93)) for _ in range(rows)]
    frame = pl.DataFrame(
        {
            "item": names,
            "developer": [one.split("/")[0] for one in names],
            "published": [f"2025-{1 + at % 12:02}-15" for at in range(rows)],
            "popularity": downloads,
            "relation": relations,
            "base_models": bases,
            "url": names,
            "listed_elements": sizes,
        }
    )
    missing = [pl.lit(None, dtype=kind).alias(name) for name, kind in SCHEMA.items() if name not in frame.columns]
    return frame.with_columns(missing).select(*SCHEMA).unique("item")


def main() -> None:
    """Print the figures of one run."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "listing.parquet")
        if not (child := os.fork()):  # a child makes it, so that the figures are those of reading and working alone
            made_listing(round(rows * _REPEATED)).head(rows).write_parquet(file)
            os._exit(0)
        os.waitpid(child, 0)
        listing = pl.read_parquet(file)
    peers = [Peer(738_000 + at, 1e9 * (1 + at % 30), 3e22 * (1 + at % 30)) for at in range(1_000)]
    print(f"{listing.height} rows, {listing.filter(pl.col('popularity') > 100).height} with more than 100 downloads")
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    found, _ = hub_candidates(listing, KnownModels(Basis((), ())), Priors(peers), "2026-11-30", 100)
    print(f"{len(found)} candidates in {time.perf_counter() - start:.1f} s", end=", ")
    after = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{after.ru_utime - before.ru_utime:.1f} s of CPU, at most {after.ru_maxrss / 2**20:.2f} GB")
    start = time.process_time()
    digest(listing)
    print(f"digest of an unchanged listing: {time.process_time() - start:.1f} s of CPU")


if __name__ == "__main__":
    main()
