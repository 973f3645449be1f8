"""Identify: which entries of sources are about one model. Vocabulary, decisions of people, then `identity.same`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flopwatch.domain import Claim, KnownModel
from flopwatch.identity import (
    About,
    contradiction,
    contradictions,
    counts_agree,
    differ_in_case,
    fold_name,
    read_name,
    same,
    slug,
)
from flopwatch.records.matching_facts import about_claims, joined


def new_id(name: str, developers: Sequence[str]) -> str:
    """Return the id of a model that nothing has named before, from its name and the ids of its developers.

    Example:
        >>> new_id("Atlas 2", ("lab",)), new_id("Atlas 2", ())
        ('lab/atlas-2', 'unknown/atlas-2')
    """
    return f"{developers[0] if developers else 'unknown'}/{slug(name)}"


ALIAS_SIZE = 1.5  # a row whose parameters are this many times those of the model its bare name means is another member


@dataclass(frozen=True)
class Decisions:
    """Decisions of people about names, and those that cannot be applied.

    Args:
        groups: For each folded name the names, as written, that people declared the same.
        apart: Pairs of folded names that people declared different.
        refused: A reason for each same-as that would put two sizes or two versions into one model.
    """

    groups: Mapping[str, tuple[str, ...]]
    apart: frozenset[frozenset[str]]
    refused: tuple[str, ...] = ()

    @classmethod
    def of(cls, same_pairs: Iterable[tuple[str, str]], not_same: Iterable[tuple[str, str]]) -> Decisions:
        """Join pairs held to be the same into groups; a pair that would join two sizes or versions is refused.

        Example:
            >>> Decisions.of([("Qwen2-72B", "Qwen2-7B")], []).refused
            ("same-as 'Qwen2-72B' and 'Qwen2-7B' is not followed: sizes differ: 72B and 7B",)
        """
        apart = frozenset(frozenset((fold_name(a), fold_name(b))) for a, b in not_same)
        groups: dict[str, dict[str, None]] = {}
        refused = []
        for a, b in sorted(same_pairs):
            left = groups.get(fold_name(a), {a: None})
            right = groups.get(fold_name(b), {b: None})
            why = contradictions(left, right)
            if not why and any(frozenset((fold_name(x), fold_name(y))) in apart for x in left for y in right):
                why = "a not-same-as says the opposite"
            if why:
                refused.append(f"same-as {a!r} and {b!r} is not followed: {why}")
                continue
            together = {**left, **right}
            for name in together:
                groups[fold_name(name)] = together
        return cls({key: tuple(sorted(some)) for key, some in groups.items()}, apart, tuple(refused))

    def are_apart(self, names: Iterable[str], name: str) -> bool:
        """Return whether people hold a name to denote another model than any of some names."""
        word = fold_name(name)
        return any(frozenset((word, fold_name(one))) in self.apart for one in names)


@dataclass
class _Cluster:
    """A model as known so far: its id, the names of entries and of the vocabulary, facts, and carriers of entries."""

    id: str
    names: dict[str, None] = field(default_factory=dict)
    about: About = field(default_factory=About)
    carried: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True)
class Asked:
    """An entry to identify: its name, the snapshot it is in, the ids of its developers, its claims."""

    name: str
    carrier: str
    developers: tuple[str, ...]
    claims: Mapping[str, Claim]


class Identifier:
    """Gives each entry about a model its id.

    Args:
        models: The vocabulary of models.
        decisions: Decisions of people.
        developer_id: Id of a developer by name.
    """

    def __init__(self, models: Sequence[KnownModel], decisions: Decisions, developer_id: Callable[[str], str]) -> None:
        self.decisions = decisions
        self._developer_id = developer_id
        self._models = {one.id: one for one in models}
        self._clusters: dict[str, _Cluster] = {}
        self._spelled: dict[str, dict[str, None]] = defaultdict(dict)
        self._families: dict[str, dict[str, None]] = defaultdict(dict)
        self._carried: dict[str, set[str]] = defaultdict(set)  # by table, the ids of its entries
        for one in models:
            if one.kind == "model":
                for name in (one.name, *one.aliases):
                    self._add(one.id, name)

    def _add(self, identity: str, name: str) -> _Cluster:
        cluster = self._clusters.setdefault(identity, _Cluster(identity))
        cluster.names.setdefault(name)
        self._spelled[fold_name(name)].setdefault(identity)
        self._spelled[fold_name(identity)].setdefault(identity)
        reading = read_name(name)
        for one in (reading, *reading.others):
            self._families[one.letters].setdefault(identity)
            self._families[one.family].setdefault(identity)
        return cluster

    def learn(self, identity: str, entry: Asked) -> None:
        """Take in an entry whose id is known: its name and facts help to identify others."""
        cluster = self._add(identity, entry.name)
        cluster.about = joined(cluster.about, about_claims(entry.claims, self._developer_id))
        known = self._models.get(identity)
        if known is None or entry.name not in known.aliases:  # a table may list a member that the vocabulary folds
            cluster.carried[entry.carrier].add(fold_name(entry.name))
            self._carried[entry.carrier].add(identity)

    def knows(self, name: str) -> bool:
        """Return whether an entry or the vocabulary has this name."""
        return fold_name(name) in self._spelled

    def identify(self, entry: Asked) -> str:
        """Return the id of an entry: by the vocabulary, by people's decisions, by `same`, or a new one.

        A name that only adds a size to a known one ("OPT-66B" to "OPT") is another model unless the parameters agree.
        Names of one table do not join by `same`: a table lists each model once.
        """
        about = about_claims(entry.claims, self._developer_id)
        identity = self._spelled_as(entry, about) or self._alike(entry, about) or new_id(entry.name, entry.developers)
        self.learn(identity, entry)
        return identity

    def merged(self) -> dict[str, str]:
        """Return the ids that people's same-as decisions end, each with the id in force.

        Of several the vocabulary's first goes on, else the first in order.
        """
        ended: dict[str, str] = {}
        for group in sorted(set(self.decisions.groups.values())):
            ids = {ended.get(one, one) for name in group for one in self._spelled.get(fold_name(name), ())}
            if len(ids) > 1:
                first, *rest = sorted(ids, key=lambda one: (one not in self._models, one))
                ended = {key: first if one in rest else one for key, one in ended.items()} | dict.fromkeys(rest, first)
        return ended

    def _spelled_as(self, entry: Asked, about: About) -> str:
        """Return the id of the vocabulary's model of this very name, of the same developer if it has one."""
        spelled = self._spelled.get(fold_name(entry.name), ())
        known = [one for one in spelled if one in self._models and not self._are_apart(one, entry.name)]
        mine = [one for one in known if one.split("/")[0] in entry.developers]
        if not entry.developers:
            mine = [one for one in known if not self._differs_in_case(entry, about, one)]
        # A list may give a model to the wrong organisation; then only the very spelling says that it is the same.
        spelt = [one for one in known if entry.name in (self._models[one].name, *self._models[one].aliases)]
        for identity in (*mine, *spelt):
            if not self._is_other_member(entry, about, identity):
                return identity
        return ""

    def _are_apart(self, identity: str, name: str) -> bool:
        """Return whether people hold a name to denote another model than the one whose id or own name this is."""
        return self.decisions.are_apart((identity, self._models[identity].name), name)

    def _differs_in_case(self, entry: Asked, about: About, identity: str) -> bool:
        """Return whether a short name differs from a model's in case, and no domain says that it is that model."""
        names = self._clusters[identity].names
        alike = [one for one in names if fold_name(one) == fold_name(entry.name)]
        return all(differ_in_case(entry.name, one) for one in alike) and not (
            about.domains & self._clusters[identity].about.domains
        )

    def _is_other_member(self, entry: Asked, about: About, identity: str) -> bool:
        """Return whether a row has a family's bare name, but the parameters of another member."""
        known, own = self._models[identity], self._clusters[identity].about.parameters
        if fold_name(entry.name) == fold_name(known.name) or not about.parameters or not own:
            return False
        far = all(max(a, b) > ALIAS_SIZE * min(a, b) for a in own for b in about.parameters)
        return far and not read_name(entry.name).sizes

    def _alike(self, entry: Asked, about: About) -> str:
        """Return the id that `same` finds for an entry, if one alone is the most probable; "" where none is sure."""
        reading = read_name(entry.name)
        near: dict[str, None] = {}
        for one in (reading, *reading.others):
            near |= {**self._families.get(one.letters, {}), **self._families.get(one.family, {})}
        # Other entries of the same table cannot join; a table may list thousands of one family.
        spelled = self._spelled.get(fold_name(entry.name), {})
        open_ = (near.keys() - self._carried[entry.carrier]) | (near.keys() & spelled.keys())
        found: list[tuple[float, str]] = []
        for identity in sorted(open_):
            cluster = self._clusters[identity]
            if self._may_join(entry, about, cluster):
                judged = [same(entry.name, name, about, cluster.about) for name in cluster.names]
                found += [(one.probability, identity) for one in judged if one.same]
        found.sort(reverse=True)
        ids = list(dict.fromkeys(identity for chance, identity in found if chance > found[0][0] - 1e-9))
        return ids[0] if len(ids) == 1 else ""

    def _may_join(self, entry: Asked, about: About, cluster: _Cluster) -> bool:
        """Return whether an entry may join a cluster if `same` says so: no rule or decision forbids it."""
        theirs = cluster.about.developers | ({cluster.id.split("/")[0]} - {"unknown"})
        if entry.developers and theirs and not theirs & set(entry.developers):
            return False
        if cluster.carried.get(entry.carrier, set()) - {fold_name(entry.name)}:
            return False
        own = cluster.about.parameters
        if about.parameters and own and not counts_agree(own, about.parameters):
            return False
        if self.decisions.are_apart(cluster.names, entry.name):
            return False
        return not any(contradiction(entry.name, name) for name in self._plain_names(cluster))

    def _plain_names(self, cluster: _Cluster) -> list[str]:
        """Return the names of a cluster without aliases that contradict its own name (`Llama-3 405B` for 3.1)."""
        known = self._models.get(cluster.id)
        return [name for name in cluster.names if not known or not contradiction(known.name, name)]
