"""Derivation: which records are built upon another model, how, and the base that each folds under.

The statement of any source decides: the field `base_model`, and the name's own words (AWQ, LoRA, merge). A base
that is hedged ("likely GPT-4o") does not fold, nor does a component: an encoder within a model of its own.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass

from flopwatch.domain import Claim, PartialDate, exact
from flopwatch.identity import Sameness, fold_name, read_name, same
from flopwatch.records.bases_in_prose import bases_in_prose
from flopwatch.records.matching_facts import about_entry
from flopwatch.records.results import Record

# A model this many times larger than its base took over a part (an encoder, embeddings) and trained the rest itself.
PART_OF_THE_WHOLE = 2.0
_HEDGED = re.compile(
    r"\b(?:likely|probably|possibly|perhaps|presumably|maybe|may be|might be|unknown|unnamed|unspecified|unclear"
    r"|undisclosed|not (?:stated|named|disclosed|specified)|similar to|at least as|some|several|various"
    r"|a frontier model|none|n/?a)\b|\?",
    re.IGNORECASE,
)
_SYSTEM = re.compile(
    r"\b(?:prompt(?:ing|ed|s)?|agents?|agentic|retrieval[- ]augmented|rag|scaffold(?:ing)?|in-context learning"
    r"|tool use|multi-agent|no (?:additional|further|new) training"
    r"|without (?:any )?(?:additional )?(?:training|fine-?tuning))\b",
    re.IGNORECASE,
)
_ADAPTER = re.compile(r"\b(?:q?lora|adapters?|prefix[- ]tuning|prompt[- ]tuning|soft prompts?|peft)\b", re.IGNORECASE)
_MERGE = re.compile(r"\b(?:merged?|merging|mergekit|model soup|slerp)\b", re.IGNORECASE)
# A pruned copy; notes are not searched, since they speak of the sparsity of chips and experts.
_PRUNED = re.compile(r"\b(?:prun(?:ed|ing)|sparsif(?:y|ied|ying|ication)|sheared)\b", re.IGNORECASE)
_LOOKED_AT = ("notes", "approach", "finetuning_task", "title", "training_compute_method")
# A model with one of these was trained, so it is not a mere system around another.
_TRAINED = (
    "finetune_compute",
    "finetuning_task",
    "dataset_size",
    "training_compute",
    "chip",
    "training_time",
    "epochs",
)
_LONGEST = 2_000  # characters of prose that are searched for signs


@dataclass(frozen=True)
class Derivation:
    """Derivation of a model from another.

    Args:
        kind: `tune`, `adapter`, `merge`, `quantisation`, `pruned` or `system`.
        base: Id of the direct base, or "" if no record has its name.
        name: The base as the source names it.
        words: The reason, in words.
    """

    kind: str
    base: str
    name: str
    words: str


class _Lookup:
    """Records of models by the names that claims give them."""

    def __init__(self, records: Mapping[str, Record]) -> None:
        self.records = {key: one for key, one in records.items() if one.kind == "model"}
        self._by_name: dict[str, dict[str, None]] = {}
        self._by_family: dict[str, dict[str, None]] = {}
        for key, one in self.records.items():
            for name in (one.name, *one.aliases):
                self._by_name.setdefault(fold_name(name), {}).setdefault(key)
                self._by_family.setdefault(read_name(name).family, {}).setdefault(key)

    def has(self, name: str) -> bool:
        """Return whether a model has exactly this name, apart from case, blanks and punctuation."""
        return fold_name(name) in self._by_name

    def of(self, name: str, record: Record) -> str:
        """Return the id of the model that a base's name denotes, or ""; of several, one of an earlier date."""
        exactly = [key for key in self._by_name.get(fold_name(name), ()) if key != record.id]
        if exactly:
            return min(exactly, key=lambda key: (self.records[key].value("published") or "9", key))
        found = []
        for key in self._by_family.get(read_name(name).family, ()):
            if key == record.id:
                continue
            one = self.records[key]
            chance = max(
                (judged.probability for word in (one.name, *one.aliases) if (judged := _same(name, word, one)).same),
                default=0.0,
            )
            if chance:
                found.append((chance, key))
        return max(found)[1] if found else ""


def _same(name: str, word: str, record: Record) -> Sameness:
    return same(name, word, about_b=about_entry(record))


def derivation_of(record: Record, lookup: _Lookup) -> Derivation | None:
    """Return how a model derives from another, by what its sources state; None for a base model."""
    named = [name for name in record.values("base_model") if not _HEDGED.search(name)]
    whole = [(name, lookup.of(name, record)) for name in named]
    whole = [(name, key) for name, key in whole if not _is_part(record, name, lookup.records.get(key))]
    if not whole:
        return _stated_in_prose(record, lookup)
    name, key = max(whole, key=lambda one: (_parameters(one[0], lookup.records.get(one[1])), bool(one[1])))
    kind = _kind(record)
    return Derivation(kind, key, name, f"{DERIVED[kind]} {name}, as {_source_of(record)} states")


def _stated_in_prose(record: Record, lookup: _Lookup) -> Derivation | None:
    """Return the derivation that a sentence of a source's prose states: `based on Gemma-3-12B`; None if none does.

    The base must be a model of the census, or have a size in its name: a sentence also names data and architectures.
    """
    for name, claim in bases_in_prose(record, lookup.has):
        key = lookup.of(name, record)
        base = lookup.records.get(key)
        if not (base or read_name(name).sizes) or _is_part(record, name, base) or _is_later(base, record):
            continue
        kind = _kind(record)
        return Derivation(kind, key, name, f"{DERIVED[kind]} {name}, as {claim.source} states")
    return None


def _is_later(base: Record | None, record: Record) -> bool:
    return base is not None and bool(record.value("published")) and _date(base) > _date(record)


DERIVED = {  # kinds of derivation in words
    "tune": "tuned from",
    "adapter": "an adapter of",
    "merge": "a merge with",
    "quantisation": "a quantisation of",
    "pruned": "a pruned copy of",
    "system": "a system built on",
}


def _source_of(record: Record) -> str:
    keys = record.fields["base_model"].claims
    return record.claims[keys[0]].source if keys and keys[0] in record.claims else "a decision"


def _kind(record: Record) -> str:
    """Return the kind of derivation that the name and the sources' words show; `tune` without a sign."""
    parts = read_name(record.name)
    prose = [claim.value[:_LONGEST] for claim in record.claims.values() if claim.field in _LOOKED_AT and claim.value]
    said = [record.name, *prose, *(claim.as_written[:_LONGEST] for claim in _base_claims(record))]
    if parts.formats and not parts.tuned:
        return "quantisation"
    if _MERGE.search(record.name):  # prose merges data, weights of adapters, branches of code
        return "merge"
    if any(_ADAPTER.search(text) for text in said):
        return "adapter"
    prunings = [record.name, *record.values("title"), *record.values("approach"), *record.values("base_model")]
    if not parts.tuned and any(_PRUNED.search(text[:_LONGEST]) for text in prunings):
        return "pruned"
    trained = any(name in record.fields for name in _TRAINED)
    return "system" if not trained and any(_SYSTEM.search(text) for text in said) else "tune"


def _base_claims(record: Record) -> list[Claim]:
    return list(record.counting("base_model").values())


def _parameters(name: str, base: Record | None) -> float:
    sizes = read_name(name).sizes
    return sizes[-1] if sizes else _stated(base)


def _stated(record: Record | None) -> float:
    value = record.fields.get("parameters") if record else None
    return float(exact(value.value)) if value else 0.0


def _is_part(record: Record, name: str, base: Record | None) -> bool:
    """Return whether the base is a component of a much larger model."""
    own, its = _stated(record), _parameters(name, base)
    return bool(own and its) and own > PART_OF_THE_WHOLE * its


def fold_under_bases(records: Mapping[str, Record]) -> dict[str, Record]:
    """Return the records with the base that each folds under: the topmost, so that no base is itself a variant.

    The vocabulary's base goes first, then what sources state. Of models that name each other as base the earliest dated
    is the base.
    """
    lookup = _Lookup(records)
    found = {key: derivation_of(one, lookup) for key, one in lookup.records.items()}
    direct = {key: one.base or (made.base if (made := found.get(key)) else "") for key, one in lookup.records.items()}
    topmost = topmost_bases(direct, lookup.records)
    out = dict(records)
    for key, one in lookup.records.items():
        made, top = found[key], topmost[key]
        if top == key:
            if made is not None and not made.base:
                out[key] = dataclasses.replace(one, derivation=made.kind, derived_from=made.name)
            continue
        kind = made.kind if made else "tune"
        out[key] = dataclasses.replace(one, base=top, derivation=kind, derived_from=made.name if made else "")
    return out


def topmost_bases(direct: Mapping[str, str], records: Mapping[str, Record]) -> dict[str, str]:
    """Return for each id the base at the end of its chain; of a cycle its earliest dated member.

    Each step is taken once, however many models share the chain.
    """
    top: dict[str, str] = {}
    for first in direct:
        path: dict[str, int] = {}
        one = first
        while one not in top and one not in path:
            path[one] = len(path)
            above = direct.get(one, "")
            if above not in records:
                top[one] = one
            else:
                one = above
        cycle = [] if one in top else list(path)[path[one] :]
        end = min(cycle, key=lambda key: (_date(records[key]), key)) if cycle else top[one]
        top.update(dict.fromkeys(path, end))
    return top


def _date(record: Record) -> str:
    value = record.value("published")
    return PartialDate.from_iso(value).plotted.isoformat() if value else "9999"
