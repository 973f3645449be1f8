"""The command line's groups: every command registers itself on one of these."""

from __future__ import annotations

from typing import Annotated

import typer

from flopwatch import __version__
from flopwatch.cli.usage import Commands

app = typer.Typer(
    name="flopwatch",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="A living, sourced census of AI models. Data goes to stdout, words and progress to stderr. "
    "Exit codes: 0 success; 1 an input cannot be read, nothing was found, or a check failed; 2 the command line is "
    "wrong.",
)
ledger_app = typer.Typer(
    cls=Commands, no_args_is_help=True, help="The ledger: export, import, copy, verify, retract, revert."
)
app.add_typer(ledger_app, name="ledger")
candidates_app = typer.Typer(
    cls=Commands, help="Models that searches found and that nobody has decided on: list, accept, reject."
)
app.add_typer(candidates_app, name="candidates")
validate_app = typer.Typer(
    cls=Commands, no_args_is_help=True, help="Compare our figures with recorded ones: estimates, costs, imputation."
)
app.add_typer(validate_app, name="validate")
data_app = typer.Typer(cls=Commands, no_args_is_help=True, help="The curated folder: check.")
app.add_typer(data_app, name="data")
trends_app = typer.Typer(
    cls=Commands, no_args_is_help=True, help="Growth of the field: growth, frontier, breaks, counts, projections."
)
app.add_typer(trends_app, name="trends")


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """A living, sourced census of AI models."""
    if version:
        typer.echo(__version__)
        raise typer.Exit
