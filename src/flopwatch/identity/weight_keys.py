"""Keys under which names of the same weights meet, whatever their number format and whoever uploaded them."""

from __future__ import annotations

import re

from flopwatch.identity.model_name import ModelName, read_name

# Words of a release, a service or a stage that do not name another base.
_RELEASE_WORDS = (
    "chatgpt",
    "preview",
    "latest",
    "experimental",
    "exp",
    "thinking",
    "chat",
    "online",
    "api",
    "high",
    "app",
)
# Words of models that draft tokens for another, whose name and size theirs repeats: `gpt-oss-120b-Eagle3`.
_DRAFTS = frozenset("eagle speculator dflash medusa draft drafter".split())
NO_YEAR = "--"  # a day and month in ISO 8601 without the year
_MIXTURE = re.compile(r"(?<![0-9a-z])[0-9]{1,3}x([0-9]{1,3}(?:\.[0-9])?)b(?![a-z0-9])")
_EFFECTIVE = re.compile(r"(?<![0-9a-z])e([0-9]{1,2})b(?![a-z0-9])")
_EXPERTS = re.compile(r"[0-9]{1,3}e")


def weights_key(name: str) -> str:
    """Return the key of a name without its organisation and its formats; "" if nothing else is left of it.

    Example:
        >>> weights_key("nvidia/Llama-3.1-8B-Instruct-FP8") == weights_key("RedHatAI/Meta-Llama-3.1-8B-Instruct-AWQ")
        True
        >>> weights_key("Qwen/Qwen2.5-7B") == weights_key("Qwen/Qwen2.5-7B-Instruct")
        False
    """
    one = read_name(name)
    if not one.letters:
        return ""
    owner = "" if one.sizes or one.version else one.organisation  # "Atlas" alone may be anybody's
    sizes = ",".join(f"{size:g}" for size in one.sizes)
    words = (sorted(one.tuned), sorted(one.variants - one.formats), sorted(one.scope))
    parts = (owner, one.letters, one.version, sizes, f"{one.active or 0:g}", one.tier, *words, one.date, one.context)
    return "|".join(" ".join(part) if isinstance(part, list) else str("" if part is None else part) for part in parts)


def base_key(name: str) -> str:
    """Return the key under which the releases of one base meet: dates, stages of tuning and formats are left out.

    A preview of a day and month that has no year is not folded: after the release of `GPT-4` it previews another model.

    Example:
        >>> base_key("GPT-4o-2024-05-13") == base_key("ChatGPT-4o-latest (2024-11-20)")
        True
        >>> base_key("Claude 3.5 Sonnet") == base_key("Claude 3.5 Haiku")
        False
        >>> base_key("claude-3-7-sonnet-20250219") == base_key("Claude 3.7 Sonnet")
        True
        >>> base_key("GPT-4-1106-preview") == base_key("GPT-4-0125-preview") != base_key("GPT-4-0613")
        True
    """
    one = read_name(name)
    letters = one.letters
    for word in _RELEASE_WORDS:
        if word == "preview" and one.date.startswith(NO_YEAR):
            continue
        letters = letters.replace(word, "gpt" if word == "chatgpt" else "")
    version = _base_version(one)
    sizes = ",".join(f"{size:g}" for size in one.sizes)
    tier = "" if one.tier is None else str(one.tier)
    return "|".join((letters, version, sizes, f"{one.active or 0:g}", tier)) if letters or version else ""


def _base_version(name: ModelName) -> str:
    """Return the first number of a version: those after it are a release's (1.5-002), but `3-7` is 3.7 in ids."""
    first, _, rest = name.version.partition("-")
    second = rest.partition("-")[0]
    if (
        len(second) == 1
        and "." not in first
        and re.search(rf"(?<![0-9.]){first}[-_]{second}(?![0-9.a-z])", name.written)
    ):
        return f"{first}.{second}"
    return first


def active_parameters(name: str) -> float | None:
    """Return the parameters active for a token that a name states, as a count; None if it states none.

    `A3B` states them, `E4B` their effective number; of `8x22B` two experts of eight are taken, as in Mixtral.

    Example:
        >>> [active_parameters(one) for one in ("Qwen3-30B-A3B", "Gemma-3n-E4B-it", "Mixtral-8x22B", "Llama-3-70B")]
        [3000000000.0, 4000000000.0, 44000000000.0, None]
    """
    if active := read_name(name).active:
        return active
    if found := _MIXTURE.search(name.casefold()):
        return 2e9 * float(found[1])
    found = _EFFECTIVE.search(name.casefold())
    return 1e9 * float(found[1]) if found else None


def stated_parameters(name: str) -> float | None:
    """Return the total parameters that a name states, as a count; None if it states none or only the active ones.

    In `17B-128E` the size is that of the parameters active for a token, next to the number of experts.

    Example:
        >>> stated_parameters("Qwen3-30B-A3B"), stated_parameters("Llama-4-Maverick-17B-128E-Instruct")
        (30000000000.0, None)
    """
    one = read_name(name)
    size = max(one.sizes, default=0.0)
    return None if size <= 0 or _counts_experts(one) else size


def drafts_for_another(name: str) -> bool:
    """Return whether a name is that of a draft model: the size in it is then that of the model that it drafts for.

    Example:
        >>> drafts_for_another("nvidia/gpt-oss-120b-Eagle3-long-context"), drafts_for_another("nvidia/Eagle2-9B")
        (True, False)
    """
    return any(word.rstrip("0123456789") in _DRAFTS for word in read_name(name).words[1:])


def _counts_experts(name: ModelName) -> bool:
    return any(_EXPERTS.fullmatch(word) for word in name.variants)
