"""The command line within this process: what `python -m flopwatch` does, without starting Python again."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import io
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest import mock

from flopwatch import cli


@dataclasses.dataclass(frozen=True)
class Done:
    """What a command left: its exit code and all it printed."""

    returncode: int
    stdout: str
    stderr: str


def command(*words: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Done:
    """Run one command and return its exit code and output.

    Args:
        words: The words after `flopwatch`.
        cwd: The folder to run it in; None for the present one.
        env: Variables of the environment to set for it.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with (
        _collector_kept(),
        warnings.catch_warnings(),
        contextlib.chdir(cwd or Path.cwd()),
        mock.patch.dict(os.environ, {"COLUMNS": "160", **(env or {})}),
        mock.patch.object(sys, "argv", ["flopwatch", *words]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
            code: object = 0
        except SystemExit as end:
            code = end.code
    printed = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
    return Done(code if isinstance(code, int) else int(code is not None), *printed)


@contextlib.contextmanager
def _collector_kept() -> Iterator[None]:
    kept = gc.get_threshold()
    try:
        yield
    finally:
        gc.set_threshold(*kept)
