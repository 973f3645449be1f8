"""Model cards of a hub's fine-tunes: the most downloaded ones are read for the tokens of their tuning, once."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from flopwatch.discovery.modification import stated_tokens, tuning_tokens
from flopwatch.domain import BadInput
from flopwatch.sources import Answer, fetch_card

_REFUSED = 3  # refusals in a row after which no more cards are asked for


def with_cards_read(
    listing: pl.DataFrame, worth: pl.DataFrame, most: int, keep: Callable[[Answer], None]
) -> tuple[pl.DataFrame, str]:
    """Return the listing with what cards state of tuning, and why not all came.

    Args:
        listing: The listing.
        worth: Its rows that are large and popular enough.
        most: Cards of fine-tunes read in one search.
        keep: Takes each answer.
    """
    unread = worth.filter((pl.col("relation") == "finetune") & pl.col("card_words").is_null())
    rows, refused, incomplete = [], 0, ""
    cards: dict[str, str] = {}

    def card_of(item: str) -> str:
        if item not in cards:
            cards[item] = fetch_card(item, keep)
        return cards[item]

    for row in unread.sort("popularity", descending=True).head(most).iter_rows(named=True):
        try:
            rows.append({"item": row["item"], **_read(card_of, row["item"], row["base_models"])})
            refused = 0
        except BadInput as error:
            incomplete, refused = str(error), refused + 1
            if refused >= _REFUSED:
                break
    if not rows:
        return listing, incomplete
    schema = {name: listing.schema[name] for name in ("item", "tuning_tokens", "base_tokens", "card_words")}
    return listing.update(pl.DataFrame(rows, schema=schema), on="item", how="left").sort("item"), incomplete


def _read(card_of: Callable[[str], str], item: str, bases: list[str]) -> dict[str, float | str | None]:
    """Return what a fine-tune's card states; its base's card is read only if there is something to compare."""
    card = card_of(item)
    if not bases or tuning_tokens(card, {}) is None:
        return {"card_words": ""}
    of_base = stated_tokens(card_of(bases[0]))
    found = tuning_tokens(card, of_base)
    if found is None:
        return {"card_words": ""}
    return {"tuning_tokens": found[0], "base_tokens": max(of_base, default=None), "card_words": found[1]}
