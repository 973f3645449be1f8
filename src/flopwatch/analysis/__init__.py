"""Counts and comparisons over the whole census: what is known of how many models, and where sources disagree."""

from flopwatch.analysis.coverage import COVERED, Coverage, Disagreement, FieldCoverage, Share, coverage

__all__ = ["COVERED", "Coverage", "Disagreement", "FieldCoverage", "Share", "coverage"]
