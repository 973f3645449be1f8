"""The channels by name. A channel is loaded when it is asked for."""

from __future__ import annotations

import importlib

from flopwatch.domain import NotFound
from flopwatch.sources.channels.contract import Channel

_ROOM = "flopwatch.sources.channels"
NEWS = "news-"
CHANNELS: tuple[tuple[str, str], ...] = (
    ("huggingface", f"{_ROOM}.hugging_face:HUGGING_FACE"),
    ("modelscope", f"{_ROOM}.modelscope:MODELSCOPE"),
    ("arxiv", f"{_ROOM}.arxiv:ARXIV"),
    ("arxiv-records", f"{_ROOM}.arxiv:ARXIV_RECORDS"),
    ("openalex", f"{_ROOM}.indexes:OPENALEX"),
    ("semantic-scholar", f"{_ROOM}.indexes:SCHOLAR"),
    ("citations", f"{_ROOM}.indexes:CITATIONS"),
    ("crossref", f"{_ROOM}.indexes:CROSSREF"),
    ("dblp", f"{_ROOM}.indexes:DBLP"),
    ("feeds", f"{_ROOM}.feeds:FEEDS_CHANNEL"),
    ("github", f"{_ROOM}.feeds:GITHUB"),
    ("model-cards", f"{_ROOM}.feeds:MODEL_CARDS"),
    ("arena", f"{_ROOM}.tables:ARENA"),
    ("open-llm-leaderboard", f"{_ROOM}.tables:OPEN_LLM"),
    ("epoch-benchmarks", f"{_ROOM}.tables:EPOCH_HUB"),
    ("benchmark-tables", f"{_ROOM}.wide_tables:BENCHMARK_TABLES"),
    ("epoch-capabilities", f"{_ROOM}.tables:CAPABILITIES"),
    ("superclue", f"{_ROOM}.documents:SUPERCLUE"),
    ("opencompass", f"{_ROOM}.documented_boards:OPENCOMPASS"),
    ("compassarena", f"{_ROOM}.documented_boards:COMPASS_ARENA"),
    ("seal", f"{_ROOM}.documented_boards:SEAL"),
    ("helm", f"{_ROOM}.documented_boards:HELM"),
    ("papers-with-code", f"{_ROOM}.documents:PAPERS_WITH_CODE"),
    ("every-eval-ever", f"{_ROOM}.documents:EVERY_EVAL"),
    ("ecosystem-graphs", f"{_ROOM}.documents:ECOSYSTEM_GRAPHS"),
    ("models-dev", f"{_ROOM}.documents:MODELS_DEV"),
    ("openrouter", f"{_ROOM}.documents:ROUTER"),
    ("akronomicon", f"{_ROOM}.documents:AKRONOMICON"),
    ("owid", f"{_ROOM}.tables:OWID"),
    ("lifearchitect", f"{_ROOM}.tables:LIFE_ARCHITECT"),
)


def channel(name: str) -> Channel:
    """Return the channel of that name.

    Raises:
        NotFound: Listing the channels there are.

    Example:
        >>> all(channel(name).name == name for name, _ in CHANNELS)
        True
    """
    place = dict(CHANNELS).get(name)
    if place is None and name.startswith(NEWS) and (news := _news(name.removeprefix(NEWS))):
        return news
    if place is None:
        known = ", ".join(one for one, _ in CHANNELS)
        raise NotFound(f"channel {name!r} is not known. Channels: {known}, {NEWS}xx for a language of keywords.toml.")
    module, _, constant = place.partition(":")
    found: Channel = getattr(importlib.import_module(module), constant)
    return found


def _news(tag: str) -> Channel | None:
    """Return the channel of news in a language; None if the table of keywords does not have it."""
    found: Channel | None = importlib.import_module(f"{_ROOM}.news").news_channel(tag)
    return found
