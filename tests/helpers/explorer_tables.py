"""Made tables for the explorer: those of `benchmarks/web`, and names that attack."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import polars as pl

_spec = importlib.util.spec_from_file_location("made", Path(__file__).parents[2] / "benchmarks" / "web" / "made.py")
assert _spec
assert _spec.loader
_made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_made)
made_table = _made.made_table

HOSTILE = (
    "<script>window.pwned=1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "'; window.pwned=1; //",
    "line one\nline two\r\nline three",
    "\u202egpj.exe\u202c \u2066isolated\u2069 \u200fmarks",
    "W" * 300,
    '=HYPERLINK("https://example.org")',
    "</script><svg onload=window.pwned=1>",
    "\u2028separator\u2029 and \U0001f9ea\U0001f469\u200d\U0001f52c emoji",
    "&lt;b&gt; &amp; &#x3C;script&#x3E;",
)


def with_hostile_names(table: pl.DataFrame) -> pl.DataFrame:
    """The last rows get hostile names, organisations and countries, and the largest figures: labels, list and card
    show them.
    """
    n = len(HOSTILE)
    at = table.height - n
    keep, last = table[:at], table[at:]
    last = last.with_columns(
        name=pl.Series(HOSTILE),
        organisations=pl.Series([[h] for h in HOSTILE]),
        countries=pl.Series([[h] for h in HOSTILE]),
        access_label=pl.Series(HOSTILE),
        search=pl.Series([h.casefold() for h in HOSTILE]),
        compute=pl.Series([10.0 ** (32 + i / 5) for i in range(n)]),
        data=pl.Series([10.0 ** (14 + i / 5) for i in range(n)]),
        published=pl.Series([f"2026-10-{i + 10:02d}" for i in range(n)]),
    )
    return pl.concat([keep, last])
