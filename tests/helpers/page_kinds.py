"""One page of each kind of the sample's hub."""

from __future__ import annotations

CALCULATOR = "calculator.html?parameters=405B&tokens=15.6T&chip=nvidia-h100&chips=16384&days=54&with_cost=1&mfu=40%25"
KINDS = (
    "models/meta/llama-3.1-405b.html",
    "models/openai/gpt-4.html",
    "models/openai/sora.html",
    "models/nobody/hostile.html",
    "thresholds.html",
    "unconfirmed.html",
    "organisations.html",
    "organisations/openai.html",
    "countries.html",
    "domains.html",
    "hardware.html",
    "hardware/nvidia-a100.html",
    "clusters.html",
    "undisclosed.html",
    "compare.html",
    "comparison.html",
    "lists.html",
    CALCULATOR,
    "submit.html",
    "methods.html",
    "method.html",
    "data.html",
    "audit.html",
    "documents.html",
    "coverage.html",
    "findings.html",
    "search.html?q=gpt",
    "benchmarks.html",
    "index.html",
    "explore.html",
    "explore.html?tab=table",
    "explore.html?tab=sources",
    "embed.html",
)
# In the first tier: a page of each layout. The others share theirs with one of these (organisations, countries and
# domains with hardware, unconfirmed with thresholds, findings with benchmarks, tables of audit and data with coverage),
# or tests of their own open them (the explorer and its tabs: test_explorer_devices.py).
FIRST = (
    "models/meta/llama-3.1-405b.html",
    "models/nobody/hostile.html",
    "thresholds.html",
    "organisations/openai.html",
    "hardware.html",
    "hardware/nvidia-a100.html",
    "compare.html",
    "lists.html",
    CALCULATOR,
    "submit.html",
    "coverage.html",
    "benchmarks.html",
    "index.html",
    "embed.html",
)
