"""What takes long to make is made by the first who asks; the others wait for it."""

from __future__ import annotations

import threading

import pytest

from assistant.understanding.made_once import MadeOnce


def test_of_many_who_ask_at_once_only_one_makes_it() -> None:
    entered, may_end = threading.Semaphore(0), threading.Event()
    given: list[list[str]] = []

    @MadeOnce
    def made() -> list[str]:
        """Not done before everybody has asked."""
        entered.release()
        assert may_end.wait(10)
        return ["made"]

    asked = threading.Barrier(13)

    def ask() -> None:
        asked.wait(10)
        given.append(made())

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for one in threads:
        one.start()
    asked.wait(10)
    assert entered.acquire(timeout=10)
    others = entered.acquire(timeout=0.2)
    may_end.set()
    for one in threads:
        one.join(10)

    assert not others
    assert len(given) == 12
    assert all(one is given[0] for one in given)


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
