"""Later training stages: a name that is another one's but for `Instruct`, `Chat` or `DPO` denotes a tune of it."""

from __future__ import annotations

from flopwatch.identity.comparison import NOTHING, About, compare
from flopwatch.identity.model_name import read_name
from flopwatch.identity.sameness import sum_of

_OF_STAGE = frozenset({"stage", "census"})


def later_stage(a: str, b: str, about_a: About = NOTHING, about_b: About = NOTHING) -> tuple[str, ...]:
    """Return the words of a later stage that the first name has and the second lacks, where nothing else parts them.

    () if the names differ in something else, or the first has no such word.

    Example:
        >>> later_stage("Llama-3.1-405B-Instruct", "Llama 3.1-405B")
        ('instruct',)
        >>> later_stage("Llama-3.1-70B-Instruct", "Llama 3.1-405B")
        ()
    """
    first, second = read_name(a), read_name(b)
    if not first.tuned > second.tuned or first.family != second.family:
        return ()
    rest = [one for one in compare(first, second, about_a, about_b) if one.part not in _OF_STAGE]
    return tuple(sorted(first.tuned - second.tuned)) if sum_of(rest).same else ()
