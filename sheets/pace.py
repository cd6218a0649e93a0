"""Calls to Google at a pace that its quotas allow."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

PER_MINUTE = 50
BURST = 10
"""Together no more in any minute than the 60 that Google lets one user make of each kind."""
LOCALLY = 6_000
"""Of a local server, which has no quotas, and shows much in little time."""


class Pace:
    """So many calls a minute of each kind, and so many at once after a rest."""

    def __init__(
        self,
        per_minute: int = PER_MINUTE,
        burst: int = BURST,
        *,
        pause: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """With a way to wait, and a clock, both in seconds."""
        self._lock = threading.Lock()
        self._rate = per_minute / 60.0
        self._full = float(burst)
        self._left: dict[str, tuple[float, float]] = {}
        self._pause, self._now = pause, now

    def wait(self, kind: str) -> None:
        """Wait until a call of that kind may go."""
        with self._lock:
            now = self._now()
            left, since = self._left.get(kind, (self._full, now))
            left = min(self._full, left + (now - since) * self._rate)
            self._left[kind] = (left - 1, now)
        if left < 1:
            self._pause((1 - left) / self._rate)
