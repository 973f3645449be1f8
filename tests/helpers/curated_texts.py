"""Texts of the curated folder that several tests write."""

from __future__ import annotations

CORRECTION = """[[correction]]
model = "openai/gpt-4"
field = "training_compute"
action = "override"
value = "2e25"
unit = "FLOP"
expect = { source = "epoch-1e25", value = "2.1e25" }
reason = "An example."
status = "reported 2026-02-11"
"""
