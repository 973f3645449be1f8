"""The hub's pages in groups, as its menu and its foot list them. A page that this build does not write is left out."""

from __future__ import annotations

from dataclasses import dataclass

from flopwatch.wording import N_
from flopwatch.wording import gettext as _


@dataclass(frozen=True)
class Entry:
    """One page: its path, its English name, and whether it stands in the bar itself."""

    path: str
    name: str
    in_bar: bool = False

    @property
    def words(self) -> str:
        """Its name in the language being written."""
        return _(self.name)


GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        N_("Explore"),
        (
            Entry("index.html", N_("Models"), in_bar=True),
            Entry("explore.html", N_("Explore"), in_bar=True),
            Entry("thresholds.html", N_("Thresholds"), in_bar=True),
            Entry("unconfirmed.html", N_("Not ruled out")),
            Entry("findings.html", N_("Findings"), in_bar=True),
            Entry("benchmarks.html", N_("Benchmarks")),
        ),
    ),
    (
        N_("Browse"),
        (
            Entry("organisations.html", N_("Organisations"), in_bar=True),
            Entry("countries.html", N_("Countries")),
            Entry("domains.html", N_("Domains")),
            Entry("hardware.html", N_("Hardware")),
            Entry("lists.html", N_("Lists")),
            Entry("comparison.html", N_("Comparison table")),
        ),
    ),
    (
        N_("Work it out"),
        (
            Entry("compare.html", N_("Compare"), in_bar=True),
            Entry("calculator.html", N_("Calculator"), in_bar=True),
            Entry("submit.html", N_("Submit")),
        ),
    ),
    (
        N_("Behind the numbers"),
        (
            Entry("method.html", N_("How to read a number")),
            Entry("methods.html", N_("Methods")),
            Entry("audit.html", N_("Audit")),
            Entry("coverage.html", N_("Coverage")),
            Entry("documents.html", N_("Documents")),
            Entry("data.html", N_("Data"), in_bar=True),
            Entry("releases.html", N_("Releases")),
        ),
    ),
)


def menu(written: frozenset[str]) -> list[tuple[str, list[Entry]]]:
    """The groups with the pages that this build writes."""
    groups = [(_(name), [one for one in entries if one.path in written]) for name, entries in GROUPS]
    return [(name, entries) for name, entries in groups if entries]
