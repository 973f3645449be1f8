"""Recall of the recipe gpt-4-scale: document 001's models and all later ones hidden, anchors left, boards of the day.

Run: python benchmarks/recipe_recall.py BOARDS... [--versions model_versions.csv]

BOARDS are files of boards of early 2025. Of a board in a folder with `--versions`, a table with the columns `id` and
`Version release date`, only versions released by 20 February 2025 count.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import re
import sys
import tempfile
from pathlib import Path

import msgspec

from flopwatch.api.discoveries import basis as basis_of_census
from flopwatch.bundled_data import curated_folder
from flopwatch.discovery import Basis, KnownModels, Priors, follow, recipe
from flopwatch.discovery.recipe_search import read_board_file
from flopwatch.identity import base_key
from flopwatch.sources import Find, Plan, channel

# The table of document 001, 30 January 2025.
MODELS = (
    "Aramco Metabrain AI;Claude 3 Opus;Claude 3.5 Sonnet;Doubao-pro;Gemini 1.0 Ultra;GLM-4 (0116);GPT-4;Inflection-2;"
    "Inflection-2.5;Llama 3.1-405B;Mistral Large;Mistral Large 2;Nemotron-4 340B;Gemini 1.5 Pro;GLM-4-Plus;GPT-4 Turbo;"
    "GPT-4o;Grok-2;Grok-3;o1;o1-mini;o3;o3-mini;Sora;Veo 2"
).split(";")
KNOWN_BY, BOARDS_BY = "2025-01-31", "2025-02-20"  # what the census knows; the newest model of a board
_SETTING = re.compile(r"_(?:none|minimal|low|medium|high|xhigh|max|[0-9]{1,4}[kK])$")


def as_of_then(basis: Basis, anchors: set[str]) -> Basis:
    """Return what was known then: no later model, and of the document's models the anchors alone."""
    hidden = {base_key(name) for name in MODELS} - anchors
    models = tuple(
        one
        for one in basis.models
        if (one.published or "0") <= KNOWN_BY and not any(base_key(name) in hidden for name in one.names)
    )
    day = dt.date.fromisoformat(KNOWN_BY).toordinal()
    return Basis(models, tuple(one for one in basis.peers if one.day <= day), basis.runs)


def boards_then(places: list[str], versions: Path | None) -> list[Find]:
    """Return the finds of boards that were released by then."""
    dates: dict[str, str] = {}
    if versions:
        with versions.open(encoding="utf-8-sig", newline="") as file:
            dates = {_SETTING.sub("", row["id"]): row["Version release date"] for row in csv.DictReader(file)}
    finds: list[Find] = []
    answers: list = []
    channel("arena").fetch(Plan(places=tuple(places)), answers.append)
    for answer in answers:
        dated = versions is not None and Path(answer.url).parent == versions.parent
        for find in read_board_file(answer).found:
            date = dates.get(find.name, "9") if dated else find.published
            if (date or ("9" if dated else "0")) <= BOARDS_BY:
                finds.append(find)
    return finds


def main() -> None:
    """Print the rank of each hidden model among the candidates."""
    asked = argparse.ArgumentParser()
    asked.add_argument("boards", nargs="+")
    asked.add_argument("--versions", type=Path)
    options = asked.parse_args()
    one = recipe("gpt-4-scale")
    anchors = {base_key(name) for name in one.every_anchor}
    with tempfile.TemporaryDirectory() as folder:
        basis = as_of_then(basis_of_census(curated_folder(), str(Path(folder, "l.sqlite"))), anchors)
    found = follow(
        one, boards_then(options.boards, options.versions), KnownModels(basis), Priors(basis.peers), KNOWN_BY
    )
    ranks = {candidate.key.removeprefix("base:"): at for at, candidate in enumerate(found.candidates, 1)}
    wanted = {name: ranks.get(base_key(name)) for name in MODELS if base_key(name) not in anchors}
    within = {limit: sum(rank is not None and rank <= limit for rank in wanted.values()) for limit in (40, 60)}
    sys.stdout.write(f"{len(found.candidates)} candidates; of {len(wanted)} hidden models within: {within}\n")
    sys.stdout.write(f"{msgspec.json.encode(wanted).decode()}\n")


if __name__ == "__main__":
    main()
