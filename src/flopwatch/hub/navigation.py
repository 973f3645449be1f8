"""The hub's pages behind five doors, for the menu and the footer. A page that this build does not write is left out."""

from __future__ import annotations

from dataclasses import dataclass

from flopwatch.wording import N_
from flopwatch.wording import gettext as _


@dataclass(frozen=True)
class MenuItem:
    """One page: its path and its English name."""

    path: str
    name: str

    @property
    def words(self) -> str:
        """Its name in the current language."""
        return _(self.name)


@dataclass(frozen=True)
class Door:
    """Pages under one name of the menu bar, which opens the first of them."""

    name: str
    pages: tuple[MenuItem, ...]

    @property
    def words(self) -> str:
        """Its name in the current language."""
        return _(self.name)

    @property
    def path(self) -> str:
        """The page that it opens."""
        return self.pages[0].path


DOORS: tuple[Door, ...] = (
    Door(
        N_("Models"),
        (
            MenuItem("index.html", N_("Chart and table")),
            MenuItem("explore.html", N_("Explorer")),
            MenuItem("compare.html", N_("Compare")),
            MenuItem("calculator.html", N_("Calculator")),
            MenuItem("comparison.html", N_("All models by year")),
            MenuItem("lists.html", N_("Lists by domain")),
            MenuItem("organisations.html", N_("Organisations")),
            MenuItem("countries.html", N_("Countries")),
            MenuItem("domains.html", N_("Domains")),
        ),
    ),
    Door(
        N_("Thresholds & law"),
        (
            MenuItem("thresholds.html", N_("Thresholds")),
            MenuItem("unconfirmed.html", N_("Not ruled out")),
            MenuItem("undisclosed.html", N_("Undisclosed compute")),
        ),
    ),
    Door(
        N_("Trends"),
        (
            MenuItem("findings.html", N_("Insights")),
            MenuItem("benchmarks.html", N_("Benchmarks")),
            MenuItem("hardware.html", N_("Hardware")),
            MenuItem("clusters.html", N_("Who owns chips")),
        ),
    ),
    Door(
        N_("Data"),
        (
            MenuItem("data.html", N_("Downloads")),
            MenuItem("releases.html", N_("Releases")),
            MenuItem("withdrawals.html", N_("Withdrawn values")),
            MenuItem("coverage.html", N_("Coverage")),
            MenuItem("conflicts.html", N_("Conflicts")),
            MenuItem("audit.html", N_("Audit")),
        ),
    ),
    Door(
        N_("About"),
        (
            MenuItem("method.html", N_("How to read a number")),
            MenuItem("guides.html", N_("Guides")),
            MenuItem("methods.html", N_("Formulas")),
            MenuItem("documents.html", N_("Documents reproduced")),
            MenuItem("submit.html", N_("Correct or add")),
        ),
    ),
)


def menu(written: frozenset[str]) -> list[Door]:
    """Return the doors with the pages that this build writes; one without any is left out."""
    doors = [Door(door.name, tuple(one for one in door.pages if one.path in written)) for door in DOORS]
    return [one for one in doors if one.pages]


def menu_page(here: str) -> str:
    """Return the page of the menu that a page is below, such as `organisations.html` of `organisations`.

    Args:
        here: Path of a page of the menu, or the folder of a page that is in none.
    """
    return {"models": "index.html", "rules": "thresholds.html"}.get(here, here if "." in here else f"{here}.html")


def door_of(doors: list[Door], page: str) -> Door | None:
    """Return the door behind which a page of the menu is; None if it is behind none."""
    return next((door for door in doors if any(one.path == page for one in door.pages)), None)
