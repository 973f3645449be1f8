"""The page of findings: each sentence with its number and the fit behind it, all generated from the data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import msgspec

from flopwatch.analysis import Interval
from flopwatch.census import Census
from flopwatch.hub.pages.insight_sentences import InsightSentence, sentence
from flopwatch.wording import N_

TOPICS = (
    ("frontier", N_("The frontier")),
    ("numbers", N_("How many models")),
    ("who", N_("Who and where")),
    ("openness", N_("Open weights")),
    ("sizes", N_("Parameters and data")),
    ("outlook", N_("What comes next")),
)


def context(census: Census) -> dict[str, Any]:
    """Return the template's context: topics with their sentences, and the topics without data."""
    found = census.insights.overview
    sentences = [sentence(census, one) for one in found.facts]
    by_name: dict[str, str] = {}
    for record in census.models():
        by_name.setdefault(record.name, record.id)
    return {
        "topics": [
            (key, heading, [one for one in sentences if one.topic == key])
            for key, heading in TOPICS
            if any(one.topic == key for one in sentences)
        ],
        "lacking": [(key.replace("-", " "), reason) for key, reason in found.unknown],
        "id_of": by_name,
        "sentences": sentences,
    }


def as_json(sentences: Sequence[InsightSentence]) -> bytes:
    """Return every sentence with its numbers and its record, for programs."""
    rows = [
        {
            "id": one.id,
            "topic": one.topic,
            "text": one.text,
            "numbers": {key: _plain(value) for key, value in one.fact.numbers.items()},
            "record": {
                "n": one.fact.n,
                "formula": one.fact.formula,
                "interval": one.fact.interval,
                "data": one.fact.data,
                "rows": list(one.fact.rows),
            },
        }
        for one in sentences
    ]
    return msgspec.json.format(msgspec.json.encode(rows), indent=1)


def _plain(value: Any) -> Any:
    if isinstance(value, Interval):
        return {"p5": _digits(value.p5), "p50": _digits(value.p50), "p95": _digits(value.p95)}
    if isinstance(value, float):
        return _digits(value)
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def _digits(value: float) -> float | None:
    return float(f"{value:.6g}") if math.isfinite(value) else None
