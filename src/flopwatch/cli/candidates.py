"""Commands on candidates: the queue, accept, reject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flopwatch import api
from flopwatch.cli.apps import candidates_app
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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flopwatch.api.decisions import DecidedCandidate
    from flopwatch.discovery import Candidate

CANDIDATE_COLUMNS = (
    "key",
    "name",
    "developer",
    "published",
    "parameters",
    "p_1e23",
    "p_1e25",
    "value",
    "same_as",
    "reason",
)
_Keys = Annotated[list[str], typer.Argument(help="Keys of candidates, or their names.", metavar="KEY...")]
_By = Annotated[str, typer.Option(help="Name of the person who decides.")]


@candidates_app.callback(invoke_without_command=True)
def candidates(
    context: typer.Context,
    above: Annotated[str, typer.Option(help="Only those that may exceed this threshold: 1e23, 1e24, 1e25, 1e26.")] = "",
    limit: Annotated[int | None, typer.Option(help="Maximum number of rows.", min=0)] = None,
    unseen: Annotated[
        bool,
        typer.Option(
            "--unseen",
            help="Print estimates of the number of models that no source lists, by threshold, year and country.",
        ),
    ] = False,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """List the models that searches found and that nobody has decided on, the most valuable first.

    Example: flopwatch candidates --above 1e25 --limit 20
    """
    if context.invoked_subcommand:
        return
    if unseen:
        rows = api.unseen(data_folder(data), store)
        columns = ("threshold_flop", "group", "known", "listed_once", "listed_twice", "unseen")
        show_rows(rows, Format.json if as_json else form, columns)
        return
    found = api.candidates(store, above=above, limit=limit)
    if as_json or form is Format.json:
        show_json(found)
    else:
        show_rows([candidate_row(one) for one in found], form, CANDIDATE_COLUMNS)


@candidates_app.command()
def accept(
    keys: _Keys,
    same_as: Annotated[str, typer.Option(help="The model of the census that it is.", metavar="MODEL")] = "",
    new: Annotated[bool, typer.Option("--new", help="It is a new model, although its name is like another's.")] = False,
    reason: Annotated[str, typer.Option(help="Why; it is kept with the decision.")] = "",
    by: _By = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Enter candidates into the ledger: what each of their sources states becomes a claim with that source.

    Example: flopwatch candidates accept hub:lab/atlas-9b --by ada
    """
    found = api.accept_candidates(data_folder(data), store, keys, same_as=same_as, new=new, reason=reason, by=by)
    _show_decisions(found, as_json)


@candidates_app.command()
def reject(
    keys: _Keys,
    reason: Annotated[str, typer.Option(help="Why; it is kept with the decision.")],
    by: _By = "",
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Take candidates out of the queue, with a reason; what an earlier `accept` wrote is taken back.

    Example: flopwatch candidates reject name:demo-1 --reason "a test upload"
    """
    _show_decisions(api.reject_candidates(store, keys, reason=reason, by=by), as_json)


def _show_decisions(found: Sequence[DecidedCandidate], as_json: bool) -> None:
    if as_json:
        show_json(found)
        return
    for one in found:
        what = f" as {one.model}, {one.claims} claims" if one.model else ""
        before = " before; nothing was written" if one.repeated else ""
        tell(f"{one.key}: {one.decision}{before}{what}")
        for words in one.set_aside:
            say(f"{one.key}: not taken: {words}")
        if one.retracted:
            say(f"{one.key}: taken back: {', '.join(key[:12] for key in one.retracted)}")


def candidate_row(one: Candidate) -> dict[str, object]:
    """Return a candidate as a row of the table."""
    return {
        "key": one.key,
        "name": one.name,
        "developer": one.developer,
        "published": one.published,
        "parameters": one.facts.get("parameters"),
        "p_1e23": one.p_above.get("1e23"),
        "p_1e25": one.p_above.get("1e25"),
        "value": one.value,
        "same_as": one.same_as,
        "reason": one.reason,
        "settle": one.settle,
        "evidence": [place.url for place in one.evidence],
    }
