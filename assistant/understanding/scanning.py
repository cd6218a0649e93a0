"""What stands where in a row of words, none overlapping another. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar


class Stretch(Protocol):
    """Something that ends before the word `past`."""

    @property
    def past(self) -> int:
        """Number of the word behind it."""
        ...


Found = TypeVar("Found", bound=Stretch)


def every(length: int, at: Callable[[int], Found | None]) -> list[Found]:
    """Everything found from left to right, each beginning where the one before it ended, or later.

    Args:
        length: how many words there are.
        at: what begins at a word; None: nothing does.
    """
    found: list[Found] = []
    start = 0
    while start < length:
        one = at(start)
        start = start + 1 if one is None else one.past
        found += [] if one is None else [one]
    return found
