"""The calculator in the browser gives what `flopwatch estimate` gives: the same figures, the same receipt, the same
refusals.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from helpers.browser_visit import Visit
from helpers.bundled import bundled_census
from helpers.calculator_cases import GIVEN, answer
from helpers.some_pages import some_pages
from helpers.tiers import MATRIX
from helpers.typed_again import typed_models
from playwright.sync_api import Page, expect

from flopwatch.census import Census
from flopwatch.estimation import as_words
from flopwatch.hub.pages.calculator import write_calculator
from flopwatch.server import served

pytestmark = pytest.mark.browser
# Many runs in one message to the browser: a message costs more than a run.
RUNS = """some => some.map(given => {
    try { return flopwatchEstimate.estimate(given); } catch (error) {
        if (error.slot === undefined) throw error;
        return {refused: error.message, slot: error.slot};
    }
})"""


def differences(wanted: Any, found: Any, path: str = "") -> list[str]:
    """Where two answers differ: numbers by more than the sixth digit, anything else at all."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        keys = wanted.keys() | found.keys()  # the bill is absent or null where nobody asks for it
        return [line for key in keys for line in differences(wanted.get(key), found.get(key), f"{path}.{key}")]
    if isinstance(wanted, list) and isinstance(found, list):
        if len(wanted) != len(found):
            return [f"{path}: {len(wanted)} against {len(found)}"]
        pairs = enumerate(zip(wanted, found, strict=True))
        return [line for n, (a, b) in pairs for line in differences(a, b, f"{path}[{n}]")]
    if isinstance(wanted, float | int) and isinstance(found, float | int):
        near = abs(wanted - found) <= 2e-6 * max(abs(wanted), 1e-9) + (2e-6 if "probability" in path else 0)
        return [] if near else [f"{path}: {wanted} against {found}"]
    return [] if wanted == found else [f"{path}: {wanted!r} against {found!r}"]


@pytest.fixture(scope="module")
def bundled() -> Census:
    return bundled_census()


@pytest.fixture(scope="module")
def address(bundled: Census, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page's address, with the tables of the bundled base; no other page is written."""
    folder = tmp_path_factory.mktemp("calculator") / "site"
    with some_pages(bundled, folder) as site:
        write_calculator(site, bundled)
    (folder / "index.html").write_text("no start page here", encoding="utf-8")
    with served(folder) as base:
        yield base + "calculator.html"


@pytest.fixture
def calculator(visit: Visit, address: str) -> Page:
    visit.page.goto(address)
    visit.page.wait_for_function("globalThis.flopwatchEstimate !== undefined")
    return visit.page


@pytest.fixture(scope="module")
def opened(desk: Visit, address: str) -> Page:
    """The page, for the tests that only ask its functions."""
    desk.page.goto(address)
    desk.page.wait_for_function("globalThis.flopwatchEstimate !== undefined")
    return desk.page


def test_every_case_gives_the_same_figures_and_the_same_receipt(opened: Page) -> None:
    wrong = []
    for given, found in zip(GIVEN, opened.evaluate(RUNS, list(GIVEN)), strict=True):
        case = {"given": given, "answer": json.loads(json.dumps(answer(given)))}
        if "refused" in case["answer"] or "refused" in found:
            if case["answer"].get("refused") != found.get("refused"):
                wrong.append((case["given"], case["answer"].get("refused"), found.get("refused")))
            continue
        wrong += [(case["given"], line) for line in differences(case["answer"], found)]
    assert wrong == []


@pytest.mark.matrix
def test_every_model_with_stated_inputs_is_answered_as_the_census_answers(opened: Page, bundled: Census) -> None:
    """The interpreter on the page against the census itself: figure, interval, equations, rule and class.

    In the first tier a quarter of the models; estimation/test_one_estimator.py holds them all against Python there.
    """
    wrong: list[Any] = []
    alike = [
        (model, estimate, {name: as_words(value) for name, value in given.inputs.items()})
        for model, estimate, given in typed_models(bundled, 1 if MATRIX else 4)
        if not given.differs
    ]
    answers = opened.evaluate(RUNS, [words for *_, words in alike])
    for (model, estimate, words), found in zip(alike, answers, strict=True):
        if "refused" in found:
            wrong.append((model, "refused", found["refused"], words))
            continue
        low, high = estimate.compute_flop.interval()
        figure = {"p5": low, "p50": estimate.compute_flop.median, "p95": high}
        figure = {name: float(f"{value:.6g}") for name, value in figure.items()}
        wrong += [(model, line) for line in differences(figure, found["compute_flop"])]
        pairs = [
            ([one.formula for one in estimate.methods[1:]], [one["formula"] for one in found["methods"][1:]]),
            (estimate.rule, found["rule"]),
        ]
        wrong += [(model, a, b) for a, b in pairs if a != b]
    assert wrong == []
    assert len(alike) >= (553 if MATRIX else 125)


def test_runs_made_at_random_agree_as_well(opened: Page) -> None:
    rng = random.Random(20260)
    chips = ("nvidia-h100", "nvidia-a100", "google-tpu-v4", "nvidia-v100")
    runs, wrong = [], []
    for _ in range(24):
        run = {
            name: value
            for name, value in {
                "parameters": f"{rng.uniform(0.5, 900):.3g}B",
                "tokens": f"{rng.uniform(0.1, 30):.3g}T",
                "chips": str(rng.randrange(8, 50_000)),
                "days": f"{rng.uniform(1, 200):.3g}",
                "mfu": f"{rng.uniform(0.1, 0.35):.2f}..{rng.uniform(0.36, 0.6):.2f}",
                "cost": f"{rng.uniform(1, 200):.3g}M",
                "compute": f"{rng.uniform(1, 9.9):.2f}e{rng.randrange(20, 27)}",
                "base": f"{rng.uniform(1, 9.9):.2f}e{rng.randrange(20, 27)}",
                "with_cost": "1",
            }.items()
            if rng.random() < 0.6
        }
        runs.append({**run, "chip": rng.choice(chips)})
    for given, found in zip(runs, opened.evaluate(RUNS, runs), strict=True):
        wanted = json.loads(json.dumps(answer(given)))
        found.pop("slot", None)
        wrong += [(given, line) for line in differences(wanted, found)]
    assert wrong == []


def test_what_is_typed_shows_at_once_and_the_address_opens_it_again(calculator: Page, visit: Visit, hub: str) -> None:
    page = calculator
    page.fill("#in-parameters", "405B")
    page.fill("#in-tokens", "15.6T")
    expect(page.locator("#calc-receipt")).to_contain_text("6 × 405e9 × 15.6e12 = 3.8e25")
    assert page.inner_text("#calc-out .figure").startswith("3.8 × 10")
    assert "parameters=405B&tokens=15.6T" in page.url
    assert page.inner_text("#calc-command code") == "flopwatch estimate --parameters 405B --tokens '15.6T'".replace(
        "'", ""
    )
    receipt = page.inner_text("#calc-receipt")
    page.goto(page.url)
    assert page.inner_text("#calc-receipt") == receipt
    with page.expect_download() as got:
        page.click("#calc-save")
    saved = json.loads(got.value.path().read_text(encoding="utf-8"))
    assert saved["working_text"] == receipt.strip()
    assert visit.errors == []


def test_a_slip_is_told_beside_its_field_and_hostile_words_stay_words(calculator: Page, visit: Visit) -> None:
    page = calculator
    page.fill("#in-mfu", "40")
    page.fill("#in-chips", "8")
    page.fill("#in-days", "1")
    expect(page.locator("#error-mfu")).to_contain_text("Is it a percentage?")
    assert page.get_attribute("#in-mfu", "aria-invalid") == "true"
    page.fill("#in-mfu", "<img src=x onerror=alert(1)>")
    expect(page.locator("#error-mfu")).to_contain_text("<img src=x")
    assert page.locator("img").count() == 0
    page.fill("#in-mfu", "")
    page.select_option("#in-chip", "nvidia-h100")
    expect(page.locator("#calc-receipt")).to_contain_text("dense peak of NVIDIA H100")
    assert page.locator(".field-error:visible").count() == 0
    assert visit.errors == []


def test_a_models_page_hands_its_numbers_to_the_calculator(visit: Visit, hub: str) -> None:
    page = visit.page
    page.goto(hub + "models/meta/llama-3.1-405b.html")
    page.click("text=Calculate again")
    expect(page.locator("#calc-receipt")).to_contain_text("405e9")
    assert page.input_value("#in-parameters") == "405000000000"
    assert visit.errors == []


# What papers print for their own runs: the oracle that neither Python nor the page wrote.
PRINTED = (
    # Brown et al. (2020), table D.1: 3.14e23 FLOP
    ({"parameters": "174.6B", "tokens": "300B"}, 3.14e23),
    # Hoffmann et al. (2022), table A9 and section 4: 5.76e23 FLOP for 70B parameters and 1.4T tokens
    ({"parameters": "70B", "tokens": "1.4T"}, 5.76e23),
    # Chowdhery et al. (2022), appendix B: 2.56e24 FLOP
    ({"parameters": "540.35B", "tokens": "780B"}, 2.56e24),
    # Llama team (2024), section 1: 3.8e25 FLOP
    ({"parameters": "405B", "tokens": "15.6T"}, 3.8e25),
)


def test_the_page_gives_what_papers_print_of_their_own_runs(opened: Page) -> None:
    for (given, printed), answered in zip(PRINTED, opened.evaluate(RUNS, [given for given, _ in PRINTED]), strict=True):
        found = answered["compute_flop"]
        assert found["p50"] == pytest.approx(printed, rel=0.03), given
        assert found["p5"] < printed < found["p95"], given
