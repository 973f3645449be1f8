"""Match names against a list of known models: the most probable one, and its rival."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from flopwatch.identity.comparison import NOTHING, About
from flopwatch.identity.folding import fold_name
from flopwatch.identity.later_stages import later_stage
from flopwatch.identity.model_name import read_name
from flopwatch.identity.sameness import Sameness, same


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known model that a name may denote.

    Args:
        model: Its id.
        name: The name of it that fits best.
        answer: The comparison.
    """

    model: str
    name: str
    answer: Sameness


class NameIndex:
    """Known models by the families of their names, so that a name is compared with few of them."""

    def __init__(self) -> None:
        self._names: dict[str, dict[tuple[str, str], About]] = defaultdict(dict)

    def add(self, model: str, name: str, about: About = NOTHING) -> None:
        """Add a name of a known model."""
        for block in _blocks(name):
            self._names[block][model, name] = about

    def candidates(self, name: str, about: About = NOTHING, limit: int = 2) -> list[Candidate]:
        """Return the models that a name may denote, the most probable first, one candidate for each model.

        Example:
            >>> index = NameIndex()
            >>> index.add("meta/llama-2-70b", "Llama 2-70B"); index.add("meta/llama-2-7b", "Llama 2-7B")
            >>> [one.model for one in index.candidates("meta-llama/Llama-2-70b-hf")]
            ['meta/llama-2-70b', 'meta/llama-2-7b']
        """
        near: dict[tuple[str, str], About] = {}
        for block in _blocks(name):
            near |= self._names.get(block, {})
        if not about.identity:
            about = replace(about, members=member_sizes(name, near))
        best: dict[str, Candidate] = {}
        for (model, known), facts in near.items():
            one = Candidate(model, known, same(name, known, about, facts))
            if model not in best or _likelier(one, best[model]):
                best[model] = one
        ordered = sorted(best.values(), key=lambda one: (-one.answer.probability, one.model))
        return ordered[:limit]

    def base_of(self, name: str) -> Candidate | None:
        """Return the model of which a name denotes a later stage: the best candidate for the name without its stage.
        None if the name has no stage or nothing fits.

        Example:
            >>> index = NameIndex()
            >>> index.add("meta/llama-3.1-405b", "Llama 3.1-405B"); index.add("meta/llama-3.1-70b", "Llama 3.1-70B")
            >>> index.base_of("Llama-3.1-405B-Instruct").model
            'meta/llama-3.1-405b'
        """
        if not read_name(name).tuned:
            return None
        known = {pair: about for block in _blocks(name) for pair, about in self._names.get(block, {}).items()}
        found = [
            Candidate(model, other, same(name, other, NOTHING, about))
            for (model, other), about in known.items()
            if later_stage(name, other, NOTHING, about)
        ]
        return min(found, key=lambda one: (-one.answer.probability, one.model, one.name), default=None)


def member_sizes(name: str, known: Iterable[tuple[str, str]]) -> tuple[float, ...]:
    """Return the sizes of members of the same family, version and stage, where `name` states none.

    Args:
        name: The name without a size.
        known: Each model with a name of it. A model whose names state two versions counts for neither: sources write
            "Llama 3 405B" for Llama 3.1-405B.

    Example:
        >>> member_sizes("LLaMA2", [("a", "Llama 2-7B"), ("b", "Llama 2-70B"), ("c", "Llama 3-8B")])
        (7000000000.0, 70000000000.0)
        >>> member_sizes("Llama 3", [("b", "Llama 3-70B"), ("c", "Llama 3.1-405B"), ("c", "Llama 3 405B")])
        (70000000000.0,)
    """
    bare = read_name(name)
    if bare.sizes:
        return ()
    readings = [(model, read_name(one)) for model, one in known]
    versions: dict[str, set[str]] = defaultdict(set)
    for model, one in readings:
        if one.family == bare.family and one.version:
            versions[model].add(one.version)
    word = (bare.family, bare.version, bare.tier, bare.tuned, bare.variants)
    found = {
        one.sizes[-1]
        for model, one in readings
        if one.sizes and len(versions[model]) < 2
        if word == (one.family, one.version, one.tier, one.tuned, one.variants)
    }
    return tuple(sorted(found))


def _likelier(one: Candidate, other: Candidate) -> bool:
    return (one.answer.probability, one.name) > (other.answer.probability, other.name)


def _blocks(name: str) -> set[str]:
    """Return the keys under which a name is filed: family, letters, first word of four letters or more, folded name."""
    reading = read_name(name)
    blocks = {fold_name(name)}
    for one in (reading, *reading.others):
        blocks |= {one.family, one.letters, "".join(sorted(one.words))}
        if len(one.family) > 5:  # a letter added, dropped or changed in one half leaves the other
            blocks |= {one.family[:4] + "…", "…" + one.family[-4:]}
    return blocks
