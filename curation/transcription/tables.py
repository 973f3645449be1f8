"""Transcribe Epoch AI's tables: every taken row becomes claims of one model, the newest table first."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from flopwatch.catalogue import Chips
from flopwatch.domain import Claim, NotFound, Source, exact, field
from flopwatch.identity import fold_name
from flopwatch.sources.curated.claims_toml import read_claims, write_claims
from flopwatch.sources.curated.load import load_curated
from transcription import vocabulary
from transcription.rows import Row, Table, read_rows, taken, titles_of
from transcription.subjects import Developers, Resolution, Ruling, Subject, gather, resolve

T = TypeVar("T")
HERE = Path(__file__).resolve().parents[1]
SHEET_OF_2022 = "epoch-parameters-2022"
PUBLISHER = "epoch"
# Where a table of the newest date leaves one of these empty and an older one states it, the statement was taken back.
TAKEN_BACK = ("training_compute", "parameters")
SAME = 0.001  # relative difference below which two numbers are one statement
# Of a known model these are not transcribed again: they may have several values, or change with every export.
ONCE = frozenset(
    "developer domain task paper announcement weights homepage source_code citations chip number_format flagged "
    "architecture base_model training_compute_method access code_access hidden_layers training_power epochs".split()
)


@dataclass
class Result:
    """What a transcription would write, and what is left for a person."""

    files: dict[str, str]
    resolution: Resolution
    developers: list[vocabulary.Developer]
    models: list[vocabulary.KnownModel]


def transcribe(data: Path, shared: Path, recorded: str) -> Result:
    """Transcribe the tables of `tables.toml` into the text of files of claims, by path below `data`."""
    curated = load_curated(data)
    stated: dict[str, list[Claim]] = defaultdict(list)
    for claim in curated.claims():
        stated[claim.identity].append(claim)
    rulings = {fold_name(one.name): one for one in _table("rulings.toml", "ruling", Ruling)}
    names = _table("developers.toml", "developer", vocabulary.DeveloperNames)
    tables = _table("tables.toml", "table", Table)
    rows = {one.source: read_rows(one, shared, curated.sources[one.source].date, recorded) for one in tables}
    titles = titles_of(rows[SHEET_OF_2022])
    wanted = [row for one in tables for row in rows[one.source] if taken(row, titles)]
    known = vocabulary.with_names(curated.developers, names)
    developers = vocabulary.developers_with(wanted, known)
    ids = Developers(developers)
    chips = Chips(curated.chips)
    for row in wanted:
        row.claims = [one for one in row.claims if one.field != "chip" or _is_known(chips, one.value)]
    found = resolve(gather(wanted, ids), curated.known_models, stated, rulings, ids)
    models = vocabulary.models_with(found.subjects, curated.known_models)
    shown = {one.id: one.name for one in models}
    dates = {key: one.date for key, one in curated.sources.items()}
    groups = {key: one.group or key for key, one in curated.sources.items()}
    files = {}
    for subject in found.subjects:
        own = stated.get(subject.id, [])
        old = [one for one in own if groups.get(one.source) == PUBLISHER]
        fresh = list(_fresh(subject, old, dates))
        if fresh:
            name = _name_of(data, subject.id) or shown[subject.id]
            claims = [msgspec.structs.replace(one, identity=subject.id) for one in fresh]
            files[f"claims/{subject.id}.toml"] = write_claims(subject.id, name, [*own, *claims])
    named = {owner for one in found.subjects for row in one.rows for owner in row.values("developer")}
    kept = [one for one in developers if one in known or named & {one.name, *one.aliases} or _owns(one.id, models)]
    return Result(files, found, kept, models)


def _is_known(chips: Chips, name: str) -> bool:
    """Return whether the catalogue has a chip; a claim on another is left until chips.toml has it."""
    try:
        return bool(chips.find(name))
    except NotFound:
        return False


def _owns(developer: str, models: Iterable[vocabulary.KnownModel]) -> bool:
    return any(one.id.split("/")[0] == developer for one in models)


def _name_of(data: Path, identity: str) -> str:
    path = data / f"claims/{identity}.toml"
    return str(tomllib.loads(path.read_text(encoding="utf-8"))["name"]) if path.is_file() else ""


def _table(file: str, key: str, kind: type[T]) -> list[T]:
    rows = tomllib.loads((HERE / file).read_text(encoding="utf-8")).get(key, [])
    return [msgspec.convert(row, kind) for row in rows]


def _fresh(subject: Subject, old: list[Claim], dates: dict[str, str]) -> Iterable[Claim]:
    """Return what a model's rows state that its file lacks: of each field the newest table's statement."""
    rows = sorted(subject.rows, key=lambda row: dates[row.table.source], reverse=True)
    met: dict[str, str] = {}
    out: list[Claim] = []
    for row in rows:
        names = {one.field for one in row.claims}
        for name in sorted(names - met.keys()):
            met[name] = row.table.source
            mine = [one for one in row.claims if one.field == name]
            before = [one for one in old if one.field == name and one.relation != "unknown"]
            if before and (name in ONCE or _says_the_same(mine, before, dates)):
                continue
            if name == "dataset_size" and before and mine[0].unit not in {one.unit for one in before}:
                continue  # the same count in a vaguer unit
            out += mine
    out += _taken_back(rows, old, met, dates)
    # A row without compute that an older table had as large says nothing of its own where any table gives compute.
    if "training_compute" in met and met["training_compute"] == rows[0].table.source:
        out = [one for one in out if one.field != "training_compute_believed"]
    return out


def _says_the_same(mine: list[Claim], before: list[Claim], dates: dict[str, str]) -> bool:
    """Return whether the publisher's newest statement in the base already says what a row says."""
    newest = max(dates[one.source] for one in before)
    latest = [one for one in before if dates[one.source] == newest]
    if newest > max(dates[one.source] for one in mine):
        return True  # the base has a later statement
    if field(mine[0].field).kind != "quantity":
        return {one.value.casefold() for one in mine} <= {one.value.casefold() for one in latest}
    values = [(float(exact(one.value)), one.unit) for one in latest if one.relation != "unknown"]
    return all(
        any(unit == one.unit and abs(value / float(exact(one.value)) - 1) < SAME for value, unit in values if value)
        for one in mine
    )


def _taken_back(rows: list[Row], old: list[Claim], met: dict[str, str], dates: dict[str, str]) -> list[Claim]:
    """Return a claim of relation `unknown` for each figure that the newest tables no longer give."""
    newest = dates[rows[0].table.source]
    first = [row for row in rows if dates[row.table.source] == newest]
    out = []
    for name in TAKEN_BACK:
        said = [dates[met[name]]] if name in met else []
        said += [dates[one.source] for one in old if one.field == name and one.relation != "unknown"]
        now_stated = any(row.value(name) for row in first)
        if (
            not said
            or now_stated
            or max(said) >= newest
            or any(one.field == name and one.relation == "unknown" and dates[one.source] >= newest for one in old)
        ):
            continue
        row = first[0]
        header = next(
            one for one in row.cells if one.startswith("Training compute (FLOP" if "compute" in name else "Parameters")
        )
        entry = f"{row.table.label}, row {row.name}"
        out.append(
            Claim(
                subject=row.name,
                field=name,
                value="",
                source=row.table.source,
                locator=f"{entry}: {header}",
                as_written="",
                relation="unknown",
                flags=("withdrawn",),
                entry=entry,
                recorded=_recorded(row),
            )
        )
    return out


def _recorded(row: Row) -> str:
    return row.claims[0].recorded


def write(result: Result, data: Path) -> int:
    """Write a result below `data`; return the number of files that changed."""
    changed = 0
    for path, text in sorted(result.files.items()):
        file = data / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            read_claims(text.encode(), Source(id=path.removesuffix(".toml"), title=""), strict=True)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            changed += 1
    vocabulary.write_developers(data / "vocabulary/developers.toml", result.developers)
    vocabulary.write_models(data / "vocabulary/models.toml", result.models)
    vocabulary.write_left_out(data / "left_out.toml", result.resolution.left_out)
    return changed
