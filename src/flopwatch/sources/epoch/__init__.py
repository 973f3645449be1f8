"""Readers of Epoch AI's tables."""
