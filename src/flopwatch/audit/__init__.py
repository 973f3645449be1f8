"""Rules that doubt: each finding with its arithmetic and a proposed reading. Nothing is corrected by itself."""

from flopwatch.audit.base import BASE_RULES, check_base
from flopwatch.audit.findings import Finding
from flopwatch.audit.rules import RULES, Evidence, audit

__all__ = ["BASE_RULES", "RULES", "Evidence", "Finding", "audit", "check_base"]
