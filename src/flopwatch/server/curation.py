"""Shared parts of the curation app's routes, and the checks that every request passes before its handler runs."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from litestar import Request, Response
from litestar.datastructures import State, UploadFile
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from flopwatch import api
from flopwatch.api.review_desk import Desk
from flopwatch.domain import FlopwatchError, NotFound, WrongUsage, clean_text
from flopwatch.ledger import beside
from flopwatch.review import StaleBasis
from flopwatch.server.access import PUBLIC, SAFE, Buckets, allows, site_fault
from flopwatch.server.accounts import Accounts, Person
from flopwatch.server.budget import TooSlow, Workers
from flopwatch.server.oidc import Provider, ProviderFailed, SignInRefused
from flopwatch.server.passwords import Checker, TooBusy
from flopwatch.server.review_pages import page
from flopwatch.server.settings import Limits, Rate, ReviewSettings
from flopwatch.wording import ENGLISH, Language, find_language

NOBODY = Person("", "")
COOKIE, SECURE_COOKIE = "flopwatch", "__Host-flopwatch"
_AT_ONCE = 4  # requests that work on the census at one time
_MOST_FIELD = 20_000  # characters of one field of a form
_MOST_PAUSED = 256  # refusals held back at one time; more are sent at once
AnyRequest = Request[None, None, State]
Result = TypeVar("Result")


@dataclass
class Curation:
    """State that the handlers share.

    Args:
        desk: The desk.
        accounts: Accounts and sessions.
        out: The release folder that publishing builds.
        secure: Whether the server is reached by https, so that cookies are sent by https alone.
        limits: Limits of rate and time.
        provider: Provider of sign-in by OpenID Connect; None without.
        language: Language of the pages.
    """

    desk: Desk
    accounts: Accounts
    out: Path
    secure: bool = False
    limits: Limits = Limits()
    checker: Checker = field(default_factory=Checker)
    logins: Buckets = field(init=False)
    changes: Buckets = field(init=False)
    reads: Buckets = field(init=False)
    workers: Workers = field(default_factory=lambda: Workers(_AT_ONCE))
    doorkeepers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(4 * _AT_ONCE))
    outside: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_AT_ONCE))
    paused: int = 0
    provider: Provider | None = None
    language: Language = ENGLISH

    def __post_init__(self) -> None:
        """Make the buckets of the limits."""
        self.logins, self.changes, self.reads = map(
            _buckets, (self.limits.logins, self.limits.changes, self.limits.reads)
        )

    @classmethod
    def of(cls, settings: ReviewSettings) -> Curation:
        """Open what settings name."""
        desk = Desk(settings.data, settings.store, settings.policy)
        accounts = Accounts(beside(settings.store, "accounts"))
        if settings.early:
            threading.Thread(target=_read_census, args=(desk,), daemon=True).start()
        made = cls(desk, accounts, settings.out, settings.secure, settings.limits)
        made.provider = Provider(settings.oidc) if settings.oidc else None
        made.language = find_language(settings.locale)
        return made

    async def pause(self) -> None:
        """Wait before a refusal for rate, unless many wait already."""
        if self.paused < _MOST_PAUSED:
            self.paused += 1
            try:
                await asyncio.sleep(self.limits.pause)
            finally:
                self.paused -= 1

    @property
    def cookie(self) -> str:
        """Name of the session's cookie."""
        return SECURE_COOKIE if self.secure else COOKIE


def _read_census(desk: Desk) -> None:
    with contextlib.suppress(FlopwatchError):  # the first request that needs it says so
        desk.outlook()


def _buckets(rate: Rate) -> Buckets:
    return Buckets(rate.burst, rate.per_second)


def shared(request: AnyRequest) -> Curation:
    """Return what the handlers share."""
    found: Curation = request.app.state["curation"]
    return found


def person_of(request: AnyRequest) -> Person:
    """Return the person of a request, as the first check found it."""
    found: Person = request.state.get("person", NOBODY)
    return found


async def work(request: AnyRequest, do: Callable[[], Result], seconds: float | None = None) -> Result:
    """Run a function in a thread, with few at a time and for a limited time.

    Args:
        request: The request.
        do: The function.
        seconds: Longest time; None for that of the server's limits.

    Raises:
        TooSlow: If it takes longer; then nothing was changed.
    """
    state = shared(request)
    return await state.workers.run(do, state.limits.seconds if seconds is None else seconds)


async def look_up(request: AnyRequest, do: Callable[[], Result]) -> Result:
    """Run a look-up of accounts in a thread of its own kind: it must not wait for work on the census."""
    return await to_thread.run_sync(do, limiter=shared(request).doorkeepers)


async def authorise(request: AnyRequest) -> Response[object] | None:
    """Refuse a request before its handler runs; None if it may pass.

    The order: who is it, does it come from this site, is it too often, does the role have the route's permission.
    """
    state = shared(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    session, bearer = request.cookies.get(state.cookie, ""), _bearer(headers)
    known = bool(session or bearer)
    person = await look_up(request, lambda: _identified(state.accounts, session, bearer)) if known else NOBODY
    request.state["person"] = person
    if fault := site_fault(request.method, headers, by_cookie=bool(headers.get("cookie")) or not bearer):
        return failure(request, 403, f"This request does not come from this site: {fault}. Open the page here again.")
    options = request.route_handler.opt
    if wait := 0.0 if options.get("always") else _wait_of(request, person):
        await state.pause()
        return failure(request, 429, "Too many requests. Wait, then try again.", retry=wait)
    permission = options.get("permission")
    if not allows(person.role, permission) or (person.scope and permission not in (PUBLIC, person.scope)):
        status = 403 if person.account else 401
        who = f"{person.account} ({person.role})" if person.account else "nobody signed in"
        return failure(request, status, f"This needs the permission {permission!r}, which {who} does not have.")
    return None


def _wait_of(request: AnyRequest, person: Person) -> float:
    client = request.client.host if request.client else ""
    state = shared(request)
    buckets = state.reads if request.method in SAFE else state.changes
    return buckets.wait_of(person.account or client)


def _bearer(headers: Mapping[str, str]) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _identified(accounts: Accounts, session: str, bearer: str) -> Person:
    if bearer:
        return accounts.person_of_token(bearer) or NOBODY
    return (accounts.person_of_session(session) if session else None) or NOBODY


async def read_form(request: AnyRequest, longer: Mapping[str, int] | None = None) -> dict[str, str]:
    """Return the fields of a form as text.

    Args:
        request: The request.
        longer: Most characters of fields that may be longer than others.

    Raises:
        WrongUsage: If a field is a file, or too long.
    """
    found: dict[str, str] = {}
    for name, value in (await request.form()).multi_items():
        most = (longer or {}).get(name, _MOST_FIELD)
        if not isinstance(value, str) or len(value) > most:
            raise WrongUsage(f"the form's field {name[:40]!r} is not a text of at most {most} characters.")
        found[name] = value
    return found


async def read_file_form(request: AnyRequest) -> tuple[dict[str, str], str, bytes]:
    """Return the fields of a form as text, and name and bytes of its one file.

    Raises:
        WrongUsage: If there is not one file, or a field is too long.
    """
    fields: dict[str, str] = {}
    files: list[UploadFile] = []
    for name, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            files.append(value)
        elif isinstance(value, str) and len(value) <= _MOST_FIELD:
            fields[name] = value
        else:
            raise WrongUsage(f"the form's field {name[:40]!r} is not a text of at most {_MOST_FIELD} characters.")
    if len(files) != 1:
        raise WrongUsage(f"the form holds {len(files)} files. Choose one.")
    return fields, files[0].filename, await files[0].read()


def to(path: str) -> Redirect:
    """Return a redirect to a page, after a form."""
    return Redirect(path, status_code=303)


def is_api(request: AnyRequest) -> bool:
    """Return whether the answer is JSON for programs and not a page."""
    return request.url.path.startswith("/api/")


def failure(
    request: AnyRequest, status: int, words: str, *, retry: float = 0.0, more: Mapping[str, object] | None = None
) -> Response[object]:
    """Return an answer that says what is wrong: JSON of the API, else a page."""
    headers = {"retry-after": str(max(1, round(retry)))} if retry or status == 429 else {}
    if is_api(request):
        return Response({"error": words, **(more or {})}, status_code=status, headers=headers)
    shown = page(request, "failure.html", status=status, words=words, more=more or {})
    shown.status_code = status
    shown.headers.update(headers)
    return shown


def on_error(request: AnyRequest, error: Exception) -> Response[object]:
    """Return the answer to an error: ours in its words, one of the framework by its status, any other as a defect."""
    if isinstance(error, StaleBasis):
        more = {"since": list(error.added), "removed": error.removed, "basis": error.basis}
        return failure(request, 409, str(error), more=more)
    if isinstance(error, TooBusy):
        return failure(request, 429, str(error), retry=5)
    if isinstance(error, TooSlow):
        return failure(request, 503, str(error), retry=5)
    if isinstance(error, ProviderFailed):
        return failure(request, 503, str(error), retry=30)
    if isinstance(error, SignInRefused):
        return failure(request, 403, str(error))
    if isinstance(error, NotFound) and not isinstance(error, WrongUsage):
        return failure(request, 404, str(error))
    if isinstance(error, FlopwatchError):
        return failure(request, 400, str(error))
    if isinstance(error, HTTPException):
        return failure(request, error.status_code, _words_of(error))
    sys.stderr.write(f"flopwatch: {api.report_defect(error, ascii(request.url.path))}\n")
    return failure(request, 500, "This page failed. The report is on the server's screen.")


def _words_of(error: HTTPException) -> str:
    """Return the words of an error of the framework, with the fields that it found wrong."""
    extra = error.extra if isinstance(error.extra, list) else []
    wrong = [f"{one.get('key') or 'the body'}: {one.get('message')}" for one in extra if isinstance(one, dict)]
    words = f"This request has unfit values: {'; '.join(wrong)}." if wrong else str(error.detail)
    return clean_text(words)[:500]
