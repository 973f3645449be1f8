"""Submissions: a correction or a new model as a proposal, which waits in the review queue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

from flopwatch import records, review
from flopwatch.api.review_desk import Desk
from flopwatch.domain import (
    FIELDS,
    VOCABULARIES,
    AnyEvent,
    BadInput,
    Claim,
    NoSuchChoice,
    Propose,
    Source,
    WrongUsage,
    check_claim,
    check_event,
    clean_text,
    event_id,
    exact,
    field,
    term_for,
)
from flopwatch.identity import contradictions
from flopwatch.records import Record, base_value
from flopwatch.text import read_quantities
from flopwatch.wording import web_link

MOST_OPEN = 200  # proposals of one person that may wait at once
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # a spreadsheet would run a name that begins so
_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,200}")


class Submission(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fields of the form.

    Args:
        model: Id or name of a model; the name of a new one if `developer` is given.
        developer: Developer of a new model, or "".
        field: A field of the census.
        value: The value, as an exact number or in the words of the source.
        unit: Unit of a quantity; "" for the field's own.
        relation: As in `Claim.relation`.
        url: Public address of the source.
        title: Its title, or "".
        date: Its ISO date, or "".
        where: The place in it.
        quote: The words of the source.
        passage: The text around them, or "".
        comment: Why, in the person's words.
    """

    model: str
    field: str
    value: str
    url: str
    where: str
    quote: str
    developer: str = ""
    unit: str = ""
    relation: str = "="
    title: str = ""
    date: str = ""
    passage: str = ""
    comment: str = ""


class Submitted(msgspec.Struct, frozen=True):
    """A submission in the queue: its key, the model, and whether somebody had submitted the same before."""

    key: str
    model: str
    known: bool


def form_fields() -> list[dict[str, object]]:
    """Return the fields that the form offers, each with its units and terms."""
    return [
        {
            "name": one.name,
            "kind": one.kind,
            "units": list(one.units),
            "terms": [term.id for term in VOCABULARIES.get(one.vocabulary, ())] if one.kind == "term" else [],
            "meaning": one.meaning,
        }
        for one in FIELDS
        if not one.prose and not one.locates and "model" in one.subjects
    ]


def submit(desk: Desk, given: Submission, *, by: str = "") -> Submitted:
    """Put a submission into the review queue. The same submission is filed once, however often it arrives.

    Raises:
        NotFound: If there is no such model and no developer is given.
        BadClaim: If the value is no value of the field.
        BadInput: If evidence is missing, or the census has the value already.
    """
    return file_proposals(desk, (_proposal(desk, given, by),), by=by)[0]


def file_proposals(desk: Desk, proposals: Sequence[Propose], *, by: str = "") -> tuple[Submitted, ...]:
    """Put proposals into the review queue, in one transaction. What waits there already is filed once.

    Raises:
        BadInput: If more than `MOST_OPEN` of the person's would wait.
    """
    done: list[Submitted] = []

    def decide(standing: dict[str, AnyEvent]) -> list[AnyEvent]:
        waiting = [one for one in review.proposals_in(standing).values() if one.state in (review.OPEN, review.ASKED)]
        keys = {_statement(one.event): one.key for one in waiting}
        new: list[AnyEvent] = []
        done.clear()
        for one in proposals:
            known = keys.setdefault(_statement(one), review.key_of(one))
            is_new = known == review.key_of(one) and event_id(one) not in standing
            new += [one] if is_new else []
            done.append(Submitted(known, one.claims[0].identity, not is_new))
        mine = sum(one.event.by == by for one in waiting)
        if by and new and mine + len(new) > MOST_OPEN:
            raise BadInput(
                f"{by} has {mine} submissions waiting, and {len(new)} more would be above {MOST_OPEN}. Wait until some "
                "of them are decided, or split the file."
            )
        return new

    desk.append(decide)
    return tuple(done)


def propose_identity(desk: Desk, a: str, b: str, verdict: str, *, reason: str, by: str = "") -> Submitted:
    """Propose that two names denote one model (`same`) or two (`not-same`).

    Raises:
        NotFound: If no model has one of the names.
        WrongUsage: If the verdict is none of the two, or there is no reason.
        BadInput: If the verdict is `same` and both names are of one model, or state two sizes or versions.
    """
    if verdict not in ("same", "not-same"):
        raise NoSuchChoice("verdict", verdict, ("same", "not-same"))
    if not reason.strip():
        raise WrongUsage("a proposal about identity needs a reason. State it in a few words.")
    ids = [desk.model_id(one) for one in (a, b)]
    if verdict == "same" and ids[0] == ids[1]:
        raise BadInput(f"{a[:80]!r} and {b[:80]!r} are one model already: {ids[0]}. Nothing is to be merged.")
    names = [desk.outlook().records[key].name if word == key else word for key, word in zip(ids, (a, b), strict=True)]
    if verdict == "same" and (why := contradictions((names[0],), (names[1],))):
        raise BadInput(
            f"{a[:80]!r} and {b[:80]!r} are not merged: {why}. A model has one size and one version; if a source "
            "misprints one, correct that claim."
        )
    proposal = Propose(
        a=clean_text(names[0]),
        b=clean_text(names[1]),
        verdict=verdict,
        by=clean_text(by),
        on=desk.today(),
        reason=clean_text(reason),
    )
    new = desk.append(lambda standing: [] if event_id(proposal) in standing else [proposal])
    return Submitted(review.key_of(proposal), ids[0], not new)


def _proposal(desk: Desk, given: Submission, by: str) -> Propose:
    _require_evidence(given)
    model, name, is_new = _subject(desk, given)
    about = Source(
        id=review.source_id(model, f"{given.field}\n{given.value}\n{given.unit}\n{given.quote}", given.url),
        title=clean_text(given.title)[:300] or urlsplit(given.url).hostname or given.url,
        url=clean_text(given.url),
        date=given.date,
        group=(urlsplit(given.url).hostname or "").removeprefix("www."),
        reader=review.READER,
    )
    main = _claim(given, given.field, given.value, model, name, about.id, desk.today())
    claims = [main]
    if is_new:
        maker = msgspec.structs.replace(given, unit="", relation="=", quote=given.developer)
        claims.append(_claim(maker, "developer", given.developer, model, name, about.id, desk.today()))
    record = desk.outlook().records.get(model)
    replaces = replaced(record, main)
    proposal = Propose(
        claims=tuple(claims),
        about=about,
        evidence=clean_text(given.passage),
        replaces=replaces,
        by=clean_text(by),
        on=desk.today(),
        reason=clean_text(given.comment),
    )
    check_event(proposal)
    return proposal


def _require_evidence(given: Submission) -> None:
    if not web_link(given.url):
        raise BadInput(
            f"the address {given.url[:80]!r} is no http or https address that a reader may follow. Give that of the "
            "source, without a user name."
        )
    for name, text in (("quote", given.quote), ("where", given.where), ("value", given.value), ("model", given.model)):
        if not text.strip():
            raise BadInput(f"{name} is empty. A submission needs model, value, the source's words and their place.")
    field(given.field)
    for text in (given.model, given.developer):
        if text.strip().startswith(_FORMULA):
            raise BadInput(f"the name {text[:40]!r} begins with a sign that spreadsheets run as a formula.")
    if not _NAME.fullmatch(given.model.strip()):
        raise BadInput("the model's name is longer than 200 characters, or holds control characters.")


def _subject(desk: Desk, given: Submission) -> tuple[str, str, bool]:
    """Return the id and the name of the model that a submission is about, and whether it is new."""
    name = clean_text(given.model)
    if not given.developer.strip():
        key = desk.model_id(name)
        return key, desk.outlook().records[key].name, False
    key = records.id_of_new_model(name, clean_text(given.developer), desk.developers())
    record = desk.outlook().records.get(key)
    return key, record.name if record else name, record is None


def _claim(given: Submission, name: str, value: str, model: str, subject: str, source: str, day: str) -> Claim:
    about = field(name)
    value, unit, relation, high = clean_text(value), "", given.relation, ""
    if about.kind == "quantity":
        value, unit, relation, high = _amount(value, given.unit or about.units[0], relation)
    elif about.vocabulary in VOCABULARIES:
        value = term_for(about.vocabulary, value) or value
    return check_claim(
        Claim(
            subject=subject,
            identity=model,
            field=name,
            value=value,
            unit=unit,
            relation=relation,
            high=high,
            source=source,
            locator=clean_text(given.where),
            as_written=clean_text(given.quote),
            recorded=day,
        )
    )


def _amount(value: str, unit: str, relation: str) -> tuple[str, str, str, str]:
    """Return value, unit, relation and upper end of a number typed exactly, or in words such as `15.6 trillion`."""
    try:
        exact(value)
    except ValueError:
        read = read_quantities(value, default_unit=unit)
        if len(read) != 1:
            raise BadInput(
                f"the value {value[:80]!r} is not one number. Write it as 3.8e25, or as 405 billion."
            ) from None
        one = read[0]
        return one.value, one.unit or unit, one.relation if relation == "=" else relation, one.high
    return value, unit, relation, ""


def replaced(record: Record | None, claim: Claim) -> str:
    """Return the id of the claim that the census uses for the field now, or "".

    Raises:
        BadInput: If the census has the proposed value already.
    """
    value = record.fields.get(claim.field) if record else None
    if record is None or value is None or not value.claims:
        return ""
    if claim.unit:
        amount, unit = base_value(claim)
        same = value.unit == unit and exact(value.value) == amount
    else:
        same = claim.value in value.values
    if same and claim.relation == value.relation:
        raise BadInput(f"{record.id}: {claim.field} is {value.value} {value.unit} already. Nothing is to be corrected.")
    return "" if field(claim.field).many else value.claims[0]


def _statement(event: Propose) -> tuple[object, ...]:
    """Return what a proposal states, without who proposed it and when."""
    said = tuple(
        (one.identity, one.field, one.value, one.unit, one.relation, one.high, one.as_written) for one in event.claims
    )
    return said, event.about.url if event.about else "", event.a, event.b, event.verdict
