"""Who writes when: to SQLite one at a time, to PostgreSQL so many as there is room for."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

ENTRY, MOST_AHEAD = "backroom entry", 40


class Turn:
    """One at a time, in the order in which they came; whoever does not queue goes ahead of all.

    Whoever has it may take it once more: what follows a commit may write in turn.
    """

    def __init__(self) -> None:
        self._looking = threading.Lock()
        self._is_taken = False
        self._holder = self._went_ahead = 0
        self._ahead: deque[threading.Event] = deque()
        self._line: deque[threading.Event] = deque()

    @contextmanager
    def taken(self, *, queues: bool) -> Iterator[None]:
        """Wait for one's turn and have it; for what takes a moment, `queues` may be False."""
        me = threading.get_ident()
        if self._holder == me:
            yield
            return
        self._wait(self._line if queues else self._ahead)
        self._holder = me
        try:
            yield
        finally:
            self._holder = 0
            self._hand_on()

    def _wait(self, line: deque[threading.Event]) -> None:
        with self._looking:
            if not self._is_taken:
                self._is_taken = True
                return
            mine = threading.Event()
            line.append(mine)
        try:
            mine.wait()
        except BaseException:
            # Ctrl-C: nobody may wait for who went away
            self._leave(line, mine)
            raise

    def _leave(self, line: deque[threading.Event], mine: threading.Event) -> None:
        with self._looking:
            was_waiting = mine in line
            if was_waiting:
                line.remove(mine)
        if not was_waiting:
            self._hand_on()

    def _hand_on(self) -> None:
        with self._looking:
            # a stream of those who go ahead must not keep the others waiting for ever
            is_lines_turn = self._went_ahead >= MOST_AHEAD and bool(self._line)
            line = self._line if is_lines_turn else self._ahead or self._line
            self._went_ahead = self._went_ahead + 1 if line is self._ahead else 0
            if line:
                line.popleft().set()
            else:
                self._is_taken = False


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
