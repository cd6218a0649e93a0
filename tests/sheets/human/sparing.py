"""A trial of a program that compares only the rows that may differ, as it does between times.

At its start, now and then, and when it is told to look, the program compares all rows, which mends
whatever was missed. Here it does so only where it knows by itself that it has to.
"""

from __future__ import annotations

from typing import Any

from sheets.sync import Sync
from tests.sheets.conftest import tabs
from tests.sheets.human.trial import Program, Trial, World


class SparingSync(Sync):
    """Never compares all rows only because it is told to, or because it is time to."""

    def _is_whole(self, *, force: bool) -> bool:
        return False


def sparing(world: World) -> Program:
    """Such a program, as at its start."""
    return SparingSync(world.open(), world.ledger(), tabs())


class Sparing(Trial):
    """A person and a shop beside such a program."""

    def __init__(self, world: World, seed: int, **given: Any) -> None:
        """Get ready, as any trial does."""
        super().__init__(world, seed, sparing, **given)
