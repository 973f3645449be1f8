"""Families of a hub's repositories: uploads of the same weights are one model, its derivatives lie under it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from types import MappingProxyType

import msgspec
import polars as pl

from flopwatch.discovery.hub_listing import LARGE
from flopwatch.discovery.hub_sizes import HubSize, size_of
from flopwatch.discovery.modification import Modification
from flopwatch.identity import active_parameters, read_name, weights_key

_DEEPEST = 50  # steps up a lineage; a longer one is a loop of wrong tags
_DERIVED = ("adapter", "finetune", "merge")
_SHOWN = 5
_TRUST = ("counted_headers", "counted_config", "listed_elements", "listed_total", "listed_gguf", "name", "")


class HubFamily(msgspec.Struct, frozen=True, kw_only=True):
    """One model on a hub with everything derived from it.

    Args:
        item: The repository of the model itself; its name alone where it is not listed.
        developer: Its owner.
        published: ISO date of the earliest upload of the weights, or "".
        size: The parameters.
        active: Active parameters, or None.
        active_basis: Where they are from: "counted", "name", or "".
        downloads: Downloads of the month, all members together.
        members: Number of listed repositories by kind: `upload`, `quantized`, `finetune`, `adapter`, `merge`.
        examples: The members with the most downloads, at most five.
        flags: How names and listings disagree, by repository.
        listed: Whether the model's own repository is in the listing.
        key: The key of its weights' name (`weights_key`), or "" where it has not been worked out.
        modified: What its fine-tunes took, as far as it is known, by repository: the largest share first.
        made_from: What it took itself, if it is a fine-tune that is a model of its own.
    """

    item: str
    developer: str
    published: str
    size: HubSize
    active: float | None
    active_basis: str
    downloads: float
    members: dict[str, int]
    examples: tuple[str, ...]
    flags: dict[str, str]
    listed: bool
    key: str = ""
    modified: dict[str, Modification] = {}
    made_from: Modification | None = None


class _Row(msgspec.Struct, frozen=True):
    item: str
    published: str
    popularity: float
    relation: str
    bases: tuple[str, ...]
    size: HubSize = HubSize(None, "")
    active: float | None = None
    active_basis: str = ""
    is_quantised: bool = False
    key: str = ""


class _Groups:
    """Disjoint sets of repositories that hold the same weights."""

    def __init__(self) -> None:
        self._up: dict[str, str] = {}

    def of(self, item: str) -> str:
        root = item
        while (above := self._up.get(root, root)) != root:
            root = above
        while (above := self._up.get(item, item)) != root:
            self._up[item], item = root, above
        return root

    def join(self, one: str, other: str) -> None:
        one, other = self.of(one), self.of(other)
        if one != other:
            first, second = sorted((one, other))
            self._up[second] = first


def families_of(listing: pl.DataFrame, modified: Mapping[str, Modification] = MappingProxyType({})) -> list[HubFamily]:
    """Return the models of a listing, most downloaded first; each row is a member of one of them.

    Two repositories hold the same weights if their names differ in organisation and number format alone, or if the
    tags of one say that it is a quantisation of the other. A derivative lies under the topmost base of its tags, unless
    it is a fine-tune that is a model of its own.

    Args:
        listing: The rows.
        modified: What fine-tunes took, as far as it is known, by repository.
    """
    rows = {one.item: one for one in _rows(listing, {item for item, one in modified.items() if one.is_own_model})}
    groups = _Groups()
    first: dict[str, str] = {}
    for item, row in rows.items():
        if row.relation not in _DERIVED:
            _join_by_name(groups, first, item, row.key)
        if row.relation == "quantized":
            groups.join(item, row.bases[0])
            base = rows.get(row.bases[0])
            known = base is not None and base.relation not in _DERIVED
            _join_by_name(groups, first, row.bases[0], base.key if base and known else weights_key(row.bases[0]))
    parents = {groups.of(one.item): groups.of(one.bases[0]) for one in rows.values() if one.relation in _DERIVED}
    members: dict[str, list[_Row]] = defaultdict(list)
    for item, row in rows.items():
        members[_topmost(groups.of(item), parents)].append(row)
    made = (_family(key, some, groups, modified) for key, some in members.items())
    found = [one for one in made if one.size.parameters is None or one.size.parameters >= LARGE]
    return sorted(found, key=lambda one: (-one.downloads, one.item))


def _join_by_name(groups: _Groups, first: dict[str, str], item: str, key: str) -> None:
    if key:
        groups.join(first.setdefault(key, item), item)


def _topmost(group: str, parents: Mapping[str, str]) -> str:
    """Return the base above all bases; the group itself if its lineage is a loop."""
    seen, here = {group}, group
    for _ in range(_DEEPEST):
        above = parents.get(here)
        if above is None or above == here:
            return here
        if above in seen:
            return group
        seen.add(above)
        here = above
    return group


def _family(key: str, members: Sequence[_Row], groups: _Groups, modified: Mapping[str, Modification]) -> HubFamily:
    """Return a family from its members; the model itself is the earliest original upload."""
    own = [one for one in members if one.relation not in _DERIVED and groups.of(one.item) == groups.of(key)]
    originals = [one for one in own if not one.relation and not one.is_quantised]
    head = min(originals or own, key=lambda one: (one.published or "9", one.item), default=None)
    item = head.item if head and (originals or not own[0].bases) else _named_base(members, key)
    kinds = Counter(one.relation or ("upload" if not one.is_quantised else "quantized") for one in members)
    ordered = sorted(members, key=lambda one: (-one.popularity, one.item))
    active = min((one for one in own if one.active), key=lambda one: one.active_basis, default=None)  # counted first
    known = {one.item: modified[one.item] for one in members if one.item in modified}
    made_from = known.pop(item, None) if item in known and known[item].is_own_model else None
    return HubFamily(
        item=item,
        developer=item.rpartition("/")[0],
        published=min((one.published for one in own if one.published), default=""),
        size=_best_size(own, members, item),
        active=active.active if active else None,
        active_basis=active.active_basis if active else "",
        downloads=sum(one.popularity for one in members),
        members=dict(sorted(kinds.items())),
        examples=tuple(one.item for one in ordered[:_SHOWN]),
        flags={one.item: one.size.flag for one in ordered if one.size.flag and one.relation != "adapter"},
        listed=head is not None and head.item == item,
        key=head.key if head is not None and head.item == item else "",
        modified=dict(sorted(known.items(), key=lambda pair: (-pair[1].share, pair[0]))),
        made_from=made_from,
    )


def _named_base(members: Sequence[_Row], key: str) -> str:
    """Return the base that the members' tags name most often."""
    named = Counter(base for one in members for base in one.bases)
    return named.most_common(1)[0][0] if named else key


def _best_size(own: Sequence[_Row], members: Sequence[_Row], item: str) -> HubSize:
    """Return the size by the most trusted figure of any upload of the weights; where none is listed, the size that the
    name states, or that of its largest full derivative. Only adapters: 0, as nothing says that the base is large.
    """
    sizes = [one.size for one in own] or [size_of(item, {})]
    best = min(sizes, key=lambda one: _TRUST.index(one.basis))
    if own or best.basis:
        return best
    full = [one.size for one in members if one.relation != "adapter" and one.size.parameters]
    return max(full, key=lambda one: one.parameters or 0.0, default=HubSize(0.0, "adapters only"))


def _rows(listing: pl.DataFrame, own_models: Set[str]) -> Iterable[_Row]:
    used = ("item", "published", "popularity", "relation", "base_models", "quant_method")
    columns = [*used, *(name for name, kind in listing.schema.items() if kind == pl.Float64 and name not in used)]
    for one in listing.select(columns).iter_rows(named=True):
        relation, bases = one["relation"], tuple(one["base_models"])
        if one["item"] in own_models:
            relation, bases = "", ()
        if relation == "adapter" and bases:  # small whatever its name states, and no name of the model's weights
            yield _Row(one["item"], one["published"], one["popularity"], relation, bases)
            continue
        item, facts = one["item"], {key: value for key, value in one.items() if isinstance(value, float)}
        size = size_of(item, facts)
        if size.parameters is not None and size.parameters < LARGE and one["relation"] != "adapter":
            continue
        name, relation = read_name(item), relation if bases else ""
        quantised, counted = bool(one["quant_method"] or name.formats), one["counted_active"]
        active = counted or active_parameters(item)
        from_where = "counted" if counted else "name" if active else ""
        key = "" if relation in _DERIVED else weights_key(item)
        yield _Row(item, one["published"], one["popularity"], relation, bases, size, active, from_where, quantised, key)
