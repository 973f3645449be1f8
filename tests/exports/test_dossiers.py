"""Dossiers and bills of materials: what they hold, and that outside validators accept them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.validators import needs, run_tool

from flopwatch import api, sources
from flopwatch.census import Census
from flopwatch.domain.errors import NotFound
from flopwatch.exports.bills_of_materials import cyclonedx, spdx
from flopwatch.exports.dossiers import ANNEX_XI, DISCLOSED, disclosure_toml, dossier, dossier_csv

LLAMA, SORA, GPT3 = "meta/llama-3.1-405b", "openai/sora", "openai/gpt-3"


def test_a_dossier_says_which_rule_may_apply_and_why(census: Census) -> None:
    found = dossier(census, census.records[LLAMA])
    assert {one["rule"] for one in found["law"]} == {one.id for one in census.catalogue.rules}
    assert all(one["reason"] for one in found["law"])
    assert any(one["may_apply"] and one["compute_class"] == "confirmed" for one in found["law"])
    words = [one["words"] for one in found["strongest_sources"]]
    assert "15.6T text tokens" in " ".join(words) or "405B trainable parameters" in " ".join(words)
    assert len({one["source"] for one in found["strongest_sources"]}) == len(words) <= 3
    assert found["receipt"].startswith("Llama 3.1 405B")


def test_documentation_fields_are_filled_or_said_to_be_empty(census: Census) -> None:
    for key in (LLAMA, SORA):
        found = dossier(census, census.records[key])
        assert len(found["annex_xi"]) == len(ANNEX_XI)
        assert all(one["filled"] is bool(one["values"]) for one in found["annex_xi"])
        assert set(found["disclosure"]["stated"]) | set(found["disclosure"]["not_stated"]) == set(DISCLOSED)
    assert dossier(census, census.records[SORA])["disclosure"]["score"] == 0
    # Parameters, compute, chips, their number, utilisation, licence: six of twelve.
    assert dossier(census, census.records[LLAMA])["disclosure"]["score"] == 0.5


def test_the_notices_ways_have_their_figure_or_the_reason(census: Census) -> None:
    ways = {one["way"]: one for one in dossier(census, census.records[LLAMA])["korean_methods"]}
    assert ways["theory"]["figures"][0]["p50"] == pytest.approx(6 * 405e9 * 15.6e12, rel=0.01)
    assert ways["hardware use"]["figures"]
    assert ways["empirical"]["figures"] == []
    assert ways["empirical"]["why_none"]


def test_the_table_has_every_section(census: Census) -> None:
    text = dossier_csv(dossier(census, census.records["nobody/hostile"]))
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
