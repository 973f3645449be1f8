"""The census as awesome lists: a block per model by field, a structured summary per model by organisation, and a clean
list that passes awesome-lint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from flopwatch.census import Census, estimate_of, newest_first
from flopwatch.domain import exact, has_open_weights
from flopwatch.exports.orkg_comparison import orkg_values
from flopwatch.products import GROUPS, PROSE, AccessGroup, group_of, label
from flopwatch.records import FieldValue, Record
from flopwatch.sources import AWESOME, BY_SA, ListedEntry, anchor_of, list_markdown
from flopwatch.wording import short, web_link

MOST_HIGHLIGHTED = 9
_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_PETA = exact("1e15")
# Keys of a model's block, in their order, with the field that each holds.
_KEYS: tuple[tuple[str, str], ...] = (
    ("Field", "domain"),
    ("Params", "parameters"),
    ("Active Params", "active_parameters"),
    ("Training Data", "dataset_size"),
    ("Epochs", "epochs"),
    ("Training Time", "chip_hours"),
    ("Training Cost", "training_cost"),
    ("Training petaFLOPs", "training_compute"),
    ("Training Power Consumption", "training_energy"),
    ("Architecture", "architecture"),
    ("Objective", "objective"),
    ("Training Framework", "training_framework"),
    ("License", "license"),
    ("Context Length", "context_length"),
)
# awesome-lint asks for such a file next to a list.
CONTRIBUTING = """\
# Contributing

This list is generated. Suggest a model or correct a value in the census that it is generated from, with the public
source that states it; the next list has it.
"""


def by_field(census: Census) -> str:
    """Return the list with a block under each base model, by field; then frameworks by group, and surveys.

    A value that no source states but that was estimated is marked with `≈`.
    """
    models = [_item(census, record, ("Models", group.label)) for group, record in _grouped(census)]
    entries = [*_surveys(census), *models, *_frameworks(census)]
    intro = "Models of open weights with the most parameters:\n\n> " + ", ".join(highlighted(census)) + "."
    return list_markdown("awesome-ai-models", [AWESOME], entries, intro)


def by_organisation(census: Census, *, prose: bool = False) -> str:
    """Return the list with a structured summary of each base model, by organisation, under CC BY-SA.

    Args:
        census: The census.
        prose: Whether a source's own prose is written, from the user's own ledger.
    """
    found: dict[str, list[Record]] = {}
    for record in _bases(census):
        found.setdefault(_developers(record) or "Others", []).append(record)
    entries = [
        ListedEntry(
            ("Organizations", name), "model", one.name, summary=True, pairs=tuple(orkg_values(one, prose=prose))
        )
        for name, records in sorted(found.items(), key=lambda pair: pair[0].casefold())
        for one in sorted(records, key=newest_first)
    ]
    named = {label("developer", who) for one in census.models() for who in one.values("developer")}
    without = sorted(named - {who for several in found for who in several.split(", ")}, key=str.casefold)
    intro = f"Organisations whose models are all built upon others': {', '.join(without)}." if without else ""
    return list_markdown("awesome-models-by-organization", [AWESOME, BY_SA], entries, intro)


def clean(census: Census) -> str:
    """Return the list in the form that awesome-lint accepts: a link and a sentence per model, each address once."""
    taken: set[str] = set()
    sections: dict[str, list[str]] = {}
    left = 0
    for group, record in _grouped(census):
        line = _line(record.name, _links(record), _sentence(census, record), taken)
        sections.setdefault(group.label, []).extend([line] if line else [])
        left += not line
    for heading, kind in (("Frameworks", "framework"), ("Surveys", "survey")):
        for record in _of_kind(census, kind):
            line = _line(record.name, _links(record), _about(record), taken)
            sections.setdefault(heading, []).extend([line] if line else [])
            left += not line
    kept = {heading: lines for heading, lines in sections.items() if lines}
    contents = [f"- [{heading}](#{anchor_of(heading)})" for heading in kept]
    note = f" {left} entries without an address of their own are left out." if left else ""
    parts = [
        f"# Awesome AI Models {AWESOME}",
        f"> AI models with their size, training data and training compute, as of {census.as_of.isoformat()}.{note}",
        "## Contents",
        "\n".join(contents),
    ]
    for heading, lines in kept.items():
        parts += [f"## {heading}", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


_SPELT = {
    "Tensorflow": "TensorFlow",
    "Youtube": "YouTube",
    "Github": "GitHub",
    "Wu Dao": "WuDao",
}  # as awesome-lint asks
# Each takes the census, and whether a source's own prose is written.
STYLES: Mapping[str, Callable[[Census, bool], str]] = {
    "blocks": lambda census, prose: by_field(census),
    "summaries": lambda census, prose: by_organisation(census, prose=prose),
    "clean": lambda census, prose: clean(census),
}


def highlighted(census: Census) -> list[str]:
    """Return the open-weight base models with the most parameters, each with its size: `BLOOM-176B`."""
    found = [one for one in _bases(census) if has_open_weights(one.value("access")) and "parameters" in one.fields]
    found.sort(key=lambda one: (-float(one.fields["parameters"].value), one.id))
    return [
        one.name if size in one.name else f"{one.name}-{size}"
        for one in found[:MOST_HIGHLIGHTED]
        for size in [short(one.fields["parameters"].value)]
    ]


def _bases(census: Census) -> Iterator[Record]:
    return (one for one in census.models() if not one.is_variant)


def _grouped(census: Census) -> Iterator[tuple[AccessGroup, Record]]:
    for group in GROUPS:
        found = [one for one in _bases(census) if group_of(one).id == group.id]
        yield from ((group, one) for one in sorted(found, key=newest_first))


def _of_kind(census: Census, kind: str) -> list[Record]:
    return [one for one in census.records.values() if one.kind == kind]


def _developers(record: Record) -> str:
    return ", ".join(label("developer", one) for one in record.values("developer"))


def _date(record: Record) -> str:
    year, _, rest = record.value("published").partition("-")
    month = rest[:2]
    return f"{_MONTHS[int(month) - 1]} {year}" if month else year


def _first_link(record: Record, name: str) -> str:
    return next((link for one in record.values(name) if (link := web_link(one))), "")


def _links(record: Record) -> list[str]:
    return [
        link
        for name in ("announcement", "homepage", "weights", "source_code", "paper")
        if (link := _first_link(record, name))
    ]


def _access(record: Record) -> str:
    weights = _first_link(record, "weights")
    if record.kind == "framework":
        return f"[[open]]({_first_link(record, 'source_code')})" if record.value("code_access") == "open-source" else ""
    if has_open_weights(record.value("access")):
        return f"[[open]]({weights})"
    return "[close]" if record.value("access") else ""


def _item(census: Census, record: Record, headings: tuple[str, ...]) -> ListedEntry:
    paper = _first_link(record, "paper")
    venue = record.value("venue") or ("Preprint" if record.value("publication_status") == "preprint" else "Paper")
    return ListedEntry(
        headings=headings,
        kind=record.kind,
        name=record.name,
        distributed=record.value("distributed_training") == "yes",
        developers=_developers(record),
        homepage=_first_link(record, "homepage") or _first_link(record, "announcement"),
        date=_date(record),
        access=_access(record),
        title=record.value("title"),
        links=((venue, paper),) if paper else (),
        pairs=tuple(_block(census, record)) if record.kind == "model" else tuple(_embeddings(record)),
    )


def _embeddings(record: Record) -> Iterator[tuple[str, str]]:
    if size := record.fields.get("embedding_parameters"):
        yield "Embeddings Params", short(size.value)


def _block(census: Census, record: Record) -> Iterator[tuple[str, str]]:
    for key, name in _KEYS:
        value = record.fields.get(name)
        if name == "training_compute":
            words = _petaflops(census, record, value)
        else:
            words = _words(record, value) if value and name not in PROSE else ""
        if words:
            yield key, words


def _petaflops(census: Census, record: Record, value: FieldValue | None) -> str:
    if value:
        return f"{float(exact(value.value) / _PETA):.3g}"
    estimate = estimate_of(census, record.id)
    return f"≈ {estimate.compute_flop.median / float(_PETA):.2g}" if estimate else ""


def _words(record: Record, value: FieldValue) -> str:
    name = value.field
    if name == "dataset_size":
        named = ", ".join(record.values("dataset"))
        size = f"{short(value.value)} {value.unit}"
        return f"{named} ({size})" if named and len(named) < 100 else f"({size})"
    if name == "training_cost":
        return f"${short(value.value)}"
    if name == "chip_hours":
        chip = next(iter(record.values("chip")), "")
        return f"{short(value.value)} {label('chip', chip) + ' ' if chip else ''}chip-hours"
    if name == "training_energy":
        return f"{short(value.value)} {value.unit}"
    if value.unit:
        return short(value.value)
    return ", ".join(label(name, one) for one in value.values)


def _frameworks(census: Census) -> list[ListedEntry]:
    """Return the frameworks by group: those for training first, then inference and recommendation, the newest first."""
    found = sorted(_of_kind(census, "framework"), key=newest_first)
    groups = sorted(
        {one.value("framework_group") or "Other Frameworks" for one in found},
        key=lambda name: ("Recommend" in name, "Inference" in name, "Other" in name, name),
    )
    return [
        _item(census, one, ("Distributed Training Framework", group))
        for group in groups
        for one in found
        if (one.value("framework_group") or "Other Frameworks") == group
    ]


def _surveys(census: Census) -> list[ListedEntry]:
    return [
        ListedEntry(("Survey",), "survey", one.name, link=next(iter(_links(one)), ""))
        for one in _of_kind(census, "survey")
    ]


def _line(name: str, links: Iterable[str], about: str, taken: set[str]) -> str:
    """Return the line of an entry under its first address that no other entry has; "" if there is none."""
    link = next((one for one in links if _same(one) not in taken and not set(one) & set("() ")), "")
    if not link:
        return ""
    taken.add(_same(link))
    for word, spelt in _SPELT.items():
        name = name.replace(word, spelt)
    return f"- [{name.replace('[', '(').replace(']', ')')}]({link}) - {about}"


def _same(link: str) -> str:
    return link.partition("://")[2].casefold().removeprefix("www.").rstrip("/")


def _about(record: Record) -> str:
    who, when = _developers(record), record.value("published")[:4]
    kind = "Survey" if record.kind == "survey" else "Framework"
    return f"{kind}{f' by {who}' if who else ''}{f', {when}' if when else ''}."


def _sentence(census: Census, record: Record) -> str:
    facts = [f"{short(one.value)} parameters" for one in [record.fields.get("parameters")] if one]
    data = record.fields.get("tokens_seen") or record.fields.get("dataset_size")
    facts += [f"{short(data.value)} {data.unit}"] if data else []
    estimate = estimate_of(census, record.id)
    facts += [f"about {estimate.compute_flop.median:.1e} FLOP".replace("e+", "e")] if estimate else []
    said = ", ".join(filter(None, (_date(record), *facts)))
    return f"Model{f' by {_developers(record)}' if record.values('developer') else ''}{f', {said}' if said else ''}."
