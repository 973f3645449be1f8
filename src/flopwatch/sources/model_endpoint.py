"""Language models behind an OpenAI-compatible endpoint: one question per stretch of a text, one answer as JSON text.

What comes back is outside text like any other: its size and time are limited, redirects are not followed, and nobody
but `extraction.with_proposals` may make something of it.
"""

from __future__ import annotations

import ipaddress
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flopwatch.domain import BadInput, Quarantined, WrongUsage, shown_safely

KEY_VARIABLE = "FLOPWATCH_MODEL_KEY"
SECONDS = 120.0  # for one answer
_STRETCH = 12_000  # characters of one question
_OVERLAP = 400  # characters that two questions share, so that no sentence is cut
MOST_QUESTIONS = 40
_MOST_BYTES = 2**20  # of one answer
_MOST_TOKENS = 4_096


@dataclass(frozen=True)
class ModelEndpoint:
    """Address and name of a language model.

    Args:
        url: Base address of the interface: https://host/v1.
        model: The model's name there.
        allow_loopback: Whether it may be on this machine; None asks the variable FLOPWATCH_ALLOW_LOOPBACK.
        seconds: By when an answer must have come whole.
    """

    url: str
    model: str
    allow_loopback: bool | None = None
    seconds: float = SECONDS


def ask_about(text: str, endpoint: ModelEndpoint, task: str, schema: Mapping[str, Any]) -> Iterator[str | Quarantined]:
    """Yield the answer about each stretch of a text, or the reason why there is none.

    Args:
        text: Any length; after `MOST_QUESTIONS` stretches the rest is held.
        endpoint: The model that is asked.
        task: The task, in words.
        schema: JSON schema of the answer.

    Raises:
        WrongUsage: If the address is none, or a key would be sent in the clear.
    """
    key = os.environ.get(KEY_VARIABLE, "")
    _refuse_bad_address(endpoint.url, key)
    starts = range(0, max(1, len(text)), _STRETCH - _OVERLAP)
    for number, start in enumerate(starts):
        if number == MOST_QUESTIONS:
            yield Quarantined(f"characters from {start}", f"only {MOST_QUESTIONS} questions are asked about one text")
            return
        try:
            yield _answer(text[start : start + _STRETCH], endpoint, task, schema, key)
        except BadInput as error:
            yield Quarantined(f"characters {start} to {min(len(text), start + _STRETCH)}", str(error)[:300])
        if start + _STRETCH >= len(text):
            return


def _refuse_bad_address(url: str, key: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not host or parts.username:
        raise WrongUsage(f"{shown_safely(url[:200])!r} is no address of an endpoint. Give one such as https://host/v1.")
    if key and parts.scheme == "http" and not _is_loopback(host):
        raise WrongUsage(f"{KEY_VARIABLE} is not sent to {host[:100]} without encryption. Give an https address.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _answer(stretch: str, endpoint: ModelEndpoint, task: str, schema: Mapping[str, Any], key: str) -> str:
    """Return the text of one answer.

    Raises:
        BadInput: If the endpoint refuses, leads elsewhere, is too slow, or its answer has another shape.
    """
    # Loaded only here: the client takes a fifth of a second that no command on local files should pay.
    import httpx2

    from flopwatch.sources.wire.transport import CheckedTransport

    address = f"{endpoint.url.rstrip('/')}/chat/completions"
    shown = shown_safely(address[:200])
    question = {
        "model": endpoint.model,
        "temperature": 0,
        "max_tokens": _MOST_TOKENS,
        "response_format": {"type": "json_schema", "json_schema": {"name": "facts", "strict": True, "schema": schema}},
        "messages": [{"role": "system", "content": task}, {"role": "user", "content": stretch}],
    }
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    transport = CheckedTransport(
        max_bytes=_MOST_BYTES, seconds=endpoint.seconds, allow_loopback=endpoint.allow_loopback
    )
    with httpx2.Client(transport=transport, follow_redirects=False, timeout=None) as client:
        try:
            answer = client.post(address, json=question, headers=headers)
        except (httpx2.InvalidURL, httpx2.TransportError) as error:
            raise BadInput(f"{shown}: {shown_safely(str(error))[:200]}. Is the endpoint running?") from error
    if answer.is_redirect:
        raise BadInput(f"{shown} leads elsewhere ({answer.status_code}); nothing was sent there. Give that address.")
    if answer.status_code != 200:
        raise BadInput(f"{shown}: the endpoint answered {answer.status_code}. Are the model's name and the key right?")
    return _content(answer.content, shown)


def _content(body: bytes, shown: str) -> str:
    """Return the text of the first choice of a chat completion."""
    try:
        choice = json.loads(body)["choices"][0]
        content, reason = choice["message"]["content"], choice.get("finish_reason")
    except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise BadInput(f"{shown}: the answer is no chat completion.") from error
    if not isinstance(content, str) or reason == "length":
        raise BadInput(f"{shown}: the answer is {'cut off' if reason == 'length' else 'no text'}.")
    return content
