"""Writes fresh_cases.jsonl: 150 inputs in many notations, each with the value it states.

The numbers are drawn by a fixed seed from published tables, and only their notation is made here. Run once, before the
code under test meets the cases:

    python tests/cases/draw_fresh_cases.py SHARED_FOLDER
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import random
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

FRESH = Path(__file__).parent / "fresh_cases.jsonl"
SEED = 20261130
SERIES = 24
Row = dict[str, Any]


def table(place: Path) -> list[dict[str, str]]:
    """The rows of a published table."""
    csv.field_size_limit(1 << 27)
    with place.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Drawing:
    """Numbers of published rows, drawn in a fixed order."""

    def __init__(self, shared: Path) -> None:
        self.rng = random.Random(SEED)
        models = table(shared / "data/epoch-2026/all_ai_models_2026-03-30.csv")
        self.parameters = self._column(models, "Parameters", 10**8, 10**13)
        self.data = self._column(models, "Training dataset size (total)", 10**9, 10**14)
        self.compute = self._column(models, "Training compute (FLOP)", 10**18, 10**27)
        self.dated = sorted(
            {
                (row["Publication date"], f"{float(row['Training compute (FLOP)']):.3e}")
                for row in models
                if row["Publication date"] >= "2012" and row["Training compute (FLOP)"]
            }
        )
        self.chips = [
            (row["Hardware name"].strip(), float(row["Tensor-FP16/BF16 performance (FLOP/s)"]))
            for row in table(shared / "data/epoch-hardware/ml_hardware_2026-04-27.csv")
            if row["Tensor-FP16/BF16 performance (FLOP/s)"]
            and "GeForce" not in row["Hardware name"]
            and row["Manufacturer"] == "NVIDIA"
            and row["Release date"] >= "2020"
        ]

    def _column(self, rows: list[dict[str, str]], name: str, low: int, high: int) -> list[Decimal]:
        cells = sorted({row[name] for row in rows if row.get(name) and "," not in row[name]})
        return [value for value in (Decimal(f"{float(one):.4g}") for one in cells) if low <= value <= high]

    def billions(self, low: float = 0.2, high: float = 999) -> Decimal:
        """A size in billions of at most three figures."""
        while True:
            value = self.rng.choice(self.parameters)
            short = Decimal(f"{value / 10**9:.3g}")
            if Decimal(str(low)) <= short <= Decimal(str(high)):
                return short.normalize() + 0

    def whole(self) -> int:
        """A size as a whole number of more than nine digits."""
        return int(self.rng.choice([one for one in self.parameters if one > 10**9]))

    def series(self) -> list[tuple[dt.date, str]]:
        """Dates and compute of some models, the earliest first; each month once."""
        months: dict[str, tuple[dt.date, str]] = {}
        for day, flop in self.rng.sample(self.dated, len(self.dated)):
            if len(day) == 10:
                months.setdefault(day[:7], (dt.date.fromisoformat(day), flop))
        return sorted(self.rng.sample(sorted(months.values()), SERIES))


def plain(value: Decimal) -> str:
    """Digits without an exponent."""
    return f"{value:f}"


def grouped(value: int, mark: str) -> str:
    """Digits in threes."""
    return f"{value:,}".replace(",", mark)


def one(kind: str, read: str, words: str, **expected: Any) -> Row:
    """A case."""
    return {"kind": kind, "read": read, "input": words, "expected": expected}


def exactly(value: Decimal | int, power: int = 0) -> str:
    """A value as an exact decimal."""
    return plain((Decimal(value) * Decimal(10) ** power).normalize())


def sizes(draw: Drawing) -> list[Row]:
    """Sizes with decimal commas, thousands marks, scale words, footnote marks and shared suffixes."""
    rows = []
    for n in range(14):
        value = draw.billions(1.01, 99.9)
        while value == value.to_integral_value():
            value = draw.billions(1.01, 99.9)
        comma = plain(value).replace(".", ",")
        form = ("{}B", "{} B", "{}B parameters", "{} Mrd.", "{} Milliarden Parameter", "{} miliardi", "{} млрд")[n % 7]
        rows.append(one("decimal-comma", "parameters", form.format(comma), total=exactly(value, 9)))
    for n in range(14):
        value = draw.whole()
        mark = (" ", "\u00a0", "\u202f", "'", "’", ".", ",")[n % 7]
        rows.append(one("thousands-marks", "parameters", grouped(value, mark), total=exactly(value)))
    words = (
        ("{} milliards de paramètres", 9),
        ("{} Mrd. Parameter", 9),
        ("{} млрд параметров", 9),
        ("{} bn", 9),
        ("{} mil millones de parámetros", 9),
        ("{} bilhões de parâmetros", 9),
        ("{} miljard", 9),
        ("{} Bn", 9),
        ("{} milyar parametre", 9),
        ("{} tỷ", 9),
    )
    for form, power in words:
        value = draw.billions(2, 900).to_integral_value()
        rows.append(one("scale-words", "parameters", form.format(plain(value)), total=exactly(value, power)))
    for form, power in (
        ("{}亿", 8),
        ("{}亿参数", 8),
        ("{}億パラメータ", 8),
        ("{}억 개의 파라미터", 8),
        ("{}億參數", 8),
    ) * 2:
        value = (draw.billions(1, 900) * 10).to_integral_value()
        rows.append(one("scale-words", "parameters", form.format(plain(value)), total=exactly(value, power)))
    for n in range(10):
        value = draw.billions(1, 700)
        form = (
            "{}B^1",
            "{}B[12]",
            "{}B*",
            "{}B<sup>2</sup>",
            "{}B†",
            "{}B [3]",
            "{}B^{{4}}",
            "{}B²",
            "{}B (1)",
            "~{}B",
        )[n]
        rows.append(one("marks-on-numbers", "parameters", form.format(plain(value)), total=exactly(value, 9)))
    for n in range(10):
        some = sorted({draw.billions(1, 700) for _ in range(9)})[:3]
        joint, wrap = ((",", "{{{}}}B"), (", ", "({})B"), ("/", "{}B"), (", ", "[{}]B"), ("|", "({})B"))[n % 5]
        listed = wrap.format(joint.join(plain(value) for value in some))
        rows.append(one("lists-sharing-a-suffix", "parameters", listed, sizes=[exactly(value, 9) for value in some]))
    return rows


def mixtures(draw: Drawing) -> list[Row]:
    """Total, active and experts in the notations of mixtures, and passes over data."""
    rows = []
    forms = (
        "{t}B ({a}B active)",
        "{t}B total, {a}B activated",
        "{a}B active, {t}B total",
        "{t}B-A{a}B",
        "{t}B(A{a}B)",
        "{t}B/{a}B",
        "{t}B (active {a}B)",
    )
    for n in range(14):
        total = draw.billions(30, 900)
        active = draw.billions(1, float(total) / 4)
        stated = forms[n % 7].format(t=plain(total), a=plain(active))
        rows.append(one("active-parameters", "parameters", stated, total=exactly(total, 9), active=exactly(active, 9)))
    for n in range(6):
        experts, each = draw.rng.choice((8, 16, 64)), draw.billions(3, 70).to_integral_value()
        stated = f"{experts}{('x', '×', ' x ')[n % 3]}{plain(each)}B"
        rows.append(one("expert-products", "parameters", stated, never=exactly(each, 9)))
    for n in range(8):
        tokens, passes = (Decimal(f"{draw.rng.choice(draw.data) / 10**9:.3g}")), draw.rng.choice((2, 3, 4))
        form = (
            "{t}B tokens, {p} epochs",
            "{t}B tokens ({p} epochs)",
            "{p} epochs on {t}B tokens",
            "{t}B tokens × {p}",
        )[n % 4]
        stated = form.format(t=plain(tokens), p=passes)
        rows.append(one("passes-over-data", "data", stated, amount=exactly(tokens, 9), passes=str(passes)))
    return rows


def powers(draw: Drawing) -> list[Row]:
    """Compute as TeX and as other powers of ten."""
    forms = (
        "{m} \\times 10^{{{e}}} FLOP",
        "${m}\\times10^{{{e}}}$ FLOP",
        "\\({m} \\cdot 10^{{{e}}}\\) FLOP",
        "{m}×10^{e} FLOP",
        "{c} \\times 10^{{{e}}} FLOP",
        "{m} × 10<sup>{e}</sup> FLOP",
        "$\\sim {m} \\times 10^{{{e}}}$ FLOP",
        "{c}e{e} FLOP",
        "{m}·10^{e} FLOP",
        "{m}E+{e} FLOP",
        "{m}e{e}[3] FLOP",
        "{m} x 10^{e} FLOP",
    )
    rows = []
    for form in forms:
        value = draw.rng.choice(draw.compute)
        mantissa, _, exponent = f"{value:.1e}".partition("e+")
        stated = form.format(m=mantissa, c=mantissa.replace(".", ","), e=int(exponent))
        rows.append(
            one("latex-numbers", "quantity", stated, value=exactly(Decimal(mantissa), int(exponent)), unit="FLOP")
        )
    return rows


def fitted(points: list[tuple[dt.date, str]]) -> float:
    """Months in which compute doubles, by least squares on its logarithm."""
    x = [day.toordinal() / 365.25 for day, _ in points]
    y = [math.log10(float(flop)) for _, flop in points]
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    slope = sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True)) / sum(
        (a - middle_x) ** 2 for a in x
    )
    return round(12 * math.log10(2) / slope, 4)


MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
Day = Callable[[dt.date], str]
DAYS: tuple[Day, ...] = (
    lambda day: day.strftime("%Y.%m.%d"),
    lambda day: f"{day.day}. {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"{day.day} {FRENCH[day.month - 1]} {day.year}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: day.strftime("%Y%m%d"),
    lambda day: day.strftime("%Y-%m-%dT00:00:00Z"),
    lambda day: str(day.toordinal() - dt.date(1899, 12, 30).toordinal()),
    lambda day: day.strftime("%d/%m/%Y"),
    lambda day: day.strftime("%B %d, %Y"),
    lambda day: day.strftime("%d.%m.%Y"),
)
Flop = Callable[[str], str]
FLOPS: tuple[Flop, ...] = (
    lambda flop: f"{flop.partition('e+')[0]}×10^{int(flop.partition('e+')[2])}",
    lambda flop: f"{flop} FLOP",
    lambda flop: grouped(int(Decimal(flop)), ","),
    lambda flop: grouped(int(Decimal(flop)), " "),
    lambda flop: f"'{flop}",
    lambda flop: f"  {flop} ",
)


def files(draw: Drawing) -> list[Row]:
    """Series files with other separators, dates, numbers and doubled rows."""
    rows = []

    def add(kind: str, day: Day, flop: Flop, mark: str, end: str = "\n", twice: bool = False, **more: Any) -> None:
        points = draw.series()
        lines = [mark.join(("name", "date", "flop"))]
        for n, (when, value) in enumerate(points):
            cells = (f"m{n}", day(when), flop(value))
            quoted = [f'"{cell}"' if mark in cell else cell for cell in cells]
            lines += [mark.join(quoted)] * (2 if twice else 1)
        rows.append(one(kind, "series", end.join(lines) + end, doubling_months=fitted(points), **more))

    for n in range(8):
        mark = ("\t", ";", "|", ",")[n % 4]
        comma: Flop = (lambda flop: flop.replace(".", ",")) if mark == ";" else str
        add("csv-dialect", dt.date.isoformat, comma, mark, ("\n", "\r\n")[n // 4], n=SERIES)
    for day in DAYS:
        add("dates-in-a-series", day, str, ",", n=SERIES)
    for flop in FLOPS:
        add("numbers-in-a-series", dt.date.isoformat, flop, ",", n=SERIES)
    for mark in (",", ";"):
        add("duplicates", dt.date.isoformat, str, mark, twice=True, note="same")
    return rows


def runs(draw: Drawing) -> list[Row]:
    """Chips with their peaks, sparse peaks, and forgotten units."""
    rows = []
    for n in range(16):
        if n < 6:
            name, peak = draw.rng.choice(draw.chips)
            asked = {"chips": "8", "chip": name, "hours": "10", "mfu": "0.4"}
            rows.append(one("chip-peaks", "estimate", "", given=asked, peak=peak))
        elif n < 12:
            name, peak = draw.rng.choice(draw.chips)
            asked = {"chips": "64", "chip": name, "days": "10", "mfu": "0.35", "peak": f"{2 * peak / 1e12:g} TFLOP/s"}
            rows.append(one("sparse-peak", "estimate", "", given=asked, question="sparse"))
        else:
            size = plain(draw.billions(1, 700).to_integral_value())
            asked = {"parameters": size, "tokens": "1.4T"}
            rows.append(one("forgotten-unit", "estimate", "", given=asked, question="unit"))
    return rows


def main() -> None:
    """Draw, label and write."""
    draw = Drawing(Path(sys.argv[1]))
    rows = [*sizes(draw), *mixtures(draw), *powers(draw), *files(draw), *runs(draw)]
    assert len(rows) == 150, len(rows)
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    FRESH.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
