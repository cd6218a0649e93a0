"""Conversations with the running program: real Bolt, a local Slack, each kind of database."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from assistant.app import Program
from assistant.playground.slack import FLOOR, NOBODY, OLIVE, SAM, LocalSlack
from oms import catalogue, stock
from oms.tables.messages import InboxEvent, Proposal
from tests.assistant.running import small_shop_at

Json = dict[str, Any]


@pytest.fixture
def url(database_url: str) -> str:
    """The address of the small shop's database of each kind, as of now, without a digest."""
    return small_shop_at(database_url)


class Channel:
    """Somebody's side of a thread or DM: what they say, and what is answered there."""

    def __init__(self, slack: LocalSlack, user: str, thread: str | None = None) -> None:
        self._slack, self._user, self.thread = slack, user, thread

    def say(self, words: str) -> Json:
        """Say something and wait for its answer; in the floor's thread, or else in the DM."""
        before = len(self._slack.bot_messages())
        if self.thread is None:
            self._slack.dm(self._user, words)
        else:
            self._slack.mention(self._user, FLOOR, words, self.thread)
        self._slack.wait_until(lambda: len(self._slack.bot_messages()) > before)
        return self._slack.bot_messages()[-1]


def on_hand(program: Program, code: str, place: str) -> int:
    with program.database.reading() as books:
        sku, location = catalogue.sku(books, code), catalogue.location(books, place)
        return stock.at(books, sku.id, location.id).on_hand


def states(program: Program) -> list[str]:
    with program.database.reading() as books:
        return list(books.scalars(select(Proposal.state).order_by(Proposal.id)))


def came_in(program: Program) -> int:
    with program.database.reading() as books:
        return books.scalars(select(func.count()).select_from(InboxEvent)).one()


def test_a_change_is_spoken_of_put_right_and_confirmed_in_one_dm(
    slack: LocalSlack, program: Program
) -> None:
    dm = Channel(slack, OLIVE)

    assert "Leeds" in dm.say("how many blue mugs in Leeds?")["text"]
    assert "available in York" in dm.say("and in York?")["text"]
    first = dm.say("move 2 of them to Hull")
    assert "9 → 7" in first["text"]
    second = dm.say("no, 3")
    assert "9 → 6" in second["text"]

    slack.press(OLIVE, first, "Confirm")
    slack.wait_message(lambda one: "replaced" in one["text"])
    assert on_hand(program, "MUG-BLU", "York") == 9

    assert "T-1" in dm.say("yes")["text"]
    assert on_hand(program, "MUG-BLU", "York") == 6
    assert "Nothing waits" in dm.say("yes")["text"]
    slack.press(OLIVE, second, "Confirm")
    slack.wait_message(lambda one: "done before" in one["text"])
    assert on_hand(program, "MUG-BLU", "York") == 6


def test_a_yes_of_a_stranger_of_another_person_or_in_another_thread_does_nothing(
    slack: LocalSlack, program: Program
) -> None:
    thread = slack.mention(SAM, FLOOR, "add 2 red mugs in Leeds found")
    slack.wait_message(lambda one: "4 → 6" in one["text"])
    other = slack.say(SAM, FLOOR, "morning all")

    for where in (Channel(slack, OLIVE, thread), Channel(slack, NOBODY, thread),
                  Channel(slack, SAM, other), Channel(slack, SAM)):  # fmt: skip
        where.say("yes")

    assert on_hand(program, "MUG-RED", "Leeds") == 4
    assert states(program) == ["open"]
    assert "4 → 6" in Channel(slack, SAM, thread).say("yes")["text"]
    assert on_hand(program, "MUG-RED", "Leeds") == 6


def test_a_message_that_comes_again_neither_moves_on_nor_confirms_twice(
    slack: LocalSlack, program: Program
) -> None:
    dm = Channel(slack, OLIVE)
    for words in ("how many blue mugs in Leeds?", "and in York?", "add 2 red mugs in Leeds found",
                  "no, 3", "yes"):  # fmt: skip
        dm.say(words)
    assert on_hand(program, "MUG-RED", "Leeds") == 7
    known, answers = came_in(program), len(slack.bot_messages())

    slack.wait_until(lambda: sum(one["kind"] == "events_api" for one in slack.deliveries) >= 5)
    for one in [one for one in slack.deliveries if one["kind"] == "events_api"]:
        slack.on_loop(slack.delivery.event(one["payload"]))

    assert "available in" in dm.say("how many jute bags in Hull")["text"]
    assert (came_in(program), len(slack.bot_messages())) == (known + 1, answers + 1)
    assert on_hand(program, "MUG-RED", "Leeds") == 7
    assert states(program) == ["dropped", "done"]


def test_several_requests_are_answered_in_their_order_where_they_were_asked(
    slack: LocalSlack, program: Program
) -> None:
    thread = slack.mention(OLIVE, FLOOR, "where is 1043 and put 1042 on hold")
    slack.wait_until(lambda: len(slack.bot_messages()) == 2)
    slack.slash(OLIVE, FLOOR, "/backroom", "how many red mugs in Leeds and where is 1001")
    slack.wait_message(lambda one: "1001" in one["text"])

    told, held, mugs, order = slack.bot_messages()
    assert (told["thread_ts"], held["thread_ts"]) == (thread, thread)
    assert ["1043" in told["text"], "1042" in held["text"]] == [True, True]
    assert ["Red mug" in mugs["text"], "1001" in order["text"]] == [True, True]
    assert mugs["only_to"] == order["only_to"] == OLIVE
    assert states(program) == ["open"]
    assert "on hold" in Channel(slack, OLIVE, thread).say("yes")["text"]
