"""Time limit of a request's work: it is given up after some seconds, and a change that is given up is never stored."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from flopwatch.api.review_desk import before_each_change
from flopwatch.domain import FlopwatchError

Result = TypeVar("Result")


class TooSlow(FlopwatchError):
    """A request took longer than it may."""


class Budget:
    """Decides between the end of a request's time and the start of its change: the first of them wins."""

    def __init__(self, seconds: float) -> None:
        """Take the time.

        Args:
            seconds: Longest time, in seconds.
        """
        self.seconds = seconds
        self._lock = threading.Lock()
        self._started = self._changing = self._given_up = False

    def start(self) -> None:
        """Note that a thread has begun the work.

        Raises:
            TooSlow: If the request was given up before.
        """
        with self._lock:
            if self._given_up:
                raise self.refusal()
            self._started = True

    @property
    def started(self) -> bool:
        """True once a thread has begun the work."""
        return self._started

    def begin_change(self) -> None:
        """Note that the change begins.

        Raises:
            TooSlow: If the request was given up before.
        """
        with self._lock:
            if self._given_up:
                raise self.refusal()
            self._changing = True

    def give_up(self) -> bool:
        """Give the request up; return False if its change has begun, so that its end must be awaited."""
        with self._lock:
            self._given_up = not self._changing
            return self._given_up

    def refusal(self) -> TooSlow:
        """Return the error that says so."""
        return TooSlow(
            f"This took longer than {self.seconds:g} s and was given up; nothing was changed. The server may be "
            "reading the census again after an import: try again in some seconds, or ask for fewer rows."
        )


class Workers:
    """Threads that work on the census, few at a time. One that is given up keeps its place until it ends."""

    def __init__(self, at_once: int) -> None:
        """Start no thread yet.

        Args:
            at_once: Most threads.
        """
        self._places = asyncio.Semaphore(at_once)
        self._threads = CapacityLimiter(at_once)

    async def run(self, do: Callable[[], Result], seconds: float) -> Result:
        """Run a function in a thread and return its result.

        Args:
            do: The function.
            seconds: Longest time, the wait for a place included.

        Raises:
            TooSlow: If it takes longer, unless a change has begun by then: that is awaited.
        """
        budget, loop = Budget(seconds), asyncio.get_running_loop()
        end = loop.time() + seconds
        try:
            async with asyncio.timeout_at(end):
                await self._places.acquire()
        except TimeoutError:
            raise budget.refusal() from None

        def limited() -> Result:
            budget.start()
            try:
                with before_each_change(budget.begin_change):
                    return do()
            finally:
                with contextlib.suppress(RuntimeError):  # the server has stopped meanwhile
                    loop.call_soon_threadsafe(self._places.release)

        task = asyncio.ensure_future(to_thread.run_sync(limited, limiter=self._threads, abandon_on_cancel=True))
        await asyncio.wait({task}, timeout=max(0.0, end - loop.time()))
        if not task.done() and budget.give_up():
            task.cancel()
            if not budget.started:  # no thread will give the place back
                self._places.release()
            raise budget.refusal()
        return await task
