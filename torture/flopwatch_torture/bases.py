"""What the suites work on: a curated folder of about twenty models, and outside files made up by number."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable, Set
from pathlib import Path
from typing import Any

from flopwatch.bundled_data import curated_folder

KEPT = (
    "chips/",
    "meta/llama-2-",
    "openai/gpt-2",
    "openai/gpt-3",
    "openai/o1",
    "openai/sora",
    "google/lamda",
    "nvidia/megatron",
    "you-com/",
)
_CLUSTERS = 60  # rows of the table of clusters that are kept


def part_of_base(folder: Path, kept: Callable[[str], bool]) -> Path:
    """Copy the bundled base with the claims and corrections of some models only; return the folder.

    Args:
        folder: Where to write; it must not exist.
        kept: Return whether to keep a file of claims, by its path below `claims/` without its suffix: a model's id,
            or `chips/` and a vendor's name.
    """
    source = curated_folder()
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("claims"))
    claims = folder / "claims"
    for path in (source / "claims").rglob("*.toml"):
        inside = path.relative_to(source / "claims")
        if kept(inside.as_posix().removesuffix(".toml")):
            (claims / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, claims / inside)
    # A correction of a model that is absent is stale, and a stale correction stops the build.
    corrections = folder / "corrections.toml"
    head, *blocks = corrections.read_text(encoding="utf-8").split("[[correction]]\n")
    present = [one for one in blocks if (claims / f"{tomllib.loads(one)['model']}.toml").exists()]
    corrections.write_text("[[correction]]\n".join((head, *present)), encoding="utf-8")
    return folder


def with_small_tables(folder: Path, makers: Set[str]) -> Path:
    """Leave out rows of other makers in the largest tables of a copied base: reading them is half of a start's time.

    Args:
        folder: The copy.
        makers: Ids of the developers whose rows are kept.
    """
    _keep(
        folder / "vocabulary/models.toml",
        "model",
        lambda row: {row[key].split("/")[0] for key in ("id", "base") if key in row} <= makers,
    )
    _keep(folder / "clusters.toml", "cluster", lambda row: row["row"] < _CLUSTERS and "builds_upon" not in row)
    _keep(
        folder / "circumstances.toml",
        "circumstance",
        lambda row: {row[key].split("/")[0] for key in ("model", "than") if key in row} <= makers,
    )
    return folder


def _keep(table: Path, name: str, kept: Callable[[dict[str, Any]], bool]) -> None:
    """Leave out the other rows of a table."""
    head, *blocks = re.split(rf"(?m)^(?=\[\[{name}\]\])", table.read_text(encoding="utf-8"))
    rows = [one for one in blocks if kept(tomllib.loads(one)[name][0])]
    table.write_text(head + "".join(rows), encoding="utf-8")


def small_base(folder: Path) -> Path:
    """Make the curated folder below `folder`, once; return it."""
    made = folder / "data"
    if made.exists():
        return made
    building = folder / "data.part"
    shutil.rmtree(building, ignore_errors=True)
    part_of_base(building, lambda name: name.startswith(KEPT))
    return with_small_tables(building, {one.split("/")[0] for one in KEPT}).rename(made)


def two_models(folder: Path) -> Path:
    """Make a curated folder of two models below `folder`, once; return it.

    A release of it makes every kind of file a larger one does, with fewer of each: every operation can be refused.
    """
    made = folder / "data-of-two"
    if made.exists():
        return made
    building = folder / "data-of-two.part"
    shutil.rmtree(building, ignore_errors=True)
    part_of_base(building, {"openai/gpt-2", "openai/gpt-3"}.__contains__)
    return with_small_tables(building, {"openai"}).rename(made)


def models_csv(number: int, rows: int = 5) -> bytes:
    """A table of models that no other number gives."""
    lines = ["Model,Organization,Publication date,Parameters,Training compute (FLOP)"]
    lines += [f"Made-{number}-{i},Made Lab,2024-01-0{i % 9 + 1},{number % 900 + 1}e9,1e24" for i in range(rows)]
    return ("\n".join(lines) + "\n").encode()
