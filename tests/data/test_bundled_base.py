"""The curated base: what it holds agrees with itself, with the vocabulary and with the documents it cites."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from helpers.bundled import bundled_curated

from flopwatch.domain.claims import Claim, Source, check_claim
from flopwatch.domain.dates import PartialDate
from flopwatch.domain.decimals import exact
from flopwatch.domain.fields import field
from flopwatch.domain.units import to_base
from flopwatch.identity import fold_name
from flopwatch.sources.curated.claims_toml import read_claims, write_claims
from flopwatch.sources.curated.load import Curated

NAMES_145 = (Path(__file__).parent / "names_145.txt").read_text(encoding="utf-8").splitlines()
DOCUMENTS = {"epoch-large-scale": "000_*", "epoch-1e25": "001_*", "parameter-counts-2021": "002_*"}


@pytest.fixture(scope="module")
def curated() -> Curated:
    return bundled_curated()


@pytest.fixture(scope="module")
def names(curated: Curated) -> dict[str, str]:
    """Each name of a model, case folded, with the id it means."""
    return {
        word.casefold(): model.id for model in curated.known_models for word in (model.id, model.name, *model.aliases)
    }


def of(curated: Curated, identity: str, name: str, source: str) -> list[Claim]:
    return [
        claim for claim in curated.claims() if (claim.identity, claim.field, claim.source) == (identity, name, source)
    ]


def test_the_145_names_of_the_documents_mean_145_models(names: dict[str, str]) -> None:
    assert len(NAMES_145) == 145
    assert not [name for name in NAMES_145 if name.casefold() not in names]
    assert len({names[name.casefold()] for name in NAMES_145}) == 145


def test_every_claim_keeps_the_schema_and_states_facts_only(curated: Curated) -> None:
    for claim in curated.claims():
        check_claim(claim)
        assert not field(claim.field).prose, claim
        assert claim.as_written or "withdrawn" in claim.flags, claim
        assert len(claim.as_written) <= (300 if field(claim.field).kind == "link" else 160), claim
        if claim.source in DOCUMENTS:
            assert len(claim.as_written.split()) <= 15, claim
        assert PartialDate.from_iso(claim.recorded).precision == "day"


def test_every_file_about_a_model_is_named_in_the_vocabulary(curated: Curated, names: dict[str, str]) -> None:
    known = set(names.values())
    developers = {one.id for one in curated.developers}
    for snapshot in curated.snapshots:
        identity = snapshot.source.removeprefix("claims/")
        if snapshot.claims[0].kind == "model":
            assert identity in known, identity
        if snapshot.claims[0].kind in ("model", "product"):
            assert identity.split("/")[0] in developers, identity


def test_every_model_id_begins_with_a_developer(curated: Curated) -> None:
    developers = {one.id for one in curated.developers}
    assert not [model.id for model in curated.known_models if model.id.split("/")[0] not in developers]


def test_every_snapshot_balances_and_is_dated_by_its_newest_fact(curated: Curated) -> None:
    for snapshot in curated.snapshots:
        assert snapshot.read == snapshot.claimed == len(snapshot.claims) > 0
        assert snapshot.date == max(claim.recorded for claim in snapshot.claims)


@pytest.mark.matrix
def test_every_file_survives_being_written_again(curated: Curated) -> None:
    for snapshot in curated.snapshots:
        identity = snapshot.source.removeprefix("claims/")
        name = snapshot.claims[0].subject
        text = write_claims(identity, name, snapshot.claims)
        again = read_claims(text.encode(), Source(id=snapshot.source, title=""))
        assert Counter(map(repr, again.claims)) == Counter(map(repr, snapshot.claims))


def test_the_article_on_1e25_states_25_base_models(curated: Curated) -> None:
    bases = {model.id: model.base for model in curated.known_models}
    rows = {
        claim.identity for claim in curated.claims() if claim.source == "epoch-1e25" and claim.field == "confidence"
    }
    assert len(rows) == 25
    assert not [model for model in rows if bases[model]]
    believed = {
        claim.identity
        for claim in curated.claims()
        if claim.field == "training_compute_believed" and claim.qualifiers["stance"] == "above"
    }
    assert believed == {
        "openai/o1",
        "openai/o1-mini",
        "openai/o3",
        "openai/o3-mini",
        "openai/sora",
        "google-deepmind/veo-2",
    }
    compute = of(curated, "xai/grok-3", "training_compute", "epoch-1e25")
    assert [(claim.value, claim.unit) for claim in compute] == [("4.6e26", "FLOP")]


def test_variants_fold_under_the_model_they_were_tuned_from(curated: Curated) -> None:
    bases = {model.id: model.base for model in curated.known_models}
    assert bases["openai/instructgpt"] == "openai/gpt-3"
    assert bases["databricks/dolly-2.0"] == "eleutherai/pythia"
    assert bases["inflection/inflection-2.5"] == ""


def test_lost_superscripts_are_read_as_powers_and_flagged(curated: Curated) -> None:
    falcon = of(curated, "tii/falcon-180b", "training_compute", "epoch-large-scale")
    assert [(claim.value, claim.flags) for claim in falcon] == [("3.8e24", ("lost-superscript",))]
    for claim in curated.claims():
        written = re.search(r"(?<![0-9.])10(?:2[0-9]|15)(?![0-9])", claim.as_written)
        if written and claim.unit == "FLOP" and claim.value:
            assert "lost-superscript" in claim.flags, claim


def test_both_statements_of_a_document_that_contradicts_itself_are_kept(curated: Curated) -> None:
    figures = {claim.identity: claim.value for claim in curated.claims() if claim.field == "figure"}
    assert figures["findings/epoch-large-scale/models-2020-summary"] == "11"
    assert figures["findings/epoch-large-scale/models-2020"] == "2"


def test_products_say_how_they_relate_to_a_model(curated: Curated, names: dict[str, str]) -> None:
    products = {claim.identity for claim in curated.claims() if claim.kind == "product"}
    uses = {claim.identity: claim.value or claim.relation for claim in curated.claims() if claim.field == "product_use"}
    assert set(uses) == products
    assert uses["craiyon/craiyon"] == "suspected"
    assert uses["you-com/youchat"] == uses["rytr/rytr"] == "excluded"
    assert uses["darktrace/darktrace"] == "unknown"
    assert not products & set(names.values())


def test_the_frontier_never_falls_and_ends_with_the_largest_models(curated: Curated) -> None:
    last = {point.quantity: (point.model, exact(point.value)) for point in curated.frontier}
    assert last["training_compute"] == ("Grok 4", exact("5.0000000000001e26"))
    assert last["parameters"] == ("M6-10T", exact("1e13"))
    assert last["tokens_seen"][1] == exact("3.6e13")
    assert [exact(one.flop) for one in curated.thresholds] == [exact(f"1e{n}") for n in (22, 23, 24, 25, 26)]


def test_every_rule_of_law_says_how_it_was_read_and_on_which_day(curated: Curated) -> None:
    assert {"European Union", "South Korea", "California", "New York", "Illinois", "United States"} <= {
        one.jurisdiction for one in curated.rules
    }
    for rule in curated.rules:
        checked = "Read in " in rule.meaning
        assert checked or "not checked against the text" in rule.meaning, rule
        assert rule.confirmed == checked, rule
        assert re.search(r"recorded 2026-1[12]-[0-9]{2}\.$", rule.meaning), rule


def test_no_compute_in_the_base_exceeds_the_last_point_of_the_frontier(curated: Curated) -> None:
    points = [point for point in curated.frontier if point.quantity == "training_compute"]
    for claim in curated.claims():
        if claim.field == "training_compute" and claim.value:
            value, _ = to_base(exact(claim.value), claim.unit)
            assert value <= exact(points[-1].value), claim


@pytest.mark.shared
@pytest.mark.parametrize("source", sorted(DOCUMENTS))
def test_every_quote_stands_in_its_document(curated: Curated, shared: Path, source: str) -> None:
    (file,) = (shared / "seeds").glob(DOCUMENTS[source])
    text = " ".join(file.read_text(encoding="utf-8").split())
    quotes = [claim for claim in curated.claims() if claim.source == source]
    assert len(quotes) > 40
    for claim in quotes:
        assert " ".join(claim.as_written.split()) in text, claim


EXPORTS = {
    "epoch-ai-models": "epoch-all-2025-03/all_ai_models_2025-03-14.csv",
    "epoch-ai-models-2025-06": "epoch-vintages/pcd_2025-06-20.csv",
    "epoch-ai-models-2024-10": "epoch-vintages/pcd_2024-10-16.csv",
    "epoch-ai-models-2026-03": "epoch-2026/all_ai_models_2026-03-30.csv",
    "epoch-notable-2026-08": "epoch-2026/notable_ai_models_2026-08-19.csv",
    "epoch-large-scale-2026-08": "epoch-2026/large_scale_ai_models_2026-08-19.csv",
    "epoch-large-scale-2026-03": "epoch-2026/large_scale_ai_models_2026-03-30.csv",
    "epoch-large-scale-2024-07": "epoch-2024-04/large_scale_ai_models_2024-07-16.csv",
    "epoch-compute-intensive-2024-07": "epoch-2024-04/compute_intensive_systems_2024-07-06.csv",
    "epoch-parameters-2022": "epoch-parameters-2022/database_2022-05-03.csv",
}
# A place: the table, its date, the row by name (in the sheet of 2022 many rows have a title only), the column.
PLACE = r"[A-Za-z -]+, (?:export|state) of [0-9-]{10}, row (.+): ([^:;]+)(; .*)?"


def rows_of(file: Path) -> list[dict[str, str | None]]:
    """The rows of an export of Epoch's, with the name of the model in `Model` whatever the export calls it."""
    import polars as pl

    table = pl.read_csv(file, infer_schema_length=0)
    table = table.rename({name: name.lstrip("\ufeff").replace("System", "Model") for name in table.columns})
    rows = list(table.iter_rows(named=True))
    return [{**row, "Model": row["Model"] or row.get("Reference")} for row in rows]


@pytest.mark.shared
@pytest.mark.parametrize("source", sorted(EXPORTS))
def test_every_fact_from_an_export_stands_in_the_cell_it_cites(curated: Curated, shared: Path, source: str) -> None:
    cells: dict[str, list[dict[str, str | None]]] = {}
    for row in rows_of(shared / "data" / EXPORTS[source]):
        cells.setdefault(" ".join((row["Model"] or "").split()), []).append(row)
    cited = [claim for claim in curated.claims() if claim.source == source]
    assert len(cited) > 2
    for claim in cited:
        place = re.fullmatch(PLACE, claim.locator)
        assert place, claim
        header = "Model" if place[2] == "System" else place[2]
        stated = [" ".join((row[header] or "").split()) for row in cells[place[1]]]
        assert any(claim.as_written in cell for cell in stated), (claim, stated)


def test_the_base_holds_models_beyond_the_documents_each_with_what_a_reader_looks_for(
    curated: Curated,
) -> None:
    written = {claim.identity for claim in curated.claims() if claim.source in DOCUMENTS}
    listed = {claim.identity for claim in curated.claims() if claim.source.startswith("awesome-")}
    models = {claim.identity for claim in curated.claims() if claim.kind == "model"}
    assert len(models) >= 1600
    beyond = sorted(models - written - listed)
    assert len(beyond) >= 1400
    has: dict[str, set[str]] = {}
    for claim in curated.claims():
        has.setdefault(claim.identity, set()).add(claim.field)
    assert not [model for model in beyond if "developer" not in has[model]]
    # Their only sources are developers' documents without a date, in repositories of several models.
    assert [model for model in beyond if "published" not in has[model]] == [
        "hugging-face/smollm3-3b",
        "laion/openclip-vit-l-14-laion-400m",
        "nvidia/nemotron-3.5-lightning",
        "sber/rugpt3xl",
        "shanghai-ai-lab/intern-s2-preview",
    ]
    for name, share in (("domain", 0.98), ("training_compute", 0.45), ("parameters", 0.65), ("task", 0.85)):
        lacking = [model for model in beyond if name not in has[model]]
        assert len(lacking) <= (1 - share) * len(beyond), (name, lacking)


def test_the_milestones_reach_back_to_the_first_learning_machine(curated: Curated) -> None:
    dates = {claim.identity: claim.value for claim in curated.claims() if claim.field == "published"}
    assert min(dates.values()) == dates["bell-labs/theseus"] == "1950-07-02"
    before = [model for model, date in dates.items() if date < "2018"]
    assert len(before) >= 35
    assert {date[:3] for date in dates.values()} >= {"195", "196", "198", "199", "200", "201", "202"}


LARGE = {
    "epoch-all-2025-03/all_ai_models_2025-03-14.csv": 50,
    "epoch-2024-04/compute_intensive_systems_2024-07-06.csv": 10,
    "epoch-2024-04/large_scale_ai_models_2024-07-16.csv": 12,
}


@pytest.mark.shared
@pytest.mark.parametrize("path", sorted(LARGE))
def test_every_well_founded_row_of_a_model_above_1e24_is_in_the_base(
    names: dict[str, str], curated: Curated, shared: Path, path: str
) -> None:
    folded = {fold_name(name): model for name, model in names.items()}
    stated = {claim.identity for claim in curated.claims() if claim.field == "training_compute"}
    large = [
        " ".join((row["Model"] or "").split())
        for row in rows_of(shared / "data" / path)
        if row["Confidence"] in ("Confident", "Likely") and float(row["Training compute (FLOP)"] or 0) >= 1e24
    ]
    assert len(large) >= LARGE[path]
    assert [name for name in large if folded.get(fold_name(name), "") not in stated] == []


@pytest.mark.shared
@pytest.mark.parametrize("source", sorted(EXPORTS))
def test_every_number_from_an_export_is_the_number_of_its_cell(curated: Curated, shared: Path, source: str) -> None:
    cells: dict[str, list[dict[str, str | None]]] = {}
    for row in rows_of(shared / "data" / EXPORTS[source]):
        cells.setdefault(" ".join((row["Model"] or "").split()), []).append(row)
    numbers = [
        claim
        for claim in curated.claims()
        if claim.source == source
        and field(claim.field).kind == "quantity"
        and " notes" not in claim.locator.split(":")[-1].split(";")[0]
        and claim.relation != "unknown"
    ]
    assert len(numbers) > 2 or source in ("epoch-large-scale-2026-03", "epoch-compute-intensive-2024-07")
    for claim in numbers:
        place = re.fullmatch(PLACE, claim.locator)
        assert place, claim
        written = [(row[place[2]] or "0").replace("$", "").casefold().replace("e+", "e") for row in cells[place[1]]]
        parts = {part for one in written for part in (one.replace(",", ""), *one.split(",")) if part}
        assert exact(claim.value) in set(map(exact, parts)), claim
        if claim.field == "training_compute":
            word = {row.get("Confidence") or "" for row in cells[place[1]]}
            assert claim.qualifiers.get("confidence", "") in word, claim


@pytest.mark.shared
def test_every_frontier_point_is_a_row_of_the_export_it_cites(curated: Curated, shared: Path) -> None:
    columns = {
        "training_compute": "Training compute (FLOP)",
        "parameters": "Parameters",
        "tokens_seen": "Training dataset size (datapoints)",
    }
    for source, path in EXPORTS.items():
        rows = {(row["Model"], row["Publication date"]): row for row in rows_of(shared / "data" / path)}
        for point in curated.frontier:
            if point.source == source:
                row = rows[point.model, point.date]
                stated = float(row[columns[point.quantity]] or 0)
                if point.quantity == "tokens_seen":
                    stated *= max(1.0, float(row["Epochs"] or 1))
                assert float(point.value) == pytest.approx(stated, rel=0.01), point
