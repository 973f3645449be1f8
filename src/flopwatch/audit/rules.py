"""The rules that doubt: each a function from what the census knows to findings. `RULES` lists them all."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from flopwatch.audit.findings import Finding
from flopwatch.domain import Claim, Developer, FrontierPoint, PartialDate, Source, field
from flopwatch.estimation import Facts, Frontier, doubts_about, facts_of
from flopwatch.estimation.plausibility import slip
from flopwatch.estimation.relative import Relatives, comparisons_of
from flopwatch.records import Record, Standing, base_value, narrow

FAR_APART = 3.0
BYTES_PER_TOKEN = (1.0, 12.0)


@dataclass(frozen=True)
class Evidence:
    """What a rule may look at.

    Args:
        records: The records of models by id.
        sources: Every source by id.
        carriers: For each claim id the snapshot that carries it: claims of one carrier are one source's picture.
        frontier: What nobody had exceeded, by date.
        organisations: Every name of every known developer, in lower case.
    """

    records: Mapping[str, Record]
    sources: Mapping[str, Source]
    carriers: Mapping[str, str]
    frontier: Frontier
    organisations: frozenset[str] = frozenset()
    # Several rules look at the same pictures; choosing the values of each anew would take most of the audit's time.
    _seen: dict[str, tuple[tuple[str, Record, tuple[Facts, ...]], ...]] = dataclasses.field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def of(
        cls,
        records: Mapping[str, Record],
        sources: Mapping[str, Source],
        carriers: Mapping[str, str],
        frontier: Sequence[FrontierPoint],
        developers: Sequence[Developer],
    ) -> Evidence:
        """The evidence of a census; only models are audited by the rules on numbers, but every record is looked at."""
        names = frozenset(word.casefold() for one in developers for word in (one.name, *one.aliases))
        return cls(records, sources, carriers, Frontier(frontier), names)

    def pictures(self, record: Record) -> tuple[tuple[str, Record, tuple[Facts, ...]], ...]:
        """Each source's own picture of a model: the source, the record as its claims alone would have it, and the facts of each
        of its entries, for one source can hold two entries on one model, each consistent in itself."""
        if record.id not in self._seen:
            by_source: dict[tuple[str, str], list[str]] = defaultdict(list)
            for key, claim in record.claims.items():
                by_source[claim.source, "" if claim.identity else self.carriers.get(key, "")].append(key)
            found = (
                (source, narrow(record, keys, self.sources))
                for (source, _), keys in sorted(by_source.items())
            )
            self._seen[record.id] = tuple(
                (source, picture, tuple(map(facts_of, _by_entry(picture, self.sources))))
                for source, picture in found
            )
        return self._seen[record.id]


def implausible_numbers(evidence: Evidence) -> Iterator[Finding]:
    """Numbers that cannot be: beyond the frontier, against 6 × N × D, against the parameters (see `estimation.plausibility`)."""
    for record in evidence.records.values():
        whole = facts_of(record)
        for source, _, entries in evidence.pictures(record):
            for facts in entries:
                for doubt in doubts_about(_in_context(facts, record, whole), evidence.frontier):
                    yield Finding(
                        rule=doubt.rule, severity="medium" if doubt.rule == "tokens-per-parameter" else "high", model=record.id,
                        field=doubt.fields[0], source=source, as_written=doubt.as_written, message=doubt.message,
                        proposal=doubt.proposal, claims=doubt.claims,
                    )  # fmt: skip


def _by_entry(picture: Record, sources: Mapping[str, Source]) -> Iterator[Record]:
    """The picture cut into the entries that it comes from."""
    entries: dict[str, list[str]] = defaultdict(list)
    for key, claim in picture.claims.items():
        entries[claim.entry].append(key)
    if len(entries) < 2:
        yield picture
        return
    for _, keys in sorted(entries.items()):
        yield narrow(picture, keys, sources)


def _in_context(facts: Facts, record: Record, whole: Facts) -> Facts:
    """One source's facts, read with what others say the model is: its date, and the kinds to which a rule does not apply."""
    if not facts.date and record.value("published"):
        facts = dataclasses.replace(facts, date=PartialDate.from_iso(record.value("published")))
    return dataclasses.replace(
        facts,
        is_recommender=whole.is_recommender,
        is_sparse=facts.is_sparse or whole.is_sparse,
        is_convolutional=facts.is_convolutional or whole.is_convolutional,
    )


def far_apart(evidence: Evidence) -> Iterator[Finding]:
    """One field stated more than three times apart, by whomever; and any numeric difference between independent sources."""
    standing = Standing(evidence.sources)
    for record in evidence.records.values():
        for name, claims in _comparable_groups(record):
            low, high = claims[0], claims[-1]
            small, large = base_value(low[1])[0], base_value(high[1])[0]
            if small <= 0 or small == large:
                continue
            ratio = float(large / small)
            independent = standing.group(low[1]) != standing.group(high[1])
            if ratio <= FAR_APART and (not independent or _same_as_rounded(small, large)):
                continue
            k = slip(ratio)
            proposal = f"The ratio is close to {1000**k:,}: a slip of the unit?" if k else ""
            if not k and abs(ratio - 100) < 5:
                proposal = "The ratio is close to 100: misplaced decimals?"
            severity = "low" if ratio <= FAR_APART else "high" if ratio > 30 else "medium"
            odd = high if _is_odd(high, claims) else low
            yield Finding(
                rule="far-apart" if ratio > FAR_APART else "sources-differ", severity=severity, model=record.id, field=name,
                source=odd[1].source, as_written=odd[1].as_written,
                message=f"{high[1].as_written} ({high[1].source}) against {low[1].as_written} ({low[1].source}): {ratio:.3g} times apart.",
                proposal=proposal, claims=(low[0], high[0]),
            )  # fmt: skip


def _same_as_rounded(small: Decimal, large: Decimal) -> bool:
    """Whether two numbers agree to the digits that the rounder of them states: 1.1e25 and 1.05e25 do.

    Example:
        >>> _same_as_rounded(Decimal("1.05e25"), Decimal("1.1e25")), _same_as_rounded(Decimal(130), Decimal(137))
        (True, False)
    """
    digits = min(len(one.normalize().as_tuple().digits) for one in (small, large))
    unit_in_last_place = Decimal(1).scaleb(large.adjusted() - max(digits, 2) + 1)
    return large - small <= unit_in_last_place / 2


def _comparable_groups(record: Record) -> Iterator[tuple[str, list[tuple[str, Claim]]]]:
    groups: dict[tuple[str, str, str], list[tuple[str, Claim]]] = defaultdict(list)
    for key, claim in record.claims.items():
        about = field(claim.field)
        if about.kind != "quantity" or about.name in (
            "variant_parameters",
            "price",
            "figure",
            "citations",
            "training_compute_rank",
        ):
            continue
        if claim.relation not in ("=", "≈"):
            continue
        part = ", ".join(
            f"{k}={v}"
            for k, v in sorted(claim.qualifiers.items())
            if k not in ("confidence", "method", "held_out", "usd_year")
        )
        groups[claim.field, base_value(claim)[1], part].append((key, claim))
    for (name, _, _), claims in sorted(groups.items()):
        if len(claims) > 1:
            ordered = sorted(
                claims, key=lambda one: (base_value(one[1])[0], "in-millions" in one[1].flags, one[0])
            )
            # Of equal largest values the plainest words come last, for they are the ones shown.
            top = [one for one in ordered if base_value(one[1])[0] == base_value(ordered[-1][1])[0]]
            yield name, [*ordered[: len(ordered) - len(top)], *reversed(top)]


def _is_odd(one: tuple[str, Claim], claims: list[tuple[str, Claim]]) -> bool:
    """Whether a claim is the one that stands alone: fewer claims are near it than near the other end."""
    value = base_value(one[1])[0]
    near = sum(1 for _, other in claims if value / 2 <= base_value(other)[0] <= value * 2)
    return near * 2 <= len(claims)


def date_conflicts(evidence: Evidence) -> Iterator[Finding]:
    """Dates that exclude each other: neither is a more precise form of the other."""
    for record in evidence.records.values():
        dated = [
            (key, claim)
            for key, claim in record.claims.items()
            if claim.field == "published" and claim.relation == "="
        ]
        seen: set[tuple[str, str]] = set()
        for i, (key, claim) in enumerate(dated):
            for other_key, other in dated[i + 1 :]:
                a, b = PartialDate.from_iso(claim.value), PartialDate.from_iso(other.value)
                pair = (min(claim.value, other.value), max(claim.value, other.value))
                if a.contains(b) or b.contains(a) or pair in seen:
                    continue
                seen.add(pair)
                days = abs((a.plotted - b.plotted).days)
                late, early = (claim, other) if a > b else (other, claim)
                lead = _paper_month(record)
                fits = (
                    f" Its paper is from {lead}, which fits {early.value}."
                    if lead and early.value.startswith(lead)
                    else ""
                )
                yield Finding(
                    rule="date-conflict", severity="medium" if days > 45 else "low", model=record.id, field="published",
                    source=late.source, as_written=late.as_written,
                    message=f"{late.value} ({late.source}, {late.locator}) against {early.value} ({early.source}): {days} days apart.{fits}",
                    proposal=f"First published {early.value}." if days > 45 else "", claims=(key, other_key),
                )  # fmt: skip


_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf)/([0-9]{2})([0-9]{2})\.([0-9]{4,5})")


def _paper_month(record: Record) -> str:
    for link in record.values("paper"):
        found = _ARXIV.search(link)
        if found:
            return f"20{found[1]}-{found[2]}"
    return ""


def shared_papers(evidence: Evidence) -> Iterator[Finding]:
    """One paper under models of different developers. Models of one developer may truly share a paper."""
    by_paper: dict[str, list[Record]] = defaultdict(list)
    for record in evidence.records.values():
        for key in sorted({_paper_key(link) for link in record.values("paper")} - {""}):
            by_paper[key].append(record)
    for key, some in sorted(by_paper.items()):
        for i, a in enumerate(some):
            for b in some[i + 1 :]:
                if (
                    set(a.values("developer")) & set(b.values("developer"))
                    or not a.values("developer")
                    or not b.values("developer")
                ):
                    continue
                owner, guest = _owner(a, b)
                stated = next(
                    (k, c)
                    for k, c in guest.claims.items()
                    if c.field == "paper" and _paper_key(c.value) == key
                )
                yield Finding(
                    rule="shared-paper", severity="medium", model=guest.id, field="paper", source=stated[1].source,
                    as_written=stated[1].as_written,
                    message=f"{guest.name} ({', '.join(guest.values('developer'))}) stands under the paper {key}, which is "
                    f"{owner.name}'s ({', '.join(owner.values('developer'))}).",
                    proposal=f"Find {guest.name}'s own paper; this one belongs to {owner.name}.", claims=(stated[0],),
                )  # fmt: skip


def _paper_key(link: str) -> str:
    found = _ARXIV.search(link)
    if found:
        return f"arXiv:{found[1]}{found[2]}.{found[3]}"
    return link.split("?")[0].rstrip("/").casefold() if link.endswith(".pdf") or "doi.org" in link else ""


def _owner(a: Record, b: Record) -> tuple[Record, Record]:
    """Whose paper it is: the model whose date is nearer the paper's month, else the earlier one."""
    month = _paper_month(a) or _paper_month(b)

    def distance(record: Record) -> tuple[int, str]:
        date = record.value("published")
        if not date:
            return (10**6, record.id)
        origin = PartialDate.from_iso(month).plotted if month else PartialDate(1950).plotted
        return (abs((PartialDate.from_iso(date).plotted - origin).days), record.id)

    first, second = sorted((a, b), key=distance)
    return first, second


# What a section's heading says its entries are about: words of the heading, and the domains that belong under it.
_SECTIONS: tuple[tuple[str, frozenset[str]], ...] = (
    ("language", frozenset({"language", "multimodal"})),
    ("vision", frozenset({"vision", "multimodal", "image-generation", "video", "3d"})),
    ("image", frozenset({"vision", "multimodal", "image-generation", "video", "3d"})),
    ("speech", frozenset({"speech", "audio"})),
    ("audio", frozenset({"speech", "audio"})),
    ("reinforcement", frozenset({"games", "robotics", "driving", "reinforcement-learning"})),
    ("science", frozenset({"biology", "physics", "earth-science", "mathematics"})),
    ("biology", frozenset({"biology"})),
    ("game", frozenset({"games"})),
    ("robot", frozenset({"robotics", "games", "reinforcement-learning"})),
)  # fmt: skip


def headings(evidence: Evidence) -> Iterator[Finding]:
    """Entries under a heading that says otherwise: another domain, or another organisation."""
    by_heading: dict[tuple[str, str], list[tuple[Record, str, Claim, str]]] = defaultdict(list)
    for record in evidence.records.values():
        for key, claim in record.claims.items():
            if claim.field == "listed_under" and claim.value:
                siblings = [
                    one
                    for one in record.claims.values()
                    if one.source == claim.source and one.entry == claim.entry
                ]
                by_heading[claim.source, claim.value].append(
                    (record, key, claim, _mismatch(claim.value, siblings, evidence))
                )
    for (source, heading), listed in sorted(by_heading.items()):
        wrong = [one for one in listed if one[3]]
        by_organisation = not any(word in heading.casefold() for word, _ in _SECTIONS)
        if by_organisation and len(wrong) > 3 and len(wrong) * 2 > len(listed):
            names = ", ".join(one[0].name for one in wrong[:4])
            yield Finding(
                rule="heading", severity="medium", model=wrong[0][0].id, field="listed_under", source=source, as_written=heading,
                message=f"{len(wrong)} of {len(listed)} entries under {heading!r} say otherwise ({names}, …): the section looks spliced.",
                proposal="Take the organisation from each entry, never from this heading.", claims=tuple(one[1] for one in wrong),
            )  # fmt: skip
            continue
        for record, key, claim, why in wrong:
            yield Finding(
                rule="heading", severity="medium", model=record.id, field="listed_under", source=source, as_written=claim.value,
                message=f"{record.name} stands under {heading!r}, but {why}.", proposal="Move the entry, or correct what it says.",
                claims=(key,),
            )  # fmt: skip


def _mismatch(heading: str, siblings: list[Claim], evidence: Evidence) -> str:
    lowered = heading.casefold()
    domains = {one.value for one in siblings if one.field == "domain" and one.relation == "="}
    for word, allowed in _SECTIONS:
        if word in lowered:
            return f"its field is {', '.join(sorted(domains))}" if domains and not domains & allowed else ""
    stated = {one.value.casefold() for one in siblings if one.field == "developer"}
    known = evidence.organisations
    named = {part.strip().casefold() for part in re.split(r",| and ", heading) if part.strip()}
    if stated and named & known and not any(a in b or b in a for a in named for b in stated):
        return f"its organisation is {', '.join(sorted(stated))}"
    return ""


def lost_superscripts(evidence: Evidence) -> Iterator[Finding]:
    """Powers whose superscript was lost on the way: `1023 FLOP` for 10^23."""
    for key, record, claim in _flagged(evidence, "lost-superscript"):
        yield Finding(
            rule="lost-superscript", severity="low", model=record.id, field=claim.field, source=claim.source, as_written=claim.as_written,
            message=f"{claim.as_written!r} reads as a plain number but means {claim.value} {claim.unit}.".replace(" .", "."),
            proposal=f"{claim.value} {claim.unit}".strip(), claims=(key,),
        )  # fmt: skip


def missing_units(evidence: Evidence) -> Iterator[Finding]:
    """Numbers whose unit the source left out, read from what stands beside them."""
    for key, record, claim in _flagged(evidence, "unit-missing"):
        yield Finding(
            rule="unit-missing", severity="low", model=record.id, field=claim.field, source=claim.source, as_written=claim.as_written,
            message=f"{claim.as_written!r} has no unit; read as {claim.unit}.", proposal=f"{claim.as_written} {claim.unit}", claims=(key,),
        )  # fmt: skip


def _flagged(evidence: Evidence, flag: str) -> Iterator[tuple[str, Record, Claim]]:
    for record in evidence.records.values():
        for key, claim in record.claims.items():
            if flag in claim.flags:
                yield key, record, claim


def access_against_links(evidence: Evidence) -> Iterator[Finding]:
    """Closed, yet with a link to weights; or open, with the link left empty."""
    for record in evidence.records.values():
        for source, picture, _ in evidence.pictures(record):
            access = picture.fields.get("access")
            if access is None:
                continue
            stated = picture.claims[access.claims[0]]
            links = [
                one for one in picture.values("weights") if re.search(r"huggingface\.co/|github\.com/", one)
            ]
            if stated.value == "closed" and links:
                yield Finding(
                    rule="access-against-link", severity="medium", model=record.id, field="access", source=source,
                    as_written=stated.as_written, message=f"marked closed, but links {links[0]}.",
                    proposal="Open the link: if the weights are there, the model is open.", claims=access.claims,
                )  # fmt: skip
            elif (
                stated.value == "open-weights"
                and stated.as_written.endswith("]()")
                and not picture.values("source_code")
            ):
                yield Finding(
                    rule="access-against-link", severity="low", model=record.id, field="access", source=source,
                    as_written=stated.as_written, message="marked open, but the link is empty.", proposal="Give the link.",
                    claims=access.claims,
                )  # fmt: skip


def bytes_per_token(evidence: Evidence) -> Iterator[Finding]:
    """Bytes and tokens of one corpus that do not fit: a token of text is 1 to 12 bytes."""
    low, high = BYTES_PER_TOKEN
    for record in evidence.records.values():
        for source, _, entries in evidence.pictures(record):
            for entry in entries:
                data = entry.data
                if "bytes" not in data or "tokens" not in data:
                    continue
                ratio = data["bytes"].value / data["tokens"].value
                if low <= ratio <= high:
                    continue
                which = (
                    "a raw crawl before filtering?"
                    if ratio > high
                    else "only part of the corpus, or another unit?"
                )
                yield Finding(
                    rule="bytes-per-token", severity="low", model=record.id, field="dataset_size", source=source,
                    as_written=f"{data['bytes'].as_written}, {data['tokens'].as_written}",
                    message=f"{data['bytes'].as_written} for {data['tokens'].as_written} is {ratio:.2g} bytes a token; {low:g} to {high:g} is usual.",
                    proposal=which, claims=(*data["bytes"].claims, *data["tokens"].claims),
                )  # fmt: skip


def hours_against_chips(evidence: Evidence) -> Iterator[Finding]:
    """Chips × time against the chip-hours stated beside them."""
    for record in evidence.records.values():
        for source, _, entries in evidence.pictures(record):
            for facts in entries:
                if facts.chips is None or facts.hours is None or facts.chip_hours is None:
                    continue
                product = facts.chips.value * facts.hours.value
                ratio = product / facts.chip_hours.value
                if 1 / 1.1 <= ratio <= 1.1:
                    continue
                far = max(ratio, 1 / ratio)
                yield Finding(
                    rule="hours-against-chips", severity="medium" if far > 1.5 else "low", model=record.id, field="chip_hours",
                    source=source, as_written=facts.chip_hours.as_written,
                    message=f"{facts.chips.value:,.0f} chips × {facts.hours.value:,.0f} h = {product:,.0f} chip-hours, "
                    f"{ratio:.3g} times the {facts.chip_hours.value:,.0f} stated.",
                    proposal="", claims=(*facts.chip_hours.claims, *facts.chips.claims, *facts.hours.claims),
                )  # fmt: skip


def comparisons(evidence: Evidence) -> Iterator[Finding]:
    """Comparisons of compute that lead back to themselves, and those that cannot be read or name no model of the census."""
    relatives = Relatives(evidence.records)
    for circle in relatives.cycles:
        names = " → ".join(evidence.records[key].name for key in (*circle, circle[0]))
        claims = tuple(
            key
            for model in circle
            for one in comparisons_of(evidence.records[model])[0]
            for key in one.claims
        )
        yield Finding(
            rule="compared-in-a-circle", severity="high", model=circle[0], field="training_compute",
            source=evidence.records[circle[0]].claims[claims[0]].source, as_written=evidence.records[circle[0]].claims[claims[0]].as_written,
            message=f"The compute of each is stated by the next: {names}; none of them gives a number.",
            proposal="One of them must be stated by itself.", claims=claims,
        )  # fmt: skip
    for model, wrong in relatives.wrong.items():
        for message in wrong:
            yield Finding(
                rule="comparison-unreadable", severity="medium", model=model, field="training_compute", source="", as_written="",
                message=message + ".", proposal="Name the model as the census does, and the factor as a number.",
            )  # fmt: skip


RULES: tuple[Callable[[Evidence], Iterator[Finding]], ...] = (
    implausible_numbers,
    far_apart,
    date_conflicts,
    shared_papers,
    headings,
    lost_superscripts,
    missing_units,
    access_against_links,
    bytes_per_token,
    hours_against_chips,
    comparisons,
)


def _named(finding: Finding, evidence: Evidence) -> Finding:
    """The finding with the name that the source in doubt gives the model: the one its reader will look for."""
    record = evidence.records[finding.model]
    stated = [record.claims[key] for key in finding.claims if key in record.claims]
    mine = [one.subject for one in stated if one.source == finding.source] or [record.name]
    return msgspec.structs.replace(finding, name=mine[0])


_ORDER = {"high": 0, "medium": 1, "low": 2}


def audit(evidence: Evidence) -> tuple[Finding, ...]:
    """Every finding of every rule, the worst first, one per statement however many copies of it there are."""
    found: dict[tuple[str, ...], Finding] = {}
    for rule in RULES:
        for finding in rule(evidence):
            same = (finding.rule, finding.model, finding.field, finding.as_written)
            found.setdefault(same, _named(finding, evidence))
    return tuple(
        sorted(
            found.values(),
            key=lambda one: (_ORDER[one.severity], one.rule, one.model, one.field, one.as_written),
        )
    )
