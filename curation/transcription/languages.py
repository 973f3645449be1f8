"""Transcribe what sources state of the languages of training data: notes of tables, documents, the lists' own words."""

from __future__ import annotations

import csv
import io
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from flopwatch.domain import Claim, check_claim
from flopwatch.identity import fold_name
from flopwatch.sources import reader
from flopwatch.sources.curated.claims_toml import write_claims
from flopwatch.sources.curated.load import Curated, load_curated
from flopwatch.text import read_data_languages
from transcription.documents import Library
from transcription.rows import Table

HERE = Path(__file__).resolve().parents[1]
FIELDS = frozenset(("data_languages", "data_language_count"))
LISTS = {"awesome-huge-models": "003_*", "awesome-llms": "004_*"}


class InTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words in one column of rows of a table."""

    source: str
    rows: tuple[str, ...]
    column: str
    quote: str


class InDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words at a line of a developer's document, and the models of which they are said."""

    models: tuple[str, ...]
    doc: str
    line: int
    quote: str


def transcribe(data: Path, shared: Path, recorded: str) -> tuple[int, list[str]]:
    """Write the claims of `languages.toml` and of the lists; return the files changed, and what was not found."""
    curated = load_curated(data)
    rows = tomllib.loads((HERE / "languages.toml").read_text(encoding="utf-8"))
    known = {fold_name(word): one.id for one in curated.known_models for word in (one.name, *one.aliases)}
    faults: list[str] = []
    found: list[Claim] = [
        *_of_tables([msgspec.convert(one, InTable) for one in rows["table"]], shared / "data", known, faults),
        *_of_documents([msgspec.convert(one, InDocument) for one in rows["document"]], curated, shared, faults),
        *_of_lists(shared / "seeds", known),
    ]
    by_model: dict[str, list[Claim]] = defaultdict(list)
    for claim in found:
        by_model[claim.identity].append(check_claim(msgspec.structs.replace(claim, recorded=recorded)))
    return _write(curated, data, by_model), faults


def _of_tables(statements: list[InTable], folder: Path, known: dict[str, str], faults: list[str]) -> Iterator[Claim]:
    tables = tomllib.loads((HERE / "tables.toml").read_text(encoding="utf-8"))["table"]
    by_source = {one["source"]: msgspec.convert(one, Table) for one in tables}
    cells: dict[str, dict[str, dict[str, str]]] = {}
    for said in statements:
        table = by_source[said.source]
        if said.source not in cells:
            text = (folder / table.file).read_text(encoding="utf-8-sig")
            read = csv.DictReader(io.StringIO(text, newline=""))
            cells[said.source] = {" ".join((row["Model"] or "").split()): row for row in read}
        for name in said.rows:
            cell = " ".join(cells[said.source].get(name, {}).get(said.column, "").split())
            if said.quote not in cell or fold_name(name) not in known:
                faults.append(f"{said.source}, row {name}, {said.column}: no {said.quote!r}, or no such model")
                continue
            entry = f"{table.label}, row {name}"
            yield from _claims(said.quote, name, known[fold_name(name)], said.source, f"{entry}: {said.column}", entry)


def _of_documents(statements: list[InDocument], curated: Curated, shared: Path, faults: list[str]) -> Iterator[Claim]:
    library = Library(shared / "data/primary")
    names = {one.id: one.name for one in curated.known_models}
    for said in statements:
        document = library.documents[said.doc]
        if not library.says(said.doc, said.line, said.quote) or document.source not in curated.sources:
            faults.append(f"{said.doc}, line {said.line}: no {said.quote!r}, or the document is not in sources.toml")
            continue
        for model in said.models:
            place, entry = f"{document.path}, line {said.line}", f"{document.path}, {names[model]}"
            yield from _claims(said.quote, names[model], model, document.source, place, entry)


def _of_lists(folder: Path, known: dict[str, str]) -> Iterator[Claim]:
    """Return what the lists' reader reads: the same words that gave the size of the data."""
    lists = reader("awesome-list")
    for source, pattern in LISTS.items():
        (path,) = folder.glob(pattern)
        raw = path.read_bytes()
        for claim in lists.read(raw, lists.describe(path.name, raw)).claims:
            if claim.field in FIELDS and fold_name(claim.subject) in known:
                yield msgspec.structs.replace(claim, source=source, identity=known[fold_name(claim.subject)])


def _claims(quote: str, name: str, model: str, source: str, place: str, entry: str) -> Iterator[Claim]:
    found = read_data_languages(quote)
    base = Claim(
        subject=name, field="", value="", source=source, locator=place, as_written=quote, entry=entry, identity=model
    )
    for one in found.named:
        stated = {key: said for key, said in (("share", one.share), ("amount", one.amount)) if said}
        yield msgspec.structs.replace(base, field="data_languages", value=one.language, qualifiers=stated)
    for count in found.counted:
        yield msgspec.structs.replace(
            base,
            field="data_language_count",
            value=count.value,
            unit=count.unit,
            relation=count.relation,
            qualifiers={"component": count.label} if count.label else {},
        )


def _write(curated: Curated, data: Path, by_model: dict[str, list[Claim]]) -> int:
    """Replace each model's claims on languages; a count of languages is no size of the data."""
    changed = 0
    stated: dict[str, list[Claim]] = defaultdict(list)
    for claim in curated.claims():
        stated[claim.identity].append(claim)
    for identity, claims in sorted(by_model.items()):
        file = data / f"claims/{identity}.toml"
        before = file.read_text(encoding="utf-8")
        kept = [one for one in stated[identity] if one.field not in FIELDS and one.unit != "languages"]
        text = write_claims(identity, tomllib.loads(before)["name"], [*kept, *claims])
        if text != before:
            file.write_text(text, encoding="utf-8")
            changed += 1
    return changed
