"""The tables of docs/methods/imputation.md, from the stored validation; `docs/generate.py` writes them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/methods/imputation.md"
STORED = ROOT / "src/flopwatch/hub/results/imputation.json"
SPLITS = ("frozen", "family", "forward", "model")
METHODS = ("recipe", "scores", "scores+parameters")
SUBSETS = ("all", ">=1e23", ">=1e24")


def lines() -> list[str]:
    """Return the validation, one line for each method, split and subset."""
    rows: list[dict[str, Any]] = json.loads(STORED.read_text(encoding="utf-8"))["rows"]
    rows.sort(key=lambda r: (SPLITS.index(r["split"]), METHODS.index(r["method"]), SUBSETS.index(r["subset"])))
    return [_line(row) for row in rows]


def _line(row: dict[str, Any]) -> str:
    error, coverage = row["geometric_error_interval"], row["coverage_interval"]
    covered = f"{row['coverage_90']:.0%} ({coverage['p5']:.0%} to {coverage['p95']:.0%})" if coverage else "none"
    width = f"{row['median_interval_factor']:.1f}" if row["median_interval_factor"] else "none"
    cells = [
        row["method"],
        row["split"],
        row["subset"],
        str(row["n"]),
        f"{row['geometric_error_factor']:.2f} ({error['p5']:.2f} to {error['p95']:.2f})",
        f"{row['within_2x']:.0%}",
        f"{row['within_3x']:.0%}",
        covered,
        width,
    ]
    return f"| {' | '.join(cells)} |"


def regime_lines() -> list[str]:
    """Return the coverage by regime, one line for each."""
    rows: list[dict[str, Any]] = json.loads(STORED.read_text(encoding="utf-8"))["regimes"]
    out = []
    for row in rows:
        coverage = row["coverage_interval"]
        cells = [
            "known" if row["parameters_known"] else "unknown",
            "known" if row["family_known"] else "unknown",
            row["band"],
            str(row["n"]),
            f"{row['geometric_error_factor']:.2f}",
            f"{row['coverage_90']:.0%} ({coverage['p5']:.0%} to {coverage['p95']:.0%})",
            f"{row['median_interval_factor']:.1f}",
        ]
        out.append(f"| {' | '.join(cells)} |")
    return out


def bias_lines() -> list[str]:
    """Return the signed bias by band, one line for each."""
    rows: list[dict[str, Any]] = json.loads(STORED.read_text(encoding="utf-8"))["bias"]
    out = []
    for row in rows:
        factors = f"{row['true_over_imputed']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
        cells = [row["by"], row["method"], row["band"], str(row["n"]), factors]
        out.append(f"| {' | '.join([*cells, str(row['lower_ends']), str(row['lower_ends_wrong'])])} |")
    return out


def document_lines() -> list[str]:
    """Return document 001's held-out rows: printed, by its recipe, and by each benchmark alone."""
    rows: list[dict[str, Any]] = json.loads(STORED.read_text(encoding="utf-8"))["document_001"]
    out = []
    for row in rows:
        if "model" in row:
            ours = [
                f"{v:.1e}" if (v := row[key]) else f"none: {row['note']}" for key in ("fitted_flop", "computed_flop")
            ]
            cells = [
                row["held_out"],
                row["model"],
                f"{row['recorded_flop']:.1e}",
                f"{row['printed_flop']:.1e}",
                *ours,
            ]
        else:
            cells = [
                row["held_out"],
                "",
                "",
                *(f"{row[key]:.2f}" for key in ("printed_factor", "fitted_factor", "computed_factor")),
            ]
        out.append(f"| {' | '.join(cells)} |")
    return out


def page() -> str:
    """Return the page with its current tables."""
    text = PAGE.read_text(encoding="utf-8")
    tables = (
        ("recipe|scores|scores\\+parameters", lines()),
        ("known|unknown", regime_lines()),
        ("imputed|true", bias_lines()),
        (
            "DeepSeek-v2|Qwen-2|Qwen-2.5 72B|Llama-3 405B|Llama-3 family|arithmetic mean factor|geometric mean factor",
            document_lines(),
        ),
    )
    for words, rows in tables:
        table = re.compile(rf"(?:^\| (?:{words}) \|.{{0,300}}\n)+", re.MULTILINE)
        text = table.sub(lambda _, rows=rows: "\n".join(rows) + "\n", text, count=1)
    return text
