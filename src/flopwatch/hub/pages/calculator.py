"""The calculator's page: its form, and the estimator's own functions and tables as data for the browser."""

from __future__ import annotations

import bisect
import builtins
import contextlib
import dataclasses
import datetime as dt
import functools
import math
import statistics
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import msgspec

from flopwatch.catalogue import Catalogue, Chips
from flopwatch.census import Census
from flopwatch.cost import answer_run
from flopwatch.domain import VOCABULARIES, NotFound, PartialDate, Unknown, exact
from flopwatch.estimation import (
    FINAL_RUN_SHARE,
    compute_from_relatives,
    least_variance,
    log_normal,
    near_lognormal,
    read_run,
)
from flopwatch.hub.functions_as_data import Program
from flopwatch.hub.syntax_nodes import Node
from flopwatch.identity import fold_name
from flopwatch.records import Record
from flopwatch.statistics import LogitNormal, Product, standard_quantile
from flopwatch.text import ENGLISH, read_number, read_quantities
from flopwatch.wording import gettext

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

# Each field of a record and the calculator's input of the same meaning.
_AGAIN = (
    ("parameters", "parameters"),
    ("active_parameters", "active_parameters"),
    ("tokens_seen", "tokens"),
    ("epochs", "epochs"),
    ("chip", "chip"),
    ("chip_count", "chips"),
    ("chip_hours", "chip_hours"),
    ("training_time", "hours"),
    ("utilization", "mfu"),
    ("training_cost", ""),
    ("training_compute", "compute"),
)


def calculator_query(record: Record, chips: Chips) -> str:
    """Return the query that opens the calculator with a model's stated facts: `?parameters=175e9&tokens=300e9`.

    Args:
        record: The model's record.
        chips: The accelerators, to name its chip by the id that the form has.
    """
    query = {}
    for field_name, name in _AGAIN:
        value = record.fields.get(field_name)
        if name and value is not None and (field_name == "chip" or value.relation in ("=", "≈")):
            query[name] = value.value
    if chip := query.pop("chip", ""):
        with contextlib.suppress(NotFound):
            query["chip"] = chips.find(chip).id
    data = record.fields.get("dataset_size")
    if "tokens" not in query and data is not None and data.unit == "tokens" and data.relation in ("=", "≈"):
        query["tokens"] = data.value
    elif "epochs" in query and "tokens_seen" in record.fields:
        del query["epochs"]  # tokens seen already include the repeats
    if "chip_hours" in query and "chips" in query:
        query.pop("hours", None)
    return "?" + urlencode(query) if query else ""


# What the interpreter supplies itself, by name: the built-ins that the estimator uses, and what rests on a library.
NATIVES: dict[str, object] = {
    **{
        name: getattr(builtins, name)
        for name in (
            "abs all any bool dict enumerate filter float frozenset getattr int isinstance iter len list map max min "
            "next range round set sorted str sum tuple zip"
        ).split()
    },
    **{f"math.{name}": getattr(math, name) for name in "erfc exp fsum hypot inf isfinite log log10 sqrt".split()},
    "ValueError": ValueError,
    "partial": functools.partial,
    "replace": dataclasses.replace,
    "structs.replace": msgspec.structs.replace,
    "timedelta": dt.timedelta,
    "PartialDate": PartialDate,
    "median": statistics.median,
    "exact": exact,
    "log_normal": log_normal,
    "near_lognormal": near_lognormal,
    "least_variance": least_variance,
    "standard_quantile": standard_quantile,
    "find_chip": Chips.find,
    "fold_name": fold_name,
    "read_number": read_number,
    "read_quantities": read_quantities,
}
# No run typed on the page compares itself with a model, has stages with their own chips, or is published on a day.
_ABSENT = (compute_from_relatives, LogitNormal, Product, functools.reduce, bisect.bisect_right)


def write_calculator(site: Site, census: Census) -> None:
    """Write `calculator.html` and `calculator-data.js`."""
    tables = census.catalogue
    text = msgspec.json.encode(calculator_program(tables), order="deterministic").decode()
    (site.folder / "calculator-data.js").write_text(f"globalThis.flopwatchProgram = {text};\n", encoding="utf-8")
    known = (term for term in VOCABULARIES["country"] if not isinstance(tables.grid.at(term.id), Unknown))
    site.page(
        "calculator.html",
        "calculator.html",
        chips=sorted(((chip.id, chip.name) for chip in tables.chips.rows), key=lambda one: one[1].casefold()),
        countries=sorted(((term.id, gettext(term.label)) for term in known), key=lambda one: one[1].casefold()),
        formats=sorted({one for chip in tables.chips.rows for one in chip.peak_flop_per_s}),
    )


def calculator_program(tables: Catalogue) -> dict[str, Node]:
    """Return the estimator as data: the functions that read and answer a typed run, and all that they use.

    Args:
        tables: Accelerators, prices, grids, thresholds, the frontier.
    """
    program = Program(NATIVES, _ABSENT, ((FINAL_RUN_SHARE, near_lognormal(FINAL_RUN_SHARE)),))
    quantiles = {0.95: standard_quantile(0.95)}  # the page's intervals are of 90%
    for name, value in (
        ("read_run", read_run),
        ("answer_run", answer_run),
        ("tables", tables),
        ("english", ENGLISH),
        ("quantiles", quantiles),
    ):
        program.name_of(value, name)
    program.read_there("rows", "scales", "suffixes", "unit_words", "unit_symbols", "chip_times")
    return program.nodes()
