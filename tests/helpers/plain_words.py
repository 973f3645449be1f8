"""Plain English words on a page of the pseudo-language with accents: those that went through no catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flopwatch.census import Census
from flopwatch.domain.fields import FIELDS
from flopwatch.domain.units import UNITS
from flopwatch.domain.vocabularies import VOCABULARIES
from flopwatch.hub.pages.benchmarks import validation
from flopwatch.products.column_kinds import label

# The beginning of a claim's id, and placeholders of a file or an address.
ADDRESS = re.compile(
    r"https?://\S+|(?:[\w.-]+/){2,}[\w.-]+|#[0-9a-f]{8}\b|\b[\w-]+(?:\.[\w-]+){1,4}/[\w./-]*|\b[a-z-]+\.(?:parquet"
    r"|sqlite|csv|json|toml|html)\b"
)
TERMS = {one.name for one in FIELDS if one.vocabulary in VOCABULARIES}
# Letters that the pseudo-language leaves as they are: a word of these alone says nothing.
WORD = re.compile(r"[^\W\d_]+")
PLAIN = re.compile(r"(?=.*[a-ik-lnopr-uw-zA-IK-LN-PR-UWYZ])[A-Za-z]{2,}")


class Readers:
    """Finds the plain words of a page that are not data."""

    def __init__(self, data: set[str]) -> None:
        longest = sorted((re.escape(one) for one in data if one.strip()), key=len, reverse=True)
        # Data stand alone: GPT-4 in GPT-40 is none.
        self._data = [
            re.compile(r"(?<!\w)(?:" + "|".join(longest[at : at + 400]) + r")(?!\w)")
            for at in range(0, len(longest), 400)
        ]

    def plain(self, text: str) -> list[str]:
        """The words that are neither translated nor data."""
        if not any(PLAIN.fullmatch(word) for word in WORD.findall(text)):
            return []
        text = ADDRESS.sub(" ", text)
        for some in self._data:
            text = some.sub(" ", text)
        return [word for word in WORD.findall(text) if PLAIN.fullmatch(word)]

    def of(self, texts: Iterable[str]) -> dict[str, list[str]]:
        """Return each text that has such words, with them."""
        return {text[:160]: left for text in texts if (left := self.plain(text))}


def reader_of(census: Census) -> Readers:
    """Return a reader who knows the census's own words: names, titles, quoted claims, units."""
    data = {
        "flopwatch",
        "FLOP",
        "FLOPs",
        "CC BY",
        "JSON",
        "CSV",
        "SVG",
        "PNG",
        "GB",
        "USD",
        "kWh",
        "MWh",
        "GWh",
        "TWh",
        "kg",
        "CO2e",
        "KB",
        "MB",
        "log10",
        "nonsense",
        "HYPERLINK",  # of a hostile name, whose address is taken out first
    }
    data |= {one.name for one in UNITS.values()}
    for record in census.records.values():
        data |= {record.id, record.name, *record.aliases}
        data |= {record.name[: most - 1] + "…" for most in (20, 28, 40) if len(record.name) > most}
        for value in record.fields.values():
            if value.field not in TERMS:
                data |= {value.value, *value.values}
    for claim in census.claims.values():
        if claim.field not in TERMS:
            data |= {claim.value, claim.high}
        data |= {claim.as_written, claim.locator, claim.source, claim.reported_from}
    for source in (*census.sources.values(), *census.catalogue.sources.values()):
        data |= {source.id, source.title, source.licence, source.group}
    for model in census.models():
        data |= {label("developer", one) for one in model.values("developer")}
    for chip in census.catalogue.chips.rows:
        data |= {chip.id, chip.name, *chip.aliases, *chip.peak_flop_per_s}
        data |= {word for price in chip.prices for word in (price.vendor, price.place, price.of)}
    for cluster in census.catalogue.owners.clusters:
        data |= {cluster.name, cluster.owner, cluster.chip}
    data |= {one.name for one in census.catalogue.owners.stocks}
    data |= {word for one in census.benchmarks for word in (one.id, one.name)}
    data |= {one.label for one in census.thresholds}
    for fact in census.insights.overview.facts:
        data |= {label("developer", name) for name, _ in fact.numbers.get("leaders", ())}
    data |= {row["model"] for row in validation()["document_001"] if row.get("model")}
    return Readers(data)


# Pages without words of a script's, but those of the menu.
STATIC = (
    "models/openai/sora.html",
    "models/nobody/hostile.html",
    "models/meta/llama-3.1-405b-instruct.html",
    "thresholds.html",
    "unconfirmed.html",
    "findings.html",
    "benchmarks.html",
    "organisations.html",
    "organisations/openai.html",
    "countries.html",
    "countries/us.html",
    "domains.html",
    "domains/language.html",
    "hardware.html",
    "hardware/nvidia-a100.html",
    "clusters.html",
    "undisclosed.html",
    "compare.html",
    "comparison.html",
    "lists.html",
    "calculator.html",
    "methods.html",
    "method.html",
    "data.html",
    "audit.html",
    "coverage.html",
    "documents.html",
)
