"""What was taken in is answered once, whoever dies or fails in between, or told to be given up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from assistant import intake as intakes
from assistant.desk import SOURCE, Desk
from assistant.intake import Intake
from oms import clock, inbox
from oms.outbox import Claimed
from oms.tables.messages import InboxEvent
from tests.assistant.chaos import ADDED, broken, red_mugs
from tests.small_shop import OWNER, SmallShop

Json = dict[str, Any]
WORDS = "how many blue mugs in Leeds?"


class Post:
    """Takes what is to be delivered, in order."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def deliver(self, message: Claimed) -> None:
        """Keep its words."""
        self.said.append(message.payload["text"])

    def settle(self) -> None:
        """Nothing is on its way."""


class Door:
    """Where things come in, and what is answered; a program that died may have left some."""

    def __init__(self, shop: SmallShop) -> None:
        self.database, self.post = shop.database, Post()
        self._opened: list[Intake] = []
        self.intake = self.another()

    def another(self) -> Intake:
        """The intake of a program that starts now."""
        made = Intake(self.database, Desk(self.database, self.post))
        self._opened.append(made)
        return made

    def left(self, *words: str) -> list[int]:
        """What a program kept, and died before it answered; the ids."""
        with self.database.writing() as books:
            kept = [inbox.keep(books, SOURCE, f"D01:{one}", said(one)) for one in words]
        return [one for one in kept if one is not None]

    def states(self) -> list[str]:
        """What became of everything that came in."""
        with self.database.reading() as books:
            return list(books.scalars(select(InboxEvent.state).order_by(InboxEvent.id)))

    def close(self) -> None:
        """Let what is being answered finish."""
        for one in self._opened:
            one.stop()


def said(words: str) -> Json:
    return {"kind": "message", "text": words, "user": OWNER, "target": "D01", "thread": None,
            "ts": "1.1"}  # fmt: skip


def later(**time: float) -> None:
    then = clock.now() + dt.timedelta(**time)
    clock.set_source(lambda: then)


@pytest.fixture
def door(shop: SmallShop) -> Iterator[Door]:
    """The door of the small shop."""
    opened = Door(shop)
    yield opened
    opened.close()


def test_what_comes_in_is_answered_once_however_often_it_comes(door: Door) -> None:
    for _ in range(3):
        door.intake.take_in("D01:1.1", said(WORDS))
    door.close()

    (told,) = door.post.said
    assert "Blue mug" in told
    assert door.states() == ["done"]


def test_what_a_program_left_is_answered_at_the_next_start_oldest_first(door: Door) -> None:
    door.left(WORDS, "add 2 red mugs in Leeds found", "yes")
    before = red_mugs(door.database)
    later(seconds=1)

    started = door.another()
    started.take_up()
    started.take_up()

    assert [words.split()[0] for words in door.post.said] == ["2", "Red", "Done:"]
    assert red_mugs(door.database) == before + ADDED
    assert door.states() == ["done"] * 3


def test_what_another_may_still_be_at_is_left_to_it_for_a_while(door: Door) -> None:
    later(seconds=1)
    door.left(WORDS)
    door.intake.take_up()
    assert door.post.said == []

    later(seconds=intakes.LEFT_AFTER.total_seconds() + 1)
    door.intake.take_up()
    assert len(door.post.said) == 1


def test_what_could_not_be_answered_nor_apologised_for_is_answered_later(door: Door) -> None:
    with broken(door.database, "outbox"):
        door.intake.take_in("D01:1.1", said(WORDS))
        door.close()
    assert (door.states(), door.post.said) == (["received"], [])

    later(seconds=1)
    door.another().take_up()
    assert len(door.post.said) == 1
    assert door.states() == ["done"]


def test_what_ends_the_program_each_time_is_given_up_and_told(door: Door) -> None:
    (event_id,) = door.left("add 2 red mugs in Leeds found")
    before = red_mugs(door.database)
    for _ in range(intakes.MOST_TRIES):
        # it is counted before it is tried, by a program that then dies
        with door.database.writing() as books:
            inbox.tried(books, event_id)
    later(seconds=1)

    door.another().take_up()

    (told,) = door.post.said
    assert "nothing was changed" in told
    assert door.states() == ["failed"]
    assert red_mugs(door.database) == before


def test_what_came_long_ago_is_not_done_any_more_and_told(door: Door) -> None:
    door.left("add 2 red mugs in Leeds found", "yes")
    before = red_mugs(door.database)
    later(seconds=intakes.PATIENCE.total_seconds() + 1)

    door.another().take_up()

    assert ["nothing was changed" in one for one in door.post.said] == [True, True]
    assert door.states() == ["failed", "failed"]
    assert red_mugs(door.database) == before


def test_one_that_nobody_can_answer_keeps_no_other_from_it_and_is_let_go_of(door: Door) -> None:
    first, _ = door.left("a bomb", WORDS)
    with door.database.writing() as books:
        # no door lets such a thing in: it can neither be answered nor be told of
        books.get_one(InboxEvent, first).payload = {"kind": "message"}
    later(seconds=1)
    started = door.another()
    started.take_up()
    assert len(door.post.said) == 1
    assert door.states() == ["received", "done"]

    for _ in range(intakes.MOST_TRIES):
        started.take_up()
    assert door.states() == ["failed", "done"]
