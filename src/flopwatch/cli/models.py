"""Commands that query the census: models, show, thresholds, rules, audit, coverage, reproduce."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from flopwatch import api
from flopwatch.cli.apps import app
from flopwatch.cli.options import (
    DEFAULT_LEDGER,
    AsOfOption,
    DataOption,
    Format,
    FormatOption,
    JsonOption,
    KnownOnOption,
    LedgerOption,
    data_folder,
    when_asked,
)
from flopwatch.cli.printing import say, say_some, screen_width, show_json, show_rows
from flopwatch.domain import Snapshot, chance, counted, without_noise

_MOST_NOTES = 10


@app.command()
def models(
    where: Annotated[str, typer.Option(help="SQL expression over the columns.")] = "",
    sort: Annotated[str, typer.Option(help="Column, or column:desc.")] = "id",
    limit: Annotated[int | None, typer.Option(help="Maximum number of rows.", min=0)] = None,
    at: Annotated[str, typer.Option(help="Threshold of compute_class.")] = "1e25",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """List the models.

    Example: flopwatch models --where "training_compute_p50 > 1e24 and countries like '%CN%'" --sort published:desc
    """
    form = Format.json if as_json else form
    listing = api.listed(data_folder(data), store, when_asked(as_of, known_on))
    choose = api.choose_flat if form is Format.csv else api.choose_models
    rows: Sequence[object] = choose(listing, where=where, sort=sort, limit=limit, at=at)
    columns = (
        "id",
        "name",
        "developers",
        "published",
        "parameters",
        "training_compute_flop",
        "compute_class",
    )
    show_rows(rows, form, columns, spare=("developers", "id", "published", "parameters"))


@app.command()
def show(
    model: Annotated[str, typer.Argument(help="Id or name.")],
    every: Annotated[
        bool, typer.Option("--all", help="Every field and every claim, not only the first facts.")
    ] = False,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show one model on one screen: its receipt and first facts; with --all every field and every claim.

    Example: flopwatch show "GPT-4" --all
    """
    row = api.shown(data_folder(data), store, when_asked(as_of, known_on), model)
    if as_json:
        show_json(row.whole)
        return
    if every:
        for line in _whole(row.printed):
            typer.echo(line)
    else:
        for line in _on_one_screen(row.printed, model):
            typer.echo(line)


# The facts that a summary shows first, as far as a screen has lines for them.
_FIRST_FIELDS = (
    "developer",
    "published",
    "training_compute",
    "parameters",
    "active_parameters",
    "tokens_seen",
    "dataset_size",
    "chip",
    "chip_count",
    "training_time",
    "base_model",
    "access",
    "domain",
)
_SCREEN = 24  # lines
_FEWEST_FACTS = 5


def _on_one_screen(shown: api.PrintedModel, asked: str) -> Iterator[str]:
    """Yield the receipt, the first facts and the count of the rest: one screen, unless the receipt is longer."""
    receipt = shown.receipt.splitlines()
    yield from receipt
    room = max(_SCREEN - len(receipt) - 2, _FEWEST_FACTS)
    first = [name for name in _FIRST_FIELDS if name in shown.fields][:room]
    for name in first:
        yield _cut(_fact(name, shown.fields[name]))
    if shown.findings:
        one = shown.findings[0]
        more = f" (and {len(shown.findings) - 1} more)" if len(shown.findings) > 1 else ""
        yield _cut(f"in doubt{more}: {one.message}")
    claims = sum(len(one.claims) + len(one.rivals) for one in shown.fields.values())
    rest = len(shown.fields) - len(first)
    yield f'{rest} more fields, {len(shown.unknown)} unknown, {claims} claims: flopwatch show "{asked}" --all'


def _whole(shown: api.PrintedModel) -> Iterator[str]:
    """Yield the receipt, every field with its claims, the unknown ones, and the doubts."""
    yield shown.receipt
    for name, one in shown.fields.items():
        yield _fact(name, one)
        for claim in (*one.claims, *one.rivals):
            yield f"    {claim.as_written!r}  {claim.source}, {claim.locator}"
    for name, reason in shown.unknown.items():
        yield f"{name}: unknown ({reason})"
    for doubt in shown.findings:
        yield f"in doubt ({doubt.severity}): {doubt.message} {doubt.proposal}".rstrip()


def _fact(name: str, one: api.PrintedField) -> str:
    value = one.value if isinstance(one.value, tuple) else (one.value,)
    shown = [str(_shown(one)) for one in value]
    # Sentences, unlike terms, have commas and full stops of their own.
    words = (
        ", ".join(shown)
        if all(" " not in one or len(one) < 60 for one in shown)
        else "; ".join(one.rstrip(".") for one in shown)
    )
    if name == "confidence":  # "Likely" is also one of our classes
        words = f'the source\'s word: "{words}"'
    unit = "×" if one.unit == "scale" else one.unit or ""
    return f"{name}: {words} {unit}".rstrip() + f"   ({one.rule})"


def _cut(line: str) -> str:
    """Return a line of at most the screen's width; 120 characters in a pipe."""
    width = screen_width() or 120
    return line if len(line) <= width else line[: width - 1] + "…"


_LARGEST_COUNT = 10**15  # counts are smaller; larger integers are sums of operations


def _shown(value: object) -> str:
    """Format a value for the terminal: counts exactly with thousands marks, other numbers to six digits."""
    if isinstance(value, int) and abs(value) < _LARGEST_COUNT:
        return f"{value:,}"
    if isinstance(value, float) and abs(value) < _LARGEST_COUNT:
        return f"{float(without_noise(str(value))):,.10g}"
    return without_noise(f"{value:.17g}") if isinstance(value, (int, float)) else str(value)


@app.command()
def thresholds(
    at: Annotated[str, typer.Option(help="One amount in FLOP, such as 1e25 or your own; all by default.")] = "",
    within: Annotated[
        float | None, typer.Option(help="Orders of magnitude below the largest run, instead of an amount.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Include classes below and unknown.")] = False,
    rule: Annotated[str, typer.Option(help="Counting rule: base-models, or that of document 001 or 000.")] = "",
    circumstance: Annotated[
        bool, typer.Option("--circumstance", help="Add models estimated from circumstance, as a class of their own.")
    ] = False,
    left_out: Annotated[
        bool,
        typer.Option(
            "--left-out",
            help="Print the rows of cited tables that are not in the census, each with the reason.",
        ),
    ] = False,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """List the models at each threshold, with probability and class.

    Example: flopwatch thresholds --at 1e25 --json
    """
    if left_out:
        found = api.answer(
            data_folder(data),
            store,
            when_asked(as_of, known_on),
            f"left_out {[at]}",
            lambda census: api.left_out(census, at=at),
            list[api.LeftOut],
        )
        show_rows(found, Format.json if as_json else form, ("name", "training_compute_flop", "source", "reason"))
        return
    rows = api.answer(
        data_folder(data),
        store,
        when_asked(as_of, known_on),
        f"thresholds {[at, within, every, rule, circumstance]}",
        lambda census: api.thresholds(census, at=at, within=within, every=every, rule=rule, circumstance=circumstance),
        list[api.CrossingRow],
    )
    columns = ("threshold_flop", "name", "compute_class", "probability", "p50", "confidence", "justification")
    if form is Format.table and not as_json:  # the source's word in quotation: "Likely" is also one of our classes
        quoted = (f'"{one.confidence}"' if one.confidence else None for one in rows)
        rows = [msgspec.structs.replace(one, confidence=words) for one, words in zip(rows, quoted, strict=True)]
        say(f"Counted: {api.counting_rule(rule).words}.")
    spare = ("justification", "confidence", "threshold_flop", "probability")
    show_rows(rows, Format.json if as_json else form, columns, spare=spare)


@app.command()
def rules(
    rule: Annotated[str, typer.Argument(metavar="[RULE]", help="One rule's id; all by default.")] = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    as_json: JsonOption = False,
) -> None:
    """List the legal rules that name an amount of compute, and the models each may cover.

    Example: flopwatch rules eu-systemic-risk --as-of 2025-08-02 --json
    """
    folder = data_folder(data)
    rows = api.rules(folder, api.take_census(folder, store, when_asked(as_of, known_on)), rule=rule)
    if as_json:
        show_json(rows)
        return
    for row in rows:
        held = "in force" if row.in_force else f"not in force at this date ({row.status})"
        checked = "" if row.confirmed else "; our reading is unconfirmed"
        typer.echo(f"{row.rule}: {row.name}, {row.jurisdiction}; {held}{checked}")
        typer.echo(f"  {row.meaning}")
        typer.echo(f"  Counts: {row.counts}. Source: {row.source_title}, {row.source_url}")
        for one in row.models if rule else row.models[:5]:
            above = "P unknown" if one.probability is None else f"P {chance(one.probability)}"
            typer.echo(f"  {one.compute_class:16} {above:11} {one.name}: {one.reason}")
        if not rule and len(row.models) > 5:
            typer.echo(f"  … and {len(row.models) - 5} more: flopwatch rules {row.rule}")


@app.command()
def audit(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="An outside list; the census by default.")] = "",
    reader: Annotated[str, typer.Option(help="Format of FILE; recognised if not given.")] = "",
    fix: Annotated[
        Path | None,
        typer.Option(metavar="OUT", help="Write FILE with the proposed words in place; nothing else moves."),
    ] = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if anything was found.")] = False,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """List doubtful values with the arithmetic and a proposed reading; nothing is changed.

    With --fix a copy of a list in Markdown is written in which the doubted words are replaced by the proposed ones.

    Example: flopwatch audit awesome-huge-models.md --fix mended.md
    """
    where, when = data_folder(data), when_asked(as_of, known_on)
    if fix is not None:
        if not file:
            raise typer.BadParameter("--fix needs a FILE.")
        mended = api.mend_list(
            where, store, file, fix, reader=reader, when=when, took=lambda read: _say_read(file, read)
        )
        say(f"{fix}: {counted(len(mended.mends), 'mend')}, {counted(len(mended.left), 'finding')} left to a person.")
        if as_json or form is Format.json:
            show_json(mended)
        else:
            show_rows(mended.mends, form, ("line", "rule", "name", "was", "now"), spare=("rule",))
        if strict and mended.left:
            raise typer.Exit(1)
        return
    rows = api.audit(where, store, file=file, reader=reader, when=when, took=lambda read: _say_read(file, read))
    columns = ("severity", "rule", "model", "field", "message", "proposal")
    spare = ("field", "rule", "proposal", "severity")
    show_rows(rows, Format.json if as_json else form, columns, spare=spare)
    if strict and rows:
        raise typer.Exit(1)


def _say_read(file: str, read: Snapshot) -> None:
    say(
        f"{file}: read as {read.reader}: {read.read} entries, {read.claimed} with facts, {len(read.skipped)} skipped, "
        f"{len(read.quarantined)} quarantined."
    )
    say_some([f"note: {one}" for one in read.notes], most=_MOST_NOTES, rest="`flopwatch import` prints all.")


@app.command()
def coverage(
    at: Annotated[str, typer.Option(help="Threshold of by_class.")] = "1e25",
    missing: Annotated[
        bool, typer.Option("--missing", help="Instead: models that other lists put at or above 1e23 FLOP.")
    ] = False,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Count the models for which each fact is known: in all, by class and by year; or name the models that are missing.

    Example: flopwatch coverage --json
    """
    if missing:
        found = api.answer(
            data_folder(data),
            store,
            when_asked(as_of, known_on),
            "missing models",
            api.missing_models,
            list[api.MissingRow],
        )
        show_rows(
            found, Format.json if as_json else form, ("name", "published", "training_compute_flop", "reason", "sources")
        )
        return
    rows = api.coverage(api.take_census(data_folder(data), store, when_asked(as_of, known_on)), at=at)
    columns = ("field", "known", "models", "share", "not_applicable", "said_unknown", "disagreements")
    show_rows(rows, Format.json if as_json else form, columns)


@app.command()
def reproduce(
    epoch: Annotated[list[str] | None, typer.Option(help="A CSV of Epoch's; give it as often as needed.")] = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if a figure differs unexplained.")] = False,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Compare the documents' figures with ours.

    Example: flopwatch reproduce --epoch compute_intensive_systems_2024-07-06.csv --json
    """
    rows = api.reproduce(data_folder(data), store, epoch or [])
    show_rows(
        rows,
        Format.json if as_json else form,
        ("document", "statement", "published", "computed", "verdict", "note"),
        spare=("note", "document"),
    )
    if strict and any(row.verdict == "differs" for row in rows):
        raise typer.Exit(1)
