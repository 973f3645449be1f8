"""A line on the terminal while a command works in silence: its name, the step, and the seconds so far."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TextIO

_SILENCE = 1.0  # seconds without output, before a line is drawn
_EVERY = 0.25  # seconds between two drawings
_UNSAID = 80  # columns of a terminal that does not say how many it has
_ERASE = "\r\x1b[K"

# What the work in a room is called; rooms that are not here (arithmetic, words) work for the one that called them.
_STEPS = {
    "sources": "reading sources",
    "ledger": "reading the ledger",
    "records": "choosing values",
    "identity": "matching names",
    "architecture": "counting parameters",
    "estimation": "estimating compute",
    "imputation": "estimating from benchmark scores",
    "undisclosed": "estimating from circumstance",
    "cost": "working out costs",
    "classification": "classifying",
    "analysis": "fitting trends",
    "validation": "comparing with recorded figures",
    "audit": "checking figures",
    "history": "comparing states",
    "discovery": "looking for models",
    "mining": "mining documents",
    "products": "making tables",
    "charts": "drawing charts",
    "exports": "writing foreign formats",
    "releases": "writing the release",
    "hub": "writing pages",
    "reproduce": "comparing with the documents",
    "api": "answering",
    "pipeline": "taking the census",
    "build_folder": "writing files",
}
_WAITING = {"cli", "server", "mcp"}  # waits for a person or a client: draws nothing


def step_of(frame: FrameType | None) -> str | None:
    """Return the words for what a thread works at, by the innermost room in its stack; None if it waits for input."""
    found: str | None = None
    while frame is not None:
        package, _, rest = str(frame.f_globals.get("__name__", "")).partition(".")
        room = rest.split(".")[0]
        if package == "flopwatch" and room == "server":
            return None
        if package == "flopwatch" and found is None:
            if room in _WAITING:
                return None
            found = _STEPS.get(room)
        frame = frame.f_back
    return found


class Progress:
    """A line that is redrawn in place after a second of silence, and erased before anything else is printed.

    Args:
        name: The command.
        screen: Where to draw: a terminal.
        now: The clock, in seconds.
    """

    def __init__(self, name: str, screen: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        self._name, self._screen, self._now = name, screen, now
        self._write = screen.write
        self._begun = self._last = now()
        self._drawn, self._at_line_start = False, True
        self._lock = threading.RLock()

    def draw(self, step: str | None) -> None:
        """Draw the line, if there is a step to name and nothing was printed for a second."""
        with self._lock:
            now = self._now()
            if step is None or not self._at_line_start or now - self._last < _SILENCE:
                return
            words = f"flopwatch {self._name}: {step}, {now - self._begun:.0f} s"
            width = os.get_terminal_size(self._screen.fileno()).columns or _UNSAID
            self._write(_ERASE + words[: width - 1])
            self._screen.flush()
            self._drawn = True

    def erase(self) -> None:
        """Erase the line, if one is drawn."""
        with self._lock:
            if self._drawn:
                self._write(_ERASE)
                self._screen.flush()
                self._drawn = False

    @contextlib.contextmanager
    def watching(self, stream: TextIO) -> Iterator[None]:
        """Erase the line before each text that is written to a stream of the same terminal."""
        write = stream.write

        def after_erasing(text: str) -> int:
            with self._lock:
                self.erase()
                self._last = self._now()
                self._at_line_start = text.endswith("\n") if text else self._at_line_start
                return write(text)

        setattr(stream, "write", after_erasing)  # noqa: B010 - an attribute of the instance, deleted again
        try:
            yield
        finally:
            delattr(stream, "write")


@contextlib.contextmanager
def progress(words: list[str]) -> Iterator[None]:
    """Show what a command line works at, after each second of silence; nothing where stderr is not a terminal."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    line = Progress(words[0] if words else "", sys.stderr)
    ended = threading.Event()
    worker = threading.main_thread().ident or 0

    def redraw() -> None:
        while not ended.wait(_EVERY):
            line.draw(step_of(sys._current_frames().get(worker)))

    drawing = threading.Thread(target=redraw, name="progress", daemon=True)
    with contextlib.ExitStack() as watched:
        for stream in (sys.stdout, sys.stderr):
            if stream.isatty():
                watched.enter_context(line.watching(stream))
        drawing.start()
        try:
            yield
        finally:
            ended.set()
            drawing.join()
            line.erase()
