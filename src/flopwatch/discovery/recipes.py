"""Recipes: the searches of documents 000 and 001 over boards, by threshold, anchors and developers with hardware."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from flopwatch.domain import NotFound

# Images and videos are compared by preference, on boards of their own; a name of a board tells them.
DOMAINS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "image": ("image", "drawing"),
        "video": ("video",),
        "audio": ("audio", "speech", "music", "voice"),
        "biology": ("protein", "biolog", "genom"),
        "games": ("game", "chess"),
    }
)
CHINESE = ("superclue", "opencompass", "compassarena")  # channels


@dataclass(frozen=True)
class Recipe:
    """One search.

    Args:
        name: The word for it on the command line.
        threshold: The amount of compute, in FLOP, as the key of `Candidate.p_above`.
        summary: One line of help.
        anchors: Names of models that the document takes for its line, as boards write them.
        developers: Developers known to have the hardware.
        just_under: Anchors just under the threshold: the line of Chinese boards, and of boards without another.
        anchors_of: Anchors of boards of images, videos and so on, by domain.
    """

    name: str
    threshold: str
    summary: str
    anchors: tuple[str, ...]
    developers: tuple[str, ...]
    just_under: tuple[str, ...] = ()
    anchors_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def every_anchor(self) -> tuple[str, ...]:
        """Return the anchors of all boards."""
        return (*self.anchors, *self.just_under, *(name for some in self.anchors_of.values() for name in some))


# Anchors and developers as document 001 names them ("Overview").
GPT4_SCALE = Recipe(
    "gpt-4-scale",
    "1e25",
    "Models that score at or above the weakest one known above 1e25 FLOP, or just under it (document 001).",
    anchors=("GPT-4-0314", "GPT-4", "Inflection-2", "Gemini Ultra", "Gemini 1.0 Ultra"),
    just_under=("Yi-Lightning", "Llama-3-70B"),
    anchors_of={"image": ("Stable Diffusion 3", "SD3"), "video": ("Movie Gen", "Movie Gen Video", "Kling-1.5")},
    developers=(
        "Google",
        "Google DeepMind",
        "Meta",
        "Meta AI",
        "Microsoft",
        "OpenAI",
        "xAI",
        "NVIDIA",
        "ByteDance",
    ),
)
# Document 000: every model of the boards that is likely to have taken 1e23 FLOP; its weakest confirmed ones as anchors.
LARGE_SCALE = Recipe(
    "large-scale",
    "1e23",
    "Models that score at or above the weakest ones known above 1e23 FLOP (document 000).",
    anchors=("LLaMA-65B", "LLaMA-33B", "Llama-2-13B", "Llama-2-7B", "Falcon-40B", "OPT-175B", "BLOOM"),
    developers=("Google", "Google DeepMind", "Meta", "Microsoft", "OpenAI", "Anthropic", "Alibaba", "Baidu", "Huawei"),
)
RECIPES: Mapping[str, Recipe] = MappingProxyType({one.name: one for one in (GPT4_SCALE, LARGE_SCALE)})


def recipe(name: str) -> Recipe:
    """Return the recipe of that name.

    Raises:
        NotFound: Listing the recipes there are.
    """
    if name not in RECIPES:
        raise NotFound(f"recipe {name!r} is not known. Recipes: {', '.join(RECIPES)}.")
    return RECIPES[name]


def domain_of(board: str) -> str:
    """Return the domain of a board by its name, "language" where it tells no other.

    Example:
        >>> domain_of("lmarena_image"), domain_of("GPQA diamond")
        ('image', 'language')
    """
    text = board.casefold()
    return next((domain for domain, words in DOMAINS.items() if any(word in text for word in words)), "language")
