"""Search of a hub: its listing is merged, some models' files are read, the rest is grouping and ranking."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import polars as pl

from flopwatch.discovery.basis import KnownModels
from flopwatch.discovery.hub_cards import with_cards_read
from flopwatch.discovery.hub_families import HubFamily, families_of
from flopwatch.discovery.hub_listing import (
    digest,
    listing_frame,
    merged,
    worth_reading,
    write_listing,
)
from flopwatch.discovery.hub_sizes import counted_facts, needs_reading, size_of
from flopwatch.discovery.modification import OWN_MODEL, modifications
from flopwatch.discovery.queue import Candidate
from flopwatch.discovery.ranking import Priors, cheapest_fact, p_above, stated, value_of
from flopwatch.domain import BadInput, PartialDate, short
from flopwatch.ledger import write_whole
from flopwatch.sources import Answer, Evidence, Find, fetch_tensor_files

MOST_COMPARED = 500  # candidates whose name is compared with all names of the census; the most valuable first
_DONE_FILE = "hub_listing.done"  # digest of the listing and the census that the queue was made from
_REFUSED = 3  # refusals in a row after which no more files are asked for
_HUB = "huggingface"


class HubLimits(msgspec.Struct, frozen=True):
    """Limits of a search.

    Args:
        min_downloads: Downloads of the month at or below which a model is left out.
        most_read: Models whose files are read in one search, and fine-tunes whose cards are.
    """

    min_downloads: float = 100.0
    most_read: int = 50


class HubSearched(msgspec.Struct, frozen=True):
    """Result of a hub's listing."""

    candidates: tuple[Candidate, ...]
    known: int = 0
    repeated: bool = False
    incomplete: str = ""


def search_hub(
    folder: Path,
    before: pl.DataFrame,
    finds: Sequence[Find],
    known: KnownModels,
    priors: Priors,
    today: str,
    limits: HubLimits,
    keep: Callable[[Answer], None],
) -> HubSearched:
    """Merge a search's finds into the kept listing; group and rank it if anything has changed."""
    listing = merged(before, listing_frame(finds))
    listing, incomplete = _with_files_read(listing, limits, keep)
    if not incomplete:
        worth = worth_reading(listing, limits.min_downloads)
        listing, incomplete = with_cards_read(listing, worth, limits.most_read, keep)
    state = hashlib.sha256(f"{digest(listing)} {limits.min_downloads} {priors.digest()}".encode()).hexdigest()
    done = folder / _DONE_FILE
    if done.is_file() and done.read_text("ascii") == state:
        return HubSearched((), repeated=True, incomplete=incomplete)
    write_listing(folder, listing)
    candidates, already = hub_candidates(listing, known, priors, today, limits.min_downloads)
    if not incomplete:
        write_whole(done, [state.encode()])
    return HubSearched(tuple(candidates), already, incomplete=incomplete)


def hub_candidates(
    listing: pl.DataFrame, known: KnownModels, priors: Priors, today: str, min_downloads: float
) -> tuple[list[Candidate], int]:
    """Return the models of a listing that the census lacks, and how many it has."""
    found: list[Candidate] = []
    already = 0
    worth = worth_reading(listing, min_downloads)
    for family in families_of(worth, modifications(worth, known)):
        if known.exactly(family.item, f"hub:{family.item.lower()}", family.key):
            already += 1
        else:
            found.append(_candidate(family, priors, today))
    found.sort(key=lambda one: (-one.value, one.key))
    out = []
    for at, one in enumerate(found):
        size = one.facts.get("parameters")
        match = (
            known.likely(one.name, size if isinstance(size, float) else None, one.published)
            if at < MOST_COMPARED
            else None
        )
        if match and match.certain:
            already += 1
        else:
            out.append(msgspec.structs.replace(one, same_as=match.model) if match else one)
    return out, already


def _candidate(family: HubFamily, priors: Priors, today: str) -> Candidate:
    day = PartialDate.from_iso(family.published).earliest.toordinal() if family.published else None
    total = family.made_from.total_flop if family.made_from else None
    prior = stated(total) if total else priors.of(day, family.active or family.size.parameters)
    above = p_above(prior)
    facts: dict[str, float | str] = {"downloads": family.downloads, "parameters_basis": family.size.basis or "unknown"}
    if family.size.parameters:
        facts["parameters"] = family.size.parameters
    if family.active:
        facts |= {"active_parameters": family.active, "active_parameters_basis": family.active_basis}
    facts |= {f"repositories_{kind}": float(count) for kind, count in family.members.items()}
    if family.flags:
        facts["size_doubted"] = "; ".join(f"{item}: {why}" for item, why in list(family.flags.items())[:5])
    facts |= _facts_of_tuning(family)
    return Candidate(
        key=f"hub:{family.item.lower()}",
        name=family.item.rpartition("/")[2],
        developer=family.developer,
        published=family.published,
        facts=facts,
        p_above=above,
        value=value_of(above, family.downloads),
        reason=_reason(family, above, prior.peers if prior else 0),
        settle=cheapest_fact(above, family.size.parameters, family.size.basis),
        channels=(_HUB,),
        first_seen=today,
        last_seen=today,
        evidence=tuple(
            Evidence(url=f"https://huggingface.co/{item}", words=f"listed as {item}")
            for item in dict.fromkeys((family.item, *family.examples))
        ),
    )


def _facts_of_tuning(family: HubFamily) -> dict[str, float | str]:
    """Return what is known of the fine-tunes that lie under a model, or of its own making from another."""
    facts: dict[str, float | str] = {}
    if own := family.made_from:
        facts |= {"base_model": own.base, "modification_share": round(own.share, 3), "tuning_tokens": own.tokens}
        facts["tuning_words"] = own.words
    if family.modified:
        item, most = next(iter(family.modified.items()))
        facts["fine_tunes_measured"] = float(len(family.modified))
        facts["largest_modification"] = f"{item}: {most.share:.2g} of its base's compute, {short(most.tokens)} tokens"
    return facts


def _reason(family: HubFamily, above: dict[str, float], peers: int) -> str:
    size = (
        f"{short(family.size.parameters)} parameters ({family.size.basis})"
        if family.size.parameters
        else "size unknown"
    )
    own = family.made_from
    made = f"; its tuning took {own.share:.2g} of the compute of {own.base}, more than {OWN_MODEL:.2g}" if own else ""
    odds = ", ".join(f"P(> {at}) = {p:.2g}" for at, p in above.items() if p >= 0.005) or "below every threshold"
    return f"{family.downloads:.0f} downloads a month, {size}; tokens of {peers} models of its period give {odds}{made}"


def _with_files_read(
    listing: pl.DataFrame, limits: HubLimits, keep: Callable[[Answer], None]
) -> tuple[pl.DataFrame, str]:
    """Return the listing with the counts of models whose listed size is missing or doubted, and why not all came."""
    rows = worth_reading(listing, limits.min_downloads).filter(
        pl.col("counted_headers").is_null() & pl.col("why_uncounted").is_null() & (pl.col("relation") != "adapter")
    )
    wanted: list[str] = []
    for row in rows.sort("popularity", descending=True).iter_rows(named=True):
        if len(wanted) >= limits.most_read:
            break
        facts = {key: value for key, value in row.items() if isinstance(value, float)}
        if needs_reading(size_of(row["item"], facts)):
            wanted.append(row["item"])
    counted, incomplete, refused = [], "", 0
    for item in wanted:
        try:
            facts_of_item, why = counted_facts(fetch_tensor_files(item, keep))
            refused = 0
        except BadInput as error:
            facts_of_item, why, refused = {}, "", refused + 1
            incomplete = str(error)
            if refused >= _REFUSED:
                break
            continue
        counted.append({"item": item, "why_uncounted": why if not facts_of_item else "", **facts_of_item})
    if not counted:
        return listing, incomplete
    schema = {name: listing.schema[name] for name in ("item", "counted_headers", "counted_active", "counted_config")}
    new = pl.DataFrame(counted, schema={**schema, "why_uncounted": pl.String})
    return listing.update(new, on="item", how="left").sort("item"), incomplete
