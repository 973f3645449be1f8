"""Parameters from a config: the closed form here against building the model on torch's meta device, in one run.

    python benchmarks/architecture.py

Needs an environment with torch, transformers and msgspec. The answers must be equal; the best of several runs is taken
on both sides.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "tests/architecture")]

from helpers.architecture_cases import REAL  # noqa: E402
from make_golden import build, parsed  # noqa: E402

from flopwatch.architecture.counts import count_architecture, read_config  # noqa: E402
from flopwatch.architecture.network import count_parameters  # noqa: E402

NAMES = (
    "Llama 3 8B",
    "Llama 3.1 405B",
    "Mixtral 8x7B",
    "Qwen3 235B-A22B",
    "DeepSeek-V3",
    "Gemma 2 9B",
    "GPT-2",
    "T5 small",
    "BERT base",
)


def best(call: Callable[[], object], times: int, rounds: int) -> float:
    """CPU seconds of one call, the best of some rounds: other work on the machine changes little."""
    found = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(times):
            call()
        found = min(found, (time.process_time() - start) / times)
    return found


def main() -> None:
    """Print the table."""
    import transformers

    transformers.logging.set_verbosity_error()
    print("| config | meta device | here | ratio | with operations | equal |\n|---|---|---|---|---|---|")
    for name in NAMES:
        config = REAL[name]
        made = parsed(config)
        # Only building the model and adding up is timed: the config is parsed already, here as there.
        theirs = sum(one.numel() for one in build(config, made, "meta").parameters())
        slow = best(lambda: sum(one.numel() for one in build(config, made, "meta").parameters()), 1, 7)  # noqa: B023
        quick = best(lambda: count_parameters(read_config(config)[1]), 500, 9)  # noqa: B023
        whole = best(lambda: count_architecture(config), 500, 9)  # noqa: B023
        equal = count_architecture(config).parameters == theirs
        print(
            f"| {name} | {slow * 1e3:.0f} ms | {quick * 1e6:.0f} µs | {slow / quick:,.0f} | {whole * 1e6:.0f} µs, "
            f"{slow / whole:,.0f} | "
            f"{'yes' if equal else 'NO'} |"
        )


if __name__ == "__main__":
    main()
