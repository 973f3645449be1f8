"""Fixtures of the hub: a release of the sample census, served over loopback, and a real Chromium to visit it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from flopwatch import pipeline
from flopwatch.build_folder import publish
from flopwatch.bundled_data import curated_folder
from flopwatch.census import Census
from flopwatch.products.binned_columns import explorer_files
from flopwatch.products.explorer_table import explorer_frame, explorer_head
from flopwatch.releases.manifest import Manifest, manifest_in
from flopwatch.server.static import served
from helpers.explorer_tables import made_table, with_hostile_names
from helpers.once import made_once
from helpers.sample_census import build_census, later_census

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from helpers.browser_visit import Visit, Visits

# Debian's, the cheaper first: the headless shell draws no window of its own, and takes two thirds of the CPU time.
CHROMIUMS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The browser's own address bar loads two pages for each window: half the cost of a context. Only the last list of
    # features counts, so Playwright's is repeated.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,PreloadTopChromeWebUI,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,OptimizationHints,NetworkTimeServiceQuerying,"
    "PreconnectToSearch,SpareRendererForSitePerProcess,ProactivelySwapBrowsingInstance",
    # One process draws all pages of a context, and stays from one page to the next: a new one for each page takes a
    # third of the cost of a visit. The pages under test come from one place and frame nothing of another.
    "--process-per-site",
    "--disable-site-isolation-trials",
]


@pytest.fixture(scope="session")
def census() -> Census:
    """The sample census."""
    return build_census()


@pytest.fixture(scope="session")
def release(census: Census) -> tuple[Path, Manifest]:
    """Its first release: the folder and the manifest."""
    return _published("release", lambda out: publish(census, out, notes=""))


def _published(name: str, make: Callable[[Path], object]) -> tuple[Path, Manifest]:
    out = made_once(name, make)
    manifest = manifest_in(out)
    assert manifest
    return out, manifest


@pytest.fixture(scope="session")
def second_release(release: tuple[Path, Manifest], census: Census) -> tuple[Path, Manifest]:
    """The first release's folder with a second one of a later census built into it."""

    def make(out: Path) -> None:
        shutil.copytree(release[0], out)
        publish(later_census(census), out, notes="GPT-4 <b>again</b>.\nSora left.")

    return _published("second_release", make)


@pytest.fixture(scope="session")
def site(release: tuple[Path, Manifest]) -> Path:
    """The hub of that release."""
    return release[0] / "site"


@pytest.fixture(scope="session")
def hub(site: Path) -> Iterator[str]:
    """The hub's address while it is served."""
    with served(site) as address:
        yield address


def _in_language(census: Census, tag: str) -> Path:
    return made_once(f"release_{tag}", lambda out: publish(census, out, locale=tag)) / "site"


@pytest.fixture(scope="session")
def accented_site(census: Census) -> Path:
    """The hub in the pseudo-language with accents: what stays plain on its pages is not marked."""
    return _in_language(census, "en-XA")


@pytest.fixture(scope="session")
def accented_hub(accented_site: Path) -> Iterator[str]:
    """Its address while it is served."""
    with served(accented_site) as address:
        yield address


@pytest.fixture(scope="session")
def mirrored_site(census: Census) -> Path:
    """The hub in the pseudo-language that runs from right to left."""
    return _in_language(census, "ar-XB")


@pytest.fixture(scope="session")
def mirrored_hub(mirrored_site: Path) -> Iterator[str]:
    """Its address while it is served."""
    with served(mirrored_site) as address:
        yield address


def _made(site: Path, folder: Path, census: Census, table: pl.DataFrame) -> Path:
    """The hub with another table behind its explorer."""
    shutil.copytree(site, folder)
    # The line that the census quotes is not one of the made models.
    head = {**explorer_head(census, explorer_frame(census)), "frontier": None}
    for name, script in explorer_files(table, head).items():
        (folder / "assets" / name).write_bytes(script)
    return folder


@pytest.fixture(scope="session")
def made_hub(site: Path, census: Census, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The hub with 600 made models in the explorer, among them names that attack."""
    table = with_hostile_names(made_table(explorer_frame(census), 600))
    at = pl.int_range(table.height)
    table = table.with_columns(variant=at.is_between(300, 304), doubted=at.is_between(310, 312))
    with served(_made(site, tmp_path_factory.mktemp("made") / "site", census, table)) as address:
        yield address


@pytest.fixture(scope="session")
def large_table(census: Census) -> pl.DataFrame:
    """22 000 made models: some fold, some are doubted, some have two makers, an alias or a name that attacks."""
    table = with_hostile_names(made_table(explorer_frame(census), 22_000))
    at = pl.int_range(table.height)
    two = pl.concat_list(pl.col("organisations").list.first(), pl.lit("Meta AI")).list.unique(maintain_order=True)
    aliased = pl.format("{} {} {}", pl.col("name"), pl.col("organisations").list.join(" "), pl.lit("Zyxel"))
    return table.with_columns(
        variant=at % 50 == 3,
        doubted=at % 70 == 5,
        organisations=pl.when(at % 11 == 0).then(two).otherwise("organisations"),
        search=pl.when(at % 13 == 0).then(aliased.str.to_lowercase()).otherwise(pl.col("search")),
    )


@pytest.fixture(scope="session")
def large_hub(
    site: Path, census: Census, large_table: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The hub with those models, counted in cells."""
    with served(_made(site, tmp_path_factory.mktemp("large") / "site", census, large_table)) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; skipped with the reason where there is none, unless FLOPWATCH_REQUIRE_BROWSER=1."""
    chromium = next(filter(shutil.which, CHROMIUMS), None)
    if chromium is None:
        if os.environ.get("FLOPWATCH_REQUIRE_BROWSER") == "1":
            pytest.fail(f"one of {', '.join(CHROMIUMS)} is required here, and all are absent")
        pytest.skip(f"no Chromium at {' or '.join(CHROMIUMS)}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def visits(browser: Browser) -> Iterator[Visits]:
    """Visits with any options, used again by the tests of this process."""
    from helpers.browser_visit import Visits

    made = Visits(browser)
    yield made
    made.close()


@pytest.fixture
def visit(visits: Visits) -> Visit:
    """A visit at the size of a desk."""
    return visits(accept_downloads=True)


@pytest.fixture(scope="session")
def _desk(browser: Browser) -> Iterator[Visits]:
    from helpers.browser_visit import Visits

    made = Visits(browser)
    yield made
    made.close()


@pytest.fixture(scope="module")
def desk(_desk: Visits) -> Iterator[Visit]:
    """A visit for the tests of a file that only look: it is not reset between them."""
    made = _desk(accept_downloads=True)
    yield made
    assert made.errors == []
    assert made.outside == []


def _release_of(name: str, data: Path) -> tuple[Path, Manifest]:
    return _published(name, lambda out: publish(pipeline.take_census(data, out.parent / "no-ledger.sqlite"), out))


@pytest.fixture(scope="session")
def few_release(few_models: Path) -> tuple[Path, Manifest]:
    """A release of few models of the bundled base: the folder and the manifest."""
    return _release_of("release_of_few", few_models)


@pytest.fixture(scope="session")
def base_release(base: Path, request: pytest.FixtureRequest) -> tuple[Path, Manifest]:
    """A release of few models of the bundled base; of all, as a newcomer gets it, in the second tier."""
    if base == curated_folder():
        return _release_of("release_of_the_base", base)
    few: tuple[Path, Manifest] = request.getfixturevalue("few_release")
    return few


@pytest.fixture(scope="session")
def base_site(base_release: tuple[Path, Manifest]) -> Path:
    """Its hub."""
    return base_release[0] / "site"
