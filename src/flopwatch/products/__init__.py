"""One row per model, and the released tables."""

from flopwatch.products.binned_columns import explorer_files
from flopwatch.products.circumstances import HeadlineCounts, headline_counts
from flopwatch.products.column_kinds import label
from flopwatch.products.explorer_table import explorer_frame, explorer_head
from flopwatch.products.explorer_views import PRESETS, QUANTITIES
from flopwatch.products.groups import GROUPS, AccessGroup, group_for, group_of
from flopwatch.products.model_columns import COLUMNS
from flopwatch.products.owned_compute import table_csv
from flopwatch.products.rows import ROW_COLUMNS, ModelRow, model_rows
from flopwatch.products.tables import PROSE, frames, released_claims, sources_frame
from flopwatch.products.traced_cells import Cell, cells_of, csv_text, models_csv
from flopwatch.products.trend_sentence import first_trend, frontier_growth, frontier_line

__all__ = [
    "AccessGroup",
    "COLUMNS",
    "Cell",
    "GROUPS",
    "HeadlineCounts",
    "headline_counts",
    "ModelRow",
    "PRESETS",
    "PROSE",
    "QUANTITIES",
    "ROW_COLUMNS",
    "cells_of",
    "table_csv",
    "csv_text",
    "explorer_files",
    "explorer_frame",
    "explorer_head",
    "first_trend",
    "frontier_growth",
    "frontier_line",
    "frames",
    "group_for",
    "group_of",
    "label",
    "model_rows",
    "models_csv",
    "released_claims",
    "sources_frame",
]
