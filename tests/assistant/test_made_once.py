"""What takes long to make is made by the first who asks; the others wait for it."""

from __future__ import annotations

import threading
import time

import pytest

from assistant.understanding.made_once import MadeOnce


def test_of_many_who_ask_at_once_only_one_makes_it() -> None:
    made: list[int] = []

    @MadeOnce
    def slowly() -> list[int]:
        """Take long."""
        time.sleep(0.05)
        made.append(len(made))
        return made

    asked = threading.Barrier(12)
    given: list[list[int]] = []

    def ask() -> None:
        asked.wait(10)
        given.append(slowly())

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(10)

    assert made == [0]
    assert len(given) == 12
    assert all(one is made for one in given)


def test_what_could_not_be_made_is_tried_again_by_the_next() -> None:
    tries: list[int] = []

    @MadeOnce
    def at_last() -> str:
        tries.append(1)
        if len(tries) < 2:
            message = "not yet"
            raise OSError(message)
        return "made"

    with pytest.raises(OSError, match="not yet"):
        at_last()
    assert at_last() == at_last() == "made"
    assert len(tries) == 2


def test_it_is_made_again_once_it_was_forgotten() -> None:
    numbers = iter(range(9))
    counted = MadeOnce(lambda: next(numbers))
    assert (counted(), counted()) == (0, 0)

    counted.cache_clear()

    assert counted() == 1
