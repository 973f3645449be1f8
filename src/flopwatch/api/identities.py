"""Identity: whether two names denote one model, a foreign list against the census, and decisions of people."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec

from flopwatch import ledger, pipeline, sources
from flopwatch.api.lookups import which_model
from flopwatch.census import Known
from flopwatch.domain import AnyEvent, BadInput, NotFound, NotSameAs, Retract, SameAs, WrongUsage, event_id
from flopwatch.identity import (
    About,
    NameIndex,
    Reason,
    Sameness,
    contradictions,
    fold_name,
    later_stage,
    member_sizes,
    read_name,
)
from flopwatch.identity import same as compare_names
from flopwatch.records import Decisions, Record, about_entry


class ReasonRow(msgspec.Struct, frozen=True):
    """One part of the answer, with its weight in bits."""

    part: str
    weight: float
    words: str


class SameAnswer(msgspec.Struct, frozen=True):
    """The answer for two names: one model (true), two (false), or null (ask a person).

    Args:
        same: The answer.
        probability: P(one model).
        reasons: The parts of the answer.
        relation: "A is a tune of B", where one is built upon the other; "" otherwise.
    """

    same: bool | None
    probability: float
    reasons: tuple[ReasonRow, ...]
    relation: str = ""


class Rival(msgspec.Struct, frozen=True):
    """The second most probable model."""

    model: str
    probability: float


class MatchRow(msgspec.Struct, frozen=True):
    """A name of a foreign list, the model it most probably denotes ("" if none is near), and the rival.

    Args:
        name: The name as written.
        model: Id of the most probable model, or of the base of which the name denotes a tune.
        same: Whether the name denotes that model.
        probability: P(one model).
        rival: The second most probable model.
        relation: "a tune (instruct) of Llama 3.1-405B", where the name denotes a later stage of it; "" otherwise.
        repeats: How many rows before it have the same name but for case, blanks and hyphens.
    """

    name: str
    model: str
    same: bool | None
    probability: float
    rival: Rival | None
    relation: str = ""
    repeats: int = 0


class Matched(msgspec.Struct, frozen=True):
    """The rows of a matched list, and its entries without a name."""

    rows: tuple[MatchRow, ...]
    skipped: tuple[str, ...]


class Decided(msgspec.Struct, frozen=True):
    """The events that a decision wrote.

    Args:
        event: Id of the event in the ledger.
        retracted: Ids of earlier decisions that it withdraws.
        models: Ids of the records that the two names have now.
        redirects: Ids that no longer exist, each with the id in force.
        before: Ids of the records that the two names had before.
    """

    event: str
    retracted: tuple[str, ...]
    models: tuple[str, ...]
    redirects: dict[str, str]
    before: tuple[str, ...] = ()


def same(data: Path, store: str, a: str, b: str) -> SameAnswer:
    """Compare two names, with what the census knows of each; decisions of people hold.

    Raises:
        BadInput: If a name is empty.
    """
    for name in (a, b):
        if not name.strip():
            raise WrongUsage("a name is empty. Give two names of models.")
    return same_known(_known(data, store), a, b)


def same_known(known: Known, a: str, b: str) -> SameAnswer:
    """Compare two names as `same`, with what is already known."""
    decisions = Decisions.of(known.view.same, known.view.not_same)
    word = "people decided that the names denote"
    if decisions.are_apart([a], b):
        return SameAnswer(False, 0.0, (ReasonRow("decision", -60.0, f"{word} two models"),))
    if fold_name(b) in map(fold_name, decisions.groups.get(fold_name(a), ())):
        return SameAnswer(True, 1.0, (ReasonRow("decision", 60.0, f"{word} one model"),))
    found = _answer(compare_names(a, b, _about(known, a), _about(known, b)))
    return found if found.same else msgspec.structs.replace(found, relation=_relation(known, a, b))


def _relation(known: Known, a: str, b: str) -> str:
    """Return how one of two models is built upon the other, as a source or the names say, or ""."""
    for one, other in ((a, b), (b, a)):
        upon, base = known.models_named(one), known.models_named(other)
        if len(upon) == len(base) == 1 and upon[0].base == base[0].id:
            return f"{one} is {_a_kind(upon[0].derivation)} of {other}"
        if stage := later_stage(one, other):
            return f"{one} is a tune ({', '.join(stage)}) of {other}"
    return ""


def _a_kind(derivation: str) -> str:
    """Return a kind of derivation with its article: `a tune`, `an adapter`."""
    return {
        "adapter": "an adapter",
        "quantisation": "a quantisation",
        "merge": "a merge",
        "pruned": "a pruned copy",
        "system": "a system",
    }.get(derivation, "a tune")


def _answer(found: Sameness) -> SameAnswer:
    return SameAnswer(found.same, round(found.probability, 4), tuple(map(_reason, found.reasons)))


def _reason(one: Reason) -> ReasonRow:
    return ReasonRow(one.part, round(one.weight, 1), one.words)


def _about(known: Known, name: str) -> About:
    """Return what the census knows of the one model of this name; nothing if no or several models have it."""
    found = known.models_named(name)
    if len(found) == 1:
        return replace(about_entry(found[0]), identity=found[0].id)
    tail = name.split("/", 1)[-1]
    if tail != name and read_name(name).organisation:
        return _about(known, tail)
    models = [one for one in known.found.records.values() if one.kind == "model"]
    return About(members=member_sizes(name, ((one.id, word) for one in models for word in (one.name, *one.aliases))))


def match(data: Path, store: str, place: str, *, against: str = "") -> Matched:
    """Match the names of a file with the models of the census, or with the names of another file.

    Raises:
        BadInput: If a file cannot be read.
    """
    wanted = sources.read_names(place)
    index = NameIndex()
    if against:
        for name in sources.read_names(against).names:
            index.add(name, name)
    else:
        for record in _known(data, store).found.records.values():
            if record.kind == "model":
                facts = about_entry(record)
                for name in (record.name, *record.aliases):
                    index.add(record.id, name, facts)
    seen: Counter[str] = Counter()
    rows: list[MatchRow] = []
    for name in wanted.names:
        rows.append(msgspec.structs.replace(_match(index, name), repeats=seen[fold_name(name)]))
        seen[fold_name(name)] += 1
    return Matched(tuple(rows), tuple(f"{one.item}: {one.reason}" for one in wanted.skipped))


def _match(index: NameIndex, name: str) -> MatchRow:
    found = index.candidates(name)
    if not found:
        return MatchRow(name, "", False, 0.0, None)
    if not found[0].answer.same and (base := index.base_of(name)):
        stage = ", ".join(later_stage(name, base.name))
        relation = f"a tune ({stage}) of {base.name}"
        return MatchRow(name, base.model, False, round(base.answer.probability, 4), None, relation)
    best = found[0]
    answer, rival = best.answer, Rival(found[1].model, round(found[1].answer.probability, 4)) if found[1:] else None
    sure = answer.same
    if sure and rival and found[1].answer.same and found[1].answer.probability > answer.probability - 1e-9:
        sure = None  # two models fit equally well
    return MatchRow(name, best.model, sure, round(answer.probability, 4), rival)


def merge(data: Path, store: str, a: str, b: str, *, reason: str, by: str = "") -> Decided:
    """Record that two names denote one model. An earlier decision that they do not is withdrawn.

    Raises:
        NotFound: If nothing has one of the names.
        BadInput: If the reason is empty, the names are of one model already, or state two sizes or two versions.
    """
    known = _known(data, store)
    one, other = _decide_on(known, a, reason), _decide_on(known, b, reason)
    if one.id == other.id:
        raise BadInput(f"{a!r} and {b!r} are one model already: {one.id}. Nothing is to be merged.")
    groups = Decisions.of(known.view.same, ()).groups
    why = contradictions(groups.get(fold_name(a), (_shown(one, a),)), groups.get(fold_name(b), (_shown(other, b),)))
    if why:
        raise BadInput(
            f"{a!r} and {b!r} are not merged: {why}. A model has one size and one version; if a source misprints one, "
            "correct the claim in data/corrections.toml."
        )
    undone = _standing(store, a, b, NotSameAs)
    decided = _write(data, store, SameAs(a=a, b=b, reason=reason, by=by, on=_today()), undone, (a, b))
    return msgspec.structs.replace(decided, before=(one.id, other.id))


def split(data: Path, store: str, a: str, b: str, *, reason: str, by: str = "") -> Decided:
    """Record that two names denote two models. An earlier decision that they are one is withdrawn.

    Raises:
        NotFound: If nothing has one of the names.
        BadInput: If the reason is empty, or the two names are one name.
    """
    known = _known(data, store)
    one, other = _decide_on(known, a, reason), _decide_on(known, b, reason)
    if fold_name(a) == fold_name(b):
        raise BadInput(f"{a!r} and {b!r} are one name. Give the two names that sources use for two models.")
    undone = _standing(store, a, b, SameAs)
    if one.id == other.id and not undone and (held := _held_by_hand(one, a, b)):
        raise BadInput(
            f"{a!r} and {b!r} are one model in data/claims/{held}.toml. Move the claims of one to its own file."
        )
    decided = _write(data, store, NotSameAs(a=a, b=b, reason=reason, by=by, on=_today()), undone, (a, b))
    return msgspec.structs.replace(decided, before=tuple(dict.fromkeys((one.id, other.id))))


def _held_by_hand(record: Record, *names: str) -> str:
    """Return the id of the curated file that puts all claims under these names into one model, or ""."""
    words = set(map(fold_name, names))
    claims = [one for one in record.claims.values() if fold_name(one.subject) in words]
    return record.id if claims and all(one.identity for one in claims) else ""


def _shown(record: Record, name: str) -> str:
    return record.name if name == record.id else name


def _decide_on(known: Known, name: str, reason: str) -> Record:
    if not reason.strip():
        raise WrongUsage('a decision needs a reason. Add --reason "…".')
    found = known.models_named(name)
    if not found:
        meant = which_model(known.found.records.values(), name)
        raise NotFound(f"no model {name[:80]!r}: a decision about it would change nothing. {meant}")
    if len(found) > 1:
        raise BadInput(f"{name!r} means several: {', '.join(one.id for one in found)}. Give one of these ids.")
    return found[0]


def _standing(store: str, a: str, b: str, kind: type[SameAs] | type[NotSameAs]) -> list[AnyEvent]:
    """Return the decisions of a kind on two names that are in force in the ledger."""
    events = ledger.read_events(store)
    gone = {one.event_id for one in events if isinstance(one, Retract)}
    pair = {fold_name(a), fold_name(b)}
    return [
        one
        for one in events
        if isinstance(one, kind) and {fold_name(one.a), fold_name(one.b)} == pair and event_id(one) not in gone
    ]


def _write(
    data: Path, store: str, event: SameAs | NotSameAs, undone: Iterable[AnyEvent], names: tuple[str, str]
) -> Decided:
    back = [Retract(event_id=event_id(one), reason=event.reason, by=event.by, on=event.on) for one in undone]
    with ledger.open_store(store) as opened:
        opened.append([event, *back])
    after = _known(data, store)
    models = tuple(dict.fromkeys(one.id for name in names for one in after.models_named(name)))
    retracted = tuple(one.event_id for one in back)
    return Decided(event_id(event), retracted, models, after.found.redirects)


def _known(data: Path, store: str) -> Known:
    return pipeline.know(data, store, remember=ledger.memory_by_part(store))


def _today() -> str:
    return dt.datetime.now(tz=dt.UTC).date().isoformat()
