"""The pages and forms of review. Each form works without JavaScript: a POST, then a redirect to the next page."""

from __future__ import annotations

import base64
from itertools import zip_longest
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import File, Redirect

from flopwatch import api
from flopwatch.api.dropped_files import MOST_BYTES, Handed
from flopwatch.api.review_items import Order
from flopwatch.api.submissions import Submission
from flopwatch.domain import NotFound, WrongUsage
from flopwatch.server.access import ADMINISTER, DECIDE, PAY, PUBLIC, SUBMIT
from flopwatch.server.budget import TooSlow
from flopwatch.server.curation import AnyRequest, person_of, read_file_form, read_form, shared, to, work
from flopwatch.server.review_pages import ASSETS, page

_SHOWN = 200  # items of the queue on its page
_PUBLISH_SECONDS = 1800.0  # a build takes a minute on one quiet core
_FILE_SECONDS = 30.0  # for a file of many rows
_ASSETS = {"review.js": "text/javascript", "review.css": "text/css", "htmx.min.js": "text/javascript"}


@get("/review", opt={"permission": PUBLIC}, include_in_schema=False)
async def queue(request: AnyRequest, order: FromQuery[Order] = "worth") -> Response[object]:
    """Show what waits for a decision."""
    desk = shared(request).desk
    rows = await work(request, lambda: api.review_queue(desk, order=order))
    times = await work(request, lambda: api.waiting(desk))
    return page(request, "queue.html", rows=rows[:_SHOWN], total=len(rows), order=order, times=times)


@get("/review/item", opt={"permission": PUBLIC}, include_in_schema=False)
async def item(request: AnyRequest, key: FromQuery[str]) -> Response[object]:
    """Show one item on one screen."""
    desk = shared(request).desk
    found = await work(request, lambda: api.review_item(desk, key))
    return page(
        request, "item.html", item=found, rows=list(zip_longest(found.statements, found.evidence, found.archive))
    )


async def _next_item(request: AnyRequest, after: str) -> Redirect:
    """Return a redirect to the most valuable item that waits, or to the queue if none does."""
    desk = shared(request).desk
    try:
        rows = await work(request, lambda: api.review_queue(desk))
    except TooSlow:  # the decision is made; only the way to the next item is not known
        return to("/review")
    keys = [one.key for one in rows if one.kind != "contested" and one.state == "open" and one.key != after]
    return to(f"/review/item?key={quote(keys[0], safe='')}" if keys else "/review")


@post("/review/decide", opt={"permission": DECIDE}, include_in_schema=False)
async def decide(request: AnyRequest) -> Response[object]:
    """Decide on one item, and go to the next."""
    desk, by, form = shared(request).desk, person_of(request).account, await read_form(request)
    given = {name: form.get(name, "") for name in ("key", "verb", "reason", "basis", "same_as")}
    await work(
        request,
        lambda: api.decide(
            desk,
            given["key"],
            given["verb"],
            reason=given["reason"],
            by=by,
            basis=given["basis"],
            same_as=given["same_as"],
            settle=form.get("settle") == "yes",
        ),
    )
    return await _next_item(request, given["key"])


@post("/review/undo", opt={"permission": DECIDE}, include_in_schema=False)
async def undo(request: AnyRequest) -> Response[object]:
    """Take the decision on one item back, and show it."""
    desk, by, form = shared(request).desk, person_of(request).account, await read_form(request)
    done = await work(request, lambda: api.undo(desk, form.get("key", ""), reason=form.get("reason", ""), by=by))
    return to(f"/review/item?key={quote(done.key, safe='')}")


@get("/review/submit", opt={"permission": PUBLIC}, include_in_schema=False)
async def submit_form(
    request: AnyRequest,
    model: FromQuery[str] = "",
    field: FromQuery[str] = "training_compute",
) -> Response[object]:
    """Show the form for a correction or a new model."""
    return page(request, "submit.html", fields=api.form_fields(), given={"model": model, "field": field})


@post("/review/submit", opt={"permission": SUBMIT}, include_in_schema=False)
async def submit(request: AnyRequest) -> Response[object]:
    """Put a submission into the queue, and show it."""
    desk, by, form = shared(request).desk, person_of(request).account, await read_form(request)
    names = Submission.__struct_fields__
    given = msgspec.convert({name: form.get(name, "").strip() for name in names} | _relation(form), Submission)
    done = await work(request, lambda: api.submit(desk, given, by=by))
    return to(f"/review/item?key={quote(done.key, safe='')}")


_FILE_TEXT = {"content": 4 * (MOST_BYTES // 3 + 1)}  # characters of the file in base 64


@post("/review/file", opt={"permission": SUBMIT}, include_in_schema=False, status_code=200)
async def file(request: AnyRequest) -> Response[object]:
    """Show what a file would add to the queue. Nothing is stored: the next form carries the file."""
    desk, by = shared(request).desk, person_of(request).account
    form, name, raw = await read_file_form(request)
    given = _handed(form, name, raw)
    seen = await work(request, lambda: api.preview_file(desk, given, by=by), _FILE_SECONDS)
    carried = {one: getattr(given, one) for one in ("name", "url", "title", "date", "comment")}
    carried["content"] = base64.urlsafe_b64encode(raw).decode()
    return page(request, "file.html", seen=seen, carried=carried)


@post("/review/file/submit", opt={"permission": SUBMIT}, include_in_schema=False)
async def submit_file(request: AnyRequest) -> Response[object]:
    """Put what a file states into the queue, all of it or nothing."""
    desk, by, form = shared(request).desk, person_of(request).account, await read_form(request, _FILE_TEXT)
    try:
        raw = base64.b64decode(form.get("content", ""), altchars=b"-_", validate=True)
    except ValueError as error:
        raise WrongUsage("the form does not carry the file that was read. Choose the file again.") from error
    given = _handed(form, form.get("name", ""), raw)
    done = await work(request, lambda: api.submit_file(desk, given, by=by), _FILE_SECONDS)
    return to("/review" if len(done) > 1 else f"/review/item?key={quote(done[0].key, safe='')}")


def _handed(form: dict[str, str], name: str, raw: bytes) -> Handed:
    return Handed(name=name, raw=raw, **{one: form.get(one, "").strip() for one in ("url", "title", "date", "comment")})


def _relation(form: dict[str, str]) -> dict[str, str]:
    return {"relation": form.get("relation") or "="}


@post("/review/identity", opt={"permission": SUBMIT}, include_in_schema=False)
async def identity(request: AnyRequest) -> Response[object]:
    """Propose that two names denote one model or two."""
    desk, by, form = shared(request).desk, person_of(request).account, await read_form(request)
    a, b, verdict, reason = (form.get(name, "") for name in ("a", "b", "verdict", "reason"))
    done = await work(request, lambda: api.propose_identity(desk, a, b, verdict, reason=reason, by=by))
    return to(f"/review/item?key={quote(done.key, safe='')}")


@get("/review/bounty", opt={"permission": PUBLIC}, include_in_schema=False)
async def bounty(request: AnyRequest) -> Response[object]:
    """Show the bounty's ledger."""
    desk = shared(request).desk
    return page(request, "bounty.html", purse=await work(request, lambda: api.bounty(desk)))


@post("/review/pay", opt={"permission": PAY}, include_in_schema=False)
async def pay(request: AnyRequest) -> Response[object]:
    """Pay the bounty for one accepted report."""
    desk, by, form = shared(request).desk, person_of(request).account, await read_form(request)
    await work(request, lambda: api.pay(desk, form.get("key", ""), reason=form.get("reason", ""), by=by))
    return to("/review/bounty")


@get("/review/evidence", opt={"permission": PUBLIC}, include_in_schema=False)
async def evidence(request: AnyRequest) -> Response[object]:
    """Show whether the pages still say what proposals quote, and the rot rate of each site."""
    desk = shared(request).desk
    rows = await work(request, lambda: api.cited_words(desk))
    return page(request, "evidence.html", rows=rows, rates=list(map(msgspec.structs.asdict, api.rot_rates(rows))))


@get("/review/feed", opt={"permission": PUBLIC}, include_in_schema=False)
async def feed(request: AnyRequest) -> Response[object]:
    """Show what people did."""
    desk = shared(request).desk
    return page(request, "feed.html", entries=await work(request, lambda: api.feed(desk, limit=200)))


@post("/review/revert", opt={"permission": ADMINISTER}, include_in_schema=False)
async def revert(request: AnyRequest) -> Response[object]:
    """Take back everything that one person did since a day."""
    desk, by, form = shared(request).desk, person_of(request).account, await read_form(request)
    actor, since, reason = (form.get(name, "") for name in ("actor", "since", "reason"))
    await work(request, lambda: api.revert(desk, actor, since=since, reason=reason, by=by))
    return to("/review/feed")


@post("/review/publish", opt={"permission": ADMINISTER}, include_in_schema=False)
async def publish(request: AnyRequest) -> Response[object]:
    """Build the hub from the ledger as it is; with notes as a numbered release."""
    state, form = shared(request), await read_form(request)
    notes, desk = form.get("notes", "").strip(), shared(request).desk
    await work(request, lambda: api.build(desk.data, desk.store, state.out, notes=notes or None), _PUBLISH_SECONDS)
    return to("/releases.html" if notes else "/")


@get("/review/interface", opt={"permission": PUBLIC}, include_in_schema=False)
async def interface(request: AnyRequest) -> Response[object]:
    """Show the routes of the REST interface, from its OpenAPI description."""
    described = request.app.openapi_schema.to_schema()
    return page(request, "interface.html", paths=described["paths"])


@get("/review/assets/{name:str}", opt={"permission": PUBLIC}, include_in_schema=False)
async def asset(name: FromPath[str]) -> File:
    """Send a script or style of these pages."""
    if name not in _ASSETS:
        raise NotFound(f"no asset {name[:40]!r}.")
    return File(ASSETS / name, filename=name, content_disposition_type="inline", media_type=_ASSETS[name])


ROUTES = (
    queue,
    item,
    decide,
    undo,
    submit_form,
    submit,
    file,
    submit_file,
    identity,
    bounty,
    pay,
    evidence,
    feed,
    revert,
    publish,
    interface,
    asset,
)
