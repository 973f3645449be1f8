"""Limits of one reading: claims per field of a subject, and texts that can be stored and shown."""

from __future__ import annotations

from collections import Counter

from flopwatch.domain import MAX_TEXT, BadInput, Claim, Quarantined, Reading, Skip, clean_text

# Claims of one source on one field of one subject. The most seen in any export is 122, on a benchmark's scores.
MAX_PER_FIELD = 1_000
MAX_CLAIMS = 200_000  # of one file; the largest export gives 40 000, and an event of more is above its limit of bytes


def refuse_too_many(count: int, place: str) -> None:
    """Refuse a file that gives more claims than one event can hold, before they fill the memory.

    Raises:
        BadInput: Naming the cap and the next step.
    """
    if count > MAX_CLAIMS:
        raise BadInput(f"gives more than the {MAX_CLAIMS} claims one event may hold. Split the file.", place=place)


def within_caps(reading: Reading) -> Reading:
    """Return a reading with at most `MAX_PER_FIELD` claims of each field of a subject, and with clean messages.

    Entries of which no claim is left are quarantined, so that the counts balance; what else is left out is noted.
    """
    met: Counter[tuple[str, str, str]] = Counter()
    kept: list[Claim] = []
    for claim in reading.claims:
        key = (claim.kind, claim.subject, claim.field)
        met[key] += 1
        if met[key] <= MAX_PER_FIELD:
            kept.append(claim)
    over = {key: count for key, count in met.items() if count > MAX_PER_FIELD}
    notes = [
        f"{subject}: {count} claims on {field}; the first {MAX_PER_FIELD} are kept. Is it one "
        "model, or a column that is not a name?"
        for (_, subject, field), count in over.items()
    ]
    left = {_entry(claim) for claim in kept}
    lost = (
        [one for one in dict.fromkeys(map(_entry, reading.claims)) if one not in left][: reading.claimed]
        if over
        else []
    )
    quarantined = [
        *reading.quarantined,
        *(Quarantined(one, f"its subject has more than {MAX_PER_FIELD} claims on each of its fields") for one in lost),
    ]
    return Reading(
        claims=kept,
        read=reading.read,
        claimed=reading.claimed - len(lost),
        skipped=[Skip(_clean(one.item), _clean(one.reason)) for one in reading.skipped],
        quarantined=[Quarantined(_clean(one.item), _clean(one.reason)) for one in quarantined],
        counts=reading.counts,
        notes=[_clean(one) for one in (*reading.notes, *notes)],
        columns=tuple(map(_clean, reading.columns)),
        names={_clean(entry): _clean(name) for entry, name in reading.names.items()},
    )


def _entry(claim: Claim) -> str:
    return claim.entry or claim.locator


def _clean(text: str) -> str:
    """Return a message without the control and bidi marks that it may quote, of a length that can be stored."""
    return clean_text(text[:MAX_TEXT])
