"""Convert one row of a table of models to claims, each filled cell by its column's kind."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from flopwatch.domain import (
    MAX_TEXT,
    VOCABULARIES,
    BadClaim,
    Claim,
    PartialDate,
    SetAside,
    canonical,
    check_claim,
    clean_text,
    term_for,
)
from flopwatch.domain import field as field_named
from flopwatch.sources.epoch.cells import date_in, links_in, number_in, split_cell, tail_flags, tick_in
from flopwatch.sources.epoch.headers import EpochColumn
from flopwatch.sources.epoch.table import Plan

# Where fine-tuning is known but not counted, the tables put a small whole number in place of FLOP.
LARGEST_DUMMY_FLOP = 1_000
_UNSTATED = {"unknown", "not known", "undisclosed", "not disclosed", "?", "tbd"}
_BOTH = re.compile(r"([a-z]{1,20}) - ([a-z]{1,20}) collaboration(?: \([a-z ]{1,30}\))?", re.IGNORECASE)
_PAPERS = (
    "arxiv.org",
    "biorxiv.org",
    "medrxiv.org",
    "openreview.net",
    "aclanthology.org",
    "aclweb.org",
    "nature.com",
    "science.org",
    "doi.org",
    "dl.acm.org",
    "ieeexplore.ieee.org",
    "proceedings.neurips.cc",
    "papers.nips.cc",
    "proceedings.mlr.press",
    "openaccess.thecvf.com",
    "link.springer.com",
    "sciencedirect.com",
    "semanticscholar.org",
    "researchgate.net",
    "jmlr.org",
    "isca-speech.org",
    "pnas.org",
    "academic.oup.com",
    "cell.com",
)


@dataclass(frozen=True)
class TableDates:
    """Conventions for reading one file's dates."""

    day_first: bool
    limit: dt.date
    limit_is: str


@dataclass
class ModelRow:
    """One row while its claims are collected."""

    subject: str
    entry: str
    source: str
    flags: tuple[str, ...]
    lead: str
    claims: list[Claim]
    notes: list[str]
    aside: list[SetAside]

    def state(
        self,
        name: str,
        value: str,
        header: str,
        as_written: str,
        *,
        unit: str = "",
        qualifiers: dict[str, str] | None = None,
        flags: tuple[str, ...] = (),
        relation: str = "=",
    ) -> None:
        """Add a claim, or a note of why it is not valid."""
        claim = Claim(
            subject=self.subject,
            field=name,
            value=value,
            source=self.source,
            locator=f"{self.entry}, {header}",
            as_written=as_written,
            unit=unit,
            relation=relation,
            qualifiers=qualifiers or {},
            flags=flags + self.flags if self.flags else flags,
            entry=self.entry,
            reported_from=self.lead,
        )
        try:
            self.claims.append(check_claim(claim))
        except BadClaim as error:
            self.set_aside(header, as_written, f"is set aside: {error}", name, impossible=True)

    def set_aside(self, header: str, cell: str, reason: str, name: str = "", *, impossible: bool = False) -> None:
        """Note a cell that is not believed; the rest of the row is kept."""
        locator, shown = f"{self.entry}, {header}", clean_text(cell[:160])[:80]
        self.notes.append(f"{locator}: {shown!r} {reason}")
        if name:
            self.aside.append(SetAside(self.subject, name, locator, shown, reason, impossible))


NOT_A_NUMBER = ("nan", "<NA>")  # an empty cell, as data frames write it
_WORDED = ("name", "title", "note", "whole", "names", "list")


def claim_cells(row: ModelRow, cells: Sequence[str], plan: Plan, dates: TableDates) -> None:
    """Claim what each filled cell of a row states, or note why it is set aside."""
    for column, places in plan.columns:
        if column.how == "links":
            row.lead = next((link for index, _ in places for link in links_in(cells[index][:MAX_TEXT])), "")
    for column, places in plan.columns:
        index, header = places[0]
        cell = cells[index].strip()
        for index, other in places[1:] if not cell else ():
            if cell := cells[index].strip():
                header = other
                break
        if not cell or (cell in NOT_A_NUMBER and column.how not in _WORDED):
            continue
        if len(cell) > MAX_TEXT:
            row.set_aside(header, cell, f"… has {len(cell)} characters, more than {MAX_TEXT}; not kept")
            continue
        try:
            _claim_cell(row, column, header, cell, dates)
        except ValueError as error:
            dated = column.how == "date"  # a day that does not exist, or later than the table
            row.set_aside(header, cell, f"is set aside: {error}", column.field, impossible=dated)


def _claim_cell(row: ModelRow, column: EpochColumn, header: str, cell: str, dates: TableDates) -> None:
    how, name, written = column.how, column.field, clean_text(cell)
    if written.casefold() in _UNSTATED and name != "confidence" and how in ("list", "number", "whole", "date"):
        row.state(name, "", header, written, unit=column.unit, qualifiers=column.qualifiers, relation="unknown")
    elif how == "number":
        _claim_number(row, column, header, written)
    elif how in ("list", "names"):
        _claim_list(row, name, header, cell, how == "names")
    elif how in ("whole", "title"):
        value, flags = _term(field_named(name).vocabulary, written) if how == "whole" else (written, ())
        row.state("title" if how == "title" else name, value, header, written, flags=flags)
    elif how == "note":
        row.state("notes", written, header, written, qualifiers=column.qualifiers)
    elif how == "tick":
        if tick_in(written):
            row.state("flagged", name, header, written)
    elif how == "date":
        _claim_date(row, header, written, date_in(written, dates.day_first), dates)
    elif how == "year":
        _claim_year(row, header, written, dates)
    else:
        _claim_links(row, column, header, cell, written)


def _claim_number(row: ModelRow, column: EpochColumn, header: str, written: str) -> None:
    value, unit, flags = number_in(written, column.unit)
    if unit == "FLOP":
        flags += tail_flags(value)
        if column.field == "finetune_compute" and 0 < value <= LARGEST_DUMMY_FLOP:
            flags += ("dummy-value",)
    row.state(
        column.field,
        canonical(value),
        header,
        written,
        unit=unit,
        qualifiers=column.qualifiers,
        flags=column.flags + flags,
    )


def _claim_list(row: ModelRow, name: str, header: str, cell: str, names: bool) -> None:
    vocabulary = field_named(name).vocabulary
    known = vocabulary if vocabulary in VOCABULARIES else ""
    met: set[str] = set()
    # A country's name may hold a comma; of domains each part counts: "Multimodal,Language,Vision" is about language
    # too.
    for part in split_cell(cell, known if known != "domain" else "", one_name=names):
        if part.casefold() in _UNSTATED:
            row.state(name, "", header, part, relation="unknown")
            continue
        both = _BOTH.fullmatch(part) if name == "organization_category" else None
        for word in both.groups() if both else (part,):
            value, flags = _term(known, word)
            if value not in met:  # countries and categories are repeated once per organisation
                met.add(value)
                row.state(name, value, header, part, flags=flags)


def _claim_date(row: ModelRow, header: str, written: str, date: PartialDate, dates: TableDates) -> None:
    if date.earliest > dates.limit:
        raise ValueError(f"{date} is later than {dates.limit_is}")
    row.state("published", str(date), header, written, flags=("ambiguous-date",) if date.ambiguous else ())


def _claim_year(row: ModelRow, header: str, written: str, dates: TableDates) -> None:
    year = PartialDate.from_iso(written.removesuffix(".0"))
    stated = next((claim.value for claim in row.claims if claim.field == "published"), "")
    if not stated:
        _claim_date(row, header, written, year, dates)
    elif not stated.startswith(str(year)):
        row.set_aside(header, written, f"is not the year of the publication date {stated}; the date is kept")


def _claim_links(row: ModelRow, column: EpochColumn, header: str, cell: str, written: str) -> None:
    links = links_in(cell)
    if not links:
        if column.how == "archive":
            row.state("notes", written, header, written, qualifiers={"column": header})
            return
        raise ValueError("no web address in it (https://…)")
    for link in links:
        row.state(column.field if column.how == "archive" else link_field(link), link, header, link)


def link_field(link: str) -> str:
    """Return the field of a web address, by its host.

    Example:
        >>> link_field("https://arxiv.org/abs/2303.08774"), link_field("https://mistral.ai/news/mistral-large/")
        ('paper', 'announcement')
    """
    address = link.casefold().split("://", 1)[-1]
    host, _, path = address.partition("/")
    host = host.split("@")[-1].split(":")[0].removeprefix("www.")
    if path.partition("?")[0].endswith(".pdf") or any(host == paper or host.endswith("." + paper) for paper in _PAPERS):
        return "paper"
    if host in ("github.com", "gitlab.com"):
        return "source_code"
    if host in ("huggingface.co", "modelscope.cn"):
        return "weights"
    return "announcement"


@lru_cache(maxsize=8_192)
def _term(vocabulary: str, words: str) -> tuple[str, tuple[str, ...]]:
    """Return the term's id, or the words themselves with a flag if the vocabulary has no term for them."""
    if vocabulary not in VOCABULARIES:
        return words, ()
    found = term_for(vocabulary, words)
    return (found, ()) if found else (words, ("unknown-term",))
