"""The loader of the curated folder: strict, and clear about what to mend."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from helpers.curated_texts import CORRECTION

from flopwatch.api.census_cache import inputs_digest
from flopwatch.bundled_data import curated_folder
from flopwatch.domain.errors import BadInput, NotFound
from flopwatch.domain.events import Accept, Correct, encode, event_id
from flopwatch.sources.curated.load import load_curated

CLAIM = """name = "Example-70B"

[[{field}]]
value = "{value}"
{unit}source = "{source}"
where = "p"
quote = "q"
recorded = 2026-01-{day}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the curated folder without its claims."""
    copy = tmp_path / "data"
    shutil.copytree(curated_folder(), copy, ignore=shutil.ignore_patterns("claims", "decisions"))
    (copy / "claims/meta").mkdir(parents=True)
    (copy / "decisions").mkdir()
    return copy


def put(folder: Path, path: str = "claims/meta/example.toml", **changes: str) -> Path:
    keys = {"field": "parameters", "value": "70e9", "source": "epoch-1e25", "day": "02", **changes}
    unit = "" if keys["field"] != "parameters" else 'unit = "parameters"\n'
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(CLAIM.format(unit=unit, **keys), encoding="utf-8")
    return file


def test_each_file_of_claims_is_a_snapshot_and_editing_it_is_another(folder: Path) -> None:
    file = put(folder)
    (before,) = load_curated(folder).snapshots
    assert (before.source, before.date, before.reader) == ("claims/meta/example", "2026-01-02", "claims-toml")
    file.write_text(file.read_text(encoding="utf-8").replace("70e9", "71e9").replace("-02", "-09"), encoding="utf-8")
    (after,) = load_curated(folder).snapshots
    assert after.source == before.source
    assert after.sha256 != before.sha256
    assert (after.date, after.claims[0].value) == ("2026-01-09", "71000000000")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"source": "somebody"}, r"example\.toml: parameters: source 'somebody' is not in sources\.toml"),
        ({"field": "developer", "value": "Nobody Inc"}, "'Nobody Inc' is not in vocabulary/developers.toml"),
        ({"value": "70B"}, r"claims/meta/example\.toml: \[\[parameters\]\] no\. 1: .*175e9"),
        ({"path": "claims/example.toml"}, "only <developer>/<model>.toml belongs"),
        ({"path": "claims/meta/notes.txt"}, "only <developer>/<model>.toml belongs"),
        ({"path": "claims/Meta/example.toml"}, "lower case"),
    ],
)
def test_a_bad_file_of_claims_stops_the_load(folder: Path, changes: dict[str, str], message: str) -> None:
    put(folder, **changes)
    with pytest.raises(BadInput, match=message):
        load_curated(folder)


@pytest.mark.parametrize("place", ["claims/meta/a.toml", "decisions/2026-01.jsonl", "chips.toml", "sources.toml"])
def test_a_fifo_in_the_folder_is_refused_and_never_waited_for(folder: Path, place: str) -> None:
    (folder / place).unlink(missing_ok=True)
    os.mkfifo(folder / place)
    with pytest.raises(BadInput, match="is a FIFO"):
        load_curated(folder)
    assert isinstance(inputs_digest(folder, str(folder / "none.sqlite")), str)


def test_a_developer_may_be_named_as_the_source_names_it(folder: Path) -> None:
    put(folder, field="developer", value="Facebook AI Research")
    assert load_curated(folder).snapshots[0].claims[0].value == "Facebook AI Research"


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("vocabulary/developers.toml", '[[developer]]\nid = "x"\nname = "OpenAI"\n', "'openai' also means"),
        (
            "vocabulary/developers.toml",
            '[[developer]]\nid = "meta"\nname = "M"\n',
            "meta: is listed twice",
        ),
        ("vocabulary/developers.toml", '[[developer]]\nid = "x"\nnam = "X"\n', "key 'nam' is not one of"),
        ("vocabulary/developers.toml", '[[developer]]\nid = "x"\nname = 7\n', "Expected `str`"),
        (
            "vocabulary/developers.toml",
            '[[developer]]\nid = "x"\nname = "X"\ncountries = ["QQ"]\n',
            "country 'QQ' is not an ISO code",
        ),
        ("vocabulary/models.toml", '[[model]]\nid = "x/y"\nname = "GPT"\n', "'gpt' also means"),
        ("vocabulary/models.toml", '[[model]]\nid = "x/y"\nname = "Y"\nbase = "x/z"\n', "is not a base model"),
        (
            "vocabulary/models.toml",
            '[[model]]\nid = "x/y"\nname = "Y"\nbase = "openai/instructgpt"\n',
            "is not a base model",
        ),
        (
            "thresholds.toml",
            '[[threshold]]\nflop = "lots"\nlabel = "x"\nmeaning = "x"\nsource = "eu-ai-act"\n',
            "lots",
        ),
        ("thresholds.toml", "[threshold", "not TOML"),
        ("sources.toml", "[[sauce]]\n", r"only \[\[source\]\] tables"),
        (
            "frontier.toml",
            '[[point]]\nquantity = "parameters"\ndate = "2026-01"\nvalue = "5"\nmodel = "m"\nsource = "epoch-1e25"\n',
            "does not exceed 1e13",
        ),
        ("corrections.toml", CORRECTION.replace("An example.", ""), "has no reason"),
        ("corrections.toml", CORRECTION.replace("override", "scale"), "neither 'override'"),
        ("corrections.toml", CORRECTION.replace('"2e25"', '"2x25"'), "is not a plain decimal"),
        ("corrections.toml", CORRECTION.replace(', value = "2.1e25" }', " }"), "needs expect"),
        (
            "corrections.toml",
            CORRECTION.replace('"epoch-1e25"', '"nobody"'),
            "'nobody' is not in sources.toml",
        ),
        ("corrections.toml", CORRECTION.replace('"training_compute"', '"compute"'), "'compute' is not known"),
        ("decisions/2026-01.jsonl", '{"event":"accept"}\n', r"2026-01\.jsonl: line 1: is not an event"),
        (
            "decisions/2026-01.jsonl",
            '{"event":"snapshot","source":"s","sha256":"","date":"","reader":"r","version":1,"claims":[],"read":0,'
            '"claimed":0}\n',
            "only people's decisions",
        ),
    ],
)
def test_a_bad_table_stops_the_load_and_is_named(folder: Path, file: str, text: str, message: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as stream:
        stream.write("\n" + text if file.endswith(".toml") else text)
    with pytest.raises(BadInput, match=message) as caught:
        load_curated(folder)
    assert str(folder / file) in str(caught.value)


def test_each_correction_has_its_file_and_line(folder: Path) -> None:
    file = folder / "corrections.toml"
    file.write_text("# A remark.\n\n" + CORRECTION.lstrip("\n"), encoding="utf-8")
    curated = load_curated(folder)
    (place,) = curated.correction_places.values()
    line = 1 + file.read_text(encoding="utf-8").split("\n").index("[[correction]]")
    assert (list(curated.correction_places), place) == ([event_id(curated.corrections[0])], f"{file}, line {line}")


def test_corrections_and_decisions_are_events(folder: Path) -> None:
    (folder / "corrections.toml").write_text(CORRECTION, encoding="utf-8")
    accept = Accept(claim="0" * 20, by="a curator", on="2026-01-05", reason="read the paper")
    (folder / "decisions/2026-01.jsonl").write_bytes(encode(accept) + b"\n")
    curated = load_curated(folder)
    assert curated.decisions == (accept,)
    assert curated.corrections == (
        Correct(
            model="openai/gpt-4",
            field="training_compute",
            action="override",
            value="2e25",
            unit="FLOP",
            expect={"source": "epoch-1e25", "value": "2.1e25"},
            reason="An example.",
            status="reported 2026-02-11",
        ),
    )


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "thresholds.toml").unlink()
    with pytest.raises(NotFound, match=r"thresholds\.toml: is not there"):
        load_curated(folder)
