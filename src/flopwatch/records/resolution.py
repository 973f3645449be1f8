"""Resolve: which claims are about one subject. Entries of sources in, records out, with every claim kept."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flopwatch.domain import (
    BadInput,
    Claim,
    Developer,
    KnownModel,
    Source,
    event_id,
)
from flopwatch.identity import fold_name, slug
from flopwatch.records.choose import (
    ChoiceContext,
    choose,
    overruled,
    rule_of_many,
    split_field,
)
from flopwatch.records.conflicts import conflicts_on
from flopwatch.records.derivation import fold_under_bases
from flopwatch.records.folding import View
from flopwatch.records.guards import InForce, StaleCorrection, corrections_in_force
from flopwatch.records.identification import Asked, Decisions, Identifier, new_id
from flopwatch.records.past_statements import Past, Row
from flopwatch.records.results import Conflict, FieldKey, FieldValue, Record
from flopwatch.records.withdrawals import withdrawals_in

# Fields whose absence is worth a reason on every model's page.
OF_INTEREST = (
    "developer",
    "country",
    "published",
    "domain",
    "parameters",
    "dataset_size",
    "training_compute",
    "chip",
    "training_cost",
    "access",
    "paper",
)


@dataclass(frozen=True)
class Resolved:
    """Records by id, the conflicts between independent sources, and problems that must stop a build.

    `redirects` maps an id that a merge ended to the id in force; `refused` holds why a same-as is not followed.
    """

    records: dict[str, Record]
    conflicts: tuple[Conflict, ...]
    stale_corrections: tuple[StaleCorrection, ...]
    redirects: dict[str, str] = dataclasses.field(default_factory=dict)
    refused: tuple[str, ...] = ()

    def refuse_stale_corrections(self, places: Mapping[str, str] | None = None) -> None:
        """Stop a build whose curated corrections no longer meet what they correct.

        Args:
            places: Where each curated correction is written, file and line, by the event's id; None checks all. One
                that is in a ledger cannot be taken out of it, so it is set aside instead.

        Raises:
            BadInput: Listing each.
        """
        stale = {event_id(one.correction): one.reason for one in self.stale_corrections}
        if places is not None:
            stale = {key: f"{places[key]}: {reason}" for key, reason in stale.items() if key in places}
        if stale:
            raise BadInput("\n".join(stale.values()))


@dataclass
class _Entry:
    """The claims that one entry of one source makes about one subject."""

    kind: str
    name: str
    identity: str
    claims: dict[str, Claim]

    def developers(self) -> list[str]:
        return [claim.value for claim in self.claims.values() if claim.field == "developer" and claim.value]


class Names:
    """Names that the vocabulary knows, of developers and of things."""

    def __init__(self, developers: Sequence[Developer], models: Sequence[KnownModel]) -> None:
        self.developers = {fold_name(word): one for one in developers for word in (one.id, one.name, *one.aliases)}
        self.models = {one.id: one for one in models}
        self.known: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in models:
            for word in dict.fromkeys(fold_name(word) for word in (one.name, *one.aliases)):
                self.known[one.kind, word].append(one.id)

    def developer_id(self, name: str) -> str:
        """Return the id of a developer by any of its names; an unknown name gives a new id."""
        found = self.developers.get(fold_name(name))
        return found.id if found else slug(name)

    def thing_id(self, kind: str, name: str, developers: Sequence[str]) -> str:
        """Return the id of a thing that is not a model: by the vocabulary, or one made of its kind and name."""
        ids = [self.developer_id(one) for one in developers]
        known = self.known.get((kind, fold_name(name)), [])
        mine = [one for one in known if not ids or one.split("/")[0] in ids]
        # A list may give a model to the wrong organisation; then only the very spelling says that it is the same.
        spelt = [one for one in known if name in (self.models[one].name, *self.models[one].aliases)]
        return (mine or spelt or [f"{kind}s/{slug(name)}"])[0]


def id_of_new_model(name: str, developer: str, developers: Sequence[Developer]) -> str:
    """Return the id of a model that no source and no vocabulary has named.

    Args:
        name: Its name.
        developer: Its developer as written, or "".
        developers: The vocabulary of developers.
    """
    return new_id(name, (Names(developers, ()).developer_id(developer),) if developer else ())


def resolve(
    view: View, sources: Mapping[str, Source], developers: Sequence[Developer], models: Sequence[KnownModel]
) -> Resolved:
    """Gather the view's claims into records.

    Args:
        view: The fold of the events.
        sources: Every source by id, for ranks and independence groups.
        developers: The vocabulary of developers.
        models: The vocabulary of models: names, aliases, bases.

    Returns:
        Records sorted by id; each claim of the view belongs to exactly one record.
    """
    names = Names(developers, models)
    identified = _identify(_entries(view), names, view, models)
    standing = ChoiceContext(sources, view.accepted, view.rejected)
    grouped: dict[tuple[str, str], list[_Entry]] = defaultdict(list)
    for entry, identity in identified.entries:
        grouped[entry.kind, identity].append(entry)
    subjects = _one_kind_each(grouped)
    stated = {key: [claim for one in some for claim in one.claims.values()] for key, (_, some) in subjects.items()}
    corrections, stale = corrections_in_force(view.corrections, stated)
    records: dict[str, Record] = {}
    conflicts: list[Conflict] = []
    for identity, (kind, entries) in subjects.items():
        record, found = _record(kind, identity, entries, names, standing, corrections.get(identity, InForce()))
        records[identity] = _with_past(record, view.past) if view.past else record
        conflicts += found
    folded = fold_under_bases(dict(sorted(records.items())))
    redirects = {old: new for old, new in identified.redirects.items() if new in folded and old not in folded}
    return Resolved(folded, tuple(conflicts), stale, redirects, identified.refused)


@dataclass(frozen=True)
class _Identified:
    entries: list[tuple[_Entry, str]]
    redirects: dict[str, str]
    refused: tuple[str, ...]


def _identify(entries: list[_Entry], names: Names, view: View, models: Sequence[KnownModel]) -> _Identified:
    """Give every entry its id. Entries that state more come first, so that the order of events does not matter."""
    decisions = Decisions.of(view.same, view.not_same)
    identifier = Identifier(models, decisions, names.developer_id)
    found = {}
    open_: list[tuple[tuple[object, ...], int, Asked]] = []
    for at, entry in enumerate(entries):
        developers = tuple(names.developer_id(one) for one in entry.developers())
        if entry.kind != "model":
            found[at] = entry.identity or names.thing_id(entry.kind, entry.name, entry.developers())
            continue
        keys = sorted(entry.claims)
        asked = Asked(entry.name, view.carriers[keys[0]], developers, entry.claims)
        if entry.identity:
            found[at] = entry.identity
            identifier.learn(entry.identity, asked)
        else:
            open_.append(((not developers, entry.name, asked.carrier, keys[0]), at, asked))
    for _, at, asked in sorted(open_, key=lambda one: one[0]):
        found[at] = identifier.identify(asked)
    unknown = [name for pair in sorted(view.same) for name in pair if not identifier.knows(name)]
    missing = tuple(f"same-as names {name!r}, which no source and no vocabulary has" for name in unknown)
    redirects = identifier.merged()
    numbered = [(entry, redirects.get(found[at], found[at])) for at, entry in enumerate(entries)]
    return _Identified(numbered, redirects, (*decisions.refused, *missing))


def _one_kind_each(grouped: Mapping[tuple[str, str], list[_Entry]]) -> dict[str, tuple[str, list[_Entry]]]:
    """Give each subject an id of its own: of two kinds that claim one id, the model or else the first keeps it."""
    subjects: dict[str, tuple[str, list[_Entry]]] = {}
    for kind, identity in sorted(grouped, key=lambda key: (key[0] != "model", key)):
        free = identity
        while free in subjects:
            free = f"{kind}s/{slug(free)}"
        subjects[free] = kind, grouped[kind, identity]
    return subjects


def _entries(view: View) -> list[_Entry]:
    found: dict[tuple[str, ...], _Entry] = {}
    for key, claim in view.claims.items():
        place = (
            (claim.identity,) if claim.identity else (view.carriers[key], claim.source, claim.entry or claim.locator)
        )
        full = (claim.kind, *place, "" if claim.identity else claim.subject)
        if full not in found:
            found[full] = _Entry(claim.kind, claim.subject, claim.identity, {})
        found[full].claims[key] = claim
    return list(found.values())


def _record(
    kind: str,
    identity: str,
    entries: list[_Entry],
    names: Names,
    standing: ChoiceContext,
    corrections: InForce,
) -> tuple[Record, list[Conflict]]:
    claims = {key: claim for entry in entries for key, claim in entry.claims.items()}
    claims = dict(sorted(claims.items()))
    by_field: dict[str, dict[str, Claim]] = defaultdict(dict)
    for key, claim in claims.items():
        by_field[claim.field][key] = claim
    fields: dict[str, FieldValue] = {}
    conflicts: list[Conflict] = []
    for name in sorted(by_field):
        overriding = corrections.overrides.get(name)
        kept = {key: one for key, one in by_field[name].items() if (name, one.source) not in corrections.struck}
        for part, some in split_field(name, kept).items():
            value = choose(part, some, standing, overriding)
            if value is not None:
                fields[part.label] = value
            conflicts += conflicts_on(identity, part, some, standing)
    for name, correction in corrections.overrides.items():
        if name not in fields:
            fields[name] = overruled(FieldKey(name), correction, claims)
    _name_developers(fields, names)
    known = names.models.get(identity)
    shown = known.name if known else entries[0].name
    written = {claim.subject for claim in claims.values()} | set(known.aliases if known else ())
    record = Record(
        id=identity,
        kind=kind,
        name=shown,
        aliases=tuple(sorted(written - {shown})),
        fields=fields,
        unknown=_unknown(by_field, fields, standing.sources) if kind == "model" else {},
        claims=claims,
        base=known.base if known else "",
    )
    return record, conflicts


def _with_past(record: Record, past: Mapping[Row, Past]) -> Record:
    """Return a record with what earlier states of the tables that list it said."""
    rows = dict.fromkeys((one.source, one.entry, one.subject) for one in record.claims.values())
    found = [(row[0], past[row]) for row in rows if row in past]
    said = sorted((one for _, some in found for one in some.said), key=lambda one: (one[0], one[1].field, one[1].value))
    gone = tuple(sorted((source, one.last_seen, one.gone) for source, one in found if one.gone))
    return dataclasses.replace(record, past=tuple(said), gone=gone) if found else record


def _name_developers(fields: dict[str, FieldValue], names: Names) -> None:
    """Replace developers by their vocabulary names, and derive country and category from them where no source
    states any.
    """
    stated = fields.get("developer")
    if stated is None:
        return
    known = [names.developers.get(fold_name(value)) for value in stated.values]
    labels = tuple(dict.fromkeys(one.name if one else value for one, value in zip(known, stated.values, strict=True)))
    fields["developer"] = FieldValue(
        FieldKey("developer"),
        labels,
        "",
        stated.relation,
        "",
        stated.rule if len(labels) == len(stated.values) else rule_of_many(len(labels)),
        stated.claims,
        stated.rivals,
        stated.contested,
        stated.corrected,
    )
    rule = "follows from the developers, by data/vocabulary/developers.toml"
    countries = tuple(dict.fromkeys(code for one in known if one for code in one.countries))
    categories = tuple(dict.fromkeys(one.category for one in known if one and one.category))
    for name, values in (("country", countries), ("organization_category", categories)):
        if values and name not in fields:
            fields[name] = FieldValue(FieldKey(name), values, "", "=", "", rule, stated.claims)


def _unknown(
    by_field: Mapping[str, Mapping[str, Claim]], fields: Mapping[str, FieldValue], sources: Mapping[str, Source]
) -> dict[str, str]:
    out = {}
    for name in OF_INTEREST:
        if name in fields:
            continue
        claims = by_field.get(name, {})
        said = [claim for claim in claims.values() if claim.relation == "unknown"]
        if gone := withdrawals_in(claims, sources):
            last = f"; the last value was {gone[0].value} {gone[0].unit}".rstrip() if gone[0].value else ""
            out[name] = f"withdrawn by {gone[0].source} in its state of {gone[0].since}{last}"
        elif said:
            out[name] = f"{said[0].source} says {said[0].as_written!r}"
        elif name == "published" and (known := _known_by(by_field, sources)):
            out[name] = f"no source states it; public by {known[0]}, the date of {known[1]}, which describes it"
        else:
            out[name] = "no source states it"
    return out


def _known_by(by_field: Mapping[str, Mapping[str, Claim]], sources: Mapping[str, Source]) -> tuple[str, str] | None:
    """Return the earliest date of a source that describes the model, with its id; None if none is dated."""
    cited = {claim.source for claims in by_field.values() for claim in claims.values()}
    return min(((sources[key].date, key) for key in cited if key in sources and sources[key].date), default=None)


def narrow(record: Record, claims: Iterable[str], standing: ChoiceContext) -> Record:
    """Return the record that a subset of its claims gives: one source's view of the model, uncorrected."""
    kept = {key: record.claims[key] for key in sorted(claims)}
    by_field: dict[str, dict[str, Claim]] = defaultdict(dict)
    for key, claim in kept.items():
        by_field[claim.field][key] = claim
    fields: dict[str, FieldValue] = {}
    for name in sorted(by_field):
        for part, some in split_field(name, by_field[name]).items():
            value = choose(part, some, standing)
            if value is not None:
                fields[part.label] = value
    return dataclasses.replace(record, fields=fields, claims=kept, unknown={})
