"""Lists with seeded slips: clean entries of real models, some of them spoiled in a known way."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

SECTIONS = {"Language": "Language Model", "Vision": "Vision Models", "Speech": "Speech", "Biology": "Science"}
KINDS = (
    "parameters ×1000",
    "parameters ÷1000",
    "tokens ×1000",
    "tokens ÷1000",
    "compute ×1000",
    "compute ÷1000",
    "parameters and tokens swapped",
    "parameters and compute swapped",
    "wrong heading",
)


@dataclass(frozen=True)
class Entry:
    """One entry of a list: numbers as exact decimals, compute in petaFLOP."""

    name: str
    organisation: str
    date: str
    domain: str
    section: str
    parameters: Decimal
    tokens: Decimal
    compute: Decimal
    slip: str = ""

    def markdown(self) -> str:
        return (
            f"- **{self.name}** [[{self.organisation}]]() {self.date} [close]\n\n  ```yaml\n  Field: {self.domain}\n"
            f"  Params: {words(self.parameters)}\n  Training Data: ({words(self.tokens)} tokens)\n"
            f"  Training petaFLOPs: {words(self.compute)}\n  ```\n"
        )


def words(value: Decimal) -> str:
    """A number the way the lists write it: two or three digits and a letter."""
    for letter, exponent in (("T", 12), ("B", 9), ("M", 6), ("k", 3)):
        if value >= 10**exponent:
            if value >= 10 ** (exponent + 3):
                return f"{value / 10**exponent:,.0f}{letter}"
            return f"{float(value / 10**exponent):.3g}{letter}"
    return f"{float(value):.3g}"


def clean_entries(path: Path) -> list[Entry]:
    """Entries of models whose compute, parameters and tokens a public table states and which agree within a factor
    of 3.
    """
    csv.field_size_limit(10**8)
    months = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
    out = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            try:
                n, d, c = (
                    Decimal(row[key])
                    for key in ("Parameters", "Training dataset size (datapoints)", "Training compute (FLOP)")
                )
            except InvalidOperation:
                continue
            domain = row["Domain"].split(",")[0]
            name = " ".join((row.get("Model") or row["System"]).split())
            if domain != "Language" or row["Base model"] or not (Decimal(1) / 3 < c / (6 * n * d) < 3):
                continue
            if not row["Publication date"] or set(name) & set("*[]()`<>") or n < 10**8:
                continue
            year, month = row["Publication date"].split("-")[:2]
            organisation = row["Organization"].split(",")[0] or "Unknown"
            date = f"{months[int(month) - 1]} {year}"
            out.append(Entry(name, organisation, date, domain, SECTIONS[domain], n, d, c / Decimal(10**15)))
    return out


def spoil(entry: Entry, kind: str, rng: random.Random) -> Entry:
    """The entry with one slip."""
    factor = Decimal(1000) if "×" in kind else Decimal("0.001")
    if kind == "parameters and tokens swapped":
        spoiled = replace(entry, parameters=entry.tokens, tokens=entry.parameters)
    elif kind == "parameters and compute swapped":
        spoiled = replace(entry, parameters=entry.compute, compute=entry.parameters)
    elif kind == "wrong heading":
        spoiled = replace(entry, section=rng.choice(sorted(set(SECTIONS.values()) - {entry.section})))
    else:
        field = kind.split(" ")[0]
        spoiled = replace(entry, **{field: getattr(entry, field) * factor})
    return replace(spoiled, slip=kind)


def as_list(entries: list[Entry]) -> str:
    """The entries as an awesome list, by section."""
    parts = ["# awesome-somebody\n\n## Models\n"]
    for section in sorted({one.section for one in entries}):
        parts.append(f"### {section}\n")
        parts += [one.markdown() for one in entries if one.section == section]
    return "\n".join(parts)
