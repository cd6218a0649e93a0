"""Replays by a seed: a shop to which so many events happen, and what was then found wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from oms.database import Database
from tests.machine.draws import SeededDraws
from tests.machine.events import EVENTS
from tests.machine.invariants import faults
from tests.machine.world import Event, World


def replay(template: Path, folder: Path, seed: int, events: int, among: str = "") -> str:
    """Let `events` happen, as the seed chooses; stops at the first thing that is wrong.

    Args:
        template: an empty, migrated SQLite file.
        folder: where the shop is kept.
        seed: of the choices.
        events: how many.
        among: kinds of events, parted by blanks, such as "orders money"; empty: all there are.

    Returns:
        What was wrong: a broken invariant, an event that did not do what it says, or a constraint
        of the database. Empty when all is well.
    """
    path = folder / f"replay-{seed}.sqlite"
    path.write_bytes(template.read_bytes())
    kinds = [f"tests.machine.events_{kind}" for kind in among.split()]
    chosen = [event for event in EVENTS if not kinds or event.__module__ in kinds]
    world = World(Database(f"sqlite:///{path}"), SeededDraws(seed))
    try:
        world.open()
        return next((fault for _ in range(events) if (fault := _wrong(world, chosen))), "")
    except (AssertionError, IntegrityError) as fault:
        return f"{type(fault).__name__}: {fault}"
    finally:
        world.close()


def _wrong(world: World, events: Sequence[Event]) -> str:
    event = world.draws.pick(events)
    world.happen(event)
    with world.database.reading() as books:
        found = faults(books)
    return f"after {event.__name__}: {found}" if found else ""
