"""The REST interface of review: the calls of `flopwatch.api` as JSON, one route for each."""

from __future__ import annotations

import os
import shutil
from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromQuery, JSONBody, QueryParameter

from flopwatch import __version__, api
from flopwatch.api.review_items import Order, QueueRow, ReviewItem
from flopwatch.api.reviews import Decision, FeedEntry
from flopwatch.api.submissions import Submission, Submitted
from flopwatch.ledger import beside, state_of
from flopwatch.review import Purse, Waiting
from flopwatch.server.access import ADMINISTER, DECIDE, PAY, PUBLIC, SUBMIT
from flopwatch.server.curation import AnyRequest, look_up, person_of, shared, work

MOST_ROWS = 1000
MOST_KEY = 600  # characters of an item's key


class Failure(msgspec.Struct, frozen=True):
    """Why a request was refused, and the next step.

    Args:
        error: In words.
        since: Of 409: what happened to the item since the given basis.
        removed: Of 409: how many events were taken back since.
        basis: Of 409: the basis now.
    """

    error: str
    since: tuple[str, ...] = ()
    removed: int = 0
    basis: str = ""


def _may_answer(*statuses: int) -> dict[int, ResponseSpec]:
    """Return the descriptions of refusals: those of every route, and those given."""
    every = (400, 401, 403, 429, 503)
    return {
        one: ResponseSpec(Failure, generate_examples=False, description=_REFUSALS[one])
        for one in sorted({*every, *statuses})
    }


_REFUSALS = {
    400: "A value is unfit, or the rules forbid it.",
    401: "Nobody is signed in.",
    403: "The account lacks the permission, or the request comes from another site.",
    404: "There is no such item or model.",
    409: "The item has changed since the given basis.",
    413: "The body is too large.",
    429: "Too many requests. `Retry-After` says when to try again.",
    503: "The work took too long. Nothing was changed.",
}
_READ, _FOUND, _CHANGED = _may_answer(), _may_answer(404), _may_answer(404, 409, 413)
Rows = Annotated[int, QueryParameter(ge=1, le=MOST_ROWS, description="Most rows to return.")]
Key = Annotated[str, QueryParameter(min_length=1, max_length=MOST_KEY, description="Key of an item of the queue.")]
_LEAST_FREE = 50_000_000  # bytes of disk below which the server is not ready


class DecisionAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision on one item, as `api.decide` takes it."""

    key: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_KEY)]
    verb: Literal["accept", "reject", "merge", "split", "ask", "note"]
    reason: Annotated[str, msgspec.Meta(max_length=2000)]
    basis: Annotated[str, msgspec.Meta(max_length=4000)] | None = None
    same_as: Annotated[str, msgspec.Meta(max_length=300)] = ""
    settle: bool = False


class ItemNamed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One item and a reason, to undo a decision or to pay for a report."""

    key: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_KEY)]
    reason: Annotated[str, msgspec.Meta(max_length=2000)]


class IdentityAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two names and the verdict `same` or `not-same`."""

    a: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    b: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    verdict: Literal["same", "not-same"]
    reason: Annotated[str, msgspec.Meta(max_length=2000)]


class RevertAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person all of whose events since a day are taken back."""

    actor: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    reason: Annotated[str, msgspec.Meta(max_length=2000)]
    since: Annotated[str, msgspec.Meta(max_length=10)] = ""


# Bodies with unknown fields are refused, which the framework does not put into the description.
CLOSED = frozenset(one.__name__ for one in (Submission, DecisionAsked, ItemNamed, IdentityAsked, RevertAsked))


@get("/api/queue", opt={"permission": PUBLIC}, responses=_READ)
async def queue(request: AnyRequest, order: FromQuery[Order] = "worth", limit: Rows = 100) -> list[QueueRow]:
    """List what waits for a decision."""
    desk = shared(request).desk
    return await work(request, lambda: api.review_queue(desk, order=order, limit=limit))


@get("/api/item", opt={"permission": PUBLIC}, responses=_FOUND)
async def item(request: AnyRequest, key: Key) -> ReviewItem:
    """Return one item with evidence, rivals, effect and basis."""
    desk = shared(request).desk
    return await work(request, lambda: api.review_item(desk, key))


@get("/api/fields", opt={"permission": PUBLIC}, responses=_READ)
async def fields() -> list[dict[str, object]]:
    """List the fields that a submission can be about."""
    return api.form_fields()


@post("/api/submissions", opt={"permission": SUBMIT}, responses=_CHANGED)
async def submissions(request: AnyRequest, data: JSONBody[Submission]) -> Submitted:
    """Put a correction or a new model into the queue."""
    desk, by = shared(request).desk, person_of(request).account
    return await work(request, lambda: api.submit(desk, data, by=by))


@post("/api/identity", opt={"permission": SUBMIT}, responses=_CHANGED)
async def identity(request: AnyRequest, data: JSONBody[IdentityAsked]) -> Submitted:
    """Propose that two names denote one model or two."""
    desk, by = shared(request).desk, person_of(request).account
    return await work(
        request, lambda: api.propose_identity(desk, data.a, data.b, data.verdict, reason=data.reason, by=by)
    )


@post("/api/decisions", opt={"permission": DECIDE}, responses=_CHANGED)
async def decisions(request: AnyRequest, data: JSONBody[DecisionAsked]) -> Decision:
    """Decide on one item; 409 with what happened since if its basis is older."""
    desk, by = shared(request).desk, person_of(request).account
    return await work(
        request,
        lambda: api.decide(
            desk,
            data.key,
            data.verb,
            reason=data.reason,
            by=by,
            basis=data.basis,
            same_as=data.same_as,
            settle=data.settle,
        ),
    )


@post("/api/undo", opt={"permission": DECIDE}, responses=_CHANGED)
async def undo(request: AnyRequest, data: JSONBody[ItemNamed]) -> Decision:
    """Take the decision on one item back."""
    desk, by = shared(request).desk, person_of(request).account
    return await work(request, lambda: api.undo(desk, data.key, reason=data.reason, by=by))


@post("/api/payouts", opt={"permission": PAY}, responses=_CHANGED)
async def payouts(request: AnyRequest, data: JSONBody[ItemNamed]) -> Purse:
    """Pay the bounty for one accepted report."""
    desk, by = shared(request).desk, person_of(request).account
    return await work(request, lambda: api.pay(desk, data.key, reason=data.reason, by=by))


@post("/api/revert", opt={"permission": ADMINISTER}, responses=_CHANGED)
async def revert(request: AnyRequest, data: JSONBody[RevertAsked]) -> dict[str, int]:
    """Take back everything that one person did since a day."""
    desk, by = shared(request).desk, person_of(request).account
    done = await work(request, lambda: api.revert(desk, data.actor, since=data.since, reason=data.reason, by=by))
    return {"events": done}


@get("/api/bounty", opt={"permission": PUBLIC}, responses=_READ)
async def bounty(request: AnyRequest) -> Purse:
    """Return the bounty's ledger."""
    desk = shared(request).desk
    return await work(request, lambda: api.bounty(desk))


@get("/api/waiting", opt={"permission": PUBLIC}, responses=_READ)
async def waiting(request: AnyRequest) -> Waiting:
    """Return the days from find to decision."""
    desk = shared(request).desk
    return await work(request, lambda: api.waiting(desk))


@get("/api/feed", opt={"permission": PUBLIC}, responses=_READ)
async def feed(request: AnyRequest, limit: Rows = 100) -> list[FeedEntry]:
    """List what people did, the latest first."""
    desk = shared(request).desk
    return await work(request, lambda: api.feed(desk, limit=limit))


@get("/api/openapi.json", opt={"permission": PUBLIC}, include_in_schema=False)
async def description(request: AnyRequest) -> dict[str, object]:
    """Describe the interface as OpenAPI."""
    found: dict[str, object] = request.app.openapi_schema.to_schema()
    return found


@get("/healthz", opt={"permission": PUBLIC, "always": True}, include_in_schema=False)
async def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "alive"}


@get("/readyz", opt={"permission": PUBLIC, "always": True}, include_in_schema=False)
async def readyz(request: AnyRequest) -> Response[dict[str, object]]:
    """Say whether the ledger can be read and the disk has room."""
    store = shared(request).desk.store

    def look() -> dict[str, object]:
        state = state_of(store)
        folder = next(one for one in (beside(store, ""), *beside(store, "").absolute().parents) if one.is_dir())
        free = shutil.disk_usage(folder).free
        return {"ready": bool(state) and free > _LEAST_FREE and os.access(folder, os.W_OK), "ledger": state[:12]}

    found = await look_up(request, look)
    return Response(found, status_code=200 if found["ready"] else 503)


@get("/version", opt={"permission": PUBLIC, "always": True}, include_in_schema=False)
async def version() -> dict[str, str]:
    """Return the version of flopwatch."""
    return {"flopwatch": __version__}


ROUTES = (
    queue,
    item,
    fields,
    submissions,
    identity,
    decisions,
    undo,
    payouts,
    revert,
    bounty,
    waiting,
    feed,
    description,
    healthz,
    readyz,
    version,
)
