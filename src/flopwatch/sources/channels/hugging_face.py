"""Hugging Face Hub, by its own client: listings of models, headers of their tensors, their configs.

The listing's `safetensors.total` is kept but not trusted: packed weights and stray metadata make it wrong by up to a
thousand times (`discovery/hub_sizes.py` weighs it).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from flopwatch.domain import BadInput, Quarantined, Skip, clean_text, shown_safely
from flopwatch.sources.channels.contract import MOST_WORDS, Channel, Evidence, Find, Parsed, Plan
from flopwatch.sources.hub_configs import ENDPOINT_VARIABLE
from flopwatch.sources.model_files import read_config_json
from flopwatch.sources.wire.answers import Answer

NAME = "huggingface"
LISTED = (
    "author",
    "config",
    "createdAt",
    "downloads",
    "downloadsAllTime",
    "gated",
    "gguf",
    "lastModified",
    "library_name",
    "likes",
    "pipeline_tag",
    "safetensors",
    "tags",
)
# Models are listed again for so long after they were made: their downloads still grow.
OVERLAP_DAYS = 30
_SITE = "https://huggingface.co"
_LISTING_PATH = "/api/models"
_MOST_TAGS = 200
_LONGEST = 200
_LARGEST_COUNT = 10**15
_LARGEST_CARD = 2**20  # bytes of a model card that are read
_NO_CARD = (401, 403, 404)  # not there, or not open to everybody


class TensorFiles(msgspec.Struct, frozen=True):
    """The headers of a model's weight files and its config, as far as it has them.

    Args:
        headers: For each file the parsed header: tensor name to dtype, shape and data_offsets.
        config: The model's `config.json`, or None.
        why_none: Why there are no headers, or "".
    """

    headers: tuple[dict[str, Any], ...]
    config: dict[str, Any] | None
    why_none: str = ""


def endpoint() -> str:
    """Return the hub's address: that of the variable HF_ENDPOINT, or the usual one."""
    return (os.environ.get(ENDPOINT_VARIABLE) or _SITE).rstrip("/")


@contextlib.contextmanager
def hub_client(keep: Callable[[Answer], None]) -> Iterator[Any]:
    """Give the hub's own client, its connections checked, each of its answers handed to `keep`.

    Raises:
        BadInput: If the client is not installed.
    """
    try:
        client = importlib.import_module("huggingface_hub")
    except ImportError as error:
        raise BadInput(
            "the Hugging Face client is not installed. Install it with the extra: pip install 'flopwatch[hub]', or "
            "uv sync --extra hub."
        ) from error
    httpx2 = importlib.import_module("httpx2")
    transport = importlib.import_module("flopwatch.sources.wire.transport")
    http = importlib.import_module("huggingface_hub.utils._http")

    def factory() -> Any:
        hooks = {"request": [http.hf_request_event_hook]}
        checked = transport.CheckedTransport(keep)
        return httpx2.Client(transport=checked, event_hooks=hooks, follow_redirects=True, timeout=None)

    client.set_client_factory(factory)
    client.utils.disable_progress_bars()
    try:
        yield client.HfApi(endpoint=endpoint(), token=False)
    finally:
        client.set_client_factory(http.default_client_factory)


def fetch_listing(plan: Plan, keep: Callable[[Answer], None]) -> None:
    """List what is new since the watermark; in a sweep also everything above the popularity of the plan.

    No filter by size: the hub filters on a count that is often wrong.

    Raises:
        BadInput: If the hub refuses or cannot be reached.
    """
    with hub_client(keep) as hub, _hub_errors():
        if plan.sweep:
            for one in hub.list_models(sort="downloads", expand=list(LISTED)):
                if (one.downloads or 0) <= plan.min_popularity:
                    break
        if plan.watermark:
            since = dt.datetime.fromisoformat(plan.watermark) - dt.timedelta(days=OVERLAP_DAYS)
            for one in hub.list_models(sort="created_at", expand=list(LISTED)):
                if one.created_at and one.created_at <= since:
                    break


def fetch_tensor_files(repository: str, keep: Callable[[Answer], None]) -> TensorFiles:
    """Fetch the headers of a model's weight files by range requests, and its config.

    Raises:
        BadInput: If the hub refuses or cannot be reached.
    """
    with hub_client(keep) as hub, _hub_errors():
        client = importlib.import_module("huggingface_hub")
        config = _config(client, repository)
        try:
            found = hub.get_safetensors_metadata(repository)
        except client.errors.NotASafetensorsRepoError:
            return TensorFiles((), config, "no safetensors files")
        except client.errors.SafetensorsParsingError as error:
            return TensorFiles((), config, f"a damaged safetensors header: {shown_safely(str(error))[:200]}")
        headers = tuple(_header(one) for one in found.files_metadata.values())
        return TensorFiles(headers, config)


def fetch_card(repository: str, keep: Callable[[Answer], None]) -> str:
    """Fetch a repository's model card; "" if it has none that is open to read.

    Raises:
        BadInput: If the hub refuses or cannot be reached.
    """
    with hub_client(keep), _hub_errors():
        client = importlib.import_module("huggingface_hub")
        answer = client.get_session().get(client.hf_hub_url(repository, "README.md", endpoint=endpoint()))
        if answer.status_code in _NO_CARD:
            return ""
        client.utils.hf_raise_for_status(answer)
        return bytes(answer.content[:_LARGEST_CARD]).decode("utf-8", errors="replace")


def _config(client: Any, repository: str) -> dict[str, Any] | None:
    """Return a model's config, or None where it has none that can be read."""
    address = client.hf_hub_url(repository, "config.json", endpoint=endpoint())
    answer = client.get_session().get(address)
    if answer.status_code != 200:
        return None
    try:
        return read_config_json(answer.content, address)
    except BadInput:
        return None


def _header(file: Any) -> dict[str, Any]:
    """Return one file's header in the form of the file format."""
    tensors: dict[str, Any] = {
        name: {"dtype": one.dtype, "shape": list(one.shape), "data_offsets": list(one.data_offsets)}
        for name, one in file.tensors.items()
    }
    return {"__metadata__": dict(file.metadata), **tensors} if file.metadata else tensors


@contextlib.contextmanager
def _hub_errors() -> Iterator[None]:
    """Turn the client's errors into ours."""
    client = importlib.import_module("huggingface_hub")
    httpx2 = importlib.import_module("httpx2")
    try:
        yield
    except (client.errors.HfHubHTTPError, httpx2.HTTPError, OSError, ValueError, KeyError, TypeError) as error:
        words = shown_safely(str(error))[:300] or type(error).__name__
        asked = (
            f" ({str(error.request.url).partition('?')[0][:200]})" if isinstance(error, httpx2.TransportError) else ""
        )
        raise BadInput(
            f"Hugging Face Hub at {endpoint()}: {words}{asked} Repeat later; what was read is kept."
        ) from error


def parse_listing(answer: Answer) -> Parsed:
    """Read one page of a listing of models; other answers of the hub name nothing.

    Example:
        >>> page = Answer(url="https://huggingface.co/api/models", status=200, headers={}, fetched="",
        ...     body=b'[{"id": "a/b-7B", "downloads": 5}, {"downloads": 7}]')
        >>> parsed = parse_listing(page)
        >>> parsed.read, parsed.found[0].name, parsed.held[0].reason
        (2, 'b-7B', 'no id of the form owner/name')
    """
    if answer.status != 200 or urlsplit(answer.url).path.rstrip("/") != _LISTING_PATH:
        return Parsed(0)
    try:
        rows = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        return Parsed(1, held=(Quarantined(answer.url[:_LONGEST], f"no JSON: {str(error)[:100]}"),))
    if not isinstance(rows, list):
        why = f"a {type(rows).__name__} where a list of models should be; did the service change?"
        return Parsed(1, held=(Quarantined(answer.url[:_LONGEST], why),))
    found: list[Find] = []
    skipped: list[Skip] = []
    held: list[Quarantined] = []
    for at, row in enumerate(rows):
        one = _row(row)
        item = str(row.get("id") if isinstance(row, dict) else row)[:_LONGEST]
        if isinstance(one, Find):
            found.append(one)
        elif one == _PRIVATE:
            skipped.append(Skip(item, one))
        else:
            held.append(Quarantined(f"row {at}: {item}", one))
    return Parsed(len(rows), tuple(found), tuple(skipped), tuple(held))


_PRIVATE = "private or disabled"


def _row(row: Any) -> Find | str:
    """Return one model of a listing, or why it is none."""
    if not isinstance(row, dict):
        return f"a {type(row).__name__}, not an object"
    item = row.get("id")
    if not isinstance(item, str) or not 1 < len(item) <= _LONGEST or clean_text(item) != item:
        return "no id of the form owner/name"
    if row.get("private") is True or row.get("disabled") is True:
        return _PRIVATE
    owner, _, name = item.rpartition("/")
    created = row.get("createdAt") or ""
    try:
        facts = _facts(row)
        dt.datetime.fromisoformat(created or "2000-01-01")
    except BadInput as error:
        return str(error)
    except (ValueError, TypeError):
        return f"createdAt is {str(created)[:60]!r}, which is not a time"
    tags = row.get("tags")
    return Find(
        item=item,
        name=name,
        developer=owner,
        published=created[:10],
        popularity=float(facts.get("downloads", 0)),
        facts={**facts, "created_at": created[:40]},
        tags=tuple(one[:_LONGEST] for one in tags[:_MOST_TAGS] if isinstance(one, str))
        if isinstance(tags, list)
        else (),
        evidence=Evidence(url=f"{_SITE}/{item}", words=f"listed as {item}"[:MOST_WORDS]),
    )


def _facts(row: Mapping[str, Any]) -> dict[str, float | str]:
    """Return what a listing states of a model.

    Raises:
        BadInput: If a count is none.
    """
    facts: dict[str, float | str] = {}
    for key, name in (("downloads", "downloads"), ("downloadsAllTime", "downloads_all_time"), ("likes", "likes")):
        if (count := _count(row.get(key), key)) is not None:
            facts[name] = count
    stored = row.get("safetensors")
    if isinstance(stored, dict):
        if (total := _count(stored.get("total"), "safetensors.total")) is not None:
            facts["listed_total"] = total
        if isinstance(stored.get("parameters"), dict):
            by_type = [_count(one, "safetensors.parameters") for one in stored["parameters"].values()]
            facts["listed_elements"] = sum(one for one in by_type if one is not None)
    packed = row.get("gguf")
    if isinstance(packed, dict) and (total := _count(packed.get("total"), "gguf.total")) is not None:
        facts["listed_gguf"] = total
    config = row.get("config")
    if isinstance(config, dict):
        if isinstance(config.get("model_type"), str):
            facts["model_type"] = config["model_type"][:_LONGEST]
        quantised = config.get("quantization_config")
        if isinstance(quantised, dict):
            facts["quant_method"] = str(quantised.get("quant_method", "unnamed"))[:_LONGEST]
    for key in ("pipeline_tag", "library_name"):
        if isinstance(row.get(key), str):
            facts[key] = row[key][:_LONGEST]
    return facts


def _count(value: Any, what: str) -> float | None:
    """Return a count, or None where none is stated."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _LARGEST_COUNT:
        raise BadInput(f"{what} is {str(value)[:60]!r}, which is not a count up to {_LARGEST_COUNT:.0e}")
    return float(value)


HUGGING_FACE = Channel(
    name=NAME,
    version=1,
    summary="Models on Hugging Face with more than 100 downloads a month, and whatever is new.",
    fetch=fetch_listing,
    parse=parse_listing,
    lists_repositories=True,
)
