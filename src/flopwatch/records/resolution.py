"""Resolve: which claims are about one subject. Entries of sources in, records out, with every claim kept."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flopwatch.domain import (
    BadInput,
    Claim,
    Correct,
    Developer,
    KnownModel,
    PartialDate,
    Source,
    canonical,
    exact,
    field,
)
from flopwatch.identity import fold_name, same, signature, slug
from flopwatch.records.choose import ChoiceContext, base_value, choose, overruled, split_field, times_apart
from flopwatch.records.folding import View
from flopwatch.records.results import Conflict, FieldKey, FieldValue, Record

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


ROUNDED_APART = 1.05  # two digits round by up to 5% (1.0 for 1.05): within it two values are one


@dataclass(frozen=True)
class Resolved:
    """Records by id, the conflicts between independent sources, and problems that must stop a build."""

    records: dict[str, Record]
    conflicts: tuple[Conflict, ...]
    stale_corrections: tuple[str, ...]

    def refuse_stale_corrections(self) -> None:
        """Stop a build whose corrections no longer meet what they correct.

        Raises:
            BadInput: Listing each.
        """
        if self.stale_corrections:
            raise BadInput("\n".join(self.stale_corrections))


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
    """Names to identities: what the vocabulary knows, what people decided, and the rules for the rest."""

    def __init__(self, developers: Sequence[Developer], models: Sequence[KnownModel], view: View | None = None) -> None:
        self.developers = {fold_name(word): one for one in developers for word in (one.id, one.name, *one.aliases)}
        self.models = {one.id: one for one in models}
        self.known: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in models:
            for word in dict.fromkeys(fold_name(word) for word in (one.name, *one.aliases)):
                self.known[one.kind, word].append(one.id)
        self.families: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for one in models:
            for word in (one.name, *one.aliases):
                self.families[signature(word).family.replace(" ", "")].append((word, one.id))
        self.same = _groups(view.same) if view else {}
        self.apart = {frozenset((fold_name(a), fold_name(b))) for a, b in view.not_same} if view else set()

    def developer_id(self, name: str) -> str:
        """The id of a developer by any of its names; a name that is not known gives an id of its own."""
        found = self.developers.get(fold_name(name))
        return found.id if found else slug(name)

    def model_id(self, kind: str, name: str, developers: Sequence[str]) -> str:
        """The id a name means: by the vocabulary, by a person's decision, by the rules of `same`, or a new one.

        A name that only adds a size to a known one ("OPT-66B" to "OPT") is another model, unless the vocabulary says
        otherwise.
        """
        word = fold_name(name)
        ids = [self.developer_id(one) for one in developers]
        group = self.same.get(word, (word,))
        for candidate in (word, *group):
            known = self.known.get((kind, candidate), [])
            mine = [one for one in known if not ids or one.split("/")[0] in ids]
            # A list may give a model to the wrong organisation; then only the very spelling says that it is the same.
            spelt = [one for one in known if name in (self.models[one].name, *self.models[one].aliases)]
            if mine or spelt or (known and candidate != word):
                return (mine or spelt or known)[0]
        if kind != "model":
            return f"{kind}s/{slug(name)}"
        for other, known_id in self.families.get(signature(name).family.replace(" ", ""), ()):
            told_apart = frozenset((word, fold_name(other))) in self.apart
            ours = not ids or known_id.split("/")[0] in ids
            if ours and not told_apart and same(name, other).same is True:
                return known_id
        first = min(group)  # names that people hold to be one model share an id even where nobody knows the model
        return f"{ids[0] if ids else 'unknown'}/{slug(name if first == word else first)}"


def _groups(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Names joined by same-as, directly or through others: each folded name with its whole group."""
    groups: dict[str, set[str]] = {}
    for a, b in sorted(pairs):
        joined = groups.get(fold_name(a), {fold_name(a)}) | groups.get(fold_name(b), {fold_name(b)})
        for name in joined:
            groups[name] = joined
    return {name: tuple(sorted(some)) for name, some in groups.items()}


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
    names = Names(developers, models, view)
    standing = ChoiceContext(sources, view.accepted, view.rejected)
    grouped: dict[tuple[str, str], list[_Entry]] = defaultdict(list)
    for entry in _entries(view):
        identity = entry.identity or names.model_id(entry.kind, entry.name, entry.developers())
        grouped[entry.kind, identity].append(entry)
    corrections = {(one.model, one.field): one for one in view.corrections}
    records: dict[str, Record] = {}
    conflicts: list[Conflict] = []
    for (kind, identity), entries in sorted(grouped.items()):
        record, found = _record(kind, identity, entries, names, standing, corrections)
        records[identity] = record
        conflicts += found
    stale = _stale(view, records)
    return Resolved(dict(sorted(records.items())), tuple(conflicts), stale)


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
    corrections: Mapping[tuple[str, str], Correct],
) -> tuple[Record, list[Conflict]]:
    claims = {key: claim for entry in entries for key, claim in entry.claims.items()}
    claims = dict(sorted(claims.items()))
    by_field: dict[str, dict[str, Claim]] = defaultdict(dict)
    for key, claim in claims.items():
        by_field[claim.field][key] = claim
    struck = {
        (one.field, one.source)
        for (model, _), one in corrections.items()
        if model == identity and one.action == "strike"
    }
    fields: dict[str, FieldValue] = {}
    conflicts: list[Conflict] = []
    for name in sorted(by_field):
        correction = corrections.get((identity, name))
        overriding = correction if correction is not None and correction.action == "override" else None
        kept = {key: one for key, one in by_field[name].items() if (name, one.source) not in struck}
        for part, some in split_field(name, kept).items():
            value = choose(part, some, standing, overriding)
            if value is not None:
                fields[part.label] = value
            conflicts += _conflict(identity, part, some, standing)
    for (model, name), correction in corrections.items():
        if model == identity and correction.action == "override" and name not in fields:
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
        unknown=_unknown(by_field, fields) if kind == "model" else {},
        claims=claims,
        base=known.base if known else "",
    )
    return record, conflicts


def _name_developers(fields: dict[str, FieldValue], names: Names) -> None:
    """Developers as the vocabulary names them, and the country and category that follow from them where no source
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
        stated.rule,
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


def _unknown(by_field: Mapping[str, Mapping[str, Claim]], fields: Mapping[str, FieldValue]) -> dict[str, str]:
    out = {}
    for name in OF_INTEREST:
        if name in fields:
            continue
        said = [claim for claim in by_field.get(name, {}).values() if claim.relation == "unknown"]
        if said:
            out[name] = f"{said[0].source} says {said[0].as_written!r}"
        else:
            out[name] = "no source states it"
    return out


def _conflict(model: str, name: FieldKey, claims: Mapping[str, Claim], standing: ChoiceContext) -> list[Conflict]:
    """Return the values on which independent sources differ: numbers and dates of fields that have one value.

    Values that differ by rounding (at most `ROUNDED_APART`) or in precision are no conflict.
    """
    about = field(name.name)
    if about.many or about.kind not in ("quantity", "date") or about.name == "variant_parameters":
        return []
    by_value: dict[str, list[str]] = defaultdict(list)
    groups: dict[str, set[str]] = defaultdict(set)
    for key, claim in sorted(claims.items()):
        if claim.relation not in ("=", "≈") or key in standing.rejected:
            continue
        # Conversions leave digits that nobody stated: what agrees in four is no disagreement.
        value = canonical(Decimal(f"{base_value(claim)[0]:.4g}")) if about.kind == "quantity" else claim.value
        by_value[value].append(key)
        groups[value].add(standing.group(claim))
    independent = {group for some in groups.values() for group in some}
    if len(by_value) < 2 or len(independent) < 2:
        return []
    compared = [claims[key] for keys in by_value.values() for key in keys]
    if about.kind == "quantity" and 0 < times_apart(compared) <= ROUNDED_APART:
        return []
    if about.kind == "date" and _agree(PartialDate.from_iso(claim.value) for claim in compared):
        return []
    ordered = sorted(by_value, key=exact if about.kind == "quantity" else None)
    return [Conflict(model, name, {value: tuple(by_value[value]) for value in ordered})]


def _agree(dates: Iterable[PartialDate]) -> bool:
    """Return whether one day fits every date: they differ in precision only (2021-08 and 2021-08-11)."""
    some = list(dates)
    return max(one.earliest for one in some) <= min(one.latest for one in some)


def narrow(record: Record, claims: Iterable[str], sources: Mapping[str, Source]) -> Record:
    """The record as some of its claims alone would have it: one source's own picture of the model, uncorrected."""
    kept = {key: record.claims[key] for key in sorted(claims)}
    by_field: dict[str, dict[str, Claim]] = defaultdict(dict)
    for key, claim in kept.items():
        by_field[claim.field][key] = claim
    fields: dict[str, FieldValue] = {}
    for name in sorted(by_field):
        for part, some in split_field(name, by_field[name]).items():
            value = choose(part, some, ChoiceContext(sources))
            if value is not None:
                fields[part.label] = value
    return dataclasses.replace(record, fields=fields, claims=kept, unknown={})


def _stale(view: View, records: Mapping[str, Record]) -> tuple[str, ...]:
    """Corrections whose guard fails: the claim they correct is no longer there, so the source has caught up or the
    model is gone.
    """
    out = []
    for one in view.corrections:
        record = records.get(one.model)
        if record is None:
            out.append(
                f"correction of {one.model} {one.field}: no such model. Was it renamed? Change or remove the "
                "correction."
            )
            continue
        said = [
            claim
            for claim in record.claims.values()
            if claim.field == one.field and claim.source == one.expect.get("source", claim.source)
        ]
        wanted = one.expect.get("value", "")
        if not any(wanted in ("", claim.value, claim.as_written) for claim in said):
            now = ", ".join(sorted({claim.value for claim in said})) or "nothing"
            out.append(
                f"correction of {one.model} {one.field}: expected {one.expect} but the source now says {now}. "
                f"Has it caught up? Then remove the correction ({one.reason})."
            )
    return tuple(out)
