"""Writes into README.md what commands and files say: the receipt and the pipeline. `--check` only compares."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import flopwatch

ROOT = Path(__file__).parents[1]
SHOWN = "Chinchilla"


def rendered(text: str) -> str:
    """The README with the receipt and the pipeline as they are now."""
    receipt = flopwatch.show(SHOWN, ledger="/nonexistent/ledger.sqlite")["estimate"]["working_text"]
    pipeline = (ROOT / "src/flopwatch/pipeline.py").read_text(encoding="utf-8").strip()
    text = _replace(text, r"(same receipt[^\n]*\n\n```\n).*?(\n```)", receipt)
    return _replace(text, r"(pipeline\.py`, verbatim:\n\n```python\n).*?(\n```)", pipeline)


def _replace(text: str, pattern: str, new: str) -> str:
    out, count = re.subn(pattern, lambda match: match[1] + new + match[2], text, flags=re.DOTALL)
    if count != 1:
        raise SystemExit(f"README.md: {count} places match {pattern!r}; there must be one")
    return out


def main() -> None:
    """Write the README, or with --check say whether it is up to date."""
    path = ROOT / "README.md"
    old = path.read_text(encoding="utf-8")
    new = rendered(old)
    if "--check" in sys.argv:
        raise SystemExit(0 if old == new else "README.md is out of date: run 'make fix'")
    path.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
