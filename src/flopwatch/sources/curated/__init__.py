"""Readers of the curated folder."""
