"""The hub's pages in groups, for the menu and the footer. A page that this build does not write is left out."""

from __future__ import annotations

from dataclasses import dataclass

from flopwatch.wording import N_
from flopwatch.wording import gettext as _


@dataclass(frozen=True)
class MenuItem:
    """One page: its path, its English name, and whether it is in the menu bar itself."""

    path: str
    name: str
    in_bar: bool = False

    @property
    def words(self) -> str:
        """Its name in the current language."""
        return _(self.name)


GROUPS: tuple[tuple[str, tuple[MenuItem, ...]], ...] = (
    (
        N_("Explore"),
        (
            MenuItem("index.html", N_("Models"), in_bar=True),
            MenuItem("explore.html", N_("Explore"), in_bar=True),
            MenuItem("thresholds.html", N_("Thresholds"), in_bar=True),
            MenuItem("unconfirmed.html", N_("Not ruled out")),
            MenuItem("findings.html", N_("Findings"), in_bar=True),
            MenuItem("benchmarks.html", N_("Benchmarks")),
        ),
    ),
    (
        N_("Browse"),
        (
            MenuItem("organisations.html", N_("Organisations"), in_bar=True),
            MenuItem("countries.html", N_("Countries")),
            MenuItem("domains.html", N_("Domains")),
            MenuItem("hardware.html", N_("Hardware")),
            MenuItem("clusters.html", N_("Who owns chips")),
            MenuItem("lists.html", N_("Lists")),
            MenuItem("comparison.html", N_("Comparison table")),
        ),
    ),
    (
        N_("Work it out"),
        (
            MenuItem("compare.html", N_("Compare"), in_bar=True),
            MenuItem("calculator.html", N_("Calculator"), in_bar=True),
            MenuItem("submit.html", N_("Submit")),
        ),
    ),
    (
        N_("Behind the numbers"),
        (
            MenuItem("method.html", N_("How to read a number")),
            MenuItem("methods.html", N_("Methods")),
            MenuItem("audit.html", N_("Audit")),
            MenuItem("conflicts.html", N_("Conflicts")),
            MenuItem("withdrawals.html", N_("Withdrawn values")),
            MenuItem("coverage.html", N_("Coverage")),
            MenuItem("documents.html", N_("Documents")),
            MenuItem("data.html", N_("Data"), in_bar=True),
            MenuItem("releases.html", N_("Releases")),
        ),
    ),
)


def menu(written: frozenset[str]) -> list[tuple[str, list[MenuItem]]]:
    """Return the groups with the pages that this build writes."""
    groups = [(_(name), [one for one in entries if one.path in written]) for name, entries in GROUPS]
    return [(name, entries) for name, entries in groups if entries]
