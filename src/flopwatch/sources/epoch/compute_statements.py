"""Statements of training compute and release date in Epoch's tables of models and versions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from flopwatch.domain import BadInput, Skip, Source, StatedCompute, clean_text
from flopwatch.sources.epoch.benchmark_scores import LONGEST_NAME, BadCell, ScoreReading, iso_date, positive_number
from flopwatch.sources.epoch.table import records_of


def read_versions(data: bytes, file: str) -> ScoreReading:
    """Read Epoch's `model_versions.csv`: the model and the release date of each version. Raises BadInput for any
    other file.
    """
    name = PurePath(file).name
    rows = records_of(data, Source(id=name, title=name, url="", date="", group=name))
    header = [clean_text(cell) for cell in rows[0]] if rows else []
    if not {"id", "Model", "Version release date"} <= set(header):
        raise BadInput(f"{name}: no columns id, Model, Version release date. Is it the hub's model_versions.csv?")
    version, model, released = (header.index(c) for c in ("id", "Model", "Version release date"))
    found = ScoreReading()
    for number, row in enumerate(rows[1:], 2):
        found.rows += 1
        if len(row) != len(header) or not clean_text(row[version]):
            found.quarantined.append(BadCell(f"row {number}", "no id, or cells missing"))
            continue
        key, of = clean_text(row[version])[:LONGEST_NAME], clean_text(row[model])[:LONGEST_NAME]
        if of:
            found.names[key] = of
        else:
            found.skipped.append(Skip(f"row {number}", f"{key}: the model is not named"))
        found.computes.append(
            StatedCompute(key, None, date=iso_date(row[released]), source=name, locator=f"row {number}")
        )
    return found


def read_epoch_compute(data: bytes, file: str) -> ScoreReading:
    """Read the training facts of each model in an Epoch table. Raises BadInput if it has no compute column."""
    name = PurePath(file).name
    rows = records_of(data, Source(id=name, title=name, url="", date="", group=name))
    header = [clean_text(cell) for cell in rows[0]] if rows else []
    at = {cell: place for place, cell in reversed(list(enumerate(header)))}
    title = next((c for c in ("Model", "System") if c in at), "")
    if not title or "Training compute (FLOP)" not in at:
        raise BadInput(
            f"{name}: no columns Model (or System) and Training compute (FLOP). Is it Epoch's table of models?"
        )
    found = ScoreReading()
    for number, row in enumerate(rows[1:], 2):
        found.rows += 1
        where = f"row {number}"
        if len(row) != len(header):
            found.quarantined.append(BadCell(where, f"{len(row)} cells under {len(header)} headers"))
            continue
        cells = {cell: row[place].strip() for cell, place in at.items()}
        model = clean_text(cells[title])[:LONGEST_NAME]
        if not model:
            found.quarantined.append(BadCell(where, "no name of a model"))
            continue
        try:
            found.computes.append(_statement(cells, model, name, where))
        except ValueError as error:
            found.refuse(model, name, f"{where} ({model})", str(error))
    return found


def _statement(cells: Mapping[str, str], model: str, file: str, where: str) -> StatedCompute:
    """Return the training facts that one row states.

    Raises:
        ValueError: If its compute or its parameters are not positive numbers.
    """
    notes = (cells.get("Training compute notes", "") + " " + cells.get("Parameters notes", "")).casefold()[:20_000]
    method = cells.get("Training compute estimation method", "")
    if "benchmark" not in method.casefold() and ("imput" in notes or "from benchmark scores" in notes):
        method = f"{method},Benchmarks (in the notes)"
    return StatedCompute(
        model,
        positive_number(cells["Training compute (FLOP)"]),
        parameters=positive_number(cells.get("Parameters", "")),
        organization=clean_text(cells.get("Organization", ""))[:200],
        date=iso_date(cells.get("Publication date", "")),
        confidence=cells.get("Confidence", "")[:40],
        method=method[:200],
        base_model=clean_text(cells.get("Base model", ""))[:200],
        domain=cells.get("Domain", "")[:200],
        sparse=any(
            word in notes for word in ("moe", "mixture of experts", "mixture-of-experts", "active param", "activated")
        ),
        flagged=cells.get("Exclude", "").casefold() in ("1", "true", "checked", "yes"),
        source=file,
        locator=where,
    )
