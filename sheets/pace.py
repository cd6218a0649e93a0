"""Calls to Google at a pace that its quotas allow."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

PER_MINUTE = 50
"""Of 60 that Google lets one user make of each kind."""


class Pace:
    """So many calls a minute of each kind, and no more."""

    def __init__(
        self, per_minute: int = PER_MINUTE, *, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._lock = threading.Lock()
        self._rate = per_minute / 60.0
        self._full = float(per_minute)
        self._left: dict[str, tuple[float, float]] = {}
        self._pause = pause

    def wait(self, kind: str) -> None:
        """Wait until a call of that kind may go."""
        with self._lock:
            now = time.monotonic()
            left, since = self._left.get(kind, (self._full, now))
            left = min(self._full, left + (now - since) * self._rate)
            self._left[kind] = (left - 1, now)
        if left < 1:
            self._pause((1 - left) / self._rate)
