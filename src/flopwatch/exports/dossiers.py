"""A model's dossier: the figure with its receipt, classes, rules of law, documentation fields filled and empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from flopwatch.analysis import DISCLOSED, disclosure_score
from flopwatch.census import Census, behind, estimate_of, why_unknown
from flopwatch.classification import RuleCoverage, in_force
from flopwatch.domain import disarmed, exact, field
from flopwatch.estimation import Estimate
from flopwatch.exports.json_tree import model_answer
from flopwatch.history import changes_of
from flopwatch.products import PROSE, csv_text, label
from flopwatch.records import Record

Section = dict[str, Any]
STRONGEST = 3

# Items of documentation and the fields that answer them; () if the census has none.
# Source: Regulation (EU) 2024/1689, Annex XI, section 1, points 1 and 2.
ANNEX_XI: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("1(a)", "tasks that the model is intended to perform", ("task", "domain")),
    ("1(b)", "acceptable use policies", ()),
    ("1(c)", "date of release and methods of distribution", ("published", "access")),
    ("1(d)", "architecture and number of parameters", ("architecture", "parameters", "active_parameters")),
    ("1(e)", "modality and format of inputs and outputs", ("domain", "context_length")),
    ("1(f)", "licence", ("license",)),
    ("2(a)", "technical means of integration", ("source_code", "weights")),
    ("2(b)", "design, training process, training objectives", ("objective", "approach", "optimizer", "tokenization")),
    ("2(c)", "data: type, provenance, number of data points", ("dataset", "dataset_size", "tokens_seen")),
    ("2(d)", "computational resources: FLOP", ("training_compute",)),
    ("2(d)", "computational resources: training time and hardware", ("training_time", "chip", "chip_count")),
    ("2(e)", "known or estimated energy consumption", ("training_energy", "training_power")),
)
# The three ways to estimate of the notice under South Korea's AI Basic Act (in force since 2026-01-22).
KOREAN_METHODS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("theory", "from parameters and data", ("operations",)),
    ("empirical", "from comparison with other models or measured scores", ("relative", "imputed")),
    ("hardware use", "from chips, time and utilisation", ("hardware",)),
)


class Dossiers:
    """The dossiers of a census. What they share is looked up once: a search for each model would be quadratic.

    Args:
        census: The census.
        site: Address of the site with a final slash, or "".
    """

    def __init__(self, census: Census, site: str = "") -> None:
        self._census, self._site = census, site
        self._flops = [float(exact(one.flop)) for one in census.thresholds]
        self._covered: dict[str, dict[str, RuleCoverage]] = {}
        for key, rows in census.covered.items():
            for one in rows:
                self._covered.setdefault(one.model, {})[key] = one

    def covered(self, record: Record) -> dict[str, RuleCoverage]:
        """Return the rules of law that may cover a model, by their ids."""
        return self._covered.get(record.id, {})

    def of(self, record: Record) -> Section:
        """Return the dossier of one model as JSON-ready data."""
        said = model_answer(self._census, record, self._site)
        kept = ("id", "name", "aliases", "base", "page", "estimate", "why_unknown", "doubted", "receipt", "thresholds")
        return {"as_of": self._census.as_of.isoformat(), **{key: said[key] for key in kept}, **self.parts(record)}

    def parts(self, record: Record) -> Section:
        """Return what a dossier adds to the published answer on a model."""
        census = self._census
        estimate = estimate_of(census, record.id)
        return {
            "developers": [label("developer", one) for one in record.values("developer")],
            "published": record.value("published") or None,
            "law": self.law(record),
            "strongest_sources": strongest_sources(census, record),
            "history": [msgspec.to_builtins(one) for one in changes_of(record, census.sources, self._flops)],
            "annex_xi": [_documented(census, record, *one) for one in ANNEX_XI],
            "korean_methods": [_view(estimate, why_unknown(census, record), *one) for one in KOREAN_METHODS],
            "disclosure": disclosure(record),
        }

    def law(self, record: Record) -> list[Section]:
        """Return each rule of law with whether it is in force and why it may, or does not, cover a model."""
        found = self.covered(record)
        return [
            {
                "rule": rule.id,
                "name": rule.name,
                "jurisdiction": rule.jurisdiction,
                "status": rule.status,
                "in_force": in_force(rule, self._census.as_of),
                "from": rule.starts or None,
                "threshold_flop": float(exact(rule.flop)) if rule.flop else None,
                "share_of_base": rule.share_of_base or None,
                "may_apply": (key := rule.id) in found,
                "probability": found[key].probability if key in found else None,
                "compute_class": found[key].compute_class if key in found else None,
                "reason": found[key].reason if key in found else "its amount or domain is not reached by what is known",
                "meaning": rule.reading,
            }
            for rule in self._census.catalogue.rules
        ]


def disclosure(record: Record) -> Section:
    """Return a model's disclosure score, and the facts that are stated and not stated."""
    known = [name for name in DISCLOSED if name in record.fields]
    return {
        "score": round(disclosure_score(record), 4),
        "stated": known,
        "not_stated": [name for name in DISCLOSED if name not in known],
    }


def strongest_sources(census: Census, record: Record) -> list[Section]:
    """Return up to three claims of different sources that the figure rests on, the first method's first."""
    estimate = estimate_of(census, record.id)
    used = [key for one in (estimate.methods if estimate else ()) for i in one.inputs for key in i.claims]
    used += [
        key
        for name in ("training_compute", "parameters", "published")
        if name in record.fields
        for key in behind(record.fields[name])
    ]
    found: dict[str, Section] = {}
    for key in dict.fromkeys(used):
        claim = census.claims.get(key)
        if claim is not None and claim.source not in found and claim.field not in PROSE:
            found[claim.source] = _cited(census, key)
    return list(found.values())[:STRONGEST]


def _cited(census: Census, key: str) -> Section:
    claim = census.claims[key]
    source = census.sources.get(claim.source)
    return {
        "claim": key,
        "field": claim.field,
        "words": claim.as_written,
        "where": claim.locator,
        "source": source.title if source else claim.source,
        "url": source.url if source else "",
        "date": source.date if source else "",
    }


def _documented(census: Census, record: Record, point: str, item: str, names: Sequence[str]) -> Section:
    values = []
    for name in names:
        if value := record.fields.get(name):
            shown = value.values if field(name).kind == "quantity" else [label(name, one) for one in value.values]
            cited = [_cited(census, key) for key in behind(value)[:1] if key in census.claims]
            values.append({"field": name, "value": list(shown), "unit": value.unit or None, "claims": cited})
    if names == ("training_compute",) and (estimate := estimate_of(census, record.id)):
        q = estimate.compute_flop.quantile
        values.append({"field": "estimate", "value": [f"{q(p):.3g}" for p in (0.05, 0.5, 0.95)], "unit": "FLOP"})
    return {"point": point, "item": item, "fields": list(names), "filled": bool(values), "values": values}


def _view(estimate: Estimate | None, why: str, name: str, meaning: str, methods: Sequence[str]) -> Section:
    found = [one for one in (estimate.methods if estimate else ()) if one.method in methods]
    rows = [
        {
            "method": one.method,
            "p5": float(f"{one.compute_flop.quantile(0.05):.6g}"),
            "p50": float(f"{one.compute_flop.median:.6g}"),
            "p95": float(f"{one.compute_flop.quantile(0.95):.6g}"),
            "formula": one.formula,
        }
        for one in found
    ]
    reason = None if rows else why or "no source states what this way needs"
    return {"way": name, "meaning": meaning, "figures": rows, "why_none": reason}


def asks_for_disclosure(census: Census, record: Record) -> bool:
    """Return whether a model's dossier has the page for its developer to fill in: its compute is not known."""
    return estimate_of(census, record.id) is None


def dossier_csv(found: Section) -> str:
    """Return the dossier as a table of section, item, value and reason."""
    rows: list[tuple[str, str, str, str]] = [("model", found["id"], found["name"], found["as_of"])]
    rows += [("receipt", str(n), line, "") for n, line in enumerate(found["receipt"].splitlines(), 1)]
    for one in found["thresholds"]:
        chance = "" if one["probability"] is None else f"{one['probability']:.4f}"
        rows.append(("threshold", f"{one['threshold_flop']:.3g} FLOP", one["compute_class"], chance))
    rows += [("law", one["name"], one["compute_class"] or "does not apply", one["reason"]) for one in found["law"]]
    for one in found["annex_xi"]:
        words = "; ".join(f"{v['field']}: {', '.join(map(str, v['value']))}" for v in one["values"])
        rows.append(("annex XI", f"{one['point']} {one['item']}", words, "" if words else "empty"))
    for one in found["strongest_sources"]:
        rows.append(("source", one["source"], one["words"], one["url"]))
    return csv_text(("section", "item", "value", "note"), [[disarmed(cell) for cell in row] for row in rows])


def disclosure_toml(record: Record) -> str:
    """Return a page that a developer fills in: facts not yet stated, each as a claim that `import claims-toml` reads.

    Lines begin with `#` until somebody fills them in, so that an untouched page states nothing.
    """
    quoted = msgspec.json.encode
    head = [
        f"# What nobody has stated of {' '.join(record.name.split())}. Fill in what you can disclose and remove",
        "# the `# ` of those lines. `source` is the id of the public page that says it, `quote` its words,",
        "# `where` the place in it. Then: flopwatch import claims-toml FILE",
        f"id = {quoted(record.id).decode()}",
        f"name = {quoted(record.name).decode()}",
    ]
    for name in DISCLOSED:
        if name in record.fields:
            continue
        about = field(name)
        head += ["", f"# {about.meaning}", f"# [[{name}]]", '# value = ""']
        if about.units:
            head.append(f'# unit = "{about.units[0]}"')
        head += ['# source = ""', '# where = ""', '# quote = ""']
    return "\n".join(head) + "\n"
