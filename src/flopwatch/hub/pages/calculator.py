"""The calculator's page: its form, and the same tables that the command uses."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec

from flopwatch.catalogue import RENTS, TRAINING_FORMATS, Catalogue
from flopwatch.census import Census
from flopwatch.cost import USD_PER_KWH, average_draw, chip_to_server, facility_overhead, purchase_price
from flopwatch.domain import VOCABULARIES, Chip, PartialDate, Unknown, exact
from flopwatch.estimation import (
    AGREEMENT,
    BEYOND_FRONTIER,
    COMMON_ERROR_DEX,
    CONFIRMING,
    COUNTED,
    DEFAULT_FACTOR,
    DEPRECIATION_DEX_PER_YEAR,
    EPOCHS_OF_A_LARGE_CORPUS,
    EPOCHS_OF_A_SMALL_CORPUS,
    FACTOR_BY_CONFIDENCE,
    FEWEST_PASSES,
    FINAL_RUN_SHARE,
    HOURS_PER_YEAR,
    INTERCONNECT_SHARE,
    LEAST_HALF_WIDTH_DEX,
    LIMITS,
    MOST_PASSES,
    OUTSIDE_LANGUAGE,
    OWN_SHARE_UNSTATED,
    PRIORS,
    RESTS_ON,
    ROUTES,
    SAME_ARITHMETIC,
    SLOTS,
    SMALL_CORPUS_TOKENS,
    STATED_UTILIZATION,
    TIMED,
    TOKENS_PER_PARAMETER,
    UTILIZATION_SINCE_2020,
    WITHIN,
    WORTH_NAMING,
    near_lognormal,
    prior_utilization,
    questions_table,
    server_cost,
    wrong_inputs_dex,
)
from flopwatch.records import Record
from flopwatch.statistics import LogNormal
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


def calculator_query(record: Record) -> str:
    """Return the query that opens the calculator with a model's stated facts: `?parameters=175e9&tokens=300e9`."""
    query = {}
    for field_name, name in _AGAIN:
        value = record.fields.get(field_name)
        if name and value is not None and (field_name == "chip" or value.relation in ("=", "≈")):
            query[name] = value.value
    data = record.fields.get("dataset_size")
    if "tokens" not in query and data is not None and data.unit == "tokens" and data.relation in ("=", "≈"):
        query["tokens"] = data.value
    elif "epochs" in query and "tokens_seen" in record.fields:
        del query["epochs"]  # tokens seen already include the repeats
    if "chip_hours" in query and "chips" in query:
        query.pop("hours", None)
    return "?" + urlencode(query) if query else ""


def write_calculator(site: Site, census: Census) -> None:
    """Write `calculator.html` and `calculator-data.js`."""
    data = calculator_data(census)
    text = msgspec.json.encode(data, order="deterministic").decode()
    (site.folder / "calculator-data.js").write_text(f"globalThis.flopwatchTables = {text};\n", encoding="utf-8")
    shown = [(term.id, gettext(term.label)) for term in VOCABULARIES["country"] if term.id in data["grid"]]
    countries = sorted(shown, key=lambda one: one[1].casefold())
    site.page(
        "calculator.html",
        "calculator.html",
        chips=data["chips"],
        countries=countries,
        formats=sorted({one for chip in census.catalogue.chips.rows for one in chip.peak_flop_per_s}),
    )


def calculator_data(census: Census) -> dict[str, Any]:
    """Return everything that the calculator in the browser takes from Python: routes, tables, priors, constants."""
    tables = census.catalogue
    return {
        "slots": {
            name: {"unit": one.unit, "share": one.share, "limits": LIMITS.get(name, (0.0, 1.0))}
            for name, one in SLOTS.items()
        },
        "within": WITHIN,
        "questions": questions_table(),
        "thresholds": [{"flop": one.flop, "label": one.label} for one in tables.thresholds],
        **_estimator(tables),
        **_bill(census),
    }


def _estimator(tables: Catalogue) -> dict[str, Any]:
    """Return the routes as data, their priors, and the constants of combination and doubts."""
    final = near_lognormal(FINAL_RUN_SHARE)
    return {
        "routes": msgspec.to_builtins(ROUTES),
        "priors": msgspec.to_builtins(PRIORS),
        "smallCorpus": SMALL_CORPUS_TOKENS,
        "epochsWithin": [EPOCHS_OF_A_SMALL_CORPUS, EPOCHS_OF_A_LARGE_CORPUS],
        "statedUtilization": STATED_UTILIZATION,
        "outsideLanguage": OUTSIDE_LANGUAGE,
        "prior": _prior(UTILIZATION_SINCE_2020, "accelerators since 2020"),
        "ownShare": {"median": OWN_SHARE_UNSTATED.median, "sigma": OWN_SHARE_UNSTATED.sigma_dex},
        "finalShare": {"median": final.median, "sigma": final.sigma_dex},
        "leastHalfWidthDex": LEAST_HALF_WIDTH_DEX,
        "confidence": FACTOR_BY_CONFIDENCE,
        "bareStatement": DEFAULT_FACTOR,
        "agreement": AGREEMENT,
        "confirming": CONFIRMING,
        "sameArithmetic": SAME_ARITHMETIC,
        "wrongInputsDex": {word: wrong_inputs_dex(word) for word in ("", *FACTOR_BY_CONFIDENCE)},
        "commonErrorDex": COMMON_ERROR_DEX,
        "worthNaming": WORTH_NAMING,
        "routeSigma": {"operations": COUNTED, "hardware": TIMED},
        "restsOn": {name: sorted(fields) for name, fields in RESTS_ON.items()},
        "frontier": {
            quantity: {"value": limit.value, "model": limit.model}
            for quantity in ("training_compute", "parameters", "tokens_seen")
            if (limit := tables.frontier.at(quantity, None)) is not None
        },
        "beyondFrontier": BEYOND_FRONTIER,
        "fewestPasses": FEWEST_PASSES,
        "mostPasses": MOST_PASSES,
        "tokensPerParameter": TOKENS_PER_PARAMETER,
    }


def _bill(census: Census) -> dict[str, Any]:
    """Return accelerators, prices and the constants of the bill."""
    tables = census.catalogue
    return {
        "chips": [_chip(chip, tables) for chip in tables.chips.rows],
        "grid": _grid(census),
        "depreciationDexPerYear": DEPRECIATION_DEX_PER_YEAR,
        "interconnectShare": INTERCONNECT_SHARE,
        "hoursPerYear": HOURS_PER_YEAR,
        "usdPerKwh": _pair(USD_PER_KWH),
        "overhead": {
            "large": _pair(facility_overhead(large_operator=True)),
            "other": _pair(facility_overhead(large_operator=False)),
            "": _pair(facility_overhead()),
        },
        "plainServer": [server_cost(""), *_pair(chip_to_server("")), *_pair(average_draw(""))],
    }


def _prior(prior: LogNormal, whose: str) -> dict[str, Any]:
    return {"median": prior.median, "sigma": prior.sigma_dex, "whose": whose}


def _grid(census: Census) -> dict[str, list[tuple[int, float, float, str]]]:
    """Return, for each country, the known years with the intensity, its spread, and the source."""
    out: dict[str, list[tuple[int, float, float, str]]] = {}
    for country in sorted({term.id for term in VOCABULARIES["country"]}):
        for year in range(1990, 2101):
            found = census.catalogue.grid.at(country, year)
            if not isinstance(found, Unknown) and found.year == year:
                one = found.kgco2e_per_kwh
                out.setdefault(country, []).append((year, one.median, one.sigma_dex, found.source))
    return out


def _chip(chip: Chip, tables: Catalogue) -> dict[str, Any]:
    """Return one accelerator: peaks with the prior of utilisation, rents by day, the purchase price on each day it
    changes."""
    priors = {one: prior_utilization(chip, one) for one in chip.peak_flop_per_s}
    return {
        "id": chip.id,
        "name": chip.name,
        "sources": {one: chip.peak_source(one) for one in chip.peak_flop_per_s},
        "per": chip.per,
        "usual": next((one for one in TRAINING_FORMATS if one in chip.peak_flop_per_s), ""),
        "formats": list(chip.peak_flop_per_s),
        "peaks": {one: [float(exact(peak)), _prior(*priors[one])] for one, peak in chip.peak_flop_per_s.items()},
        "tdp": float(exact(chip.tdp_w)) if chip.tdp_w else None,
        "offers": [
            [PartialDate.from_iso(price.date).earliest.isoformat(), float(exact(usd))]
            for price in chip.prices
            if not price.estimate
            for terms, usd in zip(RENTS, (price.on_demand, price.one_year, price.three_year), strict=True)
            if usd and terms in RENTS
        ],
        "priceSource": chip.price_source,
        "bought": _bought(chip, tables),
        "server": [server_cost(chip.id), *_pair(chip_to_server(chip.id)), *_pair(average_draw(chip.id))],
    }


def _pair(value: Any) -> tuple[float, float]:
    return value.median, value.sigma_dex


def _bought(chip: Chip, tables: Catalogue) -> list[tuple[str, float, float, str, str]]:
    """Return the purchase price on each day it changes: (from that day, median, spread, earliest purchase, source)."""
    days = sorted(
        {PartialDate.from_iso(price.date).earliest for price in chip.prices if price.purchase and not price.estimate}
    )
    out = []
    for day in [dt.date(1970, 1, 1), *days] if days else [dt.date(1970, 1, 1)]:
        found = purchase_price(chip, tables, day)
        if not isinstance(found, Unknown):
            price, earliest, source = found
            out.append((day.isoformat(), price.median, price.sigma_dex, earliest.isoformat(), source))
    return out
