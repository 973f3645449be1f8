"""Settings and tunes of the same weights, known by their names: "GPT-5 Pro" is GPT-5 with more samples."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flopwatch.records import Record

# Words that name a setting, a tune or an early release of the same weights. "Max" alone or "Turbo" names another model.
_SETTINGS = frozenset(
    "pro heavy codex instant thinking vision preview deep think cyber high multi agent agents computer using".split()
)
_WITH_OTHERS = frozenset({"max"})  # a setting only together with another: GPT-5.1-Codex-Max, but not Qwen3-Max


class Names:
    """Names of models as lists of words, to find those that continue another model's name.

    Args:
        records: Every record by id.
    """

    def __init__(self, records: Mapping[str, Record]) -> None:
        self._id_of = {
            (one.values("developer")[:1], _words(one.name)): key
            for key, one in sorted(records.items())
            if one.kind == "model" and not one.is_variant
        }

    def setting_of(self, record: Record) -> str:
        """Return the id of the model of which a record is a setting by its name; "" if it is a model of its own."""
        words, developer = _words(record.name), record.values("developer")[:1]
        for end in range(1, len(words)):
            rest = set(words[end:])
            if rest & _SETTINGS and rest <= _SETTINGS | _WITH_OTHERS and (developer, words[:end]) in self._id_of:
                return self._id_of[developer, words[:end]]
        return ""


def _words(name: str) -> tuple[str, ...]:
    plain = re.sub(r"[^a-z0-9.]+", " ", name.casefold()[:200]).strip()
    return tuple(re.sub(r"(?<=[0-9])v$", " vision", plain).split())
