"""Replays by a seed: a shop to which so many events happen, and what was then found wrong."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import IntegrityError

from oms.database import Database
from tests.machine.draws import SeededDraws
from tests.machine.events import EVENTS
from tests.machine.invariants import faults
from tests.machine.world import World


def replay(template: Path, folder: Path, seed: int, events: int) -> str:
    """Let `events` happen, as the seed chooses; stops at the first thing that is wrong.

    Returns:
        What was wrong: a broken invariant, an event that did not do what it says, or a constraint
        of the database. Empty when all is well.
    """
    path = folder / f"replay-{seed}.sqlite"
    path.write_bytes(template.read_bytes())
    draws = SeededDraws(seed)
    world = World(Database(f"sqlite:///{path}"), draws)
    try:
        for _ in range(events):
            event = draws.pick(EVENTS)
            try:
                world.happen(event)
            except (AssertionError, IntegrityError) as fault:
                return f"{event.__name__}: {fault}"
            with world.database.reading() as books:
                if found := faults(books):
                    return f"after {event.__name__}: {found}"
        return ""
    finally:
        world.close()
