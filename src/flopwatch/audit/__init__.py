"""Rules that doubt: each finding with its arithmetic and a proposed reading. Nothing is corrected by itself."""

from flopwatch.audit.findings import Finding
from flopwatch.audit.rules import RULES, Evidence, audit

__all__ = ["RULES", "Evidence", "Finding", "audit"]
