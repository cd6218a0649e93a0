"""What takes long to make is made once, also where many ask for it at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import update_wrapper
from typing import Generic, TypeVar

Made = TypeVar("Made")


class MadeOnce(Generic[Made]):
    """A function without arguments that is called once; whoever asks meanwhile waits for it.

    `functools.cache` lets everybody make it who asks before the first one is done: of twenty people
    who wrote to a program that had just started, each waited for all twenty.
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._making = threading.RLock()
        self._made: tuple[Made, ...] = ()
        update_wrapper(self, make)

    def __call__(self) -> Made:
        """What was made, by now or before."""
        made = self._made
        if not made:
            with self._making:
                made = self._made = self._made or (self._make(),)
        return made[0]

    @property
    def so_far(self) -> Made | None:
        """What was made by now; None: nobody asked for it yet."""
        return self._made[0] if self._made else None

    def cache_clear(self) -> None:
        """Have it made again when it is asked for next."""
        self._made = ()
