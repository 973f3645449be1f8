"""Commands on identity: same, match, merge, split."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flopwatch import api
from flopwatch.cli.apps import app
from flopwatch.cli.options import (
    DEFAULT_LEDGER,
    DataOption,
    Format,
    FormatOption,
    JsonOption,
    LedgerOption,
    data_folder,
)
from flopwatch.cli.printing import say, show_json, show_rows
from flopwatch.domain import counted

if TYPE_CHECKING:
    from flopwatch.api.identities import Decided

ReasonOption = Annotated[str, typer.Option(help="Why; it is kept with the decision.")]
ByOption = Annotated[str, typer.Option(help="Name of the person who decides.")]


@app.command()
def same(
    a: Annotated[str, typer.Argument(help="Name of a model.")],
    b: Annotated[str, typer.Argument(help="Another name.")],
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Say whether two names denote one model: a probability, and the weight of each part in bits.

    Example: flopwatch same "LLaMA-65B" "Llama 1 65B"
    """
    row = api.same(data_folder(data), store, a, b)
    if as_json:
        show_json(row)
        return
    word = {True: "yes", False: "no", None: "ask"}[row.same]
    typer.echo(f"{word}: P = {row.probability:.3f}" + (f"; {row.relation}" if row.relation else ""))
    for one in row.reasons:
        typer.echo(f"{one.weight:+7.1f}  {one.part}: {one.words}")


@app.command()
def match(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A list of names: CSV, Markdown, JSON, JSON Lines or text.")
    ],
    against: Annotated[str, typer.Option(help="Another list of names, instead of the census.")] = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Match a foreign list with the census: for each name the most probable model, the answer, and the rival.

    Example: flopwatch match leaderboard.csv --json
    """
    found = api.match(data_folder(data), store, file, against=against)
    columns = ("name", "model", "same", "relation", "probability", "rival")
    show_rows(found.rows, Format.json if as_json else form, columns)
    for words in found.skipped:
        say(f"skipped: {words}")
    for row in found.rows:
        if row.repeats:
            say(f"{row.name!r} is in the list {row.repeats + 1} times: a row before it has the same name.")
    tunes = sum(bool(row.relation) for row in found.rows)
    sure = sum(row.same is True for row in found.rows)
    ask = sum(row.same is None for row in found.rows)
    rest = len(found.rows) - sure - ask - tunes
    counts = f"{sure} matched, {counted(tunes, 'tune')} of a model, {ask} to ask about, {rest} without a match"
    say(f"{counted(len(found.rows), 'name')}: {counts}.")


@app.command()
def merge(
    a: Annotated[str, typer.Argument(help="Name or id of a model.")],
    b: Annotated[str, typer.Argument(help="Name or id of the same model.")],
    reason: ReasonOption,
    by: ByOption = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Decide that two names denote one model. `flopwatch split` with the same names undoes it.

    Example: flopwatch merge "Qwen" "Qwen-72B" --reason "The paper's largest model."
    """
    _show_decision(api.merge(data_folder(data), store, a, b, reason=reason, by=by), as_json)


@app.command()
def split(
    a: Annotated[str, typer.Argument(help="Name or id of a model.")],
    b: Annotated[str, typer.Argument(help="Name or id of another model.")],
    reason: ReasonOption,
    by: ByOption = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Decide that two names denote two models; an earlier merge of them is withdrawn.

    Example: flopwatch split "CALM" "CaLM" --reason "NVIDIA's robot, Oxford's codons."
    """
    _show_decision(api.split(data_folder(data), store, a, b, reason=reason, by=by), as_json)


def _show_decision(row: Decided, as_json: bool) -> None:
    if as_json:
        show_json(row)
        return
    typer.echo(row.event)
    same = " As before: the decision only keeps it so." if row.models == row.before else ""
    gone = f" Withdrawn: {', '.join(row.retracted)}." if row.retracted else ""
    say(f"Now: {', '.join(row.models)}.{same}{gone}")
