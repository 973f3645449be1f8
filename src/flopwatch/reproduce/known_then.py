"""Document 001's list, from the census as it was known on the document's date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flopwatch.census import Census
from flopwatch.domain import Claim, canonical, exact
from flopwatch.identity import fold_row
from flopwatch.records import Record
from flopwatch.reproduce.over_1e25 import DOCUMENT, PRINTED, THRESHOLD, Printed, agrees
from flopwatch.reproduce.statements import ComputedFigure, Reproduced, Statement, compare, lacking

PAGE = "models-over-1e25-flop"  # end of the public address of the document
NEEDS_CENSUS = "needs the census with the document's own claims (the bundled base)"


@dataclass(frozen=True)
class Cited:
    """The part of a census that the document covers.

    Args:
        records: Base models at or above 1e25 FLOP, likely or confirmed, by folded name.
        sources: Ids of the document's sources.
        in_doubt: Names of the models at 1e25 FLOP that cannot be ruled out.
    """

    records: dict[str, Record]
    sources: frozenset[str]
    in_doubt: tuple[str, ...]

    def stated(self, name: str, field: str) -> list[Claim]:
        """Return the document's claims about one field of a model that it names."""
        record = self.records.get(fold_row(name))
        claims = record.claims.values() if record else ()
        return [one for one in claims if one.field == field and one.source in self.sources]


def cited_in(census: Census) -> Cited:
    """Return the records of the census at 1e25 FLOP, the document's sources, and what cannot be ruled out."""
    sources = frozenset(id for id, source in census.sources.items() if PAGE in source.url)
    classes = {
        model: crossing.compute_class
        for model, crossings in census.crossings.items()
        for crossing in crossings
        if crossing.threshold_flop == float(THRESHOLD) and not census.records[model].is_variant
    }
    records = {
        fold_row(record.name): record for record in census.models() if classes.get(record.id) in ("likely", "confirmed")
    }
    in_doubt = (census.records[model].name for model, kind in classes.items() if kind == "cannot-rule-out")
    return Cited(records, sources, tuple(sorted(in_doubt)))


def _listed(cited: Cited) -> ComputedFigure:
    wanted = {fold_row(name) for name in PRINTED}
    more = sorted(_with_origin(record) for key, record in cited.records.items() if key not in wanted)
    lacking_names = [name for name in PRINTED if fold_row(name) not in cited.records]
    return ComputedFigure(
        str(len(cited.records)),
        f"Named by the document and not in the list: {', '.join(lacking_names) or 'none'}; in the list and not named: "
        f"{', '.join(more) or 'none'}.",
        explains=not lacking_names,
    )


def _with_origin(record: Record) -> str:
    """Return a model's name with the sources of its compute, which the document does not follow."""
    value = record.fields.get("training_compute")
    sources = sorted({record.claims[key].source for key in value.claims if key in record.claims}) if value else []
    stated = f"{canonical(exact(value.value))} FLOP in " if value else ""
    return f"{record.name} ({stated}{', '.join(sources) or 'a statement without a number'})"


def _count(holds: Callable[[Cited, str, Printed], bool]) -> Callable[[Cited], ComputedFigure]:
    """Return the rule that counts the printed models for which `holds` is true, and names the others."""

    def work_out(cited: Cited) -> ComputedFigure:
        others = [name for name, line in PRINTED.items() if not holds(cited, name, line)]
        return ComputedFigure(str(len(PRINTED) - len(others)), f"Not: {', '.join(others) or 'none'}.")

    return work_out


def _same_compute(cited: Cited, name: str, line: Printed) -> bool:
    record = cited.records.get(fold_row(name))
    if record is None:
        return False
    value = record.value("training_compute")
    return agrees(line.compute, exact(value)) if line.compute and value else not line.compute and not value


def _same_word(cited: Cited, name: str, line: Printed) -> bool:
    return any(one.value == line.confidence for one in cited.stated(name, "confidence"))


def _same_reason(cited: Cited, name: str, line: Printed) -> bool:
    if line.methods == {"believed"}:
        return bool(cited.stated(name, "training_compute_believed"))
    return {one.value for one in cited.stated(name, "training_compute_method")} == line.methods


def _developers(cited: Cited) -> ComputedFigure:
    named = [cited.records[key] for name in PRINTED if (key := fold_row(name)) in cited.records]
    names = sorted({record.id.partition("/")[0] for record in named})  # the text names the developers of few
    return ComputedFigure(str(len(names)), ", ".join(names) + ".")


def _in_doubt(cited: Cited) -> ComputedFigure:
    return ComputedFigure(
        str(len(cited.in_doubt)),
        f"{', '.join(cited.in_doubt) or 'none'}. The document counts 19 and names Kling-1.5 alone; a list of them is "
        "not in its text.",
    )


def _kling(cited: Cited) -> ComputedFigure:
    return ComputedFigure("cannot be ruled out" if "Kling 1.5" in cited.in_doubt else "other")


ON_CENSUS: tuple[Statement[Cited], ...] = (
    Statement("Models at 1e25 FLOP, likely or confirmed, known on its date (census)", "25", _listed),
    Statement("Those with the compute it prints, or none where it prints none (census)", "25", _count(_same_compute)),
    Statement("Those with the confidence it prints (census)", "25", _count(_same_word)),
    Statement("Those with the method its justification names (census)", "25", _count(_same_reason)),
    Statement("Their developers (census)", "11", _developers),
    Statement("Models that cannot be ruled out at 1e25 FLOP, known on its date (census)", "19", _in_doubt),
    Statement("Class of Kling-1.5 (census)", "cannot be ruled out", _kling),
)


def reproduce_known_then(census: Census | None) -> list[Reproduced]:
    """Compare document 001's list with the census as known on its date."""
    cited = cited_in(census) if census else None
    if cited is None or census is None or not cited.sources:
        return lacking(DOCUMENT, ON_CENSUS, NEEDS_CENSUS)
    return [compare(DOCUMENT, one, cited, f"census as known on {census.as_of}") for one in ON_CENSUS]
