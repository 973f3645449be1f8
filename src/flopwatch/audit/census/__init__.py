"""Audit rules on the census."""
