"""Headers and keys of outside tables: their comparable form, likely misspellings, and the column of models' names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

# Headers of a column of models' names, the preferred ones first, as `fold_key` gives them.
NAME_HEADERS = (
    *("model", "name", "model name", "full name", "fullname", "system", "llm", "model/system", "models", "entity"),
    *("language model", "ai model", "llm name", "modèle", "modelo", "modell", "モデル", "模型", "모델", "модель"),
    *("nom du modèle", "nombre del modelo", "nome do modelo", "modellname", "название модели"),
    *("モデル名", "模型名称", "模型名", "모델명", "모델 이름"),
    *("model id", "id"),
)
_SEPARATORS = re.compile(r"[\s_-]+")
_LONGEST = 60  # characters; a longer key is no misspelling
_ALIKE = 0.84  # least likeness of a misspelling, as difflib measures it


def fold_key(key: str) -> str:
    """Return a key in its comparable form: lower case, blanks and hyphens alike."""
    return _SEPARATORS.sub(" ", key).strip().casefold()


def closest_key(key: str, known: Iterable[str]) -> tuple[str, bool]:
    """Return the known key that matches, and whether it was read as a misspelling; ("", False) if none is near.

    Example:
        >>> closest_key("Obective", ("objective", "params"))
        ('objective', True)
    """
    folded = fold_key(key)
    if folded in known:
        return folded, False
    if len(folded) > _LONGEST:
        return "", False
    near = difflib.get_close_matches(folded, known, n=1, cutoff=_ALIKE)
    return (near[0], True) if near else ("", False)


def name_column(headers: Sequence[str]) -> int | None:
    """Return the index of the column of models' names: the best by its header, a misspelling only if none is spelt
    right. None if there is none.

    Example:
        >>> name_column(("Rank", "Full name", "Model")), name_column(("Rank", "Modle")), name_column(("Rank",))
        (2, 1, None)
    """
    found = []
    for at, header in enumerate(headers):
        known, misspelt = closest_key(header, NAME_HEADERS)
        if known:
            found.append((misspelt, NAME_HEADERS.index(known), at))
    return min(found)[2] if found else None
