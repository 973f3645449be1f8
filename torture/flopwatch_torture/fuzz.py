"""Coverage-guided fuzzing of the YAML gate: `pip install atheris`, then

python -m flopwatch_torture.fuzz -max_total_time=600 -seed=1

Ends with an error at the first input that is neither text nor refused; libFuzzer's options are passed on.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["yaml", "flopwatch.sources.wire.safe_yaml"]):
    from flopwatch.sources.wire import safe_yaml

from flopwatch.domain import BadInput


def give(data: bytes) -> None:
    """Give bytes to the gate."""
    try:
        safe_yaml.load_yaml(data)
    except BadInput:
        return


if __name__ == "__main__":
    atheris.Setup(sys.argv, give)
    atheris.Fuzz()
