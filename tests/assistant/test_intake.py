"""What was taken in is answered once and in order, whoever dies in between; or it is let go of."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from assistant import intake as intakes
from assistant.came import SOURCE
from assistant.desk import Desk
from assistant.intake import Intake
from oms import clock, inbox
from oms.outbox import Claimed
from oms.tables.messages import InboxEvent
from tests.assistant.chaos import ADDED, broken, red_mugs
from tests.small_shop import OWNER, PICKER, SmallShop
from tests.waiting import until

Json = dict[str, Any]
WORDS, ADD = "how many blue mugs in Leeds?", "add 2 red mugs in Leeds found"
NOT_DONE = "nothing was changed by it"


class Post:
    """Takes what is to be delivered, in order; nobody gets past while it stands still."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.goes = threading.Event()
        self.goes.set()

    def deliver(self, message: Claimed) -> None:
        """Keep its words."""
        self.goes.wait(30)
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
        desk = Desk(self.database, self.post)
        made = Intake(self.database, lambda: desk)
        self._opened.append(made)
        return made

    def started(self) -> Intake:
        """The same, and what was left is being answered."""
        made = self.another()
        made.start()
        return made

    def left(self, *words: str, user: str = OWNER, kind: str = "message") -> list[int]:
        """What a program kept, and died before it answered; the ids."""
        ids = []
        for one in words:
            later(seconds=1)
            facts = {**said(one, user), "kind": kind}
            with self.database.writing() as books:
                ids.append(inbox.keep(books, SOURCE, f"left:{user}:{one}", facts))
        later(seconds=1)
        return [one for one in ids if one is not None]

    def hears(self, words: str, user: str = OWNER) -> None:
        """Somebody says something now; the answer is there when this returns."""
        before = len(self.post.said)
        self.intake.take_in(f"now:{user}:{words}:{before}", said(words, user))
        until(lambda: len(self.post.said) > before)

    def states(self) -> list[str]:
        """What became of everything that came in."""
        with self.database.reading() as books:
            return list(books.scalars(select(InboxEvent.state).order_by(InboxEvent.id)))

    def become(self, *states: str) -> None:
        """Wait until everything that came in is so."""
        until(lambda: self.states() == [*states])
        self.close()

    def red_mugs(self) -> int:
        """How many there are."""
        return red_mugs(self.database)

    def close(self) -> None:
        """Let what is being answered and sent finish."""
        until(lambda: not any(one._at for one in self._opened))
        until(lambda: not any(one._sending._lines for one in self._opened))
        for one in self._opened:
            one.stop()


def said(words: str, user: str = OWNER) -> Json:
    return {"kind": "message", "text": words, "user": user, "target": f"D{user[1:]}",
            "thread": None, "ts": "1.1"}  # fmt: skip


def later(**much: float) -> None:
    then = clock.now() + dt.timedelta(**much)
    clock.set_source(lambda: then)


@pytest.fixture
def door(shop: SmallShop) -> Iterator[Door]:
    """The door of the small shop."""
    opened = Door(shop)
    yield opened
    opened.post.goes.set()
    opened.close()


def test_what_comes_in_is_answered_once_however_often_it_comes(door: Door) -> None:
    for _ in range(3):
        door.intake.take_in("D01:1.1", said(WORDS))
    door.become("done")

    assert len(door.post.said) == 1


def test_what_a_program_left_is_answered_at_the_next_start_in_order(door: Door) -> None:
    before = door.red_mugs()
    door.left(WORDS, ADD, "yes")

    door.started()
    door.become("done", "done", "done")

    assert [words.split()[0] for words in door.post.said] == ["2", "Red", "Done:"]
    assert door.red_mugs() == before + ADDED


def test_what_is_said_after_a_start_does_not_overtake_what_was_left(door: Door) -> None:
    before = door.red_mugs()
    door.hears(ADD)
    door.left("no")

    started = door.started()
    started.take_in("new", said("yes"))
    door.become("done", "done", "done")

    assert "Nothing waits" in door.post.said[-1]
    assert door.red_mugs() == before


def test_each_conversation_moves_on_while_another_stands(door: Door) -> None:
    door.post.goes.clear()
    before = door.red_mugs()
    door.intake.take_in("1", said(WORDS))
    for number, words in enumerate((ADD, "yes")):
        door.intake.take_in(f"p{number}", said(words, PICKER))

    # Slack's side stands still, and what is said is done all the same
    until(lambda: door.states() == ["done"] * 3)
    assert door.red_mugs() == before + ADDED
    assert door.post.said == []


def test_what_another_may_still_be_at_is_left_to_it_for_a_while(door: Door) -> None:
    door.left(WORDS)
    door.intake.take_up()
    assert (door.post.said, door.states()) == ([], ["received"])

    later(seconds=intakes.LEFT_AFTER.total_seconds() + 1)
    door.intake.take_up()
    door.become("done")
    assert len(door.post.said) == 1


def test_what_could_not_be_answered_nor_apologised_for_is_answered_later(door: Door) -> None:
    with broken(door.database, "outbox"):
        door.intake.take_in("D01:1.1", said(WORDS))
        until(lambda: not door.intake._at)
        for _ in range(2 * intakes.MOST_TRIES):
            # that it fails is no fault of what came in, however often
            later(seconds=intakes.LEFT_AFTER.total_seconds() + 1)
            door.intake.take_up()
            until(lambda: not door.intake._at)
    assert (door.states(), door.post.said) == (["received"], [])

    later(seconds=intakes.LEFT_AFTER.total_seconds() + 1)
    door.intake.take_up()
    door.become("done")
    assert "Blue mug" in door.post.said[0]


def test_a_yes_that_comes_late_is_to_nothing_that_was_shown_since(door: Door) -> None:
    before = door.red_mugs()
    door.hears(ADD)
    with broken(door.database, "outbox"):
        door.intake.take_in("late", said("yes"))
        until(lambda: not door.intake._at)
    door.hears("yes")
    door.hears("add 50 red mugs in Leeds found")

    later(seconds=intakes.LEFT_AFTER.total_seconds() + 1)
    door.intake.take_up()
    door.become("done", "failed", "done", "done")

    assert NOT_DONE in door.post.said[-1]
    assert "“yes”" in door.post.said[-1]
    assert door.red_mugs() == before + ADDED


def test_what_ends_the_program_each_time_is_given_up_and_told(door: Door) -> None:
    (event_id,) = door.left(ADD)
    for _ in range(intakes.MOST_TRIES):
        # it is counted before it is tried, by a program that then dies
        with door.database.writing() as books:
            inbox.tried(books, event_id, 1)

    door.started()
    door.become("failed")

    (told,) = door.post.said
    assert "nothing was changed" in told


def test_what_came_long_ago_is_not_done_any_more_and_told(door: Door) -> None:
    before = door.red_mugs()
    door.left(ADD, "yes")
    door.left("pictures", kind="pictures")
    later(seconds=intakes.PATIENCE.total_seconds() + 1)

    door.started()
    door.become("failed", "failed", "done")

    assert [NOT_DONE in one for one in door.post.said] == [True, True]
    assert door.red_mugs() == before


def test_the_home_tab_is_drawn_however_late(door: Door) -> None:
    door.left("", kind="home")
    later(seconds=intakes.PATIENCE.total_seconds() + 1)

    door.started()
    door.become("done")

    assert door.post.said == ["Home"]


def test_one_that_nobody_can_answer_keeps_no_other_from_it_and_is_let_go_of(door: Door) -> None:
    first, _ = door.left("a bomb", WORDS)
    with door.database.writing() as books:
        # no door lets such a thing in: it can neither be answered nor be told of
        books.get_one(InboxEvent, first).payload = {"kind": "message"}
    started = door.started()
    until(lambda: door.states() == ["received", "done"] and not started._at)

    later(seconds=2 * intakes.PATIENCE.total_seconds() + 1)
    started.take_up()
    door.become("failed", "done")


def test_what_was_kept_by_a_commit_that_was_not_confirmed_is_answered(door: Door) -> None:
    with door.database.writing() as books:
        inbox.keep(books, SOURCE, "D01:1.1", said(WORDS))

    # as when the same is kept once more, since nobody said that it was
    door.intake.take_in("D01:1.1", said(WORDS))
    door.become("done")
    assert len(door.post.said) == 1


def test_what_comes_while_it_stops_is_kept_for_the_next_start(door: Door) -> None:
    door.intake.stop()
    door.intake._at.clear()
    door.intake.take_in("D01:1.1", said(WORDS))
    door.intake._at.clear()
    assert door.states() == ["received"]
    later(seconds=1)

    door.started()
    door.become("done")
