"""The table of an article on models above a compute threshold, as text with bars: row spans lost, cells missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flopwatch.domain import (
    BadClaim,
    BadInput,
    Claim,
    Quantity,
    Quarantined,
    Reading,
    Source,
    check_claim,
    clean_text,
    term_for,
)
from flopwatch.identity import fold_listed
from flopwatch.sources.articles.document import article, describe_document
from flopwatch.sources.contract import Reader
from flopwatch.text import read_quantities

DEFAULT_THRESHOLD = "1e25"  # what the article is about, where its text states no threshold
MAX_CELL = 10_000
# What a justification says about the method: (words, term of `compute_method`).
METHODS: tuple[tuple[str, str], ...] = (
    (r"directly reported|reported in the", "reported"),
    (r"parameter count|dataset size", "operations"),
    (r"hardware|training duration|training time|cluster", "hardware"),
    (r"cost of training|training cost|pricing", "cost"),
    (r"% of the compute of|similar in training compute", "relative"),
    (r"imputed|imputation", "imputed"),
)
_METHODS = tuple((re.compile(words, re.IGNORECASE), term) for words, term in METHODS)


@dataclass(frozen=True)
class _TableRow:
    """One row of a table: its cells without the empty ones at the end, and its line in the file."""

    line: int
    cells: tuple[str, ...]


def read_one_e25_table(data: bytes, source: Source) -> Reading:
    """Read the model table (Model, Training FLOP, Confidence, Inclusion justification) and, where there is one, the
    leave-one-out table (Held out, True compute, Estimated compute).

    The text form has lost what spanned rows: an empty justification is the one above it. A row may lack its FLOP cell,
        so that
    the confidence label is in its place; such a model is believed above the threshold, without a number. In the
    leave-one-out table, a row without a name is a further member of the family above it, and no model is guessed for
    it.

    Args:
        data: The article as text, UTF-8.
        source: The source its claims cite.

    Returns:
        One entry for each row of both tables; `counts` holds `rows`, `held_out` and `models_distinct`. Flags:
        `row-span` where the justification was taken from above, `lost-superscript`.

    Raises:
        BadInput: If the text holds no such table.
    """
    text = article(data, source.id)
    threshold = _threshold(text)
    claims: list[Claim] = []
    quarantined: list[Quarantined] = []
    counts = {"rows": 0, "held_out": 0}
    models: set[str] = set()
    tables = 0
    above = ""
    families = _Families()
    for kind, row in _rows(text.splitlines()):
        if kind == "header":
            tables += 1
            above = ""
            continue
        counts["rows" if kind == "models" else "held_out"] += 1
        try:
            if kind == "models":
                cells = _cells(row)
                claims += _model(row, cells, source.id, threshold, above)
                models.add(fold_listed(cells.name))
            else:
                claims += families.read(row, source.id)
        except (BadClaim, ValueError) as error:
            place = f"line {row.line}: {clean_text(' | '.join(row.cells))[:120]}"
            quarantined.append(Quarantined(place, clean_text(str(error))))
        if kind == "models":
            # Also after a row set aside: the rows below it share its justification, not the one further up.
            above = _justification(row) or above
    if not tables:
        raise BadInput(
            "no table with the columns Model, Training FLOP, Confidence and justification, divided by bars. Is it the "
            "article's text?",
            place=source.id,
        )
    claims += families.single()
    read = counts["rows"] + counts["held_out"]
    return Reading(
        claims=claims,
        read=read,
        claimed=read - len(quarantined),
        quarantined=quarantined,
        counts={**counts, "entries_model": counts["rows"], "models_distinct": len(models)},
    )


def _threshold(text: str) -> str:
    """Return the amount of compute that the article names most often."""
    seen: dict[str, int] = {}
    for line in text.splitlines():
        for one in read_quantities(line[:MAX_CELL]):
            if one.unit == "FLOP" and one.relation != "range" and one.value.startswith("1e"):
                seen[one.value] = seen.get(one.value, 0) + 1
    return max(seen, key=lambda value: (seen[value], value), default=DEFAULT_THRESHOLD)


def _rows(lines: list[str]) -> Iterator[tuple[str, _TableRow]]:
    """Yield header rows and rows of the two tables, each with the table it belongs to."""
    kind = ""
    for number, line in enumerate(lines, 1):
        cells = [clean_text(cell) for cell in line.strip().removeprefix("|").split("|")]
        if len(cells) < 2:
            kind = kind if not line.strip() else ""
            continue
        if all(re.fullmatch(r":?-{2,200}:?|", cell) for cell in cells) and any(cells):
            continue
        heads = [cell.casefold() for cell in cells]
        if heads[0] == "model" and "flop" in heads[1] and any("confidence" in head for head in heads):
            kind = "models"
            yield "header", _TableRow(number, tuple(cells))
        elif heads[0] == "held out" and "true" in heads[1]:
            kind = "held out"
            yield "header", _TableRow(number, tuple(cells))
        elif kind:
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield kind, _TableRow(number, tuple(cells))


def _flop(cell: str) -> Quantity:
    """Return the one amount of compute of a cell.

    Raises:
        ValueError: If the cell holds none, or several.
    """
    found = read_quantities(cell, default_unit="FLOP")
    if len(found) != 1 or found[0].unit not in ("FLOP", "petaFLOP", "exaFLOP", "zettaFLOP", "yottaFLOP"):
        raise ValueError(f"{cell[:80]!r} states no single amount of compute")
    return found[0]


def _claim(
    row: _TableRow, source: str, subject: str, field: str, value: str, written: str, column: str, **more: object
) -> Claim:
    keys: dict[str, object] = {
        "subject": subject,
        "field": field,
        "value": value,
        "source": source,
        "locator": f"line {row.line}, row {subject}: {column}",
        "as_written": written,
        "entry": f"line {row.line}",
        **more,
    }
    return check_claim(Claim(**keys))  # type: ignore[arg-type]


def _stated(amount: Quantity) -> dict[str, object]:
    return {
        "unit": amount.unit,
        "relation": amount.relation,
        "high": amount.high,
        "flags": amount.flags,
    }


@dataclass(frozen=True)
class _Cells:
    """A row of the model table split into its cells: `flop` is "" if the row has none."""

    name: str
    flop: str
    label: str
    confidence: str


def _label_at(cells: tuple[str, ...]) -> int:
    """Return the index of the confidence label, or 0."""
    return next((n for n, cell in enumerate(cells) if n and term_for("confidence", cell)), 0)


def _justification(row: _TableRow) -> str:
    """Return the row's own justification: the cell after the confidence label, or ""."""
    at = _label_at(row.cells)
    return " | ".join(row.cells[at + 1 :]).strip() if at else ""


def _cells(row: _TableRow) -> _Cells:
    at = _label_at(row.cells)
    if not row.cells[0]:
        raise ValueError("the row has no name")
    if not at:
        raise ValueError("no cell is a word for confidence (High-precision, Low-precision, Speculative, …)")
    if at > 2:
        raise ValueError(
            f"{at - 1} cells are between the name and {row.cells[at]!r}; one amount of compute was expected"
        )
    flop = row.cells[1] if at == 2 else ""
    return _Cells(row.cells[0], flop, row.cells[at], term_for("confidence", row.cells[at]))


def _model(row: _TableRow, cells: _Cells, source: str, threshold: str, above: str) -> list[Claim]:
    """Return the claims of a row; `above` is the justification it inherits if it has none."""
    own = _justification(row)
    words = own or above
    spanned: tuple[str, ...] = () if own else ("row-span",)
    column = "Inclusion justification"
    claims = []
    if cells.flop:
        amount = _flop(cells.flop)
        claims.append(
            _claim(
                row,
                source,
                cells.name,
                "training_compute",
                amount.value,
                cells.flop,
                "Training FLOP",
                qualifiers={"confidence": cells.confidence},
                **_stated(amount),
            )
        )
        for method in dict.fromkeys(term for pattern, term in _METHODS if pattern.search(words)):
            claims.append(
                _claim(row, source, cells.name, "training_compute_method", method, words, column, flags=spanned)
            )
        if words:
            claims.append(_claim(row, source, cells.name, "notes", words, words, column, flags=spanned))
    else:
        value = words or "listed, without a number or a reason"
        asked = {"threshold_flop": threshold, "stance": "above", "confidence": cells.confidence}
        claims.append(
            _claim(
                row,
                source,
                cells.name,
                "training_compute_believed",
                value,
                words or cells.label,
                column,
                qualifiers=asked,
                flags=spanned,
            )
        )
    claims.append(_claim(row, source, cells.name, "confidence", cells.confidence, cells.label, "Confidence"))
    return claims


class _Families:
    """The leave-one-out table: rows grouped under the name above them, to distinguish a single row from a
    family's first.
    """

    def __init__(self) -> None:
        self._name = ""
        self._members: dict[str, list[Claim]] = {}

    def read(self, row: _TableRow, source: str) -> list[Claim]:
        """Return the findings of one row; the true value of a model alone in its group comes later, from `single`."""
        cells = list(row.cells)
        if len(cells) == 2 and re.search(r"[A-Za-z]{3}", cells[0]):
            return self._summary(row, source)
        if len(cells) == 2:
            if not self._name:
                raise ValueError("a row without a name has no family above it")
        elif len(cells) == 3:
            self._name = cells.pop(0)
        else:
            raise ValueError(f"{len(cells)} cells; a name, a true and an estimated amount were expected")
        true, estimated = _flop(cells[0]), _flop(cells[1])
        members = self._members.setdefault(self._name, [])
        flags: tuple[str, ...] = ("unnamed-row",) if members else ()
        members.append(
            _claim(
                row,
                source,
                self._name,
                "training_compute",
                true.value,
                cells[0],
                "True compute",
                **_stated(true),
            )
        )
        subject = f"Compute of {self._name} from benchmarks, held out, line {len(members)}"
        estimate = _stated(estimated) | {"flags": (*estimated.flags, *flags)}
        return [
            _claim(
                row,
                source,
                subject,
                "figure",
                estimated.value,
                cells[1],
                "Estimated compute",
                kind="finding",
                qualifiers={"true_flop": true.value, "held_out": self._name},
                **estimate,
            )
        ]

    def single(self) -> list[Claim]:
        """Return true values as claims about models, for names that cover one row: a family's rows name no model."""
        return [members[0] for members in self._members.values() if len(members) == 1]

    def _summary(self, row: _TableRow, source: str) -> list[Claim]:
        words = row.cells[1]
        found = [one for one in read_quantities(words[:MAX_CELL]) if one.unit == "scale"]
        if not found:
            raise ValueError(f"{words[:80]!r} states no factor")
        interval = next((one for one in found[1:] if one.relation == "range"), None)
        asked = {"p5": interval.value, "p95": interval.high} if interval else {}
        subject = "Mean error of compute from benchmarks, held out, as a factor"
        return [
            _claim(
                row,
                source,
                subject,
                "figure",
                found[0].value,
                words,
                row.cells[0],
                kind="finding",
                unit="scale",
                relation=found[0].relation,
                qualifiers=asked,
            )
        ]


ONE_E25_TABLE = Reader(
    name="one-e25-table",
    version=1,
    summary="The table of models above a compute threshold, in an article's text",
    read=read_one_e25_table,
    describe=describe_document,
)
