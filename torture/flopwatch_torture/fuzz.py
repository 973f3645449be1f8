"""Coverage-guided fuzzing of the YAML gate and of the readers, a minute for each seed.

`pip install atheris`, then the suites `fuzz-gate` and `fuzz-readers`; or, with options of libFuzzer,

python -m flopwatch_torture.fuzz gate -max_total_time=600 -seed=1

Ends with an error at the first input that is neither read nor refused. Inputs that reach new code are kept in a folder,
from which the next seed goes on.
"""

from __future__ import annotations

import contextlib
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

SECONDS = 60
MOST_BYTES = 4_096  # of one input
TARGETS = ("gate", "readers")
_DONE = re.compile(rb"Done (\d+) (?:runs )?in (\d+) second")
_COVERED = re.compile(rb"cov: (\d+)")


def missing() -> str:
    """Return why nothing can be fuzzed here, or ""."""
    return "" if importlib.util.find_spec("atheris") else "atheris is not installed (pip install atheris==3.0.0)"


def fuzz(target: str, seed: int, work: Path) -> tuple[list[str], dict[str, float]]:
    """Fuzz a target for a minute; return what ended it, and counts."""
    if why := missing():
        return [why], {}
    kept = work / f"fuzz-{target}"
    kept.mkdir(parents=True, exist_ok=True)
    if not any(kept.iterdir()):
        for number, sample in enumerate(_samples(target)):
            (kept / f"sample-{number}").write_bytes(sample)
    words = [f"-max_total_time={SECONDS}", f"-seed={seed + 1}", f"-max_len={MOST_BYTES}", f"-artifact_prefix={work}/"]
    done = subprocess.run(
        [sys.executable, "-m", "flopwatch_torture.fuzz", target, *words, str(kept)], capture_output=True, check=False
    )
    found, covered = _DONE.search(done.stderr), _COVERED.findall(done.stderr)
    counts = {"inputs": float(found[1]) if found else 0.0, "most_branches": float(covered[-1]) if covered else 0.0}
    if done.returncode == 0 and found:
        return [], counts
    return [f"exit {done.returncode}: {ascii((done.stdout + done.stderr)[-400:].decode(errors='replace'))}"], counts


def _samples(target: str) -> list[bytes]:
    """Return what the fuzzer starts from; the first byte of an input for the readers chooses the reader."""
    from flopwatch_torture import mutants, yaml_mutants

    if target == "gate":
        return list(yaml_mutants.BLOCKS)
    return [bytes([number]) + mutants.sample(name) for number, name in enumerate(mutants.NAMES)]


def main(words: list[str]) -> None:
    """Fuzz until libFuzzer's options say that it is enough."""
    import atheris

    target, options = words[0], words[1:]
    with atheris.instrument_imports(include=["yaml", "markdown_it", "flopwatch.sources", "flopwatch.text"]):
        from flopwatch import sources as _  # noqa: F401 - what is imported here is instrumented
        from flopwatch.sources.wire import safe_yaml
        from flopwatch_torture import mutants
    from flopwatch.domain import FlopwatchError

    def give_gate(data: bytes) -> None:
        with contextlib.suppress(FlopwatchError):
            safe_yaml.load_yaml(data)

    def give_readers(data: bytes) -> None:
        with contextlib.suppress(FlopwatchError):
            mutants.give(mutants.NAMES[data[0] % len(mutants.NAMES)] if data else mutants.NAMES[0], data[1:])

    atheris.Setup([sys.argv[0], *options], {"gate": give_gate, "readers": give_readers}[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
