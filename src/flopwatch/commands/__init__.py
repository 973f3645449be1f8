"""What each command does, as one call: paths and words in, plain data out. The command line and notebooks print the same.

`commands.estimating`, `commands.imputing` and `commands.trends` are imported by those who use them: they load what others need not wait for.
"""

from __future__ import annotations

from flopwatch.commands.checking import architecture, architecture_lines, validate_estimates, validation_lines
from flopwatch.commands.crossing import coverage, rules, threshold_index, thresholds
from flopwatch.commands.listing import find, flat, models
from flopwatch.commands.plain import Row, interval, number
from flopwatch.commands.reading import audit, import_file, read_file, reproduce
from flopwatch.commands.release import build, build_if_needed, check_data, export_claims_toml, is_fact
from flopwatch.commands.showing import show

__all__ = [
    "Row",
    "architecture",
    "architecture_lines",
    "audit",
    "build",
    "build_if_needed",
    "check_data",
    "coverage",
    "export_claims_toml",
    "find",
    "flat",
    "import_file",
    "interval",
    "is_fact",
    "models",
    "number",
    "read_file",
    "reproduce",
    "rules",
    "show",
    "threshold_index",
    "thresholds",
    "validate_estimates",
    "validation_lines",
]
