"""Commands of review: submit, list, show, decide, undo, pay, and a session that decides item by item."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flopwatch import api
from flopwatch.cli.apps import review_app
from flopwatch.cli.options import (
    DEFAULT_LEDGER,
    DataOption,
    Format,
    FormatOption,
    JsonOption,
    LedgerOption,
    data_folder,
)
from flopwatch.cli.printing import say, show_json, show_rows, tell
from flopwatch.domain import FlopwatchError, counted, digits, short

if TYPE_CHECKING:
    from flopwatch.api.review_desk import Desk
    from flopwatch.api.review_items import ReviewItem
    from flopwatch.api.reviews import Decision

_COLUMNS = ("key", "kind", "title", "what", "by", "days", "state", "worth")
_KEYS = {"a": "accept", "r": "reject", "m": "merge", "s": "split", "k": "ask"}
REASONS = {
    "1": "the source says so in these words",
    "2": "the source does not say so",
    "3": "another source is better",
    "4": "no model, or out of scope",
}
_By = Annotated[str, typer.Option(help="Name of the person.", envvar="FLOPWATCH_BY")]
_Reason = Annotated[str, typer.Option(help="Why; kept permanently.")]
_Key = Annotated[str, typer.Argument(help="Key of the item; of a proposal the first 8 digits are enough.")]


@review_app.callback(invoke_without_command=True)
def review(
    context: typer.Context,
    only_list: Annotated[bool, typer.Option("--list", help="Print the queue and decide on nothing.")] = False,
    order: Annotated[str, typer.Option(help="worth, or longest for what has waited longest.")] = "worth",
    limit: Annotated[int | None, typer.Option(help="Maximum number of items.", min=0)] = None,
    by: _By = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Decide on what waits in the review queue, item by item, the most valuable first.

    Example: flopwatch review --by ada
    """
    if context.invoked_subcommand:
        return
    desk = _desk(data, store)
    rows = api.review_queue(desk, order=order, limit=limit)
    if only_list or as_json or form is not Format.table:
        show_rows(rows, Format.json if as_json else form, _COLUMNS)
        return
    _session(desk, [one.key for one in rows if one.kind != "contested"], by, _lines(sys.stdin.readline))


def _desk(data: Path | None, store: str) -> Desk:
    return api.Desk(data_folder(data), store)


def _lines(read: Callable[[], str]) -> Iterator[str]:
    while line := read():
        yield line.strip()


def _session(desk: Desk, keys: list[str], by: str, answers: Iterator[str]) -> None:
    """Show item after item and carry out the answers, each one letter and, after Enter, the reason."""
    say("a accept  r reject  m merge  s split  k ask  n next  q quit; or a digit for one of the usual reasons:")
    for digit, words in REASONS.items():
        say(f"  {digit}  {words}")
    done = 0
    for number, key in enumerate(keys, 1):
        item = api.review_item(desk, key)
        say(f"\n[{number} of {len(keys)}]")
        for line in item_lines(item):
            tell(line)
        letter = next((one for one in answers if one[:1] in (*_KEYS, "n", "q")), "q")
        if letter[:1] == "q":
            break
        if letter[:1] == "n":
            continue
        done += _answered(desk, item, letter, by, answers)
    say(f"{counted(done, 'item')} decided.")


def _answered(desk: Desk, item: ReviewItem, letter: str, by: str, answers: Iterator[str]) -> bool:
    verb = _KEYS[letter[0]]
    typed = letter[1:].strip() or next(answers, "")
    target = ""
    if verb == "merge":
        target = item.alike[0].model if item.alike else next(answers, "")
    try:
        row = api.decide(
            desk, item.row.key, verb, reason=REASONS.get(typed, typed), by=by, basis=item.basis, same_as=target
        )
    except FlopwatchError as error:
        say(f"flopwatch: {error}")
        return False
    _tell_decision(row)
    return True


def _tell_decision(row: Decision) -> None:
    model = f" as {row.model}" if row.model else ""
    tell(f"{row.key}: {row.state}{model}, {counted(len(row.events), 'event')}")
    if row.contested:
        say(f"contested: {', '.join(row.contested)}; people accepted rival claims")


def item_lines(item: ReviewItem) -> Iterator[str]:
    """Yield an item as lines of text: the proposal, evidence with the words marked, rivals, and the effect."""
    row = item.row
    yield f"{row.kind}: {row.title}: {row.what}"
    yield f"  key {row.key}   by {row.by or 'nobody named'}   {row.on or 'undated'}   worth {row.worth:g}"
    if item.address:
        yield f"  {item.address}"
    for claim, evidence in zip(item.statements, item.evidence, strict=True):
        yield f"  {claim.field} {claim.relation} {claim.value} {claim.unit}".rstrip() + f"   ({claim.locator})"
        yield "    " + "".join(f"[[{one.text}]]" if one.marked else one.text for one in evidence.segments)
        for words in evidence.reading:
            yield f"    read as {words}"
        for words in evidence.doubts:
            yield f"    doubt: {words}"
    for rival in item.rivals[:8]:
        mark = "in use" if rival.in_use else "accepted" if rival.accepted else "rival"
        yield f"  {mark}: {rival.field} {rival.value}   {rival.source}, {rival.where}: {rival.words[:120]}"
    for one in item.alike:
        yield f"  may be {one.model} ({one.name}): probability {one.probability:g}"
        for words in one.reasons:
            yield f"    {words}"
    yield from _effect_lines(item)
    for note in item.notes:
        yield f"  {'question' if note.asks else 'note'} by {note.by or 'nobody named'}: {note.message}"


def _effect_lines(item: ReviewItem) -> Iterator[str]:
    effect = item.effect
    if effect is None:
        yield f"  effect: {item.effect_note}"
        return
    old, new = (f"{short(one.p50)} FLOP" if one else "unknown" for one in (effect.compute_before, effect.compute_after))
    yield f"  effect: training compute {old} -> {new}"
    for change in effect.fields:
        yield f"    {change.field}: {change.old or 'unknown'} -> {change.new}   ({change.rule})"
    for moved in effect.classes:
        chances = " -> ".join("?" if one is None else digits(one, 3) for one in (moved.p_before, moved.p_after))
        yield f"    {moved.model} at {moved.threshold_flop:.0e}: {moved.before or '-'} -> {moved.after}, P {chances}"
    for count in effect.counts:
        yield f"    models above {count.threshold_flop:.0e}: {_count(count.before)} -> {_count(count.after)}"
    for law in effect.laws:
        yield f"    rule {law.rule}: {law.model} {law.before or 'not covered'} -> {law.after or 'not covered'}"
    if effect.contested:
        yield f"    contested afterwards: {', '.join(effect.contested)}"


def _count(found: tuple[int, int, int]) -> str:
    return f"{found[1]} ({found[0]} to {found[2]})"


@review_app.command()
def submit(
    model: Annotated[str, typer.Argument(help="Id or name of the model.")],
    field: Annotated[str, typer.Argument(help="Field of the census.")],
    value: Annotated[str, typer.Argument(help="Value, such as 3.8e25 or 405 billion.")],
    url: Annotated[str, typer.Option(help="Public address of the source.")],
    where: Annotated[str, typer.Option(help="Place in the source.")],
    quote: Annotated[str, typer.Option(help="Words of the source.")],
    unit: Annotated[str, typer.Option(help="Unit of a quantity; the field's own by default.")] = "",
    developer: Annotated[str, typer.Option(help="Developer, if the census lacks the model.")] = "",
    passage: Annotated[str, typer.Option(help="Text around the words.")] = "",
    reason: _Reason = "",
    by: _By = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Put a correction or a new model into the review queue.

    Example: flopwatch review submit "GPT-4" training_compute 2.1e25 --url https://example.org/a --where "p. 2" --quote
    "2.1e25 FLOP" --by ada
    """
    given = api.Submission(
        model=model,
        field=field,
        value=value,
        unit=unit,
        url=url,
        where=where,
        quote=quote,
        developer=developer,
        passage=passage,
        comment=reason,
    )
    row = api.submit(_desk(data, store), given, by=by)
    if as_json:
        show_json(row)
    else:
        tell(f"{row.key}: {row.model}{', submitted before; nothing was added' if row.known else ''}")


@review_app.command()
def show(key: _Key, data: DataOption = None, store: LedgerOption = DEFAULT_LEDGER, as_json: JsonOption = False) -> None:
    """Print one item with its evidence, rivals and effect.

    Example: flopwatch review show proposal:5f2b8c01
    """
    item = api.review_item(_desk(data, store), key)
    if as_json:
        show_json(item)
    else:
        for line in item_lines(item):
            tell(line)


@review_app.command()
def decide(
    key: _Key,
    verb: Annotated[str, typer.Argument(help="accept, reject, merge, split, ask or note.")],
    reason: _Reason,
    by: _By = "",
    same_as: Annotated[str, typer.Option(help="Model that it is, for merge.", metavar="MODEL")] = "",
    settle: Annotated[bool, typer.Option("--settle", help="Take back earlier acceptances of rival claims.")] = False,
    basis: Annotated[str | None, typer.Option(help="Basis that `show` printed: refuse if it has changed.")] = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Decide on one item.

    Example: flopwatch review decide proposal:5f2b8c01 accept --reason "table 2 says so" --by ada
    """
    desk = _desk(data, store)
    row = api.decide(desk, key, verb, reason=reason, by=by, basis=basis, same_as=same_as, settle=settle)
    if as_json:
        show_json(row)
    else:
        _tell_decision(row)


@review_app.command()
def undo(
    key: _Key,
    reason: _Reason,
    by: _By = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
) -> None:
    """Take the decision on one item back; it waits again.

    Example: flopwatch review undo proposal:5f2b8c01 --reason "read the wrong table" --by ada
    """
    _tell_decision(api.undo(_desk(data, store), key, reason=reason, by=by))


@review_app.command()
def pay(
    key: _Key, reason: _Reason, by: _By = "", data: DataOption = None, store: LedgerOption = DEFAULT_LEDGER
) -> None:
    """Pay the bounty for one accepted report.

    Example: flopwatch review pay proposal:5f2b8c01 --reason "first report" --by ada
    """
    purse = api.pay(_desk(data, store), key, reason=reason, by=by)
    tell(f"{purse.each_usd} USD paid; {purse.left_usd} of {purse.cap_usd} USD are left.")


@review_app.command()
def bounty(data: DataOption = None, store: LedgerOption = DEFAULT_LEDGER, as_json: JsonOption = False) -> None:
    """Print the bounty's ledger: payouts, the sum and what is left.

    Example: flopwatch review bounty
    """
    purse = api.bounty(_desk(data, store))
    if as_json:
        show_json(purse)
        return
    show_rows(purse.payouts, Format.table, ("on", "account", "amount_usd", "proposal"))
    say(f"{purse.paid_usd} of {purse.cap_usd} USD paid, {purse.left_usd} USD left; {purse.each_usd} USD a report.")


@review_app.command()
def waiting(data: DataOption = None, store: LedgerOption = DEFAULT_LEDGER, as_json: JsonOption = False) -> None:
    """Print the days from find to decision: median, 90%, and how long the open items have waited.

    Example: flopwatch review waiting
    """
    found = api.waiting(_desk(data, store))
    if as_json:
        show_json(found)
        return
    tell(f"decided: {found.decided}, median {_days(found.median_days)}, 90% within {_days(found.within_90_days)}")
    tell(f"waiting: {found.waiting}, the longest {_days(found.longest_days)}")


def _days(count: float | None) -> str:
    return "unknown" if count is None else counted(round(count), "day")


@review_app.command()
def feed(
    limit: Annotated[int, typer.Option(help="Maximum number of events.", min=0)] = 50,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """List what people proposed, decided, paid and took back, the latest first.

    Example: flopwatch review feed --limit 20
    """
    rows = api.feed(_desk(data, store), limit=limit)
    show_rows(rows, Format.json if as_json else form, ("on", "kind", "by", "words", "in_force"))
