"""Dossiers and bills of materials: what they hold, and that outside validators accept them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from helpers.sample_census import later_census
from helpers.validators import needs, run_tool

from flopwatch import api, sources
from flopwatch.analysis.disclosure import DISCLOSED, disclosure_by_developer
from flopwatch.census import Census
from flopwatch.domain.errors import NotFound
from flopwatch.exports import model_files
from flopwatch.exports.bills_of_materials import cyclonedx, spdx
from flopwatch.exports.dossiers import ANNEX_XI, Dossiers, disclosure_toml, dossier_csv
from flopwatch.exports.model_files import write_model_files
from flopwatch.ledger.result_cache import memory_by_part
from flopwatch.releases.manifest import Manifest

LLAMA, SORA, GPT3 = "meta/llama-3.1-405b", "openai/sora", "openai/gpt-3"


def test_a_dossier_says_which_rule_may_apply_and_why(census: Census) -> None:
    found = Dossiers(census).of(census.records[LLAMA])
    assert {one["rule"] for one in found["law"]} == {one.id for one in census.catalogue.rules}
    assert all(one["reason"] for one in found["law"])
    assert any(one["may_apply"] and one["compute_class"] == "confirmed" for one in found["law"])
    words = [one["words"] for one in found["strongest_sources"]]
    assert "15.6T text tokens" in " ".join(words) or "405B trainable parameters" in " ".join(words)
    assert len({one["source"] for one in found["strongest_sources"]}) == len(words) <= 3
    assert found["receipt"].startswith("Llama 3.1 405B")


def test_documentation_fields_are_filled_or_said_to_be_empty(census: Census) -> None:
    for key in (LLAMA, SORA):
        found = Dossiers(census).of(census.records[key])
        assert len(found["annex_xi"]) == len(ANNEX_XI)
        assert all(one["filled"] is bool(one["values"]) for one in found["annex_xi"])
        assert set(found["disclosure"]["stated"]) | set(found["disclosure"]["not_stated"]) == set(DISCLOSED)
    assert Dossiers(census).of(census.records[SORA])["disclosure"]["score"] == 0
    # Parameters, compute, chips, their number, utilisation, licence: six of twelve.
    assert Dossiers(census).of(census.records[LLAMA])["disclosure"]["score"] == 0.5


def test_the_notices_ways_have_their_figure_or_the_reason(census: Census) -> None:
    ways = {one["way"]: one for one in Dossiers(census).of(census.records[LLAMA])["korean_methods"]}
    assert ways["theory"]["figures"][0]["p50"] == pytest.approx(6 * 405e9 * 15.6e12, rel=0.01)
    assert ways["hardware use"]["figures"]
    assert ways["empirical"]["figures"] == []
    assert ways["empirical"]["why_none"]


def test_the_table_has_every_section(census: Census) -> None:
    text = dossier_csv(Dossiers(census).of(census.records["nobody/hostile"]))
    assert all(f"\r\n{name}," in text for name in ("model", "receipt", "threshold", "law", "annex XI"))
    assert not [cell for line in text.splitlines() for cell in line.split(",") if cell.startswith(("=", "+", "@"))]


def test_an_untouched_disclosure_page_states_nothing_and_a_filled_one_is_read(census: Census, tmp_path: Path) -> None:
    text = disclosure_toml(census.records[SORA])
    page = tmp_path / "sora.toml"
    page.write_text(text, encoding="utf-8")
    assert sources.read_file("claims-toml", str(page))[0].claims == ()
    filled = text.replace('# [[training_compute]]\n# value = ""', '[[training_compute]]\nvalue = "3e25"')
    block = filled.index("[[training_compute]]")
    rest = filled[block:].split("\n\n", 1)
    lines = rest[0].replace("# unit", "unit").replace('# source = ""', 'source = "openai-report"')
    lines = lines.replace('# where = ""', 'where = "section 2"').replace('# quote = ""', 'quote = "3e25 FLOP"')
    page.write_text("\n\n".join([filled[:block] + lines, *rest[1:]]), encoding="utf-8")
    (claim,) = sources.read_file("claims-toml", str(page))[0].claims
    assert (claim.identity, claim.field, float(claim.value), claim.unit) == (SORA, "training_compute", 3e25, "FLOP")


def test_a_dossier_is_five_files_of_a_model(census: Census, tmp_path: Path) -> None:
    row = api.write_dossier(census, "GPT-4", tmp_path / "d")
    assert sorted(one.name for one in (tmp_path / "d").iterdir()) == sorted(row.files)
    assert json.loads((tmp_path / "d/dossier.json").read_bytes())["id"] == "openai/gpt-4"
    with pytest.raises(NotFound, match="not a model"):
        api.write_dossier(census, "Megatron-LM", tmp_path / "d")


@pytest.mark.matrix
@pytest.mark.filterwarnings("ignore")
def test_cyclonedx_accepts_every_models_bill(census: Census) -> None:
    needs("cyclonedx")
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    validator = JsonStrictValidator(SchemaVersion.V1_6)
    for record in census.models():
        text = cyclonedx(census, record).decode()
        assert validator.validate_str(text) is None, record.id
    assert validator.validate_str(text.replace('"machine-learning-model"', '"model"')) is not None


SPDX = """
import sys
from spdx_python_model import v3_0_1 as v
for path in sys.argv[1:]:
    objects = v.SHACLObjectSet()
    with open(path, "rb") as file:
        v.JSONLDDeserializer().read(file, objects)
    packages = list(objects.foreach_type("ai_AIPackage"))
    assert len(packages) == 1, path
    assert objects.missing_ids == set() or not objects.missing_ids, objects.missing_ids
    print(packages[0].name)
"""


@pytest.mark.matrix
def test_the_spdx_model_reads_every_models_bill(census: Census, tmp_path: Path) -> None:
    needs("spdx_python_model")
    models = census.models()
    for number, record in enumerate(models):
        (tmp_path / f"{number}.json").write_bytes(spdx(census, record))
    files = [f"{number}.json" for number in range(len(models))]
    said = run_tool("python", "-W", "ignore", "-c", SPDX, *files, folder=tmp_path)
    assert [one.name for one in models] == said.splitlines()
    broken = json.loads(spdx(census, models[0]))
    broken["@graph"][-2]["ai_hyperparameter"] = 3
    (tmp_path / "0.json").write_text(json.dumps(broken))
    with pytest.raises(AssertionError):
        run_tool("python", "-W", "ignore", "-c", SPDX, "0.json", folder=tmp_path)


def test_disclosure_by_developer_is_the_mean_of_the_scores_of_each_year(census: Census) -> None:
    found = disclosure_by_developer(census.models())
    assert [one.models for one in found] == sorted((one.models for one in found), reverse=True)
    for one in found:
        for year in one.years:
            mine = [
                sum(name in model.fields for name in DISCLOSED) / 12
                for model in census.models()
                if not model.is_variant
                and one.developer in model.values("developer")
                and (model.value("published") or "")[:4] == str(year.year)
            ]
            assert year.models == len(mine) >= 2
            assert year.score == pytest.approx(sum(mine) / len(mine))


def test_each_model_has_its_files_and_an_undisclosed_one_a_page_that_states_nothing(
    release: tuple[Path, Manifest],
) -> None:
    site = release[0] / "site"
    answer = json.loads((site / f"api/models/{LLAMA}.json").read_bytes())
    assert {"fields", "receipt", "law", "annex_xi", "korean_methods", "disclosure", "as_of", "license"} <= set(answer)
    assert answer["as_of"] == "2025-01-30"
    assert (site / f"api/models/{LLAMA}.csv").read_text().startswith("section,item,value,note")
    assert not (site / f"api/models/{LLAMA}.toml").exists()
    assert sources.read_file("claims-toml", str(site / f"api/models/{SORA}.toml"))[0].claims == ()
    page = (site / f"models/{SORA}.html").read_text()
    assert f'href="../../api/models/{SORA}.toml"' in page


def test_files_of_models_are_kept_while_their_data_stay_and_only_changed_ones_are_made(
    census: Census, tmp_path: Path
) -> None:
    remember = memory_by_part(tmp_path / "ledger.sqlite")
    write_model_files(census, tmp_path / "a", "", remember)
    later = dataclasses.replace(later_census(census), as_of=census.as_of)
    with pytest.MonkeyPatch.context() as patch:
        made: list[str] = []
        answer = model_files.model_answer
        patch.setattr(model_files, "model_answer", lambda c, r, root: made.append(r.id) or answer(c, r, root))
        write_model_files(later, tmp_path / "b", "", remember)
    write_model_files(later, tmp_path / "c", "")
    assert 0 < len(made) < len(later.models())
    for path in (one for one in (tmp_path / "c").rglob("*") if one.is_file()):
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "c")).read_bytes()
