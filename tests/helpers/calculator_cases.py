"""Inputs in words for the calculator, and what `fw.estimate` answers to them."""

from __future__ import annotations

from typing import Any

import flopwatch as fw
from flopwatch.domain.errors import FlopwatchError
from helpers.bundled import bundled_store

GIVEN: tuple[dict[str, str], ...] = (
    # inputs that are asked about
    {"chips": "16384", "chip": "nvidia-h200", "days": "54", "mfu": "0.38", "peak": "1979 TFLOP/s"},
    {"parameters": "70", "tokens": "1.4T"},
    {"parameters": "7B", "tokens": "1.4"},
    {"chips": "8", "chip": "nvidia-p100", "days": "3", "mfu": "0.8"},
    # one route
    {"parameters": "405B", "tokens": "15.6T"},
    {"parameters": "=405B", "tokens": "=15.6T"},
    {"parameters": "671B", "active_parameters": "37B", "tokens": "14.8T", "epochs": "1"},
    {"parameters": "1.5 billion parameters", "tokens": "4e9", "epochs": "10"},
    {"parameters": "6.5e10 ×/÷ 1.2", "tokens": "1.0..1.4T"},
    {"compute": "3.8e25"},
    {"compute": "8.2e24 to 4.4e25"},
    {"chips": "16,384", "days": "54", "chip": "nvidia-h100"},
    {"chips": "1024", "days": "34 days", "chip": "nvidia-a100", "mfu": "50%"},
    {"chips": "512", "hours": "200", "chip": "nvidia-v100", "number_format": "fp32"},
    {"chip_hours": "30.8M", "peak": "9.89e14", "mfu": "0.4 ×/÷ 1.3"},
    {"chip_hours": "1.7e6", "chip": "google-tpu-v4", "mfu": "30%..45%"},
    {"chips": "384", "days": "105 to 118", "peak": "312 TFLOP/s"},
    # money
    {"cost": "20M", "price": "1.9", "chip": "nvidia-h100", "mfu": "0.3"},
    {"cost": "$78,000,000", "chip": "nvidia-a100", "date": "2022-08-01"},
    {"cost": "5.6M", "chip": "nvidia-h800", "price": "2", "mfu": "25%..50%"},
    # several routes
    {"parameters": "405B", "tokens": "15.6T", "chips": "16384", "days": "54", "chip": "nvidia-h100", "mfu": "0.38"},
    {"parameters": "405B", "tokens": "15.6T", "chips": "16384", "days": "54", "chip": "nvidia-h100", "mfu": "30%..45%"},
    {
        "compute": "3.8e25",
        "parameters": "405B",
        "tokens": "15.6T",
        "chips": "16384",
        "days": "54",
        "chip": "nvidia-h100",
    },
    {"compute": "2e25..6e25", "parameters": "405B", "tokens": "15.6T"},
    {
        "compute": "1e25 to 8e25",
        "parameters": "405B",
        "tokens": "15.6T",
        "chips": "16384",
        "days": "54",
        "chip": "nvidia-h100",
        "cost": "100M",
    },
    {"parameters": "7B", "tokens": "2T", "chips": "100", "days": "1", "chip": "google-tpu-v4"},
    {"cost": "20M", "chip": "nvidia-h100", "parameters": "123B", "tokens": "5..15T", "mfu": "25%..50%"},
    {
        "cost": "63M",
        "chip": "nvidia-a100",
        "chips": "25000",
        "days": "95",
        "parameters": "1.8T",
        "active_parameters": "280B",
        "tokens": "13T",
    },
    # what it takes
    {
        "chips": "16384",
        "days": "54",
        "chip": "nvidia-h100",
        "with_cost": "1",
        "country": "US",
        "operator": "large",
        "date": "2024-07-23",
    },
    {"parameters": "70B", "tokens": "2T", "chip": "nvidia-a100", "with_cost": "1", "date": "2023-07-18"},
    {"chip_hours": "2.79M", "chip": "nvidia-h800", "with_cost": "1", "country": "CN", "operator": "other"},
    {"parameters": "7B", "tokens": "2T", "with_cost": "1"},
    {"chip_hours": "1e6", "chip": "nvidia-gtx-280", "with_cost": "1", "country": "FR", "tdp": "250"},
    {"chips": "100", "days": "1", "chip": "google-tpu-v4", "with_cost": "1", "country": "FR", "date": "2018-05-01"},
    # the other way round
    {"inverse": "1e25", "chip": "nvidia-h100", "chips": "4096"},
    {"inverse": "1e26", "chip": "nvidia-h100", "days": "100", "mfu": "35%..45%", "parameters": "500B"},
    {"inverse": "8.2e24..4.4e25", "tokens": "15T"},
    {"inverse": "1e25", "chip": "nvidia-a100", "with_cost": "1", "country": "US", "date": "2023-01-01"},
    # what cannot be read: the message is compared by the input that it names
    {"parameters": "fast", "tokens": "1T"},
    {"parameters": "-3B", "tokens": "1T"},
    {"parameters": "0", "tokens": "1T"},
    {"parameters": "10..5B", "tokens": "1T"},
    {"parameters": "37B", "active_parameters": "671B", "tokens": "1T"},
    {"parameters": "1e30", "tokens": "1T"},
    {"chips": "8", "days": "1", "chip": "nvidia-h100", "mfu": "40"},
    {"chips": "8", "days": "1", "chip": "nvidia-h100", "mfu": "0.8 ×/÷ 1.5"},
    {"chips": "8", "days": "1", "hours": "24", "chip": "nvidia-h100"},
    {"chip_hours": "8", "chips": "8", "days": "1", "chip": "nvidia-h100"},
    {"chips": "8", "days": "1", "chip": "nvidia-h100", "number_format": "int4"},
    {"parameters": "405B"},
    {"inverse": "1e25"},
)


def answer(given: dict[str, Any]) -> dict[str, Any]:
    """Return Python's answer, or that it refuses."""
    words = {name: value for name, value in given.items() if name != "with_cost"}
    try:
        found = fw.estimate(with_cost="with_cost" in given, ledger=bundled_store(), **words)
    except FlopwatchError as error:
        return {"refused": str(error)}
    return dict(found)
