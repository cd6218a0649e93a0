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
    world = World(Database(f"sqlite:///{path}"), SeededDraws(seed))
    try:
        world.open()
        return next((fault for _ in range(events) if (fault := _wrong(world))), "")
    except (AssertionError, IntegrityError) as fault:
        return f"{type(fault).__name__}: {fault}"
    finally:
        world.close()


def _wrong(world: World) -> str:
    event = world.draws.pick(EVENTS)
    world.happen(event)
    with world.database.reading() as books:
        found = faults(books)
    return f"after {event.__name__}: {found}" if found else ""
