"""The table of families of docs/methods/architecture.md, counted afresh; `docs/generate.py` writes it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from flopwatch.architecture.counts import count_architecture, read_config
from flopwatch.architecture.families.diffusion import DIFFUSERS
from flopwatch.architecture.families.registry import FAMILIES
from flopwatch.architecture.families.wrappers import WRAPPERS
from flopwatch.architecture.state_space import SelectiveScan, StateSpaceDual
from flopwatch.domain import BadInput

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/methods/architecture.md"
TESTS = ROOT / "tests"
KEYS = ("parameters", "active_parameters", "non_embedding_parameters")


def outside_recurrence(config: dict[str, Any], context: int) -> int:
    """FLOP of a forward pass without the recurrences and short convolutions of Mamba blocks, which frameworks run in
    forms of their own.
    """
    inside = 0
    for stack in read_config(config)[1].stacks:
        for group in stack.groups:
            for part in group.parts:
                if isinstance(part, SelectiveScan):
                    inside += group.applied * context * (7 * part.state + 2 * part.kernel) * part.inner
                elif isinstance(part, StateSpaceDual):
                    mixed = part.inner + 2 * part.groups * part.state
                    inside += group.applied * context * (7 * part.state * part.inner + 2 * part.kernel * mixed)
    return count_architecture(config, context).forward_flop_per_sequence - inside


def _tally() -> dict[str, list[int]]:
    """By family: configs tried and equal for weights, for operations, for published totals."""
    sys.path.insert(0, str(TESTS))
    from helpers.architecture_cases import OWN_CODE, PUBLISHED, REAL, RECURRENT, SMALL

    golden: dict[str, Any] = json.loads((TESTS / "architecture/golden.json").read_text(encoding="utf-8"))
    small = {**SMALL, **RECURRENT}
    out: dict[str, list[int]] = {one.model_type: [0] * 11 for one in (*FAMILIES, *WRAPPERS)}
    out |= {name: [0] * 11 for name in sorted(DIFFUSERS)}

    def note(config: dict[str, Any], place: int, equal: bool) -> None:
        out[config["model_type"]][place] += 1
        out[config["model_type"]][place + 1] += equal

    named = [(REAL[row["name"]], row) for row in golden["weights"]]
    named += [(small[row["name"].removeprefix("small ")][0], row) for row in golden["small_weights"]]
    named += [(row["config"], row) for row in golden["varied_weights"]]
    for config, row in named:
        counts = count_architecture(config)
        note(config, 0, all(getattr(counts, key) == row[key] for key in KEYS))
    for row in golden["flop"]:
        config, context = SMALL[row["name"]]
        note(config, 2, count_architecture(config, context).forward_flop_per_sequence == row["forward"])
    for row in golden["flop_outside_recurrence"]:
        config, context = RECURRENT[row["name"]]
        note(config, 6, outside_recurrence(config, context) == row["forward"])
    for name, total in PUBLISHED.items():
        config = {**REAL, **OWN_CODE}[name]
        note(config, 4, count_architecture(config).parameters == total)
    for line in (TESTS / "architecture/family_golden.jsonl").read_text(encoding="utf-8").splitlines()[1:]:
        _note_classes(json.loads(line), out)
    return out


def _note_classes(row: dict[str, Any], out: dict[str, list[int]]) -> None:
    """Note for one config of the families' golden counts how many of its classes are tried, exact and refused."""
    config = row["config"]
    for name, counts in row["classes"].items():
        tally = out[config.get("model_type", name)]
        try:
            found = count_architecture(config if "_class_name" in config else {**config, "architectures": [name]}, 8)
        except BadInput:
            tally[10] += 1
            continue
        tally[8] += 1
        tally[9] += [found.parameters, found.active_parameters] == counts


def table() -> str:
    """The table, a row for each family, and a row of sums."""
    tally = _tally()
    cell = lambda tried, equal: f"{equal} of {tried}" if tried else ""  # noqa: E731
    lines = [
        "| `model_type` | models saved so | known models: all three counts | defaults and changes, by class: total and "
        "active | refused | operations | published total |",
        "|---|---|---|---|---|---|---|",
    ]
    known = {one.model_type: one.known for one in (*FAMILIES, *WRAPPERS)}
    known |= dict.fromkeys(DIFFUSERS, "diffusers")
    for name in sorted(known):
        t = tally[name]
        work = cell(*t[2:4]) or (f"{cell(*t[6:8])} outside the recurrence" if t[6] else "")
        first = f"| `{name}` | {known[name]} | {cell(*t[:2])} | {cell(*t[8:10])} | {t[10] or ''}"
        lines.append(f"{first} | {work} | {cell(*t[4:6])} |")
    sums = [sum(column) for column in zip(*tally.values(), strict=True)]
    lines.append(
        f"| {len(known)} | | {cell(*sums[:2])} | {cell(*sums[8:10])} | {sums[10]} | {cell(*sums[2:4])} | "
        f"{cell(*sums[4:6])} |"
    )
    return "\n".join(lines)


def rendered(text: str) -> str:
    """The page with the table as it is now."""
    before, rest = text.split("<!-- table -->", 1)
    return f"{before}<!-- table -->\n{table()}\n<!-- /table -->{rest.split('<!-- /table -->', 1)[1]}"
