"""File details in `sources.toml`: reader, address, cadence; impossible ones are refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from flopwatch.domain import BadInput, Source
from flopwatch.sources import READERS, curated_folder, load_tables
from flopwatch.sources.curated.checks import check_source


def test_the_base_names_known_readers_and_public_addresses() -> None:
    told = [one for one in load_tables(curated_folder()).sources.values() if one.reader]
    assert {one.reader for one in told} <= {name for name, _ in READERS}
    newest = {one.id: (one.address, one.cadence_days) for one in told}["epoch-ai-models"]
    assert newest == ("https://epoch.ai/data/all_ai_models.csv", 1)


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({"reader": "telepathy"}, "reader 'telepathy' is not one of awesome-list"),
        ({"reader": "orkg", "address": "file:///etc/passwd"}, "not an http"),
        ({"reader": "orkg", "address": "https://"}, "not an http"),
        ({"reader": "orkg", "address": "https://host/a b"}, "not an http"),
        ({"address": "https://host/a.csv"}, "has no reader"),
        ({"reader": "orkg", "cadence_days": 0}, "cadence_days 0 is not 1 or more"),
        ({"reader": "orkg", "cadence_days": -7}, "cadence_days -7"),
    ],
)
def test_what_cannot_be_is_refused(told: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        check_source(Source(id="x", title="X", **told))  # type: ignore[arg-type]


def test_the_loader_names_the_file_and_the_source(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(curated_folder(), folder)
    file = folder / "sources.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("cadence_days = 1", "cadence_days = -1"), "utf-8")
    with pytest.raises(BadInput, match=r"sources\.toml: epoch-ai-models: cadence_days -1 is not 1 or more"):
        load_tables(folder)


def test_what_is_not_stated_is_not_encoded_so_that_events_of_older_ledgers_keep_their_ids() -> None:
    assert msgspec.json.encode(Source(id="a", title="A")) == b'{"id":"a","title":"A"}'
