"""The static hub: the list of its pages, and the call that writes each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path

from flopwatch.census import Census, newest_first
from flopwatch.domain import RememberParts, forget_parts
from flopwatch.hub.pages import benchmarks, insights
from flopwatch.hub.pages.audit_rules import write_audit
from flopwatch.hub.pages.calculator import write_calculator
from flopwatch.hub.pages.changes import write_changes
from flopwatch.hub.pages.chip_owners import write_chip_owners
from flopwatch.hub.pages.circumstances import write_undisclosed
from flopwatch.hub.pages.compare import write_compare
from flopwatch.hub.pages.coverage import write_coverage
from flopwatch.hub.pages.data import write_data
from flopwatch.hub.pages.documents import write_documents
from flopwatch.hub.pages.explorer import write_explorer
from flopwatch.hub.pages.figures import write_figure_files
from flopwatch.hub.pages.groups import write_places
from flopwatch.hub.pages.guides import write_guides
from flopwatch.hub.pages.lists import write_lists
from flopwatch.hub.pages.methods import write_method, write_methods
from flopwatch.hub.pages.model import ModelPages
from flopwatch.hub.pages.pictures import write_pictures
from flopwatch.hub.pages.releases import write_releases
from flopwatch.hub.pages.search import write_search
from flopwatch.hub.pages.start import write_start_page
from flopwatch.hub.pages.submit import write_submit
from flopwatch.hub.pages.thresholds import write_thresholds
from flopwatch.hub.pages.web_files import write_web_files
from flopwatch.hub.site import Site
from flopwatch.hub.views import row_of
from flopwatch.products import explorer_frame, first_trend
from flopwatch.releases import Releases
from flopwatch.wording import speaking


def write_site(
    census: Census,
    folder: Path,
    downloads: Mapping[str, int],
    releases: Releases | None = None,
    *,
    base_url: str = "",
    locale: str = "",
    remember: RememberParts = forget_parts,
    queries: Sequence[str] = (),
    pictures: bool = False,
) -> None:
    """Write every page and asset, in one language.

    Args:
        census: The census to show.
        folder: An absent or empty folder.
        downloads: Names and sizes of the data files in `data/`.
        releases: The kept releases, and this build's place among them; None for none.
        base_url: Address of the site, or "".
        locale: Tag of the language of the pages' own words; "" is English.
        remember: Keeps pages whose data have not changed since the last build.
        queries: Names of the saved queries that have a feed.
        pictures: Draw a picture of each model, which other sites show with a link.
    """
    with (
        speaking(locale),
        ThreadPoolExecutor(max_workers=1) as writer,
        remember("pages", f"{locale} {base_url}") as remember_page,
    ):
        site = Site(census, folder, base_url, writer, releases, remember_page, pictures=pictures)
        _write_pages(site, census, downloads, queries)
        site.finish()
        if pictures:
            with remember("pictures", f"{locale} {base_url}") as remember_picture:
                write_pictures(site, census, remember_picture)


def _write_pages(site: Site, census: Census, downloads: Mapping[str, int], queries: Sequence[str]) -> None:
    models = census.models()
    rows = [row_of(census, record) for record in sorted(models, key=newest_first)]
    _write_assets(site.folder)
    frame = explorer_frame(census)
    write_start_page(site, census, rows, first_trend(census, frame))
    write_explorer(site, census, rows, frame)
    model_pages = ModelPages(site, census)
    # In one process: a fork while Polars' threads run can deadlock, and a fresh process would spend as much on loading
    # the census as it saves.
    for record in models:
        model_pages.write(record)
    for old, key in census.redirects.items():
        model_pages.write_moved(old, census.records[key])
    write_thresholds(site, census)
    write_places(site, census, rows)
    write_chip_owners(site, census)
    write_undisclosed(site, census)
    write_compare(site, census, rows)
    write_calculator(site, census)
    write_submit(site, census)
    write_search(site, census)
    write_methods(site)
    write_guides(site)
    findings = insights.context(census)
    site.page("findings.html", "findings.html", **findings)
    write_figure_files(site, census, findings["charts"].values())
    (site.folder / "findings.json").write_bytes(insights.as_json(findings["sentences"]))
    write_audit(site, census)
    write_changes(site, census)
    write_coverage(site, census)
    write_lists(site, census)
    write_documents(site, census)
    write_data(site, census, downloads, queries)
    write_releases(site)
    site.page("benchmarks.html", "benchmarks.html", **benchmarks.context(census))
    write_method(site, census)
    write_web_files(site)


def _write_assets(folder: Path) -> None:
    # Grouped by page in the source, flat in the site: modules name each other by "./name.js".
    source = resources.files("flopwatch.hub") / "assets"
    target = folder / "assets"
    (target / "fonts").mkdir(parents=True)
    places = (
        (source, target),
        (source / "calculator", target),
        (source / "explorer", target),
        (source / "fonts", target / "fonts"),
    )
    for folder_of, to in places:
        for item in folder_of.iterdir():
            if item.is_file():
                (to / item.name).write_bytes(item.read_bytes())
