"""Configs by their place: a path, an address, or the name of a model on the hub (`owner/name`)."""

from __future__ import annotations

import os
import re
from pathlib import Path

from flopwatch.domain import BadInput
from flopwatch.sources.wire.fetch import fetch

# The hub's own variable for another address of the same service.
ENDPOINT_VARIABLE = "HF_ENDPOINT"
_USUAL = "https://huggingface.co"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
_PAGE = re.compile(
    r"(?P<owner>[A-Za-z0-9][A-Za-z0-9._-]{0,95})/(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,95})"
    r"(?:/(?:tree|blob|resolve|raw)/(?P<revision>[^/?#]{1,200})(?:/(?P<file>[^?#]{1,400}))?)?/?"
)
_FILES = ("config.json", "transformer/config.json")


def config_addresses(place: str) -> list[str]:
    """Return the addresses of the config of a hub model or page, the likeliest first; empty for other places.

    Example:
        >>> config_addresses("Qwen/Qwen3-8B")[0]
        'https://huggingface.co/Qwen/Qwen3-8B/resolve/main/config.json'
        >>> config_addresses("./Qwen/config.json")
        []
    """
    endpoint = (os.environ.get(ENDPOINT_VARIABLE) or _USUAL).rstrip("/")
    rest = ""
    for start in (f"{endpoint}/", f"{_USUAL}/"):
        if place.startswith(start):
            rest = place.removeprefix(start)
    if not rest and _NAME.fullmatch(place) and not place.lower().endswith(".json") and not Path(place).exists():
        rest = place
    found = _PAGE.fullmatch(rest)
    if found is None or found["owner"] in ("api", "datasets", "spaces", "models", "docs"):
        return []
    stem = f"{endpoint}/{found['owner']}/{found['name']}/resolve/{found['revision'] or 'main'}"
    return [f"{stem}/{found['file']}"] if found["file"] else [f"{stem}/{one}" for one in _FILES]


def fetch_config(place: str) -> tuple[bytes, str]:
    """Fetch the bytes of a config; return them with their address.

    Args:
        place: A path, an http(s) address of the file, or `owner/name` of a model on the hub or the address of its page.

    Raises:
        BadInput: If there is nothing to read; naming what was tried.
    """
    addresses = config_addresses(place)
    if not addresses:
        return fetch(place), place
    for address in addresses[:-1]:
        try:
            return fetch(address), address
        except BadInput:
            continue  # a model of diffusers has no config.json at the top
    try:
        return fetch(addresses[-1]), addresses[-1]
    except BadInput as error:
        tried = ", ".join(addresses)
        raise BadInput(
            f"{place!r} is not a file here, and no config was found for a hub model of that name ({tried}): {error} "
            "A gated model's config.json must be downloaded by hand, after its conditions are accepted."
        ) from error
