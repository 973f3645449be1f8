"""Builds at once: numbered releases never lose each other, and what a killed build left is removed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from flopwatch import build_folder, pipeline
from flopwatch.build_folder import publish
from flopwatch.census import Census
from flopwatch.domain import BadInput, BadLedger, Claim, ClaimEvent
from flopwatch.ledger import exclusive

MODELS = ("Made-1", "Made-2", "Made-3")


@pytest.fixture(scope="module")
def censuses(few_models: Path) -> list[Census]:
    """Three censuses that differ by one model."""
    return [
        pipeline.take_census(
            few_models,
            "/nonexistent/ledger.sqlite",
            more=[
                ClaimEvent(
                    claim=Claim(
                        subject=name,
                        field="parameters",
                        value="7e9",
                        unit="parameters",
                        source="epoch-1e25",
                        locator="p. 1",
                        as_written="7B",
                    )
                )
            ],
        )
        for name in MODELS
    ]


def test_releases_made_at_once_have_numbers_of_their_own_and_all_stay(censuses: list[Census], tmp_path: Path) -> None:
    out, told = tmp_path / "out", {}
    left = tmp_path / ".out.new-killed"
    left.mkdir()
    (left / "models.csv").write_text("half")

    def build(number: int) -> None:
        told[number] = publish(censuses[number], out, notes=MODELS[number]).release

    threads = [threading.Thread(target=build, args=(number,)) for number in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told.values()) == [1, 2, 3]
    for number, release in told.items():
        record = (out / f"site/releases/{release}/release.json").read_text()
        assert f'"notes": "{MODELS[number]}"' in record
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_a_build_that_waits_too_long_and_a_disk_that_refuses_are_told_in_a_sentence(
    censuses: list[Census], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    publish(censuses[0], out)
    before = (out / "manifest.json").read_bytes()
    monkeypatch.setattr(build_folder, "WAIT_SECONDS", 0.1)
    with (
        exclusive(tmp_path / ".out.lock", 1.0, "builds"),
        pytest.raises(BadLedger, match="builds into the same folder"),
    ):
        publish(censuses[1], out)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "models.parquet")

    monkeypatch.setattr(build_folder, "write_site", refuse)
    with pytest.raises(
        BadLedger, match=r"models\.parquet: cannot be written \(No space left on device\); the release in"
    ):
        publish(censuses[1], out)
    assert (out / "manifest.json").read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_a_link_is_followed_and_another_program_s_folder_is_left_alone(censuses: list[Census], tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    publish(censuses[0], tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real/manifest.json").is_file()
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/a.jpg").write_bytes(b"x")
    with pytest.raises(BadInput, match="is not a flopwatch release"):
        publish(censuses[0], tmp_path / "photos")
