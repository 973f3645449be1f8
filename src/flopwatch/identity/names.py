"""Parts of names as tables of benchmark scores write them, and slugs. For identity see `model_name` and `sameness`."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from flopwatch.identity.greek import GREEK, spelled_out

LONGEST_SLUG = 100  # characters of a name in an id, as many as a claim's `identity` may have; the longest has 60

# Transliterated and misspelt family names, each to the word its developer uses.
_FAMILY_WORDS = {
    "文心": "ernie",
    "文心一言": "ernie bot",
    "盘古": "pangu",
    "悟道": "wudao",
    "通义千问": "qwen",
    "千问": "qwen",
    "混元": "hunyuan",
    "豆包": "doubao",
    "cerabras": "cerebras",
    "хиперклова": "hyperclova",
    "盤古": "pangu",
    "紫东太初": "zidongtaichu",
    "智谱清言": "chatglm",
    "星火": "spark",
    "百川": "baichuan",
    "하이퍼클로바": "hyperclova",
    "룰라": "llama",
}
_SIZE = re.compile(r"(?:([0-9]{1,3})x)?([0-9]{1,4}(?:\.[0-9]{1,3})?)([kmbt])")
_ACTIVE = re.compile(r"a([0-9]{1,3}(?:\.[0-9]{1,2})?)b")
_DATE = re.compile(r"(?:20[0-9]{2})?-?(?:0[1-9]|1[0-2])-?(?:[0-3][0-9])?|20[0-9]{6}")
# Words of a tuned or smaller form, a service or a number format; a name with one is not the plain model.
_VARIANT_WORDS = {
    "instruct",
    "chat",
    "it",
    "sft",
    "rlhf",
    "dpo",
    "turbo",
    "mini",
    "nano",
    "small",
    "medium",
    "large",
    "xl",
    "xxl",
    "base",
    "pro",
    "ultra",
    "flash",
    "lite",
    "plus",
    "max",
    "opus",
    "sonnet",
    "haiku",
    "vision",
    "vl",
    "v",
    "code",
    "coder",
    "math",
    "audio",
    "thinking",
    "reasoning",
    "r",
    "preview",
    "exp",
    "experimental",
    "distill",
    "deep",
    "bot",
    "lee",
    "master",
    "zero",
    "fan",
    "o",
    "next",
    "omni",
    "hd",
    "image",
    "video",
    "text",
    "embedding",
    "guard",
    "air",
    "x",
    "e",
    "tiny",
    "moe",
}
_FORMAT_WORDS = {
    "gguf",
    "awq",
    "gptq",
    "fp8",
    "fp16",
    "bf16",
    "int4",
    "int8",
    "4bit",
    "8bit",
    "quantized",
    "hf",
}
_IGNORED_WORDS = {"model", "the", "ai", "llm", "language"}


@dataclass(frozen=True)
class Signature:
    """The parts of a model's name: family, version, sizes, active size, variant words, number formats, dated build."""

    family: str
    version: str
    sizes: tuple[str, ...]
    active: str
    variants: frozenset[str]
    formats: frozenset[str]
    build: str


@lru_cache(maxsize=20_000)
def signature(name: str) -> Signature:
    """Cut a name into its parts.

    Example:
        >>> s = signature("meta-llama/Llama-3.1-405B-Instruct")
        >>> s.family, s.version, s.sizes, sorted(s.variants)
        ('llama', '3.1', ('405b',), ['instruct'])
    """
    text = name.casefold()
    if text.count("/") == 1 and re.fullmatch(r"[a-z0-9][\w.-]{1,40}/[\w.+-]{2,}", text):
        text = text.split("/")[1]  # a hub id: the organisation is not part of the name
    for table in (_FAMILY_WORDS, GREEK):
        for letter, word in table.items():
            text = text.replace(letter, f" {word} " if table is _FAMILY_WORDS else word)
    text = re.sub(r"[·‑–—_/()\[\]*:,'’\"]", " ", text)
    build = ""
    dated = re.search(r"(?:^|[\s-])(20[0-9]{2}-?[01][0-9]-?[0-3][0-9]|[01][0-9][0-3][0-9])(?=$|[\s-])", text)
    if dated:
        build = dated[1].replace("-", "")
        text = text[: dated.start()] + " " + text[dated.end() :]
    active = ""
    sizes: list[str] = []
    family: list[str] = []
    version = ""
    variants: set[str] = set()
    formats: set[str] = set()
    for word in re.split(r"[\s-]+", text):
        if not word or word in _IGNORED_WORDS:
            continue
        size = _SIZE.fullmatch(word)
        if size:
            sizes.append(re.sub(r"\.0(?=[kmbt])", "", word))
        elif _ACTIVE.fullmatch(word) and sizes:
            active = word
        elif word in _FORMAT_WORDS:
            formats.add(word)
        else:
            family, version = _word(word, family, version, variants)
    return Signature(
        " ".join(family),
        re.sub(r"\.0$", "", version),
        tuple(sorted(sizes)),
        active,
        frozenset(variants),
        frozenset(formats),
        build,
    )


def _word(word: str, family: list[str], version: str, variants: set[str]) -> tuple[list[str], str]:
    """Assign one word of a name to version, variants or family (`gpt4`, `v2` and `4o` are cut at the digit)."""
    number = re.fullmatch(r"v?([0-9]{1,3}(?:\.[0-9]{1,3}){0,2})([a-z]{0,2})", word)
    if number and family:
        if number[2]:
            variants.add(number[2])
        return family, version or number[1]
    glued = re.fullmatch(r"([a-z]{2,20})([0-9]{1,2}(?:\.[0-9]{1,2})?)", word)
    if glued and not version and not family:
        return [glued[1]], glued[2]
    if word in _VARIANT_WORDS and family:
        variants.add(word)
        return family, version
    return [*family, word], version


def slug(name: str) -> str:
    """Return a name as part of an id: lower-case ASCII letters, digits, dots and plus signs, hyphens between.

    Example:
        >>> slug("DALL·E 2"), slug("PanGu-α"), slug("ViT-G/14")
        ('dall-e-2', 'pangu-alpha', 'vit-g-14')
    """
    text = spelled_out(name.casefold())
    ascii_only = re.sub(r"[^a-z0-9.+]+", "-", text).lstrip("+-.").rstrip("-.")
    if len(ascii_only) > LONGEST_SLUG:  # the hash keeps two long names apart
        return f"{ascii_only[: LONGEST_SLUG - 13]}-{hashlib.sha256(ascii_only.encode()).hexdigest()[:12]}"
    if ascii_only:
        return ascii_only
    return "u-" + "-".join(f"{ord(c):x}" for c in name[:12])
