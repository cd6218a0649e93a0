"""Waiting for what another thread does."""

from __future__ import annotations

import time
from collections.abc import Callable

LONGEST, PAUSE = 30.0, 0.002
"""Seconds."""


def until(so: Callable[[], bool]) -> None:
    """Wait until something is so; fail where it is not so for long."""
    end = time.monotonic() + LONGEST
    while not so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(PAUSE)
