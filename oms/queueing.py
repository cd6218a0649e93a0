"""Room for so many who write to PostgreSQL at once; who waits for others gives theirs up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

ENTRY = "backroom entry"


class Entry:
    """That a writer is in the room, until they leave it."""

    def __init__(self, room: threading.Semaphore, *, has_room: bool) -> None:
        self._room, self._has_room = room, has_room

    def leave(self) -> None:
        """Let the next one in; harmless where they never had room, or left it before."""
        if self._has_room:
            self._has_room = False
            self._room.release()


class Room:
    """The room for writers of one process.

    Args:
        size: so many are in it at once.
    """

    def __init__(self, size: int) -> None:
        self._room = threading.Semaphore(size)

    @contextmanager
    def entered(self, patience: float) -> Iterator[Entry]:
        """Wait for room, and go in all the same after a while.

        Args:
            patience: seconds; those before may wait for others' rows.
        """
        mine = Entry(self._room, has_room=self._room.acquire(timeout=patience))
        try:
            yield mine
        finally:
            mine.leave()


def leave(books: Session) -> None:
    """Give up a writer's room before they wait for a lock that only one holds at a time.

    Else those who wait for it would fill the room, and keep out everybody who needs it not.
    """
    mine: Entry | None = books.info.get(ENTRY)
    if mine is not None:
        mine.leave()
