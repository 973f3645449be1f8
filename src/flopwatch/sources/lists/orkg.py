"""Reader `orkg`: structured summaries of the Open Research Knowledge Graph, as blocks of a list or as a comparison's
CSV.
"""

from __future__ import annotations

import re

from flopwatch.domain import (
    BadClaim,
    BadInput,
    Claim,
    Quarantined,
    Reading,
    Source,
    canonical,
    check_claim,
    clean_text,
    exact,
    term_for,
)
from flopwatch.identity import file_slug
from flopwatch.sources.claim_caps import refuse_too_many
from flopwatch.sources.contract import Reader
from flopwatch.sources.headers import closest_key, fold_key
from flopwatch.sources.lists.fields import data, quantity, sizes
from flopwatch.sources.lists.orkg_keys import FIELD_OF_LABEL, MILLIONS, NAME
from flopwatch.sources.lists.yaml_blocks import Block, Noted
from flopwatch.sources.tables import Caps, open_table, turned
from flopwatch.text import read_date, read_quantities

MAX_BYTES = 32 * 2**20

_PLAIN = ("optimizer", "tokenization", "title")
_PROSE = ("innovation", "extension", "application", "hardware_information")
_NOTHING = ("", "n/a", "na", "none", "unknown", "-")


def is_summary(block: Block) -> bool:
    """Return whether a block is a structured summary, not a list-style block: it names its own model."""
    return any(fold_key(key) == "has model" for key, _ in block.items())


def claims_of_summary(block: Block) -> list[Noted]:
    """Return the claims of one structured summary, property by property."""
    noted: list[Noted] = []
    lenient = ("lenient",) if block.lenient else ()
    for key, value in block.items():
        known, misspelt = closest_key(key, FIELD_OF_LABEL)
        field = FIELD_OF_LABEL.get(known, "")
        if field == NAME:
            continue
        flags = (*lenient, *(("misspelt-key",) if misspelt else ()))
        if value.casefold() in _NOTHING:
            found = (
                []
                if not field or field in ("dataset", MILLIONS)
                else [Noted(field, "", "", key, value or "(empty)", relation="unknown")]
            )
        else:
            found = _property(field, key, value)
        noted += [
            Noted(
                n.field,
                n.value,
                n.unit,
                n.key,
                n.as_written or value,
                n.relation,
                n.high,
                n.qualifiers,
                (*n.flags, *flags),
            )
            for n in found
        ]
    return noted


def _property(field: str, key: str, value: str) -> list[Noted]:
    if field == "parameters":
        return sizes(key, value)
    if field == MILLIONS:
        found = read_quantities(value, default_unit="parameters")
        if not found:
            return []
        count = canonical(exact(found[0].value) * 10**6)
        return [Noted("parameters", count, "parameters", key, value, flags=("in-millions",))]
    if field == "published":
        try:
            date = read_date(value)
        except ValueError:
            date = None
        return [Noted("published", str(date), "", key)] if date else [Noted("notes", f"{key}: {value}", "", key)]
    if field == "developer":
        return [
            Noted("developer", clean_text(one), "", key)
            for one in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", value)
            if one.strip()
        ]
    if field == "architecture":
        term = term_for("architecture", value)
        return [Noted("architecture" if term else "architecture_detail", term or value, "", key)]
    if field == "objective":
        term = term_for("objective", value)
        return [Noted("objective", term or value, "", key, flags=() if term else ("unknown-term",))]
    if field == "dataset":
        # A corpus described in prose holds many bare numbers; only those with a unit are amounts of data.
        amounts = [one for one in data(key, value) if one.field == "dataset_size" and "unit-missing" not in one.flags]
        return [*amounts, Noted("dataset", value, "", key)]
    if field == "context_length":
        lengths = [one for one in read_quantities(value, default_unit="tokens") if one.unit == "tokens"]
        return [quantity(field, key, one) for one in lengths[:1]] or [Noted("notes", f"{key}: {value}", "", key)]
    if field == "chip":
        return [Noted("chip", one.strip(), "", key) for one in value.split(",") if one.strip()]
    if field in ("source_code", "announcement", "paper"):
        links = [one.strip() for one in value.split(", ") if one.strip().startswith(("http://", "https://"))]
        return [Noted(field, one, "", key) for one in links] or [Noted("notes", f"{key}: {value}", "", key)]
    if field == "license":
        lowered = value.casefold()
        access = "closed" if "closed" in lowered else "open-weights" if "open" in lowered else ""
        access = "api" if "through api" in lowered else access
        stated = [Noted("access", access, "", key)] if access else []
        return [*stated, Noted("license", value, "", key)]
    if field in ("family", "research_problem"):
        return [Noted(field, one.strip(), "", key) for one in value.split(",") if one.strip()]
    if field == "finetuning_task" or field in _PLAIN or field in _PROSE:
        return [Noted(field, value, "", key)]
    return [Noted("notes", f"{key}: {value}", "", key, flags=("unknown-key",))]


def _by_model(raw: bytes, source: Source) -> list[list[str]]:
    """Return the table with properties in the first row and one model per further row, transposed if necessary."""
    table = open_table(raw, source.id, Caps(size=MAX_BYTES, columns=100_000))
    rows = [row for row in table if any(cell.strip() for cell in row)]
    if not rows:
        raise BadInput("holds no table. Nothing was read.", place=source.id)
    across = sum(fold_key(cell) in FIELD_OF_LABEL for cell in rows[0])
    down = sum(fold_key(row[0]) in FIELD_OF_LABEL for row in rows)
    if max(across, down) < 2:
        first = ", ".join(cell.strip()[:40] for cell in rows[0][:8])
        raise BadInput(
            f"neither the first row ({first}) nor the first column holds properties such as 'has model'.",
            place=source.id,
        )
    if down > across:
        rows = turned(rows, source.id)
    return rows


def read(raw: bytes, source: Source) -> Reading:
    """Read a comparison's CSV: properties as columns (one row per model) or as rows (one column per model).

    Raises:
        BadInput: If the bytes are not UTF-8 CSV, or no cell of the first row or column is a property of the graph.
    """
    header, *body = _by_model(raw, source)
    claims: list[Claim] = []
    quarantined: list[Quarantined] = []
    notes: list[str] = []
    claimed = 0
    for number, row in enumerate(body, 1):
        block = Block(tuple((clean_text(k), clean_text(v)) for k, v in zip(header, row, strict=False)), lenient=False)
        name = block.get("has model") or block.get("model")
        entry = f"contribution {number}"
        if not name:
            quarantined.append(Quarantined(entry, "no `has model`: add the model's name, or decide in review"))
            continue
        kept = 0
        refuse_too_many(len(claims), source.id)
        for n in claims_of_summary(block):
            claim = Claim(
                subject=name,
                field=n.field,
                value=n.value,
                unit=n.unit,
                relation=n.relation,
                high=n.high,
                qualifiers=n.qualifiers,
                as_written=n.as_written or n.value,
                source=source.id,
                locator=f"{entry}: {n.key}",
                entry=entry,
                flags=n.flags,
            )
            try:
                claims.append(check_claim(claim))
                kept += 1
            except BadClaim as error:
                notes.append(f"{entry}: {name}: one value left out, the entry kept: {error}")
        if kept:
            claimed += 1
        else:
            quarantined.append(Quarantined(f"{entry}: {name}", "nothing but its name is stated"))
    return Reading(
        claims=claims,
        read=len(body),
        claimed=claimed,
        quarantined=quarantined,
        counts={"entries_model": claimed},
        notes=notes,
    )


def describe(name: str, data: bytes) -> Source:
    """Return the source of a saved comparison, named by its file."""
    stem = file_slug(name.rsplit("/", 1)[-1].rsplit(".", 1)[0]) or "comparison"
    return Source(
        id=f"orkg/{stem}",
        title=f"ORKG comparison {stem}",
        url="https://orkg.org",
        licence="CC BY-SA 4.0",
        group="awesome-lists",
    )


ORKG = Reader(
    name="orkg", version=3, summary="an ORKG comparison of models, saved as CSV", read=read, describe=describe
)
