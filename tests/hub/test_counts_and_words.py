"""One definition of each count on every page, and words that a reader knows."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import re
from pathlib import Path

import pytest
from helpers.bundled import bundled_census

from flopwatch.census import Census, base_crossings
from flopwatch.domain.decimals import exact
from flopwatch.hub.pages import coverage, insights, thresholds
from flopwatch.hub.pages.audit_rules import RULES, write_audit
from flopwatch.hub.pages.coverage import write_coverage
from flopwatch.hub.pages.documents import write_documents
from flopwatch.hub.pages.methods import METHODS, described, write_method
from flopwatch.hub.pages.thresholds import write_thresholds
from flopwatch.hub.parts.workings import receipt_html
from flopwatch.hub.site import Site
from flopwatch.hub.views import sources_words
from flopwatch.products import sources_frame
from flopwatch.wording.links import model_path


def words(markup: str) -> str:
    """The text of a page without its markup."""
    plain = re.sub(r"<(script|style|svg).*?</\1>", "", markup, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", plain)))


@pytest.fixture(scope="module")
def census() -> Census:
    return bundled_census()


@pytest.fixture(scope="module")
def pages(census: Census, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    site = Site(census, tmp_path_factory.mktemp("pages"), "")
    write_thresholds(site, census)
    write_coverage(site, census)
    write_documents(site, census)
    write_method(site, census)
    write_audit(site, census)
    site.page("findings.html", "findings.html", **insights.context(census))
    return {one.name: one.read_text(encoding="utf-8") for one in Path(site.folder).glob("*.html")}


def test_every_page_counts_the_models_above_a_threshold_alike(census: Census, pages: dict[str, str]) -> None:
    findings, thresholds = words(pages["findings.html"]), words(pages["thresholds.html"])
    for index, threshold in enumerate(census.thresholds):
        counts = census.class_counts(index)
        low, _, high = census.expected_above[index]
        count = (
            f"{counts['confirmed']} confirmed, {counts['likely']} likely, up to {counts['cannot-rule-out']} more "
            f"(total, 90% interval: {low} to {high})"
        )
        assert count in thresholds
        if exact(threshold.flop) in (exact("1e23"), exact("1e24"), exact("1e25"), exact("1e26")):
            assert f"FLOP: {count}" in findings
    assert "medians alone" not in findings


def test_models_without_a_figure_are_named_as_such(census: Census) -> None:
    above = census.insights.overview.fact("above-1e25")
    assert above is not None
    index = next(i for i, one in enumerate(census.thresholds) if exact(one.flop) == exact("1e25"))
    bare = [
        key
        for key, some in census.crossings.items()
        if some[index].is_above and some[index].probability is None and not census.records[key].base
    ]
    assert above.numbers["without_figure"] == len(bare) > 0
    assert len(above.rows) == above.numbers["confirmed"] + above.numbers["likely"]


def test_no_model_with_a_class_is_unconfirmed_too(census: Census) -> None:
    lowest = next(i for i, one in enumerate(census.thresholds) if exact(one.flop) == exact("1e23"))
    assert census.unconfirmed
    assert {census.crossings[key][lowest].compute_class for key in census.unconfirmed} == {"unknown"}


@pytest.mark.parametrize("days", [30, 400])
def test_a_stale_census_says_of_when_its_data_are(census: Census, tmp_path: Path, days: int) -> None:
    end = dt.date.fromisoformat(census.data_to)
    later = dataclasses.replace(census, as_of=end + dt.timedelta(days=days))
    site = Site(later, tmp_path, "")
    site.page("findings.html", "findings.html", **insights.context(later))
    text = words((tmp_path / "findings.html").read_text(encoding="utf-8"))
    assert "The newest model is of August 2026" in text
    assert ("Models published after August 2026 are missing." in text) == (days > 90)


def test_no_projection_is_into_a_past(census: Census) -> None:
    for one in census.insights.overview.facts:
        date = one.numbers.get("date") if one.kind == "frontier-crosses" else None
        if date is not None:
            assert date.p50 > float(census.as_of.year)
    missing = {(one.kind, one.at): one.reason for one in census.insights.overview.unknown}
    passed = [reason for (kind, _), reason in missing.items() if kind == "frontier-crosses"]
    assert all("has passed" in reason for reason in passed)


def test_a_missing_finding_is_named_by_its_question(census: Census, pages: dict[str, str]) -> None:
    assert {one.kind for one in census.insights.overview.unknown} <= set(insights.QUESTIONS)
    assert "share publication" not in words(pages["findings.html"])
    assert "Shares by form of publication" in words(pages["findings.html"])


def test_a_document_keeps_its_own_units(pages: dict[str, str]) -> None:
    text = words(pages["documents.html"])
    assert "18 months to 24 months" in text
    assert "0.2×" in text
    assert not re.search(r"[0-9] scale\b|[0-9],[0-9]{3} hours to", text)


def test_the_receipt_of_the_guide_is_that_of_the_models_page(census: Census, pages: dict[str, str]) -> None:
    receipt = words(receipt_html(census, census.records["meta/llama-3.1-405b"]))
    assert receipt in words(pages["method.html"])


def test_the_sources_counted_are_the_rows_of_their_table(census: Census) -> None:
    assert sources_words(census).startswith(f"{sources_frame(census).height} sources (")
    lone = dataclasses.replace(census, sources=dict(list(census.sources.items())[:1]))
    assert sources_words(lone) == "1 source"


def test_every_audit_rule_is_explained(census: Census, pages: dict[str, str]) -> None:
    folder = Path(__file__).parents[2] / "src" / "flopwatch"
    files = [*(folder / "audit" / "census").glob("*.py"), folder / "estimation" / "plausibility.py"]
    named = {
        name
        for file in files
        for name in re.findall(r'(?:rule=|else |Doubt\(\s*)"([a-z0-9-]+-[a-z0-9-]+)"', file.read_text(encoding="utf-8"))
    }
    assert named >= {"beyond-frontier", "far-apart", "sources-differ"}
    assert named - {"sources"} <= set(RULES)
    for finding in census.findings:
        assert f'href="#rule-{finding.rule}"' in pages["audit.html"]


def test_a_slip_of_a_thousand_is_proposed_with_its_distance(census: Census) -> None:
    proposals = {one.model: one.proposal for one in census.findings if one.rule == "far-apart"}
    assert proposals["eleutherai/gpt-neox"] == "The ratio is close to 1,000: a slip of the unit?"
    assert proposals["naver/hyperclova"].startswith("The ratio is within a factor of 2.3 of 1,000")


def test_no_model_is_its_own_yardstick(census: Census) -> None:
    compared = [one for one in census.findings if one.rule in ("beyond-frontier", "implied-data")]
    assert compared
    for one in compared:
        name = census.records[one.model].name
        assert f"({name}, " not in one.message


def test_audit_and_coverage_print_one_factor_for_a_conflict(census: Census) -> None:
    ratios = {(one.model, one.field): one.ratio for one in census.insights.coverage.disagreements if one.ratio}
    both = 0
    for one in census.findings:
        if one.rule == "far-apart" and (one.model, one.field) in ratios:
            both += 1
            assert f"{ratios[one.model, one.field]:.3g} times apart" in one.message
    assert both > 5


def test_no_name_of_code_is_shown_as_a_method() -> None:
    for _, some in METHODS:
        for one in some:
            found = described(one)
            shown = words(
                str(found.first + found.rest) + "".join(str(body) for name, body in found.sections if name != "Example")
            )
            assert not re.search(r"\b[A-Z]{2,}_[A-Z0-9_]+\b|the table above", shown), found.name
            assert "Args" not in dict(found.sections)


def test_a_long_list_has_a_page_of_its_own_that_the_page_links(
    census: Census, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, cap in ((thresholds, "MOST_ROWS"), (thresholds, "MOST_NAMES"), (coverage, "MOST_NAMES")):
        monkeypatch.setattr(module, cap, 0)
    site = Site(census, tmp_path, "")
    write_thresholds(site, census)
    write_coverage(site, census)
    told = (tmp_path / "thresholds.html").read_text(encoding="utf-8")
    for index, threshold in enumerate(census.thresholds):
        for name in ("confirmed", "likely", "cannot-rule-out", "unknown"):
            path = f"thresholds/{threshold.flop}-{name}.html"
            models = [one.model for one in base_crossings(census, index) if one.compute_class == name]
            assert (tmp_path / path).exists() is bool(models)
            assert (f'href="{path}"' in told) is bool(models)
            page = (tmp_path / path).read_text(encoding="utf-8") if models else ""
            assert all(f'href="../{model_path(one)}"' in page for one in models)
    covered = (tmp_path / "coverage.html").read_text(encoding="utf-8")
    for field in census.insights.coverage.fields:
        path = f"coverage/{field.name}.html"
        assert (f'href="{path}"' in covered) is bool(field.missing)
        page = (tmp_path / path).read_text(encoding="utf-8") if field.missing else ""
        assert all(f'href="../{model_path(one)}"' in page for one in field.missing)


def test_no_page_of_lists_is_heavy(pages: dict[str, str]) -> None:
    assert all(len(pages[name].encode()) < 400_000 for name in ("thresholds.html", "coverage.html"))
