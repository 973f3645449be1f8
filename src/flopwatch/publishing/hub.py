"""The static hub, page by page: which there are, and which file makes each."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path

from flopwatch.census import Census
from flopwatch.publishing import benchmarks_page, findings_page, i18n
from flopwatch.publishing.background import Background
from flopwatch.publishing.calculator_page import write_calculator
from flopwatch.publishing.compare import write_compare
from flopwatch.publishing.coverage_page import write_coverage
from flopwatch.publishing.data_page import write_data
from flopwatch.publishing.documents_page import write_documents
from flopwatch.publishing.explorer import explorer_frame, first_trend
from flopwatch.publishing.explorer_page import write_explorer
from flopwatch.publishing.lists_page import write_lists
from flopwatch.publishing.methods_page import write_methods
from flopwatch.publishing.model_page import ModelPages
from flopwatch.publishing.places import write_places
from flopwatch.publishing.releases import Releases, write_releases
from flopwatch.publishing.site import Site
from flopwatch.publishing.start_page import write_start_page
from flopwatch.publishing.submit import write_submit
from flopwatch.publishing.thresholds_page import write_thresholds
from flopwatch.publishing.views import newest_first, row_of


def write_site(
    census: Census,
    folder: Path,
    downloads: Mapping[str, int],
    beside: Background,
    releases: Releases | None = None,
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
        releases: The releases to keep, and this build's place among them; none where None.
        base_url: Address of the site, or "".
        locale: Tag of the language of the pages' own words; "" is English.
    """
    with i18n.speaking(locale), ThreadPoolExecutor(max_workers=1) as writer:
        site = Site(census, folder, base_url, writer, releases)
        _write_pages(site, census, downloads, beside)
        site.finish()


def _write_pages(site: Site, census: Census, downloads: Mapping[str, int], beside: Background) -> None:
    models = census.models()
    rows = [row_of(census, record) for record in sorted(models, key=newest_first)]
    _write_assets(site.folder)
    frame = explorer_frame(census)
    write_start_page(site, census, rows, first_trend(frame))
    write_explorer(site, census, rows, frame)
    model_pages = ModelPages(site, census, beside)
    # In one process: a fork beside Polars' threads can deadlock, and a fresh process would spend on the census what it saves.
    for record in models:
        model_pages.write(record)
    write_thresholds(site, census, beside)
    write_places(site, census, beside, rows)
    write_compare(site, census, beside, rows)
    write_calculator(site, census, beside)
    write_submit(site, census)
    write_methods(site)
    told = findings_page.context(census)
    site.page("findings.html", "findings.html", **told)
    (site.folder / "findings.json").write_bytes(findings_page.as_json(told["told"]))
    site.page("audit.html", "audit.html", findings=census.findings, conflicts=census.conflicts)
    write_coverage(site, census)
    write_lists(site, census)
    write_documents(site, census)
    write_data(site, census, downloads)
    write_releases(site)
    site.page("benchmarks.html", "benchmarks.html", **benchmarks_page.context(census))
    site.page("method.html", "method.html")


def _write_assets(folder: Path) -> None:
    source = resources.files("flopwatch.publishing") / "assets"
    target = folder / "assets"
    (target / "fonts").mkdir(parents=True)
    for folder_of, to in ((source, target), (source / "fonts", target / "fonts")):
        for item in folder_of.iterdir():
            if item.is_file():
                (to / item.name).write_bytes(item.read_bytes())
