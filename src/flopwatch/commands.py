"""What each command does, as one call: paths and words in, plain data out. The command line and notebooks print the same."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from flopwatch import audit as auditing
from flopwatch import ledger, pipeline, records, sources
from flopwatch.census import Census
from flopwatch.classification import CLASSES, Crossing, cover, crossing_of, in_force, largest_run
from flopwatch.domain import (
    BadInput,
    Claim,
    NotFound,
    PartialDate,
    Reading,
    Source,
    Unknown,
    canonical,
    exact,
    field,
)
from flopwatch.domain.events import Snapshot
from flopwatch.estimation import Chips, Estimate, Frontier, Relatives
from flopwatch.estimation.bounds import bounds_of
from flopwatch.records import Record
from flopwatch.sources.claims_toml import write_claims

if TYPE_CHECKING:
    from flopwatch.reproduce import Reproduced

Row = dict[str, Any]
MAX_ROWS = 1_000_000
LONGEST_FACT = 120  # characters; what is longer is prose and stays in the ledger it was imported to


def interval(estimate: object) -> Row | None:
    """An estimate's interval as `{"p5", "p50", "p95"}`, in FLOP; None where it is unknown."""
    if not isinstance(estimate, Estimate):
        return None
    low, high = estimate.compute_flop.interval()
    return {"p5": _round(low), "p50": _round(estimate.compute_flop.median), "p95": _round(high)}


def _round(value: float) -> float:
    """Six significant digits: more would be noise of the last bits, which differ between machines."""
    return float(f"{value:.6g}")


def number(text: str) -> int | float | None:
    """An exact decimal as a JSON number; "" as null."""
    if not text:
        return None
    value = exact(text)
    return int(value) if value == value.to_integral_value() else float(value)


# ---------------------------------------------------------------- build


def build(data: Path, store: Path, out: Path, *, as_of: dt.date | None = None) -> Row:
    """Build the release folder and say what is in it."""
    made = pipeline.build(data, store, out, as_of=as_of)
    counts = {"models": made.models, "claims": made.claims, "sources": made.sources}
    return {"out": str(out), "as_of": made.as_of, **counts, "sha256": made.sha256}


def build_if_needed(data: Path, store: Path, out: Path) -> bool:
    """Build unless the folder was built from these very inputs by this version of the code; whether it was built."""
    stamp = out.with_name(out.name + ".inputs")
    now = _fingerprint(data, store)
    if (out / "manifest.json").is_file() and stamp.is_file() and stamp.read_text() == now:
        return False
    pipeline.build(data, store, out)
    stamp.write_text(now)
    return True


def _fingerprint(data: Path, store: Path) -> str:
    """One hash over the curated files, the ledger's events and the code."""
    total = hashlib.sha256()
    for root in (data, Path(__file__).parent):
        for path in sorted(
            one for one in root.rglob("*") if one.is_file() and "__pycache__" not in one.parts
        ):
            total.update(f"{path.relative_to(root)}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    with ledger.Ledger.open(store, readonly=True) as opened:
        total.update(opened.digest().encode())
    return total.hexdigest()


# ---------------------------------------------------------------- models, show


def models(
    census: Census, *, where: str = "", sort: str = "id", limit: int | None = None, at: str = "1e25"
) -> list[Row]:
    """The models as rows, filtered by an SQL expression over the columns, sorted by a column (`name` or `name:desc`).

    Raises:
        BadInput: If the expression or the column is wrong; the message lists the columns.
    """
    rows = [_model_row(census, record, at) for record in census.models()]
    if where:
        kept = _filter(rows, where)
        rows = [row for row in rows if row["id"] in kept]
    name, _, direction = sort.partition(":")
    by_id = {row["id"]: flat(row) for row in rows}
    if rows and name not in next(iter(by_id.values())):
        raise BadInput(f"no column {name!r} to sort by. Columns: {', '.join(next(iter(by_id.values())))}.")
    known = [row for row in rows if by_id[row["id"]][name] is not None]
    known.sort(key=lambda row: (by_id[row["id"]][name], row["id"]), reverse=direction == "desc")
    rest = [row for row in rows if by_id[row["id"]][name] is None]
    return (known + rest)[:limit]


def _model_row(census: Census, record: Record, at: str) -> Row:
    index = threshold_index(census, at)
    crossings = census.crossings[record.id]
    return {
        "id": record.id,
        "name": record.name,
        "aliases": list(record.aliases),
        "developers": list(record.values("developer")),
        "countries": list(record.values("country")),
        "domains": list(record.values("domain")),
        "published": record.value("published") or None,
        "parameters": number(record.value("parameters")),
        "active_parameters": number(record.value("active_parameters")),
        "training_compute_flop": interval(census.estimates[record.id]),
        "compute_class": crossings[index].compute_class,
        "compute_classes": {
            t.flop: one.compute_class for t, one in zip(census.thresholds, crossings, strict=True)
        },
        "base": record.base or None,
        "sources": sorted({claim.source for claim in record.claims.values()}),
        "unknown": record.unknown,
    }


def flat(row: Row) -> Row:
    """A row as the columns that `--where` and `--sort` see: lists joined by commas, the interval as three columns."""
    compute = row["training_compute_flop"] or {}
    out = {key: ",".join(value) if isinstance(value, list) else value for key, value in row.items()}
    for key in ("training_compute_flop", "compute_classes", "unknown"):
        out.pop(key)
    for p in ("p5", "p50", "p95"):
        out[f"training_compute_{p}"] = compute.get(p)
    return out


def _filter(rows: Sequence[Row], where: str) -> set[str]:
    """Ids of the rows for which the expression holds, by SQLite on a throw-away table that can only be read."""
    if not rows:
        return set()
    flattened = [flat(row) for row in rows]
    columns = list(flattened[0])
    db = sqlite3.connect(":memory:")
    try:
        # Big integers as REAL: a parameter count of 1.74e14 fits, a compute of 1e26 does not.
        db.execute(f"CREATE TABLE models ({', '.join(columns)})")
        values = [
            [float(v) if isinstance(v, int) and abs(v) > 2**62 else v for v in row.values()]
            for row in flattened
        ]
        db.executemany(f"INSERT INTO models VALUES ({', '.join('?' * len(columns))})", values)
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 100_000)
        db.set_authorizer(_reads_only)
        db.set_progress_handler(_Budget(2_000), 10_000)
        found = db.execute(f"SELECT id FROM models WHERE ({where})").fetchmany(MAX_ROWS)
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise BadInput(f"--where {where!r}: {error}. Columns: {', '.join(columns)}.") from error
    finally:
        db.close()
    return {identity for (identity,) in found}


class _Budget:
    """Stops an expression that runs on: SQLite asks every 10 000 steps."""

    def __init__(self, calls: int) -> None:
        self.calls = calls

    def __call__(self) -> int:
        self.calls -= 1
        return self.calls < 0


# What an expression may call: nothing that makes large values, loads code or reads the machine.
_FUNCTIONS = frozenset({
    "abs", "coalesce", "glob", "ifnull", "iif", "instr", "length", "like", "lower", "max", "min", "nullif", "round", "substr", "trim",
    "upper",
})  # fmt: skip


def _reads_only(action: int, _: str | None, name: str | None, *__: object) -> int:
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_OK if name in _FUNCTIONS else sqlite3.SQLITE_DENY
    return (
        sqlite3.SQLITE_OK if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ) else sqlite3.SQLITE_DENY
    )


def find(census: Census, name: str) -> Record:
    """The record that an id or a name means.

    Raises:
        NotFound: With the nearest ids.
    """
    if name in census.records:
        return census.records[name]
    word = records.fold_name(name)
    exact_names = [
        one for one in census.records.values() if word in map(records.fold_name, (one.name, *one.aliases))
    ]
    if not exact_names:
        exact_names = [one for one in census.records.values() if one.id.split("/")[-1] == records.slug(name)]
    if len({one.id for one in exact_names}) == 1:
        return exact_names[0]
    if exact_names:
        raise NotFound(
            f"{name!r} means several: {', '.join(one.id for one in exact_names)}. Give one of these ids."
        )
    near = [
        one.id for one in census.records.values() if word[:4] and word[:4] in records.fold_name(one.name)
    ][:5]
    hint = f"Near: {', '.join(near)}." if near else "`flopwatch models` lists all."
    raise NotFound(f"no model {name!r}. {hint}")


def show(census: Census, name: str) -> Row:
    """One record with every claim and its receipt."""
    record = find(census, name)
    estimate = census.estimates.get(record.id)
    return {
        "id": record.id,
        "name": record.name,
        "kind": record.kind,
        "aliases": list(record.aliases),
        "base": record.base or None,
        "fields": {name: _field(census, record, name) for name in record.fields},
        "unknown": record.unknown,
        "estimate": _estimate(estimate) if isinstance(estimate, Estimate) else None,
        "bounds": _bounds(census, record),
        "thresholds": [_crossing(census, one) for one in census.crossings.get(record.id, ())],
        "findings": [msgspec.to_builtins(one) for one in census.findings if one.model == record.id],
        "history": _history(census, record),
    }


def _bounds(census: Census, record: Record) -> Row | None:
    """The interval that stated bounds and comparisons leave for a model's compute; None where nothing bounds it."""
    found = bounds_of(record, census.records, census.estimates, Relatives(census.records))
    if isinstance(found, Unknown):
        return None
    return {
        "low": None if found.low is None else _round(found.low),
        "high": None if found.high is None else _round(found.high),
        "contradiction": found.contradiction or None,
        "bounds": [
            {"relation": one.relation, "flop": _round(one.flop), "reason": one.reason, "claim": one.claims[0], "reference": one.reference or None}
            for one in found.bounds
        ],
    }  # fmt: skip


def _field(census: Census, record: Record, name: str) -> Row:
    value = record.fields[name]
    quantity = field(value.field).kind == "quantity"
    values = [number(one) if quantity else one for one in value.values]
    estimate = interval(census.estimates.get(record.id)) if name == "training_compute" else None
    return {
        "value": values if len(values) > 1 else values[0],
        "unit": value.unit or None,
        "relation": value.relation,
        "interval": estimate,
        "rule": value.rule,
        "contested": value.contested,
        "claims": [_claim(census, record.claims[key], key) for key in value.claims if key in record.claims],
        "rivals": [_claim(census, record.claims[key], key) for key in value.rivals if key in record.claims],
    }


def _claim(census: Census, claim: Claim, key: str) -> Row:
    source = census.sources.get(claim.source)
    return {
        "id": key,
        "source": claim.source,
        "url": source.url if source else "",
        "locator": claim.locator,
        "as_written": claim.as_written,
        "value": claim.value,
        "unit": claim.unit,
        "relation": claim.relation,
        "flags": list(claim.flags),
    }


def _estimate(estimate: Estimate) -> Row:
    return {
        "compute_flop": interval(estimate),
        "methods": [
            {
                "method": one.method,
                **dict(zip(("p5", "p95"), map(_round, one.compute_flop.interval()), strict=True)),
                "p50": _round(one.compute_flop.median),
                "formula": one.formula,
                "doubts": list(one.doubts),
            }
            for one in estimate.methods
        ],
        "rule": estimate.rule,
        "agreement": _round(estimate.agreement),
        "doubted": estimate.doubted,
        "working": [
            {
                "method": one.method,
                "symbol": used.symbol,
                "name": used.name,
                "value": _round(used.value.median),
                "unit": used.unit,
                "formula": one.formula,
                "claim": used.claims[0] if used.claims else None,
                "source": used.source,
            }
            for one in estimate.methods
            for used in one.inputs
        ],
        "working_text": estimate.working_text,
        "sensitivity": estimate.sensitivity,
        "sentence": estimate.sentence,
        "graph": [
            {
                "id": one.id,
                "symbol": one.symbol,
                "name": one.name,
                **dict(zip(("p5", "p95"), map(_round, one.value.interval()), strict=True)),
                "p50": _round(one.value.median),
                "unit": one.unit,
                "formula": one.formula,
                "inputs": list(one.inputs),
                "claims": list(one.claims),
                "source": one.source,
            }
            for one in estimate.working
        ],
        "sensitivities": [_rounded(dataclasses.asdict(one)) for one in estimate.sensitivities],
        "components": [
            {
                "name": one.name,
                **dict(zip(("p5", "p95"), map(_round, one.compute_flop.interval()), strict=True)),
                "p50": _round(one.compute_flop.median),
                "formula": one.formula,
                "counted": one.counted,
            }
            for one in estimate.components
        ],
    }


def _history(census: Census, record: Record) -> list[Row]:
    """When each source spoke of the model, the earliest first."""
    by_source: dict[str, list[Claim]] = {}
    for claim in record.claims.values():
        by_source.setdefault(claim.source, []).append(claim)
    rows = [
        {
            "date": census.sources[source].date if source in census.sources else "",
            "source": source,
            "claims": len(some),
            "recorded": max((one.recorded for one in some), default=""),
        }
        for source, some in sorted(by_source.items())
    ]
    return sorted(rows, key=lambda row: (row["date"] == "", row["date"], row["source"]))


# ---------------------------------------------------------------- thresholds


def threshold_index(census: Census, at: str) -> int:
    """The place of a threshold by its size (`1e25`, `10^25`, `1E25`).

    Raises:
        NotFound: Listing the thresholds there are.
    """
    wanted = re.sub(r"^10\^", "1e", at.strip().lower().replace("e+", "e"))
    for index, one in enumerate(census.thresholds):
        try:
            if exact(one.flop) == exact(wanted):
                return index
        except ValueError:
            break
    known = ", ".join(one.flop for one in census.thresholds)
    raise NotFound(f"no threshold {at!r}. Thresholds: {known} (data/thresholds.toml).")


def thresholds(
    census: Census, *, at: str = "", within: float | None = None, every: bool = False
) -> list[Row]:
    """Who crosses what: base models that are confirmed, likely or cannot be ruled out, the surest first.

    Args:
        census: The census.
        at: One amount in FLOP, of `data/thresholds.toml` or your own; all of the file where empty.
        within: Instead of an amount: orders of magnitude below the largest run.
        every: Whether to list those below and unknown too.
    """
    rows = []
    for amount in _amounts(census, at, within):
        some = [
            crossing_of(census.records[key], estimate, amount)
            for key, estimate in census.estimates.items()
            if not census.records[key].base
        ]
        kept = [one for one in some if every or one.compute_class in CLASSES[:3]]
        kept.sort(key=lambda one: _surest_first(census, one))
        rows += [_crossing(census, one) for one in kept]
    return rows


def _amounts(census: Census, at: str, within: float | None) -> list[float]:
    if within is not None:
        largest = largest_run(census.records, census.estimates)
        if at or largest is None or not 0 <= within <= 30:
            raise BadInput(
                f"--within {within} needs no --at, and 0 to 30 orders of magnitude below a known run."
            )
        return [largest / 10**within]
    if not at:
        return [float(one.flop) for one in census.thresholds]
    wanted = re.sub(r"^10\^", "1e", at.strip().lower().replace("e+", "e").replace(" flop", ""))
    try:
        amount = float(exact(wanted))
    except ValueError as error:
        raise BadInput(f"--at {at!r}: {error}. An amount in FLOP, such as 1e25 or 3.5e24.") from error
    if not 1 <= amount <= 1e40:
        raise BadInput(f"--at {at!r} is outside 1 to 1e40 FLOP. Was the exponent mistyped?")
    return [amount]


def rules(data: Path, census: Census, *, rule: str = "") -> list[Row]:
    """The rules of law that name an amount of compute, and the models each may cover, by the view's own date.

    Raises:
        NotFound: If there is no such rule.
    """
    known = sources.load_curated(data).rules
    if rule and rule not in {one.id for one in known}:
        raise NotFound(f"no rule {rule!r}. Rules: {', '.join(one.id for one in known)} (data/rules.toml).")
    covered = cover(known, census.records, census.estimates, census.as_of)
    return [
        {
            "rule": one.id,
            "name": one.name,
            "jurisdiction": one.jurisdiction,
            "status": one.status,
            "in_force": in_force(one, census.as_of),
            "from": one.starts or None,
            "until": one.until or None,
            "threshold_flop": number(one.flop),
            "share_of_base": one.share_of_base or None,
            "counts": one.counts,
            "confirmed": one.confirmed,
            "meaning": one.meaning,
            "source": one.source,
            "models": [
                {
                    "model": found.model,
                    "name": census.records[found.model].name,
                    "probability": None if found.probability is None else round(found.probability, 6),
                    "compute_class": found.compute_class,
                    "reason": found.reason,
                }
                for found in covered[one.id]
            ],
        }
        for one in known
        if rule in ("", one.id)
    ]


def _surest_first(census: Census, one: Crossing) -> tuple[object, ...]:
    estimate = census.estimates[one.model]
    median = estimate.compute_flop.median if isinstance(estimate, Estimate) else 0.0
    return (
        CLASSES.index(one.compute_class),
        one.probability is None,
        -(one.probability or 0),
        -median,
        one.model,
    )


def _crossing(census: Census, one: Crossing) -> Row:
    estimate = census.estimates.get(one.model)
    return {
        "model": one.model,
        "name": census.records[one.model].name,
        "developers": list(census.records[one.model].values("developer")),
        "threshold_flop": one.threshold_flop,
        "probability": None if one.probability is None else round(one.probability, 6),
        "compute_class": one.compute_class,
        "p50": _round(estimate.compute_flop.median) if isinstance(estimate, Estimate) else None,
        "confidence": one.confidence or None,
        "justification": one.justification,
        "rule": one.rule,
    }


# ---------------------------------------------------------------- coverage


def coverage(census: Census, *, at: str = "1e25") -> list[Row]:
    """For each field for how many models it is known: in all, by class against one threshold, and by year of publication."""
    from flopwatch import analysis

    index = threshold_index(census, at)
    found = analysis.coverage(
        census.records, census.estimates, census.crossings, census.thresholds, census.conflicts, at=index
    )

    def counts(shares: Mapping[str, analysis.Share]) -> Row:
        return {group: {"known": one.known, "models": one.models} for group, one in shares.items()}

    return [
        {
            "field": one.name,
            "known": one.total.known,
            "models": one.total.models,
            "share": round(one.total.share, 4),
            "said_unknown": one.said_unknown,
            "disagreements": found.disagreements_by_field().get(one.name, 0),
            "by_class": counts(one.by_class),
            "by_level": counts(one.by_level),
            "by_year": counts(one.by_year),
            "missing": list(one.missing),
        }
        for one in found.fields
    ]


# ---------------------------------------------------------------- import, audit, reproduce


def read_file(reader_name: str, place: str, *, source: str = "", date: str = "") -> tuple[Snapshot, bytes]:
    """Read an outside file: the snapshot it gives, and its bytes. Nothing is written.

    Raises:
        BadInput: If it cannot be read at all.
        NotFound: If there is no such reader.
    """
    reader = sources.reader(reader_name)
    raw = sources.fetch(place)
    about = reader.describe(Path(place).name, raw)
    if date:
        try:
            PartialDate.from_iso(date)
        except ValueError as error:
            raise BadInput(f"--date {date!r}: {error}.") from error
    about = msgspec.structs.replace(about, id=source or about.id, date=date or about.date)
    reading = reader.read(raw, about)
    snapshot = Snapshot(
        source=about.id, sha256=hashlib.sha256(raw).hexdigest(), date=about.date, reader=reader.name, version=reader.version,
        claims=tuple(reading.claims), read=reading.read, claimed=reading.claimed, about=about, skipped=tuple(reading.skipped),
        quarantined=tuple(reading.quarantined), counts=reading.counts, notes=tuple(reading.notes),
    )  # fmt: skip
    return snapshot, raw


def import_file(
    reader_name: str, place: str, data: Path, store: Path, *, source: str = "", date: str = ""
) -> Row:
    """Read an outside file into the ledger: one snapshot, written whole or not at all. The raw bytes are kept by hash."""
    snapshot, raw = read_file(reader_name, place, source=source, date=date)
    curated = sources.load_curated(data)
    before = [*curated.events(), *ledger.read_events(store)]
    cache = ledger.Cache(store.parent / "cache")
    cache.put(raw, source=snapshot.source, url=place if "://" in place else "", date=snapshot.date)
    with ledger.Ledger.open(store) as opened:
        opened.append([snapshot])

    def resolved(events: Iterable[Any]) -> records.Resolved:
        events = list(events)
        known = {**curated.sources, **records.described(events)}
        return records.resolve(records.fold(events), known, curated.developers, curated.known_models)

    old, new, alone = resolved(before), resolved([*before, snapshot]), resolved([snapshot])
    mine = {claim.id_in(snapshot.source) for claim in snapshot.claims}
    distinct = {key for key, one in alone.records.items() if one.kind == "model"}
    return {
        "source": snapshot.source,
        "read": snapshot.read,
        "claimed": snapshot.claimed,
        "skipped": [msgspec.to_builtins(one) for one in snapshot.skipped],
        "quarantined": [msgspec.to_builtins(one) for one in snapshot.quarantined],
        "claims": len(snapshot.claims),
        "entries_model": snapshot.counts.get("entries_model", snapshot.claimed),
        "models_distinct": len(distinct),
        "models_new": len(distinct - set(old.records)),
        "conflicts": sum(
            any(key in mine for keys in one.values.values() for key in keys) for one in new.conflicts
        ),
        "notes": list(snapshot.notes),
        "counts": snapshot.counts,
        "sums": _sums(snapshot.claims),
    }


def _sums(claims: Iterable[Claim]) -> dict[str, str]:
    """The exact sums of the compute and parameters claimed, to hold against the file's own columns."""
    totals = {"training_compute": exact("0"), "parameters": exact("0")}
    for claim in claims:
        if claim.field in totals and claim.relation != "unknown":
            totals[claim.field] += records.base_value(claim)[0]
    return {name: canonical(total) for name, total in totals.items()}


def audit(
    data: Path, store: Path, *, file: str = "", reader: str = "awesome-list", as_of: dt.date | None = None
) -> list[Row]:
    """What to doubt: in the census, or in somebody's file, which is read beside the census and written nowhere."""
    if not file:
        return [msgspec.to_builtins(one) for one in pipeline.take_census(data, store, as_of=as_of).findings]
    name = "audited/" + re.sub(r"[^a-z0-9.]+", "-", Path(file).name.casefold())
    snapshot, _ = read_file(reader, file, source=name)
    census = pipeline.take_census(data, store, as_of=as_of, more=[snapshot])
    mine = {claim.id_in(snapshot.source) for claim in snapshot.claims}
    found = [one for one in census.findings if mine & set(one.claims)]
    kept_out = [
        auditing.Finding(
            rule="quarantined", severity="medium", model=one.item, field="", source=name, as_written=one.item, message=one.reason
        )
        for one in snapshot.quarantined
    ]  # fmt: skip
    return [msgspec.to_builtins(one) for one in (*found, *kept_out)]


def reproduce(data: Path, store: Path, epoch: Sequence[str]) -> list[Reproduced]:
    """The documents' figures beside ours, from the files given."""
    from flopwatch.reproduce import reproduce as reproduce_documents

    return reproduce_documents(_epoch_tables(epoch), pipeline.take_census(data, store))


def validate_estimates(data: Path, epoch: Sequence[str]) -> Row:
    """Every method against the compute that Epoch's tables record: scores, and every miss beyond a factor of 3."""
    from flopwatch.analysis import validation

    curated = sources.load_curated(data)
    found = validation.validate_estimates(
        _epoch_tables(epoch), Chips(curated.chips), Frontier(curated.frontier)
    )
    return {
        "rows": [_rounded(msgspec.to_builtins(one)) for one in found.rows],
        "misses": [_rounded(msgspec.to_builtins(one)) for one in found.misses],
    }


def _rounded(row: Row) -> Row:
    return {key: float(f"{value:.4g}") if isinstance(value, float) else value for key, value in row.items()}


def validation_lines(found: Row) -> list[str]:
    """The scores and the misses of `validate estimates` as Markdown: what the command prints and docs/methods keeps."""
    from flopwatch.analysis.validation_tables import as_markdown

    return as_markdown(found["rows"], found["misses"])


def _epoch_tables(places: Sequence[str]) -> list[tuple[Source, Reading]]:
    readings = []
    for place in places:
        raw = sources.fetch(place)
        reader = sources.reader("epoch-csv")
        about: Source = reader.describe(Path(place).name, raw)
        readings.append((about, reader.read(raw, about)))
    return readings


# ---------------------------------------------------------------- data check


def check_data(folder: Path) -> list[Row]:
    """Every problem of a curated folder, as a reviewer would list them: broken rows first, then what the rows say together.

    Raises:
        NotFound: If there is no such folder.
    """
    if not folder.is_dir():
        raise NotFound(f"{folder} is no folder. Name the curated folder with --data.")
    rows, broken = sources.read_rows(folder)
    found = [*broken, *auditing.check_base(rows)]
    # What stops the loader is most often known by then, and said better.
    known = {one.file for one in found}
    found += (one for one in sources.what_the_loader_says(folder) if one.file not in known)
    return [msgspec.to_builtins(one) for one in found]


# ---------------------------------------------------------------- architecture


def architecture(place: str, *, context: int | None = None, convention: str = "full") -> Row:
    """Parameters and FLOP per token of a model, counted from its Hugging Face config.

    Args:
        place: Path or http(s) address of the `config.json`.
        context: Tokens per sequence; where None, 4096 or the model's own maximum if that is less.
        convention: `full` or `causal-half` attention.

    Raises:
        BadInput: If the config cannot be read, its family is not supported, or a key is missing or cannot be.
    """
    # Loaded only here: no other command counts.
    from flopwatch.estimation.architecture import count_architecture

    config = sources.read_config_json(sources.fetch(place), place)
    try:
        counts: Row = msgspec.to_builtins(count_architecture(config, context, convention))
    except BadInput as error:
        raise BadInput(f"{place}: {error}") from error
    return counts


def architecture_lines(row: Row) -> list[str]:
    """The counts of `architecture` as lines for people."""
    token = f" (a token: {row['token']})" if row["token"] else ""
    lines = [
        f"{row['model_type']}, counted as {row['counted']}",
        f"parameters                {row['parameters']:>22,}",
        f"active parameters         {row['active_parameters']:>22,}",
        f"non-embedding parameters  {row['non_embedding_parameters']:>22,}",
        f"forward FLOP per token    {row['forward_flop_per_token']:>22,}   context {row['context']}, {row['convention']} attention{token}",
        f"training FLOP per token   {row['training_flop_per_token']:>22,}   3 × forward, nothing recomputed",
    ]
    if row["defaults"]:
        stated = ", ".join(f"{key} = {value}" for key, value in row["defaults"].items())
        lines.append(f"not in the config, as the family's own code has it: {stated}")
    for one in row["uncounted"]:
        size = f" ({one['parameters']:,} parameters)" if one["parameters"] is not None else ""
        lines.append(f"not counted: {one['part']}{size}: {one['why']}")
    return [*lines, *row["notes"]]


# ---------------------------------------------------------------- export


def export_claims_toml(census: Census, out: Path, *, only: Sequence[str] = (), recorded: str = "") -> Row:
    """Write the facts of the census as claims files, one for each subject: what a curator starts from.

    Prose stays behind: fields marked as prose, and any value or words longer than a fact needs.

    Args:
        census: The census.
        out: The folder to write `<developer>/<model>.toml` into.
        only: Ids of sources whose claims are written; all where empty.
        recorded: ISO date for claims that carry none: when they were taken down.
    """
    written = left = 0
    for record in census.records.values():
        facts = [claim for claim in record.claims.values() if not only or claim.source in only]
        kept = [one for one in facts if one.identity or is_fact(one)]  # curated claims are facts already
        left += len(facts) - len(kept)
        if not kept or record.id.count("/") != 1:
            continue
        path = out / f"{record.id}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        named = [
            msgspec.structs.replace(
                one, identity=one.identity or record.id, recorded=one.recorded or recorded
            )
            for one in kept
        ]
        path.write_text(write_claims(record.id, record.name, named), encoding="utf-8")
        written += 1
    return {"out": str(out), "files": written, "prose_left_out": left}


def is_fact(claim: Claim) -> bool:
    """Whether a claim is a bare fact that the bundled base may hold, rather than a source's prose."""
    return not field(claim.field).prose and max(len(claim.value), len(claim.as_written)) <= LONGEST_FACT
