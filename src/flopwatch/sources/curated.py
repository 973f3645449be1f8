"""The curated folder: every file of `data/` that people write, read once, strictly, and never written."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from flopwatch.domain import (
    BadInput,
    Chip,
    ChipPrice,
    Claim,
    Developer,
    FlopwatchError,
    FrontierPoint,
    KnownModel,
    NotFound,
    PartialDate,
    Rule,
    Source,
    Threshold,
    canonical,
    exact,
    field,
    unit,
)
from flopwatch.domain.benchmarks import Benchmark
from flopwatch.domain.events import AnyEvent, Correct, Snapshot, decode
from flopwatch.domain.vocabularies import VOCABULARIES
from flopwatch.sources.benchmark_scores import load_benchmarks
from flopwatch.sources.claims_toml import CLAIMS_TOML, read_claims

T = TypeVar("T")
FRONTIER_UNITS = {"training_compute": "FLOP", "parameters": "parameters", "tokens_seen": "tokens"}


@dataclass(frozen=True)
class Curated:
    """What the curated folder holds.

    Args:
        snapshots: For each file of claims (sorted by path) the snapshot that it is, named `claims/<developer>/<model>`.
        decisions: The people's events of `decisions/*.jsonl`, in order of file and line.
        corrections: `corrections.toml`, as events.
        sources: Each public source by id.
        developers: Organisations by id.
        known_models: Models by id, with the names that mean them and the base they fold under.
        thresholds: Compute thresholds, lowest first.
        frontier: The largest values believed at each date, by quantity and date.
        chips: Accelerators by id.
        rules: Rules of law that name an amount of compute, in the file's order.
        benchmarks: Benchmarks, with what blind guessing scores.
    """

    snapshots: tuple[Snapshot, ...]
    decisions: tuple[AnyEvent, ...]
    corrections: tuple[Correct, ...]
    sources: dict[str, Source]
    developers: tuple[Developer, ...]
    known_models: tuple[KnownModel, ...]
    thresholds: tuple[Threshold, ...]
    frontier: tuple[FrontierPoint, ...]
    chips: tuple[Chip, ...]
    rules: tuple[Rule, ...]
    benchmarks: tuple[Benchmark, ...] = ()

    def events(self) -> Iterator[AnyEvent]:
        """Everything in it that the view is folded from."""
        yield from self.snapshots
        yield from self.decisions
        yield from self.corrections

    def claims(self) -> Iterable[Claim]:
        """Every claim of the files of claims."""
        return (claim for snapshot in self.snapshots for claim in snapshot.claims)


def curated_folder() -> Path:
    """The bundled folder: inside an installed wheel, or `data/` beside `src/` in a checkout.

    Raises:
        NotFound: If neither is there.
    """
    package = Path(__file__).resolve().parents[1]
    bundled, checkout = package / "bundled", package.parents[1] / "data"
    for folder in (bundled, checkout):
        if (folder / "sources.toml").is_file():
            return folder
    raise NotFound(
        f"The curated data are neither at {bundled} nor at {checkout}. Was flopwatch installed whole?"
    )


def load_curated(folder: Path) -> Curated:
    """Read the curated folder.

    Every id it mentions must be there: sources of claims, developers, bases of models.

    Args:
        folder: Holds `sources.toml`, `claims/`, `vocabulary/developers.toml`, `vocabulary/models.toml`, `thresholds.toml`
            and `frontier.toml`; `corrections.toml` and `decisions/` may be absent.

    Raises:
        BadInput: Naming the file, the entry and what to mend. Nothing is passed over.
        NotFound: If a file that must be there is not.
    """
    sources = _by_id(_rows(folder / "sources.toml", "source", Source), folder / "sources.toml")
    developers_file, models_file = folder / "vocabulary/developers.toml", folder / "vocabulary/models.toml"
    developers = _by_id(_rows(developers_file, "developer", Developer), developers_file)
    known_models = _by_id(_rows(models_file, "model", KnownModel), models_file)
    list(_checked(developers.values(), check_developer, developers_file, lambda one: one.id))
    names = _names(developers.values(), developers_file)
    _names(known_models.values(), models_file)
    for model in known_models.values():
        if model.base and (model.base not in known_models or known_models[model.base].base):
            raise _bad(models_file, model.id, f"base {model.base!r} is no base model of this file")
    benchmarks = load_benchmarks(folder) if (folder / "benchmarks.toml").is_file() else ()
    snapshots = tuple(_snapshots(folder / "claims", sources, names, {one.id for one in benchmarks}))
    return Curated(
        snapshots=snapshots,
        decisions=tuple(_decisions(folder / "decisions")),
        corrections=tuple(_corrections(folder / "corrections.toml", sources)),
        sources=sources,
        developers=tuple(developers.values()),
        known_models=tuple(known_models.values()),
        thresholds=_thresholds(folder / "thresholds.toml", sources),
        frontier=_frontier(folder / "frontier.toml", sources),
        chips=_chips(folder / "chips.toml", sources),
        rules=_rules(folder / "rules.toml", sources),
        benchmarks=benchmarks,
    )


@dataclass(frozen=True)
class Lookups:
    """The curated tables without the claims: what a calculation looks things up in, a hundred times quicker to read."""

    sources: dict[str, Source]
    chips: tuple[Chip, ...]
    thresholds: tuple[Threshold, ...]
    rules: tuple[Rule, ...]


def load_lookups(folder: Path) -> Lookups:
    """Read `sources.toml`, `chips.toml`, `thresholds.toml` and `rules.toml` alone.

    Raises:
        BadInput: Naming the file, the entry and what to mend.
        NotFound: If one of them is not there.
    """
    sources = _by_id(_rows(folder / "sources.toml", "source", Source), folder / "sources.toml")
    return Lookups(
        sources,
        _chips(folder / "chips.toml", sources),
        _thresholds(folder / "thresholds.toml", sources),
        _rules(folder / "rules.toml", sources),
    )


def table_rows(file: Path, key: str, kind: type[T]) -> list[T]:
    """The `[[key]]` tables of a curated file, each as a struct; none where the file is not there.

    Raises:
        BadInput: Naming the file and the entry.
    """
    return _rows(file, key, kind) if file.is_file() else []


def _bad(file: Path, item: str, why: str) -> BadInput:
    return BadInput(f"{file}: {item}: {why}.")


def _toml(file: Path) -> dict[str, Any]:
    try:
        return _parsed(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound(f"{file} is not there; the curated folder needs it.") from error
    except ValueError as error:
        raise BadInput(f"{file}: not TOML: {error}.") from error


@lru_cache(maxsize=16)
def _parsed(text: str) -> dict[str, Any]:
    # The census and the pages beside it read the same tables; nobody changes what is returned.
    return tomllib.loads(text, parse_float=str)


def _rows(file: Path, key: str, kind: type[T]) -> list[T]:
    """The `[[key]]` tables of a file, each as a struct; a key that the struct lacks is an error."""
    table = _toml(file)
    if set(table) - {key}:
        raise _bad(file, sorted(set(table) - {key})[0], f"only [[{key}]] tables belong into this file")
    known = set(kind.__struct_encode_fields__)  # type: ignore[attr-defined]
    rows = []
    for number, row in enumerate(table.get(key, []), 1):
        label = (
            str(row.get("id") or row.get("label") or f"no. {number}")
            if isinstance(row, dict)
            else f"no. {number}"
        )
        if isinstance(row, dict) and set(row) - known:
            raise _bad(
                file, label, f"key {sorted(set(row) - known)[0]!r} is not one of {', '.join(sorted(known))}"
            )
        try:
            rows.append(msgspec.convert(row, kind))
        except msgspec.ValidationError as error:
            raise _bad(file, f"[[{key}]] {label}", str(error)) from error
    return rows


def _by_id(rows: Iterable[T], file: Path) -> dict[str, T]:
    found: dict[str, T] = {}
    for row in rows:
        identity: str = row.id  # type: ignore[attr-defined]
        if identity in found:
            raise _bad(file, identity, "stands there twice. Merge the two entries")
        found[identity] = row
    return found


def _names(rows: Iterable[Developer | KnownModel | Chip], file: Path) -> dict[str, str]:
    """Each name, case folded, with the id it means. A name that means two things would merge them."""
    names: dict[str, str] = {}
    for row in rows:
        for name in {word.casefold() for word in (row.id, row.name, *row.aliases)}:
            if names.setdefault(name, row.id) != row.id:
                raise _bad(file, row.id, f"the name {name!r} also means {names[name]}. One name, one meaning")
    return names


def check_developer(one: Developer) -> Developer:
    """The developer, if its category and countries are terms.

    Raises:
        ValueError: Naming the word that is none.
    """
    if one.category and one.category not in _terms("organization_category"):
        raise ValueError(f"category {one.category!r} is no organization_category")
    for country in one.countries:
        if country not in _terms("country"):
            raise ValueError(f"country {country!r} is no ISO code of the vocabulary")
    return one


@cache
def _terms(vocabulary: str) -> frozenset[str]:
    return frozenset(term.id for term in VOCABULARIES[vocabulary])


def _checked(
    rows: Iterable[T], check: Callable[[T], T], file: Path, label: Callable[[T], str]
) -> Iterator[T]:
    """Each row as its check gives it; the first that fails stops the load, naming the file and the row."""
    for row in rows:
        try:
            yield check(row)
        except (ValueError, FlopwatchError) as error:
            raise _bad(file, label(row), str(error)) from error


def _source(known: Mapping[str, Source], source: str, file: Path, item: str) -> None:
    if source not in known:
        raise _bad(file, item, f"source {source!r} is not in sources.toml. Describe it there")


def _snapshots(
    folder: Path, sources: Mapping[str, Source], developers: Mapping[str, str], benchmarks: Set[str]
) -> Iterable[Snapshot]:
    for file in sorted(path for path in folder.rglob("*") if not path.is_dir()):
        where = file.relative_to(folder)
        if len(where.parts) != 2 or file.suffix != ".toml":
            raise _bad(file, "path", "only <developer>/<model>.toml belongs into claims/. Move it")
        name = f"claims/{where.as_posix().removesuffix('.toml')}"
        data = file.read_bytes()
        reading = read_claims(data, Source(id=name, title=name), strict=True)
        for claim in reading.claims:
            _source(sources, claim.source, file, claim.field)
            if claim.field == "developer" and claim.value and claim.value.casefold() not in developers:
                raise _bad(
                    file, claim.field, f"{claim.value!r} is not in vocabulary/developers.toml. Add it there"
                )
            if claim.field == "benchmark_score":
                about = claim.qualifiers
                if about.get("benchmark", "") not in benchmarks or not about.get("harness"):
                    word = about.get("benchmark", "")
                    why = f"benchmark {word!r} is not in benchmarks.toml, or no harness is named"
                    raise _bad(file, claim.field, f"{why}. Add it there, or name who ran it")
        yield Snapshot(
            source=name,
            sha256=hashlib.sha256(data).hexdigest(),
            date=max((claim.recorded for claim in reading.claims), default=""),
            reader=CLAIMS_TOML.name,
            version=CLAIMS_TOML.version,
            claims=tuple(reading.claims),
            read=reading.read,
            claimed=reading.claimed,
        )


def _decisions(folder: Path) -> Iterable[AnyEvent]:
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_bytes().splitlines(), 1):
            try:
                event = decode(line)
            except msgspec.MsgspecError as error:
                raise _bad(file, f"line {number}", f"is no event: {error}") from error
            if isinstance(event, Snapshot):
                raise _bad(file, f"line {number}", "is a snapshot; only people's decisions belong here")
            yield event


def check_correction(row: Correct) -> Correct:
    """The correction with its value in canonical form, if it is one that can be applied, defended and ended.

    Raises:
        ValueError: Saying what it lacks.
        FlopwatchError: If its field or unit is not known.
    """
    about = field(row.field)
    if row.action == "override" and row.value:
        if about.kind == "quantity":
            unit(row.unit)
            row = msgspec.structs.replace(row, value=canonical(exact(row.value)))
        elif about.kind == "date":
            PartialDate.from_iso(row.value)
    elif row.action != "strike" or not row.source:
        raise ValueError("an override needs a value, a strike a source; there is no other action")
    if not row.reason or not row.status:
        raise ValueError("has no reason or no status. Both are what makes a correction one")
    if set(row.expect) != {"source", "value"}:
        raise ValueError('needs expect = { source = "…", value = "…" }, so that it ends when they mend it')
    return row


def _corrections(file: Path, sources: Mapping[str, Source]) -> Iterable[Correct]:
    if not file.is_file():
        return
    rows = _rows(file, "correction", Correct)
    for row in _checked(rows, check_correction, file, lambda row: f"{row.model} {row.field}"):
        for source in filter(None, (row.source, row.expect["source"])):
            _source(sources, source, file, f"{row.model} {row.field}")
        yield row


def check_threshold(row: Threshold) -> Threshold:
    """The threshold, if its size is a positive decimal.

    Raises:
        ValueError: Naming the size.
    """
    if exact(row.flop) <= 0:
        raise ValueError(f"flop {row.flop} is not positive")
    return row


def _thresholds(file: Path, sources: Mapping[str, Source]) -> tuple[Threshold, ...]:
    rows = _rows(file, "threshold", Threshold)
    for row in _checked(rows, check_threshold, file, lambda row: row.label):
        _source(sources, row.source, file, row.label)
    return tuple(sorted(rows, key=lambda row: exact(row.flop)))


def _rules(file: Path, sources: Mapping[str, Source]) -> tuple[Rule, ...]:
    rules = _by_id(_rows(file, "rule", Rule), file)
    for rule in rules.values():
        _source(sources, rule.source, file, rule.id)
        try:
            check_rule(rule)
        except ValueError as error:
            raise _bad(file, rule.id, str(error)) from error
    return tuple(rules.values())


def check_rule(rule: Rule) -> Rule:
    """The rule, if it names one amount, knows what counts, and its dates and domains exist.

    Raises:
        ValueError: Naming what is wrong.
    """
    if bool(rule.flop) == bool(rule.share_of_base):
        raise ValueError("a rule names either flop or share_of_base")
    if rule.flop:
        exact(rule.flop)
    elif not re.fullmatch(r"[1-9][0-9]?/[1-9][0-9]?", rule.share_of_base):
        raise ValueError(f"share_of_base {rule.share_of_base!r} is no fraction such as 1/3")
    if rule.counts not in ("run", "cumulative"):
        raise ValueError(f"counts {rule.counts!r} is neither run nor cumulative")
    terms = {term.id for term in VOCABULARIES["domain"]}
    for word in rule.applies_to:
        if word not in terms:
            raise ValueError(f"applies_to {word!r} is no domain")
    for date in filter(None, (rule.starts, rule.until)):
        PartialDate.from_iso(date)
    return rule


def _chips(file: Path, sources: Mapping[str, Source]) -> tuple[Chip, ...]:
    chips = _by_id(_rows(file, "chip", Chip), file)
    _names(chips.values(), file)
    for chip in _checked(chips.values(), check_chip, file, lambda one: one.id):
        _source(sources, chip.source, file, chip.id)
        if chip.prices:
            _source(sources, chip.price_source, file, f"{chip.id}: price_source")
    return tuple(chips.values())


_RENTS, _BOUGHT = ("on_demand", "one_year", "three_year"), "purchase"
# The bounds of what an accelerator can be: outside them stands a slip of the unit.
_BYTES = (Decimal(10**8), Decimal(10**13))
_WATTS = (Decimal(5), Decimal(100_000))
_USD = {**dict.fromkeys(_RENTS, (Decimal("0.001"), Decimal(1_000))), _BOUGHT: (Decimal(10), Decimal(10**7))}


def check_chip(chip: Chip) -> Chip:
    """The accelerator, if its numbers are exact decimals that an accelerator can have and its prices stand in order.

    Raises:
        ValueError: Naming the number that cannot stand.
    """
    for number_format, peak in chip.peak_flop_per_s.items():
        if number_format not in _terms("number_format") or not 10**6 < exact(peak) < 10**17:
            raise ValueError(f"peak {number_format} {peak} is no number format with a dense peak in FLOP/s")
    sizes = [_within(size, "memory_bytes", _BYTES) for size in chip.memory_bytes]
    if sizes != sorted(set(sizes)):
        raise ValueError("memory_bytes does not list each size once, the smallest first")
    if chip.tdp_w:
        _within(chip.tdp_w, "tdp_w", _WATTS)
    if chip.released:
        PartialDate.from_iso(chip.released)
    for price in chip.prices:
        _check_price(price)
    if [price.date for price in chip.prices] != sorted(price.date for price in chip.prices):
        raise ValueError("prices do not stand by date, the earliest first")
    return chip


def _check_price(price: ChipPrice) -> None:
    PartialDate.from_iso(price.date)
    stated = {name: text for name in (*_RENTS, _BOUGHT) if (text := getattr(price, name))}
    if not stated:
        raise ValueError(f"the price of {price.date} states none of {', '.join((*_RENTS, _BOUGHT))}")
    for name, text in stated.items():
        _within(text, f"{name} of {price.date}", _USD[name])
    if price.link and not price.link.startswith("https://"):
        raise ValueError(f"the link of {price.date}, {price.link!r:.100}, does not begin with https://")


def _within(text: str, name: str, bounds: tuple[Decimal, Decimal]) -> Decimal:
    value = exact(text)
    if not bounds[0] <= value <= bounds[1]:
        raise ValueError(f"{name} {text} is not between {bounds[0]} and {bounds[1]}; is the unit right?")
    return value


def check_point(row: FrontierPoint) -> FrontierPoint:
    """The point of the frontier with its value in canonical form.

    Raises:
        ValueError: If its quantity, date or value cannot stand.
    """
    if row.quantity not in FRONTIER_UNITS:
        raise ValueError(f"quantity {row.quantity!r} is not one of {', '.join(FRONTIER_UNITS)}")
    PartialDate.from_iso(row.date)
    return msgspec.structs.replace(row, value=canonical(exact(row.value)))


def _frontier(file: Path, sources: Mapping[str, Source]) -> tuple[FrontierPoint, ...]:
    rows = _rows(file, "point", FrontierPoint)
    points = list(_checked(rows, check_point, file, lambda row: f"{row.quantity} {row.date}"))
    for row in points:
        _source(sources, row.source, file, f"{row.quantity} {row.date}")
    points.sort(key=lambda row: (row.quantity, PartialDate.from_iso(row.date)))
    for before, after in zip(points, points[1:], strict=False):
        if before.quantity == after.quantity and exact(before.value) >= exact(after.value):
            raise _bad(
                file, f"{after.quantity} {after.date}", f"does not exceed {before.value} of {before.date}"
            )
    return tuple(points)
