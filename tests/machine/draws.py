"""How an event chooses: by Hypothesis, which shrinks what fails, or by a seed, which replays it.

Draws are guided (a row where the command is possible, units within what may be), and one in five is
wild: machines that choose freely hardly ever reach what goes wrong.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Protocol, TypeVar

from hypothesis import strategies as st

Thing = TypeVar("Thing")
WILD = 5


class Nothing(Exception):
    """There is nothing to choose from: the event does not happen."""


class Draws(Protocol):
    """Whatever chooses."""

    def pick(self, among: Sequence[Thing]) -> Thing:
        """One of these.

        Raises:
            Nothing: there is none.
        """

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""

    def wild(self) -> bool:
        """Whether this one is to be wild; one in five."""


class SeededDraws:
    """Chooses by a seed: the same choices every time."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  a replay, no secret

    def pick(self, among: Sequence[Thing]) -> Thing:
        """One of these."""
        if not among:
            raise Nothing
        return self._random.choice(among)

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self._random.randint(low, max(low, high))

    def wild(self) -> bool:
        """Whether this one is to be wild."""
        return self._random.randrange(WILD) == 0


class GuidedDraws:
    """Chooses by Hypothesis."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def pick(self, among: Sequence[Thing]) -> Thing:
        """One of these."""
        if not among:
            raise Nothing
        return self._data.draw(st.sampled_from(among))

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self._data.draw(st.integers(low, max(low, high)))

    def wild(self) -> bool:
        """Whether this one is to be wild."""
        return self._data.draw(st.integers(1, WILD)) == WILD
