"""Readers of articles with figures and tables."""
