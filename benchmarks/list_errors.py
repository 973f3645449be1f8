"""Sixty errors that people make, seeded into a list of items and into a table: python benchmarks/list_errors.py.

Prints recall and precision of `flopwatch audit` on models that the census knows, and how many of the words that
`--fix` replaces are those of the line without its error; the errors were written before the first run. What is missed,
what is doubted without an error, and what is replaced by other words is listed.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flopwatch import api, sources
from flopwatch.census import Census
from flopwatch.products import label
from flopwatch.sources import anchor_of

MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


@dataclass(frozen=True)
class Line:
    """One line of a list as its maker would have it."""

    name: str
    maker: str
    date: str
    parameters: float
    active: float
    tokens: float
    compute: float
    unit: str = "FLOP"
    anchor: str = ""


def _scaled(field: str, factor: float) -> Callable[[Line, random.Random], Line]:
    return lambda one, rng: replace(one, **{field: getattr(one, field) * factor})


def _year(one: Line, rng: random.Random) -> Line:
    year, rest = int(one.date[:4]), one.date[4:]
    return replace(one, date=f"{year - rng.choice((3, 4, 5))}{rest}")


# Written before the first run: the name of each kind, and what it does to a line.
KINDS: dict[str, Callable[[Line, random.Random], Line]] = {
    "parameters ×1000": _scaled("parameters", 1e3),
    "parameters ÷1000": _scaled("parameters", 1e-3),
    "parameters ×10": _scaled("parameters", 10),
    "parameters ÷10": _scaled("parameters", 0.1),
    "tokens ×1000": _scaled("tokens", 1e3),
    "tokens ÷1000": _scaled("tokens", 1e-3),
    "tokens ×10": _scaled("tokens", 10),
    "compute ×1000": _scaled("compute", 1e3),
    "compute ÷1000": _scaled("compute", 1e-3),
    "compute ×10": _scaled("compute", 10),
    "petaFLOP-days called FLOP": _scaled("compute", 1 / 8.64e19),
    "FLOP called petaFLOP-days": lambda one, rng: replace(one, unit="PFLOP-days"),
    "parameters and tokens swapped": lambda one, rng: replace(one, parameters=one.tokens, tokens=one.parameters),
    "active for total": lambda one, rng: replace(one, parameters=one.active),
    "year": _year,
    "maker": lambda one, rng: replace(
        one, maker=rng.choice([m for m in ("Meta AI", "OpenAI", "Alibaba") if m != one.maker])
    ),
    "listed twice": lambda one, rng: one,
    "dead anchor": lambda one, rng: replace(one, anchor=f"no-{anchor_of(one.name)}"),
}
ERRORS = 60


def _lines(census: Census) -> list[Line]:
    found = []
    for record in census.models():
        tokens = record.fields.get("tokens_seen") or record.fields.get("dataset_size")
        stated = [record.fields.get(name) for name in ("parameters", "training_compute")]
        if record.is_variant or None in stated or tokens is None or tokens.unit != "tokens":
            continue
        size, compute = (float(one.value) for one in stated if one)
        active = float(record.fields["active_parameters"].value) if "active_parameters" in record.fields else size
        date, makers = record.value("published"), record.values("developer")
        plain = re.fullmatch(r"[\w .-]{3,40}", record.name)
        agree = 1 / 3 < compute / (6 * active * float(tokens.value)) < 3
        if date >= "2019-01" and len(date) >= 7 and len(makers) == 1 and plain and agree:
            line = Line(
                record.name, label("developer", makers[0]), date[:7], size, active, float(tokens.value), compute
            )
            found.append(line)
    return found


def _seeded(lines: Sequence[Line], seed: int) -> tuple[list[Line], dict[str, str]]:
    """Return 2 × 60 lines, half of them with an error, and the kind of error by name."""
    rng = random.Random(seed)
    sparse = [one for one in lines if one.active < one.parameters / 2.5]
    names = set()
    out, wrong = [], {}
    for at in range(ERRORS):
        kind = list(KINDS)[at % len(KINDS)]
        pool = [one for one in (sparse if kind == "active for total" else lines) if one.name not in names]
        one = rng.choice(pool)
        names.add(one.name)
        out.append(KINDS[kind](one, rng))
        wrong[one.name] = kind
        if kind == "listed twice":
            out.append(one)
    clean = rng.sample([one for one in lines if one.name not in names], min(ERRORS, len(lines) - len(names)))
    return rng.sample(out + clean, len(out) + len(clean)), wrong


def _short(value: float) -> str:
    for power, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
        if value >= power:
            return f"{value / power:.3g}{letter}" if value < 1e3 * power else f"{value / power:,.0f}{letter}"
    return f"{value:.3g}"


def _compute(one: Line) -> str:
    return f"{one.compute:.2e} {one.unit}".replace("e+", "e")


def _items(lines: Sequence[Line]) -> str:
    index = "\n".join(f"- [{one.name}](#{one.anchor})" for one in lines if one.anchor)
    body = "\n".join(
        f"- **{one.name}** [[{one.maker}]](https://example.org) {MONTHS[int(one.date[5:]) - 1]} {one.date[:4]} | "
        f"{_short(one.parameters)} | {_short(one.tokens)} tokens | {_compute(one)}"
        for one in lines
    )
    return f"# A list\n\n## Contents\n\n- [Models](#models)\n{index}\n\n## Models\n\n{body}\n"


def _table(lines: Sequence[Line]) -> str:
    index = "\n".join(f"- [{one.name}](#{one.anchor})" for one in lines if one.anchor)
    body = "\n".join(
        f"| {one.name} | {one.maker} | {one.date} | {_short(one.parameters)} | {_short(one.tokens)} | {_compute(one)} |"
        for one in lines
    )
    head = (
        "| Model | Organization | Date | Parameters | Training tokens | Training compute |\n|---|---|---|---|---|---|"
    )
    return f"# A list\n\n## Contents\n\n- [Models](#models)\n{index}\n\n## Models\n\n{head}\n{body}\n"


def main() -> None:
    data = sources.curated_folder()
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "absent.sqlite")
        all_lines = _lines(api.take_census(data, store))
        lines, wrong = _seeded(all_lines, ERRORS)
        for form, written in (("items", _items(lines)), ("table", _table(lines))):
            file = Path(folder) / f"{form}.md"
            file.write_text(written, encoding="utf-8")
            found = api.audit(data, store, file=str(file))
            named = {anchor_of(one.name.removeprefix("no-")) for one in found if one.severity != "low"}
            missed = sorted(f"{name}: {kind}" for name, kind in wrong.items() if anchor_of(name) not in named)
            false = sorted(named - set(map(anchor_of, wrong)))
            print(f"{form}: {len(wrong)} errors in {len(lines)} lines")
            print(f"  recall {1 - len(missed) / len(wrong):.1%}, precision {1 - len(false) / len(named):.1%}")
            print(f"  missed: {'; '.join(missed)}")
            print(f"  doubted without an error: {'; '.join(false)}")
            mends = api.mend_list(data, store, str(file), Path(folder) / "mended.md").mends
            right = {one.name: _items([one]) + _table([one]) for one in all_lines}
            amiss = [f"{one.name}: {one.was} -> {one.now}" for one in mends if one.now not in right.get(one.name, "")]
            print(f"  words replaced: {len(mends)}, of them by other words than the right ones: {len(amiss)}")
            print(f"  {'; '.join(amiss)}")


if __name__ == "__main__":
    main()
