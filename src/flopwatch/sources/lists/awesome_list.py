"""Reader `awesome-list`: Markdown lists of models with a small structured block under each name.

The scanner goes by lines, not by a Markdown tree: in the lists as they are, fences are outside their item or are
indented into a code block, and a tree would tear them from their names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from flopwatch.domain import (
    MAX_NAME,
    BadClaim,
    BadInput,
    Claim,
    OutOfRange,
    Quarantined,
    Reading,
    SetAside,
    Skip,
    Source,
    check_claim,
    clean_text,
)
from flopwatch.identity import file_slug
from flopwatch.sources.contract import Reader
from flopwatch.sources.headers import fold_key
from flopwatch.sources.lists.decimal_marks import with_marks_decided
from flopwatch.sources.lists.fields import claims_of_block
from flopwatch.sources.lists.heading_lines import claims_of_heading_line
from flopwatch.sources.lists.inline_facts import claims_of_words
from flopwatch.sources.lists.list_entries import HEADING, WORDS
from flopwatch.sources.lists.orkg import claims_of_summary, is_summary
from flopwatch.sources.lists.unread import count_unread, notes_on_unread
from flopwatch.sources.lists.yaml_blocks import Block, Noted, parse_block
from flopwatch.sources.markdown_items import announces_no_models
from flopwatch.sources.wire.decode import decoded
from flopwatch.text import read_quantities

MAX_BYTES = 8 * 2**20
MAX_LINE = 20_000


_HEADING = re.compile(r"(#{1,6})[ \t]+(.{1,300})")
_ITEM = re.compile(r"([ \t]{0,12})[-*+][ \t]+(\S.*)")
_FENCE = re.compile(r"[ \t]{0,12}(`{3,}|~{3,})[ \t]*([A-Za-z0-9_-]{0,20})[ \t]*")
_LINK_DEFINITION = re.compile(r"\[[^\]]{1,100}\]:\s")


@dataclass
class ListEntry:
    """One entry of a list: its item line with the words below it, its block, and its line."""

    line: int
    headings: tuple[str, ...]
    kind: str
    words: list[str] = field(default_factory=list)
    block: list[str] | None = None

    @property
    def place(self) -> str:
        """The headings above it, outermost first, the list's own title left out."""
        return " / ".join(self.headings[1:] or self.headings)


def _kind_of_section(headings: tuple[str, ...]) -> str:
    """Return the kind of entries under these headings: `model`, `framework`, `survey`, `contents` or `keys`."""
    path = " / ".join(headings[1:]).casefold()
    if "contents" in path:
        return "contents"
    if "key" in path and "explanation" in path or "licen" in path or "contribut" in path:
        return "keys"
    if "framework" in path or "ecosystem" in path:
        return "framework"
    return "survey" if re.search(r"\bsurveys?\b", path) else "model"


class _Section:
    """The headings above a line, the outermost first."""

    def __init__(self) -> None:
        self._levels: list[tuple[int, str]] = []
        self.path: tuple[str, ...] = ()

    def enter(self, level: int, heading: str) -> None:
        """Enter a heading, which ends those of its level and below."""
        self._levels = [one for one in self._levels if one[0] < level] + [(level, heading)]
        self.path = tuple(name for _, name in self._levels)


def _closes(marks: str, words: str, fence: str) -> bool:
    """Return whether a line of fence marks ends the block that a fence began."""
    return marks.startswith(fence[0] * 3) and len(marks) >= len(fence) and not words


def _continues(line: str) -> bool:
    """Return whether a line goes on with the words of the item above: no quotation, HTML, or table of other models."""
    return bool(line.strip()) and not line.lstrip().startswith((">", "<")) and not line.startswith("|")


def _scan(text: str) -> Iterator[ListEntry]:
    """Cut the list into entries, by lines.

    Every fence belongs to the item above it unless that has one or a heading is between.
    """
    section = _Section()
    current: ListEntry | None = None
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise BadInput(
                f"line {number} has {len(line)} characters; a list's line has at most {MAX_LINE}. Nothing was read. "
                "Is this a list?"
            )
        opening = _FENCE.fullmatch(line)
        if fence:
            if opening and _closes(opening[1], opening[2], fence):
                fence = ""
            elif current is not None and current.block is not None:
                current.block.append(line)
            continue
        if opening:
            fence = opening[1]
            if current is None or current.block is not None or current.kind in ("contents", "keys"):
                if current is not None:
                    yield current
                current = ListEntry(number, section.path, _kind_of_section(section.path))
            current.block = []
            continue
        heading = _HEADING.fullmatch(line)
        if heading:
            if current is not None:
                yield current
                current = None
            section.enter(len(heading[1]), _plain(heading[2]))
            continue
        item = _ITEM.fullmatch(line)
        kind = _kind_of_section(section.path)
        if item and (not item[1] or kind in ("contents", "keys") or current is None):
            if current is not None:
                yield current
            current = ListEntry(number, section.path, kind, [item[2]])
        elif current is not None and current.block is None and _continues(line):
            current.words.append(line.strip())
    if fence:
        raise BadInput(f"a code block opened with {fence!r} is never closed; nothing was read. Close it and try again.")
    if current is not None:
        yield current


def _plain(heading: str) -> str:
    """Return a heading's words without badges, tags of HTML and link targets."""
    words = re.sub(r"!\[[^\]]{0,200}\]\([^)]{0,500}\)|</?[a-zA-Z][^<>]{0,200}>", "", heading)
    words = re.sub(r"\[([^\[\]]{0,200})\]\([^)]{0,500}\)", r"\1", words)
    return clean_text(re.sub(r"[\[\]#*]", "", words))


def _whole_words(block: Block, found: list[Noted]) -> list[Noted]:
    """Return the words of each key of which no fact holds all, such as `45TB (680B Tokens)`."""
    said = {(one.key, one.as_written or one.value) for one in found}
    return [
        Noted(WORDS, value, "", key)
        for key, value in block.items()
        if value and (key, value) not in said and fold_key(key) != "has model"
    ]


def _is_entry(entry: ListEntry) -> bool:
    """Return whether this is an entry, not a table of contents or end matter."""
    return entry.kind != "contents" and not (entry.words and _LINK_DEFINITION.match(entry.words[0]))


def entries_in(text: str) -> Iterator[ListEntry]:
    """Yield the entries of a list, without its table of contents and end matter."""
    return filter(_is_entry, _scan(text.replace("\r\n", "\n").replace("\r", "\n")))


def read(data: bytes, source: Source) -> Reading:
    """Read one list.

    Raises:
        BadInput: If the bytes are not UTF-8 text, are too large, hold an unclosed block, or no entry at all.
    """
    text = decoded(data, source.id, what="a list", max_bytes=MAX_BYTES)
    out = _Collected(source)
    for entry in entries_in(text):
        out.add(entry)
    unread = count_unread(text)
    out.counts.update(unread)
    out.notes += notes_on_unread(unread)
    if not out.read:
        raise BadInput(
            "no item and no block was found, so this is not an awesome list. Nothing was read. " + "; ".join(out.notes),
            place=source.id,
        )
    return out.reading(text)


class _Collected:
    """Claims, skips and quarantine of one list as its entries come in."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.claims: list[Claim] = []
        self.skipped: list[Skip] = []
        self.quarantined: list[Quarantined] = []
        self.read = self.claimed = 0
        self.names: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.notes: list[str] = []
        self.set_aside: list[SetAside] = []

    def add(self, entry: ListEntry) -> None:
        self.read += 1
        label = f"line {entry.line}" + (f", under {entry.headings[-1]!r}" if entry.headings else "")
        if entry.block is not None:
            self.counts["blocks"] += 1
        if entry.kind == "keys":
            self._add_key(entry, label)
            return
        block = parse_block("\n".join(entry.block)) if entry.block is not None else None
        found: list[Noted] = []
        if entry.words:
            name, found = claims_of_heading_line(entry.words, entry.kind)
        else:
            name = block.get("has model") or block.get("name") or block.get("model") if block else ""
        name = clean_text(name)
        if not name:
            self._orphan(entry, block, label)
            return
        if len(name) > MAX_NAME:
            reason = f"has a name of {len(name)} characters, more than {MAX_NAME}"
            self.quarantined.append(Quarantined(f"{label}: {name[:80]}…", reason))
            return
        if block is not None:
            found += claims_of_summary(block) if is_summary(block) else claims_of_block(block, entry.kind)
            found += _whole_words(block, found)
            if block.lenient:
                self.counts["blocks_lenient"] += 1
        elif entry.kind == "model" and not any(map(announces_no_models, entry.headings[1:])):
            words = "\n".join(entry.words)
            found += claims_of_words(words[words.find(name) + len(name) :] if name in words else words)
        self._keep(entry, name, found, label)

    def _orphan(self, entry: ListEntry, block: Block | None, label: str) -> None:
        facts = (
            "; ".join(f"{key}: {value}" for key, value in list(block.items())[:5])
            if block
            else clean_text(" ".join(entry.words))
        )
        self.quarantined.append(
            Quarantined(
                f"{label}: {facts[:200]}",
                "no name: neither an item line above the block nor a `has model` key in it. The heading does "
                "not say who made it; add the name, or decide in review",
            )
        )

    def _add_key(self, entry: ListEntry, label: str) -> None:
        """Read a line that explains keys: prices per chip-hour are facts about chips, the rest is explanation."""
        words = clean_text(" ".join(entry.words))
        chip, _, price = words.partition(":")
        rate = re.fullmatch(r"(.{1,40}?)\s+(?:gpu\s+)?(?:hours?|hoor)", chip.strip(), re.IGNORECASE)
        money = [q for q in read_quantities(price) if q.unit == "USD"] if rate else []
        if rate and money:
            year = re.search(r"\(((?:19|20)[0-9]{2})\)", price)
            self._append(
                Claim(
                    kind="chip",
                    subject=rate[1],
                    field="price",
                    value=money[0].value,
                    unit="USD/chip-hour",
                    as_written=words,
                    source=self.source.id,
                    locator=f"{entry.place}: {chip.strip()}",
                    entry=f"{entry.place}: {chip.strip()}",
                    qualifiers={"usd_year": year[1]} if year else {},
                )
            )
            self.claimed += 1
        else:
            self.skipped.append(Skip(f"{label}: {words[:80]}", "explains the list's keys; states nothing of a model"))

    def _keep(self, entry: ListEntry, name: str, found: list[Noted], label: str) -> None:
        key = f"{entry.place} / {name}"
        self.names[key] += 1
        if self.names[key] > 1:
            key += f" ({self.names[key]})"
        kept = 0
        wrong = ""
        if entry.kind == "model":
            found.append(Noted("listed_under", entry.headings[-1] if entry.headings else "", "", HEADING))
        elif entry.kind == "framework":
            found.append(Noted("framework_group", entry.headings[-1], "", HEADING))
        for noted in found:
            claim = Claim(
                kind=entry.kind,
                subject=name,
                field=noted.field,
                value=noted.value,
                unit=noted.unit,
                relation=noted.relation,
                high=noted.high,
                qualifiers=noted.qualifiers,
                as_written=noted.as_written or noted.value,
                source=self.source.id,
                locator=f"{key}: {noted.key}",
                entry=key,
                flags=noted.flags,
                reported_from=noted.reported_from,
            )
            try:
                self._append(claim)
                kept += noted.field != WORDS and noted.key != HEADING
            except BadClaim as error:
                wrong = str(error)
                self.counts["claims_refused"] += 1
                self.notes.append(f"{label}: {name}: one value left out, the entry kept: {error}")
                out_of_range = isinstance(error, OutOfRange)
                self.set_aside.append(
                    SetAside(name, noted.field, claim.locator, claim.as_written, str(error), impossible=out_of_range)
                )
        if kept:
            self.claimed += 1
            if entry.kind == "model":
                self.counts["entries_model"] += 1
            else:
                self.counts[entry.kind + "s"] += 1
        else:
            self.quarantined.append(Quarantined(f"{label}: {name}", wrong or "nothing but its name is stated"))

    def _append(self, claim: Claim) -> None:
        self.claims.append(check_claim(claim))

    def reading(self, words: str) -> Reading:
        self.claims = with_marks_decided(self.claims, words)
        counts = {"blocks": 0, "entries_model": 0, "frameworks": 0, "surveys": 0, **self.counts}
        return Reading(
            claims=self.claims,
            read=self.read,
            claimed=self.claimed,
            skipped=self.skipped,
            quarantined=self.quarantined,
            counts=counts,
            notes=self.notes,
            set_aside=self.set_aside,
        )


def describe(name: str, data: bytes) -> Source:
    """Return the source of a list, identified by its title; it has no date of its own."""
    title = ""
    for line in data[:20_000].decode("utf-8", errors="replace").splitlines():
        heading = _HEADING.fullmatch(line)
        if heading:
            title = _plain(heading[2])
            break
    stem = file_slug(title or name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    return Source(id=stem or "list", title=title or name, group="awesome-lists")


AWESOME_LIST = Reader(
    name="awesome-list",
    version=5,
    summary="a Markdown list of models with a YAML block under each name",
    read=read,
    describe=describe,
    endings=(".md", ".markdown"),
)
