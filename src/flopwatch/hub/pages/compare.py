"""The page that compares any four models, its data, and the comparison of all models as one table."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
from markupsafe import Markup

from flopwatch.census import Census
from flopwatch.cost import ModelBill
from flopwatch.domain import exact
from flopwatch.history import stated_by_day
from flopwatch.hub.pages.model_context import amount_in
from flopwatch.hub.views import ListedModel
from flopwatch.records import FieldValue, Record
from flopwatch.statistics import LogNormal
from flopwatch.wording import (
    CLASS_LABELS,
    N_,
    amount_html,
    anchor,
    claim_value,
    field_value,
    gettext,
    isolated_text,
    method_label,
    power_html,
    probability,
    say,
    words_of,
)

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

SLOTS = ("a", "b", "c", "d")
FIELDS = (
    "developer",
    "country",
    "published",
    "domain",
    "parameters",
    "active_parameters",
    "tokens_seen",
    "dataset_size",
    "epochs",
    "architecture",
    "context_length",
    "chip",
    "chip_count",
    "training_time",
    "chip_hours",
    "utilization",
    "number_format",
    "training_cost",
    "base_model",
    "access",
    "license",
)
# The columns of the table of all models, in the order of an ORKG comparison: identity, construction, training.
MATRIX = (
    "developer",
    "published",
    "domain",
    "architecture",
    "parameters",
    "tokens_seen",
    "dataset_size",
    "chip",
    "license",
    "access",
)
MOST_ROWS = 150  # of the table of all models; if there are more, each year has its own page too
# Lines of which earlier statements are kept: a column may show them as stated by a day.
DATED = {
    "compute": "training_compute",
    **{
        one: one
        for one in ("published", "parameters", "tokens_seen", "dataset_size", "chip", "chip_count", "base_model")
    },
}
OWN_YEAR = 2016  # the first year with a page of its own: few models a year are earlier
ComparedRow: TypeAlias = tuple[ListedModel, dict[str, tuple[str, str]]]
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SUP = re.compile(r"<sup>(-?[0-9]{1,4})</sup>")
_TAG = re.compile(r"<[^<>]{0,4000}>")


def plain(markup: Markup | str) -> str:
    """Return our own markup as one line of text, powers of ten in superscript digits.

    Example:
        >>> plain(amount_html(3.79e25))
        '3.8 × 10²⁵'
    """
    text = _SUP.sub(lambda found: found[1].translate(_RAISED), str(markup).replace("<br>", ", "))
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def entry(census: Census, row: ListedModel) -> dict[str, Any]:
    """Return the comparison's cells for one model: for each line the text and its place on the model's page."""
    record, cells = row.record, dict[str, tuple[str, str]]()
    by_field: dict[str, list[FieldValue]] = {}
    for value in record.fields.values():
        by_field.setdefault(value.field, []).append(value)
    for name in FIELDS:
        parts = by_field.get(name)
        if parts:
            text = "; ".join(plain(field_value(value)) for value in parts)
            cells[name] = (text, f"f-{anchor(parts[0].name)}")
    out: dict[str, Any] = {"name": record.name, "path": row.path}
    if row.estimate:
        compute = row.estimate.compute_flop
        low, high = compute.interval()
        cells["compute"] = (plain(amount_html(compute.median)), "compute")
        cells["interval"] = (f"{plain(amount_html(low))} – {plain(amount_html(high))}", "compute")
        cells["methods"] = (
            ", ".join(method_label(one.method) for one in row.estimate.methods),
            "receipt-title",
        )
        out["v"] = [float(f"{one:.4g}") for one in (low, compute.median, high)]
    if row.doubted:
        cells["doubted"] = (row.doubted, "compute")
    for threshold, crossing in zip(census.thresholds, census.crossings.get(record.id, ()), strict=False):
        if crossing.compute_class != "unknown":
            said = (
                f"{gettext(CLASS_LABELS[crossing.compute_class])} ({isolated_text(probability(crossing.probability))})"
            )
            cells[f"above {threshold.flop}"] = (said, "compute")
    bill = census.bills.get(record.id)
    if isinstance(bill, ModelBill):
        for line in bill.lines:
            if isinstance(line.value, LogNormal) and line.quantity in (
                "amortised hardware and energy",
                "energy",
            ):
                low, high = line.value.interval()
                ends = f"{amount_in(low, line.unit)} – {amount_in(high, line.unit)}"
                cells[line.quantity] = (f"{amount_in(line.value.median, line.unit)} ({ends})", "bill-title")
    out["cells"] = cells
    out["then"] = _then(census, row.record)
    return out


def _then(census: Census, record: Record) -> dict[str, list[tuple[str, str]]]:
    """Return, for each line with earlier statements, the text from each day on which it changed; "" if withdrawn."""
    said = {line: stated_by_day(record, census.sources, field) for line, field in DATED.items()}
    return {
        line: [(date, "; ".join(dict.fromkeys(plain(claim_value(one)) for one in some))) for date, some in days]
        for line, days in said.items()
        if days
    }


def _lines(census: Census) -> list[tuple[str, str]]:
    """Return the lines of the comparison in order: (key, heading)."""
    above = [
        (f"above {one.flop}", f"{gettext('Above')} {plain(power_html(exact(one.flop)))} FLOP")
        for one in census.thresholds
    ]
    return [
        ("compute", gettext(N_("Training compute, FLOP"))),
        ("interval", gettext(N_("90% interval"))),
        ("methods", gettext(N_("Methods"))),
        ("doubted", gettext(N_("Doubt"))),
        *above,
        *((name, words_of(name)) for name in FIELDS),
        ("amortised hardware and energy", gettext(N_("Amortised hardware and energy"))),
        ("energy", gettext(N_("Energy"))),
    ]


def write_compare(site: Site, census: Census, rows: Sequence[ListedModel]) -> None:
    """Write `compare.html`, `compare-data.js`, and the comparison of all models."""
    entries = {row.record.id: entry(census, row) for row in rows}
    lines = _lines(census)
    thresholds = [
        {"flop": float(exact(one.flop)), "label": plain(power_html(exact(one.flop)))} for one in census.thresholds
    ]
    data = {"thresholds": thresholds, "dated": DATED, **packed(entries, lines)}
    # A script that sets one value: browsers refuse to fetch a file for a page that is opened from disk.
    text = msgspec.json.encode(data, order="deterministic").decode()
    (site.folder / "compare-data.js").write_text(f"globalThis.flopwatchCompare = {text};\n", encoding="utf-8")
    most = sorted(
        (row for row in rows if row.estimate and not row.record.is_variant),
        key=lambda row: (-(row.estimate.compute_flop.median if row.estimate else 0.0), row.record.id),
    )
    chosen = [(row.record.id, entries[row.record.id]) for row in most[: len(SLOTS)]]
    shown = [(key, heading) for key, heading in lines if any(key in one["cells"] for _, one in chosen)]
    site.page("compare.html", "compare.html", chosen=chosen, lines=shown, slots=SLOTS)
    bases = [row for row in rows if not row.record.is_variant]
    _write_comparison(site, [(row, entries[row.record.id]["cells"]) for row in bases])


def packed(entries: Mapping[str, Mapping[str, Any]], lines: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the comparison's cells with each text once: a third of their size. `compare.js` unpacks them.

    Args:
        entries: Of each model its name, page, cells and interval, as `entry` gives them.
        lines: The lines: (key, heading).

    Returns:
        `lines` (key, heading, usual place on a model's page), `texts`, and `models`: for each line its text's index
        or -1, `places` by line if one is not the usual, `path` if it does not follow from the id, `then` by line the
        days from which a text holds, with its index.
    """
    texts: dict[str, int] = {}
    places: dict[str, Counter[str]] = {key: Counter() for key, _ in lines}
    for one in entries.values():
        for key, (text, place) in one["cells"].items():
            texts.setdefault(text, len(texts))
            places[key][place] += 1
    usual = {key: found.most_common(1)[0][0] if found else "" for key, found in places.items()}
    models = {}
    for identity, one in entries.items():
        cells = one["cells"]
        known = {at: cells[key] for at, (key, _) in enumerate(lines) if key in cells}
        unusual = {str(at): place for at, (_, place) in known.items() if place != usual[lines[at][0]]}
        models[identity] = {
            **{name: value for name, value in one.items() if name != "path" or value != f"models/{identity}.html"},
            "cells": [texts[known[at][0]] if at in known else -1 for at in range(max(known, default=-1) + 1)],
            **({"places": unusual} if unusual else {}),
            "then": {
                line: [(date, texts.setdefault(text, len(texts))) for date, text in said]
                for line, said in one.get("then", {}).items()
            },
        }
    return {"lines": [(*line, usual[line[0]]) for line in lines], "texts": list(texts), "models": models}


def _period(year: str) -> tuple[str, str]:
    """Return the name and the words of the page for a year: early years share one."""
    if not year:
        return "undated", gettext(N_("undated"))
    if int(year) < OWN_YEAR:
        return f"before-{OWN_YEAR}", say("before %(year)s", year=OWN_YEAR)
    return year, year


def _write_comparison(site: Site, rows: Sequence[ComparedRow]) -> None:
    """Write the comparison of all models: the newest ones, and if there are many a page for each year as well."""
    pages = {"comparison.html": rows[:MOST_ROWS]}
    years = {"comparison.html": ""}
    if len(rows) > MOST_ROWS:
        for (name, words), found in groupby(rows, key=lambda one: _period(one[0].day[:4])):
            path = f"comparison/{name}.html"
            pages[path], years[path] = list(found), words
    columns = [(name, words_of(name)) for name in MATRIX]
    for path, shown in pages.items():
        table = [
            (row.path, row.record.name, {key: cells[key] for key in ("compute", *MATRIX) if key in cells})
            for row, cells in shown
        ]
        site.page_of_data(path, "comparison.html", {"rows": table, "columns": columns, "years": years})
