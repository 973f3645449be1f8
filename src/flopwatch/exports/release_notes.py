"""Notes of releases as Markdown, and the feed of releases whose entries hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from markdown_it import MarkdownIt

from flopwatch.domain import Source
from flopwatch.exports.atom import FeedEntry, write_feed
from flopwatch.exports.change_formats import escape_markdown
from flopwatch.history import DATE, FieldChange, ModelThen, Reason, StatedThen
from flopwatch.releases import ABOVE, Crossing, Kept, ReleaseNotes, is_gone, notes_of
from flopwatch.wording import (
    amount_text,
    class_label,
    date_words,
    method_label,
    probability,
    speaking,
    stated_amount,
    times,
    words_of,
)

FEED = "feeds/releases.xml"
NOTES = "notes.md"
MOST_LINES = 40  # of a section: a longer list is data, which values.json.gz has
_MOST_FIELDS = 4  # of a model
_MOST_SOURCES = 2  # of a value
# How a method estimates, after "estimated"; the notes are in English.
_WAYS = {
    "reported": "from a reported figure",
    "operations": "from parameters × data",
    "hardware": "from chips × time",
    "relative": "relative to another model",
    "base": "from the compute of its base model",
    "imputed": "from benchmark scores",
    "cost": "from its cost",
    "bounds": "from stated bounds",
}


def write_release_notes(
    site: Path, kept: tuple[Kept, ...], sources: Mapping[str, Source], base_url: str = ""
) -> dict[int, ReleaseNotes]:
    """Write `releases/N/notes.md` of each release and the feed of releases; return the notes by number.

    Args:
        site: The folder of the site.
        kept: All releases, oldest first.
        sources: The sources of the census by id, for their titles.
        base_url: Address of the site, or "".
    """
    found, entries = {}, []
    render = MarkdownIt("commonmark", {"html": False}).render
    with speaking(""):
        for one in kept:
            number = one.entry.number
            found[number] = notes = notes_of(kept, number)
            text = notes_markdown(notes, sources)
            place = site / "releases" / str(number) / NOTES
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
            title = f"Release {number} of {date_words(one.entry.as_of)}: {_counts(notes)}"
            page = f"releases/{number}/index.html"
            body = render(text.split("\n", 2)[2])  # without the heading, which is the title
            entries.append(FeedEntry(one.entry.sha256, title, one.entry.as_of, body, "release", page, is_html=True))
    if kept:
        write_feed(site, FEED, "flopwatch: releases", entries[::-1], base_url)
    return found


def notes_markdown(notes: ReleaseNotes, sources: Mapping[str, Source]) -> str:
    """Return the notes of a release as Markdown."""
    return "\n".join(_Text(notes, sources).lines()) + "\n"


def _counts(notes: ReleaseNotes) -> str:
    if notes.before is None:
        return f"{notes.entry.models} models"
    counted = (
        (notes.added, "added"),
        (notes.re_estimated, "re-estimated"),
        (notes.withdrawn, "with a value withdrawn"),
        (notes.removed, "removed"),
        (notes.other, "with other changes"),
    )
    return ", ".join(f"{len(some)} {word}" for some, word in counted if some) or "no value changed"


def release_counts(notes: ReleaseNotes) -> tuple[int, ...]:
    """Count the models added, re-estimated, with a value withdrawn, removed, changed otherwise, crossing."""
    some = (notes.added, notes.re_estimated, notes.withdrawn, notes.removed, notes.other, notes.crossed)
    return tuple(map(len, some))


class _Text:
    """The lines of a release's notes."""

    def __init__(self, notes: ReleaseNotes, sources: Mapping[str, Source]) -> None:
        self._notes, self._sources = notes, sources

    def lines(self) -> Iterator[str]:
        notes = self._notes
        yield f"# Release {notes.entry.number}, {date_words(notes.entry.as_of)}"
        yield ""
        models = f"{notes.entry.models:,} models, {notes.entry.claims:,} claims."
        if notes.before is None:
            yield f"The first release: {models}"
        else:
            since = f"release {notes.before.number} of {date_words(notes.before.as_of)}"
            yield f"{models} Since {since}: {_counts(notes)}."
        yield ""
        for line in filter(None, notes.entry.notes.split("\n")):
            yield escape_markdown(line)
            yield ""
        yield from self._above()
        yield from self._section("Thresholds crossed", self._crossings())
        yield from self._section("Added", [self._added(key) for key in notes.added])
        yield from self._section("Values withdrawn", [self._changed(key) for key in notes.withdrawn])
        yield from self._section("Training compute re-estimated", [self._changed(key) for key in notes.re_estimated])
        yield from self._section("Removed", [self._removed(key) for key in notes.removed])
        yield from self._section("Other values", [self._changed(key) for key in notes.other])

    def _section(self, heading: str, lines: Sequence[str]) -> Iterator[str]:
        if not lines:
            return
        yield f"## {heading} ({len(lines)})"
        yield ""
        yield from lines[:MOST_LINES]
        if len(lines) > MOST_LINES:
            yield f"* … and {len(lines) - MOST_LINES} more; the release's page lists all."
        yield ""

    def _above(self) -> Iterator[str]:
        """Yield the number of models above each threshold, with the number before where it differs."""
        notes = self._notes
        flops = dict.fromkeys(flop for one in notes.now.models.values() for flop in one.crossed)
        if not flops:
            return
        parts = []
        for flop in sorted(flops, key=float, reverse=True):
            before, now = notes.above(flop)
            then = f" ({before} before)" if notes.before and before != now else ""
            parts.append(f"{now}{then} above {flop} FLOP")
        yield f"Models more likely above than not: {', '.join(parts)}."
        yield ""

    def _crossings(self) -> list[str]:
        """Return a line for each model that changed sides, with all its thresholds."""
        by_model: dict[tuple[str, bool], list[Crossing]] = {}
        for one in self._notes.crossed:
            by_model.setdefault((one.model, one.up), []).append(one)
        return [self._crossing(some) for some in by_model.values()]

    def _crossing(self, some: Sequence[Crossing]) -> str:
        model = self._notes.now.models[some[0].model]
        side = "above" if some[0].up else "no longer above"
        flops = ", ".join(one.flop for one in some)
        classes = dict.fromkeys(f"{class_label(one.before).lower()} → {class_label(one.now).lower()}" for one in some)
        known = model.crossed[some[0].flop].probability if len(some) == 1 else None
        chance = "" if known is None else f", probability of more {probability(known)}"
        return f"* **{escape_markdown(model.name)}** is {side} {flops} FLOP: {'; '.join(classes)}{chance}."

    def _added(self, key: str) -> str:
        model = self._notes.now.models[key]
        published = model.stated.get("published")
        when = f", published {_value(published)}" if published else ""
        above = [flop for flop, one in model.crossed.items() if one.compute_class in ABOVE]
        crosses = f", above {above[-1]} FLOP" if above else ""
        text = f"* **{escape_markdown(model.name)}**{when}: {_figure(model)}{crosses}."
        if cited := self._behind(model):
            text += f" {words_of(cited[0])}: {_value(cited[1])}{self._said(cited[1])}."
        return text

    def _behind(self, model: ModelThen) -> tuple[str, StatedThen] | None:
        """Return the first value that a model's figure rests on, with its field; None without a figure."""
        names = [name for one in model.methods for name in one.fields]
        found = ((key, value) for name in names for key, value in model.stated.items() if _field(key) == name)
        return next(found, None)

    def _removed(self, key: str) -> str:
        model = self._notes.then.models[key] if self._notes.then else ModelThen(key)
        return f"* **{escape_markdown(model.name)}**: it had {_figure(model)}."

    def _changed(self, key: str) -> str:
        model, change = self._notes.now.models[key], self._notes.change(key)
        before = self._notes.model_then(key) or model
        parts = [f"listed as {escape_markdown(before.name)} before"] if before.name != model.name else []
        used = {one.about for one in change.why if one.kind == "fact"}
        if change.compute:
            factor = f", {times(model.compute[1] / before.compute[1])}" if before.compute and model.compute else ""
            parts.append(f"{_figure(before)} → {_figure(model)}{factor}")
            parts += [_reason(one) for one in change.why if one.kind != "fact"]
        first = sorted(change.fields, key=lambda one: (not is_gone(one), _field(one.field) not in used))
        parts += [self._field(one) for one in first[:_MOST_FIELDS]]
        if len(first) > _MOST_FIELDS:
            parts.append(f"{len(first) - _MOST_FIELDS} more values")
        classes = [
            f"{class_label(was).lower()} → {class_label(now).lower()} at {flop} FLOP"
            for flop, was, now in change.crossed
            if (was in ABOVE) == (now in ABOVE) and not change.compute
        ]
        return f"* **{escape_markdown(model.name)}**: {'; '.join([*parts, *classes])}."

    def _field(self, one: FieldChange) -> str:
        name = words_of(one.field).lower()
        if one.now is None:
            by = self._titles(one.left or one.renewed)
            return f"{name} {_value(one.then)} is no longer stated" + (f" by {by}" if by else "")
        then = f"{_value(one.then)} → " if one.then else ""
        corrected = f", corrected: {escape_markdown(one.now.corrected)}" if one.now.corrected else ""
        return f"{name}: {then}{_value(one.now)}{self._said(one.now)}{corrected}"

    def _said(self, value: StatedThen) -> str:
        """Return the claim behind a value in brackets: its words and its sources."""
        quote = f"“{escape_markdown(value.words)}”" if value.words and value.words != value.value else ""
        by = self._titles(value.sources)
        return f" ({', '.join(filter(None, (quote, by)))})" if quote or by else ""

    def _titles(self, ids: Sequence[str]) -> str:
        some = [self._sources[key].title if key in self._sources else key for key in ids[:_MOST_SOURCES]]
        more = f" and {len(ids) - _MOST_SOURCES} more" if len(ids) > _MOST_SOURCES else ""
        return " and ".join(map(escape_markdown, some)) + more


def _field(key: str) -> str:
    """Return the field of a value's key, which has the part of the field in brackets."""
    return key.partition(" (")[0]


def _figure(model: ModelThen) -> str:
    if not model.compute:
        return "a figure in doubt" if model.doubted else "training compute unknown"
    low, middle, high = (amount_text(one, 2) for one in model.compute)
    return f"{middle} FLOP (90%: {low} to {high})"


def _reason(why: Reason) -> str:
    way = _WAYS.get(why.about) or f"by the method “{method_label(why.about)}”"
    if why.kind == "came":
        return f"now estimated {way}"
    if why.kind == "left":
        return f"no longer estimated {way}"
    if why.kind == "figure":
        moved = f"{amount_text(why.then, 2)} to {amount_text(why.now, 2)} FLOP"
        return f"on the same facts the estimate {way} moved from {moved}"
    return "the same figures have new weights"


def _value(value: StatedThen | None) -> str:
    """Return a value as text: `405B`, `3.8e25 FLOP`, `23 July 2024`, or the words."""
    if value is None:
        return "not stated"
    if value.unit == DATE:
        return date_words(value.value)
    if not value.unit:
        return escape_markdown(value.value)
    shown = stated_amount(value.relation, value.value, value.high, value.unit)
    if "<sup>" not in shown:
        return escape_markdown(shown.striptags())
    # Powers of ten are raised on pages; in plain text they would be other numbers.
    sign = "" if value.relation in ("=", "range") else f"{value.relation} "
    high = f" to {amount_text(float(value.high))}" if value.high else ""
    return f"{sign}{amount_text(float(value.value))}{high} {escape_markdown(value.unit)}"
