"""The line that a terminal shows while a command works in silence."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path
from types import FrameType

import pytest
from helpers.commands import command

from flopwatch.cli.progress import Progress, step_of


def test_a_line_is_drawn_after_a_second_of_silence_and_erased_before_the_next_word() -> None:
    read, terminal = pty.openpty()
    now = [0.0]
    with os.fdopen(terminal, "w", encoding="utf-8") as screen:
        line = Progress("build", screen, lambda: now[0])
        with line.watching(screen):
            now[0] = 0.9
            line.draw("writing pages")
            now[0] = 12.4
            line.draw("writing pages")
            screen.write("Built.\n")
            screen.flush()
            now[0] = 12.9
            line.draw("writing pages")
        drawn, after = b"\r\x1b[Kflopwatch build: writing pages, 12 s", b"\r\x1b[KBuilt.\r\n"
        with os.fdopen(os.dup(read), "rb") as seen:
            assert seen.read(len(drawn + after)) == drawn + after
    os.close(read)


def test_nothing_is_drawn_behind_a_question_nor_while_a_person_is_waited_for() -> None:
    read, terminal = pty.openpty()
    now = [0.0]
    with os.fdopen(terminal, "w", encoding="utf-8") as screen:
        line = Progress("review", screen, lambda: now[0])
        with line.watching(screen):
            screen.write("Accept? ")
            screen.flush()
            now[0] = 60
            line.draw("choosing values")
            screen.write("\n")
            screen.flush()
            now[0] = 120
            line.draw(step_of(_frame_in("flopwatch.cli.reviews")))
        assert os.read(read, 1000).decode() == "Accept? \r\n"
    os.close(read)


def test_the_step_is_that_of_the_innermost_room_and_a_server_has_none() -> None:
    assert step_of(_frame_in("flopwatch.imputation.fits")) == "estimating from benchmark scores"
    assert step_of(_frame_in("numpy.linalg")) is None
    assert step_of(_frame_in("flopwatch.server.pages", "flopwatch.hub.site")) is None


def test_a_pipe_sees_no_progress(few_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[Progress.__module__]
    monkeypatch.setattr(module, "_SILENCE", 0)
    monkeypatch.setattr(module, "_EVERY", 0.001)
    done = command("models", "--limit", "1", "--data", str(few_models), "--ledger", str(tmp_path / "none.sqlite"))
    assert (done.returncode, "\x1b" in done.stdout + done.stderr) == (0, False)


def _frame_in(*modules: str) -> FrameType:
    """Return a frame of a function of the last module, which the ones before called."""
    code = "import sys\ndef call(rest): return rest[0](rest[1:]) if rest else sys._getframe()"
    calls = []
    for name in modules:
        space: dict[str, object] = {"__name__": name}
        exec(code, space)  # the module of a frame is in its globals
        calls.append(space["call"])
    frame: FrameType = calls[0](calls[1:])  # type: ignore[operator]
    return frame
