"""The channels by name. A channel is loaded when it is asked for."""

from __future__ import annotations

import importlib

from flopwatch.domain import NotFound
from flopwatch.sources.channels.contract import Channel

CHANNELS: tuple[tuple[str, str], ...] = (("huggingface", "flopwatch.sources.channels.hugging_face:HUGGING_FACE"),)


def channel(name: str) -> Channel:
    """Return the channel of that name.

    Raises:
        NotFound: Listing the channels there are.

    Example:
        >>> all(channel(name).name == name for name, _ in CHANNELS)
        True
    """
    place = dict(CHANNELS).get(name)
    if place is None:
        raise NotFound(f"channel {name!r} is not known. Channels: {', '.join(known for known, _ in CHANNELS)}.")
    module, _, constant = place.partition(":")
    found: Channel = getattr(importlib.import_module(module), constant)
    return found
