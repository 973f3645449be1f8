"""Names of the vocabulary: models and developers with their other spellings, without any claims."""

from __future__ import annotations

from pathlib import Path

from flopwatch.domain import Developer, KnownModel
from flopwatch.sources.curated.toml_tables import rows_of


def load_names(folder: Path) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the names of models, and (spelling, name) of each spelling of a developer.

    Args:
        folder: Holds `vocabulary/models.toml` and `vocabulary/developers.toml`.

    Raises:
        BadInput: Naming the file, the entry and the correction to make.
        NotFound: If one of them is not there.
    """
    models = rows_of(folder / "vocabulary/models.toml", "model", KnownModel)
    developers = rows_of(folder / "vocabulary/developers.toml", "developer", Developer)
    return (
        tuple(name for one in models for name in (one.name, *one.aliases)),
        tuple((spelling, one.name) for one in developers for spelling in (one.name, *one.aliases)),
    )
