"""Requests made from the interface's own description, sent to a real server: no error of the server, no wrong answer.

Half of the bodies hold values that the census knows, so that requests come further than the first check. Even seeds
sign in by a token of an account, odd ones by the one-time address that a server on this machine prints.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flopwatch.ledger import beside
from flopwatch.server import Accounts, ReviewSettings, served
from flopwatch.server.access import PERMISSIONS, SUBMIT
from flopwatch.server.review_api import ROUTES
from flopwatch.server.settings import Limits, Rate
from flopwatch_torture.bases import part_of_base

MODELS = ("openai/gpt-4", "openai/gpt-3", "meta/llama-2-7b", "meta/llama-2-70b")
_FREE = Rate(10**9, 10**9)
_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
_VALUES: dict[str, tuple[str, ...]] = {
    "model": (*MODELS, "GPT-4", "Entirely New 7B"),
    "a": MODELS,
    "b": (*MODELS, "GPT-4 Turbo"),
    "developer": ("", "OpenAI", "Nobody Known"),
    "field": ("training_compute", "parameters", "name", "release_date", "developer", "organisation_type", "no_field"),
    "value": ("3.8e25", "405 billion", "10²³", "2024-02-30", "", "-1", "9e999999999", "1e-999999999", "=1+1"),
    "unit": ("", "FLOP", "furlong"),
    "relation": ("=", "≈", "≥", "range", ""),
    "url": ("https://lab.example/report", "http://[", "https://lab.example:99999999/", "ftp://lab.example", ""),
    "date": ("", "2024-01-01", "2024-13-01", "9999-12-31"),
    "where": ("table 2", "\u202etable"),
    "quote": ("trained with 3.8e25 FLOP", "\ud7ff\u0000", "<b>1T</b>"),
    "verdict": ("same", "not-same", "maybe"),
    "verb": ("accept", "reject", "merge", "split", "ask", "note", "undo"),
    "reason": ("the source says so", " ", "\u0085"),
    "same_as": MODELS,
    "basis": ("", "00000000", "zz"),
    "actor": ("admin", "local", "nobody"),
    "since": ("", "2026-01-01", "soon"),
}


@dataclass
class _Result:
    """What one run found: statuses by route, and the problems."""

    statuses: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    routes: int = 0


def ask_every_route(seed: int, count: int, work: Path, base: Path | None = None) -> tuple[list[str], dict[str, float]]:
    """Send requests to every described route.

    Args:
        seed: Of the requests.
        count: Requests to each route.
        work: Folder to work in.
        base: The curated folder; None for one of a few models.

    Returns:
        The problems, and the sums: requests, routes, and answers by the first digit of their status.
    """
    with tempfile.TemporaryDirectory(dir=work) as folder, _server(Path(folder), base) as (address, accounts):
        result = _asked(address, accounts, seed, count)
    counts: dict[str, float] = {"requests": sum(result.statuses.values()), "most_routes": result.routes}
    for kind in "2345":
        counts[f"{kind}xx"] = sum(many for status, many in result.statuses.items() if status.startswith(kind))
    return result.problems, counts


@contextlib.contextmanager
def _server(top: Path, base: Path | None) -> Iterator[tuple[str, Accounts]]:
    kept = base or part_of_base(top / "data", lambda name: name in MODELS or name.startswith("chips/"))
    (top / "site").mkdir()
    (top / "site" / "index.html").write_text("<!doctype html><title>hub</title>")
    store = str(top / "ledger.sqlite")
    accounts = Accounts(beside(store, "accounts"))
    accounts.add("admin", "admin")
    limits = Limits(_FREE, _FREE, _FREE, seconds=300.0, pause=0.0)
    with served(top / "site", review=ReviewSettings(kept, store, top, limits=limits)) as address:
        yield address.rstrip("/"), accounts


def _asked(address: str, accounts: Accounts, seed: int, count: int) -> _Result:
    import schemathesis

    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
    needed = {path: route.opt["permission"] for route in ROUTES for path in route.paths}
    keys = _submitted(address, _identity(address, accounts, SUBMIT, seed))
    result = _Result()
    for one in schema.get_all_operations():
        operation = one.ok()
        headers = _identity(address, accounts, needed[operation.path], seed)
        result.routes += 1
        # The server's own report of a defect would fill the screen; its answer has the status.
        with contextlib.redirect_stderr(io.StringIO()):
            _ask_one(operation, headers, keys, seed * 1000 + result.routes, count, result)
    return result


def _ask_one(operation: Any, headers: dict[str, str], keys: list[str], seed: int, count: int, result: _Result) -> None:
    """Send requests to one route, and note statuses and problems."""
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded
    from hypothesis import strategies as st

    schemathesis.checks.load_all_checks()
    checks = schemathesis.checks.CHECKS.get_by_names(_CHECKS)
    # The first value is fit, and comes as often as all others together.
    values = {**_VALUES, "key": (*keys, "candidate:none", "contested:none")}
    known = st.fixed_dictionaries(
        {name: st.sampled_from([*some, *some[:1] * len(some)]) for name, some in values.items()}
    )

    @seeded(seed)
    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
    )
    @given(case=operation.as_strategy(), known=known, half=st.booleans())
    def ask(case: Any, known: dict[str, str], half: bool) -> None:
        if half:
            _fill(case, known)
        answer = case.call(headers=headers)
        result.statuses[str(answer.status_code)] += 1
        try:
            case.validate_response(answer, headers=headers, checks=checks)
        except schemathesis.core.failures.FailureGroup as error:
            said = " ".join(str(error).split())[:300]
            result.problems.append(f"{case.method} {operation.path}: {answer.status_code}: {said}")

    ask()


def _submitted(address: str, headers: dict[str, str]) -> list[str]:
    """Put some items into the queue and return their keys."""
    keys = []
    for number in range(5):
        body = {name: _VALUES[name][0] for name in ("model", "field", "url", "where", "quote")}
        body["value"] = f"{number + 3}.3e25"
        status, answer = _ask(address, "POST", "/api/submissions", headers, json.dumps(body))
        assert status == 201, answer
        keys.append(json.loads(answer)["key"])
    return keys


def _ask(address: str, method: str, path: str, headers: dict[str, str], body: str | None = None) -> tuple[int, str]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=300)
    connection.request(method, path, body, {**headers, "Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def _fill(case: Any, known: dict[str, str]) -> None:
    """Put known values in place of the made ones."""
    if "key" in (case.query or {}):
        case.query["key"] = known["key"]
    if isinstance(case.body, dict):
        case.body = {**case.body, **{name: value for name, value in known.items() if name in _of(case)}}


def _of(case: Any) -> set[str]:
    """Return the names of the fields of a request's body."""
    media = next(iter(case.operation.definition.raw["requestBody"]["content"].values()))
    name = media["schema"]["$ref"].rsplit("/", 1)[-1]
    return set(case.operation.schema.raw_schema["components"]["schemas"][name]["properties"])


def _identity(address: str, accounts: Accounts, permission: str, seed: int) -> dict[str, str]:
    """Return the headers of a person who may use a route."""
    assert permission in PERMISSIONS, permission
    if seed % 2 == 0:
        return {"Authorization": f"Bearer {accounts.make_token('admin', permission, 1)}"}
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    connection.request("GET", f"/review/enter?token={accounts.make_once('local', 'admin')}")
    cookie = str(connection.getresponse().getheader("set-cookie")).partition(";")[0]
    connection.close()
    return {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
