"""Rules on single statements: quotation, transcription date, links, and corrections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from flopwatch.audit.curated.rows import ahead, problem_at
from flopwatch.domain import Claim, CuratedRows, PartialDate, Problem, field

LONGEST_QUOTE = 120  # characters: more is a source's prose, which the base does not copy


def quotes(rows: CuratedRows) -> Iterator[Problem]:
    """Find claims without a quotation, or with a longer one than a fact needs."""
    for one in rows.claims:
        words = one.row.as_written
        if not words and "withdrawn" in one.row.flags:
            continue  # an empty cell, where an earlier state of the table has a figure
        if not words:
            yield problem_at(one, "empty-quote", "quotes no words.", "Write the source's words for it into quote.")
        elif len(words) > LONGEST_QUOTE and field(one.row.field).kind != "link":
            message = f"quotes {len(words)} characters; a fact needs at most {LONGEST_QUOTE}."
            yield problem_at(one, "long-quote", message, "Quote only the words around the number.")


def facts_only(rows: CuratedRows) -> Iterator[Problem]:
    """Find claims that copy a source's own prose."""
    for one in rows.claims:
        if field(one.row.field).prose:
            message = f"{one.row.field} is prose of the source's own."
            yield problem_at(one, "prose", message, "Remove it: prose belongs in a user's own ledger.")


def recorded(rows: CuratedRows) -> Iterator[Problem]:
    """Find claims with no transcription date, or one before the source's date, before the reported date, or in the
    future.
    """
    sources = {one.row.id: one.row for one in rows.sources}
    late = ahead(rows)
    for one in rows.claims:
        claim = one.row
        if not claim.recorded or PartialDate.from_iso(claim.recorded).precision != "day":
            message = f"recorded {claim.recorded!r} is not a day." if claim.recorded else "has no date of recording."
            yield problem_at(one, "not-recorded", message, "Write recorded = YYYY-MM-DD, the day you copied it.")
            continue
        day = PartialDate.from_iso(claim.recorded).earliest
        source = sources.get(claim.source)
        if source and source.date and day < PartialDate.from_iso(source.date).earliest:
            message = f"recorded {claim.recorded}, before its source {source.id} of {source.date}."
            yield problem_at(one, "recorded-before-source", message, "Correct the day, or the source's date.")
        if claim.recorded in late:
            message = f"recorded {claim.recorded}, long after everything else in the folder."
            fix = "Correct the year; if it is right, date the source it was taken from in sources.toml."
            yield problem_at(one, "recorded-ahead", message, fix)


def links(rows: CuratedRows) -> Iterator[Problem]:
    """Find addresses that are not http(s) or have no host."""
    for one in rows.claims:
        if field(one.row.field).kind == "link" and one.row.value and not _is_web(one.row.value):
            yield problem_at(
                one,
                "not-a-link",
                f"{one.row.value!r:.200} is not an http(s) address.",
                "Write the whole address.",
            )
    for source in rows.sources:
        if source.row.url and not _is_web(source.row.url):
            yield problem_at(
                source,
                "not-a-link",
                f"url {source.row.url!r:.200} is not an http(s) address.",
                "Write the whole address.",
            )


def _is_web(text: str) -> bool:
    if len(text) > 2000 or any(one.isspace() for one in text) or "\\" in text:
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def corrections_are_needed(rows: CuratedRows) -> Iterator[Problem]:
    """Find corrections whose claim has changed, and fields corrected twice."""
    said: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in rows.claims:
        said[claim.row.identity, claim.row.field, claim.row.source].append(claim.row)
    first: dict[tuple[str, str, str], str] = {}
    for one in rows.corrections:
        row = one.row
        wanted = row.expect.get("value", "")
        stated = said[row.model, row.field, row.expect.get("source", "")]
        if not any(wanted in (claim.value, claim.as_written) for claim in stated):
            now = ", ".join(sorted({claim.value for claim in stated})) or "nothing"
            message = f"expects {row.expect.get('source')} to state {wanted!r}; it now states {now}."
            yield problem_at(one, "stale-correction", message, "Has it caught up? Then remove the correction.")
        # A strike leaves out one source's statement: each of several sources can be struck.
        key = (row.model, row.field, row.source if row.action == "strike" else "")
        if first.setdefault(key, one.item) != one.item:
            message = f"{row.model} {row.field} is corrected already, by {first[key]}."
            yield problem_at(one, "duplicate-id", message, "Merge the two corrections: only one of a field is applied.")
