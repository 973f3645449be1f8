"""The listing of a hub as one table: a row for each repository, the newest answer wins. Kept as Parquet."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from flopwatch.discovery.kept_tables import read_table
from flopwatch.ledger import write_whole
from flopwatch.sources import Find

FILE = "hub_listing.parquet"
LARGE = 1e9  # parameters; document 000's limit
_NUMBERS = (
    "downloads_all_time",
    "likes",
    "listed_total",
    "listed_elements",
    "listed_gguf",
    "counted_headers",
    "counted_active",
    "counted_config",
    "tuning_tokens",
    "base_tokens",
)
_WORDS = ("created_at", "pipeline_tag", "library_name", "model_type", "quant_method", "why_uncounted", "card_words")
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "item": pl.String,
    "developer": pl.String,
    "published": pl.String,
    "popularity": pl.Float64,
    "relation": pl.String,
    "base_models": pl.List(pl.String),
    "url": pl.String,
    **dict.fromkeys(_NUMBERS, pl.Float64),
    **dict.fromkeys(_WORDS, pl.String),
}
# What was read from a repository's files, not its listing: kept when it is listed again.
_READ = (
    "counted_headers",
    "counted_active",
    "counted_config",
    "why_uncounted",
    "tuning_tokens",
    "base_tokens",
    "card_words",
)
_RELATIONS = ("adapter", "finetune", "merge", "quantized")
_PREFIX = "base_model:"
# A size in a name, from 1B on. What is read more carefully, row by row, is only what this lets through.
_LARGE_NAME = r"(?i)(?:^|[^0-9.])(?:[1-9][0-9]{0,3})(?:[._p][0-9]{1,3})?(?:b[0-9]{0,2}|t|[ _-]?billion)(?:[^a-z0-9]|$)"


def lineage_of(tags: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return how a model is derived and from which models, as its tags say; ("", ()) for an original.

    Example:
        >>> lineage_of(["base_model:Qwen/Qwen3-8B", "base_model:quantized:Qwen/Qwen3-8B", "mlx"])
        ('quantized', ('Qwen/Qwen3-8B',))
    """
    relation, bases = "", dict[str, None]()
    for tag in tags:
        if not tag.startswith(_PREFIX):
            continue
        first, _, rest = tag.removeprefix(_PREFIX).partition(":")
        if rest and first in _RELATIONS:
            relation = relation or first
            bases[rest] = None
        elif not rest and "/" in first:
            bases[first] = None
    return relation or ("finetune" if bases else ""), tuple(bases)


def listing_frame(finds: Sequence[Find]) -> pl.DataFrame:
    """Return finds of a hub as rows of the listing."""
    rows = []
    for one in finds:
        relation, bases = lineage_of(one.tags)
        rows.append(
            {
                "item": one.item,
                "developer": one.developer,
                "published": one.published,
                "popularity": one.popularity,
                "relation": relation,
                "base_models": list(bases),
                "url": one.evidence.url,
                **{key: one.facts.get(key) for key in (*_NUMBERS, *_WORDS)},
            }
        )
    return pl.DataFrame(rows, schema=SCHEMA)


def read_listing(folder: Path) -> pl.DataFrame:
    """Return the kept listing; empty if there is none.

    Raises:
        BadLedger: If the file is damaged.
    """
    kept = read_table(folder / FILE, ("item", "popularity"), "The next search after seven days lists everything again.")
    if kept is None:
        return pl.DataFrame(schema=SCHEMA)
    lacking = [pl.lit(None, dtype=kind).alias(name) for name, kind in SCHEMA.items() if name not in kept.columns]
    return kept.with_columns(lacking).select(*SCHEMA)  # an older listing lacks some


def merged(kept: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Return the listing with new rows: the newest of each repository, with what was counted from its files before."""
    if not new.height:
        return kept
    new = new.unique("item", keep="last", maintain_order=True)
    counted = kept.select("item", *_READ)
    filled = new.join(counted, on="item", how="left", suffix="_kept", maintain_order="left").with_columns(
        pl.coalesce(key, f"{key}_kept").alias(key) for key in _READ
    )
    rest = kept.join(new, on="item", how="anti")
    return pl.concat([rest, filled.select(*SCHEMA)]).sort("item")


def write_listing(folder: Path, listing: pl.DataFrame) -> None:
    """Write the listing atomically."""
    packed = io.BytesIO()
    listing.write_parquet(packed, compression="zstd", statistics=False)
    write_whole(folder / FILE, [packed.getvalue()])


def digest(listing: pl.DataFrame) -> str:
    """Return a digest of the listing's rows, in hex."""
    return hashlib.sha256(str(listing.hash_rows(seed=1).sum()).encode() + str(listing.height).encode()).hexdigest()


def worth_reading(listing: pl.DataFrame, min_popularity: float) -> pl.DataFrame:
    """Return the rows that may be models of 1e9 parameters or more with enough downloads.

    A row is left out only if its size is counted or listed below the limit and its name states none above it: a filter
    on the listed count alone would lose models whose files are packed or whose metadata is wrong. Adapters are small by
    nature; they count for their base.
    """
    counted = pl.coalesce("counted_headers", "counted_config")
    listed = pl.max_horizontal("listed_elements", "listed_total", "listed_gguf")
    large_name = pl.col("item").str.contains(_LARGE_NAME)
    possible = (
        pl.when(counted.is_not_null())
        .then(counted >= LARGE)
        .otherwise(listed.is_null() | (listed >= LARGE) | large_name)
    )
    possible = possible | (pl.col("relation") == "adapter")
    return listing.filter((pl.col("popularity") > min_popularity) & possible)
