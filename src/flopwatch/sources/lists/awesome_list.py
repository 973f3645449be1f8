"""Reader `awesome-list`: Markdown lists of models with a small structured block under each name.

The scanner goes by lines, not by a Markdown tree: in the lists as they are, fences are outside their item or are
indented into a code block, and a tree would tear them from their names.
"""

from __future__ import annotations

import re
from collections import Counter

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
from flopwatch.sources.lists.list_scan import ListEntry, entries_in, title_of
from flopwatch.sources.lists.named_sizes import sizes_in_name
from flopwatch.sources.lists.orkg import claims_of_summary, is_summary
from flopwatch.sources.lists.plain_table import read_model_tables
from flopwatch.sources.lists.unread import count_unread, notes_on_unread
from flopwatch.sources.lists.yaml_blocks import Block, Noted, parse_block
from flopwatch.sources.markdown_items import announces_no_models
from flopwatch.sources.wire.decode import decoded
from flopwatch.text import read_quantities

MAX_BYTES = 8 * 2**20


def _whole_words(block: Block, found: list[Noted]) -> list[Noted]:
    """Return the words of each key of which no fact holds all, such as `45TB (680B Tokens)`."""
    said = {(one.key, one.as_written or one.value) for one in found}
    return [
        Noted(WORDS, value, "", key)
        for key, value in block.items()
        if value and (key, value) not in said and fold_key(key) != "has model"
    ]


def read(data: bytes, source: Source) -> Reading:
    """Read one list.

    Raises:
        BadInput: If the bytes are not UTF-8 text, are too large, hold an unclosed block, or no entry at all.
    """
    text = decoded(data, source.id, what="a list", max_bytes=MAX_BYTES)
    out = _Collected(source)
    for entry in entries_in(text):
        out.add(entry)
    unread = Counter(count_unread(text))
    tables = read_model_tables(data, source)
    if tables is not None:
        out.add_tables(tables)
        unread["table_rows_unread"] -= tables.read
    unread = +unread  # only those above 0
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
            found += claims_of_words(words[words.find(name) + len(name) :] if name in words else words, name)
            if not any(one.field == "parameters" for one in found):
                name, named = sizes_in_name(name)
                found += named
        self._keep(entry, name, found, label)

    def add_tables(self, tables: Reading) -> None:
        """Add what was read of the tables between the items; the place of a claim is its row."""
        self.claims += tables.claims
        self.skipped += tables.skipped
        self.quarantined += tables.quarantined
        self.set_aside += tables.set_aside
        self.notes += tables.notes
        self.read += tables.read
        self.claimed += tables.claimed
        self.counts["table_rows"] += tables.claimed
        self.counts["table_claims"] += len(tables.claims)

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
    title = title_of(data[:20_000].decode("utf-8", errors="replace"))
    stem = file_slug(title or name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    return Source(id=stem or "list", title=title or name, group="awesome-lists")


AWESOME_LIST = Reader(
    name="awesome-list",
    version=6,
    summary="a Markdown list of models with a YAML block under each name",
    read=read,
    describe=describe,
    endings=(".md", ".markdown"),
)
