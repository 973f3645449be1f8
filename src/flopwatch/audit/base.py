"""The rules of a reviewer on the curated folder: each a function from its rows to problems. `BASE_RULES` lists them all."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import msgspec

from flopwatch.domain import (
    VOCABULARIES,
    Chip,
    Claim,
    CuratedRows,
    FrontierPoint,
    NotFound,
    PartialDate,
    Placed,
    Problem,
    exact,
    field,
    term_for,
    to_base,
)
from flopwatch.domain.events import Correct
from flopwatch.estimation import Chips
from flopwatch.records import fold_name

T = TypeVar("T")
LONGEST_QUOTE = 120  # characters: more is a source's prose, which the base does not copy
# Without a clock, a day is ahead when nothing else in the folder is dated this shortly before it: its year is mistyped.
AHEAD = dt.timedelta(days=300)
UNSTATED = "unstated"  # usd_year of money whose year the source leaves open
SOURCES, DEVELOPERS, MODELS, CHIPS = (
    "sources.toml",
    "vocabulary/developers.toml",
    "vocabulary/models.toml",
    "chips.toml",
)
# Kinds of subject that the vocabulary of models lists, and whose id begins with a developer's.
_IN_VOCABULARY = "model"
_OF_A_DEVELOPER = ("model", "product")


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


N = TypeVar("N", bound=_Named)


def check_base(rows: CuratedRows) -> tuple[Problem, ...]:
    """Every problem that every rule finds, by file and place."""
    found = dict.fromkeys(problem for rule in BASE_RULES for problem in rule(rows))
    order = {one: place for place, one in enumerate(dict.fromkeys(_places(rows)))}
    return tuple(
        sorted(found, key=lambda one: (one.file, order.get((one.file, one.item), -1), one.rule, one.message))
    )


def _places(rows: CuratedRows) -> Iterator[tuple[str, str]]:
    for some in (
        rows.sources,
        rows.developers,
        rows.models,
        rows.thresholds,
        rows.rules,
        rows.frontier,
        rows.chips,
        rows.corrections,
        rows.claims,
    ):
        for one in some:
            yield one.file, one.item


def _problem(place: Placed[T], rule: str, message: str, proposal: str) -> Problem:
    return Problem(file=place.file, item=place.item, rule=rule, message=message, proposal=proposal)


# ---------------------------------------------------------------- ids and names


def unique_ids(rows: CuratedRows) -> Iterator[Problem]:
    """Each id of a table stands there once."""
    tables: tuple[Sequence[Placed[_Identified]], ...] = (
        rows.sources,
        rows.developers,
        rows.models,
        rows.chips,
        rows.rules,
    )
    for table in tables:
        first: dict[str, str] = {}
        for one in table:
            if first.setdefault(one.row.id, one.item) != one.item:
                message = f"the id {one.row.id!r} stands there already, as {first[one.row.id]}."
                yield _problem(
                    one, "duplicate-id", message, "Merge the two entries, or give one of them another id."
                )


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


def plain_names(rows: CuratedRows) -> Iterator[Problem]:
    """A name means one thing: case, blanks and hyphens aside, no two entries of a vocabulary share one."""
    yield from _shared_names(rows.developers)
    yield from _shared_names(rows.chips)
    for kind in sorted({one.row.kind for one in rows.models}):
        yield from _shared_names([one for one in rows.models if one.row.kind == kind])


def _shared_names(table: Sequence[Placed[N]]) -> Iterator[Problem]:
    meaning: dict[str, str] = {}
    for one in table:
        for name in dict.fromkeys((one.row.id, one.row.name, *one.row.aliases)):
            known = meaning.setdefault(fold_name(name), one.row.id)
            if known != one.row.id:
                message = f"the name {name!r} also means {known}."
                yield _problem(one, "ambiguous-name", message, "Take the name away from one of the two.")


def model_ids(rows: CuratedRows) -> Iterator[Problem]:
    """The id of a model in the vocabulary begins with the id of a developer."""
    if DEVELOPERS in rows.unread:
        return
    developers = rows.stated(DEVELOPERS, (one.row.id for one in rows.developers))
    for one in rows.models:
        owner, _, name = one.row.id.partition("/")
        if owner not in developers or not name:
            message = f"{one.row.id!r} does not begin with the id of a developer."
            yield _problem(
                one,
                "unknown-developer",
                message,
                "Write developer/name, with a developer of vocabulary/developers.toml.",
            )


# ---------------------------------------------------------------- references


def sources_resolve(rows: CuratedRows) -> Iterator[Problem]:
    """Every source that is cited is described in `sources.toml`."""
    if SOURCES in rows.unread:
        return
    known = rows.stated(SOURCES, (one.row.id for one in rows.sources))
    mend = "Describe it in sources.toml, or cite one that is described there."
    for one in rows.claims:
        if one.row.source not in known:
            yield _problem(one, "unknown-source", f"source {one.row.source!r} is not in sources.toml.", mend)
    for source, (file, item) in rows.cited.items():
        if source not in known and not file.startswith("claims/"):
            message = f"source {source!r} is not in sources.toml."
            yield Problem(file=file, item=item, rule="unknown-source", message=message, proposal=mend)


def sources_are_used(rows: CuratedRows) -> Iterator[Problem]:
    """Every source described is cited somewhere, unless it says what it is kept for."""
    if rows.unread:
        return
    for one in rows.sources:
        if one.row.id not in rows.cited and not one.row.kept_for:
            message = f"nothing cites {one.row.id!r}."
            yield _problem(
                one, "unused-source", message, 'Remove it, or say what it stays for: kept_for = "…".'
            )


def developers_resolve(rows: CuratedRows) -> Iterator[Problem]:
    """Every developer that a claim or a path names is in the vocabulary."""
    if DEVELOPERS in rows.unread:
        return
    words = [word for one in rows.developers for word in (one.row.id, one.row.name, *one.row.aliases)]
    names = {word.casefold() for word in rows.stated(DEVELOPERS, words)}
    ids = rows.stated(DEVELOPERS, (one.row.id for one in rows.developers))
    mend = "Add it to vocabulary/developers.toml, or write a name that stands there."
    for one in rows.claims:
        claim = one.row
        if claim.field == "developer" and claim.value and claim.value.casefold() not in names:
            yield _problem(
                one, "unknown-developer", f"{claim.value!r} is not in vocabulary/developers.toml.", mend
            )
    for file, some in _files(rows).items():
        owner = file.split("/")[1]
        if some[0].row.kind in _OF_A_DEVELOPER and owner not in ids:
            message = f"the folder {owner!r} is the id of no developer."
            yield Problem(file=file, item="", rule="unknown-developer", message=message, proposal=mend)


def _files(rows: CuratedRows) -> dict[str, list[Placed[Claim]]]:
    found: dict[str, list[Placed[Claim]]] = defaultdict(list)
    for one in rows.claims:
        found[one.file].append(one)
    return found


def _identity(file: str) -> str:
    """The id that the path of a file of claims gives its subject."""
    return file.removeprefix("claims/").removesuffix(".toml")


def vocabulary_and_claims(rows: CuratedRows) -> Iterator[Problem]:
    """Every model of the vocabulary has claims, and every file of claims about a model is in the vocabulary."""
    files = _files(rows)
    stated = {_identity(file) for file in (*files, *rows.unread)}
    for one in rows.models:
        if one.row.kind == _IN_VOCABULARY and one.row.id not in stated:
            message = f"{one.row.id} has no file of claims."
            yield _problem(one, "no-claims", message, f"Write claims/{one.row.id}.toml, or remove the entry.")
    known = rows.stated(MODELS, (one.row.id for one in rows.models))
    for file, some in files.items():
        if MODELS not in rows.unread and some[0].row.kind == _IN_VOCABULARY and _identity(file) not in known:
            message = f"{_identity(file)} is not in vocabulary/models.toml."
            mend = 'Add it there with its names, or say what else it is: kind = "product".'
            yield Problem(file=file, item="", rule="not-in-vocabulary", message=message, proposal=mend)


def terms_are_known(rows: CuratedRows) -> Iterator[Problem]:
    """A word for a term stands in its vocabulary, unless the claim is flagged `unknown-term`."""
    for one in rows.claims:
        vocabulary = field(one.row.field).vocabulary
        if vocabulary not in VOCABULARIES or not one.row.value or "unknown-term" in one.row.flags:
            continue
        if not term_for(vocabulary, one.row.value):
            message = f"{one.row.value!r:.100} is no term of the vocabulary {vocabulary}."
            mend = 'Use a term of it (docs/data-dictionary.md), or flag the claim: flags = ["unknown-term"].'
            yield _problem(one, "unknown-term", message, mend)


# ---------------------------------------------------------------- what the numbers and dates say


def _standing(rows: CuratedRows) -> dict[str, list[Placed[Claim]]]:
    """For each file about a model its claims as corrections leave them: overruled ones restated, struck ones gone."""
    overruled: dict[tuple[str, str], Correct] = {}
    struck: set[tuple[str, str, str]] = set()
    for correction in (one.row for one in rows.corrections):
        if correction.action == "strike":
            struck.add((correction.model, correction.field, correction.source))
        else:
            overruled[correction.model, correction.field] = correction
    out: dict[str, list[Placed[Claim]]] = defaultdict(list)
    for one in rows.claims:
        claim = one.row
        if (claim.identity, claim.field, claim.source) in struck:
            continue
        if overruling := overruled.get((claim.identity, claim.field)):
            if claim.source != overruling.expect.get("source"):
                continue
            restated = {"value": overruling.value, "unit": overruling.unit, "relation": "=", "high": ""}
            one = Placed(one.file, one.item, msgspec.structs.replace(claim, **restated))
        out[one.file].append(one)
    return {file: some for file, some in out.items() if some[0].row.kind == _IN_VOCABULARY}


def published_after_its_chips(rows: CuratedRows) -> Iterator[Problem]:
    """No model was published before the release of a chip it was trained on."""
    chips = Chips([one.row for one in rows.chips])
    for some in _standing(rows).values():
        named = [_chip(chips, one.row) for one in some if one.row.field == "chip"]
        used = {chip.id: chip for chip in named if chip}
        for chip in used.values():
            released = PartialDate.from_iso(chip.released).earliest
            early = [one for one in _dated(some) if PartialDate.from_iso(one.row.value).latest < released]
            if early:
                message = (
                    f"published {early[0].row.value}, but {chip.name}, on which it is said to be trained, "
                    f"came out {chip.released}."
                )
                mend = "Compare date and chip with the source; if the source is wrong, overrule it in corrections.toml."
                yield _problem(early[0], "before-its-chip", message, mend)


def _chip(chips: Chips, claim: Claim) -> Chip | None:
    try:
        found = chips.find(claim.value)
    except NotFound:
        return None
    return found if found.released else None


def _dated(some: Iterable[Placed[Claim]]) -> list[Placed[Claim]]:
    """The claims that state when it was published, each statement once."""
    dated: dict[tuple[str, str], Placed[Claim]] = {}
    for one in some:
        if one.row.field == "published" and one.row.value:
            dated.setdefault((one.row.value, one.row.source), one)
    return list(dated.values())


def chips_are_known(rows: CuratedRows) -> Iterator[Problem]:
    """Every chip that a claim names is in `chips.toml`, under that name."""
    if CHIPS in rows.unread:
        return
    broken = rows.stated(CHIPS, ())
    chips = Chips([one.row for one in rows.chips])
    for one in rows.claims:
        named = one.row.value if one.row.field == "chip" else one.row.qualifiers.get("chip", "")
        if not named or named in broken:
            continue
        try:
            chips.find(named)
        except NotFound as error:
            near = str(error).partition("Nearest: ")[2].partition(". Add it")[0]
            message = f"chip {named!r:.100} is not in chips.toml. Nearest: {near}."
            yield _problem(
                one, "unknown-chip", message, "Add it there with its source, or add the name as an alias."
            )


def active_within_all(rows: CuratedRows) -> Iterator[Problem]:
    """The parameters used for one token are no more than there are, in the same source or, where it is silent, in any."""
    for some in _standing(rows).values():
        whole = [
            one.row
            for one in some
            if one.row.field == "parameters" and one.row.relation not in ("≥", "unknown")
        ]
        for one in some:
            claim = one.row
            if claim.field != "active_parameters" or claim.relation in ("≤", "unknown"):
                continue
            beside = [other for other in whole if other.source == claim.source] or whole
            most = max(
                (to_base(exact(other.high or other.value), other.unit)[0] for other in beside), default=None
            )
            if most is not None and to_base(exact(claim.value), claim.unit)[0] > most:
                message = f"{claim.value} active parameters are more than the {most:f} in all."
                yield _problem(
                    one,
                    "active-above-total",
                    message,
                    "Compare both with the source: were they interchanged?",
                )


def bases(rows: CuratedRows) -> Iterator[Problem]:
    """A variant's base is a model of the vocabulary, no variant itself, and published no later."""
    known = {one.row.id: one.row for one in rows.models}
    dates: dict[str, list[PartialDate]] = defaultdict(list)
    for file, some in _standing(rows).items():
        dates[_identity(file)] = [PartialDate.from_iso(one.row.value) for one in _dated(some)]
    for one in rows.models:
        base = one.row.base
        if not base:
            continue
        if base not in rows.stated(MODELS, known):
            message = f"its base {base!r} is not in the vocabulary."
            yield _problem(
                one, "base-missing", message, "Add the base to vocabulary/models.toml, or correct the id."
            )
        elif base not in known:
            continue
        elif known[base].base:
            message = f"its base {base} is itself a variant, of {known[base].base}."
            yield _problem(one, "base-is-variant", message, f"Fold it under {known[base].base}.")
        elif dates[base] and dates[one.row.id]:
            first, last = (
                min(date.earliest for date in dates[base]),
                max(date.latest for date in dates[one.row.id]),
            )
            if first > last:
                message = f"published by {last}, before its base {base} ({first})."
                yield _problem(
                    one, "base-is-younger", message, "Correct a date, or fold it under another model."
                )


def costs_have_a_year(rows: CuratedRows) -> Iterator[Problem]:
    """Money is of a year: dollars of 2019 are not dollars of 2023."""
    for one in rows.claims:
        if one.row.field != "training_cost" or one.row.relation == "unknown":
            continue
        year = one.row.qualifiers.get("usd_year", "")
        if year != UNSTATED and not (len(year) == 4 and year.isascii() and year.isdigit()):
            message = (
                f"{one.row.value} {one.row.unit} are dollars of no year."
                if not year
                else f"usd_year {year!r:.100} is no year."
            )
            mend = f'Write qualifiers = {{ usd_year = "2023" }}, or "{UNSTATED}" where the source leaves it open.'
            yield _problem(one, "cost-without-year", message, mend)


# ---------------------------------------------------------------- quotes, records, links


def quotes(rows: CuratedRows) -> Iterator[Problem]:
    """Each claim quotes the words it stood in, and no more than a fact needs."""
    for one in rows.claims:
        words = one.row.as_written
        if not words:
            yield _problem(
                one, "empty-quote", "quotes no words.", "Write the source's words for it into quote."
            )
        elif len(words) > LONGEST_QUOTE and field(one.row.field).kind != "link":
            message = f"quotes {len(words)} characters; a fact needs at most {LONGEST_QUOTE}."
            yield _problem(one, "long-quote", message, "Quote only the words around the number.")


def facts_only(rows: CuratedRows) -> Iterator[Problem]:
    """Sources' own prose stays outside the base."""
    for one in rows.claims:
        if field(one.row.field).prose:
            message = f"{one.row.field} is prose of the source's own."
            yield _problem(one, "prose", message, "Remove it: prose belongs into a user's own ledger.")


def recorded(rows: CuratedRows) -> Iterator[Problem]:
    """Each claim says on which day it was taken down: not before its source, nor before what it reports, nor ahead of time."""
    sources = {one.row.id: one.row for one in rows.sources}
    late = _ahead(rows)
    for one in rows.claims:
        claim = one.row
        if not claim.recorded or PartialDate.from_iso(claim.recorded).precision != "day":
            message = (
                f"recorded {claim.recorded!r} is no day."
                if claim.recorded
                else "says nowhere when it was taken down."
            )
            yield _problem(
                one, "not-recorded", message, "Write recorded = YYYY-MM-DD, the day it was taken down."
            )
            continue
        day = PartialDate.from_iso(claim.recorded).earliest
        source = sources.get(claim.source)
        if source and source.date and day < PartialDate.from_iso(source.date).earliest:
            message = f"recorded {claim.recorded}, before its source {source.id} of {source.date}."
            yield _problem(one, "recorded-before-source", message, "Correct the day, or the source's date.")
        if claim.recorded in late:
            message = f"recorded {claim.recorded}, long after everything else in the folder."
            mend = "Correct the year; if it is right, date the source it was taken from in sources.toml."
            yield _problem(one, "recorded-ahead", message, mend)


def _ahead(rows: CuratedRows) -> frozenset[str]:
    """The days that stand alone: nothing in the folder is dated within `AHEAD` before them, and most claims are older."""
    days = [one.row.recorded for one in rows.claims if one.row.recorded]
    sources = [one.row.date for one in rows.sources if one.row.date]
    stated = sorted({PartialDate.from_iso(one).earliest for one in (*days, *sources)})
    alone = {day for before, day in itertools.pairwise(stated) if day - before > AHEAD}
    older = {day: sum(1 for one in days if one < day.isoformat()) for day in alone}
    return frozenset(day.isoformat() for day in alone if older[day] * 2 > len(days))


def published_in_time(rows: CuratedRows) -> Iterator[Problem]:
    """No source and no record tells of a publication that is still to come."""
    sources = {one.row.id: one.row for one in rows.sources}
    for some in _standing(rows).values():
        for one in _dated(some):
            claim = one.row
            date = PartialDate.from_iso(claim.value).earliest
            source = sources.get(claim.source)
            if claim.recorded and date > PartialDate.from_iso(claim.recorded).latest:
                message = f"published {claim.value}, after it was recorded ({claim.recorded})."
                yield _problem(one, "published-after-record", message, "Correct the year of one of the two.")
            elif source and source.date and date > PartialDate.from_iso(source.date).latest:
                message = f"published {claim.value}, after its source {source.id} of {source.date}."
                yield _problem(
                    one, "published-after-source", message, "Correct the date, or the date of the source."
                )


def links(rows: CuratedRows) -> Iterator[Problem]:
    """Addresses are http(s), with a host."""
    for one in rows.claims:
        if field(one.row.field).kind == "link" and one.row.value and not _is_web(one.row.value):
            yield _problem(
                one,
                "not-a-link",
                f"{one.row.value!r:.200} is no http(s) address.",
                "Write the whole address.",
            )
    for source in rows.sources:
        if source.row.url and not _is_web(source.row.url):
            yield _problem(
                source,
                "not-a-link",
                f"url {source.row.url!r:.200} is no http(s) address.",
                "Write the whole address.",
            )


def _is_web(text: str) -> bool:
    if len(text) > 2000 or any(one.isspace() for one in text) or "\\" in text:
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


# ---------------------------------------------------------------- corrections, thresholds, frontier


def corrections_are_needed(rows: CuratedRows) -> Iterator[Problem]:
    """Each correction still meets the claim it corrects; no two overrule one field."""
    said: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in rows.claims:
        said[claim.row.identity, claim.row.field, claim.row.source].append(claim.row)
    first: dict[tuple[str, str], str] = {}
    for one in rows.corrections:
        row = one.row
        wanted = row.expect.get("value", "")
        stated = said[row.model, row.field, row.expect.get("source", "")]
        if not any(wanted in (claim.value, claim.as_written) for claim in stated):
            now = ", ".join(sorted({claim.value for claim in stated})) or "nothing"
            message = f"expects {row.expect.get('source')} to state {wanted!r}; it now states {now}."
            yield _problem(one, "stale-correction", message, "Has it caught up? Then remove the correction.")
        if first.setdefault((row.model, row.field), one.item) != one.item:
            message = f"{row.model} {row.field} is corrected already, by {first[row.model, row.field]}."
            yield _problem(
                one, "duplicate-id", message, "Merge the two corrections: only one of a field is applied."
            )


def thresholds_in_order(rows: CuratedRows) -> Iterator[Problem]:
    """Thresholds stand in the order of their size, each once, under a label of its own."""
    labels: dict[str, str] = {}
    for before, one in zip((None, *rows.thresholds), rows.thresholds, strict=False):
        if before and exact(before.row.flop) >= exact(one.row.flop):
            message = f"{one.row.flop} does not exceed {before.row.flop}, which stands before it."
            yield _problem(
                one, "threshold-order", message, "Sort the thresholds by flop; give each size once."
            )
        if labels.setdefault(one.row.label.casefold(), one.item) != one.item:
            yield _problem(
                one,
                "threshold-order",
                f"the label {one.row.label!r} stands there twice.",
                "Give it another label.",
            )


def frontier_rises(rows: CuratedRows) -> Iterator[Problem]:
    """Of each quantity, a later point of the frontier is larger: it is a running maximum."""
    last: dict[str, Placed[FrontierPoint]] = {}
    for one in sorted(rows.frontier, key=lambda one: (one.row.quantity, PartialDate.from_iso(one.row.date))):
        before = last.get(one.row.quantity)
        if before and exact(before.row.value) >= exact(one.row.value):
            message = (
                f"{one.row.value} of {one.row.date} does not exceed {before.row.value} of {before.row.date}."
            )
            yield _problem(
                one, "frontier-order", message, "Remove the smaller point, or correct value or date."
            )
        else:
            last[one.row.quantity] = one


BASE_RULES: tuple[Callable[[CuratedRows], Iterator[Problem]], ...] = (
    unique_ids,
    plain_names,
    model_ids,
    sources_resolve,
    sources_are_used,
    developers_resolve,
    vocabulary_and_claims,
    terms_are_known,
    published_after_its_chips,
    chips_are_known,
    active_within_all,
    bases,
    costs_have_a_year,
    quotes,
    facts_only,
    recorded,
    published_in_time,
    links,
    corrections_are_needed,
    thresholds_in_order,
    frontier_rises,
)
