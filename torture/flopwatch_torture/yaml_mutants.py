"""Mutants of YAML blocks as lists hold them: each is text, lists and mappings of text, or refused with its place."""

from __future__ import annotations

import contextlib
import random
import time

from flopwatch.domain import BadInput
from flopwatch.sources.wire.safe_yaml import load_yaml
from flopwatch_torture.mutants import mutated

BLOCKS = (
    b"Field: Language\nParams: 175B\nTraining Data: 300B tokens\nTraining Compute: 3.6k petaFLOP/s-days\n",
    b'Params: 7B\nCost: 100k$\nNote: "a: b"\nLinks:\n  - https://example.org/a\n  - {name: x, value: [1, 2]}\n',
    b"# a comment\na: |\n  two\n  lines\nb: >-\n  folded\n  text\n? c\n: 'it''s'\n",
    "模型: 悟道 2.0\n参数: 1.75万亿\n发布: 2021-06-01\n".encode(),
)
# Pieces of YAML that have hurt one loader or another.
_PIECES = (
    *(b"&a ", b"*a", b"<<: *a", b"!!python/object:os.system ", b"!!binary ", b"%YAML 1.1\n", b"%TAG ! tag:x,2000:\n"),
    *(
        b"---\n",
        b"...\n",
        b"[" * 40,
        b"{" * 40,
        b"- " * 40,
        b"? " * 40,
        b"\t",
        b"\r",
        b"\0",
        b"\x85",
        b"\xff",
        b"\xed\xa0\x80",
    ),
    *(b'"\\UFFFFFFFF"', b'"\\x00"', b'"\\ud800"', b"2023-02-30", b".inf", b"1e999", b"0b" + b"1" * 60, b"12:30:45"),
    *(
        "\u202e".encode(),
        "\ufeff".encode(),
        "\u2028".encode(),
        b": ",
        b"\n  ",
        b"|9\n",
        b">+\n",
        b"'",
        b'"',
        b"#",
        b"@",
        b"`",
    ),
)
_LONGEST = 2.0  # seconds of CPU for one
_SUSPICIOUS = 0.05  # seconds of wall-clock time above which CPU time is measured


def try_yaml(seed: int, count: int) -> tuple[list[str], dict[str, float]]:
    """Give mutants to the gate; return what went wrong, and counts."""
    rng, problems = random.Random(f"yaml {seed}"), list[str]()
    counts = {"mutants": 0.0, "read": 0.0, "refused": 0.0, "most_seconds": 0.0}
    for _ in range(count):
        data = bytearray(mutated(rng, rng.choice(BLOCKS)))
        for _ in range(rng.randrange(3)):
            at = rng.randrange(len(data) + 1)
            data[at:at] = rng.choice(_PIECES)
        begin = time.perf_counter()
        try:
            read = load_yaml(bytes(data))
        except BadInput:
            counts["refused"] += 1
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            problems.append(f"{type(error).__name__}: {str(error)[:80]} from {bytes(data)[:120]!r}")
        else:
            counts["read"] += 1
            if not _is_text(read):
                problems.append(f"not text alone: {str(read)[:80]}")
        took = time.perf_counter() - begin
        if took > _SUSPICIOUS:  # the machine may have been busy: CPU time counts, and asking for it costs a system call
            took = _cpu_seconds(bytes(data))
        counts["mutants"] += 1
        counts["most_seconds"] = max(counts["most_seconds"], round(took, 2))
        if took > _LONGEST:
            problems.append(f"{took:.1f} s for {bytes(data)[:80]!r}")
    return problems, counts


def _cpu_seconds(data: bytes) -> float:
    begin = time.process_time()
    with contextlib.suppress(Exception):  # named by the caller
        load_yaml(data)
    return time.process_time() - begin


def _is_text(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_is_text, value))
    if isinstance(value, dict):
        return all(map(_is_text, [*value, *value.values()]))
    return isinstance(value, str)
