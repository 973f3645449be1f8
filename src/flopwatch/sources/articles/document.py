"""An article on AI models, as plain text: the figures that a rule can find. What needs a reader is in
`data/claims`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flopwatch.domain import (
    BadClaim,
    BadInput,
    Claim,
    Quantity,
    Quarantined,
    Reading,
    Skip,
    Source,
    check_claim,
    clean_text,
    field,
)
from flopwatch.domain import unit as known_unit
from flopwatch.identity import file_slug
from flopwatch.sources.contract import Reader
from flopwatch.sources.wire.decode import decoded
from flopwatch.text import MAX_CHARACTERS, read_quantities

MAX_FILE = 5_000_000  # bytes
MAX_SUBJECT = 120  # characters of the words around a figure that name it
# The articles the base was built from: (words that only they hold, id, title, public page, date, group).
KNOWN: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "Tracking Large-Scale AI Models",
        "epoch-large-scale",
        "Tracking Large-Scale AI Models",
        "https://epoch.ai/blog/tracking-large-scale-ai-models",
        "2024-04-05",
        "epoch",
    ),
    (
        "Over 20 AI models have been trained at the scale of GPT-4",
        "epoch-1e25",
        "Over 20 AI models have been trained at the scale of GPT-4",
        "https://epoch.ai/data-insights/models-over-1e25-flop",
        "2025-01-30",
        "epoch",
    ),
    (
        "date of development and trainable parameter counts",
        "parameter-counts-2021",
        "Parameter counts in Machine Learning",
        "https://www.alignmentforum.org/posts/GzoWcYibWYwJva8aL/parameter-counts-in-machine-learning",
        "2021-06-19",
        "parameter-counts-2021",
    ),
)
# Flags of the grammar on numbers that are not quantities: years and parts of names.
_NO_FIGURE = frozenset({"year-like", "name-like"})
_OUT_OF = re.compile(r"\s+(?:out\s+)?of\s+(?:the\s+)?", re.ASCII)
_NAME = re.compile(
    r"(?<![\w-])[A-Z][A-Za-z]{1,20}(?:-[A-Z][A-Za-z]{1,20})?[- ]?[0-9][0-9A-Za-z]{0,8}(?:\.[0-9]{1,3})?(?![\w-])"
)
_NO_NAME = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Figure|Table|Section"
    r"|Article"
    r"|In|By|Only|Over|Of|About|Most)[- ]?[0-9]"
)


def article(data: bytes, place: str) -> str:
    """Return the text of an article; refuse bytes that are none."""
    return decoded(data, place, what="an article", max_bytes=MAX_FILE)


def describe_document(name: str, data: bytes) -> Source:
    """Return the source of an article: a known one by its words, else a new document named by its first line.

    Example:
        >>> describe_document("x.txt", b"Tracking Large-Scale AI Models\\n...").id
        'epoch-large-scale'
        >>> describe_document("news/Big model.txt", b"A model of 1e25 FLOP\\n").id
        'document/big-model'
    """
    text = article(data, name)
    for words, identity, title, url, date, group in KNOWN:
        if words in text[:5_000]:
            return Source(id=identity, title=title, url=url, date=date, group=group)
    stem = re.split(r"[/\\]", re.split(r"[?#]", name[:2_000])[0].rstrip("/\\"))[-1].rsplit(".", 1)[0]
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    url = name if name.startswith(("https://", "http://")) else ""
    slug = file_slug(stem) or "document"
    return Source(id=f"document/{slug[:80]}", title=clean_text(first[:200]) or slug, url=url)


def read_document(data: bytes, source: Source) -> Reading:
    """Read the figures of an article: amounts of compute (lost superscripts among them), sizes, counts, shares,
    factors, times.

    Every number the grammar finds is an entry. One that says what it counts becomes a finding, cited by its line; "43
    out of 81" is one of them, with the 81 in `out_of`. Years, parts of names and bare numbers are skipped, with the
    reason. Nothing is said about a model: `near` holds the nearest name, for a person to judge.

    Args:
        data: Plain text, UTF-8, one paragraph to a line.
        source: The source its claims cite.

    Returns:
        Findings in the order of the text; `counts` holds `paragraphs`, `paragraphs_with_figures`, `lost_superscripts`.

    Raises:
        BadInput: If it is not text, or holds no figure at all.

    Example:
        >>> reading = read_document(b"Falcon-180B took 3.8 * 1024 FLOP.", Source(id="s", title=""))
        >>> [(c.value, c.unit, c.flags, c.qualifiers["near"]) for c in reading.claims]
        [('3.8e24', 'FLOP', ('lost-superscript',), 'Falcon-180B')]
    """
    claims: list[Claim] = []
    skipped: list[Skip] = []
    quarantined: list[Quarantined] = []
    read = paragraphs = fruitful = 0
    for number, raw in enumerate(article(data, source.id).splitlines(), 1):
        line = clean_text(raw)
        if not line:
            continue
        paragraphs += 1
        if len(line) > MAX_CHARACTERS:
            read += 1
            quarantined.append(Quarantined(f"line {number}", f"longer than {MAX_CHARACTERS} characters; break it up"))
            continue
        before = len(claims)
        for figure, out_of in _figures(line):
            read += 1
            place = f"line {number}: {line[max(0, figure.start - 30) : figure.end + 30]}"
            reason = _no_figure(figure, out_of)
            if reason:
                skipped.append(Skip(place, reason))
                continue
            try:
                claims.append(_finding(figure, out_of, line, number, source.id))
            except (BadClaim, ValueError) as error:
                quarantined.append(Quarantined(place, clean_text(str(error))))
        fruitful += len(claims) > before
    if not read:
        raise BadInput(f"{paragraphs} paragraphs and no number in them. Is it the text of an article?", place=source.id)
    counts = {
        "paragraphs": paragraphs,
        "paragraphs_with_figures": fruitful,
        "lost_superscripts": sum("lost-superscript" in claim.flags for claim in claims),
    }
    return Reading(
        claims=claims, read=read, claimed=len(claims), skipped=skipped, quarantined=quarantined, counts=counts
    )


def _figures(line: str) -> Iterator[tuple[Quantity, Quantity | None]]:
    """Yield each quantity of a line with None; of "69 out of 81" the first with the second."""
    found = read_quantities(line)
    index = 0
    while index < len(found):
        one = found[index]
        after = found[index + 1] if index + 1 < len(found) else None
        if after and not one.unit and after.unit in ("", "models") and _OUT_OF.fullmatch(line[one.end : after.start]):
            yield one, after
            index += 2
        else:
            yield one, None
            index += 1


def _no_figure(figure: Quantity, out_of: Quantity | None) -> str:
    if out_of is not None:
        return ""
    if _NO_FIGURE & set(figure.flags):
        return f"{figure.as_written!r} is read as a year or a part of a name"
    if not figure.unit:
        return f"nothing says what {figure.as_written!r} counts"
    if known_unit(figure.unit).base not in field("figure").units:
        return f"a figure in {figure.unit} is nothing a finding states"
    return ""


def _finding(figure: Quantity, out_of: Quantity | None, line: str, number: int, source: str) -> Claim:
    end = out_of.end if out_of else figure.end
    qualifiers = {"out_of": out_of.value} if out_of else {}
    near = _near(line, figure.start, end)
    if near:
        qualifiers["near"] = near
    if figure.label:
        qualifiers["label"] = clean_text(figure.label)
    start = max(0, min(figure.start - 20, len(line) - MAX_SUBJECT))
    words = line[start : start + MAX_SUBJECT].partition(" ")[2] if start else line[:MAX_SUBJECT]
    return check_claim(
        Claim(
            subject=f"line {number}, character {figure.start + 1}: {clean_text(words)}",
            field="figure",
            value=figure.value,
            unit=figure.unit or (out_of.unit if out_of else "") or "count",
            relation=figure.relation,
            high=figure.high,
            source=source,
            locator=f"line {number}, character {figure.start + 1}",
            as_written=clean_text(line[figure.start : end]),
            kind="finding",
            qualifiers=qualifiers,
            flags=figure.flags,
            entry=f"line {number}, character {figure.start + 1}",
        )
    )


def _near(line: str, start: int, end: int) -> str:
    """Return the name with a number in it (GPT-4, Falcon-180B) nearest to a figure in the same sentence, or ""."""
    low = max(line.rfind(". ", 0, start) + 1, start - 200, 0)
    stop = line.find(". ", end)
    high = min(stop if stop >= 0 else len(line), end + 200)
    names = [
        match
        for match in _NAME.finditer(line, low, high)
        if not _NO_NAME.match(match[0]) and (match.end() <= start or match.start() >= end)
    ]
    nearest = min(names, key=lambda m: start - m.end() if m.end() <= start else m.start() - end, default=None)
    return nearest[0] if nearest else ""


DOCUMENT = Reader(
    name="document",
    version=1,
    summary="The figures that an article states, as findings",
    read=read_document,
    describe=describe_document,
    endings=(".txt", ".html"),
)
