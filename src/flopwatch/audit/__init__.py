"""Audit rules: each finding comes with its arithmetic and a proposed reading. Nothing is corrected automatically."""

from flopwatch.audit.cells import check_cells
from flopwatch.audit.census.rules import audit
from flopwatch.audit.curated.rules import check_base
from flopwatch.audit.findings import Finding
from flopwatch.audit.mends import mended_words

__all__ = [
    "Finding",
    "audit",
    "check_base",
    "check_cells",
    "mended_words",
]
