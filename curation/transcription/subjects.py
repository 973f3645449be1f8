"""Which rows are about one model, and which known model that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from flopwatch.domain import Claim, Developer, KnownModel
from flopwatch.identity import About, NameIndex, contradiction, differ_in_case, fold_name, slug
from flopwatch.records.matching_facts import keys_of
from transcription.rows import Row

SIZES_APART = 1.5  # two counts of parameters this far apart are two models, whatever the name
YEARS_APART = 2


class Ruling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A decision by reading about one name: the known model it means, `new`, or left out with a reason."""

    name: str
    model: str = ""
    new: bool = False
    title: str = ""
    left_out: str = ""
    base: str = ""
    why: str = ""
    source: str = ""


@dataclass
class Subject:
    """One model: its rows, the newest table first, and its id once known."""

    rows: list[Row]
    id: str = ""
    known: bool = False
    ruling: Ruling | None = None

    @property
    def name(self) -> str:
        """The newest name."""
        return next((row.name for row in self.rows if not row.titled), self.rows[0].name)

    def first(self, name: str) -> str:
        """Return the newest value of a field, or ""."""
        return next((value for row in self.rows if (value := row.value(name))), "")


@dataclass
class Resolution:
    """Subjects with an id, rows left out with the reason, and names that need a ruling."""

    subjects: list[Subject] = field(default_factory=list)
    left_out: list[tuple[Row, str]] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)


class Developers:
    """Ids of developers by name; a name of the vocabulary means its entry, any other gives a new one."""

    def __init__(self, known: Iterable[Developer]) -> None:
        self.known = list(known)
        self._ids = {fold_name(word): one.id for one in self.known for word in (one.id, one.name, *one.aliases)}

    def id_of(self, name: str) -> str:
        """Return the id of a developer."""
        return self._ids.get(fold_name(name)) or slug(name)[:100]


def gather(rows: Iterable[Row], developers: Developers) -> list[Subject]:
    """Group rows of one name; two tables' rows of one name are one model unless developer or size contradicts."""
    subjects: dict[str, list[Subject]] = defaultdict(list)
    out: list[Subject] = []
    for row in rows:
        same_name = subjects[fold_name(row.name)]
        mine = [one for one in same_name if all(other.table != row.table for other in one.rows)]
        fitting = [one for one in mine if not _apart(one.rows, row, developers)]
        if fitting:
            fitting[0].rows.append(row)
            continue
        if any(other.table == row.table and other.name == row.name for one in same_name for other in one.rows):
            continue  # a table that lists a model twice: its first row counts
        made = Subject([row])
        same_name.append(made)
        out.append(made)
    return out


def _apart(rows: list[Row], row: Row, developers: Developers) -> bool:
    mine = {developers.id_of(one) for one in row.values("developer")}
    theirs = {developers.id_of(word) for one in rows for word in one.values("developer")}
    near_dates = _years_apart(row.value("published"), next((v for one in rows if (v := one.value("published"))), ""))
    if any(differ_in_case(row.name, one.name) for one in rows):
        return not mine & theirs
    return bool(mine and theirs and not mine & theirs and near_dates > YEARS_APART)


def _years_apart(a: str, b: str) -> int:
    return abs(int(a[:4]) - int(b[:4])) if a and b else 0


def _factor(a: str, b: str) -> float:
    if not a or not b:
        return 1.0
    x, y = float(a), float(b)
    return max(x, y) / min(x, y)


def about(rows: Iterable[Row], developers: Developers) -> About:
    """Return what rows state of the model behind their name."""
    some = list(rows)
    sizes = tuple(dict.fromkeys(float(value) for row in some for value in row.values("parameters")))
    links = [one.value for row in some for one in row.claims if one.field in ("paper", "weights", "homepage")]
    return About(
        parameters=sizes[:9],
        published=next((value for row in some if (value := row.value("published"))), ""),
        developers=frozenset(developers.id_of(one) for row in some for one in row.values("developer")),
        domains=frozenset(one for row in some for one in row.values("domain")),
        keys=keys_of(links),
    )


def resolve(
    subjects: Iterable[Subject],
    models: Iterable[KnownModel],
    stated: Mapping[str, list[Claim]],
    rulings: Mapping[str, Ruling],
    developers: Developers,
) -> Resolution:
    """Give each subject an id: by a ruling, an exact name, `identity` where it is sure, or a new one.

    Args:
        subjects: Rows grouped by name.
        models: The vocabulary.
        stated: Claims of the base by model id.
        rulings: Decisions by reading, by folded name.
        developers: Ids of developers.

    Returns:
        Two subjects that mean one known model are joined; names that `identity` leaves open are undecided.
    """
    found, by_id = Resolution(), dict[str, Subject]()
    known = {one.id: one for one in models if one.kind == "model"}
    names = {fold_name(word): one.id for one in known.values() for word in (one.name, *one.aliases)}
    index = NameIndex()
    for one in known.values():
        facts = _about_known(one.id, stated.get(one.id, []), developers)
        for word in (one.name, *one.aliases):
            index.add(one.id, word, facts)
    for subject in subjects:
        ruling = rulings.get(fold_name(subject.name))
        if ruling and ruling.source and ruling.source not in {row.table.source for row in subject.rows}:
            ruling = None
        subject.ruling = ruling
        if ruling and ruling.left_out:
            found.left_out += [(row, ruling.left_out) for row in subject.rows]
            continue
        if not (ruling and ruling.model) and not any(row.values("developer") for row in subject.rows):
            found.left_out += [(row, "the table names no developer") for row in subject.rows]
            continue
        subject.id, why = _id_of(subject, ruling, known, names, index, stated, developers)
        if why:
            found.undecided.append(why)
            continue
        if subject.id in by_id:
            by_id[subject.id].rows += subject.rows
            continue
        by_id[subject.id] = subject
        subject.known = subject.id in known
        if not subject.known:
            facts = about(subject.rows, developers)
            index.add(subject.id, subject.name, facts)
            names.setdefault(fold_name(subject.name), subject.id)
        found.subjects.append(subject)
    return found


def _id_of(
    subject: Subject,
    ruling: Ruling | None,
    known: Mapping[str, KnownModel],
    names: Mapping[str, str],
    index: NameIndex,
    stated: Mapping[str, list[Claim]],
    developers: Developers,
) -> tuple[str, str]:
    """Return a subject's id, or "" and the reason why it is undecided."""
    if ruling and ruling.model:
        return ruling.model, ""
    facts = about(subject.rows, developers)
    owner = next((developers.id_of(row.values("developer")[0]) for row in subject.rows if row.values("developer")), "")
    made = f"{owner or 'unattributed'}/{slug(subject.name)[:100]}"
    if ruling and ruling.new:
        return made, ""
    exact = names.get(fold_name(subject.name))
    if exact and not (exact in known and differ_in_case(subject.name, known[exact].name)):
        sizes = [one.value for one in stated.get(exact, []) if one.field == "parameters" and not one.qualifiers]
        own = subject.first("parameters")
        if own and sizes and all(_factor(own, size) > SIZES_APART for size in sizes):
            return "", f"{subject.name}: has {own} parameters, {exact} has {', '.join(dict.fromkeys(sizes))}"
        return exact, ""
    if subject.rows[0].titled:
        return made, ""  # a title is not a name that could be compared
    near = index.candidates(subject.name, facts)
    if near and near[0].answer.same is not False and near[0].answer.probability > 0.2:
        best = near[0]
        if best.answer.same and facts.developers and best.model.split("/")[0] in facts.developers:
            sizes = [one.value for one in stated.get(best.model, []) if one.field == "parameters"]
            own = subject.first("parameters")
            apart = own and sizes and all(_factor(own, size) > SIZES_APART for size in sizes)
            if not apart and not contradiction(subject.name, best.name):
                return best.model, ""
        return "", f"{subject.name} ({owner}, {subject.first('published')}): {best.model} {best.answer.probability:.2f}"
    return made, ""


def _about_known(identity: str, claims: Iterable[Claim], developers: Developers) -> About:
    some = [one for one in claims if one.relation != "unknown" and one.value]
    sizes = [float(one.value) for one in some if one.field == "parameters" and not one.qualifiers]
    return About(
        parameters=tuple(dict.fromkeys(sizes))[:9],
        published=min((one.value for one in some if one.field == "published"), default=""),
        developers=frozenset([identity.split("/")[0]])
        | {developers.id_of(one.value) for one in some if one.field == "developer"},
        domains=frozenset(one.value for one in some if one.field == "domain"),
        keys=keys_of(one.value for one in some if one.field in ("paper", "weights", "homepage")),
    )


def renamed(subject: Subject, names: Iterable[str]) -> Iterator[str]:
    """Return the names of a subject's rows that its model does not have yet; titles are not names."""
    met = {fold_name(one) for one in names}
    for row in subject.rows:
        if not row.titled and fold_name(row.name) not in met:
            met.add(fold_name(row.name))
            yield row.name
