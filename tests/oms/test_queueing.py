"""Whose turn it is to write to SQLite: in order, but for what takes a moment."""

from __future__ import annotations

import signal
import threading

import pytest

from oms.queueing import MOST_AHEAD, Turn
from tests.waiting import until


class Crowd:
    """People who want their turn, and the order in which they had it."""

    def __init__(self) -> None:
        self.turn, self.had = Turn(), list[str]()
        self._people: list[threading.Thread] = []

    def comes(self, name: str, *, queues: bool = True) -> None:
        """Somebody comes, and waits by the time that this returns."""

        def have_it() -> None:
            with self.turn.taken(queues=queues):
                self.had.append(name)

        line = self.turn._line if queues else self.turn._ahead
        before = len(line)
        self._people.append(threading.Thread(target=have_it, daemon=True))
        self._people[-1].start()
        until(lambda: len(line) > before)

    def all_had_it(self) -> list[str]:
        """Wait for everybody."""
        for one in self._people:
            one.join(30)
        assert not any(one.is_alive() for one in self._people)
        return self.had


def test_they_go_in_the_order_in_which_they_came_and_a_moment_goes_ahead() -> None:
    crowd = Crowd()
    with crowd.turn.taken(queues=True):
        for name in ("first", "second", "third"):
            crowd.comes(name)
        crowd.comes("a moment", queues=False)
        crowd.comes("another moment", queues=False)

    assert crowd.all_had_it() == ["a moment", "another moment", "first", "second", "third"]


def test_a_stream_of_moments_keeps_nobody_waiting_for_ever() -> None:
    crowd = Crowd()
    with crowd.turn.taken(queues=True):
        crowd.comes("in line")
        for one in range(MOST_AHEAD + 5):
            crowd.comes(f"moment {one}", queues=False)

    assert crowd.all_had_it().index("in line") == MOST_AHEAD


def test_one_at_a_time_however_many_come() -> None:
    turn, inside, most = Turn(), 0, 0

    def have_it(queues: bool) -> None:
        nonlocal inside, most
        for _ in range(200):
            with turn.taken(queues=queues):
                inside += 1
                most = max(most, inside)
                inside -= 1

    people = [threading.Thread(target=have_it, args=(one % 3 > 0,)) for one in range(12)]
    for one in people:
        one.start()
    for one in people:
        one.join(60)

    assert not any(one.is_alive() for one in people)
    assert (inside, most) == (0, 1)


def test_whose_turn_ends_in_an_error_hands_it_on() -> None:
    turn = Turn()
    with pytest.raises(ValueError, match="wrong"), turn.taken(queues=True):
        raise ValueError("wrong")

    with turn.taken(queues=True):
        pass


def test_who_has_it_may_take_it_once_more_and_then_hands_it_on() -> None:
    crowd = Crowd()
    with crowd.turn.taken(queues=True):
        crowd.comes("next")
        with crowd.turn.taken(queues=True), crowd.turn.taken(queues=False):
            pass
        assert crowd.had == []

    assert crowd.all_had_it() == ["next"]


def test_who_waits_no_longer_keeps_nobody_waiting() -> None:
    crowd = Crowd()
    with crowd.turn.taken(queues=True):
        pass
    held = threading.Event()

    def hold() -> None:
        with crowd.turn.taken(queues=True):
            held.wait(30)

    holder = threading.Thread(target=hold, daemon=True)
    holder.start()
    until(lambda: crowd.turn._is_taken)
    told = threading.main_thread().ident, signal.SIGUSR1
    interrupt = threading.Timer(0.05, signal.pthread_kill, told)
    # Ctrl-C itself is not heard by what runs in the background
    before = signal.signal(signal.SIGUSR1, signal.default_int_handler)
    interrupt.start()
    # only the first thread is interrupted: it waits, and goes away
    with pytest.raises(KeyboardInterrupt), crowd.turn.taken(queues=True):
        raise AssertionError("it was not free")
    signal.signal(signal.SIGUSR1, before)
    crowd.comes("next")
    held.set()

    assert crowd.all_had_it() == ["next"]
