"""The page of findings: each sentence with its number and the fit behind it, all generated from the data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
from markupsafe import Markup, escape

from flopwatch.analysis import Interval, Missing
from flopwatch.census import Census
from flopwatch.hub.pages.figures import insight_figures
from flopwatch.hub.pages.insight_sentences import InsightSentence, sentence
from flopwatch.wording import N_, gettext, power_html, say_html

TOPICS = (
    ("frontier", N_("The frontier")),
    ("numbers", N_("How many models")),
    ("who", N_("Who and where")),
    ("openness", N_("Open weights")),
    ("sizes", N_("Parameters and data")),
    ("outlook", N_("What comes next")),
)


# What each finding answers, for the list of those that cannot be made.
QUESTIONS = {
    "frontier-growth": N_("Growth of the frontier"),
    "frontier-crosses": N_("When the frontier crosses a threshold"),
    "year": N_("Models of a year above a threshold"),
    "shares": N_("Shares of models above a threshold"),
    "share-domain": N_("Shares by domain"),
    "share-country": N_("Shares by country"),
    "share-category": N_("Shares by kind of developer"),
    "share-access": N_("Shares by access to the weights"),
    "share-publication": N_("Shares by form of publication"),
    "open-lag": N_("Lag of open models behind closed ones"),
    "parameters-growth": N_("Growth of parameters"),
    "tokens-per-parameter": N_("Tokens per parameter"),
    "outlook": N_("Number of models expected"),
}


def _question(one: Missing) -> Markup:
    """Return the question that a missing finding would answer, with its threshold."""
    words = escape(gettext(QUESTIONS[one.kind]))
    if one.at is None:
        return words
    return say_html("%(question)s, %(threshold)s FLOP", question=words, threshold=power_html(Decimal(f"{one.at:.0e}")))


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
        "lacking": [(_question(one), one.reason) for one in found.unknown],
        "id_of": by_name,
        "charts": insight_figures(census),
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
