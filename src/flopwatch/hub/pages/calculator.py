"""The calculator's page: its form, and the estimator's own functions and tables as data for the browser."""

from __future__ import annotations

import bisect
import builtins
import dataclasses
import datetime as dt
import functools
import math
import pickle
import statistics
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import msgspec

from flopwatch.catalogue import Catalogue, Chips, Limit, Offer
from flopwatch.census import Census, estimate_of
from flopwatch.cost import answer_run
from flopwatch.domain import VOCABULARIES, Chip, PartialDate, Threshold, Unknown, exact, without_noise
from flopwatch.estimation import (
    FACTOR_BY_CONFIDENCE,
    FINAL_RUN_SHARE,
    Bases,
    as_words,
    compute_from_relatives,
    facts_of,
    least_variance,
    log_normal,
    near_lognormal,
    read_run,
    type_again,
)
from flopwatch.hub.functions_as_data import Program
from flopwatch.hub.syntax_nodes import Node
from flopwatch.identity import fold_name
from flopwatch.records import Record
from flopwatch.statistics import LogitNormal, Product, standard_quantile
from flopwatch.text import ENGLISH, read_number, read_quantities
from flopwatch.wording import gettext, term_words

if TYPE_CHECKING:
    from flopwatch.hub.site import Site


class Recalculation:
    """The calculator's address for each model, with the facts that give the census's own figure."""

    def __init__(self, census: Census) -> None:
        self._census, self._bases = census, Bases(census.records)

    def query(self, record: Record) -> str:
        """Return the query that opens the calculator with a model's facts: `?parameters=175e9&tokens=300e9`."""
        estimates, chips = self._census.estimates, self._census.catalogue.chips
        facts = self._bases.with_base(facts_of(record), record, estimates)
        estimate = estimate_of(self._census, record.id)
        typed = type_again(facts, estimate.methods if estimate else (), chips)
        query = {name: as_words(value) for name, value in typed.inputs.items()}
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
    "without_noise": without_noise,
}
# Attributes of natives and of Python's own types that the interpreter knows, and those of claims: no typed run has any.
ATTRIBUTES = frozenset(
    "add append casefold earliest end format from_iso fromkeys get high items join latest locator partition qualifiers "
    "removeprefix replace setdefault split start startswith strip upper values year".split()
)
# No run typed on the page compares itself with a model, has stages with their own chips, or is published on a day.
_ABSENT = (compute_from_relatives, LogitNormal, Product, functools.reduce, bisect.bisect_right)


def write_calculator(site: Site, census: Census) -> None:
    """Write `calculator.html` and `calculator-data.js`."""
    tables = census.catalogue
    inputs = _Inputs(pickle.dumps(tables), tables)
    text = site.kept("calculator-data.js", inputs.data, lambda: _program_as_json(inputs)).decode()
    (site.folder / "calculator-data.js").write_text(f"globalThis.flopwatchProgram = {text};\n", encoding="utf-8")
    domains = {term.id: gettext(term.label) for term in VOCABULARIES["domain"]}
    known = (term for term in VOCABULARIES["country"] if not isinstance(tables.grid.at(term.id), Unknown))
    site.page(
        "calculator.html",
        "calculator.html",
        chips=sorted(((chip.id, chip.name) for chip in tables.chips.rows), key=lambda one: one[1].casefold()),
        countries=sorted(((term.id, gettext(term.label)) for term in known), key=lambda one: one[1].casefold()),
        confidences=[(word, term_words("confidence", word)) for word in FACTOR_BY_CONFIDENCE],
        derivations=[
            ("operations", gettext("Parameters × data")),
            ("hardware", gettext("Chips × time")),
            ("operations,hardware", gettext("both")),
        ],
        usual_domain=domains.pop("language"),
        domains=sorted(domains.items(), key=lambda one: one[1].casefold()),
        formats=sorted({one for chip in tables.chips.rows for one in chip.peak_flop_per_s}),
    )


@dataclasses.dataclass(frozen=True)
class _Inputs:
    """The tables, equal if they are equal as bytes."""

    data: bytes
    tables: Catalogue = dataclasses.field(compare=False)


@functools.lru_cache(maxsize=2)
def _program_as_json(inputs: _Inputs) -> bytes:
    """Encode the program, once for all builds of a process: in other languages, of later data with the same tables."""
    return msgspec.json.encode(calculator_program(inputs.tables), order="deterministic")


def calculator_program(tables: Catalogue) -> dict[str, Node]:
    """Return the estimator as data: the functions that read and answer a typed run, and all that they use.

    Args:
        tables: Accelerators, prices, grids, thresholds, the frontier.
    """
    program = Program(NATIVES, _ABSENT, ((FINAL_RUN_SHARE, near_lognormal(FINAL_RUN_SHARE)),), ATTRIBUTES)
    quantiles = {0.95: standard_quantile(0.95)}  # the page's intervals are of 90%
    for name, value in (
        ("read_run", read_run),
        ("answer_run", answer_run),
        ("tables", tables),
        ("english", ENGLISH),
        ("quantiles", quantiles),
    ):
        program.name_of(value, name)
    for row in (Chip, Limit, Offer, Threshold):  # known of a table that has no rows, too
        program.name_of(row, row.__name__)
    program.read_there("rows", "scales", "suffixes", "unit_words", "unit_symbols", "chip_times")
    return program.nodes()
