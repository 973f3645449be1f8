"""ModelScope's public listing of models, the Chinese hub. Written from its client's documents; no answer was seen.

It states no counts of parameters. At most 3,000 models can be listed (page × size).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from flopwatch.domain import BadInput, Quarantined, clean_text
from flopwatch.sources.channels.cells import date_in
from flopwatch.sources.channels.contract import Channel, Evidence, Find, Parsed, Plan
from flopwatch.sources.wire.answers import Answer
from flopwatch.sources.wire.conditional import fetch_if_changed

ENDPOINT_VARIABLE = "MODELSCOPE_ENDPOINT"
PAGE = 100
MOST_LISTED = 3_000
_SITE = "https://modelscope.cn"
_LONGEST = 200
_LARGEST_COUNT = 1e12


def fetch_listing(plan: Plan, keep: Callable[[Answer], None]) -> None:
    """List the models page by page, until a page is not full or the service's limit is reached.

    Raises:
        BadInput: If the service refuses or cannot be reached.
    """
    base = (os.environ.get(ENDPOINT_VARIABLE) or _SITE).rstrip("/")
    for number in range(1, MOST_LISTED // PAGE + 1):
        asked = urlencode({"page_number": number, "page_size": PAGE})
        answer = fetch_if_changed(f"{base}/openapi/v1/models?{asked}")
        if answer is None:
            raise BadInput(f"{base}: answered 304 to a question without conditions.")
        keep(answer)
        if parse_listing(answer).read < PAGE:  # the order of a listing is not documented: nothing else ends it
            return


def parse_listing(answer: Answer) -> Parsed:
    """Read one page. Keys are taken in either spelling that the client's documents show: `Models` or `models`.

    Example:
        >>> body = b'{"success": true, "data": {"models": [{"id": "lab/Atlas-9B", "downloads": 7}, {"downloads": 1}]}}'
        >>> page = parse_listing(Answer(url="https://modelscope.cn", status=200, headers={}, fetched="", body=body))
        >>> page.read, [(one.name, one.developer, one.popularity) for one in page.found], page.held[0].reason
        (2, [('Atlas-9B', 'lab', 7.0)], 'no id of the form owner/name')
    """
    try:
        whole = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        return _held(answer, f"no JSON: {str(error)[:100]}")
    data = whole.get("data", whole.get("Data")) if isinstance(whole, dict) else None
    rows = _either(data, "models") if isinstance(data, dict) else data
    if not isinstance(rows, list):
        return _held(answer, "no list of models under data.models; did the service change?")
    found, held = [], []
    for at, row in enumerate(rows):
        one = _find(row)
        if isinstance(one, Find):
            found.append(one)
        else:
            held.append(Quarantined(f"model {at}: {str(row)[:60]}", one))
    return Parsed(len(rows), tuple(found), (), tuple(held))


def _held(answer: Answer, why: str) -> Parsed:
    return Parsed(1, held=(Quarantined(answer.url[:_LONGEST], why),))


def _either(row: Mapping[str, Any], name: str) -> Any:
    """Return the value under a name in small letters or with a capital one."""
    return row.get(name, row.get(name.title().replace("_", "")))


def _find(row: object) -> Find | str:
    """Return one model, or why it is none."""
    if not isinstance(row, dict):
        return f"a {type(row).__name__}, not an object"
    listed = _either(row, "id")
    if (
        not isinstance(listed, str)
        or clean_text(listed) != listed
        or not 2 < len(listed) <= _LONGEST
        or "/" not in listed
    ):
        return "no id of the form owner/name"
    downloads = _either(row, "downloads") or 0
    if isinstance(downloads, bool) or not isinstance(downloads, (int, float)) or not 0 <= downloads <= _LARGEST_COUNT:
        return f"downloads is {str(downloads)[:60]!r}, which is not a count"
    owner, _, name = listed.rpartition("/")
    created = _either(row, "created_at")
    return Find(
        item=listed,
        name=name,
        developer=owner,
        published=date_in(created) if isinstance(created, str) else "",
        popularity=float(downloads),
        facts={"downloads": float(downloads)},
        evidence=Evidence(url=f"{_SITE}/models/{listed}", words=f"listed as {listed}", lang="zh"),
    )


MODELSCOPE = Channel(
    name="modelscope",
    version=1,
    summary="Models on ModelScope, at most 3,000.",
    fetch=fetch_listing,
    parse=parse_listing,
    unseen=True,
)
