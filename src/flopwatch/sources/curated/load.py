"""The curated folder: every file of `data/` that people write, read once, strictly, and never written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from flopwatch.domain import (
    AnyEvent,
    Benchmark,
    Chip,
    Circumstance,
    Claim,
    Cluster,
    ComparedList,
    ComputeStock,
    Correct,
    CuratedTables,
    Developer,
    FrontierPoint,
    KnownModel,
    LeftOutRow,
    PartialDate,
    RememberParts,
    Rule,
    Snapshot,
    Source,
    Threshold,
    decode,
    event_id,
    exact,
    forget_parts,
)
from flopwatch.sources.curated.benchmarks import load_benchmarks
from flopwatch.sources.curated.checks import (
    check_chip,
    check_circumstance,
    check_compared,
    check_correction,
    check_developer,
    check_left_out,
    check_point,
    check_rule,
    check_source,
    check_threshold,
)
from flopwatch.sources.curated.claim_files import read_claim_files
from flopwatch.sources.curated.compute import load_compute
from flopwatch.sources.curated.rates import load_rates
from flopwatch.sources.curated.toml_tables import (
    bad_entry,
    by_id,
    bytes_of,
    checked,
    require_source,
    rows_of,
    table_rows,
    unique_names,
)

COMPARED, CIRCUMSTANCES = "compared_lists.toml", "circumstances.toml"


@dataclass(frozen=True, kw_only=True)
class Curated(CuratedTables):
    """Contents of the curated folder: its tables, and its other files as events.

    Args:
        snapshots: For each file of claims (sorted by path) the snapshot that it is, named `claims/<developer>/<model>`.
        decisions: Events of `decisions/`.
        corrections: Rows of `corrections.toml`, in order.
        correction_places: File and line of each, by the event's id.
        developers: The developers of the vocabulary.
        known_models: The models of the vocabulary.
        benchmarks: Benchmarks that scores are known on.
        clusters: Clusters of accelerators.
        stocks: Compute of developers at dates.
    """

    snapshots: tuple[Snapshot, ...]
    decisions: tuple[AnyEvent, ...]
    corrections: tuple[Correct, ...]
    correction_places: dict[str, str]
    developers: tuple[Developer, ...]
    known_models: tuple[KnownModel, ...]
    benchmarks: tuple[Benchmark, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    stocks: tuple[ComputeStock, ...] = ()

    def events(self) -> Iterator[AnyEvent]:
        """Yield every event that the view is folded from."""
        yield from self.snapshots
        yield from self.decisions
        yield from self.corrections

    def claims(self) -> Iterable[Claim]:
        """Return every claim of the files of claims."""
        return (claim for snapshot in self.snapshots for claim in snapshot.claims)


def load_curated(folder: Path, remember: RememberParts = forget_parts) -> Curated:
    """Read the curated folder.

    Every id it mentions must be there: sources of claims, developers, bases of models.

    Args:
        folder: Holds `sources.toml`, `claims/`, `vocabulary/developers.toml`, `vocabulary/models.toml`,
            `thresholds.toml` and `frontier.toml`; `corrections.toml`, `left_out.toml` and `decisions/` may be absent.
        remember: Keeps the claims read from files whose bytes have not changed since.

    Raises:
        BadInput: Naming the file, the entry and the correction to make. Nothing is passed over.
        NotFound: If a file that must be there is not.
    """
    tables = load_tables(folder)
    sources = tables.sources
    developers_file, models_file = folder / "vocabulary/developers.toml", folder / "vocabulary/models.toml"
    developers = by_id(rows_of(developers_file, "developer", Developer), developers_file)
    known_models = by_id(rows_of(models_file, "model", KnownModel), models_file)
    list(checked(developers.values(), check_developer, developers_file, lambda one: one.id))
    names = unique_names(developers.values(), developers_file)
    unique_names(known_models.values(), models_file)
    for model in known_models.values():
        if model.base and (model.base not in known_models or known_models[model.base].base):
            raise bad_entry(models_file, model.id, f"base {model.base!r} is not a base model of this file")
    benchmarks = load_benchmarks(folder) if (folder / "benchmarks.toml").is_file() else ()
    corrections = tuple(_corrections(folder / "corrections.toml", sources))
    clusters, stocks = load_compute(folder, sources, developers, remember)
    snapshots = read_claim_files(folder / "claims", sources, names, {one.id for one in benchmarks}, remember)
    return Curated(
        **vars(tables),
        snapshots=snapshots,
        decisions=tuple(_decisions(folder / "decisions")),
        corrections=corrections,
        correction_places=_places(folder / "corrections.toml", corrections),
        developers=tuple(developers.values()),
        known_models=tuple(known_models.values()),
        benchmarks=benchmarks,
        clusters=clusters,
        stocks=stocks,
    )


def load_tables(folder: Path) -> CuratedTables:
    """Read the tables without the claims, a hundred times quicker.

    Raises:
        BadInput: Naming the file, the entry and the correction to make.
        NotFound: If one of them is not there.
    """
    sources_file = folder / "sources.toml"
    sources = by_id(rows_of(sources_file, "source", Source), sources_file)
    list(checked(sources.values(), check_source, sources_file, lambda one: one.id))
    rates = load_rates(folder, sources)
    return CuratedTables(
        sources=sources,
        chips=_chips(folder / "chips.toml", sources),
        thresholds=_thresholds(folder / "thresholds.toml", sources),
        rules=_rules(folder / "rules.toml", sources),
        frontier=_frontier(folder / "frontier.toml", sources),
        index=rates.index,
        grid=rates.grid,
        left_out=tuple(_left_out(folder / "left_out.toml", sources)),
        compared=tuple(_compared(folder / COMPARED, sources)),
        circumstances=tuple(_circumstances(folder / CIRCUMSTANCES, sources)),
    )


def _decisions(folder: Path) -> Iterable[AnyEvent]:
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(bytes_of(file).splitlines(), 1):
            try:
                event = decode(line)
            except msgspec.MsgspecError as error:
                raise bad_entry(file, f"line {number}", f"is not an event: {error}") from error
            if isinstance(event, Snapshot):
                raise bad_entry(file, f"line {number}", "is a snapshot; only people's decisions belong here")
            yield event


def _corrections(file: Path, sources: Mapping[str, Source]) -> Iterable[Correct]:
    if not file.is_file():
        return
    rows = rows_of(file, "correction", Correct)
    for row in checked(rows, check_correction, file, lambda row: f"{row.model} {row.field}"):
        for source in filter(None, (row.source, row.expect["source"])):
            require_source(sources, source, file, f"{row.model} {row.field}")
        yield row


def _places(file: Path, corrections: Sequence[Correct]) -> dict[str, str]:
    """Return the file and line of each correction by its event's id; the file alone where rows have other forms."""
    if not corrections:
        return {}
    lines = file.read_text(encoding="utf-8").split("\n")
    heads = [number for number, line in enumerate(lines, 1) if line.replace(" ", "").startswith("[[correction]]")]
    exact_heads = len(heads) == len(corrections)
    return {
        event_id(one): f"{file}, line {heads[at]}" if exact_heads else str(file) for at, one in enumerate(corrections)
    }


def _left_out(file: Path, sources: Mapping[str, Source]) -> Iterable[LeftOutRow]:
    if not file.is_file():
        return
    rows = rows_of(file, "left_out", LeftOutRow)
    for row in checked(rows, check_left_out, file, lambda row: row.name):
        require_source(sources, row.source, file, row.name)
        yield row


def _compared(file: Path, sources: Mapping[str, Source]) -> Iterable[ComparedList]:
    for one in checked(table_rows(file, "list", ComparedList), check_compared, file, lambda one: one.source):
        require_source(sources, one.source, file, one.source)
        yield one


def _circumstances(file: Path, sources: Mapping[str, Source]) -> Iterable[Circumstance]:
    rows = table_rows(file, "circumstance", Circumstance)
    for one in checked(rows, check_circumstance, file, lambda one: f"{one.model} {one.kind}"):
        require_source(sources, one.source, file, one.model)
        yield one


def _thresholds(file: Path, sources: Mapping[str, Source]) -> tuple[Threshold, ...]:
    rows = rows_of(file, "threshold", Threshold)
    for row in checked(rows, check_threshold, file, lambda row: row.label):
        require_source(sources, row.source, file, row.label)
    return tuple(sorted(rows, key=lambda row: exact(row.flop)))


def _rules(file: Path, sources: Mapping[str, Source]) -> tuple[Rule, ...]:
    rules = by_id(rows_of(file, "rule", Rule), file)
    for rule in rules.values():
        require_source(sources, rule.source, file, rule.id)
        try:
            check_rule(rule)
        except ValueError as error:
            raise bad_entry(file, rule.id, str(error)) from error
    return tuple(rules.values())


def _chips(file: Path, sources: Mapping[str, Source]) -> tuple[Chip, ...]:
    chips = by_id(rows_of(file, "chip", Chip), file)
    unique_names(chips.values(), file)
    for chip in checked(chips.values(), check_chip, file, lambda one: one.id):
        require_source(sources, chip.source, file, chip.id)
        if chip.matrix_source:
            require_source(sources, chip.matrix_source, file, f"{chip.id}: matrix_source")
        if chip.fp8_source:
            require_source(sources, chip.fp8_source, file, f"{chip.id}: fp8_source")
        if chip.prices:
            require_source(sources, chip.price_source, file, f"{chip.id}: price_source")
    return tuple(chips.values())


def _frontier(file: Path, sources: Mapping[str, Source]) -> tuple[FrontierPoint, ...]:
    rows = rows_of(file, "point", FrontierPoint)
    points = list(checked(rows, check_point, file, lambda row: f"{row.quantity} {row.date}"))
    for row in points:
        require_source(sources, row.source, file, f"{row.quantity} {row.date}")
    points.sort(key=lambda row: (row.quantity, PartialDate.from_iso(row.date)))
    for before, after in zip(points, points[1:], strict=False):
        if before.quantity == after.quantity and exact(before.value) >= exact(after.value):
            raise bad_entry(file, f"{after.quantity} {after.date}", f"does not exceed {before.value} of {before.date}")
    return tuple(points)
