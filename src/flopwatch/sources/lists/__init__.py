"""Readers of curated lists: awesome lists and ORKG comparisons."""
