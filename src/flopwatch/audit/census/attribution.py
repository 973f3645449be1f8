"""Rules on the cells that say whose a model is and when it came: date and paper, country, base model."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from flopwatch.audit.census.context import AuditContext, Entry
from flopwatch.audit.census.entry_findings import on_field
from flopwatch.audit.findings import Finding
from flopwatch.domain import NotFound, PartialDate
from flopwatch.estimation import sizes_in_name
from flopwatch.identity import fold_listed
from flopwatch.records import Record

# Months from the paper's to the model's date. A model published after its own paper by a season has the date of a later
# version. Of 1,640 entries of Epoch's tables with a link to arXiv, 11 are sound and dated 5 months before it or more.
PAPER_FIRST, MODEL_FIRST = 3, 5
EARLY = dt.timedelta(days=30)  # a tuned model may be announced with its base
CHIP_EARLY = dt.timedelta(days=60)  # a chip is used by its maker's partners before its release
# Parameters of a tuned model over those of a base that no other cell names: of 130 such entries two are sound outside.
SIZE_OF_BASE = (0.8, 1.6)
ENCODER_OF = 5.0  # a multimodal model's base many times smaller is its encoder
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf)/([0-9]{2})(0[1-9]|1[0-2])\.([0-9]{4,5})")
_IN_ADDRESS = re.compile(r"[/-](20[0-9]{2})[/-](0[1-9]|1[0-2])(?![0-9])")
_EXTENDED = re.compile(r"//docs?\.|\.gov(?:\.[a-z]{2})?/")  # manuals and registers grow after the date in their address
BUILT_UPON = 5  # entries that build upon a family before a name that has its word is taken for one of it
NUMBERED = 20  # papers of a year whose largest number tells how many a month has
NEAR_ARXIV = 5  # days between a date and that estimated from an arXiv number


def dates_against_papers(evidence: AuditContext) -> Iterator[Finding]:
    """Find dates far from the month that the paper's arXiv number or the link's address states."""
    largest = _largest_numbers(evidence)
    for record, entry in evidence.entries():
        stated = entry.record.fields.get("published")
        if stated is None or not stated.claims:
            continue
        date = PartialDate.from_iso(stated.value)
        months = _months_of_links(entry.record)
        if not date.month or not months:
            continue
        apart = {month: (date.year - month[0]) * 12 + date.month - month[1] for month in months}
        (year, month), gap = min(apart.items(), key=lambda one: abs(one[1]))
        if not gap:
            continue
        other_year = gap % 12 == 0
        link, key = months[year, month]
        swapped = bool(date.day) and (year, month) == (date.year, date.day)
        if gap == -1:  # models often precede their paper by weeks
            swapped = swapped and _is_near(link, date.month, largest)
        if not swapped and not _is_far(gap, other_year, date, link):
            continue
        how = f"{abs(gap)} month{'s' * (abs(gap) != 1)} {'before' if gap > 0 else 'after'} the date {date}"
        if swapped:
            words = f"{date.year}-{date.day:02d}-{date.month:02d}"
            proposal = f"{words}: day and month look swapped."
        elif other_year:
            words = f"{year}{str(date)[4:]}"
            proposal = f"{words}: the year looks mistyped."
        else:
            words = ""
            proposal = f"First published by {year}-{month:02d}, if the link is the model's own."
        message = f"{link[:120]} is of {year}-{month:02d}, {how}."
        yield on_field("date-against-paper", record, entry, "published", message, proposal, (key,), words)


def _is_far(gap: int, other_year: bool, date: PartialDate, link: str) -> bool:
    """Return whether a link's month is too far from the date: `gap` months before it."""
    if gap > 0:
        return other_year or gap >= PAPER_FIRST
    if "arxiv.org" not in link:
        return False  # an address may be of a later report
    return other_year or gap <= -MODEL_FIRST


def _largest_numbers(evidence: AuditContext) -> dict[str, int]:
    """Return, for each year (two digits) with enough papers, the largest arXiv number of a month."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for _, entry in evidence.entries():
        for claim in entry.record.claims.values():
            if claim.field == "paper" and (found := _ARXIV.search(claim.value[:500])):
                numbers[found[1]].append(int(found[3]))
    return {year: max(some) for year, some in numbers.items() if len(some) >= NUMBERED}


def _is_near(link: str, day: int, largest: Mapping[str, int]) -> bool:
    """Return whether a day of the month is near that of an arXiv number, which counts up through each month."""
    found = _ARXIV.search(link)
    if found is None or found[1] not in largest:
        return False
    return abs(31 * int(found[3]) / largest[found[1]] - day) <= NEAR_ARXIV


def _months_of_links(record: Record) -> dict[tuple[int, int], tuple[str, str]]:
    """Return the months stated in an entry's links, each with the link and its claim."""
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for key, claim in record.claims.items():
        if claim.field not in ("paper", "announcement"):
            continue
        link = claim.value[:500]
        if numbered := _ARXIV.search(link):
            found.setdefault((2000 + int(numbered[1]), int(numbered[2])), (link, key))
        elif "arxiv.org" not in link and not _EXTENDED.search(link) and (dated := _IN_ADDRESS.search(link)):
            found.setdefault((int(dated[1]), int(dated[2])), (link, key))
    return found


def dates_against_chips(evidence: AuditContext) -> Iterator[Finding]:
    """Find models published before the release of the chip that trained them."""
    for record, entry in evidence.entries():
        stated = entry.record.fields.get("published")
        if stated is None or not stated.claims:
            continue
        date = PartialDate.from_iso(stated.value)
        released = _released(entry.facts.chip_names, evidence)
        chips = entry.record.fields.get("chip")
        if released is None or chips is None or released[0].earliest - date.latest <= CHIP_EARLY:
            continue
        message = f"{released[1]} was released on {released[0]}, after the date {date} of the model."
        proposal = "Another chip, or a later date?"
        yield on_field("date-against-chip", record, entry, "published", message, proposal, chips.claims)


def _released(names: Sequence[str], evidence: AuditContext) -> tuple[PartialDate, str] | None:
    """Return the earliest release of the chips of an entry, with the chip's name. None if one is unknown or undated."""
    found: list[tuple[PartialDate, str]] = []
    for name in names:
        try:
            chip = evidence.chips.find(name)
        except NotFound:
            return None
        if not chip.released:
            return None
        found.append((PartialDate.from_iso(chip.released), chip.name))
    return min(found, default=None)


def countries_of_developers(evidence: AuditContext) -> Iterator[Finding]:
    """Find entries whose countries include none of their organisations'."""
    for record, entry in evidence.entries():
        stated = entry.record.fields.get("country")
        if stated is None or not stated.claims:
            continue
        known = {name: evidence.countries.get(fold_listed(name)) for name in entry.record.values("developer")}
        home = {name: some for name, some in known.items() if some}
        expected = frozenset().union(*home.values())
        if not home or "XX" in expected or expected & set(stated.values):
            continue
        whose = "; ".join(f"{name}: {', '.join(sorted(some))}" for name, some in home.items())
        message = f"Country {', '.join(stated.values)}, but its organisations are elsewhere ({whose})."
        yield on_field("country-of-developer", record, entry, "country", message, ", ".join(sorted(expected)))


def bases_of_entries(evidence: AuditContext) -> Iterator[Finding]:
    """Find base models published after the model, or named by one cell alone and of another size or domain."""
    by_name: dict[str, Record] = {}
    for record in evidence.records.values():
        for name in (record.name, *record.aliases):
            by_name.setdefault(fold_listed(name), record)
    families = _families(evidence)
    for record, entry in evidence.entries():
        stated = entry.record.fields.get("base_model")
        if stated is None or not stated.claims:
            continue
        bases = [by_name.get(fold_listed(name)) for name in stated.values]
        younger = next(filter(None, (_younger(entry.record, one) for one in bases if one and one is not record)), "")
        unnamed = _unnamed(entry, stated.values)
        unlike = [
            _unlike(entry.record, one) if one else _unlike_size(entry.record, name, sizes_in_name(name))
            for name, one in zip(stated.values, bases, strict=True)
        ]
        other = _other_family(entry.record, bases, families) if unnamed else ""
        doubted = unnamed and (all(unlike) or other) and not _is_sum_of(entry.record, bases)
        if not younger and not doubted:
            continue
        why = (younger, *((unnamed, other, *dict.fromkeys(unlike)) if doubted else ()))
        message = f"Base {', '.join(stated.values)}: {'; '.join(filter(None, why))}."
        proposal = "Correct one of the dates, or name another base." if younger else "Name another base."
        dated = entry.record.fields["published"].claims if younger else ()
        yield on_field("base-model", record, entry, "base_model", message, proposal, dated)


def _younger(record: Record, base: Record) -> str:
    mine, its = record.value("published"), base.value("published")
    if not mine or not its:
        return ""
    if PartialDate.from_iso(its).earliest - PartialDate.from_iso(mine).latest <= EARLY:
        return ""
    return f"published {its}, after the model built on it ({mine})"


_WORD = re.compile(r"[^\W\d_]{2,40}")  # a family's name: letters up to a digit, a hyphen or a space


def _unnamed(entry: Entry, bases: Sequence[str]) -> str:
    """Say that no other cell of the entry names the family of any base, or return ""."""
    families = [found[0] for base in bases if (found := _WORD.search(fold_listed(base)))]
    others = (one.value[:20_000] for one in entry.record.claims.values() if one.field != "base_model")
    prose = fold_listed(" ".join((entry.record.name, *others)))
    words = set(_WORD.findall(prose))
    return "" if not families or words.intersection(families) else "no other cell names it"


def _families(evidence: AuditContext) -> frozenset[str]:
    """Return the first words of the base models that many entries build upon, such as llama and qwen."""
    counted = Counter(
        found[0]
        for _, entry in evidence.entries()
        for name in entry.record.values("base_model")
        if (found := _WORD.search(fold_listed(name)))
    )
    return frozenset(word for word, times in counted.items() if times >= BUILT_UPON)


def _other_family(record: Record, bases: Sequence[Record | None], families: frozenset[str]) -> str:
    """Say that a model's name has the word of a family of base models, or return "".

    A developer builds upon several families of its own, and encoders serve inside models of any family.
    """
    makers = set(record.values("developer"))
    for base in bases:
        if base is None or "language" not in base.values("domain") or makers.intersection(base.values("developer")):
            return ""
    named = sorted(families.intersection(_WORD.findall(fold_listed(record.name))))
    return f"its own name says {', '.join(named)}" if named else ""


def _unlike(record: Record, base: Record) -> str:
    """Say how a base's size or domain differs from the model's, or return ""."""
    mine, its = set(record.values("domain")), set(base.values("domain"))
    size = base.value("parameters")
    if size and record.value("parameters"):
        if (
            its
            and "language" not in its
            and its & mine
            and float(record.value("parameters")) > ENCODER_OF * float(size)
        ):
            return ""
        if differs := _unlike_size(record, base.name, (float(size),), of_text="language" in mine & its):
            return differs
        if float(record.value("parameters")) >= SIZE_OF_BASE[0] * float(size):
            return ""
    # Language models serve inside models of images, proteins and robots; the reverse is rare.
    if mine and its and not mine & its and "language" not in its:
        return f"{base.name}'s domain is {', '.join(sorted(its))}, the model's {', '.join(sorted(mine))}"
    return ""


def _is_sum_of(record: Record, bases: Sequence[Record | None]) -> bool:
    """Return whether a model is as large as its bases together: it is put together from them."""
    sizes = [one.value("parameters") if one else "" for one in bases]
    if len(sizes) < 2 or not all(sizes) or not record.value("parameters"):
        return False
    low, high = SIZE_OF_BASE
    return low <= float(record.value("parameters")) / sum(map(float, sizes)) <= high


def _unlike_size(record: Record, base: str, sizes: Sequence[float], *, of_text: bool = True) -> str:
    """Say how a base's size differs from the model's, or return "".

    A model much smaller than its base may be a head on it; within language it is another model.
    """
    if not sizes or not record.value("parameters"):
        return ""
    ratio = float(record.value("parameters")) / max(sizes)
    low, high = SIZE_OF_BASE
    if ratio > high or (ratio < low and of_text and "language" in record.values("domain")):
        return f"the model has {ratio:.2g} times the parameters of {base}"
    return ""
