"""What the suites work on: a curated folder of about twenty models, and outside files made up by number."""

from __future__ import annotations

import shutil
from pathlib import Path

from flopwatch.bundled_data import curated_folder

KEPT = (
    "chips/",
    "meta/llama-2-",
    "openai/gpt-",
    "openai/o",
    "openai/sora",
    "google/lamda",
    "nvidia/megatron",
    "you-com/",
)


def small_base(folder: Path) -> Path:
    """Make the curated folder below `folder`, once; return it."""
    made = folder / "data"
    if made.exists():
        return made
    building = folder / "data.part"
    shutil.rmtree(building, ignore_errors=True)
    shutil.copytree(curated_folder(), building)
    claims = building / "claims"
    for path in claims.rglob("*.toml"):
        if not path.relative_to(claims).as_posix().startswith(KEPT):
            path.unlink()
    building.rename(made)
    return made


def models_csv(number: int, rows: int = 5) -> bytes:
    """A table of models that no other number gives."""
    lines = ["Model,Organization,Publication date,Parameters,Training compute (FLOP)"]
    lines += [f"Made-{number}-{i},Made Lab,2024-01-0{i % 9 + 1},{number % 900 + 1}e9,1e24" for i in range(rows)]
    return ("\n".join(lines) + "\n").encode()
