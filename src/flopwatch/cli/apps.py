"""The command line's groups: every command registers itself on one of these."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.main import get_command_name

from flopwatch import __version__
from flopwatch.cli.usage import Commands

CONTEXT = {"help_option_names": ["--help", "-h"]}  # every command inherits it

app = typer.Typer(
    name="flopwatch",
    cls=Commands,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings=CONTEXT,
    help="A living, sourced census of AI models. Data goes to stdout, words and progress to stderr. "
    "Exit codes: 0 success; 1 an input cannot be read, nothing was found, or a check failed; 2 the command line is "
    "wrong.",
)
ledger_app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    help="The ledger: export, import, copy, backup, restore, verify, retract, revert.",
)
app.add_typer(ledger_app, name="ledger")
candidates_app = typer.Typer(
    cls=Commands, help="Models that searches found and that nobody has decided on: list, accept, reject."
)
app.add_typer(candidates_app, name="candidates")
review_app = typer.Typer(
    cls=Commands, help="The review queue: submit, decide item by item, undo, bounty, waiting times."
)
app.add_typer(review_app, name="review")
evidence_app = typer.Typer(
    cls=Commands, no_args_is_help=True, help="Pages that proposals cite: fetch, recheck, rot by site."
)
app.add_typer(evidence_app, name="evidence")
accounts_app = typer.Typer(
    cls=Commands, no_args_is_help=True, help="Accounts of a review server: add, list, token, remove."
)
app.add_typer(accounts_app, name="accounts")
validate_app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    help="Compare our figures with recorded ones: estimates, costs, imputation, circumstance.",
)
app.add_typer(validate_app, name="validate")
data_app = typer.Typer(cls=Commands, no_args_is_help=True, help="The curated folder: check, review.")
app.add_typer(data_app, name="data")
trends_app = typer.Typer(
    cls=Commands, no_args_is_help=True, help="Growth of the field: growth, frontier, breaks, counts, projections."
)
app.add_typer(trends_app, name="trends")


def app_for(words: Sequence[str]) -> typer.Typer:
    """Return the app with only the command or group that the command line begins with; the whole app if it begins with
    none: building the parsers of all commands takes longer than printing a cached answer.
    """
    first = words[0] if words else ""
    commands = [
        one
        for one in app.registered_commands
        if one.callback and (one.name or get_command_name(one.callback.__name__)) == first
    ]
    groups = [one for one in app.registered_groups if one.name == first]
    if not commands and not groups:
        return app
    only = copy.copy(app)
    only.registered_commands, only.registered_groups = commands, groups
    return only


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", "-V", help="Print the version.")] = False) -> None:
    """A living, sourced census of AI models."""
    if version:
        typer.echo(__version__)
        raise typer.Exit
