"""Commands of accounts for a review server that several people use: add, list, token, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flopwatch.cli.apps import accounts_app
from flopwatch.cli.options import DEFAULT_LEDGER, Format, JsonOption, LedgerOption
from flopwatch.cli.printing import say, show_rows, tell

if TYPE_CHECKING:
    from flopwatch.server import Accounts

_Name = Annotated[str, typer.Argument(help="Name of the account.")]


def _accounts(store: str) -> Accounts:
    from flopwatch.ledger import beside
    from flopwatch.server import Accounts

    return Accounts(beside(store, "accounts"))


@accounts_app.command()
def add(
    name: _Name,
    role: Annotated[str, typer.Option(help="reader, contributor, curator or admin.")] = "contributor",
    password: Annotated[bool, typer.Option(help="Ask for a password; without one only tokens sign in.")] = True,
    store: LedgerOption = DEFAULT_LEDGER,
) -> None:
    """Add an account, or give one another role and password; its sessions and tokens end.

    Example: flopwatch accounts add ada --role curator
    """
    given = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True) if password else ""
    _accounts(store).add(name, role, given)
    say(f"Account {name} is a {role}. Its sessions and tokens have ended.")


@accounts_app.command(name="list")
def list_(store: LedgerOption = DEFAULT_LEDGER, as_json: JsonOption = False) -> None:
    """List the accounts with their roles.

    Example: flopwatch accounts list
    """
    rows = _accounts(store).all()
    show_rows(rows, Format.json if as_json else Format.table, ("name", "role", "has_password"))


@accounts_app.command()
def token(
    name: _Name,
    scope: Annotated[str, typer.Option(help="The one permission: public, submit, decide, pay or administer.")],
    days: Annotated[float, typer.Option(help="Days until it expires.", min=0.001, max=366)] = 90,
    store: LedgerOption = DEFAULT_LEDGER,
) -> None:
    """Print a token for programs; it is shown once and kept as a hash.

    Example: flopwatch accounts token ada --scope submit --days 30
    """
    tell(_accounts(store).make_token(name, scope, days))


@accounts_app.command()
def remove(name: _Name, store: LedgerOption = DEFAULT_LEDGER) -> None:
    """Remove an account; its events stay in the ledger.

    Example: flopwatch accounts remove ada
    """
    _accounts(store).remove(name)
    say(f"Account {name} is removed.")
