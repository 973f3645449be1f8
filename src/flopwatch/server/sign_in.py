"""Sign-in and sign-out: by password, by the one-time address, and by OpenID Connect."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import to_thread
from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromQuery
from litestar.response import Redirect

from flopwatch.domain import NotFound
from flopwatch.server.access import PUBLIC
from flopwatch.server.accounts import LONGEST_SECONDS
from flopwatch.server.curation import AnyRequest, failure, look_up, read_form, shared, to
from flopwatch.server.oidc import CALLBACK, Pending, Provider
from flopwatch.server.review_pages import page

Result = TypeVar("Result")
_PENDING_SECONDS = 600  # that a person may take at the provider


@get("/login", opt={"permission": PUBLIC}, include_in_schema=False)
async def login_form(request: AnyRequest) -> Response[object]:
    """Show the form to sign in."""
    provider = shared(request).provider
    return page(request, "login.html", provider=provider.settings.host if provider else "")


async def _too_many(request: AnyRequest, *names: str) -> Response[object] | None:
    """Return the refusal of too many attempts, by address and by further names; None if this one may pass."""
    state = shared(request)
    client = request.client.host if request.client else ""
    wait = max([state.logins.wait_of(one) for one in (*names, f"from {client}")])
    if not wait:
        return None
    await state.pause()
    return failure(request, 429, "Too many attempts. Wait, then try again.", retry=wait)


@post("/login", opt={"permission": PUBLIC}, include_in_schema=False)
async def login(request: AnyRequest) -> Response[object]:
    """Sign in with name and password; the answer to a wrong name is that to a wrong password, and takes as long."""
    state, form = shared(request), await read_form(request)
    name = form.get("name", "")[:60]
    if refusal := await _too_many(request, f"name {name}"):
        return refusal
    stored = await look_up(request, lambda: state.accounts.stored_password(name))
    known = await look_up(request, lambda: state.checker.check(stored, form.get("password", "")))
    if not known:
        return failure(request, 401, "Name or password is wrong.")
    response = to("/review")
    response.cookies = [await _session(request, name)]
    return response


async def _session(request: AnyRequest, name: str, role: str = "") -> Cookie:
    """Start a session and return its cookie; the session that the browser had ends."""
    state = shared(request)
    old = request.cookies.get(state.cookie, "")
    made = await look_up(request, lambda: state.accounts.open_session(name, role=role, old=old))
    return _cookie(state.cookie, made, secure=state.secure)


def _cookie(name: str, value: str, *, secure: bool) -> Cookie:
    age = LONGEST_SECONDS if value else 0
    return Cookie(key=name, value=value, max_age=age, path="/", httponly=True, secure=secure, samesite="strict")


@get("/review/enter", opt={"permission": PUBLIC}, include_in_schema=False)
async def enter(request: AnyRequest, token: FromQuery[str]) -> Response[object]:
    """Sign in with the one-time token that the server printed."""
    person = await look_up(request, lambda: shared(request).accounts.use_once(token))
    if person is None:
        raise NotFound("this address has been used, or is of an earlier start. Start the server again for a new one.")
    response = to("/review")
    response.cookies = [await _session(request, person.account, person.role)]
    return response


def _provider(request: AnyRequest) -> Provider:
    provider = shared(request).provider
    if provider is None:
        raise NotFound("sign-in by OpenID Connect is not set up here. `flopwatch serve --oidc FILE` sets it up.")
    return provider


async def _outside(request: AnyRequest, do: Callable[[], Result]) -> Result:
    """Ask the provider in a thread of its own kind: a slow provider must not delay anybody else."""
    return await to_thread.run_sync(do, limiter=shared(request).outside)


def _pending_cookie(request: AnyRequest, value: str) -> Cookie:
    # The provider's answer comes from another site, so a strict cookie would not be sent with it.
    state = shared(request)
    return Cookie(
        key=f"{state.cookie}-oidc",
        value=value,
        max_age=_PENDING_SECONDS if value else 0,
        path="/",
        httponly=True,
        secure=state.secure,
        samesite="lax",
    )


@get("/login/oidc", opt={"permission": PUBLIC}, include_in_schema=False)
async def begin(request: AnyRequest) -> Response[object]:
    """Send the browser to the provider."""
    provider = _provider(request)
    if refusal := await _too_many(request):
        return refusal
    address, pending = await _outside(request, provider.begin)
    response = Redirect(address, status_code=303)
    response.cookies = [_pending_cookie(request, pending.written())]
    return response


@get(CALLBACK, opt={"permission": PUBLIC}, include_in_schema=False)
async def come_back(request: AnyRequest) -> Response[object]:
    """Sign in the person whom the provider sent back; the account is that of issuer and subject."""
    provider, state = _provider(request), shared(request)
    if refusal := await _too_many(request):
        return refusal
    pending = Pending.read(request.cookies.get(f"{state.cookie}-oidc", ""))
    query = request.scope["query_string"].decode("latin-1")
    person = await _outside(request, lambda: provider.finish(query, pending))
    name = await look_up(request, lambda: state.accounts.account_of(person))
    # A page, because a redirect would still count as a request of the provider's site, without the strict cookie.
    response = page(request, "signed_in.html")
    response.cookies = [_pending_cookie(request, ""), await _session(request, name)]
    return response


@post("/logout", opt={"permission": PUBLIC}, include_in_schema=False)
async def logout(request: AnyRequest) -> Response[object]:
    """Sign out: the session ends on the server too."""
    state = shared(request)
    session = request.cookies.get(state.cookie, "")
    await look_up(request, lambda: state.accounts.close_session(session))
    response = to("/review")
    response.cookies = [_cookie(state.cookie, "", secure=state.secure)]
    return response


ROUTES = (login_form, login, enter, begin, come_back, logout)
