"""The page of thresholds, with the models above each and the rules of law; and the page of models not ruled out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flopwatch.census import Census, base_crossings, estimate_of, why_unknown
from flopwatch.classification import in_force
from flopwatch.cost import bill_of_amount
from flopwatch.domain import LeftOutRow, exact
from flopwatch.exports import threshold_feed
from flopwatch.hub.views import by_probability, names
from flopwatch.identity import file_slug
from flopwatch.wording import CLASS_LABELS

if TYPE_CHECKING:
    from flopwatch.hub.site import Site


# Rows of a class and names of a list on the page of all thresholds; longer ones have their own page.
MOST_ROWS = 25
MOST_NAMES = 60
_LISTED = ("confirmed", "likely", "cannot-rule-out")


def _levels(census: Census) -> list[dict[str, Any]]:
    """Return each threshold, the highest first, with its counts and its crossings by class."""
    levels = []
    for index, threshold in reversed(list(enumerate(census.thresholds))):
        crossings = base_crossings(census, index)
        by_class = {name: by_probability(c for c in crossings if c.compute_class == name) for name in CLASS_LABELS}
        levels.append(
            {
                "threshold": threshold,
                "feed": threshold_feed(float(exact(threshold.flop))),
                "expected": census.expected_above[index],
                "by_class": by_class,
                "listed": by_probability(c for c in crossings if c.compute_class not in ("below", "unknown")),
                "shown": [one for name in _LISTED for one in by_class[name][:MOST_ROWS]],
                "pages": {name: _own_page(threshold.flop, name, len(found)) for name, found in by_class.items()},
                # Document 000's rule is about 1e23 FLOP only.
                "unconfirmed": census.unconfirmed if exact(threshold.flop) == exact("1e23") else (),
                "estimates": {c.model: estimate_of(census, c.model) for c in crossings},
                "left_out": _left_out(census, float(threshold.flop)),
                "bill": bill_of_amount(float(exact(threshold.flop)), census.catalogue, census.as_of),
                "why": {c.model: why_unknown(census, census.records[c.model]) for c in by_class["unknown"]},
            }
        )
    return levels


def _own_page(flop: str, name: str, count: int) -> str:
    """Return the path of the page of one class at a threshold, or "" if the page of all thresholds lists it whole."""
    most = MOST_NAMES if name == "unknown" else MOST_ROWS
    return f"thresholds/{flop}-{name}.html" if name in (*_LISTED, "unknown") and count > most else ""


def _left_out(census: Census, flop: float) -> list[LeftOutRow]:
    """Return the rows of cited tables at or above a threshold that are in no file of claims, the largest first."""
    rows = [one for one in census.catalogue.left_out if one.training_compute and float(one.training_compute) >= flop]
    return sorted(rows, key=lambda one: (-float(one.training_compute), one.name, one.source))


def write_thresholds(site: Site, census: Census) -> None:
    """Write `thresholds.html`, `unconfirmed.html`, and a page for each class and rule of law with many models."""
    levels = _levels(census)
    rule_pages = _write_own_pages(site, census, levels)
    site.page(
        "thresholds.html",
        "thresholds.html",
        levels=levels,
        rule_pages=rule_pages,
        rules=[
            (
                rule,
                in_force(rule, census.as_of),
                census.covered.get(rule.id, ()),
                census.catalogue.sources.get(rule.source),
            )
            for rule in census.catalogue.rules
        ],
    )
    open_cases = [(one["threshold"], one["by_class"]["cannot-rule-out"], one["estimates"]) for one in levels]
    site.page(
        "unconfirmed.html",
        "unconfirmed.html",
        open_cases=open_cases,
        unconfirmed=[
            (
                census.records[key],
                why_unknown(census, census.records[key]),
                names(census, census.records[key], "developer"),
            )
            for key in census.unconfirmed
        ],
    )


def _write_own_pages(site: Site, census: Census, levels: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Write the pages of classes and rules with many models; return the path of each rule's page, or ""."""
    for level in levels:
        for name, path in level["pages"].items():
            if path:
                site.page(path, "threshold-class.html", level=level, name=name, crossings=level["by_class"][name])
    paths = {}
    for rule in census.catalogue.rules:
        covered = census.covered.get(rule.id, ())
        paths[rule.id] = f"rules/{file_slug(rule.id)}.html" if len(covered) > MOST_NAMES else ""
        if paths[rule.id]:
            site.page(paths[rule.id], "rule.html", rule=rule, covered=covered)
    return paths
