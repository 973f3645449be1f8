"""The charts of shares: models above 1e23 FLOP by domain, by country and by organisation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flopwatch.analysis import SHARES, Entry, Population, leading
from flopwatch.charts import Row, Worked
from flopwatch.domain import label_of
from flopwatch.products import group_for

AT = 1e23  # FLOP, the threshold of the shares
_MOST_ORGANISATIONS = 15


def _bars(
    field: Population, groups_of: Callable[[Entry], Sequence[str]], named: Callable[[str], str], most: int
) -> tuple[list[Row], list[Row]]:
    at = field.thresholds.index(AT)
    above: dict[str, int] = {}
    more: dict[str, int] = {}
    for e in field.entries:
        for name in dict.fromkeys(groups_of(e)):
            if e.recorded[at]:
                above[name] = above.get(name, 0) + 1
            elif e.unconfirmed:
                more[name] = more.get(name, 0) + 1
    names = sorted(above | more, key=lambda n: (n == "not stated", -above.get(n, 0), -more.get(n, 0), n))[:most]
    total, every = sum(above.values()), sum(above.values()) + sum(more.values())
    rows, labels = [], []
    for name in names:
        n, k = above.get(name, 0), more.get(name, 0)
        rows.append({"group": named(name), "kind": "above, as recorded", "models": n, "order": 0})
        rows.append({"group": named(name), "kind": "unconfirmed", "models": k, "order": 1})
        label = f"{n}, with unconfirmed {n + k}" if k else str(n)
        if most >= 1_000:
            label = (
                f"{n} ({100 * n / max(total, 1):.0f}%), with unconfirmed {n + k} ({100 * (n + k) / max(every, 1):.0f}%)"
            )
        labels.append({"group": named(name), "models": n + k, "label": label})
    return rows, labels


_UNCONFIRMED = (
    "Unconfirmed: published from 2022 on, compute unknown, not known to have fewer than 3e9 parameters or 1e10 data "
    "points, "
    "not tuned from another model."
)


def domain_shares(field: Population, _: Sequence[float], __: int) -> Worked:
    """Count the models above 1e23 FLOP by domain, with and without the unconfirmed."""

    def named(e: Entry) -> tuple[str, ...]:
        return (group_for(e.groups.get("domain", ())).label,)

    rows, labels = _bars(field, named, str, 1_000)
    title = f"Models above 1e23 FLOP by domain: {_lead(rows)}"
    return title, f"Each model in one group. {_UNCONFIRMED}", rows, {"labels": labels}


def _lead(rows: list[Row]) -> str:
    counted = [row for row in rows if row["kind"] != "unconfirmed"]
    total = sum(row["models"] for row in counted)
    first = max(counted, key=lambda row: int(row["models"]), default=None)
    if first is None or not total:
        return "none is recorded"
    return f"{first['group']} {first['models']} of {total}"


_COUNTRIES = {
    "US": "United States",
    "CN": "China",
    "GB": "United Kingdom",
    "other": "one other country",
    "collaboration": "several countries",
    "not stated": "not stated",
}


def country_shares(field: Population, _: Sequence[float], __: int) -> Worked:
    """Count the models above 1e23 FLOP by country, with and without the unconfirmed."""
    rows, labels = _bars(field, lambda e: (SHARES["country"](e),), lambda n: _COUNTRIES.get(n, n), 1_000)
    counted = [row for row in rows if row["kind"] != "unconfirmed"]
    total = sum(row["models"] for row in counted)
    first = max(counted, key=lambda row: int(row["models"]))
    title = f"Models above 1e23 FLOP by country: {first['models']} of {total} from the {first['group']}".replace(
        "the China", "China"
    )
    return (
        title,
        f"Each model in one group, by the countries of its developers. {_UNCONFIRMED}",
        rows,
        {"labels": labels},
    )


def organisation_counts(field: Population, _: Sequence[float], __: int) -> Worked:
    """Count the models above 1e23 FLOP of the organisations with the most of them."""
    rows, labels = _bars(field, leading, lambda n: label_of("developer", n), _MOST_ORGANISATIONS)
    most = max((int(row["models"]) for row in rows if row["order"] == 0), default=0)
    first = [str(row["group"]) for row in rows if row["order"] == 0 and row["models"] == most]
    title = (
        f"Organisations with the most models above 1e23 FLOP: {' and '.join(first)}, "
        f"{most}{' each' if first[1:] else ''}"
    )
    about = f"A model of two organisations counts for both; every Google team counts as Google. {_UNCONFIRMED}"
    return title, about, rows, {"labels": labels}
