"""Jobs of one conversation one after another, in the order in which they came; others beside it."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor

log = logging.getLogger(__name__)
Job = Callable[[], object]


class Lines:
    """A line of jobs for each conversation, and threads that do what stands first in each.

    Args:
        threads: so many lines move at once.
        name: of the threads.
    """

    def __init__(self, threads: int, name: str) -> None:
        self._looking = threading.Lock()
        self._lines: dict[Hashable, deque[Job]] = {}
        self._is_ended = False
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)

    def add(self, whose: Hashable, job: Job) -> None:
        """Put a job at the end of a line; once the lines have ended, nothing is done any more."""
        with self._looking:
            if self._is_ended:
                return
            moves = whose in self._lines
            self._lines.setdefault(whose, deque()).append(job)
            if not moves:
                self._threads.submit(self._move, whose)

    def end(self) -> None:
        """Finish what is being done, and begin nothing more."""
        with self._looking:
            self._is_ended = True
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _move(self, whose: Hashable) -> None:
        while job := self._first(whose):
            try:
                job()
            except Exception:
                # the thread goes on: those behind it have done nothing
                log.exception("A job of %s failed", whose)

    def _first(self, whose: Hashable) -> Job | None:
        with self._looking:
            line = self._lines[whose]
            if self._is_ended or not line:
                del self._lines[whose]
                return None
            return line.popleft()
