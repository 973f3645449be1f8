"""Rewrites the tables of validation.md: python docs/methods/validation.py FOLDER_OF_EPOCH_VINTAGES."""

from __future__ import annotations

import sys
from pathlib import Path

from flopwatch import api, sources

PAGE = Path(__file__).with_name("validation.md")
FIRST = "### all 2024-04-02: everything"

folder = Path(sys.argv[1])
places = [str(folder / f"pcd_{date}.csv") for date in ("2024-04-02", "2025-06-20")]
unseen = [
    str(folder / "pcd_2024-10-16.csv"),
    str(folder.parent / "epoch-all-2025-03" / "all_ai_models_2025-03-14.csv"),
]
lines = api.validation_lines(api.validate_estimates(sources.curated_folder(), places, unseen))
words = PAGE.read_text(encoding="utf-8").partition(FIRST)[0]
PAGE.write_text(words + "\n".join(lines).rstrip() + "\n", encoding="utf-8")
