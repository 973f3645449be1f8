"""The static hub: pages out of templates, relative links only, nothing loaded from elsewhere."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from flopwatch.analysis import Coverage, Disagreement, coverage
from flopwatch.audit.findings import Finding
from flopwatch.census import Census
from flopwatch.classification import Crossing, in_force
from flopwatch.domain import FIELDS, Threshold, exact
from flopwatch.publishing import benchmarks_page, findings_page, i18n, wording
from flopwatch.publishing.background import Background
from flopwatch.publishing.calculator_page import calculator_query, write_calculator
from flopwatch.publishing.chart import chart_of, interval_figure
from flopwatch.publishing.claims_html import sections_html, source_html
from flopwatch.publishing.columns import COLUMNS, HEADLINE_FLOP, estimate_of, label
from flopwatch.publishing.compare import write_compare
from flopwatch.publishing.explorer_page import EXPLORER_ASSETS, write_explorer
from flopwatch.publishing.links import anchor, bibtex, model_path, place_path, web_link
from flopwatch.publishing.methods_page import write_methods
from flopwatch.publishing.model_extras import ModelExtras
from flopwatch.publishing.navigation import menu
from flopwatch.publishing.palette import GROUPS, group_of
from flopwatch.publishing.places import write_places
from flopwatch.publishing.releases import Releases, write_releases
from flopwatch.publishing.submit import write_submit
from flopwatch.publishing.tables import PROSE, released_claims, sources_frame
from flopwatch.publishing.views import (
    CLASS_LABELS,
    ClaimView,
    Row,
    by_probability,
    claim_view,
    class_label,
    field_value,
    input_claims,
    key_facts,
    link_fields,
    link_html,
    method_label,
    names,
    receipt_html,
    row_of,
    sections,
    threshold_html,
    threshold_label,
    why_unknown,
    words_of,
)
from flopwatch.publishing.workings_html import bill_html, forest_html, history_html, methods_html
from flopwatch.records.results import Conflict, Record

# What a page may load: its own files, images also from data: addresses. No inline script or style, no eval.
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'"
)
_ASSETS = (
    "hub.css",
    "hub.js",
    "chart.js",
    "theme.js",
    *EXPLORER_ASSETS,
    "vega-slim.js",
    "vega-slim.LICENSES.txt",
    "favicon.svg",
    "pages.css",
    "cite.js",
    "compare.js",
    "estimate.js",
    "calculator.js",
    "submit.js",
)
FIRST_ROWS = 1_000  # rows of the start page: it must open on a phone; the explorer holds the rest


def _compiled_templates() -> FileSystemBytecodeCache | None:
    """Where compiled templates are kept, beside Python's own compiled modules; None where nothing may be written there."""
    folder = Path(__file__).parent / "__pycache__"
    if sys.dont_write_bytecode or not os.access(folder, os.W_OK):
        return None
    return FileSystemBytecodeCache(str(folder), f"template-{i18n.language().tag}-%s.jinja")


def _environment() -> Environment:
    return _environment_in(i18n.language().tag)


@functools.cache
def _environment_in(tag: str) -> Environment:
    """The templates in the language being written: one environment each, for plain messages are set as templates are compiled."""
    made = Environment(
        loader=PackageLoader("flopwatch.publishing"),
        # Compiling takes a quarter of a second; a template that has changed is known by its hash and compiled anew.
        bytecode_cache=_compiled_templates(),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", i18n.SetMessages],
    )
    made.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(
        amount=wording.amount_html, amount_text=wording.amount_text, probability=wording.probability_html,
        date=wording.date_words, size=wording.bytes_words, words=words_of, method=method_label, link=link_html,
        anchor=anchor, weblink=web_link, threshold=threshold_html, scientific=wording.scientific,
        short=wording.short, sentence=wording.sentence, threshold_label=threshold_label,
        percent=wording.percent, bibtex=bibtex,
    )  # fmt: skip
    made.globals.update(
        policy=Markup(CONTENT_POLICY), class_labels=CLASS_LABELS, label_of_class=class_label, groups=GROUPS, plural=wording.plural,
        sections_html=sections_html, source_html=source_html, methods_html=methods_html, forest_html=forest_html,
        bill_html=bill_html, history_html=history_html, model_path=model_path, exact=exact,
    )  # fmt: skip
    return made


@functools.cache
def _written() -> frozenset[str]:
    """The pages that have a template of their own name: those that a build writes."""
    names = _environment().list_templates(extensions=["html"])
    return frozenset(name for name in names if not name.startswith("_"))


class Site:
    """The folder being written, and what every page is told."""

    def __init__(
        self,
        census: Census,
        folder: Path,
        base_url: str,
        releases: Releases,
        writer: Executor | None = None,
    ) -> None:
        self.folder = folder
        self.releases = releases
        self._writer = writer
        self._written: list[Future[int]] = []
        self.base_url = base_url.rstrip("/")
        self.made: set[Path] = set()
        self.common: dict[str, Any] = {
            "census": census,
            "as_of": census.as_of.isoformat(),
            "name_of": lambda record_id: (
                census.records[record_id].name if record_id in census.records else record_id
            ),
            "is_model": lambda i: i in census.records and census.records[i].kind == "model",
            "claim": lambda claim_id: claim_view(census, claim_id, census.claims[claim_id]),
            "source_of": lambda source_id: census.sources.get(source_id),
            "language": i18n.language(),
            "releases": releases,
            "base_address": f"{self.base_url}/" if self.base_url else "",
        }
        self._chrome: dict[tuple[str, str], tuple[Markup, Markup]] = {}

    def chrome(self, root: str, here: str) -> tuple[Markup, Markup]:
        """The menu and the foot: the same on all pages of one depth that do not stand in the menu, and drawn once for those."""
        key = (root, here if here in _written() else here.split("/")[0] if "/" in here else "")
        if key not in self._chrome:
            page = self.module("_chrome.html", root=root, here=key[1], menu=menu(_written()))
            self._chrome[key] = (page.top(), page.foot())
        return self._chrome[key]

    def module(self, template: str, **context: Any) -> Any:
        """A template's macros, for pieces that several pages show."""
        return _environment().get_template(template).make_module({**self.common, **context})

    def page(self, path: str, template: str, **context: Any) -> None:
        """Render one page; `root` leads from it back to the site's root."""
        target = self.folder / path
        if target.parent not in self.made:
            target.parent.mkdir(parents=True, exist_ok=True)
            self.made.add(target.parent)
        root = "../" * path.count("/")
        address = f"{self.base_url}/{path}" if self.base_url else ""
        top, foot = self.chrome(root, path)
        html = _environment().get_template(template).render(
            self.common, root=root, here=path, address=address, top=top, foot=foot, **context
        )  # fmt: skip
        # Opening files takes as long as a tenth of the build, and needs no turn of the interpreter: it goes on while pages are made.
        if self._writer:
            self._written.append(self._writer.submit(target.write_bytes, html.encode()))
        else:
            target.write_bytes(html.encode())

    def finish(self) -> None:
        """Wait until every page is written.

        Raises:
            OSError: If one could not be.
        """
        for one in self._written:
            one.result()


def write_site(
    census: Census,
    folder: Path,
    downloads: Mapping[str, int],
    beside: Background,
    releases: Releases,
    *,
    base_url: str = "",
    locale: str = "",
) -> None:
    """Write every page and asset, in one language.

    Args:
        census: What to show.
        folder: An absent or empty folder.
        downloads: Names and sizes of the data files that will lie in `data/`.
        beside: What pages show beside the census.
        releases: The releases to keep, and this build's place among them.
        base_url: Address of the site, or "".
        locale: Tag of the language of the pages' own words; "" is English.
    """
    with i18n.speaking(locale), ThreadPoolExecutor(max_workers=1) as writer:
        site = Site(census, folder, base_url, releases, writer)
        _write_pages(site, census, downloads, beside)
        site.finish()


def _write_pages(site: Site, census: Census, downloads: Mapping[str, int], beside: Background) -> None:
    folder = site.folder
    records = sorted(census.records.values(), key=lambda r: r.id)
    models = [r for r in records if r.kind == "model"]
    rows = [row_of(census, record) for record in sorted(models, key=_newest_first)]
    _write_assets(folder)
    _start_page(site, census, rows)
    relations = _Relations(census)
    more = ModelExtras(census, beside)
    write_explorer(site, census, rows)
    for record in models:
        _model_page(site, census, record, relations, more)
    _thresholds_page(site, census, beside)
    write_places(site, census, beside, rows)
    write_compare(site, census, beside, rows)
    write_calculator(site, census, beside)
    write_submit(site, census)
    write_methods(site)
    told = findings_page.context(census)
    site.page("findings.html", "findings.html", **told)
    (folder / "findings.json").write_bytes(findings_page.as_json(told["told"]))
    site.page("audit.html", "audit.html", findings=census.findings, conflicts=census.conflicts)
    _coverage_page(site, census)
    _lists_page(site, census, records)
    _documents_page(site, census, records)
    _data_page(site, census, downloads)
    write_releases(site)
    site.page("benchmarks.html", "benchmarks.html", **benchmarks_page.context(census))
    site.page("method.html", "method.html")
    (folder / "models.json").write_bytes(msgspec.json.encode([_public(census, r) for r in models]))


def _newest_first(record: Record) -> tuple[str, str]:
    # Sorting by the inverted date keeps ids ascending within a day; undated models come last.
    published = record.value("published") or "0000"
    return "".join(chr(0x10000 - ord(c)) for c in published.ljust(10, "0")), record.id


def _write_assets(folder: Path) -> None:
    source = resources.files("flopwatch.publishing") / "assets"
    target = folder / "assets"
    (target / "fonts").mkdir(parents=True)
    for name in _ASSETS:
        (target / name).write_bytes((source / name).read_bytes())
    for item in sorted((source / "fonts").iterdir(), key=lambda i: i.name):
        (target / "fonts" / item.name).write_bytes(item.read_bytes())


def _headline(census: Census) -> tuple[Threshold, tuple[int, int, int], int] | None:
    """The threshold of the first sentence, the quantiles of its count, and how many more cannot be ruled out."""
    if not census.thresholds:
        return None
    index = next((i for i, t in enumerate(census.thresholds) if exact(t.flop) == HEADLINE_FLOP), -1)
    open_cases = sum(c.compute_class == "cannot-rule-out" for c in _crossings(census, index))
    return census.thresholds[index], census.expected_above[index], open_cases


def _crossings(census: Census, index: int) -> list[Crossing]:
    """Base models' crossings of the threshold at that place."""
    return [
        found[index]
        for model, found in census.crossings.items()
        if found and model in census.records and not census.records[model].base
    ]


def _start_page(site: Site, census: Census, rows: list[Row]) -> None:
    total, rows = len(rows), rows[:FIRST_ROWS]
    chart = chart_of(census, frozenset(row.record.id for row in rows) if len(rows) < total else None)
    headline = _headline(census)
    believed = []
    if headline:
        index = census.thresholds.index(headline[0])
        believed = [
            c
            for c in _crossings(census, index)
            if c.probability is None and c.compute_class not in ("unknown", "below")
        ]
    countries = sorted({(label(census, "country", c), c) for r in rows for c in r.country_ids.split()})
    access = sorted({(r.access, r.access_id) for r in rows if r.access_id})
    site.page(
        "index.html", "index.html", rows=rows, total=total, chart=chart, headline=headline, believed=by_probability(believed),
        countries=countries, access=access, claims=len(released_claims(census)),
        sources=len({claim.source for claim in released_claims(census).values()}),
        group_counts={g.id: sum(r.group.id == g.id for r in rows) for g in GROUPS},
    )  # fmt: skip
    if chart:
        svg = _environment().get_template("chart-file.svg").render(site.common, chart=chart)
        (site.folder / "chart.svg").write_bytes(svg.encode())


class _Relations:
    """What belongs to each model, gathered once: a search per page would make the build quadratic."""

    def __init__(self, census: Census) -> None:
        self.variants: dict[str, list[Record]] = {}
        self.products: dict[str, list[Record]] = {}
        self.findings: dict[str, list[Finding]] = {}
        self.conflicts: dict[str, list[Conflict]] = {}
        for record in census.records.values():
            if record.base:
                self.variants.setdefault(record.base, []).append(record)
            for used in record.values("uses_model") if record.kind == "product" else ():
                self.products.setdefault(used, []).append(record)
        for finding in census.findings:
            self.findings.setdefault(finding.model, []).append(finding)
        for conflict in census.conflicts:
            self.conflicts.setdefault(conflict.model, []).append(conflict)


def _model_page(site: Site, census: Census, record: Record, relations: _Relations, more: ModelExtras) -> None:
    estimate = estimate_of(census, record.id)
    methods = [(m, input_claims(census, m)) for m in estimate.methods] if estimate else []
    site.page(
        model_path(record.id), "model.html", record=record, group=group_of(record), estimate=estimate, methods=methods,
        receipt=receipt_html(census, record),
        figure=interval_figure(census, record), crossings=list(reversed(list(
            zip(census.thresholds, census.crossings.get(record.id, ()), strict=False)))),
        sections=sections(census, record), findings=relations.findings.get(record.id, []) + relations.findings.get(record.name, []),
        conflicts=relations.conflicts.get(record.id, []),
        developers=names(census, record, "developer"),
        access=names(census, record, "access"), published=record.value("published"),
        why_unknown=why_unknown(census, record), calculator_query=calculator_query(record),
        developer_links=[(place_path("organisations", d), label(census, "developer", d)) for d in record.values("developer")],
        country_links=[(place_path("countries", c), label(census, "country", c)) for c in record.values("country")],
        variants=relations.variants.get(record.id, []),
        used_by=relations.products.get(record.id, []) + relations.products.get(record.name, []),
        withheld=sum(claim.field in PROSE for claim in record.claims.values()),
        links=link_fields(record), facts=key_facts(census, record), **more.of(record),
    )  # fmt: skip


def _levels(census: Census) -> list[dict[str, Any]]:
    """Each threshold, highest first, with its counts and its crossings by class."""
    levels = []
    for index, threshold in reversed(list(enumerate(census.thresholds))):
        crossings = _crossings(census, index)
        by_class = {
            name: by_probability(c for c in crossings if c.compute_class == name) for name in CLASS_LABELS
        }
        levels.append(
            {
                "threshold": threshold,
                "expected": census.expected_above[index],
                "by_class": by_class,
                "listed": by_probability(c for c in crossings if c.compute_class not in ("below", "unknown")),
                # Document 000's rule speaks of 1e23 FLOP only.
                "unconfirmed": census.unconfirmed if exact(threshold.flop) == exact("1e23") else (),
                "estimates": {c.model: estimate_of(census, c.model) for c in crossings},
                "why": {c.model: why_unknown(census, census.records[c.model]) for c in by_class["unknown"]},
            }
        )
    return levels


def _thresholds_page(site: Site, census: Census, beside: Background) -> None:
    levels = _levels(census)
    site.page(
        "thresholds.html", "thresholds.html", levels=levels, rules=[
            (rule, in_force(rule, census.as_of), beside.covered.get(rule.id, ()), beside.sources.get(rule.source)) for rule in beside.rules
        ],
    )  # fmt: skip
    open_cases = [(one["threshold"], one["by_class"]["cannot-rule-out"], one["estimates"]) for one in levels]
    site.page("unconfirmed.html", "unconfirmed.html", open_cases=open_cases, unconfirmed=[
        (census.records[key], why_unknown(census, census.records[key]), names(census, census.records[key], "developer"))
        for key in census.unconfirmed
    ])  # fmt: skip


def _coverage_page(site: Site, census: Census) -> None:
    """Which facts are known of how many models, where sources disagree, and which models lack what."""
    at = next((i for i, t in enumerate(census.thresholds) if exact(t.flop) == HEADLINE_FLOP), -1)
    found = coverage(
        census.records, census.estimates, census.crossings, census.thresholds, census.conflicts, at=at
    )
    levels = {t.flop: t for t in census.thresholds}
    lowest = census.thresholds[0] if census.thresholds else None
    site.page(
        "coverage.html", "coverage.html", coverage=found, levels=levels, lowest=lowest, ways=_ways(found),
        headline=census.thresholds[at] if census.thresholds else None, differing=[_differing(census, d) for d in found.disagreements],
    )  # fmt: skip


def _ways(found: Coverage) -> list[tuple[str, list[str], list[int], list[Any]]]:
    """The tables of counts: the word for the way, its groups, how many models each holds, and the fields' shares by group."""
    ways = []
    for way in ("by_level", "by_class", "by_period"):
        groups = list(getattr(found.fields[0], way)) if found.fields else []
        sizes = [getattr(found.fields[0], way)[group].models for group in groups]
        ways.append((way, groups, sizes, [(f.name, list(getattr(f, way).values())) for f in found.fields]))
    return ways


def _differing(census: Census, one: Disagreement) -> tuple[Disagreement, list[list[ClaimView]]]:
    """A disagreement with the claims behind each of its values."""
    claims = census.claims
    return one, [
        [claim_view(census, key, claims[key]) for key in keys if key in claims] for _, keys in one.values
    ]


def _lists_page(site: Site, census: Census, records: list[Record]) -> None:
    bases = [r for r in records if r.kind == "model" and not r.base]
    by_group = [
        (group, sorted((r for r in bases if group_of(r).id == group.id), key=_newest_first))
        for group in GROUPS
    ]
    site.page(
        "lists.html", "lists.html", by_group=[(g, found) for g, found in by_group if found],
        frameworks=[r for r in records if r.kind == "framework"], surveys=[r for r in records if r.kind == "survey"],
        summary=lambda r: _summary(census, r), links=link_fields, developers=lambda r: names(census, r, "developer"),
    )  # fmt: skip


def _summary(census: Census, record: Record) -> list[str]:
    """What a list says of a model beside its name."""
    parts = []
    if parameters := record.fields.get("parameters"):
        parts.append(f"{wording.short(parameters.value)} parameters")
    if tokens := record.fields.get("tokens_seen"):
        parts.append(f"{wording.short(tokens.value)} tokens")
    elif data := record.fields.get("dataset_size"):
        parts.append(f"{wording.short(data.value)} {data.unit}")
    if access := names(census, record, "access"):
        parts.append(access)
    return parts


_DOCUMENT_KINDS = (
    ("finding", "Findings", "What a document concludes: a count, a share, a rate."),
    ("recipe", "Search recipes", "Ways of finding models that a document describes."),
    ("product", "Products", "Services, and the models they are built on or said to be."),
    ("chip", "Chips", "What a document says of accelerators."),
    ("benchmark", "Benchmarks", "What a document says of benchmarks."),
)  # fmt: skip


def _documents_page(site: Site, census: Census, records: list[Record]) -> None:
    """What documents state besides facts on single models: by kind, then by the source that states it."""

    def facts(record: Record) -> list[tuple[str, Any]]:
        values = [v for name, v in sorted(record.fields.items()) if name not in ("statement", "figure")]
        return [(words_of(v.name), field_value(census, v)) for v in values]

    def claims(record: Record) -> list[ClaimView]:
        kept = [i for i in sorted(record.claims) if record.claims[i].field not in PROSE]
        views = (claim_view(census, i, record.claims[i]) for i in kept)
        # Several claims often quote the same words at the same place: they are shown once.
        return list({(v.claim.locator, v.claim.as_written): v for v in views}.values())

    kinds = []
    for kind, heading, about in _DOCUMENT_KINDS:
        by_source: dict[str, list[tuple[Record, list[ClaimView]]]] = {}
        for record in records:
            if record.kind == kind and (shown := claims(record)):
                by_source.setdefault(shown[0].source_id, []).append((record, shown))
        if by_source:
            kinds.append((kind, heading, about, sorted(by_source.items())))
    site.page(
        "documents.html", "documents.html", kinds=kinds, facts=facts,
        figure=lambda r: field_value(census, r.fields["figure"]) if "figure" in r.fields else "",
    )  # fmt: skip


def _data_page(site: Site, census: Census, downloads: Mapping[str, int]) -> None:
    released = released_claims(census)
    site.page(
        "data.html", "data.html", downloads=downloads, columns=COLUMNS, fields=FIELDS,
        sources=sources_frame(census).rows(named=True), claims=len(released),
        withheld=len(census.claims) - len(released), models=len(census.models()),
    )  # fmt: skip


def _public(census: Census, record: Record) -> dict[str, Any]:
    """One model as the command `models --json` prints it, with its page."""
    estimate = estimate_of(census, record.id)
    compute = None
    if estimate:
        q = estimate.compute_flop.quantile
        compute = {"p5": q(0.05), "p50": estimate.compute_flop.median, "p95": q(0.95)}
    crossing = row_of(census, record).crossing
    return {
        "id": record.id,
        "name": record.name,
        "developers": [label(census, "developer", d) for d in record.values("developer")],
        "countries": list(record.values("country")),
        "domains": list(record.values("domain")),
        "published": record.value("published") or None,
        "parameters": _number(record, "parameters"),
        "active_parameters": _number(record, "active_parameters"),
        "training_compute_flop": compute,
        "compute_class": crossing.compute_class if crossing else "unknown",
        "page": model_path(record.id),
    }


def _number(record: Record, name: str) -> int | float | None:
    value = record.value(name)
    if not value:
        return None
    number = exact(value)
    return int(number) if number == number.to_integral_value() else float(number)
