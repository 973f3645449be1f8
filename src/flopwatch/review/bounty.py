"""Bounty: a fixed sum for each accepted correction or addition, up to a cap, paid as events of the ledger."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec

from flopwatch.domain import Accept, AnyEvent, BadInput, PartialDate, Payout, Propose, event_id, exact
from flopwatch.review.decisions import accepted_ids
from flopwatch.review.proposals import ACCEPTED, Reviewed

OWN_ERROR_DAYS = 30  # nobody is paid to mend an error of their own younger than this


class Terms(msgspec.Struct, frozen=True):
    """Terms of the bounty, in US dollars: the sum for one report and the cap on all.

    Source:
        "Parameter counts in Machine Learning" (2021-06-19): $5 for each mistake or addition, up to $600 in all.
    """

    each_usd: str = "5"
    cap_usd: str = "600"


class Purse(msgspec.Struct, frozen=True):
    """State of the bounty: its terms, what was paid and what is left, in US dollars."""

    each_usd: str
    cap_usd: str
    paid_usd: str
    left_usd: str
    payouts: tuple[Payout, ...]


def purse(standing: dict[str, AnyEvent], terms: Terms) -> Purse:
    """Return what was paid and what is left."""
    paid = sorted(
        (one for one in standing.values() if isinstance(one, Payout)),
        key=lambda one: (one.on, one.account, one.proposal),
    )
    total = sum((exact(one.amount_usd) for one in paid), Decimal(0))
    return Purse(terms.each_usd, terms.cap_usd, str(total), str(exact(terms.cap_usd) - total), tuple(paid))


def payout_of(
    item: Reviewed,
    standing: dict[str, AnyEvent],
    *,
    by: str,
    on: str,
    reason: str,
    terms: Terms,
    two_people: bool = True,
) -> Payout:
    """Return the payout for an accepted proposal. It must be decided inside the transaction that adds it.

    Args:
        item: The proposal.
        standing: Events in force by id.
        by: Name of the person who approves it.
        on: ISO date.
        reason: Why.
        terms: Terms of the bounty.
        two_people: Whether the person who approves must be neither the reporter nor the one who accepted the report.

    Raises:
        BadInput: Naming the rule that forbids it.
    """
    event, key = item.event, event_id(item.event)
    if item.state != ACCEPTED:
        raise BadInput(f"{item.key}: it is {item.state}; only an accepted report is paid.")
    if event.verdict:
        raise BadInput(f"{item.key}: a decision on identity is no report of an error, so nothing is due.")
    if not event.by:
        raise BadInput(f"{item.key}: nobody signed it, so nobody can be paid.")
    if paid := next((one for one in standing.values() if isinstance(one, Payout) and one.proposal == key), None):
        raise BadInput(f"{item.key}: it was paid on {paid.on or 'an unknown day'} to {paid.account}.")
    if two_people and by in {event.by, *(one.by for one in item.decisions.values())}:
        raise BadInput(f"{item.key}: {by} reported or accepted it, so another person approves the payout.")
    if own := _own_error(event, standing):
        raise BadInput(
            f"{item.key}: {event.by} introduced the value that it replaces on {own}, less than {OWN_ERROR_DAYS} days "
            "before reporting it, so nothing is due."
        )
    left = exact(purse(standing, terms).left_usd)
    if left < exact(terms.each_usd):
        raise BadInput(
            f"{item.key}: {left} USD of the bounty's {terms.cap_usd} USD are left, less than {terms.each_usd}."
        )
    return Payout(proposal=key, account=event.by, amount_usd=terms.each_usd, by=by, on=on, reason=reason)


def _own_error(event: Propose, standing: dict[str, AnyEvent]) -> str:
    """Return the date on which the reporter introduced the value that the report replaces, or ""."""
    if not event.replaces:
        return ""
    for one in standing.values():
        mine = isinstance(one, Propose) and one.by == event.by and event.replaces in accepted_ids(one.claims)
        mine = mine or (isinstance(one, Accept) and one.by == event.by and one.claim == event.replaces)
        if mine and _days(one.on, event.on) < OWN_ERROR_DAYS:
            return one.on or "an unknown day"
    return ""


def _days(first: str, last: str) -> int:
    """Return the days between two dates; 0 if one is unknown, which pays nobody."""
    if not first or not last:
        return 0
    days: dt.timedelta = PartialDate.from_iso(last).earliest - PartialDate.from_iso(first).earliest
    return days.days
