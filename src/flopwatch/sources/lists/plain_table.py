"""A plain table of models (CSV, TSV, Markdown): columns known by usual headers, cells in words (`7B`, `2T tokens`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath

from flopwatch.domain import (
    MAX_NAME,
    MAX_TEXT,
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
    exact,
)
from flopwatch.identity import file_slug, fold_listed
from flopwatch.sources.claim_caps import refuse_too_many
from flopwatch.sources.contract import Reader
from flopwatch.sources.epoch.cells import links_in
from flopwatch.sources.epoch.model_rows import link_field
from flopwatch.sources.lists.decimal_marks import with_marks_decided
from flopwatch.sources.lists.fields import claims_of_block, quantity
from flopwatch.sources.lists.named_sizes import listed_sizes, sizes_in_name
from flopwatch.sources.lists.table_columns import (
    CHECKPOINTS,
    DATE,
    LINK,
    NAME,
    SIZES,
    TOKENS,
    Column,
    columns_of,
    meaning_of,
    ordered,
)
from flopwatch.sources.lists.yaml_blocks import Block, Noted
from flopwatch.sources.markdown_items import headings_without_models
from flopwatch.sources.markdown_tables import MarkdownTable, markdown_tables, plain_name
from flopwatch.sources.tables import open_table, text_of
from flopwatch.text import read_cell_date, read_quantities

_FIGURE = r"[0-9](?:[0-9.,]{0,30}[0-9])?(?:[eE][+-]?[0-9]{1,3})?"
_BARE = re.compile(rf"{_FIGURE}(?:(?:[ ]?[-–—~][ ]?|[,;/][ ]){_FIGURE}){{0,20}}")  # a number, a range, or several
_EMPHASIS = re.compile(r"\*{1,3}|`|(?<!\w)_{1,2}|_{1,2}(?!\w)")
_COMMENT = re.compile(r"<!--.{0,300}?-->")
_RULE = re.compile(r":?-{2,}:?")
_EMPTY = ("nan", "<na>")  # an empty cell, as data frames write it
_AMOUNTS = ("params", "active params", TOKENS, "training data", "training compute", "training cost", "training time")
_INFINITE = re.compile(r"[+-]?inf(?:inity)?(?![a-z]).{0,40}", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\([^()\s]{1,500}\)")
# Figures after one with a scale, which they share: the 1.4 of `1T/1.4`.
_SHARED_SCALE = re.compile(
    r"(?P<first>[0-9.,]{1,12}[ ]?(?P<scale>[KMBT]))(?P<rest>(?:[ ]?[/,;–-][ ]?[0-9]{1,3}(?:\.[0-9]{1,3})?){1,20})"
    r"(?P<unit>(?:[ ][a-z]{1,20})?)",
    re.IGNORECASE,
)
_SIZE_LABEL = re.compile(r"(?<![0-9A-Za-z.,])[0-9]{1,5}(?:\.[0-9]{1,3})?[ ]?B(?![A-Za-z0-9])", re.IGNORECASE)
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_FORMULA = ("=", "\uff1d", "'=")
_FIRST_ROWS = 20  # among which the header is looked for
_EXAMPLE = "Model, Organization, Parameters"


def read_plain_table(data: bytes, source: Source) -> Reading:
    """Read a table of models with a column of names and at least one of facts.

    Args:
        data: The file's bytes: UTF-8; comma, semicolon, tab or bar between cells.
        source: Where they come from.

    Returns:
        The claims; the first `notes` name the columns that were read, with their meanings, and those that were not.

    Raises:
        BadInput: If no header row has a name and a fact; the message lists the headers.

    Example:
        >>> table = b"Model,Org,Params (B),Mood\\nExample-1,Acme,7,good\\n"
        >>> found = read_plain_table(table, Source(id="mine", title=""))
        >>> [(c.subject, c.field, c.value, c.as_written, c.locator) for c in found.claims][1]
        ('Example-1', 'parameters', '7000000000', '7', 'row 2, Params (B)')
        >>> found.notes
        ['columns read: Model (name), Org (developer), Params (B) (params)', 'columns not read: Mood']
    """
    tables, notes = _tables_of(data, source)
    out = _Collected(source)
    headers: list[str] = []
    read = unknown = 0
    for rows in tables:
        at, columns, unread = _header_of(rows, source)
        below = [(number, row) for number, row in enumerate(rows[at + 1 :], at + 2) if row]
        if not any(cell.strip() and not _RULE.fullmatch(cell.strip()) for _, row in below for cell in row):
            raise BadInput("the table has headers but no row below them. Give the rows too.", place=source.id)
        columns = [ordered(column, below) for column in columns]
        start, out.width = len(out.claims), len(rows[at])
        for number, row in below:
            out.add(f"row {number}", row, columns)
        where = f", in the table at line {at + 1}" if len(tables) > 1 else ""
        notes.append(f"columns read{where}: {', '.join(f'{one.header} ({one.meaning})' for one in columns)}")
        notes += [f"columns not read{where}: {', '.join(unread)}"] if unread else []
        notes += _order_note(out.claims[start:], columns)
        headers = headers or [clean_text(cell[:300]) for cell in rows[at]]
        read, unknown = read + len(columns), unknown + len(unread)
    out.claims = with_marks_decided(out.claims, data.decode("utf-8-sig"))
    counts = {
        "entries_model": out.claimed,
        "models_distinct": len(out.names),
        "columns": read + unknown,
        "columns_unknown": unknown,
    }
    return Reading(
        claims=out.claims,
        read=out.claimed + len(out.skipped) + len(out.quarantined),
        claimed=out.claimed,
        skipped=out.skipped,
        quarantined=out.quarantined,
        counts=counts,
        notes=[*notes, *out.notes],
        set_aside=out.set_aside,
        columns=tuple(headers),
    )


def _tables_of(data: bytes, source: Source) -> tuple[list[list[list[str]]], list[str]]:
    """Return the rows of each table of models, and a note on the tables that are none.

    Of a Markdown text every table with a header row of models is taken, unless its heading announces data sets, papers
    or tools; a row's number is its line.
    """
    text = text_of(data, source.id)
    tables = markdown_tables(text)
    if not tables:
        return [open_table(data, source.id)], []
    taken = _of_models(text, tables) or tables[:1]
    lines = [str(one.line) for one in tables if one not in taken]
    shown = ", ".join(lines[:20]) + (", …" if len(lines) > 20 else "")
    notes = [f"tables not read, as they are not of models: those at line {shown}"] if lines else []
    return [[*([] for _ in range(one.line - 1)), *map(list, one.rows)] for one in taken], notes


def _of_models(text: str, tables: Sequence[MarkdownTable]) -> list[MarkdownTable]:
    """Return the tables with a header of models, unless their heading announces data sets, papers or tools."""
    headings = headings_without_models(text.splitlines())
    return [one for one in tables if _is_header(one.rows[0]) and not headings[one.line - 1]]


def read_model_tables(data: bytes, source: Source) -> Reading | None:
    """Read the Markdown tables of models in a text that holds other things too; None if there is none."""
    text = text_of(data, source.id)
    if not _of_models(text, markdown_tables(text)):
        return None
    try:
        return read_plain_table(data, source)
    except BadInput:
        return None  # a header without rows


def _is_header(row: Sequence[str]) -> bool:
    columns, _ = columns_of(row)
    return any(one.meaning == NAME for one in columns) and len(columns) > 1


def _header_of(rows: Sequence[Sequence[str]], source: Source) -> tuple[int, list[Column], list[str]]:
    """Return the place of the header row, the columns that are read, and the headers of the others."""
    first: list[str] = []
    filled = [(at, row) for at, row in enumerate(rows) if any(cell.strip() for cell in row)]
    for at, row in filled[:_FIRST_ROWS]:
        if _is_header(row):
            return at, *columns_of(row)
        first = first or [clean_text(cell[:60]) for cell in row]
    if not first:
        raise BadInput(f"the file is empty. Give a table with a header row such as {_EXAMPLE}.", place=source.id)
    lacks = "no column of names" if not any(meaning_of(cell)[0] == NAME for cell in first) else "no column of facts"
    shown = ", ".join(repr(cell) for cell in first[:12])
    raise BadInput(f"{lacks} among its headers {shown}. Name them as in {_EXAMPLE}.", place=source.id)


def _order_note(claims: Sequence[Claim], columns: Sequence[Column]) -> list[str]:
    """Return a note on dates that may be read day-first or month-first, where no other date of the column decides."""
    unsure = [one.as_written for one in claims if "ambiguous-date" in one.flags]
    order = next((one.order for one in columns if one.meaning == DATE), "")
    return [f"{len(unsure)} of the dates are read {order}, such as {unsure[0]!r}; nothing decides it"] if unsure else []


class _Collected:
    """Claims, skips and quarantine of one table while its rows are read."""

    def __init__(self, source: Source) -> None:
        self.source, self.width = source, 0
        self.claims: list[Claim] = []
        self.skipped: list[Skip] = []
        self.quarantined: list[Quarantined] = []
        self.notes: list[str] = []
        self.set_aside: list[SetAside] = []
        self.names: Counter[str] = Counter()
        self.claimed = 0

    def add(self, entry: str, row: Sequence[str], columns: Sequence[Column]) -> None:
        """Add one row, or the reason why it is left out."""
        if not any(cell.strip() for cell in row):
            self.skipped.append(Skip(entry, "every cell is empty"))
            return
        if all(not cell.strip() or _RULE.fullmatch(cell.strip()) for cell in row):
            self.skipped.append(Skip(entry, "the rule below a header"))
            return
        name = next((plain_name(cell.partition("<br")[0]) for cell in _cells(row, columns, NAME)), "")
        if why := self._fault(name, row):
            self.quarantined.append(Quarantined(f"{entry} {name[:80]}".strip(), why))
            return
        before = len(self.claims)
        for column in (*columns, *_sizes_after_architecture(columns)):
            cell = _COMMENT.sub("", row[column.index]).strip() if column.index < len(row) else ""
            if column.meaning not in (NAME, CHECKPOINTS) and cell and cell.casefold() not in _EMPTY:
                self._claim(name, entry, column, cell)
        if not any(one.field == "parameters" for one in self.claims[before:]):
            self._sizes_of_name(name, entry, row, columns)
        refuse_too_many(len(self.claims), self.source.id)
        if len(self.claims) == before:
            self.skipped.append(Skip(f"{entry} {name[:80]}", "states nothing but its name"))
            return
        self.claimed += 1
        self.names[fold_listed(name)] += 1

    def _sizes_of_name(self, name: str, entry: str, row: Sequence[str], columns: Sequence[Column]) -> None:
        """Read the sizes in the name or in the labels of the checkpoints, if no other cell has one: `Mistral 7B`."""
        at = [one for one in columns if one.meaning in (NAME, CHECKPOINTS) and one.index < len(row)]
        for column in sorted(at, key=lambda one: one.meaning != NAME):
            cell = row[column.index]
            named = sizes_in_name(name)[1] if column.meaning == NAME else []
            noted = _bracketed_sizes(column, cell) or named or sizes_in_name(_labels(cell))[1]
            self._keep(name, entry, column, cell, noted)
            if noted:
                return

    def _fault(self, name: str, row: Sequence[str]) -> str:
        if any(cell.strip() for cell in row[self.width :]):
            return f"has {len(row)} cells where the header has {self.width}: a comma or quote is astray"
        if not name:
            return "has no name"
        if name.startswith(_FORMULA):
            return "has a formula for its name, which is not computed. Write the name itself"
        return f"has a name of {len(name)} characters, more than {MAX_NAME}" if len(name) > MAX_NAME else ""

    def _claim(self, name: str, entry: str, column: Column, cell: str) -> None:
        locator = f"{entry}, {column.header or column.meaning}"
        if len(cell) > MAX_TEXT:
            self.notes.append(f"{locator}: has {len(cell)} characters, more than {MAX_TEXT}; not kept")
            return
        self._keep(name, entry, column, cell)

    def _keep(self, name: str, entry: str, column: Column, cell: str, found: Sequence[Noted] | None = None) -> None:
        """Add the claims of a cell, or of what was read of it already."""
        locator = f"{entry}, {column.header or column.meaning}"
        try:
            if cell.startswith(_FORMULA):
                raise ValueError("a formula is not computed. Save the sheet with its values")
            for noted in _noted(column, cell) if found is None else found:
                claim = Claim(
                    subject=name,
                    field=noted.field,
                    value=noted.value,
                    unit=noted.unit,
                    relation=noted.relation,
                    high=noted.high,
                    qualifiers=noted.qualifiers,
                    as_written=clean_text(cell),
                    source=self.source.id,
                    locator=locator,
                    entry=entry,
                    flags=noted.flags,
                )
                self.claims.append(check_claim(claim))
        except (BadClaim, ValueError) as error:
            self.notes.append(f"{locator}: {clean_text(cell)[:80]!r} is set aside: {error}")
            if isinstance(error, OutOfRange):
                written = clean_text(cell)
                self.set_aside.append(SetAside(name, noted.field, locator, written, str(error), impossible=True))


def _sizes_after_architecture(columns: Sequence[Column]) -> list[Column]:
    """Return the columns of architectures or bases as ones of sizes, if no other has them: `Llama (7b, 13b)`."""
    if any(one.meaning == "params" for one in columns):
        return []
    return [Column(one.index, one.header, SIZES) for one in columns if one.meaning in ("architecture", "base model")]


def _bracketed_sizes(column: Column, cell: str) -> list[Noted]:
    """Read the sizes in brackets after a name: `Llama (7b, 13b)`, `GPT ([small](…), [7b (**6.8b**)](…))`."""
    return listed_sizes(_labels(cell).replace("（", "(").partition("(")[2])


def _labels(cell: str) -> str:
    """Return the labels of a cell's links without their addresses: `tsuzumi (tsuzumi-7b, tsuzumi 2)`."""
    return _LINK.sub(r"\1", clean_text(_EMPHASIS.sub("", cell.replace("<br>", " "))))[:MAX_TEXT]


def _cells(row: Sequence[str], columns: Sequence[Column], meaning: str) -> Iterator[str]:
    return (row[one.index] for one in columns if one.meaning == meaning and one.index < len(row))


def _date(column: Column, cell: str) -> list[Noted]:
    date = read_cell_date(clean_text(_EMPHASIS.sub("", cell))[:100], column.order)
    return [Noted("published", str(date), "", "", flags=("ambiguous-date",) if date.ambiguous else ())]


def _links(column: Column, cell: str) -> list[Noted]:
    links = links_in(cell)
    if not links:
        raise ValueError("no web address in it (https://…)")
    return [Noted(link_field(link), link, "", "") for link in links]


def _listed(column: Column, cell: str) -> list[Noted]:
    """Read a cell as the same key of an awesome list, with the header's scale."""
    words, key = clean_text(cell), column.meaning
    if key in _AMOUNTS and _INFINITE.fullmatch(words):
        raise ValueError("infinity is no amount")
    if column.scale and _BARE.fullmatch(words):
        words = re.sub(_FIGURE, rf"\g<0>{column.scale}", words)
    if shared := _SHARED_SCALE.fullmatch(words):
        words = shared["first"] + re.sub(_FIGURE, rf"\g<0>{shared['scale']}", shared["rest"]) + shared["unit"]
    if key == TOKENS:
        bare = "token" not in words.casefold() and any(map(str.isdigit, words))
        key, words = "training data", f"{words} tokens" if bare else words
    return claims_of_block(Block(((key, words),), lenient=False), "model")


def _context(column: Column, cell: str) -> list[Noted]:
    """Read a context; the longest, where each of several sizes has its own: `7B: 4096<br>70B: 8192`."""
    words, labels = _SIZE_LABEL.subn("", clean_text(_BREAK.sub("; ", cell)))
    found = [one for one in read_quantities(words, default_unit="tokens") if one.unit == "tokens"]
    if not labels or not found or column.scale:
        return _listed(column, cell)
    return [quantity("context_length", column.meaning, max(found, key=lambda one: exact(one.value)))]


_READERS: dict[str, Callable[[Column, str], list[Noted]]] = {
    DATE: _date,
    LINK: _links,
    SIZES: _bracketed_sizes,
    "context length": _context,
}


def _noted(column: Column, cell: str) -> list[Noted]:
    return _READERS.get(column.meaning, _listed)(column, cell)


def describe_plain_table(name: str, data: bytes) -> Source:
    """Return the source of a table, named by its file.

    Example:
        >>> describe_plain_table("lists/My models.csv", b"").id
        'my-models'
    """
    stem = PurePosixPath(re.split(r"[?#]", name[:2_000])[0].replace("\\", "/")).stem
    return Source(id=file_slug(stem) or "table", title=stem[:200] or "table")


PLAIN_TABLE = Reader(
    name="plain-table",
    version=4,
    summary="any table with a column of models' names and columns of facts under usual headers",
    read=read_plain_table,
    describe=describe_plain_table,
    endings=(".csv", ".tsv", ".tab"),
)
