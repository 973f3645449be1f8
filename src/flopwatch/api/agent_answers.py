"""Answers for programs that ask in words: few, bounded questions, each answer with its receipt, date and permalink.

Nothing here writes: the ledger and the curated folder are read, and answers have at most `MOST_ROWS` rows.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flopwatch.api import crossing, estimates, rivals
from flopwatch.api.census_cache import take_census
from flopwatch.api.lookups import find, search
from flopwatch.api.model import ShownModel, show
from flopwatch.api.rows import to_plain
from flopwatch.census import Census, estimate_of
from flopwatch.domain import PartialDate, WrongUsage
from flopwatch.estimation import receipt_of
from flopwatch.wording import model_path, web_link

MOST_ROWS = 50
LONGEST_QUERY = 200  # characters
MOST_CLAIMS = 3  # shown of each field
MOST_COMPARED = 6
LICENCE = "CC BY 4.0"
Answer = dict[str, Any]


class AgentAnswers:
    """The questions, over one curated folder and one ledger.

    Args:
        data: The curated folder.
        store: Address of the ledger; empty if it does not exist.
        site: Address of the published site, for permalinks; "" gives paths below it.

    Raises:
        WrongUsage: If `site` is not an http(s) address.
    """

    def __init__(self, data: Path, store: str, site: str = "") -> None:
        if site and not web_link(site):
            raise WrongUsage(f"--site {site[:80]!r} is not an http(s) address, such as https://example.org/models.")
        self._data, self._store = data, store
        self._root = f"{site.rstrip('/')}/" if site else ""

    @property
    def tools(self) -> tuple[Callable[..., Answer], ...]:
        """The questions as functions with plain arguments."""
        return (
            self.search_models,
            self.show_model,
            self.thresholds,
            self.estimate,
            self.compare,
            self.changes,
        )

    def _census(self) -> Census:
        return take_census(self._data, self._store)

    def _answer(self, census: Census, page: str, **body: Any) -> Answer:
        head = {"as_of": census.as_of.isoformat(), "permalink": self._root + page, "license": LICENCE}
        return head | body

    def search_models(self, words: str, limit: int = 20) -> Answer:
        """Search AI models by words of name, developer or date, in any script; the best matches first.

        Each row has the model's id, its training compute in FLOP with a 90% interval, and a permalink. Call show_model
        with the id for sources.
        """
        census, most = self._census(), _bounded(limit)
        ids = {model_path(one.id): one.id for one in census.models()}
        found = [one for one in search(census, _short(words, "words")) if one.page in ids]
        rows = [
            {"id": ids[one.page], "name": one.name, "about": one.about} | self._receipt(census, ids[one.page])
            for one in found[:most]
        ]
        return self._answer(census, "explore.html", models=rows, limit=most, more=max(0, len(found) - most))

    def show_model(self, name: str) -> Answer:
        """Return one AI model by id or name: its receipt, and each stated fact with sources and their words.

        The receipt says how the training compute (FLOP, 90% interval) follows from the facts; unknown fields have a
        reason.
        """
        census = self._census()
        shown = show(census, _short(name, "name"))
        return self._answer(census, model_path(shown.id), **_model(shown))

    def thresholds(self, at: str = "1e25", limit: int = 20) -> Answer:
        """List the AI models that may exceed a training-compute threshold in FLOP (such as 1e25), most probable first.

        Each has the probability, its class (confirmed, likely, cannot-rule-out) and the reason; fine-tunes are counted
        with their base.
        """
        census, most = self._census(), _bounded(limit)
        rows = crossing.thresholds(census, at=_short(at, "at"))
        kept = [to_plain(one) | self._receipt(census, one.model) for one in rows[:most]]
        return self._answer(census, "thresholds.html", models=kept, limit=most, more=max(0, len(rows) - most))

    def estimate(
        self,
        parameters: str = "",
        active_parameters: str = "",
        tokens: str = "",
        epochs: str = "",
        chip: str = "",
        chips: str = "",
        days: str = "",
        chip_hours: str = "",
        mfu: str = "",
    ) -> Answer:
        """Estimate the training compute of a run in FLOP, with a 90% interval and the working.

        Give any of: parameters and tokens (as "405B", "15.6T"); or chip with chips and days, or chip_hours; mfu is a
        fraction. An interval is written "0.3..0.5".
        """
        given = {
            "parameters": parameters,
            "active_parameters": active_parameters,
            "tokens": tokens,
            "epochs": epochs,
            "chips": chips,
            "days": days,
            "chip_hours": chip_hours,
            "mfu": mfu,
        }
        typed = {name: _short(text, name) for name, text in given.items() if text}
        found = to_plain(estimates.estimate(typed, self._data, self._store, chip=_short(chip, "chip")))
        receipt = found.pop("working_text", "")
        kept = {key: found[key] for key in ("compute_flop", "methods", "agreement", "thresholds") if key in found}
        return self._answer(self._census(), "calculator.html", receipt=receipt, **kept)

    def compare(self, names: list[str]) -> Answer:
        """Compare two to six AI models by id or name: parameters, data, hardware, training compute and thresholds."""
        if not 2 <= len(names) <= MOST_COMPARED:
            raise WrongUsage(f"{len(names)} models cannot be compared: give 2 to {MOST_COMPARED} names or ids.")
        census = self._census()
        shown = [show(census, _short(name, "names")) for name in names]
        fields = list(dict.fromkeys(name for one in shown for name in one.fields))
        table = {
            name: [to_plain(one.fields[name].value) if name in one.fields else None for one in shown] for name in fields
        }
        models = [{"id": one.id, "name": one.name} | self._receipt(census, one.id) for one in shown]
        page = "compare.html?" + "&".join(f"{key}={one.id}" for key, one in zip("abcdef", shown, strict=False))
        return self._answer(census, page, models=models, fields=table)

    def changes(self, since: str = "", model: str = "", limit: int = 20) -> Answer:
        """List published figures that were withdrawn, re-estimated or re-dated, newest first, each with its source.

        `since` is an ISO date (2026-07-01); `model` an id or name, "" for all.
        """
        census, most = self._census(), _bounded(limit)
        if since:
            _iso(since)
        key = find(census, _short(model, "model")).id if model else ""
        found = [one for one in rivals.withdrawals(census, since=since, every=True) if key in ("", one.model)]
        kept = [to_plain(one) | self._receipt(census, one.model) for one in found[:most]]
        return self._answer(census, "withdrawals.html", changes=kept, limit=most, more=max(0, len(found) - most))

    def _receipt(self, census: Census, record_id: str) -> Answer:
        if record_id not in census.records:
            return {}
        text = receipt_of(census.records[record_id].name, census.estimates.get(record_id)).text
        confidence = estimate.confidence if (estimate := estimate_of(census, record_id)) else ""
        return {"receipt": text, "confidence": confidence or None, "permalink": self._root + model_path(record_id)}


def _model(shown: ShownModel) -> Answer:
    """Return the parts of a model that an agent needs: each field with its strongest claims."""
    fields = {
        name: {
            "value": to_plain(one.value),
            "unit": one.unit,
            "relation": one.relation,
            "rule": one.rule,
            "contested": one.contested,
            "claims": [
                {"source": c.source, "url": c.url, "where": c.locator, "words": c.as_written[:300]}
                for c in one.claims[:MOST_CLAIMS]
            ],
        }
        for name, one in shown.fields.items()
    }
    estimate = to_plain(shown.estimate.compute_flop) if shown.estimate else None
    return {
        "id": shown.id,
        "name": shown.name,
        "aliases": list(shown.aliases),
        "receipt": shown.receipt,
        "training_compute_flop": estimate,
        "fields": fields,
        "unknown": shown.unknown,
        "doubted": shown.doubted or None,
        "thresholds": to_plain(shown.thresholds),
        "findings": [one.message for one in shown.findings[:MOST_CLAIMS]],
    }


def _bounded(limit: int) -> int:
    if not 1 <= limit <= MOST_ROWS:
        raise WrongUsage(f"limit {limit} is outside 1 to {MOST_ROWS}.")
    return limit


def _short(text: str, name: str) -> str:
    if len(text) > LONGEST_QUERY:
        raise WrongUsage(f"{name} has {len(text)} characters; at most {LONGEST_QUERY} are read. Shorten it.")
    return text


def _iso(text: str) -> None:
    try:
        PartialDate.from_iso(_short(text, "since"))
    except ValueError as error:
        raise WrongUsage(f"since {error}. Write YYYY-MM-DD.") from error
